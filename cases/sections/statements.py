"""Section of a case's page: what the people of the family want."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case
from cases.sections import Section
from cases.statement_facts import Shown, goals_by_will, shown, statements_of
from sro.ui.tables import Action


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the section; two queries, whatever the number of statements."""
    rows = statements_of(request.user, case)
    goals = goals_by_will(request.user, case) if rows else {}
    found = [each for each in shown(rows, goals) if not each.newest.withdrawn]
    people: dict[int, list[Shown]] = {}
    for each in found:
        people.setdefault(each.newest.person_id, []).append(each)
    lines = [_line(said) for said in people.values()]
    return Section(
        key="wille",
        title=_("Will and wishes"),
        template="cases/sections/statements.html",
        context={"case": case, "people": sorted(lines, key=lambda line: line["person"].sort_key)},
        actions=(Action(_("Will and wishes of all"), reverse("cases:will", args=[case.pk])),),
        count=len(found),
    )


def _line(said: list[Shown]) -> dict[str, Any]:
    # The newest will says most about where somebody is going; else the newest of all.
    wills = [each for each in said if each.newest.kind == "will"]
    return {
        "person": said[0].newest.person,
        "will": (wills or said)[0].newest,
        "count": len(said),
        "waiting": sum(each.waits_for_goal for each in said),
    }
