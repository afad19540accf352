"""What pages say about supports: hours in words, combinations, what the law asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from cases import conference_words as words
from cases.models import Case, PlanSection, Section, Support
from cases.rules.sections import Help, sections_for
from cases.rules.states import CASE_TRANSITIONS
from cases.rules.supports import combined, offered_step
from cases.services.paperwork.words import extent, period
from networks.models import FocusProvider, Provider


@dataclass(frozen=True)
class SupportLine:
    """A support in a line: what, by whom, when, how much."""

    support: Support
    days: str
    hours: str
    together: bool = False


@dataclass(frozen=True)
class LegalHint:
    """A section the law asks for, whether the plan has it, and where it is written."""

    title: str
    text: str
    written: bool
    url: str


@dataclass(frozen=True)
class Offered:
    """A step of the case that its supports suggest."""

    text: str
    url: str


def supports_of(user: Any, case: Case) -> QuerySet[Support]:
    """Return the supports of a case with what their lines say, the newest first."""
    rows = Support.objects.visible_to(user).filter(case=case)
    rows = rows.select_related("support_type", "person", "provider")
    return rows.defer("person__search_vector", "provider__search_vector").order_by("-start", "-pk")


def supports_at_hand(user: Any, case: Case) -> list[Support]:
    """Return the same with how many goals are shared, read once for all sections of a page."""
    found: list[Support] | None = case.__dict__.get("_supports_at_hand")
    if found is None:
        found = list(supports_of(user, case).annotate(shared_goals=Count("goal_shares")))
        case.__dict__["_supports_at_hand"] = found
    return found


def lines_of(supports: Sequence[Support]) -> list[SupportLine]:
    """Return supports as lines; those that are combined stand beneath each other, marked."""
    by_pk = {each.pk: each for each in supports}
    groups = combined({each.pk: each.combined_with_id for each in supports})
    return [line_of(by_pk[pk], together=len(group) > 1) for group in groups for pk in group]


def line_of(support: Support, *, together: bool = False) -> SupportLine:
    """Return one support as a line."""
    last = support.end or support.planned_end
    return SupportLine(support, period(support.start, last), extent(support), together)


def legal_hints(support: Support, today: date) -> list[LegalHint]:
    """Return which sections of the plan this support calls for (§§ 36b, 37c, 41a)."""
    born = support.person.birth_date
    codes = sections_for(
        [Help(support.legal_basis, support.setting)],
        birth_dates=[born] if born else [],
        on=today,
    )
    if not codes:
        return []
    written: set[str] = set()
    url = ""
    if support.plan_id:
        written = set(
            PlanSection.objects.filter(plan=support.plan_id).values_list("section", flat=True)
        )
        url = reverse("cases:plan", args=[support.case_id, support.plan_id])
    return [
        LegalHint(str(Section(code).label), words.section_hint(code), code in written, url)
        for code in codes
    ]


def offered(case: Case, supports: Sequence[Support]) -> Offered | None:
    """Return the step of the case that its supports suggest, None if none."""
    action = offered_step(case.state, [each.state for each in supports])
    if action not in CASE_TRANSITIONS:
        return None
    return Offered(words.offered_step(action), reverse("cases:step", args=[case.pk, action]))


def providers_on(user: Any, day: date) -> QuerySet[Provider]:
    """Return every provider the office works with on a day, by name."""
    return Provider.objects.visible_to(user).valid_on(day).defer("search_vector").in_order()


def focus_in(user: Any, case: Case, day: date) -> set[int]:
    """Return the providers with a focus where the family lives."""
    if case.social_space_id is None:
        return set()
    rows = FocusProvider.objects.visible_to(user).filter(social_space=case.social_space_id)
    return set(rows.valid_on(day).values_list("provider_id", flat=True))
