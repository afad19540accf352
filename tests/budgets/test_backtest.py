"""What the forecast said at the end of past quarters, and what the year cost."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from budgets.models import Commitment, MatchHow, OutflowMatch
from budgets.rules.backtest import Basis, Check, mean_error, total
from budgets.rules.forecast import Forecast
from budgets.services.backtest import check_year, years_to_check
from budgets.services.commitments import recalculate
from sro.access import Role
from tests.budgets.factories import make_outflow
from tests.budgets.factories_supports import make_priced_support
from tests.budgets.test_base_budgets import make_base_budget
from tests.people import person

NOW = datetime(2019, 2, 1, 9, 30, tzinfo=UTC)
TODAY = date(2019, 2, 1)

cents = st.integers(0, 10**9)
checks = st.builds(
    Check, st.builds(Forecast, cents, cents, st.none() | cents), st.integers(0, 10**9)
)


@pytest.mark.parametrize(
    ("forecast", "actual", "off", "share"),
    [
        (Forecast(50, 60), 100, 10, Fraction(1, 10)),
        (Forecast(50, 20, 10), 100, -20, Fraction(-1, 5)),
        (Forecast(0, 0), 0, 0, None),
        (Forecast(1, 0), 0, 1, None),
    ],
)
def test_off_by(forecast, actual, off, share):
    check = Check(forecast, actual)
    assert (check.off, check.share) == (off, share)


@given(st.lists(checks, max_size=6))
def test_the_whole_is_off_by_the_sum(found):
    assert total(found).off == sum(each.off for each in found)
    assert total(found).actual == sum(each.actual for each in found)


@given(st.lists(checks, min_size=1, max_size=6))
def test_the_mean_error_is_never_smaller_than_the_smallest_and_hides_no_sign(found):
    shares = [abs(each.share) for each in found if each.share is not None]
    mean = mean_error(found)
    assert (mean is None) == (not shares)
    if shares:
        assert min(shares) <= mean <= max(shares)


# --- against the database -------------------------------------------------------------------------


@pytest.fixture
def support(db):
    """Ten euro a day from March to the end of 2018."""
    return make_priced_support(planned_end=date(2019, 1, 1))


def paid(support, amount, booked_on):
    booking = make_outflow(
        support.case.district,
        amount,
        year=2018,
        booked_on=booked_on,
        entered_at=datetime(booked_on.year, booked_on.month, booked_on.day, 12, tzinfo=UTC),
    )
    OutflowMatch.objects.filter(outflow=booking).update(
        state="support", support=support, how=MatchHow.HAND, matched_at=NOW
    )


def test_each_quarter_counts_what_was_spent_and_bound_by_then(support):
    paid(support, "310.00", date(2018, 4, 15))
    paid(support, "2000.00", date(2019, 1, 20))
    found = check_year(year=2018)
    one = [each.by_district[support.case.district_id] for each in found.quarters]
    # 306 days at ten euro; the booking of April settles its part, the total stays.
    assert [each.forecast.spent for each in one] == [0, 310_00, 310_00, 310_00]
    assert [each.forecast.committed for each in one] == [3060_00, 2750_00, 2750_00, 2750_00]
    assert {each.actual for each in one} == {2310_00}
    assert one[3].off == 750_00


def test_base_budgets_are_bound_in_the_forecast_looked_back_on(support):
    make_base_budget(
        district=support.case.district, fund_kind="fall", amount=Decimal("400.00"), year=2018
    )
    paid(support, "100.00", date(2018, 4, 15))
    found = [each.total.forecast for each in check_year(year=2018).quarters]
    assert [each.committed for each in found[:2]] == [3460_00, 3360_00]


def test_a_support_is_not_known_before_it_began(support):
    support.start = date(2018, 5, 1)
    support.save()
    recalculate(support_ids=[support.pk], today=date(2018, 5, 2), now=NOW)
    paid(support, "100.00", date(2018, 6, 15))
    found = check_year(year=2018).quarters
    assert [each.basis for each in found] == [Basis.RECKONED] * 4
    assert [each.total.forecast.committed > 0 for each in found] == [False, True, True, True]


def test_the_history_says_what_was_bound_then(support):
    paid(support, "2310.00", date(2018, 12, 15))
    with_history = make_history(support)
    found = with_history.quarters
    assert [each.basis for each in found] == [Basis.RECORDED] * 4
    # In August somebody learned that December costs nothing; before, 310 euro were expected.
    assert [each.total.forecast.committed for each in found[:3]] == [3060_00, 3060_00, 2750_00]


def make_history(support):
    """Commitments recorded in November 2017; December set to zero in August 2018."""
    history = Commitment.pgh_event_model
    rows = list(Commitment.objects.order_by("month"))
    last = rows[-1]
    # Past events are written as they would have been; the present ones lie after the year.
    for row in rows:
        make_event(history, row, datetime(2017, 11, 1, tzinfo=UTC), row.amount)
    make_event(history, last, datetime(2018, 8, 1, tzinfo=UTC), Decimal(0), "update")
    return check_year(year=2018)


def make_event(history, row, moment, amount, label="insert"):
    # By SQL: the model writes the present moment, and nothing can be changed afterwards.
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {history._meta.db_table} (pgh_created_at, pgh_label, pgh_obj_id, id,"
            " version, schedule_id, district_id, month, amount)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                moment,
                label,
                row.pk,
                row.pk,
                row.version,
                row.schedule_id,
                row.district_id,
                row.month,
                amount,
            ],
        )


def test_only_years_that_are_over_and_known_can_be_checked(support):
    assert years_to_check(TODAY) == []
    make_outflow(support.case.district, "1.00", year=2018)
    make_outflow(support.case.district, "1.00", year=2015)
    assert years_to_check(TODAY) == [2018]
    assert years_to_check(date(2018, 12, 31)) == []


# --- the page -------------------------------------------------------------------------------------

PAGE = "/haushalt/prognose/"


def test_the_page_says_so_where_nothing_can_be_checked(client, db):
    client.force_login(person(Role.CONTROLLER))
    assert "noch kein Jahr prüfen" in client.get(PAGE).text


def test_the_page_compares(client, support):
    paid(support, "2040.00", date(2018, 12, 15))
    client.force_login(person(Role.CONTROLLER))
    page = client.get(PAGE).text.replace("\xa0", " ")
    assert "2018 kostete 2.040,00 €" in page
    assert "+50,0 %" in page
    assert "nachgerechnet" in page
    assert support.person.given_name not in page
    assert PAGE in client.get("/haushalt/").text


@pytest.mark.parametrize("year", ["2017", "x", "99999", "²"])
def test_other_years_are_not_found(client, support, year):
    paid(support, "1.00", date(2018, 12, 15))
    client.force_login(person(Role.PLANNER))
    assert client.get(PAGE, {"jahr": year}).status_code == 404
