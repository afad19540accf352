"""Section of a case's page: work with the providers, shared goals and reports."""

from __future__ import annotations

from django.db.models import Count, Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.models import Case, DevelopmentReport, Support
from cases.rules.states import SHARED_SUPPORT
from cases.sections import Section


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the section where a provider knows of a support; two queries."""
    reports = DevelopmentReport.objects.visible_to(request.user).order_by("-due_on", "-pk")
    supports = (
        Support.objects.visible_to(request.user)
        .filter(case=case, state__in=SHARED_SUPPORT, provider__isnull=False)
        .select_related("person", "support_type", "provider")
        .annotate(shared_goals=Count("goal_shares"))
        .prefetch_related(Prefetch("development_reports", reports, to_attr="reports"))
    )
    found = list(supports)
    if not found:
        return None
    return Section(
        key="traeger",
        title=_("Work with the providers"),
        template="cases/sections/shared.html",
        context={"case": case, "supports": found},
    )
