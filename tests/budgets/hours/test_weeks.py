"""Saving a week: every cell in one step, nothing of anybody lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from budgets.models import HoursEntry, HoursMonth, HoursWeek
from budgets.services.hours_places import Employer
from budgets.services.hours_sheet import Key, read_sheet
from budgets.services.hours_weeks import CellsRefused, save_week
from cases.models import Support, SupportStaff
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.budgets.hours.factories import (
    MONDAY,
    NOW,
    TUESDAY,
    case_key,
    field_key,
    line,
    make_activity,
    make_entry,
    make_month,
    make_scene,
)
from tests.cases import factories as cases
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return make_scene()


def save(scene, *lines, version=0, actor=None, employer=None, monday=MONDAY):
    return save_week(
        actor=actor or scene.staff,
        employer=employer or scene.employer,
        monday=monday,
        lines=lines,
        version=version,
        now=NOW,
    )


def refused(scene, *lines, **more):
    with pytest.raises(CellsRefused) as error:
        save(scene, *lines, **more)
    assert not HoursEntry.objects.filter(state="entered", minutes__in=(77,)).exists()
    return " ".join(error.value.messages)


def test_cells_become_lines_with_their_district(scene):
    save(
        scene,
        line(field_key(scene), (MONDAY, 90), (TUESDAY, None)),
        line(case_key(scene), (TUESDAY, 60), name="r1"),
    )
    first, second = HoursEntry.objects.order_by("day")
    assert (first.minutes, first.social_space, first.district) == (90, scene.space, scene.district)
    assert (second.support, second.district) == (scene.support, scene.case.district)
    assert {first.user, second.user} == {scene.staff}
    assert {first.provider, first.team, first.state} == {scene.provider, None, "entered"}
    assert HoursMonth.objects.get().state == "open"
    entry = Entry.objects.get(action="hoursweek.saved")
    assert entry.details == {"new": 2, "changed": 0, "gone": 0}


def test_a_cell_is_changed_and_emptied(scene):
    week = save(scene, line(field_key(scene), (MONDAY, 90), (TUESDAY, 30)))
    first, second = HoursEntry.objects.order_by("day")
    save(
        scene,
        line(field_key(scene), (MONDAY, 45, first.pk), (TUESDAY, None, second.pk)),
        version=week.version,
    )
    assert HoursEntry.objects.get().minutes == 45


def test_what_nobody_saw_stays(scene):
    entry = make_entry(scene)
    save(scene, line(case_key(scene), (TUESDAY, 60)))
    assert HoursEntry.objects.filter(pk=entry.pk).exists()


def test_the_same_week_twice_changes_nothing(scene):
    week = save(scene, line(field_key(scene), (MONDAY, 90)))
    entry = HoursEntry.objects.get()
    again = save(scene, line(field_key(scene), (MONDAY, 90, entry.pk)), version=week.version)
    assert again.version == week.version
    assert HoursEntry.objects.get().version == entry.version


def test_two_tabs_lose_nothing(scene):
    save(scene, line(field_key(scene), (MONDAY, 90)))
    with pytest.raises(StaleRecord) as stale:
        save(scene, line(field_key(scene), (MONDAY, 60)))
    assert HoursEntry.objects.get().minutes == 90
    # Having seen both, the second one saves; the cell is the same one, not a second line.
    save(scene, line(field_key(scene), (MONDAY, 60)), version=stale.value.current.version)
    assert HoursEntry.objects.get().minutes == 60


def test_a_second_row_of_the_same_kind_keeps_its_own_lines(scene):
    week = save(
        scene,
        line(field_key(scene), (MONDAY, 30)),
        line(field_key(scene), (MONDAY, 60), name="r1"),
    )
    one, two = HoursEntry.objects.order_by("minutes")
    sheet = read_sheet(actor=scene.staff, employer=scene.employer, monday=MONDAY)
    assert [list(row.entries.values()) for row in sheet.rows] == [[one], [two]]
    save(
        scene,
        line(field_key(scene), (MONDAY, 30, one.pk)),
        line(field_key(scene), (MONDAY, 75, two.pk), name="r1"),
        version=week.version,
    )
    assert sorted(HoursEntry.objects.values_list("minutes", flat=True)) == [30, 75]


def test_more_than_24_hours_a_day_are_refused(scene):
    make_entry(scene, minutes=1400)
    assert "24" in refused(scene, line(case_key(scene), (MONDAY, 77)))


def test_the_24_hours_count_with_other_employers(scene):
    other = make_provider()
    scene.staff.memberships.create(
        role=Role.PROVIDER_STAFF, provider=other, valid_from=date(2020, 1, 1)
    )
    make_entry(scene, minutes=1400, provider=other)
    assert "24" in refused(scene, line(field_key(scene), (MONDAY, 77)))


def test_days_outside_the_support_are_refused_with_its_dates(scene):
    Support.objects.filter(pk=scene.support.pk).update(start=TUESDAY)
    text = refused(scene, line(case_key(scene), (MONDAY, 77)))
    assert "03.06.2025" in text


def test_a_support_of_others_is_refused(scene):
    stranger = cases.make_support(scene.case, provider=scene.provider, state="running")
    foreign = cases.make_support(cases.make_case(), state="running")
    for support in (stranger, foreign):
        refused(scene, line(case_key(scene, support=support.pk), (MONDAY, 77)))


def test_a_support_that_is_not_granted_is_refused(scene):
    proposed = cases.make_support(scene.case, provider=scene.provider)
    SupportStaff.objects.create(support=proposed, user=scene.staff, valid_from=MONDAY)
    refused(scene, line(case_key(scene, support=proposed.pk), (MONDAY, 77)))


def test_the_place_fits_the_kind(scene):
    wrong = [
        Key("case_specific", scene.activity.pk, None, scene.space.pk),
        Key("cross_case", scene.activity.pk, scene.support.pk),
        Key("cross_case", scene.activity.pk),
    ]
    for key in wrong:
        refused(scene, line(key, (MONDAY, 77)))


def test_an_activity_out_of_use_is_refused(scene):
    old = make_activity(is_active=False)
    narrow = make_activity(kinds=["case_specific"])
    for activity in (old, narrow):
        refused(scene, line(field_key(scene, activity=activity.pk), (MONDAY, 77)))


def test_a_social_space_that_has_ended_is_refused(scene):
    space = make_space(district=scene.district, valid_until=TUESDAY)
    text = refused(scene, line(field_key(scene, space=space.pk), (TUESDAY, 77)))
    assert text


def test_a_submitted_month_takes_no_new_lines(scene):
    make_month(scene, "submitted")
    refused(scene, line(field_key(scene), (MONDAY, 77)))


def test_a_returned_line_can_be_put_right_in_a_submitted_month(scene):
    make_month(scene, "submitted")
    entry = make_entry(scene, state="returned")
    save(scene, line(field_key(scene), (MONDAY, 60, entry.pk)))
    entry.refresh_from_db()
    assert (entry.minutes, entry.state) == (60, "returned")


@pytest.mark.parametrize("state", ["submitted", "approved", "closed"])
def test_a_submitted_line_stays(scene, state):
    entry = make_entry(scene, state=state)
    text = refused(scene, line(field_key(scene), (MONDAY, 60, entry.pk)))
    assert text
    save(scene, line(field_key(scene), (MONDAY, 90, entry.pk), (TUESDAY, 30)))
    entry.refresh_from_db()
    assert entry.minutes == 90


def test_nobody_writes_for_an_employer_of_others(scene):
    with pytest.raises(PermissionDenied):
        save(scene, line(field_key(scene), (MONDAY, 77)), employer=Employer(make_provider()))
    with pytest.raises(PermissionDenied):
        save(scene, line(field_key(scene), (MONDAY, 77)), actor=person(Role.CONTROLLER))


def test_nobody_touches_lines_of_others(scene):
    entry = make_entry(scene)
    colleague = person(Role.PROVIDER_STAFF, provider=scene.provider)
    save(scene, line(field_key(scene), (MONDAY, 60, entry.pk)), actor=colleague)
    entry.refresh_from_db()
    assert entry.minutes == 90
    assert HoursEntry.objects.get(user=colleague).minutes == 60


def test_the_office_notes_its_own_work(scene):
    save(
        scene,
        line(field_key(scene), (MONDAY, 60)),
        line(case_key(scene), (MONDAY, 30), name="r1"),
        line(Key("case_specific", scene.activity.pk, None, scene.space.pk), (TUESDAY, 20)),
        actor=scene.worker,
        employer=scene.team,
    )
    assert HoursEntry.objects.filter(team=scene.district, provider=None).count() == 3


def test_the_office_notes_no_support_of_colleagues(scene):
    other = cases.make_support(cases.make_case(district=scene.district), state="running")
    refused(
        scene,
        line(case_key(scene, support=other.pk), (MONDAY, 77)),
        actor=scene.worker,
        employer=scene.team,
    )


def test_the_district_is_that_of_the_social_space(scene):
    far = make_space(district=make_district())
    save(scene, line(field_key(scene, space=far.pk), (MONDAY, 60)))
    assert HoursEntry.objects.get().district == far.district


def test_what_was_used_last_is_offered_again(scene):
    make_entry(scene, day=MONDAY - timedelta(days=7))
    make_entry(scene, day=MONDAY - timedelta(days=90), kind="cross_case")
    sheet = read_sheet(actor=scene.staff, employer=scene.employer, monday=MONDAY)
    assert sheet.suggested == [field_key(scene)]


def test_a_week_begins_on_monday(scene):
    with pytest.raises(ValueError, match="Monday"):
        save(scene, monday=TUESDAY)
    assert not HoursWeek.objects.exists()
