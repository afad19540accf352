"""Which areas and quarters an evaluation is made of."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from reporting.evaluation.panel import Lack
from reporting.evaluation.regression import Estimate
from reporting.figures import BY_CODE
from reporting.models import AreaGroupMember, AreaLevel
from reporting.services.comparing import place_of, sheet_of
from reporting.services.evaluating import course, evaluate, first_full_quarter
from sro.access import Role
from sro.periods import Quarter
from tests.people import person
from tests.reporting.evaluation.factories import QUARTERS, SINCE_QUARTER, make_group, make_member

pytestmark = pytest.mark.django_db
DENSITY = BY_CODE["density"]


def evaluated(town, figure=DENSITY, quarters=QUARTERS, group=None):
    return evaluate(actor=town.planner, group=group or town.group, figure=figure, quarters=quarters)


def test_a_group_beside_all_that_never_had_it(town):
    found = evaluated(town)
    assert isinstance(found.result, Estimate)
    assert (found.panel.areas(treated=True), found.panel.areas(treated=False)) == (5, 6)
    assert {area.pk for area in found.compared} == {a.pk for a in [*town.others, town.lake]}
    assert found.cut == QUARTERS.index(SINCE_QUARTER)
    assert (found.with_work.shown, found.with_work.areas) == (5, 5)
    # The lake is hidden, and one beside it, the same in each quarter: the line has the others.
    assert (found.without.shown, found.without.areas) == (4, 6)
    assert None not in found.without.rates


def test_a_line_is_the_rate_of_all_its_areas_together(town):
    sheet = sheet_of(actor=town.planner, figure=DENSITY, quarters=QUARTERS[-2:])
    found = course(sheet, [place_of(each) for each in town.networked[:2]])
    parts = [sheet.raw_parts(QUARTERS[-1], place_of(each)) for each in town.networked[:2]]
    assert found.rates[1] == sum(n for n, _b in parts) * 1000 / sum(b for _n, b in parts)
    assert found.mean([0, 1]) == sum(found.rates) / 2


def test_the_quarter_of_the_beginning_and_those_after_the_end_are_left_out(town):
    first, second = town.members[:2]
    AreaGroupMember.objects.filter(pk=first.pk).update(since=first.since + timedelta(days=1))
    AreaGroupMember.objects.filter(pk=second.pk).update(until=QUARTERS[10].start)
    rows = evaluated(town).panel.rows
    assert sum(row.area == first.social_space_id for row in rows) == len(QUARTERS) - 1
    assert sum(row.area == second.social_space_id for row in rows) == 10


@pytest.mark.parametrize(
    ("since", "full"),
    [(date(2024, 1, 1), Quarter(2024, 1)), (date(2024, 1, 2), Quarter(2024, 2))],
)
def test_the_first_full_quarter(since, full):
    assert first_full_quarter(AreaGroupMember(since=since)) == full


def test_what_another_group_names_is_no_comparison(town):
    other = make_group(AreaLevel.DISTRICT)
    make_member(other, town.south)
    found = evaluated(town)
    assert (found.compared, found.elsewhere) == ((), 6)
    assert found.result is Lack.FEW_COMPARED
    # The other way round: the district of networked spaces is not free of networked work.
    found = evaluated(town, group=other)
    assert (found.compared, found.elsewhere) == ((), 1)
    assert found.result is Lack.FEW_AREAS


def test_without_areas_there_is_no_result(town):
    found = evaluated(town, group=make_group())
    assert found.result is Lack.FEW_AREAS
    assert found.cut is None
    assert set(found.with_work.rates) == {None}


def test_what_begins_is_calculated_and_not_drawn(town):
    found = evaluated(town, BY_CODE["supports_begun"])
    assert found.with_work is found.without is None
    assert found.panel.rows


def test_money_is_not_evaluated(town):
    with pytest.raises(ValueError, match="no count"):
        evaluated(town, BY_CODE["spent_fall"])


def test_who_sees_no_groups_evaluates_nothing(town):
    with pytest.raises(PermissionDenied):
        evaluate(
            actor=person(Role.CASEWORKER, district=town.north),
            group=town.group,
            figure=DENSITY,
            quarters=QUARTERS,
        )
