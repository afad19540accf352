"""Development reports as the provider writes them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.shared import ReportForm
from cases.models import DevelopmentReport, ReportedGoal, Support
from cases.services import reports as service
from cases.views.shared import address_of, load_support, to_support
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action


def _load(
    request: HttpRequest, pk: int, report_pk: int, action: str = "read"
) -> tuple[Support, DevelopmentReport]:
    support = load_support(request, pk)
    rows = DevelopmentReport.objects.allowing(request.user, "read").filter(support=support)
    report = get_object_or_404(rows.select_related("support", "conference"), pk=report_pk)
    if action != "read":
        access.require(request.user, action, report)
    return support, report


def _address(report: DevelopmentReport) -> str:
    return reverse("cases:shared_report", args=[report.support_id, report.pk])


def _way(support: Support, report: DevelopmentReport) -> list[Crumb]:
    name = _("Development report")
    return [*to_support(support), crumb(name, "cases:shared_report", support.pk, report.pk)]


@require_safe
def shared_report(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Show a report: what is written so far, or what was submitted."""
    support, report = _load(request, pk, report_pk)
    writing = report.state in service.WRITING
    rows = ReportedGoal.objects.visible_to(request.user).filter(report=report)
    args = [support.pk, report.pk]
    actions = [
        Action(
            _("Write the report"),
            reverse("cases:shared_report_edit", args=args),
            primary=True,
            icon="edit",
        ),
        Action(_("Submit"), reverse("cases:shared_report_submit", args=args)),
    ]
    return render(
        request,
        "cases/report.html",
        {
            "title": _("Development report"),
            "report": report,
            "support": support,
            "goals": rows.select_related("goal"),
            "readable": True,
            "breadcrumbs": to_support(support),
            "actions": actions if writing else [],
        },
    )


def shared_report_edit(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Write a report along the shared goals; what is typed is kept."""
    support, report = _load(request, pk, report_pk, "change")
    rows = ReportedGoal.objects.visible_to(request.user).filter(report=report)
    return form_page(
        request,
        form_class=ReportForm,
        form_kwargs={
            "report": report,
            "goals": service.goals_to_report(report),
            "written": {row.goal_id: row for row in rows},
        },
        instance=report,
        save=lambda form, version: service.save_report(
            actor=request.user,
            report=report,
            texts=form.texts(),
            goals=form.goal_words(),
            version=version,
            now=timezone.now(),
        ),
        template="cases/report_form.html",
        title=_("Write the report"),
        intro=_("The office reads the report only after you have submitted it."),
        breadcrumbs=_way(support, report),
        cancel_url=_address(report),
        success_url=_address(report),
        success_message=_(
            "Saved. The office does not see it yet; please submit it when it is done."
        ),
        draft_key=f"cases:report:{report.pk}",
        context={"report": report},
    )


def shared_report_submit(request: HttpRequest, pk: int, report_pk: int) -> HttpResponse:
    """Hand a report to the office."""
    support, report = _load(request, pk, report_pk, "submit")
    return confirm_page(
        request,
        title=_("Submit report"),
        consequences=[
            _("The colleagues at the office who work on the case can read the report."),
            _("It cannot be changed any more, unless the office gives it back."),
        ],
        action=lambda cleaned, version: service.submit_report(
            actor=request.user, report=report, version=version, now=timezone.now()
        ),
        instance=report,
        submit_label=_("Submit"),
        success_message=_("The report has been submitted."),
        success_url=address_of(support),
        cancel_url=_address(report),
        breadcrumbs=_way(support, report),
    )
