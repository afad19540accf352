"""Section of a case's page: work with the providers, shared goals and reports."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest
from django.utils.translation import gettext as _

from cases.models import Case, DevelopmentReport
from cases.rules.states import SHARED_SUPPORT
from cases.sections import Section
from cases.support_facts import supports_at_hand


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the section where a provider knows of a support; one query beside the supports."""
    found = [
        support
        for support in supports_at_hand(request.user, case)
        if support.state in SHARED_SUPPORT and support.provider_id
    ]
    if not found:
        return None
    reports = DevelopmentReport.objects.visible_to(request.user).order_by("-due_on", "-pk")
    prefetch_related_objects(found, Prefetch("development_reports", reports, to_attr="reports"))
    return Section(
        key="traeger",
        title=_("Work with the providers"),
        template="cases/sections/shared.html",
        context={"case": case, "supports": found},
    )
