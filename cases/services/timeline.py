"""Everything that happened in a case, by day: what each part of help planning has to tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cases.life_words import step_words
from cases.models import (
    Case,
    CaseNote,
    CaseStep,
    Consultation,
    DiagnosisEntry,
    FamilyGroupConference,
    Hypothesis,
    IssuedDocument,
    OfferHandover,
    PlanConference,
    Support,
    SupportDecision,
    SupportPlan,
    TeamConsultation,
    WillStatement,
)


@dataclass(frozen=True)
class Kind:
    """One kind of entry: its rows, their day, their words and who wrote them."""

    key: str
    title: str | Promise
    model: Any
    day: Any
    words: Callable[[Any], tuple[str | Promise, str]]
    """A row as headline and the beginning of what was said."""
    related: tuple[str, ...] = ()
    author: str = "author"
    section: str = ""


@dataclass(frozen=True)
class Line:
    """An entry of the timeline."""

    kind: Kind
    row: Any
    day: date

    @property
    def title(self) -> str | Promise:
        """What it is."""
        return self.kind.words(self.row)[0]

    @property
    def text(self) -> str:
        """How it begins."""
        return Truncator(self.kind.words(self.row)[1]).chars(240)

    @property
    def author(self) -> Any:
        """Who wrote or did it."""
        return getattr(self.row, self.kind.author)

    @property
    def entrusted(self) -> bool:
        """Whether it was entrusted (then it is shown to whom that may see it alone)."""
        return getattr(self.row, "entrusted", False)


KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind(
            "schritt",
            _("Steps"),
            CaseStep,
            TruncDate("at"),
            lambda row: (step_words(row.action), row.reason),
            author="actor",
        ),
        Kind(
            "beratung",
            _("Consultations"),
            Consultation,
            F("held_on"),
            lambda row: (_("Consultation"), row.concern),
            section="beratungen",
        ),
        Kind(
            "angebot",
            _("Offers handed over"),
            OfferHandover,
            F("handed_on"),
            lambda row: (_("Offer handed over"), row.offer.name),
            ("offer",),
            section="beratungen",
        ),
        Kind(
            "notiz",
            _("Notes"),
            CaseNote,
            F("noted_on"),
            lambda row: (row.subject or row.get_kind_display(), row.text),
            section="notizen",
        ),
        Kind(
            "aussage",
            _("Will and wishes"),
            WillStatement,
            F("said_on"),
            lambda row: (f"{row.get_kind_display()}: {row.person}", row.text),
            ("person",),
            section="wille",
        ),
        Kind(
            "diagnose",
            _("Diagnosis"),
            DiagnosisEntry,
            F("written_on"),
            lambda row: (row.get_step_display(), row.text),
            section="diagnose",
        ),
        Kind(
            "hypothese",
            _("Hypotheses"),
            Hypothesis,
            F("written_on"),
            lambda row: (_("Hypothesis"), row.text),
            section="diagnose",
        ),
        Kind(
            "hilfeplan",
            _("Support plans"),
            SupportPlan,
            TruncDate(Coalesce("agreed_at", "created_at")),
            lambda row: (f"{_('Support plan')}: {row.young_person}", row.get_state_display()),
            ("young_person",),
            author="created_by",
            section="hilfeplaene",
        ),
        Kind(
            "gespraech",
            _("Plan conferences"),
            PlanConference,
            TruncDate("scheduled_at"),
            lambda row: (f"{_('Plan conference')}: {row.young_person}", row.get_state_display()),
            ("young_person",),
            section="hilfeplangespraeche",
        ),
        Kind(
            "familienrat",
            _("Family group conferences"),
            FamilyGroupConference,
            TruncDate(Coalesce("scheduled_at", Cast("referred_on", DateTimeField()))),
            lambda row: (f"{_('Family group conference')}: {row.name}", row.get_state_display()),
            section="familienrat",
        ),
        Kind(
            "fachteam",
            _("Team consultations"),
            TeamConsultation,
            F("held_on"),
            lambda row: (_("Team consultation"), row.question),
            section="hilfen",
        ),
        Kind(
            "entscheidung",
            _("Decisions"),
            SupportDecision,
            F("decided_on"),
            lambda row: (_("Decision"), row.get_result_display()),
            author="decided_by",
            section="hilfen",
        ),
        Kind(
            "hilfe",
            _("Supports"),
            Support,
            F("start"),
            lambda row: (f"{row.support_type}: {row.person}", row.get_state_display()),
            ("support_type", "person"),
            author="created_by",
            section="hilfen",
        ),
        Kind(
            "dokument",
            _("Documents"),
            IssuedDocument,
            TruncDate("issued_at"),
            lambda row: (row.get_kind_display(), row.title),
            author="issued_by",
            section="dokumente",
        ),
    )
}


def timeline_of(user: Any, case: Case, kinds: Iterable[str] = ()) -> QuerySet:
    """Return (day, kind, key) of everything in the case the user may see, the newest first.

    Unknown kinds are left out; without any all are told.
    """
    wanted = [KINDS[key] for key in kinds if key in KINDS] or list(KINDS.values())
    first, *others = [_days(user, case, kind) for kind in wanted]
    return first.union(*others, all=True).order_by("-day", "kind_key", "-key")


def _days(user: Any, case: Case, kind: Kind) -> QuerySet:
    rows = kind.model.objects.visible_to(user).filter(case=case).order_by()
    return rows.annotate(
        day=Cast(kind.day, DateField()),
        kind_key=Value(kind.key, CharField()),
        key=F("pk"),
    ).values_list("day", "kind_key", "key")


def lines(user: Any, found: Iterable[tuple[date, str, int]]) -> list[Line]:
    """Return the entries themselves, in the same order; one query for each kind among them."""
    found = list(found)
    rows: dict[str, dict[int, Any]] = {}
    for kind_key in {kind_key for _day, kind_key, _key in found}:
        kind = KINDS[kind_key]
        keys = [key for _day, each, key in found if each == kind_key]
        visible = kind.model.objects.visible_to(user).filter(pk__in=keys)
        visible = visible.select_related(*kind.related, kind.author)
        if kind.model is IssuedDocument:
            visible = visible.defer("content")
        rows[kind_key] = visible.in_bulk()
    return [
        Line(KINDS[kind_key], rows[kind_key][key], day)
        for day, kind_key, key in found
        if key in rows[kind_key]
    ]
