"""What a comparison shows: nothing small, nothing from which it follows, nothing a report hides."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from budgets.models import HoursEntry
from reporting.evaluation.families import CITY, families_of
from reporting.figures import BY_CODE
from reporting.models import QuarterFigures
from reporting.services.comparing import MOST_QUARTERS, place_of, sheet_of
from reporting.services.documents import value_of
from reporting.services.figures import Stored, calculate
from reporting.suppression import DASH, HIDDEN
from sro.access import Role
from tests.budgets.hours.factories import make_activity
from tests.cases.factories import make_caseworker
from tests.networks.factories_places import make_project
from tests.people import person
from tests.reporting.evaluation.factories import QUARTERS
from tests.reporting.factories import make_report

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 7, 2, 9, 0, tzinfo=UTC)
LAST = QUARTERS[-1]
RUNNING = BY_CODE["supports_running"]


def running(town, *quarters, figure=RUNNING):
    return sheet_of(actor=town.planner, figure=figure, quarters=quarters or [LAST])


def told(quarter, area, names, *, report=True, values=DASH):
    """What a report of this quarter hides, without counting anything."""
    key = f"{quarter.year}-{quarter.number} space {area.pk}"
    figures = QuarterFigures.objects.create(
        year=quarter.year,
        quarter=quarter.number,
        counts={"counts": {key: dict.fromkeys(names, values)}},
        counted=[],
        calculated_at=NOW,
    )
    if report:
        make_report(area.district, quarter, figures=figures)


def test_a_small_count_is_hidden_and_so_is_one_beside_it(town):
    sheet = running(town)
    shown = [sheet.value(LAST, place_of(area)) for area in town.others]
    assert sheet.value(LAST, place_of(town.lake)) is HIDDEN
    # Were all the others shown, the district less them would be the two of the lake.
    assert shown.count(HIDDEN) == 1
    assert sheet.value(LAST, place_of(town.networked[0])) == 30 + 33 % 7
    assert sheet.value(LAST, CITY) == 2 + sum(30 + (33 + 5 * n) % 7 for n in range(10))


def test_rates_refer_to_the_base_of_the_reports(town):
    sheet = running(town, figure=BY_CODE["density"])
    assert sheet.shown_parts(LAST, place_of(town.networked[1])) == (30 + 38 % 7, 1010)
    assert not sheet.needs_base


def test_what_a_report_hides_has_a_dash_here_too(town):
    space, other = town.networked[:2]
    told(LAST, space, ["running"])
    told(LAST.previous, other, ["conferences"])
    sheet = running(town)
    assert sheet.value(LAST, place_of(space)) is HIDDEN
    assert sheet.value(LAST, place_of(other)) is not HIDDEN


@pytest.mark.parametrize("later", [0, 1, 4])
def test_reports_tell_of_their_quarter_and_of_those_they_compare_it_with(town, later):
    space, quarter = town.networked[0], QUARTERS[2]
    figures_of = quarter.shifted(later)
    figures = QuarterFigures.objects.create(
        year=figures_of.year,
        quarter=figures_of.number,
        counts={"counts": {f"{quarter.year}-{quarter.number} space {space.pk}": {"running": DASH}}},
        counted=[],
        calculated_at=NOW,
    )
    make_report(town.north, figures_of, figures=figures)
    sheet = running(town, quarter, quarter.next)
    assert sheet.value(quarter, place_of(space)) is HIDDEN
    assert sheet.value(quarter.next, place_of(space)) is not HIDDEN


def test_counts_that_no_report_rests_on_hide_nothing(town):
    space = town.networked[0]
    told(LAST, space, ["running"], report=False)
    told(LAST, town.networked[1], ["running"], values="12")
    sheet = running(town)
    assert sheet.value(LAST, place_of(space)) is not HIDDEN
    assert sheet.value(LAST, place_of(town.networked[1])) is not HIDDEN


def test_nothing_that_a_counted_report_hides_is_shown(town):
    figures = calculate(LAST, now=timezone.now())
    make_report(town.north, LAST, figures=figures)
    for code in ("supports_running", "share_ambulatory"):
        sheet = running(town, LAST, LAST.previous, figure=BY_CODE[code])
        names = {name for family in families_of(sheet.figure) for name in family.counts}
        for quarter in sheet.quarters:
            start = f"{quarter.year}-{quarter.number} "
            dashes = {
                ((level, int(pk)), name)
                for key, here in figures.counts["counts"].items()
                if key.startswith(start)
                for level, pk in [key.removeprefix(start).split(" ")]
                for name, text in here.items()
                if text == DASH and name in names
            }
            assert (place_of(town.lake), "running") in dashes
            assert dashes <= sheet.hidden[quarter]


def test_begun_and_ended_are_hidden_for_all(town):
    sheet = running(town, figure=BY_CODE["supports_begun"])
    assert {sheet.value(LAST, place_of(area)) for area in sheet.areas("sozialraum")} == {HIDDEN}


@pytest.mark.parametrize("code", ["hours_case", "hours_cross", "hours_independent"])
def test_hours_of_fewer_than_three_people_are_nobody_s_business(town, code):
    few, enough = town.networked[:2]
    workers = [make_caseworker(town.north) for _each in range(3)]
    activity = make_activity()
    for space, people in ((few, workers[:2]), (enough, workers)):
        for worker in people:
            for kind, minutes in (("case_independent", 60), ("cross_case", 30)):
                HoursEntry.objects.create(
                    user=worker,
                    team=town.north,
                    district=town.north,
                    social_space=space,
                    activity=activity,
                    day=LAST.start,
                    kind=kind,
                    minutes=minutes,
                )
    figures = calculate(LAST, now=timezone.now())
    report = Stored(figures.counts)
    sheet = running(town, figure=BY_CODE[code])
    assert sheet.value(LAST, place_of(few)) is HIDDEN
    assert sheet.value(LAST, place_of(enough)) is not HIDDEN
    assert sheet.value(LAST, place_of(town.networked[2])) is None
    for space in town.networked[:3]:
        told_by_report = value_of(sheet.figure, report.at(LAST, "space", space.pk)) == DASH
        assert told_by_report == (sheet.value(LAST, place_of(space)) is HIDDEN)


def test_volunteers_are_hidden_where_those_of_one_project_would_be_left(town):
    few, enough = town.networked[:2]
    for space, volunteers in ((few, 2), (few, 7), (enough, 8), (enough, None)):
        make_project(space, state="running", starts_on=LAST.start, volunteers=volunteers)
    sheet = running(town, figure=BY_CODE["volunteers"])
    for area in (place_of(few), place_of(town.north), CITY):
        assert sheet.value(LAST, area) is HIDDEN
    # One of its projects has not given its number.
    assert sheet.value(LAST, place_of(enough)) is None


@pytest.mark.parametrize("number", [0, MOST_QUARTERS + 1])
def test_so_many_quarters_at_once_and_no_more(town, number):
    with pytest.raises(ValueError, match="quarters"):
        sheet_of(actor=town.planner, figure=RUNNING, quarters=[LAST] * number)


def test_who_sees_no_groups_compares_nothing(town):
    worker = person(Role.CASEWORKER, district=town.north)
    with pytest.raises(PermissionDenied):
        running(SimpleNamespace(planner=worker))
