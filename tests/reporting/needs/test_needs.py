"""What families miss: counted by families, small numbers hidden in all tables alike."""

from __future__ import annotations

from datetime import UTC, date, datetime
from random import Random

import pytest
from django.core.exceptions import PermissionDenied

from cases.models import SpaceAnswer
from reporting.rules.needs import Span
from reporting.services.needs import ANY, _counted, families, needs_of
from reporting.suppression import HIDDEN
from sro.access import Role
from tests.cases import factories as make
from tests.networks.factories import (
    make_category,
    make_district,
    make_institution,
    make_offer,
    make_space,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 10)
YEAR = Span(2025)


def miss(
    space=None,
    *kinds,
    case=None,
    agreed: datetime = make.NOW,
    draft: bool = False,
    nothing_missing: bool = False,
    **values,
):
    """A family whose agreed plan names these kinds of offers as missing."""
    if case is None:
        case = make.make_case(district=space.district, social_space=space)
    plan = make.make_plan(case, no_missing_offers=nothing_missing)
    for kind in kinds or (None,):
        answer = {"category": kind, "text": "Ein Treff am Abend.", "question": "missing", **values}
        SpaceAnswer.objects.create(plan=plan, **answer)
    if not draft:
        plan.state, plan.agreed_at, plan.agreed_by = "agreed", agreed, plan.created_by
        plan.save()
    return case


def read(actor=None, **asked):
    values = {"span": YEAR, "today": TODAY, **asked}
    return needs_of(actor=actor or person(Role.PLANNER), **values)


def kinds_of(needs) -> dict:
    return {line.key: line.now for line in needs.by_kind}


def areas_of(needs) -> dict:
    return {line.key: line.now for line in needs.by_area}


def test_a_family_counts_once_however_often_it_asks():
    kind, space = make_category(), make_space()
    for _each in range(3):
        case = miss(space, kind, kind)
        miss(None, kind, case=case)
    found = read()
    assert kinds_of(found) == {kind.code: 3}
    assert found.total.now == 3


def test_the_kind_is_the_one_chosen_else_that_of_the_offer_else_not_stated():
    chosen, offered, space = make_category(), make_category(), make_space()
    offer = make_offer(institution=make_institution(category=offered))
    for _each in range(3):
        miss(space, chosen, offer=offer)
        miss(space, offer=offer, text="")
        miss(space)
    assert kinds_of(read()) == {chosen.code: 3, offered.code: 3, "": 3}


@pytest.mark.parametrize(
    ("agreed", "now", "before"),
    [
        (datetime(2025, 1, 1, 0, 30, tzinfo=UTC), 3, 0),
        (datetime(2024, 12, 31, 23, 30, tzinfo=UTC), 3, 0),
        (datetime(2024, 12, 31, 22, 30, tzinfo=UTC), 0, 3),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), 0, 0),
    ],
)
def test_the_day_of_the_agreement_counts_as_the_office_has_it(agreed, now, before):
    space = make_space()
    for _each in range(3):
        miss(space, agreed=agreed)
    total = read().total
    assert (total.now, total.before, total.change) == (now, before, now - before)


def test_drafts_and_used_offers_are_no_needs():
    space = make_space()
    miss(space, draft=True)
    miss(space, question="used", nothing_missing=True)
    assert read().total.now == 0


def test_demand_stands_beside_the_offers_of_today():
    kind = make_category()
    institution = make_institution(category=kind)
    make_offer(institution=institution)
    make_offer(institution=institution, active_until=TODAY)
    for _each in range(3):
        miss(institution.social_space, kind)
    found = read(district=institution.social_space.district)
    assert [line.offers for line in found.by_kind] == [1]
    assert [line.offers for line in found.by_area] == [1]
    elsewhere = read(district=make_district())
    assert elsewhere.by_kind == ()


def test_a_district_is_shown_by_its_social_spaces_also_without_one():
    space = make_space()
    for _each in range(3):
        miss(space)
        miss(case=make.make_case(district=space.district))
    found = read(district=space.district)
    assert areas_of(found) == {space.key: 3, "": 3}
    assert found.total.now == 6


def test_areas_are_compared_by_one_kind_if_asked():
    kind, other, space = make_category(), make_category(), make_space()
    for _each in range(3):
        miss(space, kind)
    for _each in range(4):
        miss(space, other)
    assert areas_of(read(kind=other))[space.district.key] == 4


def test_small_numbers_are_hidden_and_cannot_be_computed():
    """One family in one district, five in the other; total and districts are three cells."""
    kind, here, there = make_category(), make_space(), make_space()
    miss(here, kind)
    for _each in range(5):
        miss(there, kind)
    found = read()
    cells = [areas_of(found)[here.district.key], areas_of(found)[there.district.key]]
    assert cells[0] is HIDDEN
    assert HIDDEN in (cells[1], found.total.now)
    # All kinds are this one: what is hidden of it is hidden of all.
    of_kind = read(kind=kind)
    assert areas_of(of_kind) == areas_of(found)
    assert found.total.now == of_kind.total.now
    assert kinds_of(found) == {kind.code: found.total.now}


def test_the_team_lead_sees_the_same_numbers_of_the_own_district():
    kind, space = make_category(), make_space()
    for _each in range(3):
        miss(space, kind)
    miss(make_space(), kind)
    lead = make.make_team_lead(space.district)
    own = read(lead, district=space.district)
    assert own == read(district=space.district)
    with pytest.raises(PermissionDenied):
        read(lead)
    with pytest.raises(PermissionDenied):
        read(lead, district=make_district())


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.PROVIDER_LEAD, Role.ADMINISTRATOR])
def test_others_read_no_needs(role):
    district = make_district()
    with pytest.raises(PermissionDenied):
        read(person(role, district=district, provider=make_provider()), district=district)


QUARTERS = [Span(2025, number) for number in range(1, 5)]


def in_quarter(number: int) -> datetime:
    return datetime(2025, 3 * number - 1, 10, 9, 0, tzinfo=UTC)


def test_a_year_less_its_quarters_does_not_tell_what_a_quarter_hides():
    """2025: 6 and 10. First quarter: 5 and 5. What the second hides would be 1 and 5."""
    kind, hill = make_category(), make_space()
    lake = make_space(district=hill.district)
    for space, first, second in ((hill, 5, 1), (lake, 5, 5)):
        for number, asking in ((1, first), (2, second)):
            for _each in range(asking):
                miss(space, kind, agreed=in_quarter(number))
    first, second, year = (
        areas_of(read(district=hill.district, span=span)) for span in (*QUARTERS[:2], YEAR)
    )
    assert first == {hill.key: 5, lake.key: 5}
    assert second[hill.key] is HIDDEN
    assert year[hill.key] is HIDDEN
    found = {span: read(district=hill.district, span=span).total.now for span in QUARTERS[:2]}
    whole = read(district=hill.district).total.now
    assert HIDDEN in (year[lake.key], whole)
    assert HIDDEN in (second[lake.key], found[QUARTERS[1]])


def test_a_year_whose_quarters_hide_nothing_is_shown():
    space = make_space()
    for number in (1, 2, 4):
        for _each in range(3):
            miss(space, agreed=in_quarter(number))
    assert read().total.now == 9


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_hidden_may_be_another_number_in_all_spans_together(seed):
    """Take the tables as a reader has them and move numbers behind dashes alone."""
    chance = Random(seed)
    kinds = [make_category() for _each in range(3)]
    north, south = make_district(), make_district()
    spaces = [make_space(district=each) for each in (north, north, south, south)]
    for _each in range(70):
        space, kind = chance.choice(spaces), chance.choices(kinds, (8, 4, 1))[0]
        miss(space, kind, agreed=in_quarter(chance.choices((1, 2, 3, 4), (6, 4, 2, 1))[0]))
    shown = {span: families(span) for span in (*QUARTERS, YEAR)}
    small = {
        (span, cell)
        for span in QUARTERS
        for cell, number in counted_in(span).items()
        if number <= 2
    }
    assert small
    for span, cell in small:
        assert shown[span][cell] is HIDDEN
        assert shown[YEAR][cell] is HIDDEN
    # Each quarter's dashes are those of the year too, so what moves there moves here.
    for span in QUARTERS:
        for cell, number in shown[span].items():
            assert number is not HIDDEN or shown[YEAR][cell] is HIDDEN
    # Nobody misses two kinds here: what all kinds leave for the hidden ones is no small number.
    for span, cells in shown.items():
        for (code, area), number in cells.items():
            here = [n for (k, a), n in cells.items() if a == area and k != ANY]
            if code == ANY and number is not HIDDEN and HIDDEN in here:
                assert here.count(HIDDEN) > 1, (span, area)


def counted_in(span):
    """The true numbers."""
    counted = _counted(span)
    return counted[span].cells if span in counted else {}


def test_all_kinds_less_the_shown_ones_do_not_tell_a_small_one():
    often, seldom, space = make_category(), make_category(), make_space()
    for _each in range(6):
        miss(space, often)
    miss(space, seldom)
    found = read(district=space.district, span=QUARTERS[1])
    kinds = kinds_of(found)
    assert kinds[seldom.code] is HIDDEN
    assert HIDDEN in (kinds[often.code], found.total.now)


def test_where_enough_families_miss_several_kinds_all_of_them_tell_nothing():
    often, seldom, space = make_category(), make_category(), make_space()
    for _each in range(5):
        miss(space, often)
    miss(space, often, seldom)
    found = read(district=space.district, span=QUARTERS[1])
    assert kinds_of(found) == {often.code: 6, seldom.code: HIDDEN}
    assert found.total.now == 6
