"""Section of a case's page: plans."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, MemberRole, SupportPlan
from cases.sections import Section
from sro.ui.tables import Action


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the versions of all plans, newest first."""
    plans = list(
        SupportPlan.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("young_person")
        .order_by("young_person__sort_key", "young_person_id", "-number")
    )
    planned = {plan.young_person_id for plan in plans}
    young = case.members.filter(role=MemberRole.YOUNG_PERSON).exclude(person_id__in=planned)
    actions = ()
    if case.is_open and (not plans or young.exists()):
        url = reverse("cases:plan_new", args=[case.pk])
        actions = (Action(_("Begin a support plan"), url, icon="add"),)
    return Section(
        key="hilfeplaene",
        title=_("Support plans"),
        template="cases/sections/plans.html",
        context={"plans": plans, "case": case},
        actions=actions,
        count=len(plans),
    )
