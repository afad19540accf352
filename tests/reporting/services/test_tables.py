"""The tables that stand beside the figures of a report."""

from datetime import date

import pytest

from budgets.rules.hours import FEWEST_PEOPLE
from budgets.rules.states import EntryState
from reporting.services.counting import Area, count
from reporting.services.tables import tables_of
from sro.periods import Quarter
from tests.budgets.factories_supports import make_priced_support
from tests.budgets.hours.factories import MONDAY, make_entry, make_scene
from tests.budgets.test_backtest import paid
from tests.cases.factories import make_caseworker

TODAY = date(2019, 2, 1)


@pytest.fixture
def support(db):
    """Ten euro a day from March to the end of 2018."""
    found = make_priced_support(planned_end=date(2019, 1, 1))
    paid(found, "310.00", date(2018, 4, 15))
    paid(found, "2000.00", date(2019, 1, 20))
    return found


def money(support, quarter, today=TODAY):
    tables = tables_of([support.case.district], quarter, today)
    return {each.code: each for each in tables[support.case.district_id]["money"]}


def test_the_last_quarter_says_how_good_the_forecasts_of_the_year_were(support):
    table = money(support, Quarter(2018, 4))["backtest"]
    assert not table.inside
    assert [row[0] for row in table.rows] == [f"Ende des {n}. Quartals" for n in (1, 2, 3, 4)]
    # At the end nothing new is expected: 306 days at ten euro, of which 2,310 euro were booked.
    assert table.rows[3][1:] == ("306000", "231000", "75000")
    assert all(int(off) == int(said) - int(cost) for _name, said, cost, off in table.rows)


@pytest.mark.parametrize(
    ("quarter", "today"),
    [(Quarter(2018, 3), TODAY), (Quarter(2018, 4), date(2018, 12, 31))],
)
def test_before_the_year_is_over_nothing_is_said(support, quarter, today):
    assert "backtest" not in money(support, quarter, today)


def test_the_table_of_hours_holds_the_hours_of_the_figures(db):
    scene = make_scene()
    for state in EntryState:
        make_entry(scene, minutes=60, state=state.value)
    for _each in range(FEWEST_PEOPLE):
        make_entry(scene, minutes=7, team=scene.district, user=make_caseworker(scene.district))
    quarter = Quarter.of(MONDAY)
    (table,) = tables_of([scene.district], quarter, TODAY)[scene.district.pk]["hours"]
    counted = count([quarter], base=None).of(quarter, Area("district", scene.district.pk))
    assert counted["minutes_independent"] == 3 * 60 + FEWEST_PEOPLE * 7
    assert sum(int(row[3]) for row in table.rows) == counted["minutes_independent"]
