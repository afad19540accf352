"""Reports to test with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from networks.models import District
from reporting.models import DistrictReport
from reporting.services import freezing, reports
from reporting.services.figures import calculate
from reporting.services.reports import take_figures
from sro.periods import Quarter
from tests.cases.factories import make_case, make_person, make_support

NOW = datetime(2025, 7, 2, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
TODAY = NOW.date()
QUARTER = Quarter(2025, 2)


def make_report(district: District, quarter: Quarter = QUARTER, **values: Any) -> DistrictReport:
    """A draft without figures."""
    return DistrictReport.objects.create(
        district=district, year=quarter.year, quarter=quarter.number, **values
    )


def make_counted(district: District, quarter: Quarter = QUARTER, **values: Any) -> DistrictReport:
    """A draft with figures."""
    report = make_report(district, quarter, **values)
    with transaction.atomic():
        return take_figures(report, calculate(quarter, now=NOW), now=NOW)


def make_supports(
    number: int, *, district: District, space: Any = None, kind: Any = None, **values: Any
) -> None:
    """So many supports that run from the spring on, each of a family of its own."""
    for _each in range(number):
        case = make_case(district=district, social_space=space)
        make_support(
            case,
            make_person(case, gender="female", birth_date=date(2015, 1, 1)),
            **{"state": "running", "start": date(2025, 2, 1), **values},
            **({"support_type": kind} if kind else {}),
        )


def sign(report: DistrictReport, lead: Any, reason: str = "Die AG tagte nicht.") -> DistrictReport:
    """Sign a report off without a discussion."""
    report.refresh_from_db()
    return reports.sign(actor=lead, report=report, version=report.version, reason=reason, now=NOW)


def freeze(report: DistrictReport, controller: Any, **values: Any) -> DistrictReport:
    """Freeze a signed report."""
    report.refresh_from_db()
    return freezing.freeze(
        actor=controller, report=report, version=report.version, now=NOW, **values
    )


def publish(report: DistrictReport, controller: Any) -> DistrictReport:
    """Publish a frozen report."""
    report.refresh_from_db()
    return reports.publish(actor=controller, report=report, version=report.version, now=NOW)
