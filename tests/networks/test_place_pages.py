"""The living page of a place: what stands on it, what is cut, what each person sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks import places
from networks.models import MemberKind
from networks.places import CUT, Panel, Place, address
from sro.access import Role
from tests.networks.factories import (
    make_boundary,
    make_institution,
    make_offer,
    make_space,
)
from tests.networks.factories_places import (
    make_catchment,
    make_meeting,
    make_member,
    make_need,
    make_network,
    make_project,
)
from tests.networks.factories_providers import make_focus, make_provider
from tests.networks.pages import url
from tests.people import person

pytestmark = pytest.mark.django_db

TABS = ("was-laeuft", "was-fehlt", "zahlen", "lesarten")


def fill(space, number):
    """Add so many of everything to a social space."""
    planner = person(Role.PLANNER)
    for _one in range(number):
        institution = make_institution(social_space=space)
        make_offer(institution=institution)
        make_focus(space, make_provider())
        network = make_network(space)
        make_member(network, institution=institution)
        later = timezone.now() + timedelta(days=2)
        make_meeting(network, starts_at=later, created_by=planner)
        make_meeting(network, state="held", created_by=planner)
        make_need(space, category=institution.category)
        make_project(space, created_by=planner, institution=institution)
        make_catchment(institution, space, make_space(district=space.district))


def page_of(client, space, tab=""):
    address = url("space_part", space.pk, tab) if tab else url("space_detail", space.pk)
    return client.get(address)


def lines_of(response, key):
    return next(panel.lines for panel in response.context["panels"] if panel.key == key)


def test_each_tab_says_what_belongs_there(client, planner):
    space = make_space()
    fill(space, 1)
    shown = {
        tab: [panel.key for panel in page_of(client, space, tab).context["panels"]]
        for tab in ("", *TABS)
    }
    assert shown == {
        "": ["institutions", "offers", "networks", "providers", "engagierte"],
        "was-laeuft": ["next", "last", "projects", "hours"],
        "was-fehlt": ["needs", "open", "bedarf-der-familien"],
        "zahlen": ["kennzahlen"],
        "lesarten": ["reach", "gelebter-raum"],
    }


def test_a_district_sums_up_its_social_spaces(client, planner):
    one = make_space()
    other = make_space(district=one.district)
    for space in (one, other, make_space()):
        make_offer(institution=make_institution(social_space=space))
        make_need(space)
    page = client.get(url("district_detail", one.district_id))
    assert lines_of(page, "offers").total == 2
    assert [item.text for item in lines_of(page, "spaces").items] == [one.name, other.name]
    page = client.get(url("district_part", one.district_id, "was-fehlt"))
    assert lines_of(page, "open").total == 2


def test_long_lists_are_cut_and_lead_to_the_filtered_list(client, planner):
    institution = make_institution()
    for _one in range(CUT + 5):
        make_offer(institution=institution)
    response = page_of(client, institution.social_space)
    lines = lines_of(response, "offers")
    assert (len(lines.items), lines.total, lines.rest) == (CUT, CUT + 5, 5)
    assert f"sozialraum={institution.social_space_id}" in lines.more_url
    listed = client.get(lines.more_url)
    assert listed.context["count"] == CUT + 5


@pytest.mark.parametrize("tab", ["", *TABS, "karte"])
def test_queries_do_not_grow_and_stay_below_thirty(client, planner, tab):
    space = make_space()
    make_boundary(space)
    page = url("space_map", space.pk) if tab == "karte" else ""
    page = page or (url("space_part", space.pk, tab) if tab else url("space_detail", space.pk))
    page += "?ebene=einrichtungen&ebene=treffen&ebene=projekte&ebene=einzugsbereiche"
    numbers = []
    for more in (CUT + 1, 6):
        fill(space, more)
        client.get(page)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        numbers.append(len(captured))
    assert numbers[1] <= numbers[0] <= 30


@pytest.mark.parametrize("role", list(Role))
def test_nobody_sees_rows_the_table_does_not_give(client, role):
    space = make_space()
    ours, others = make_provider(), make_provider()
    mine, foreign = make_network(space, name="Unser Netz"), make_network(space, name="Anderes")
    make_member(mine, provider=ours)
    make_member(mine, provider=ours, role="chair")
    make_member(foreign, provider=others)
    client.force_login(person(role, district=space.district, provider=ours))
    panels = {panel.key: panel for panel in page_of(client, space).context["panels"]}
    named = [item.text for item in panels["networks"].lines.items] if "networks" in panels else None
    if role in (Role.ADMINISTRATOR, Role.AUDITOR):
        assert named is None
    elif role in (Role.PROVIDER_STAFF, Role.PROVIDER_LEAD):
        assert named == ["Unser Netz"], "each once, and only their own"
    else:
        assert named == ["Anderes", "Unser Netz"]


def test_whoever_sees_none_does_not_read_that_there_are_none(client, planner):
    space = make_space()
    network = make_network(space)
    make_meeting(network)
    for role, sees in ((Role.PLANNER, True), (Role.PROVIDER_STAFF, False)):
        values = {"provider": make_provider()} if role == Role.PROVIDER_STAFF else {}
        client.force_login(person(role, **values))
        text = client.get(url("space_detail", space.pk)).text
        assert (network.name in text) == sees
        assert "Hier ist noch kein Netzwerk eingetragen" not in text
        assert ("Hier gibt es nichts, was Sie sehen können." in text) != sees


UNSEEN = "Hier gibt es nichts, was Sie sehen können."
#: Panel → what stands there for those who see that there is really nothing.
NOTHING = {
    "next": "Es ist kein Treffen geplant.",
    "last": "Es hat noch kein Treffen stattgefunden.",
    "projects": "Es läuft kein Projekt, und es ist keines geplant.",
    "open": "Es ist nichts offen.",
    "reach": "Von niemandem ist bekannt",
}
#: What controllers and the districts' people see of every place.
OFFICE_SEES = frozenset({"projects", "open", "reach"})
WORDS_OF = {
    **dict.fromkeys(("planner", "own district"), frozenset(NOTHING)),
    **dict.fromkeys(("other district", "controller"), OFFICE_SEES),
    "provider": frozenset(),
}


def person_who_is(who, space):
    """Return somebody with a view of a place."""
    if who == "own district":
        return person(Role.CASEWORKER, district=space.district)
    if who == "other district":
        return person(Role.TEAM_LEAD, district=make_space().district)
    if who == "provider":
        return person(Role.PROVIDER_LEAD, provider=make_provider())
    return person(Role(who))


def empty_of(client, space):
    pages = [page_of(client, space, tab) for tab in ("was-laeuft", "was-fehlt", "lesarten")]
    panels = [panel for page in pages for panel in page.context["panels"]]
    return {
        each.key: each.lines.empty if not each.lines.items else None
        for each in panels
        if each.key in NOTHING
    }


@pytest.mark.parametrize("who", WORDS_OF)
def test_only_who_sees_all_reads_that_nothing_is_there(client, who):
    space = make_space()
    client.force_login(person_who_is(who, space))
    found = empty_of(client, space)
    assert {key for key, text in found.items() if text.startswith(NOTHING[key])} == WORDS_OF[who]
    assert {key for key, text in found.items() if text == UNSEEN} == set(found) - WORDS_OF[who]
    # What is there is seen by just those who read before that nothing was.
    fill(space, 1)
    make_member(make_network(space), institution=make_institution())
    found = empty_of(client, space)
    assert {key for key, text in found.items() if text is None} >= WORDS_OF[who]
    assert {text for text in found.values() if text is not None} <= {UNSEEN}


def test_citizens_are_never_named(client, planner):
    space = make_space()
    network = make_network(space)
    make_member(network, name="Frau Nachbarin")
    make_member(network, name="Herr Helfer", kind=MemberKind.VOLUNTEER)
    for tab in ("", *TABS):
        page = page_of(client, space, tab).text
        assert "Nachbarin" not in page
        assert "Helfer" not in page
    paper = client.get(url("space_profile", space.pk))
    assert paper["Content-Type"] == "application/pdf"


def test_every_provider_stays_in_sight_beside_the_focus(client, planner):
    space = make_space()
    make_focus(space, make_provider("Zander"))
    make_institution(social_space=space, provider=make_provider("Anker"))
    lines = lines_of(page_of(client, space), "providers")
    assert [(item.text, bool(item.mark)) for item in lines.items] == [
        ("Anker", False),
        ("Zander", True),
    ]
    assert lines.note_url == url("provider_list")


def test_the_map_shows_the_layers_asked_for(client, planner):
    space = make_space()
    make_boundary(space)
    hall = make_institution(
        name="Saal am Markt", social_space=space, latitude="52.01", longitude="13.01"
    )
    network = make_network(space)
    later = timezone.now() + timedelta(days=2)
    make_meeting(network, starts_at=later, place="saal am markt", created_by=planner)
    make_project(space, title="Hofkonzert", institution=hall, created_by=planner)
    neighbour = make_space(district=space.district)
    make_boundary(neighbour)
    make_catchment(hall, space, neighbour)
    page = url("space_map", space.pk)

    def rows(*layers):
        asked = {"ebene": layers, "zeigen": "1"}
        return [row[0] for row in client.get(page, asked).context["picture"].table.rows]

    assert rows("einrichtungen") == ["Saal am Markt"]
    assert rows("treffen", "projekte") == [network.name, "Hofkonzert"]
    assert rows() == []
    picture = client.get(page, {"ebene": ["einzugsbereiche"]}).context["picture"]
    assert neighbour.name in picture.wide


def test_the_filters_of_a_place_stand_in_the_addresses_of_lists():
    assert address("networks:offer_list", query="sozialraum=1").endswith("/?sozialraum=1")


def test_a_panel_of_another_part_appears_without_further_ado(client, planner, monkeypatch):
    monkeypatch.setattr(places, "PANELS", dict(places.PANELS))
    places.register(
        Panel("neu", "zahlen", 1, "Ganz neu", lambda place: places.Lines([], empty="Noch nichts."))
    )
    assert "Noch nichts." in page_of(client, make_space(), "zahlen").text
    with pytest.raises(ValueError, match="unknown tab"):
        places.register(Panel("falsch", "nirgends", 1, "Falsch"))


def test_rows_of_a_place_are_one_persons(planner):
    space = make_space()
    place = Place(space, person(), timezone.localdate())
    assert not place.rows(type(space)).exists()
