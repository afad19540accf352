"""The life of a district report: written, discussed, signed off, frozen, published, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import District
from reporting.figures import Section
from reporting.models import DistrictReport, QuarterFigures, ReportSection
from reporting.rules import document as documents
from reporting.rules.document import Change
from reporting.rules.states import OPEN_STATES, REPORT_TRANSITIONS, ReportState
from reporting.services.documents import Tables, document_of, figures_of
from reporting.services.figures import calculate, counted_now, discard_unused
from sro import access
from sro.audit import trail
from sro.audit.keeping import deleted
from sro.periods import Quarter
from sro.records import StaleRecord, acting, create_record, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason
from sro.states import TransitionRefused, next_state

_TEXTS = frozenset({"commentary", "note", "for_group"})


def is_open(report: DistrictReport) -> bool:
    """Whether figures and texts may still change."""
    return report.state in OPEN_STATES


def is_over(quarter: Quarter, today: date) -> bool:
    """Whether a quarter can be reported about."""
    return quarter.end <= today


def recount(report: DistrictReport, *, now: datetime) -> DistrictReport:
    """Count the quarter anew and take the figures over into an open report; for jobs.

    Raises NotPossible when it was signed off meanwhile or the counts do not add up.
    """
    figures = calculate(report.span, now=now)
    return take_figures(report, figures, now=now)


def take_figures(
    report: DistrictReport,
    figures: QuarterFigures,
    *,
    now: datetime,
    tables: Tables | None = None,
) -> DistrictReport:
    """Let an open report rest on what was counted; its tables are asked for unless given."""
    current = locked(report)
    if not is_open(current):
        raise NotPossible(_("The report has been signed off meanwhile. Its figures stay."))
    if current.state == ReportState.DISCUSSED:
        # What was discussed were other figures; what was said about them stays.
        step(current, "comment")
    current.figures = figures
    today = timezone.localdate(now)
    current.sheet = figures_of(current, figures, today=today, tables=tables).as_json()
    current.calculated_at = figures.calculated_at
    current.save(update_fields=["state", "figures", "sheet", "calculated_at"])
    discard_unused(current.span)
    return current


def check(*, actor: Any, report: DistrictReport, now: datetime) -> list[Change]:
    """Count once more without keeping it: what of the report's figures is another one today?"""
    access.require(actor, "check", report)
    before = document_of(report)
    if before is None:
        raise NotPossible(_("This report has no figures yet."))
    figures = counted_now(report.span, now=now)
    fresh = figures_of(report, figures, today=timezone.localdate(now))
    trail.record(actor, "districtreport.checked", report, now=now)
    return documents.changes(before, fresh)


def section_of(report: DistrictReport, code: str) -> ReportSection:
    """Return a section's row, unsaved where nothing was written yet. Raises KeyError."""
    if code not in {each.value for each in Section}:
        raise KeyError(code)
    found: ReportSection | None = report.sections.filter(section=code).first()
    if found is None:
        found = ReportSection(report=report, section=code, version=0)
    return found


def write_section(
    *,
    actor: Any,
    report: DistrictReport,
    code: str,
    values: Mapping[str, Any],
    version: int,
    now: datetime,
) -> ReportSection:
    """Keep what the district says about a section; `version` is 0 for the first words.

    Raises StaleRecord when somebody wrote meanwhile, NotPossible once the report is signed off.
    """
    only_known(values, _TEXTS)
    with acting(actor), transaction.atomic():
        current = locked(report)
        access.require(actor, "change", current)
        # Whoever writes about a discussed report has not changed what was said about it.
        if current.state != ReportState.DISCUSSED:
            step(current, "comment")
        section = section_of(current, code)
        if section.version == 0:
            if version:
                raise StaleRecord(section)
            for name, value in values.items():
                setattr(section, name, value)
            section.version = 1
            section.full_clean()
            section.save(force_insert=True)
        elif version == 0:
            raise StaleRecord(section)
        else:
            section = update_record(actor, section, values, version)
        current.save(update_fields=["state"])
        trail.record(actor, "districtreport.commented", current, now=now, section=code)
    return section


def discuss(
    *,
    actor: Any,
    report: DistrictReport,
    discussed_on: date,
    group_view: str,
    version: int,
    today: date,
    now: datetime,
) -> DistrictReport:
    """Note what the working group (AG § 78) said, and when."""
    if discussed_on > today:
        raise NotPossible(_("This day is still to come. Please note the discussion afterwards."))
    if discussed_on < report.span.end:
        raise NotPossible(
            _("The quarter was not over on this day, so its report could not be discussed yet.")
        )
    with acting(actor), transaction.atomic():
        current = at_version(report, version)
        access.require(actor, "discuss", current)
        _require_figures(current)
        step(current, "discuss")
        current.discussed_on, current.group_view = discussed_on, group_view
        current.save(update_fields=["state", "discussed_on", "group_view"])
        trail.record(actor, "districtreport.discussed", current, now=now)
    return current


def sign(
    *, actor: Any, report: DistrictReport, version: int, reason: str = "", now: datetime
) -> DistrictReport:
    """Sign the report off; from now on figures and texts stay as they are.

    Without a discussion in the working group the reason for that is part of the report.
    """
    with acting(actor), transaction.atomic():
        current = at_version(report, version)
        access.require(actor, "sign", current)
        _require_figures(current)
        if current.state == ReportState.DISCUSSED:
            step(current, "sign")
        else:
            current.undiscussed_reason = required_reason(reason)
            step(current, "sign_undiscussed", reason)
        current.signed_by, current.signed_at = actor, now
        current.save(update_fields=["state", "undiscussed_reason", "signed_by", "signed_at"])
        trail.record(actor, "districtreport.signed", current, now=now, reason=reason)
    return current


def send_back(
    *, actor: Any, report: DistrictReport, version: int, reason: str, now: datetime
) -> DistrictReport:
    """Give a signed report back to its district, with a reason."""
    reason = required_reason(reason)
    with acting(actor), transaction.atomic():
        current = at_version(report, version)
        access.require(actor, "return", current)
        # A day of discussion may stand there from figures that were counted before these.
        undiscussed = bool(current.undiscussed_reason) or current.discussed_on is None
        step(current, "return" if undiscussed else "return_discussed", reason)
        current.signed_by = current.signed_at = None
        current.undiscussed_reason = ""
        current.save(update_fields=["state", "signed_by", "signed_at", "undiscussed_reason"])
        trail.record(actor, "districtreport.returned", current, now=now, reason=reason)
    return current


def publish(*, actor: Any, report: DistrictReport, version: int, now: datetime) -> DistrictReport:
    """Let everybody in the office and the committee read it; what it corrects is superseded."""
    with acting(actor), transaction.atomic():
        current = at_version(report, version)
        access.require(actor, "publish", current)
        step(current, "publish")
        current.published_at = now
        current.save(update_fields=["state", "published_at"])
        earlier = current.corrects
        while earlier is not None:
            before = locked(earlier)
            if before.state != ReportState.SUPERSEDED:
                step(before, "supersede")
                before.save(update_fields=["state"])
            earlier = before.corrects
        trail.record(actor, "districtreport.published", current, now=now)
    return current


def correct(
    *, actor: Any, report: DistrictReport, reason: str, version: int, now: datetime
) -> DistrictReport:
    """Begin a correction: a new report with the texts of the old one and a reason."""
    reason = required_reason(reason)
    with acting(actor), transaction.atomic():
        current = at_version(report, version)
        access.require(actor, "correct", current)
        if current.state not in (ReportState.FROZEN, ReportState.PUBLISHED):
            raise NotPossible(_("Only a frozen or published report is corrected by another one."))
        if DistrictReport.objects.filter(corrects=current).exists():
            raise NotPossible(_("A correction of this report has been begun already."))
        correction = create_record(
            actor,
            DistrictReport(
                district=current.district,
                year=current.year,
                quarter=current.quarter,
                number=current.number + 1,
                corrects=current,
                reason=reason,
            ),
        )
        for each in current.sections.all():
            ReportSection.objects.create(
                report=correction,
                section=each.section,
                commentary=each.commentary,
                note=each.note,
                for_group=each.for_group,
            )
        trail.record(actor, "districtreport.corrected", correction, now=now, reason=reason)
    return correction


def discard(*, actor: Any, report: DistrictReport, version: int, now: datetime) -> None:
    """Delete a correction that nobody has signed off, with its texts; the report it was to correct
    stays in force. Raises PermissionDenied for any other report."""
    deleted(actor, report, version, now)


def is_unaltered(report: DistrictReport) -> bool:
    """Whether a frozen report still is what was frozen."""
    frozen, public = report.frozen_sheet, report.public_sheet
    if frozen is None or public is None:
        return False
    return report.checksum == documents.checksum(frozen, public)


def missing_districts(quarter: Quarter) -> list[District]:
    """Return the districts of the quarter's last day that have no report about it yet."""
    there = DistrictReport.objects.filter(year=quarter.year, quarter=quarter.number)
    return list(
        District.objects.valid_on(quarter.last_day)
        .exclude(pk__in=there.values("district"))
        .order_by("key")
    )


def at_version(report: DistrictReport, version: int) -> DistrictReport:
    current = locked(report)
    if current.version != version:
        raise StaleRecord(current)
    return current


def step(report: DistrictReport, action: str, reason: str = "") -> None:
    try:
        report.state = next_state(REPORT_TRANSITIONS, action, report.state, reason).value
    except TransitionRefused as error:
        raise NotPossible(_REFUSED[action]()) from error


def why_not(report: DistrictReport, action: str) -> str:
    """Say why a step is not possible from where the report stands; empty where it is."""
    possible = report.state in REPORT_TRANSITIONS[action].sources
    return "" if possible else str(_REFUSED[action]())


def signed_off() -> str:
    """Say why texts and figures of a report that is not open stay as they are."""
    return _("The report is signed off. To change it, let it be given back first.")


_REFUSED = {
    "comment": signed_off,
    "discuss": signed_off,
    "sign": lambda: _("The report is signed off already."),
    "sign_undiscussed": lambda: _("The report is signed off already."),
    "return_discussed": lambda: _(
        "Only a report that is signed off and not frozen can be given back."
    ),
    "return": lambda: _("Only a report that is signed off and not frozen can be given back."),
    "freeze": lambda: _("Only a report that is signed off can be frozen."),
    "publish": lambda: _("Only a frozen report can be published."),
    "supersede": lambda: _("This report has been superseded already."),
}


def _require_figures(report: DistrictReport) -> None:
    if report.sheet is None:
        raise NotPossible(_("This report has no figures yet. Please let them be calculated first."))
