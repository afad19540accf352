"""Lived spaces and engaged citizens: counted by place, small counts never seen."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from networks.models import MemberKind
from reporting.services.engaged import engaged_in
from reporting.services.lived_spaces import lived_spaces
from reporting.suppression import HIDDEN
from sro.access import Role
from tests.cases import factories as make
from tests.networks.factories import TODAY, make_institution, make_offer, make_space
from tests.networks.factories_places import make_member, make_network
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def families(number, home, *places, **case):
    """So many families at home in a social space, each drawing something of the places."""
    for _one in range(number):
        family = make.make_case(district=home.district, social_space=home, **case)
        drawn = make.make_map(family)
        for place in places:
            make.make_resource(drawn, institution=make_institution(social_space=place))
            offer = make_offer(institution=make_institution(social_space=place))
            make.make_resource(drawn, offer=offer)


def test_families_count_once_for_each_place_they_drew(planner):
    home = make_space()
    next_door = make_space(district=home.district)
    families(4, home, home, next_door)
    families(3, home, home)
    families(5, next_door, next_door)
    found = {each.space: each for each in lived_spaces(actor=planner, area=home.district)}
    here, there = found[home], found[next_door]
    assert (here.drawn, here.own, here.others, here.away) == (7, 7, 0, 4)
    assert (there.drawn, there.own, there.others, there.away) == (9, 5, 4, 0)
    [alone] = lived_spaces(actor=planner, area=home)
    assert alone == here


def test_what_is_over_or_names_nothing_of_the_registry_does_not_count(planner):
    home = make_space()
    families(3, home, home)
    families(3, home, home, state="closed", closed_on=make.TODAY)
    old = make.make_map(make.make_case(district=home.district, social_space=home))
    make.make_resource(old, institution=make_institution(social_space=home))
    newer = make.make_map(old.case, old.person, previous=old)
    make.make_resource(newer, name="Oma")
    [found] = lived_spaces(actor=planner, area=home)
    assert (found.drawn, found.own) == (3, 3)


@pytest.mark.parametrize("number", [1, 2])
def test_small_counts_and_what_would_give_them_away_are_hidden(planner, number):
    home, other = make_space(), make_space()
    families(6, home, home)
    families(number, other, home)
    [found] = lived_spaces(actor=planner, area=home)
    assert found.others is HIDDEN
    assert HIDDEN in (found.drawn, found.own), "else the difference is the small count"


def test_only_those_who_may_read_needs_read_lived_spaces():
    space = make_space()
    lead = person(Role.TEAM_LEAD, district=space.district)
    assert lived_spaces(actor=lead, area=space)
    with pytest.raises(PermissionDenied):
        lived_spaces(actor=lead, area=make_space())
    for role in (Role.CASEWORKER, Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            lived_spaces(actor=person(role, district=space.district), area=space)


def members(space, residents, volunteers):
    network = make_network(space)
    for kind, number in ((MemberKind.RESIDENT, residents), (MemberKind.VOLUNTEER, volunteers)):
        for _one in range(number):
            make_member(network, kind=kind)


def test_citizens_are_counted_by_place(planner):
    space = make_space()
    members(space, 3, 4)
    members(make_space(district=space.district), 5, 5)
    found = engaged_in(actor=planner, area=space, today=TODAY)
    assert (found.residents, found.volunteers, found.together) == (3, 4, 7)
    found = engaged_in(actor=planner, area=space.district, today=TODAY)
    assert (found.residents, found.volunteers, found.together) == (8, 9, 17)
    assert engaged_in(actor=planner, area=make_space(), today=TODAY).together == 0


def test_few_citizens_are_hidden_here_and_in_the_sums(planner):
    space = make_space()
    members(space, 1, 4)
    members(make_space(district=space.district), 5, 5)
    found = engaged_in(actor=planner, area=space, today=TODAY)
    assert found.residents is HIDDEN
    assert HIDDEN in (found.volunteers, found.together)


def test_the_fragment_shows_dashes_and_no_names(client, planner):
    home = make_space()
    families(2, home, home, name="Familie Quitte")
    client.force_login(planner)
    address = reverse("reporting:place", args=["gelebter-raum", "sozialraum", home.pk])
    page = client.get(address).text
    assert "Quitte" not in page
    part = client.get(address, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "–" in part
