"""The office's side: goals shared with a provider, reports asked for, read, returned, accepted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from cases.forms.shared import RequestForm, ShareForm
from cases.models import (
    Case,
    DevelopmentReport,
    Goal,
    GoalShare,
    PlanConference,
    ReportedGoal,
    Support,
)
from cases.rules.states import ConferenceState, PlanState, ReportState
from cases.services import reports as service
from cases.services import shared as sharing
from cases.views.pages import address_of, open_case, to_case
from sro import access
from sro.audit import trail
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action

SECTION = "traeger"
_SHAREABLE = (PlanState.AGREED, PlanState.IN_FORCE)


def _support_of(request: HttpRequest, pk: int, support_pk: int) -> tuple[Case, Support]:
    case = open_case(request, pk)
    rows = Support.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("case", "person", "provider", "support_type")
    return case, get_object_or_404(rows, pk=support_pk)


def support_share(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Choose the goals that the provider of a support sees."""
    case, support = _support_of(request, pk, support_pk)
    access.require(request.user, "add", GoalShare)
    shares = GoalShare.objects.visible_to(request.user).filter(support=support)
    shared = set(shares.values_list("goal_id", flat=True))
    mine = Goal.objects.visible_to(request.user).filter(plan__case=case)
    # Goals of former versions are offered only as long as they are shared, to be taken back.
    goals = mine.filter(plan__state__in=_SHAREABLE) | mine.filter(pk__in=shared)
    return form_page(
        request,
        form_class=ShareForm,
        form_kwargs={
            "goals": goals.select_related("owner").order_by("-plan__number", "position", "pk")
        },
        initial={"goals": shared},
        save=lambda form, version: sharing.share_goals(
            actor=request.user,
            support=support,
            goals=form.cleaned_data["goals"],
            now=timezone.now(),
        ),
        title=_("Share goals"),
        intro=_(
            "%(provider)s sees exactly these goals of the plan, nothing else of the case. Please"
            " talk with the family about it."
        )
        % {"provider": support.provider or _("The provider")},
        breadcrumbs=to_case(case),
        cancel_url=address_of(case, SECTION),
        success_url=address_of(case, SECTION),
        success_message=lambda rows: (
            ngettext(
                "The provider now sees %(count)s goal.",
                "The provider now sees %(count)s goals.",
                len(rows),
            )
            % {"count": len(rows)}
        ),
        draft_key=f"cases:support_share:{support.pk}",
    )


def report_request(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Ask the provider of a support for a development report."""
    case, support = _support_of(request, pk, support_pk)
    access.require(request.user, "add", DevelopmentReport)
    conferences = PlanConference.objects.visible_to(request.user).filter(
        case=case, state=ConferenceState.PLANNED
    )
    return form_page(
        request,
        form_class=RequestForm,
        form_kwargs={"conferences": conferences},
        save=lambda form, version: service.request_report(
            actor=request.user, support=support, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Ask for a development report"),
        intro=_("The provider writes it along the shared goals; you read it once submitted."),
        submit_label=_("Ask for it"),
        breadcrumbs=to_case(case),
        cancel_url=address_of(case, SECTION),
        success_url=address_of(case, SECTION),
        success_message=_("The provider finds the request on its start page."),
        draft_key=f"cases:report_request:{support.pk}",
    )


def _report_of(
    request: HttpRequest, pk: int, report_pk: int, action: str = "view"
) -> tuple[Case, DevelopmentReport]:
    case = open_case(request, pk)
    rows = DevelopmentReport.objects.visible_to(request.user).filter(support__case=case)
    rows = rows.select_related(
        "support__case",
        "support__person",
        "support__provider",
        "support__support_type",
        "submitted_by",
        "conference",
    )
    report = get_object_or_404(rows, pk=report_pk)
    if action != "view":
        access.require(request.user, action, report)
    return case, report


def _address(case: Case, report: DevelopmentReport) -> str:
    return reverse("cases:report", args=[case.pk, report.pk])


@require_safe
def report(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Show a report once it was submitted; before that only that it was asked for."""
    case, found = _report_of(request, pk, report_pk)
    readable = access.can(request.user, "read", found)
    rows = ReportedGoal.objects.visible_to(request.user).filter(report=found)
    if readable:
        trail.record_read(request.user, found, now=timezone.now(), page="cases:report")
    args = [case.pk, found.pk]
    actions = [
        Action(_("Accept"), reverse("cases:report_accept", args=args), primary=True),
        Action(_("Give back"), reverse("cases:report_return", args=args)),
    ]
    submitted = found.state == ReportState.SUBMITTED and case.is_open
    return render(
        request,
        "cases/report.html",
        {
            "title": _("Development report"),
            "report": found,
            "support": found.support,
            "goals": rows.select_related("goal"),
            "readable": readable,
            "breadcrumbs": to_case(case),
            "actions": actions if submitted else [],
        },
    )


def report_return(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Give a report back to the provider with a reason."""
    case, found = _report_of(request, pk, report_pk, "return")

    def give_back(cleaned: dict[str, Any], version: int) -> DevelopmentReport:
        return service.return_report(
            actor=request.user,
            report=found,
            reason=cleaned["reason"],
            version=version,
            now=timezone.now(),
        )

    return confirm_page(
        request,
        title=_("Give the report back"),
        consequences=[
            _("The provider can change the report and submit it again."),
            _("It reads your reason; until then you do not see the report."),
        ],
        form_class=ReasonForm,
        action=give_back,
        instance=found,
        submit_label=_("Give back"),
        success_message=_("The report is with the provider again."),
        success_url=address_of(case, SECTION),
        cancel_url=_address(case, found),
        breadcrumbs=to_case(case),
    )


def report_accept(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Take a report as it is."""
    case, found = _report_of(request, pk, report_pk, "accept")
    return confirm_page(
        request,
        title=_("Accept the report"),
        consequences=[_("The report stays as it is; it can no longer be given back.")],
        action=lambda cleaned, version: service.accept_report(
            actor=request.user, report=found, version=version, now=timezone.now()
        ),
        instance=found,
        submit_label=_("Accept"),
        success_message=_("The report has been accepted."),
        success_url=_address(case, found),
        cancel_url=_address(case, found),
        breadcrumbs=to_case(case),
    )
