"""Corrections by institutions: compared, taken over field by field, and taken back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from networks.models import EntrySuggestion, Offer
from networks.rules.corrections import Change, changes, difference, plain, to_write
from networks.services import suggestions as service
from sro.access import Role
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import make_district, make_institution, make_offer
from tests.networks.factories_entries import make_request, make_suggestion
from tests.people import person

NOW, TODAY = timezone.now(), timezone.localdate()
VALUES = st.one_of(st.none(), st.integers(), st.text(max_size=5), st.lists(st.sampled_from("abc")))
ROWS = st.dictionaries(st.sampled_from("wxyz"), VALUES)


# --- rules ----------------------------------------------------------------------------------------


@given(ROWS, ROWS)
def test_what_differs_leads_from_old_to_new(before, after):
    old, new = difference(before, after)
    assert set(old) == set(new) <= set(after)
    assert {name: plain(before.get(name)) for name in after if name not in new} == {
        name: plain(after[name]) for name in after if name not in new
    }
    assert all(plain(old[name]) != plain(new[name]) for name in new)


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\r\nb", "a\nb"), (" a ", "a"), (["tr", "de"], ["de", "tr"]), (None, None), ("", "")],
)
def test_what_only_looks_different_is_the_same(before, after):
    assert difference({"x": before}, {"x": after}) == ({}, {})


@pytest.mark.parametrize(
    ("before", "now", "after", "stale", "there"),
    [
        ("a", "a", "b", False, False),
        ("a", "c", "b", True, False),
        ("a", "b", "b", False, True),
    ],
)
def test_a_field_that_was_changed_meanwhile_is_known(before, now, after, stale, there):
    change = Change("x", before, now, after)
    assert (change.is_stale, change.is_there) == (stale, there)


def test_fields_follow_the_page_whatever_order_the_database_keeps():
    names = ("age_to", "kind", "phone", "age_from", "name", "description")
    assert [each.field for each in changes({}, dict.fromkeys(names), {})] == [
        *("name", "kind", "description", "phone", "age_from", "age_to")
    ]


def test_only_what_was_suggested_is_written():
    assert to_write({"a": 1, "b": 2}, ["a"]) == {"a": 1}
    with pytest.raises(ValueError, match="name"):
        to_write({"a": 1}, ["a", "name"])


# --- deciding -------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(db, client):
    user = person(Role.PLANNER)
    client.force_login(user)
    return user


@pytest.fixture
def house(db):
    return make_institution(
        email="haus@example.org",
        opening_hours="alt",
        phone="030 1",
        last_verified=TODAY - timedelta(days=900),
    )


@pytest.fixture
def waiting(house):
    return make_suggestion(
        make_request(house),
        before={"opening_hours": "alt", "phone": "030 1"},
        after={"opening_hours": "neu", "phone": "030 2"},
        received_on=TODAY - timedelta(days=3),
    )


def decide(actor, suggestion, *accepted, **values):
    entry = service.entry_of(suggestion)
    return service.decide(
        actor=actor,
        suggestion=suggestion,
        accepted=accepted,
        **{
            "version": suggestion.version,
            "entry_version": entry.version if entry else 0,
            "today": TODAY,
            "now": NOW,
            **values,
        },
    )


def back(actor, suggestion):
    return service.take_back(
        actor=actor, suggestion=suggestion, version=suggestion.version, now=NOW
    )


def test_accepted_fields_are_written_and_verified(planner, waiting, house):
    decided = decide(planner, waiting, "opening_hours")
    house.refresh_from_db()
    assert (house.opening_hours, house.phone) == ("neu", "030 1")
    assert house.last_verified == TODAY - timedelta(days=3), "the day on which they said it"
    assert (decided.state, decided.accepted) == ("taken", ["opening_hours"])


def test_nothing_accepted_leaves_the_entry(planner, waiting, house):
    decided = decide(planner, waiting)
    before = house.version
    house.refresh_from_db()
    assert (decided.state, house.version, house.opening_hours) == ("declined", before, "alt")


def test_what_was_asked_since_then_stays_the_later_day(planner, waiting, house):
    """Somebody called there after the letter had been answered."""
    house.last_verified = TODAY - timedelta(days=1)
    house.save()
    house.refresh_from_db()
    decide(planner, waiting, "phone", entry_version=house.version)
    house.refresh_from_db()
    assert (house.phone, house.last_verified) == ("030 2", TODAY - timedelta(days=1))


def test_an_offer_that_somebody_has_ended_meanwhile_keeps_its_day(planner, house):
    offer = make_offer(institution=house, active_until=TODAY - timedelta(days=9))
    waiting = make_suggestion(
        make_request(house), kind="end", offer=offer, name=offer.name, before={}, after={}
    )
    decided = decide(planner, waiting, "whole", entry_version=offer.version)
    offer.refresh_from_db()
    assert (decided.state, offer.active_until) == ("taken", TODAY - timedelta(days=9))
    back(planner, decided)
    offer.refresh_from_db()
    assert offer.active_until == TODAY - timedelta(days=9)


@pytest.mark.parametrize("accepted", [(), ("opening_hours",), ("opening_hours", "phone")])
def test_taking_back_loses_nothing(planner, waiting, house, accepted):
    names = ("opening_hours", "phone", "last_verified")
    before = [getattr(house, name) for name in names]
    open_again = back(planner, decide(planner, waiting, *accepted))
    house.refresh_from_db()
    assert [getattr(house, name) for name in names] == before
    assert (open_again.state, open_again.accepted, open_again.replaced) == ("open", [], {})
    assert decide(planner, open_again, "phone", entry_version=house.version).state == "taken"


def test_taking_back_never_overwrites_a_later_change(planner, waiting, house):
    decided = decide(planner, waiting, "opening_hours")
    house.refresh_from_db()
    house.opening_hours = "noch neuer"
    house.save()
    with pytest.raises(NotPossible):
        back(planner, decided)
    house.refresh_from_db()
    assert house.opening_hours == "noch neuer"
    assert EntrySuggestion.objects.get().state == "taken"


def test_an_ended_offer_is_closed_and_opened_again(planner, house):
    offer = make_offer(institution=house)
    waiting = make_suggestion(
        make_request(house), kind="end", offer=offer, before={}, after={}, name=offer.name
    )
    decided = decide(planner, waiting, service.WHOLE)
    offer.refresh_from_db()
    assert offer.active_until == TODAY
    back(planner, decided)
    offer.refresh_from_db()
    assert offer.active_until is None


def test_a_new_offer_is_entered_and_removed_again(planner, house):
    new = {"name": "Nähtreff", "kind": "group", "languages": ["tr"], "age_from": 6}
    waiting = make_suggestion(
        make_request(house), kind="new", before={}, after=new, name="Nähtreff"
    )
    decided = decide(planner, waiting, service.WHOLE)
    made = Offer.objects.get()
    assert (made.institution, made.name, made.age_from) == (house, "Nähtreff", 6)
    open_again = back(planner, decided)
    assert not Offer.objects.exists()
    assert open_again.state == "open"
    assert decide(planner, open_again, service.WHOLE).offer.name == "Nähtreff"


def test_the_second_click_changes_nothing(planner, waiting, house):
    first = decide(planner, waiting, "phone")
    house.refresh_from_db()
    second = decide(planner, waiting, "phone", version=1)
    house_again = type(house).objects.get(pk=house.pk)
    assert (first.version, house.version) == (second.version, house_again.version)
    with pytest.raises(NotPossible):
        decide(person(Role.PLANNER), waiting, "phone")


def test_nobody_decides_about_an_entry_they_have_not_seen(planner, waiting, house):
    house.phone = "030 3"
    house.save()
    with pytest.raises(StaleRecord):
        decide(planner, waiting, "phone", entry_version=1)
    assert EntrySuggestion.objects.get().state == "open"


def test_fields_that_were_not_suggested_cannot_be_slipped_in(planner, waiting):
    with pytest.raises(ValueError, match="name"):
        decide(planner, waiting, "name")


def test_values_that_no_longer_fit_are_refused_in_words(planner, house):
    house.age_to = 5
    house.save()
    waiting = make_suggestion(
        make_request(house), before={"age_from": None}, after={"age_from": 10}
    )
    house.refresh_from_db()
    with pytest.raises(Exception, match="Alter"):
        decide(planner, waiting, "age_from", entry_version=house.version)
    assert EntrySuggestion.objects.get().state == "open"


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.CONTROLLER, Role.ADMINISTRATOR])
def test_only_planners_decide(role, waiting):
    with pytest.raises(PermissionDenied):
        decide(person(role, district=make_district()), waiting, "phone")


# --- pages ----------------------------------------------------------------------------------------


def page_of(suggestion):
    return reverse("networks:suggestion_detail", args=[suggestion.pk])


def send(client, suggestion, **choices):
    form = client.get(page_of(suggestion)).context["form"]
    hidden = {"version": form["version"].value(), "entry_version": form["entry_version"].value()}
    return {**hidden, **{f"feld_{name}": value for name, value in choices.items()}}


def test_a_planner_goes_from_one_to_the_next_and_can_undo(client, planner, waiting):
    following = make_suggestion(make_request(make_institution(email="b@example.org")))
    sent = send(client, waiting, opening_hours="ja", phone="nein")
    answer = client.post(page_of(waiting), sent)
    assert answer.url == f"{page_of(following)}?zuletzt={waiting.pk}"
    page = client.get(answer.url)
    assert page.context["latest"] == waiting
    waiting.refresh_from_db()
    assert waiting.accepted == ["opening_hours"]
    undo = reverse("networks:suggestion_take_back", args=[waiting.pk])
    client.post(undo, {"version": waiting.version})
    waiting.refresh_from_db()
    assert waiting.state == "open"


def test_a_field_changed_meanwhile_shows_both_and_has_no_choice(client, planner, waiting, house):
    sent = send(client, waiting, opening_hours="ja", phone="ja")
    house.phone = "030 77"
    house.save()
    page = client.post(page_of(waiting), sent)
    assert page.status_code == 409
    text = page.content.decode()
    assert all(number in text for number in ("030 1", "030 77", "030 2"))
    choices = {line.label: line.choice.value() for line in page.context["form"].lines()}
    assert sorted(map(str, choices.values())) == ["None", "ja"]
    assert EntrySuggestion.objects.get().state == "open"


def test_a_decided_correction_shows_what_was_taken_and_what_was_left(client, planner, waiting):
    client.post(page_of(waiting), send(client, waiting, opening_hours="ja", phone="nein"))
    lines = client.get(page_of(waiting)).context["form"].lines()
    assert {line.label: line.was_accepted for line in lines} == {
        "Öffnungszeiten": True,
        "Telefon": False,
    }


def test_every_field_wants_a_decision(client, planner, waiting):
    sent = send(client, waiting, opening_hours="ja")
    assert client.post(page_of(waiting), sent).status_code == 422


def test_open_ones_come_first_and_are_filtered(client, planner, waiting):
    done = decide(planner, make_suggestion(make_request(make_institution(email="c@x.org"))))
    address = reverse("networks:suggestion_list")
    rows = client.get(address).context["table_rows"]
    assert [row.object for row in rows] == [waiting, done]
    filtered = client.get(address, {"stand": "nicht-uebernommen"}).context["table_rows"]
    assert [row.object for row in filtered] == [done]
