"""How long a support binds money, and whose money it is."""

from datetime import date

import pytest

from budgets.rules.commitments import Move, committed_until, district_on, still_open

TODAY = date(2018, 5, 15)


@pytest.mark.parametrize(
    ("start", "planned_end", "end", "until"),
    [
        (date(2018, 1, 1), None, None, date(2019, 1, 1)),
        (date(2016, 3, 1), None, None, date(2019, 1, 1)),
        (date(2019, 2, 1), None, None, date(2020, 1, 1)),
        (date(2018, 1, 1), date(2018, 9, 1), None, date(2018, 9, 1)),
        (date(2018, 1, 1), date(2020, 9, 1), None, date(2020, 9, 1)),
        # It goes on although its planned end is over: nobody has ended it.
        (date(2018, 1, 1), date(2018, 5, 15), None, date(2019, 1, 1)),
        (date(2018, 1, 1), date(2018, 9, 1), date(2018, 3, 4), date(2018, 3, 4)),
        (date(2018, 1, 1), None, date(2018, 1, 1), date(2018, 1, 1)),
    ],
)
def test_until_when_a_support_binds_money(start, planned_end, end, until):
    assert committed_until(start, planned_end=planned_end, end=end, today=TODAY) == until


MOVES = (Move(date(2018, 2, 10), 1), Move(date(2018, 6, 1), 2))


@pytest.mark.parametrize(
    ("day", "district"),
    [
        (date(2017, 1, 1), 1),
        (date(2018, 2, 9), 1),
        (date(2018, 2, 10), 2),
        (date(2018, 5, 31), 2),
        (date(2018, 6, 1), 3),
        (date(2020, 1, 1), 3),
    ],
)
def test_the_district_of_a_day(day, district):
    assert district_on(day, 3, MOVES) == district


def test_without_moves_it_is_where_it_is():
    assert district_on(TODAY, 3, ()) == 3


@pytest.mark.parametrize(
    ("committed", "spent", "still"),
    [(100, 0, 100), (100, 40, 60), (100, 140, 0), (0, 5, 0), (9, -1, 10)],
)
def test_what_is_spent_is_not_committed_a_second_time(committed, spent, still):
    assert still_open(committed, spent) == still
