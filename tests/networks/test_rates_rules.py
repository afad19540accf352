"""One rate a day, or none: never a guess."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from networks.rules.providers import Phase, phase
from networks.rules.rates import NoRate, first_overlapping, pick

D = date.fromisoformat


@dataclass
class Line:
    valid_from: date
    valid_until: date | None
    amount: Decimal = Decimal("1.00")


OLD = Line(D("2023-01-01"), D("2024-01-01"), Decimal("60.00"))
GAP_THEN = Line(D("2024-03-01"), D("2025-01-01"), Decimal("62.50"))
OPEN = Line(D("2025-01-01"), None, Decimal("65.00"))
SERIES = [OPEN, OLD, GAP_THEN]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-01-01", OLD),
        ("2023-12-31", OLD),
        ("2024-03-01", GAP_THEN),
        ("2024-12-31", GAP_THEN),
        ("2025-01-01", OPEN),
        ("2099-01-01", OPEN),
    ],
)
def test_the_rate_of_the_day(day, expected):
    assert pick(SERIES, D(day)) is expected


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [("2022-12-31", None, OLD), ("2024-01-01", OLD, GAP_THEN), ("2024-02-29", OLD, GAP_THEN)],
)
def test_a_day_without_a_rate_is_an_error_that_names_the_neighbours(day, before, after):
    with pytest.raises(NoRate) as caught:
        pick(SERIES, D(day))
    assert (caught.value.before, caught.value.after) == (before, after)


def test_no_rates_at_all():
    with pytest.raises(NoRate) as caught:
        pick([], D("2024-01-01"))
    assert (caught.value.before, caught.value.after) == (None, None)


def test_the_last_rate_has_ended():
    with pytest.raises(NoRate) as caught:
        pick([OLD], D("2030-01-01"))
    assert caught.value.before is OLD


def test_two_rates_on_one_day_are_never_chosen_between():
    with pytest.raises(ValueError, match="2 rates"):
        pick([OPEN, Line(D("2025-06-01"), None)], D("2025-07-01"))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2022-01-01", "2023-01-01", None),
        ("2022-01-01", "2023-01-02", OLD),
        ("2024-01-01", "2024-03-01", None),
        ("2023-06-01", None, OLD),
        ("2024-12-31", "2025-01-01", GAP_THEN),
        ("2030-01-01", None, OPEN),
    ],
)
def test_the_earliest_rate_in_the_way(start, end, expected):
    assert first_overlapping(SERIES, D(start), D(end) if end else None) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-12-31", Phase.COMING),
        ("2024-01-01", Phase.RUNNING),
        ("2024-12-31", Phase.RUNNING),
        ("2025-01-01", Phase.ENDED),
    ],
)
def test_phase_of_a_half_open_period(day, expected):
    assert phase(D("2024-01-01"), D("2025-01-01"), D(day)) is expected


def test_phase_until_further_notice():
    assert phase(D("2024-01-01"), None, D("2099-01-01")) is Phase.RUNNING
