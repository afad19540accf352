"""Drawing maps: what a map holds, who may draw, what stays as it was."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import GoalResource, Resource, ResourceMap
from cases.rules.mapping import MOST
from cases.services import resource_maps as service
from cases.services.resource_maps import Wanted
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_goal,
    make_map,
    make_person,
    make_plan,
    make_resource,
)
from tests.networks.factories import make_offer

pytestmark = pytest.mark.django_db

OMA = Wanted("social", "Oma Hilde", "strong", 1)


@pytest.fixture
def actor():
    return make_caseworker()


@pytest.fixture
def case(actor):
    return make_case(actor)


@pytest.fixture
def ada(case):
    return make_person(case, given_name="Ada")


@pytest.fixture
def card(case, ada):
    return make_map(case, ada)


def save(actor, card, *resources, **changes):
    card.refresh_from_db()
    values = {"drawn_on": card.drawn_on, "version": card.version, **changes}
    return service.save_map(actor=actor, resource_map=card, resources=resources, now=NOW, **values)


def names(card):
    return sorted(card.resources.values_list("name", flat=True))


def as_wanted(row, **changes):
    values = {name: getattr(row, name) for name in service.COPIED}
    return Wanted(**{**values, "pk": row.pk, **changes})


# --- maps ----------------------------------------------------------------------------------------


def test_a_map_is_begun_for_a_person_of_the_case(actor, case, ada):
    card = service.draw_map(actor=actor, case=case, person=ada, drawn_on=TODAY, now=NOW)
    assert (card.person, card.drawn_on, card.author) == (ada, TODAY, actor)
    line = Entry.objects.get(action="resourcemap.created")
    assert line.object_id == str(card.pk)


def test_a_stranger_to_the_case_gets_no_map_in_it(actor, case):
    with pytest.raises(ValidationError):
        service.draw_map(actor=actor, case=case, person=make_person(), drawn_on=TODAY, now=NOW)


def test_there_is_one_row_of_maps_for_each_person(actor, case, ada, card):
    with pytest.raises(NotPossible):
        service.draw_map(actor=actor, case=case, person=ada, drawn_on=TODAY, now=NOW)


def test_somebody_who_does_not_work_on_the_case_draws_nothing(case, ada, card):
    stranger = make_caseworker(case.district)
    with pytest.raises(PermissionDenied):
        service.draw_map(actor=stranger, case=case, person=ada, drawn_on=TODAY, now=NOW)
    with pytest.raises(PermissionDenied):
        save(stranger, card, OMA)
    with pytest.raises(PermissionDenied):
        service.copy_map(actor=stranger, resource_map=card, drawn_on=TODAY, now=NOW)
    assert names(card) == []


def test_in_a_closed_case_nothing_is_drawn_any_more(actor, case, ada):
    card = make_map(case, ada)
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY)
    with pytest.raises(NotPossible):
        save(actor, card, OMA)
    with pytest.raises(NotPossible):
        service.copy_map(actor=actor, resource_map=card, drawn_on=TODAY, now=NOW)


# --- what is on a map ----------------------------------------------------------------------------


def test_resources_are_added_changed_and_taken_off(actor, card):
    save(actor, card, OMA, Wanted("material", "Fahrrad"))
    assert names(card) == ["Fahrrad", "Oma Hilde"]
    oma = card.resources.get(name="Oma Hilde")
    bike = card.resources.get(name="Fahrrad")
    more = Wanted("personal", "Humor")
    save(actor, card, as_wanted(oma, closeness=3, tie="weak"), more, removed=[bike.pk])
    assert names(card) == ["Humor", "Oma Hilde"]
    oma.refresh_from_db()
    assert (oma.closeness, oma.tie, oma.version) == (3, "weak", 2)
    line = Entry.objects.filter(action="resourcemap.updated").latest("pk")
    assert line.details["changed"] == [oma.pk]
    assert len(line.details["added"]) == len(line.details["removed"]) == 1
    # The trail holds ids, never what a family said.
    assert "Oma" not in json.dumps([each.details for each in Entry.objects.all()])


def test_what_is_not_mentioned_stays(actor, card):
    save(actor, card, OMA)
    save(actor, card, Wanted("personal", "Humor"))
    assert names(card) == ["Humor", "Oma Hilde"]


def test_saving_without_a_change_writes_nothing(actor, card):
    save(actor, card, OMA)
    oma = card.resources.get()
    card.refresh_from_db()
    lines, version = Entry.objects.count(), card.version
    save(actor, card, as_wanted(oma))
    card.refresh_from_db()
    assert (Entry.objects.count(), card.version) == (lines, version)


def test_a_change_of_one_resource_is_a_change_of_the_map(actor, card):
    version = card.version
    save(actor, card, OMA)
    card.refresh_from_db()
    assert card.version > version


def test_who_was_slower_overwrites_nothing(actor, card):
    save(actor, card, OMA)
    with pytest.raises(StaleRecord):
        save(actor, card, Wanted("personal", "Humor"), version=1)
    assert names(card) == ["Oma Hilde"]


def test_the_id_of_another_map_reaches_nothing(actor, case, card):
    foreign = make_resource(make_map(case, make_person(case)), name="Fremd")
    save(actor, card, Wanted("social", "Übernommen", pk=foreign.pk), removed=[foreign.pk])
    foreign.refresh_from_db()
    assert foreign.name == "Fremd"
    assert names(card) == ["Übernommen"]


def test_a_map_has_room_for_sixty(actor, card):
    many = [Wanted("social", f"Person {n}") for n in range(MOST + 1)]
    with pytest.raises(ValidationError, match="60"):
        save(actor, card, *many)
    save(actor, card, *many[:MOST])
    with pytest.raises(ValidationError, match="60"):
        service.add_resource(actor=actor, resource_map=card, wanted=OMA, now=NOW)


def test_an_angle_belongs_to_its_field(actor, card):
    save(actor, card, Wanted("social", "Oma", angle=45), Wanted("social", "Opa", angle=200))
    angles = dict(card.resources.values_list("name", "angle"))
    assert angles == {"Oma": 45, "Opa": None}


def test_wrong_values_are_refused_as_a_whole(actor, card):
    with pytest.raises(ValidationError):
        save(actor, card, OMA, Wanted("garden", "Beet"))
    assert names(card) == []


def test_an_offer_of_the_registry_is_linked(actor, card):
    offer = make_offer()
    added = service.add_resource(
        actor=actor,
        resource_map=card,
        wanted=Wanted("infrastructure", offer.name, offer_id=offer.pk),
        now=NOW,
    )
    assert added.offer == offer
    assert Entry.objects.get(action="resourcemap.updated").details["added"] == [added.pk]


def test_single_resources_are_changed_and_removed(actor, card):
    oma = service.add_resource(actor=actor, resource_map=card, wanted=OMA, now=NOW)
    fresh = service.change_resource(
        actor=actor, resource=oma, changes={"tie": "strained"}, version=1, now=NOW
    )
    assert fresh.tie == "strained"
    with pytest.raises(StaleRecord):
        service.remove_resource(actor=actor, resource=oma, version=1, now=NOW)
    service.remove_resource(actor=actor, resource=oma, version=fresh.version, now=NOW)
    assert names(card) == []


def test_what_a_goal_builds_on_stays_and_the_refusal_says_so(actor, case, ada, card):
    oma = make_resource(card)
    GoalResource.objects.create(goal=make_goal(make_plan(case, ada)), resource=oma)
    with pytest.raises(ValidationError, match="Oma Hilde"):
        save(actor, card, removed=[oma.pk])
    with pytest.raises(ValidationError, match="Oma Hilde"):
        service.remove_resource(actor=actor, resource=oma, version=1, now=NOW)
    assert names(card) == ["Oma Hilde"]


# --- the next map --------------------------------------------------------------------------------


def test_the_next_map_begins_as_a_copy_and_the_older_one_stays(actor, card):
    offer = make_offer()
    make_resource(card, angle=30, note="ruft sonntags an", found_here=True, offer=offer)
    later = date(2025, 12, 1)
    fresh = service.copy_map(actor=actor, resource_map=card, drawn_on=later, now=NOW)
    assert (fresh.previous, fresh.person, fresh.drawn_on) == (card, card.person, later)
    old, new = card.resources.get(), fresh.resources.get()
    assert old.pk != new.pk
    for name in service.COPIED:
        assert getattr(old, name) == getattr(new, name)
    save(actor, fresh, Wanted("personal", "Humor"), removed=[new.pk])
    assert names(fresh) == ["Humor"]
    assert names(card) == ["Oma Hilde"]


def test_an_older_map_is_not_changed_any_more(actor, card):
    oma = make_resource(card)
    service.copy_map(actor=actor, resource_map=card, drawn_on=TODAY, now=NOW)
    with pytest.raises(NotPossible):
        save(actor, card, Wanted("personal", "Humor"))
    with pytest.raises(NotPossible):
        service.add_resource(actor=actor, resource_map=card, wanted=OMA, now=NOW)
    with pytest.raises(NotPossible):
        service.change_resource(actor=actor, resource=oma, changes={"tie": ""}, version=1, now=NOW)
    with pytest.raises(NotPossible):
        service.remove_resource(actor=actor, resource=oma, version=1, now=NOW)
    with pytest.raises(NotPossible):
        service.copy_map(actor=actor, resource_map=card, drawn_on=TODAY, now=NOW)
    assert ResourceMap.objects.count() == 2
    assert Resource.objects.filter(resource_map=card).count() == 1
