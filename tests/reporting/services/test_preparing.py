"""Drafts come by themselves, once, and a failure is seen."""

from datetime import date
from threading import Thread

import pytest
from django.db import connection

from reporting.models import DistrictReport, Preparation
from reporting.rules.calendar import first_working_day
from reporting.services import preparing
from reporting.tasks import prepare_due_reports
from sro.access import Role
from sro.periods import Quarter
from sro.ui import start
from tests.networks.factories import make_district
from tests.people import person
from tests.reporting.factories import NOW, QUARTER


@pytest.mark.parametrize(
    ("quarter", "free", "day"),
    [
        (Quarter(2025, 2), [], date(2025, 7, 1)),
        (Quarter(2025, 2), [date(2025, 7, 1)], date(2025, 7, 2)),
        # New Year's Day, then a Friday: the second of January.
        (Quarter(2025, 4), [date(2026, 1, 1)], date(2026, 1, 2)),
        # The first of a weekend.
        (Quarter(2024, 2), [], date(2024, 7, 1)),
        (Quarter(2025, 1), [], date(2025, 4, 1)),
        (Quarter(2022, 3), [date(2022, 10, 3)], date(2022, 10, 4)),
    ],
)
def test_the_first_working_day(quarter, free, day):
    assert first_working_day(quarter, free) == day


@pytest.mark.django_db
def test_each_district_gets_one_draft_with_figures():
    north, south = make_district(), make_district()
    gone = make_district(valid_until=date(2025, 6, 30))
    assert preparing.prepare(QUARTER, now=NOW) == 2
    assert preparing.prepare(QUARTER, now=NOW) == 0
    found = DistrictReport.objects.all()
    assert {report.district for report in found} == {north, south}
    assert gone not in {report.district for report in found}
    assert all(report.sheet for report in found)
    assert preparing.due_quarter(date(2025, 7, 2), []) is None
    assert preparing.due_quarter(date(2025, 10, 1), []) == Quarter(2025, 3)
    assert preparing.due_quarter(date(2025, 6, 30), []) == Quarter(2025, 1)


@pytest.mark.django_db(transaction=True)
def test_several_processes_make_one_draft():
    districts = [make_district() for _ in range(3)]
    made = []

    def work():
        try:
            made.append(preparing.prepare(QUARTER, now=NOW))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(made) == [0, 0, 0, 3]
    assert DistrictReport.objects.count() == len(districts)


@pytest.mark.django_db
def test_a_failure_stands_on_the_start_page_until_it_succeeds(monkeypatch):
    make_district()
    controller = person(Role.CONTROLLER)

    def broken(*args, **kwargs):
        raise RuntimeError("the database is away")

    with monkeypatch.context() as patch:
        patch.setattr(preparing, "calculate", broken)
        with pytest.raises(RuntimeError):
            prepare_due_reports.apply(throw=True, retries=6)
    assert not DistrictReport.objects.exists()
    assert Preparation.objects.get().attempts >= 1
    for attempts, words in ((1, "bisher 1 Versuch; "), (2, "bisher 2 Versuche; ")):
        Preparation.objects.update(attempts=attempts)
        sections = start.sections_for(controller, date(2025, 7, 2))
        (waiting,) = [each for each in sections if each["key"] == "reports_to_review"]
        assert waiting["items"][0].hint.startswith(words)
    assert prepare_due_reports.apply(throw=True).get() == 1
    keys = {each["key"] for each in start.sections_for(controller, date(2025, 7, 2))}
    assert "reports_to_review" not in keys
