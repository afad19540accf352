"""Which support a booking was paid for: exactly one, or the reason why none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from budgets.rules.matching import (
    Finding,
    Grant,
    Paid,
    Verdict,
    loose_key,
    match,
    plain_key,
    same_reference,
)

MARCH, APRIL, MAY = date(2018, 3, 1), date(2018, 4, 1), date(2018, 5, 1)


def paid(reference="2018-00042", **values):
    given = {"provider": None, "names_provider": False, "year": 2018, "cents": 50_000, **values}
    return Paid(reference=reference, **given)


def grant(support=1, reference="2018-00042", provider=7, start=MARCH, end=None):
    return Grant(support, reference, provider, start, end)


def unknown(_support, _first, _until):
    return None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2018-00042", "2018-00042", True),
        ("2018-00042", "2018/42", True),
        ("2018-00042", " 2018 - 042 ", True),
        ("2018-00042", "201800042", True),
        ("JA-2018-00042", "ja 2018/42", True),
        ("2018-00042", "201842", False),
        ("2018-1-23", "2018-12-3", False),
        ("2018-00042", "2018-00043", False),
        ("2018-00042", "", False),
        ("", "", False),
        ("---", "…", False),
    ],
)
def test_references_are_the_same_however_they_are_typed(one, other, same):
    assert same_reference(one, other) is same
    assert same_reference(other, one) is same


@given(st.text("0123456789-/ AZaz", max_size=12), st.text("0123456789-/ AZaz", max_size=12))
def test_what_is_the_same_shares_a_key(one, other):
    if same_reference(one, other):
        assert plain_key(one) == plain_key(other) or loose_key(one) == loose_key(other)


def test_one_support_under_the_reference_is_found():
    assert match(paid(), [grant()], unknown) == Verdict(Finding.FOUND, 1)


@pytest.mark.parametrize(
    ("booking", "grants", "finding", "candidates"),
    [
        (paid(""), [grant()], Finding.NO_REFERENCE, ()),
        (paid("–"), [grant()], Finding.NO_REFERENCE, ()),
        (paid("2018-00099"), [grant()], Finding.UNKNOWN_REFERENCE, ()),
        (paid(), [], Finding.UNKNOWN_REFERENCE, ()),
        (paid(names_provider=True), [grant()], Finding.UNKNOWN_PROVIDER, (1,)),
        (paid(provider=8, names_provider=True), [grant()], Finding.OTHER_PROVIDER, (1,)),
        (
            paid(provider=8, names_provider=True),
            [grant(provider=None)],
            Finding.OTHER_PROVIDER,
            (1,),
        ),
        (paid(first=date(2018, 1, 1), until=MARCH), [grant()], Finding.OTHER_DAYS, (1,)),
        (paid(first=APRIL, until=MAY), [grant(end=APRIL)], Finding.OTHER_DAYS, (1,)),
        (paid(year=2016), [grant()], Finding.OTHER_DAYS, (1,)),
        (paid(), [grant(2), grant(1)], Finding.SEVERAL, (1, 2)),
        (
            paid("201800042"),
            [grant(1, "2018-00042"), grant(2, "20-1800042")],
            Finding.SEVERAL_FILES,
            (1, 2),
        ),
    ],
)
def test_nothing_is_guessed(booking, grants, finding, candidates):
    assert match(booking, grants, unknown) == Verdict(finding, None, candidates)


def test_the_provider_tells_two_supports_apart():
    grants = [grant(1, provider=7), grant(2, provider=8)]
    booking = paid(provider=8, names_provider=True)
    assert match(booking, grants, unknown) == Verdict(Finding.FOUND, 2)


def test_the_days_tell_two_supports_apart():
    grants = [grant(1, end=APRIL), grant(2, start=APRIL)]
    assert match(paid(first=APRIL, until=MAY), grants, unknown).support == 2
    assert match(paid(first=MARCH, until=APRIL), grants, unknown).support == 1
    assert match(paid(first=MARCH, until=MAY), grants, unknown).finding == Finding.SEVERAL


def test_the_amount_tells_two_supports_apart_to_the_cent():
    costs = {1: 50_000, 2: 50_001}

    def cost(support, first, until):
        assert (first, until) == (MARCH, APRIL)
        return costs[support]

    days = {"first": MARCH, "until": APRIL}
    grants = [grant(1), grant(2)]
    assert match(paid(cents=50_001, **days), grants, cost) == Verdict(Finding.FOUND_BY_AMOUNT, 2)
    assert match(paid(cents=-50_000, **days), grants, cost).support == 1
    assert match(paid(cents=50_002, **days), grants, cost).finding == Finding.SEVERAL
    costs[1] = 50_001
    assert match(paid(cents=50_001, **days), grants, cost).finding == Finding.SEVERAL


def test_an_amount_without_days_or_of_nothing_tells_nothing_apart():
    grants = [grant(1), grant(2)]
    assert match(paid(), grants, lambda *_: 50_000).finding == Finding.SEVERAL
    nothing = paid(cents=0, first=MARCH, until=APRIL)
    assert match(nothing, grants, lambda *_: 0).finding == Finding.SEVERAL


GRANTS = st.lists(
    st.builds(
        Grant,
        st.integers(1, 9),
        st.sampled_from(["2018-00042", "2018-00043", "20-1800042"]),
        st.sampled_from([None, 7, 8]),
        st.dates(date(2017, 1, 1), date(2018, 12, 1)),
        st.none() | st.dates(date(2018, 12, 2), date(2019, 12, 1)),
    ),
    max_size=5,
    unique_by=lambda each: each.support,
)


@given(GRANTS, st.sampled_from([None, 7, 9]), st.randoms())
def test_the_order_of_supports_does_not_matter(grants, provider, chance):
    booking = paid("201800042", provider=provider, names_provider=provider is not None)
    first = match(booking, grants, unknown)
    mixed = list(grants)
    chance.shuffle(mixed)
    assert match(booking, mixed, unknown) == first
    # A support is named only if exactly one is left, and then it is one of the file.
    assert (first.support is None) == (first.finding != Finding.FOUND)
    assert first.support is None or first.support in {each.support for each in grants}
