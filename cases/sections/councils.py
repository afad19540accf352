"""Section of a case's page: family group conferences."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, FamilyGroupConference
from cases.rules.councils import RUNNING
from cases.sections import Section
from sro.ui.tables import Action


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the family group conferences, the newest first; one query."""
    rows = FamilyGroupConference.objects.visible_to(request.user).filter(case=case)
    councils = list(rows.select_related("coordinator", "provider"))
    actions = ()
    if case.is_open and not any(council.state in RUNNING for council in councils):
        new = reverse("cases:council_new", args=[case.pk])
        actions = (Action(_("Suggest a family group conference"), new, icon="add"),)
    return Section(
        key="familienrat",
        title=_("Family group conference"),
        template="cases/sections/councils.html",
        context={"councils": councils},
        actions=actions,
        count=len(councils),
    )
