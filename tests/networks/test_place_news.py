"""What has changed since the last visit: when it counts as seen, and what is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from networks.models import PlaceVisit
from networks.places import Place
from networks.services.news import NAMED, news_of
from networks.services.visits import all_seen, visit
from sro.access import Role
from tests.networks.factories import make_institution, make_offer, make_space
from tests.networks.factories_places import make_meeting, make_need, make_network, make_project
from tests.networks.pages import url
from tests.people import person

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def space():
    return make_space()


def told(space, user, since):
    news = news_of(Place(space, user, timezone.localdate()), since)
    return {each.code: each.number for each in news}


def test_the_first_visit_knows_nothing_yet_and_the_next_day_tells_since_then(space):
    user, now = person(Role.PLANNER), timezone.now()
    assert visit(actor=user, area=space, now=now - 3 * DAY) is None
    assert visit(actor=user, area=space, now=now) == now - 3 * DAY
    again = now + timedelta(minutes=1)
    if timezone.localdate(again) == timezone.localdate(now):
        assert visit(actor=user, area=space, now=again) == now - 3 * DAY, "the same day: still new"
    assert visit(actor=user, area=space, now=now + 2 * DAY) in (now, again)


def test_all_seen_begins_anew_and_belongs_to_one_person_and_place(space):
    user, other, now = person(Role.PLANNER), person(Role.PLANNER), timezone.now()
    for who in (user, other):
        visit(actor=who, area=space, now=now - 2 * DAY)
        visit(actor=who, area=space.district, now=now - 2 * DAY)
        visit(actor=who, area=space, now=now)
    all_seen(actor=user, area=space)
    seen = dict(PlaceVisit.objects.filter(social_space=space).values_list("user", "seen_at"))
    assert seen == {user.pk: now, other.pk: now - 2 * DAY}
    assert set(PlaceVisit.objects.filter(district=space.district).values_list("seen_at")) == {
        (now - 2 * DAY,)
    }


def test_what_is_new_is_told_by_kind(space):
    # Everything of a test happens in one transaction; the history has its moment.
    long_ago = timezone.now() - DAY
    planner = person(Role.PLANNER)
    institution = make_institution(social_space=space)
    make_offer(institution=institution)
    network = make_network(space)
    make_meeting(network, state="held", created_by=planner)
    make_need(space)
    make_need(space, state="declined", reason="Gibt es nebenan.")
    make_project(space, state="running", created_by=planner)
    make_institution()
    assert told(space, planner, long_ago) == {
        "institution_new": 1,
        "offer_new": 1,
        "network_new": 1,
        "meeting_held": 1,
        "need_new": 2,
        "need_decided": 1,
        "project_begun": 1,
    }
    assert told(space, planner, timezone.now() + DAY) == {}


def test_what_ends_by_its_date_is_told_once_the_day_has_come(space):
    planner, today = person(Role.PLANNER), timezone.localdate()
    make_institution(social_space=space, active_until=today)
    make_institution(social_space=space, active_until=today - 9 * DAY)
    make_institution(social_space=space, active_until=today + DAY)
    later = timezone.now() + timedelta(minutes=1)
    place = Place(space, planner, today + DAY)
    assert [(each.code, each.number) for each in news_of(place, later)] in (
        [("institution_closed", 1)],
        # Around midnight the minute lies in the next day: then the first one is known, too.
        [],
    )


def test_only_some_are_named_and_the_rest_is_a_number(space):
    for _one in range(NAMED + 2):
        make_institution(social_space=space)
    [news] = news_of(Place(space, person(Role.PLANNER), timezone.localdate()), timezone.now() - DAY)
    assert (news.number, len(news.named)) == (NAMED + 2, NAMED)


def test_nobody_is_told_of_what_they_may_not_see(space):
    make_need(space)
    make_institution(social_space=space)
    since = timezone.now() - DAY
    assert "need_new" in told(space, person(Role.CONTROLLER), since)
    assert told(space, person(Role.AUDITOR), since) == {"institution_new": 1}


def test_the_page_says_it_and_the_button_ends_it(client, planner, space):
    page = url("space_detail", space.pk)
    assert client.get(page).context["since"] is None
    PlaceVisit.objects.update(seen_at=timezone.now() - 3 * DAY, visited_at=timezone.now() - 3 * DAY)
    institution = make_institution(social_space=space)
    response = client.get(page)
    [news] = response.context["news"]
    assert [item.text for item in news.items] == [institution.name]
    PlaceVisit.objects.update(visited_at=timezone.now() + timedelta(seconds=1))
    assert client.post(url("space_seen", space.pk)).url == page
    assert client.get(page).context["news"] == []
