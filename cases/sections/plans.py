"""Section of a case's page: plans."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, CaseMember, MemberRole, SupportPlan
from cases.sections import Section
from sro.ui.tables import Action


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the versions of all plans, newest first."""
    plans = list(
        SupportPlan.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("young_person")
        .annotate(others_without=Exists(_without_plan()))
        .order_by("young_person__sort_key", "young_person_id", "-number")
    )
    actions = ()
    if case.is_open and (not plans or plans[0].others_without):
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


def _without_plan() -> QuerySet[CaseMember]:
    """Return the young people of the same case for whom there is no plan yet."""
    plans = SupportPlan.objects.filter(case=OuterRef("case"), young_person=OuterRef("person"))
    young = CaseMember.objects.filter(case=OuterRef("case"), role=MemberRole.YOUNG_PERSON)
    return young.filter(~Exists(plans))
