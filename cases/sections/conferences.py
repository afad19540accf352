"""Section of a case's page: conferences."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, PlanConference
from cases.sections import Section
from sro.ui.tables import Action

SHOWN = 5


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the last conversations about the support plan; two queries."""
    rows = PlanConference.objects.visible_to(request.user).filter(case=case)
    count = rows.count()
    conferences = list(rows.select_related("young_person")[:SHOWN]) if count else []
    actions = ()
    if case.is_open:
        new = reverse("cases:conference_new", args=[case.pk])
        actions = (Action(_("Prepare a conversation"), new, icon="add"),)
    return Section(
        key="hilfeplangespraeche",
        title=_("Plan conferences"),
        template="cases/sections/conferences.html",
        context={"case": case, "conferences": conferences, "more": count > SHOWN},
        actions=actions,
        count=count,
    )
