"""Section of a case's page: conferences."""

from __future__ import annotations

from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, PlanConference
from cases.sections import Section
from sro.ui.tables import Action

SHOWN = 5


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the last conversations about the support plan; one query."""
    rows = PlanConference.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("young_person").annotate(every=Window(Count("pk")))
    conferences = list(rows[:SHOWN])
    count = conferences[0].every if conferences else 0
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
