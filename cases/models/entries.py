"""What was said, heard and thought: consultations, notes, will, diagnosis, follow-ups."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.base import Entrusted, case_key, person_key
from cases.querysets.cases import CaseQuerySet
from sro.records import Record, user_key


class ConsultationOutcome(models.TextChoices):
    """What came out of it. None of them commits the family to anything."""

    OPEN = "", _("not yet clear")
    ANSWERED = "answered", _("question answered")
    OFFERS = "offers", _("offers of the social space handed over, no formal support")
    ELSEWHERE = "elsewhere", _("another office is responsible; contact was made")
    CLARIFY = "clarify", _("we go on talking")
    SUPPORT = "support", _("the family asks for a support")


@pghistory.track()
class Consultation(Record):
    """Advice before any decision (§ 36 (1) SGB VIII): understandable, open in its outcome."""

    case = case_key("consultations")
    held_on = models.DateField(_("on"))
    persons = models.ManyToManyField(
        "cases.Person", verbose_name=_("with"), blank=True, related_name="consultations"
    )
    concern = models.TextField(
        _("what it was about"), max_length=8000, help_text=_("In the person's own words.")
    )
    advice = models.TextField(
        _("what was advised"),
        max_length=8000,
        blank=True,
        help_text=_("Possibilities, consequences, rights: what you explained, and how."),
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=ConsultationOutcome, blank=True)
    author = user_key(_("held by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"


@pghistory.track()
class OfferHandover(Record):
    """An offer of the social space that was recommended to the family."""

    case = case_key("handed_offers")
    consultation = models.ForeignKey(
        Consultation,
        verbose_name=_("consultation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
    )
    offer = models.ForeignKey(
        "networks.Offer", verbose_name=_("offer"), on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(
        _("note for the family"),
        max_length=300,
        blank=True,
        help_text=_("Such as whom to ask for. It is printed on the list."),
    )
    handed_on = models.DateField(_("handed over on"))
    author = user_key(_("handed over by"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("offer handed over")
        verbose_name_plural = _("offers handed over")
        ordering = ["-handed_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "offer", "handed_on"],
                name="offerhandover_once",
                violation_error_message=_("This offer is already on today's list."),
            )
        ]

    def __str__(self) -> str:
        return str(self.offer)


class NoteKind(models.TextChoices):
    """By which way something became known."""

    NOTE = "note", _("case note")
    TELEPHONE = "telephone", _("telephone call")
    VISIT = "visit", _("home visit")
    TALK = "talk", _("conversation")
    MAIL = "mail", _("letter or e-mail")
    CONTACT = "contact", _("contact with others")


@pghistory.track()
class CaseNote(Entrusted):
    """An entry in the file."""

    case = case_key("notes")
    kind = models.CharField(_("kind"), max_length=20, choices=NoteKind, default=NoteKind.NOTE)
    noted_on = models.DateField(_("on"))
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=20000)

    objects = CaseQuerySet.as_manager()

    class Meta(Entrusted.Meta):
        verbose_name = _("case note")
        verbose_name_plural = _("notes")
        ordering = ["-noted_on", "-pk"]
        indexes = [models.Index("case", models.F("noted_on").desc(), name="casenote_case")]

    def __str__(self) -> str:
        return self.subject or f"{self.get_kind_display()} {self.noted_on:%d.%m.%Y}"


class StatementKind(models.TextChoices):
    """A wish asks others to act; a will is one's own readiness to act."""

    WILL = "will", _("will")
    WISH = "wish", _("wish")


class Question(models.TextChoices):
    """The five questions of exploring what somebody wants, and what was said without one."""

    IMAGINE = "imagine", _("What do you imagine?")
    MOTIVATE = "motivate", _("What motivates you?")
    CHANGE = "change", _("What should change?")
    WORK = "work", _("How could that work, in your opinion?")
    PROBLEMS = "problems", _("Which problems do you see?")
    FREE = "free", _("said without a question")


@pghistory.track()
class WillStatement(Entrusted):
    """What a person wants, in the person's own words. Never overwritten: a newer one follows.

    `follows` names the statement that this one replaces; a statement withdrawn is followed by one
    with `withdrawn`.
    """

    case = case_key("statements")
    person = person_key(_("person"), related_name="statements")
    kind = models.CharField(_("kind"), max_length=10, choices=StatementKind)
    question = models.CharField(
        _("question"), max_length=10, choices=Question, default=Question.FREE
    )
    text = models.TextField(
        _("in the person's own words"), max_length=8000, help_text=_("As it was said.")
    )
    readiness = models.TextField(
        _("what the person will do for it"),
        max_length=4000,
        blank=True,
        help_text=_("A will is what somebody is ready to act for."),
    )
    said_on = models.DateField(_("said on"))
    withdrawn = models.BooleanField(_("no longer so"), default=False)
    follows = models.OneToOneField(
        "self",
        verbose_name=_("replaces"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="followed_by",
        error_messages={"unique": _("Somebody has already written a newer version of this.")},
    )
    created_at = models.DateTimeField(_("written at"), editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Entrusted.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index("case", "person", name="statement_case")]
        triggers = [
            *Record.Meta.triggers,
            # Marking it as entrusted (and taking the mark away) is no change of what was said.
            pgtrigger.ReadOnly(name="statement_kept", exclude=["entrusted", "version"]),
            pgtrigger.Protect(name="statement_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.said_on:%d.%m.%Y}"


class DiagnosisStep(models.TextChoices):
    """The three steps of understanding; they run through the whole help."""

    PERCEIVE = "perceive", _("perceive and observe")
    UNDERSTAND = "understand", _("understand and explain")
    CONCLUDE = "conclude", _("conclude")


@pghistory.track()
class DiagnosisEntry(Entrusted):
    """One observation, explanation or conclusion."""

    case = case_key("diagnosis")
    step = models.CharField(_("step"), max_length=20, choices=DiagnosisStep)
    about = person_key(_("about"), related_name="+", null=True, blank=True)
    text = models.TextField(_("text"), max_length=8000)
    written_on = models.DateField(_("on"))

    objects = CaseQuerySet.as_manager()

    class Meta(Entrusted.Meta):
        verbose_name = _("diagnosis entry")
        verbose_name_plural = _("diagnosis entries")
        ordering = ["written_on", "pk"]
        indexes = [models.Index("case", "step", name="diagnosis_case")]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.written_on:%d.%m.%Y}"


class HypothesisState(models.TextChoices):
    """What became of an assumption."""

    OPEN = "open", _("to be checked")
    CONFIRMED = "confirmed", _("confirmed")
    REFUTED = "refuted", _("refuted")
    CHANGED = "changed", _("replaced by another one")


@pghistory.track()
class Hypothesis(Entrusted):
    """An assumption that comes back on a day to be checked."""

    case = case_key("hypotheses")
    text = models.TextField(_("assumption"), max_length=4000)
    grounds = models.TextField(
        _("what speaks for it, what against it"), max_length=4000, blank=True
    )
    written_on = models.DateField(_("on"))
    check_on = models.DateField(
        _("check again on"),
        null=True,
        blank=True,
        help_text=_("It then appears on your start page."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=HypothesisState, default=HypothesisState.OPEN
    )
    result = models.TextField(_("what the check showed"), max_length=4000, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta(Entrusted.Meta):
        verbose_name = _("hypothesis")
        verbose_name_plural = _("hypotheses")
        ordering = ["-written_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hypothesis_checked",
                condition=(Q(state="open") & Q(checked_on__isnull=True))
                | (~Q(state="open") & Q(checked_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.written_on:%d.%m.%Y}"


class LegalGround(models.TextChoices):
    """On which ground entrusted data may be passed on (§ 65 (1) SGB VIII)."""

    CONSENT = "consent", _("consent of the person who entrusted it (no. 1)")
    COURT = "court", _("to the family court, because of a danger to the child (no. 2)")
    SUCCESSOR = "successor", _("to the colleague who takes over, because of a danger (no. 3)")
    EXPERT = "expert", _("to professionals called in to assess a danger (no. 4)")
    PENAL = "penal", _("as a person bound to secrecy may (no. 5)")


class DisclosedEntry(models.TextChoices):
    """What kinds of entries can be entrusted."""

    NOTE = "casenote", _("case note")
    STATEMENT = "willstatement", _("statement")
    DIAGNOSIS = "diagnosisentry", _("diagnosis entry")
    HYPOTHESIS = "hypothesis", _("hypothesis")


@pghistory.track()
class Disclosure(models.Model):
    """Entrusted content that was passed on: to whom, on which ground, why. Only ever added.

    A colleague named as `recipient_user` may read that one entry from then on.
    """

    case = case_key("disclosures")
    entry_kind = models.CharField(_("entry"), max_length=20, choices=DisclosedEntry)
    entry_id = models.PositiveBigIntegerField()
    ground = models.CharField(_("legal ground"), max_length=20, choices=LegalGround)
    recipient_user = user_key(_("colleague"), related_name="disclosures", null=True, blank=True)
    recipient = models.CharField(
        _("recipient"), max_length=200, blank=True, help_text=_("If it is nobody of the office.")
    )
    reason = models.CharField(_("reason"), max_length=500)
    author = user_key(_("passed on by"))
    at = models.DateTimeField(_("at"))

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-at", "-pk"]
        indexes = [models.Index("recipient_user", "entry_kind", "entry_id", name="disclosure_to")]
        constraints = [
            models.CheckConstraint(
                name="disclosure_recipient",
                condition=Q(recipient_user__isnull=False) | Q(recipient__regex=r"\S"),
                violation_error_message=_("Please say to whom it was passed on."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="disclosure_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.at:%d.%m.%Y}"
