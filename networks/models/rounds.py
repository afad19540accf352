"""Asking institutions whether their entry is still true, area by area."""

from __future__ import annotations

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from networks.models.areas import District, SocialSpace
from networks.models.institutions import Institution, InstitutionCategory
from networks.querysets.rounds import EntryRequestQuerySet, RoundQuerySet
from networks.rules.rounds import RequestState, may_answer, request_state
from sro.records import Record, user_key

REQUEST_STATES = {
    RequestState.TO_CALL: _("has no e-mail address: please call"),
    RequestState.WAITING: _("letter not sent yet"),
    RequestState.FAILED: _("the letter could not be sent"),
    RequestState.SENT: _("letter sent"),
    RequestState.OVERDUE: _("no answer for two weeks"),
    RequestState.EXPIRED: _("link expired without an answer"),
    RequestState.ANSWERED: _("answered"),
    RequestState.VERIFIED: _("verified by the office"),
    RequestState.GONE: _("does not exist at present"),
}


class Answer(models.TextChoices):
    """What an institution has said."""

    CONFIRMED = "confirmed", _("everything is right")
    CORRECTED = "corrected", _("sent corrections")


@pghistory.track()
class VerificationRound(Record):
    """The institutions of an area or kind are asked whether their entry is still true."""

    # PROTECT: areas end by date, categories in use are renamed.
    district = models.ForeignKey(
        District,
        verbose_name=_("district"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    social_space = models.ForeignKey(
        SocialSpace,
        verbose_name=_("social space"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    category = models.ForeignKey(
        InstitutionCategory,
        verbose_name=_("category"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    verified_before = models.DateField(_("not verified since"))
    started_at = models.DateTimeField(_("started"), editable=False)
    started_by = user_key(_("started by"), editable=False)
    expires_on = models.DateField(_("links hold until"))
    closed_at = models.DateTimeField(_("ended early"), null=True, editable=False)
    # Letters are written in the background, where nobody knows the address of the installation.
    base_url = models.CharField(_("address of the installation"), max_length=200, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta(Record.Meta):
        verbose_name = _("verification round")
        verbose_name_plural = _("verification rounds")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        parts = [self.social_space or self.district, self.category]
        named = ", ".join(str(part) for part in parts if part)
        return gettext("%(what)s, %(day)s") % {
            "what": named or gettext("All institutions"),
            "day": date_format(timezone.localdate(self.started_at), "SHORT_DATE_FORMAT"),
        }

    def runs_on(self, today: date) -> bool:
        """Return whether links of the round can be used on `today`."""
        return self.closed_at is None and may_answer(self.expires_on, today)


@pghistory.track(exclude=["token_hash", "nonce", "answer_digest"])
class EntryRequest(models.Model):
    """One institution of a round, with the link by which it answers.

    Of the link only a fingerprint is stored. `nonce` makes the link together with the key of the
    installation, so that a letter that has to be sent once more leads to the same place; the
    database alone does not open it.
    """

    verification_round = models.ForeignKey(
        VerificationRound,
        verbose_name=_("verification round"),
        on_delete=models.CASCADE,
        related_name="requests",
    )
    institution = models.ForeignKey(
        Institution,
        verbose_name=_("institution"),
        # CASCADE: an entry made by mistake goes with what was asked about it.
        on_delete=models.CASCADE,
        related_name="entry_requests",
    )
    nonce = models.CharField(max_length=43, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    by_mail = models.BooleanField(_("by e-mail"), editable=False)
    expires_on = models.DateField(_("link holds until"))
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    failed_at = models.DateTimeField(_("could not be sent"), null=True, editable=False)
    used_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answer = models.CharField(
        _("answer"), max_length=10, choices=Answer, blank=True, editable=False
    )

    #: Fingerprint of what was sent, so that a second click is known for what it is.
    answer_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = EntryRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to an institution")
        verbose_name_plural = _("questions to institutions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["verification_round", "institution"], name="entryrequest_once"
            ),
            models.CheckConstraint(
                name="entryrequest_answer",
                condition=Q(used_at__isnull=True, answer="")
                | Q(used_at__isnull=False) & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="entryrequest_mail",
                condition=Q(by_mail=True) | Q(sent_at__isnull=True, used_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                F("institution"),
                name="entryrequest_open",
                condition=Q(used_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.institution)

    def state_on(self, today: date) -> RequestState:
        """Return how far the question is; wants round and institution at hand."""
        return request_state(
            by_mail=self.by_mail,
            has_address=bool(self.institution.email),
            exists=self.institution.is_active_on(today),
            sent_on=timezone.localdate(self.sent_at) if self.sent_at else None,
            failed=self.failed_at is not None,
            answered=self.used_at is not None,
            verified_on=self.institution.last_verified,
            asked_on=timezone.localdate(self.verification_round.started_at),
            expires_on=self.expires_on,
            today=today,
        )
