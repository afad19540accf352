"""Quarterly reports: the list, one report, its public version, one figure, what changed since."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Activity, Outflow
from cases.filters.cases import all_of_district
from cases.models import Case
from reporting import pictures
from reporting.figures import BY_CODE, Section, Unit
from reporting.filters.reports import ReportFilter
from reporting.models import DistrictReport, Finding
from reporting.rules.document import Document
from reporting.rules.states import FINAL_STATES, REPORT_TRANSITIONS, ReportState
from reporting.services import reports as services
from reporting.services.documents import document_for, document_of
from reporting.services.figures import compared
from reporting.services.plausibility_counts import doubtful
from reporting.services.preparing import failures
from reporting.views.crumbs import address, home_trail, report_trail, reports_trail
from reporting.wording import discussion, said_earlier
from sro import access
from sro.refusals import NotPossible
from sro.states import possible_actions
from sro.ui.quarters import quarter_name, short_quarter
from sro.ui.tables import Action, Column, EmptyState, ListPage


def load_report(
    request: HttpRequest, year: int, quarter: int, key: str, number: int, action: str = "view"
) -> DistrictReport:
    """Return a report the person may see, or 404; without the right to `action`, 403."""
    rows = DistrictReport.objects.visible_to(request.user)
    found = get_object_or_404(
        rows.select_related("district", "signed_by", "frozen_by", "corrects__district"),
        year=year,
        quarter=quarter,
        district__key=key,
        number=number,
    )
    access.require(request.user, action, found)
    return found


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """List the reports one may see, newest first."""
    access.require(request.user, "view", DistrictReport)
    return ListPage(
        request,
        _("Quarterly reports"),
        DistrictReport.objects.visible_to(request.user)
        .select_related("district")
        .defer("sheet", "frozen_sheet", "public_sheet", "district__search_vector"),
        columns=[
            Column(
                "quarter",
                _("Quarter"),
                value=lambda row: quarter_name(row.span),
                sort=("year", "quarter", "district__key", "number"),
                url=lambda row: reverse("reporting:report", args=address(row)),
            ),
            Column("district", _("District"), value="district.name", sort=("district__key",)),
            Column("state", _("State"), value="get_state_display", sort=("state",)),
            Column("number", _("Correction"), value=_correction, sort=("number",)),
            Column("calculated_at", _("Counted"), value="calculated_at", kind="datetime"),
        ],
        sort="-quarter",
        filterset_class=ReportFilter,
        empty=EmptyState(
            _("No report yet."),
            _("On the first working day after a quarter each district gets a draft by itself."),
            *_first_step(request),
        ),
        breadcrumbs=home_trail(),
        actions=_list_actions(request),
        context={"failures": failures(request.user)},
        template="reporting/reports.html",
    ).response()


def _correction(row: DistrictReport) -> str:
    return "" if row.number == 1 else _("correction %(number)s") % {"number": row.number - 1}


def _first_step(request: HttpRequest) -> tuple[Any, ...]:
    return next(((action.url, action.label) for action in _list_actions(request)), ())


def _list_actions(request: HttpRequest) -> list[Action]:
    if not access.can(request.user, "add", DistrictReport):
        return []
    return [
        Action(_("Prepare reports"), reverse("reporting:reports_prepare"), primary=True),
        Action(_("Settings"), reverse("reporting:report_settings")),
    ]


@require_safe
def report_page(
    request: HttpRequest, year: int, quarter: int, key: str, number: int
) -> HttpResponse:
    """Show a report: figures with their comparisons, commentary, and what can be done next."""
    report = load_report(request, year, quarter, key, number)
    document = document_for(request.user, report)
    return render(
        request,
        "reporting/report.html",
        {
            **_page(report, document),
            "title": _title(report, document),
            "breadcrumbs": reports_trail(),
            "actions": _actions(request, report),
            "may_write": services.is_open(report) and access.can(request.user, "change", report),
            **_doubts(request, report),
            "may_export": document is not None and access.can(request.user, "export", report),
            "correction": _correction_of(request, report),
            "unaltered": services.is_unaltered(report) if report.checksum else None,
        },
    )


@require_safe
def public_page(
    request: HttpRequest, year: int, quarter: int, key: str, number: int
) -> HttpResponse:
    """Show what the committee and everybody else may read of a frozen report."""
    report = load_report(request, year, quarter, key, number)
    if report.public_sheet is None:
        raise Http404
    document = Document.from_json(report.public_sheet)
    return render(
        request,
        "reporting/report.html",
        {
            **_page(report, document),
            "title": (
                _("%(report)s: preview of the published version")
                if report.state == ReportState.FROZEN
                else _("%(report)s: published version")
            )
            % {"report": _title(report, document)},
            "breadcrumbs": report_trail(report),
            "actions": [],
            "may_write": False,
            "may_export": access.can(request.user, "export", report),
            "correction": _correction_of(request, report),
            "unaltered": services.is_unaltered(report),
        },
    )


@require_safe
def figure_page(
    request: HttpRequest, year: int, quarter: int, key: str, number: int, code: str
) -> HttpResponse:
    """Open a figure: definition, source, all areas, its splits, a map, and the rows behind it."""
    report = load_report(request, year, quarter, key, number)
    document = document_for(request.user, report)
    figure = document.figure(code) if document else None
    if document is None or figure is None:
        raise Http404
    return render(
        request,
        "reporting/report_figure.html",
        {
            **_page(report, document),
            "title": figure.title,
            "breadcrumbs": report_trail(report),
            "figure": figure,
            "pictures": pictures.of_figure(document, figure, report),
            "behind": _rows_behind(request, report, code),
            **_doubts(request, report),
        },
    )


@require_safe
def check_page(
    request: HttpRequest, year: int, quarter: int, key: str, number: int
) -> HttpResponse:
    """Count once more and show which figures are others today; nothing is changed by it."""
    report = load_report(request, year, quarter, key, number, "check")
    document = document_of(report)
    try:
        changes = services.check(actor=request.user, report=report, now=timezone.now())
    except NotPossible as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reporting:report", *address(report))
    columns = [short_quarter(each) for each in compared(report.span)]
    units = _units(document)
    return render(
        request,
        "reporting/report_check.html",
        {
            "title": _("What has changed since it was counted"),
            "breadcrumbs": report_trail(report),
            "report": report,
            "changes": [
                {
                    "change": each,
                    "quarter": columns[each.column],
                    "unit": units.get(each.figure, Unit.NUMBER.value),
                }
                for each in changes
            ],
        },
    )


def _doubts(request: HttpRequest, report: DistrictReport) -> dict[str, Any]:
    """What makes figures doubtful, as long as it can be mended before the report is frozen."""
    if report.state in FINAL_STATES:
        return {}
    return {
        "doubts": doubtful(
            quarter=report.span, district=report.district, today=timezone.localdate()
        ),
        "sees_findings": access.can(request.user, "view", Finding),
    }


def _correction_of(request: HttpRequest, report: DistrictReport) -> DistrictReport | None:
    rows = DistrictReport.objects.visible_to(request.user).select_related("district")
    return rows.filter(corrects=report).first()


def _units(document: Document | None) -> dict[str, str]:
    sections = document.sections if document else ()
    return {figure.title: figure.unit for section in sections for figure in section.figures}


def _title(report: DistrictReport, document: Document | None) -> str:
    name = _("District report %(district)s, %(quarter)s") % {
        "district": document.district if document else report.district.name,
        "quarter": quarter_name(report.span),
    }
    return name if report.number == 1 else f"{name} ({_correction(report)})"


def _page(report: DistrictReport, document: Document | None) -> dict[str, Any]:
    now, previous, year_before = (short_quarter(each) for each in compared(report.span))
    return {
        "report": report,
        "document": document,
        "address": address(report),
        "quarters": {"now": now, "previous": previous, "year_before": year_before},
        "overview": pictures.overview(document) if document else [],
        "discussion": discussion(document) if document else [],
        "said_earlier": said_earlier(document, report.discussed_on) if document else "",
    }


def _rows_behind(request: HttpRequest, report: DistrictReport, code: str) -> list[Action]:
    """Where the rows behind a figure stand, for those who may see them."""
    found = []
    section = BY_CODE[code].section if code in BY_CODE else None
    if section in (Section.SUPPORTS, Section.COURSE, Section.TOGETHER) and access.can(
        request.user, "view", Case
    ):
        chosen = all_of_district(request.user, report.district_id)
        if chosen:
            cases = f"{reverse('cases:list')}?{urlencode(chosen)}"
            found.append(Action(_("Cases of the district"), cases))
    if code.startswith("hours_") and access.can(request.user, "view", Activity):
        found.append(Action(_("Hours"), reverse("hours:home")))
    # The figure goes by the day of booking: in January people still book for the old budget year.
    days = {"von": report.span.start, "bis": report.span.last_day}
    chosen = urlencode({"bezirk": report.district_id, **days})
    bookings = f"{reverse('budgets:outflow')}?{chosen}&topf="
    if code in ("spent_fall", "cost_per_case") and access.can(request.user, "view", Outflow):
        found.append(Action(_("Bookings of the case budget"), f"{bookings}fall"))
    if code == "spent_councils" and access.can(request.user, "view", Outflow):
        label = _("Bookings of family group conferences")
        found.append(Action(label, f"{bookings}family_group_conference"))
    return found


_STEPS = {
    "discuss": ("discuss", "reporting:report_discuss"),
    "sign": ("sign", "reporting:report_sign"),
    "sign_undiscussed": ("sign", "reporting:report_sign"),
    "return": ("return", "reporting:report_return"),
    "freeze": ("freeze", "reporting:report_freeze"),
    "publish": ("publish", "reporting:report_publish"),
}


def _actions(request: HttpRequest, report: DistrictReport) -> list[Action]:
    labels = {
        "discuss": _("Note the discussion"),
        "sign": _("Sign off"),
        "sign_undiscussed": _("Sign off without a discussion"),
        "return": _("Give back"),
        "freeze": _("Freeze"),
        "publish": _("Publish"),
    }
    usual = {
        ReportState.COMMENTARY: "discuss",
        ReportState.DISCUSSED: "sign",
        ReportState.SIGNED: "freeze",
        ReportState.FROZEN: "publish",
    }.get(ReportState(report.state))
    at = address(report)
    found = [
        Action(labels[step], reverse(_STEPS[step][1], args=at), primary=step == usual)
        for step in possible_actions(REPORT_TRANSITIONS, report.state)
        if step in _STEPS
        and access.can(request.user, _STEPS[step][0], report)
        and not (step == "freeze" and report.signed_by_id == request.user.pk)
        and (report.sheet is not None or report.checksum)
    ]
    found.sort(key=lambda action: not action.primary)
    if services.is_open(report) and access.can(request.user, "calculate", report):
        found.append(Action(_("Count anew"), reverse("reporting:report_recount", args=at)))
    final = report.state in (ReportState.FROZEN, ReportState.PUBLISHED)
    if final and access.can(request.user, "correct", report):
        found.append(Action(_("Correct"), reverse("reporting:report_correct", args=at)))
    if access.can(request.user, "delete", report):
        found.append(Action(_("Discard"), reverse("reporting:report_discard", args=at)))
    counted = report.sheet is not None or report.checksum
    if counted and access.can(request.user, "check", report):
        found.append(
            Action(_("What has changed since?"), reverse("reporting:report_check", args=at))
        )
    return found
