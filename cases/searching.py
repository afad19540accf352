"""What of help planning the global search finds: cases, and people who lead to them."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Case
from cases.rules.likeness import birth_date_in
from cases.services.finding import cases_of, matching_and_alike
from networks.search.finding import Group, register
from networks.search.words import typed_words


def _case_url(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])


def _case_detail(case: Case) -> str:
    parts = [case.reference, str(case.get_state_display()), str(case.responsible or "")]
    return " · ".join(filter(None, parts))


def _find_cases(user: Any, rows: Any, text: str, limit: int) -> tuple[list[Any], list[Any]]:
    """Find by name and reference; with a birth date the people's group answers."""
    day, rest = birth_date_in(text, timezone.localdate())
    if day is not None or not typed_words(rest):
        return [], []
    matching = rows.found(rest, limit + 1)
    alike = []
    if len(matching) < limit:
        known = [row.pk for row in matching]
        alike = rows.resembling(rest, limit - len(matching), without=known)
    return matching, alike


def _find_people(user: Any, rows: Any, text: str, limit: int) -> tuple[list[Any], list[Any]]:
    """Find by name, sound and birth date, each person with the cases the user may see."""
    matching, alike = matching_and_alike(rows, text, today=timezone.localdate(), limit=limit)
    cases = cases_of(user, [*matching, *alike])
    for person in (*matching, *alike):
        person.own_cases = cases.get(person.pk, ())
    return matching, alike


def _person_url(person: Any) -> str:
    """Lead to the person's case; where there are several, to the list of them."""
    if len(person.own_cases) == 1:
        return _case_url(person.own_cases[0])
    return f"{reverse('cases:list')}?{urlencode({'person': person.pk})}"


def _person_detail(person: Any) -> str:
    born = ""
    if person.birth_date:
        born = _("born %(day)s") % {"day": date_format(person.birth_date, "SHORT_DATE_FORMAT")}
    elif person.birth_year:
        born = _("born about %(year)s") % {"year": person.birth_year}
    cases = [f"{case.name} ({case.reference})" for case in person.own_cases]
    return " · ".join(filter(None, [born, *cases]))


register(
    Group(
        key="faelle",
        label=gettext_lazy("Cases"),
        model="cases.Case",
        url=_case_url,
        detail=_case_detail,
        related=("responsible",),
        list_view="cases:list",
        order=1,
        find=_find_cases,
        new_label=gettext_lazy("Open a new case"),
        new_view="cases:new_for",
    )
)
register(
    Group(
        key="menschen",
        label=gettext_lazy("People"),
        model="cases.Person",
        url=_person_url,
        detail=_person_detail,
        order=2,
        find=_find_people,
    )
)
