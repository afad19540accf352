"""Networks, needs, projects and the registry, as the report counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from networks.models import (
    Institution,
    Need,
    Network,
    NetworkKind,
    NetworkMeeting,
    Project,
    SocialSpace,
)
from reporting.figures import BY_CODE
from reporting.services.counting import CITY, Area, count
from sro.access import Role
from sro.periods import Quarter
from tests.networks.factories import make_district, make_institution, make_offer, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

SECOND = Quarter(2025, 2)
NAMES = ("meetings_held", "networks_overdue", "needs_realised", "projects_running", "volunteers",
         "projects_unnumbered", "projects_of_few", "entries_verified")  # fmt: skip


@pytest.fixture
def hand():
    return person(Role.PLANNER)


@pytest.fixture
def space() -> SocialSpace:
    return make_space(district=make_district())


def counted(area: Area, quarter: Quarter = SECOND) -> dict[str, int]:
    here = count([quarter], base=None).of(quarter, area)
    return {name: int(here[name] or 0) for name in NAMES if here.get(name)}


def areas_of(space: SocialSpace) -> tuple[Area, ...]:
    return (CITY, Area("district", space.district_id), Area("space", space.pk))


def network(space: SocialSpace | None, **values) -> Network:
    here = {"social_space": space, "district": space.district} if space else {}
    return Network.objects.create(
        **{
            "name": "Runder Tisch", "kind": NetworkKind.TOPIC, "valid_from": date(2024, 1, 1),
            **here, **values,
        }
    )  # fmt: skip


def meeting(body: Network, hand, at: datetime, state: str) -> NetworkMeeting:
    reason = "Niemand konnte." if state == "cancelled" else ""
    return NetworkMeeting.objects.create(
        network=body, starts_at=at, ends_at=at + timedelta(hours=1), state=state,
        created_by=hand, cancel_reason=reason,
    )  # fmt: skip


def test_meetings_that_took_place_are_counted_where_their_network_works(space, hand):
    body, everywhere = network(space), network(None)
    for at, state in (
        (datetime(2025, 5, 10, 15, tzinfo=UTC), "held"),
        (datetime(2025, 6, 20, 15, tzinfo=UTC), "approved"),
        (datetime(2025, 5, 30, 15, tzinfo=UTC), "cancelled"),
        (datetime(2025, 6, 28, 15, tzinfo=UTC), "planned"),
        # Already the first of July in Berlin.
        (datetime(2025, 6, 30, 22, 30, tzinfo=UTC), "held"),
    ):
        meeting(body, hand, at, state)
    meeting(everywhere, hand, datetime(2025, 5, 10, 15, tzinfo=UTC), "held")
    for area in areas_of(space):
        assert counted(area) == {"meetings_held": 2}
    assert counted(CITY, SECOND.next) == {"meetings_held": 1}


@pytest.mark.parametrize(
    ("values", "met", "overdue"),
    [
        ({"rhythm_weeks": 4}, date(2025, 6, 2), 1),
        # Four weeks after the third of June is the first of July.
        ({"rhythm_weeks": 4}, date(2025, 6, 3), 0),
        ({}, date(2024, 2, 2), 0),
        ({"rhythm_weeks": 4}, None, 1),
        ({"rhythm_weeks": 4, "valid_from": date(2025, 6, 20)}, None, 0),
        ({"rhythm_weeks": 4, "valid_until": date(2025, 6, 30)}, None, 0),
        ({"rhythm_weeks": 4, "valid_until": date(2025, 7, 1)}, None, 1),
    ],
)
def test_a_network_is_overdue_when_its_rhythm_has_passed(space, hand, values, met, overdue):
    body = network(space, **values)
    if met:
        meeting(body, hand, datetime(met.year, met.month, met.day, 9, tzinfo=UTC), "held")
    for area in areas_of(space):
        assert counted(area).get("networks_overdue", 0) == overdue


def test_needs_count_in_the_quarter_in_which_they_were_realised(space, hand):
    for state, day in (
        ("realised", date(2025, 6, 30)),
        ("realised", date(2025, 7, 1)),
        ("planned", date(2025, 5, 5)),
    ):
        Need.objects.create(
            title="Lernraum", district=space.district, reported_on=date(2025, 1, 7),
            state=state, decided_on=day,
        )  # fmt: skip
    district = Area("district", space.district_id)
    for area in (CITY, district, Area("elsewhere", space.district_id)):
        assert counted(area) == {"needs_realised": 1}
    assert counted(district, SECOND.next) == {"needs_realised": 1}


@pytest.mark.parametrize(
    ("state", "begins", "ends", "there"),
    [
        ("running", date(2025, 6, 30), None, True),
        ("running", date(2025, 7, 1), None, False),
        ("ended", date(2024, 9, 1), date(2025, 7, 1), True),
        ("ended", date(2024, 9, 1), date(2025, 6, 30), False),
        ("planned", date(2025, 5, 1), None, False),
        ("running", None, None, False),
    ],
)
def test_projects_and_their_volunteers(space, hand, state, begins, ends, there):
    Project.objects.create(
        title="Nachmittag", aim="Zeit füreinander", district=space.district, social_space=space,
        starts_on=begins, ends_on=ends, state=state, volunteers=7, created_by=hand,
    )  # fmt: skip
    for area in areas_of(space):
        assert counted(area) == ({"projects_running": 1, "volunteers": 7} if there else {})


def running_project(space, hand, volunteers):
    return Project.objects.create(
        title="Nachmittag", aim="Zeit füreinander", district=space.district, social_space=space,
        starts_on=date(2025, 1, 1), state="running", volunteers=volunteers, created_by=hand,
    )  # fmt: skip


def test_where_a_project_gives_no_number_the_volunteers_are_not_known(space, hand):
    known = make_space(district=space.district)
    running_project(space, hand, None)
    running_project(space, hand, 7)
    running_project(known, hand, 0)
    counts = count([SECOND], base=None)
    for area in areas_of(space):
        assert BY_CODE["volunteers"].value(counts.of(SECOND, area)) is None
    for area in (Area("space", known.pk), Area("elsewhere", space.district_id)):
        assert BY_CODE["volunteers"].value(counts.of(SECOND, area)) == 0


@pytest.mark.parametrize(("limit", "small"), [(0, 0), (2, 2), (5, 3)])
def test_projects_whose_pages_do_not_tell_their_volunteers(space, hand, limit, small):
    for volunteers in (None, 0, 1, 2, 5, 6):
        running_project(space, hand, volunteers)
    for area in areas_of(space):
        here = count([SECOND], base=None, limit=limit).of(SECOND, area)
        assert here.get("projects_of_few", 0) == small


def test_an_entry_counts_in_every_quarter_in_which_it_was_verified(space):
    place = make_institution(social_space=space, last_verified=date(2025, 5, 5))
    make_offer(institution=place, last_verified=date(2025, 5, 6))
    place.last_verified = date(2025, 6, 1)
    place.save()
    place.last_verified = date(2025, 7, 1)
    place.save()
    assert Institution.objects.get().last_verified == date(2025, 7, 1)
    for area in areas_of(space):
        assert counted(area) == {"entries_verified": 2}
        assert counted(area, SECOND.next) == {"entries_verified": 1}
