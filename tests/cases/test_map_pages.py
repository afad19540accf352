"""Pages of resource maps: drawing without a script, looking, going on, proposing."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Resource, ResourceMap
from networks.models import ResourceProposal
from sro.audit.models import Entry, Kind
from sro.ui.models import Draft
from tests.cases.factories import (
    TODAY,
    make_case,
    make_caseworker,
    make_map,
    make_person,
    make_resource,
)
from tests.networks.factories import make_institution, make_offer, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor(client):
    user = make_caseworker()
    client.force_login(user)
    return user


@pytest.fixture
def case(actor):
    space = make_space(district=actor.memberships.get().district)
    return make_case(actor, name="Familie Musterhaus", social_space=space)


@pytest.fixture
def card(case):
    return make_map(case, make_person(case, given_name="Ada", family_name="Musterhaus"))


def url(name, card, *more):
    return reverse(f"cases:{name}", args=[card.case_id, card.pk, *more])


def posted(card, *rows, **more):
    """The form as a browser sends it."""
    card.refresh_from_db()
    data = {"drawn_on": card.drawn_on.isoformat(), "_version": card.version, **more}
    for n, row in enumerate(rows):
        values = {"name": "", "field": "social", "closeness": "2", "tie": "", "note": "", **row}
        data |= {f"r{n}-{name}": value for name, value in values.items()}
    return data


def names(card):
    return sorted(card.resources.values_list("name", flat=True))


# --- beginning -----------------------------------------------------------------------------------


def test_a_map_is_begun_for_a_person_of_the_case(client, case):
    ada = make_person(case, given_name="Ada")
    page = client.get(reverse("cases:map_new", args=[case.pk]) + f"?person={ada.pk}")
    assert f'<option value="{ada.pk}" selected' in page.text
    answer = client.post(
        reverse("cases:map_new", args=[case.pk]), {"person": ada.pk, "drawn_on": "2025-06-02"}
    )
    card = ResourceMap.objects.get()
    assert answer.url == url("map_edit", card)
    assert card.person == ada


def test_who_has_a_map_is_not_offered_again(client, case, card):
    page = client.get(reverse("cases:map_new", args=[case.pk])).text
    assert f'<option value="{card.person_id}"' not in page


def test_the_case_shows_its_newest_maps(client, case, card):
    make_resource(card)
    newer = make_map(case, card.person, previous=card)
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert url("map", newer) in page
    assert url("map", card) not in page
    assert reverse("cases:map_new", args=[case.pk]) in page


# --- looking -------------------------------------------------------------------------------------


def test_picture_and_table_say_the_same(client, card):
    make_resource(card, name="Oma <Erna>", tie="strained", closeness=3, note="ruft an")
    page = client.get(url("map", card)).text
    table = page[page.index("<table") : page.index("</table>")]
    assert "Oma &lt;Erna&gt;" in table
    assert "ruft an" in table
    drawn = page[page.index("<svg") : page.index("</svg>")]
    assert "Oma &lt;Erna&gt;" in drawn
    assert ">Ada<" in drawn
    assert "<Erna>" not in page


def test_looking_leaves_a_line_in_the_trail(client, case, card):
    client.get(url("map", card))
    line = Entry.objects.filter(kind=Kind.READ, object_type="cases.Case").latest("pk")
    assert line.object_id == str(case.pk)
    assert line.details["page"] == "cases:map"


def test_an_older_map_is_only_looked_at(client, card):
    make_resource(card)
    newer = make_map(card.case, card.person, previous=card)
    page = client.get(url("map", card)).text
    assert url("map", newer) in page
    assert url("map_edit", card) not in page
    answer = client.post(url("map_edit", card), posted(card, {"name": "Humor"}))
    assert answer.status_code == 422
    assert names(card) == ["Oma Hilde"]


def test_the_number_of_queries_does_not_grow(client, card):
    counts = []
    for _ in range(2):
        for n in range(4):
            make_resource(card, name=f"Person {n}", offer=make_offer())
        for name in ("map", "map_edit"):
            client.get(url(name, card))
            with CaptureQueriesContext(connection) as captured:
                client.get(url(name, card))
            counts.append(len(captured))
    assert counts[:2] == counts[2:]


# --- drawing by form -----------------------------------------------------------------------------


def test_resources_are_laid_on_the_map_without_a_script(client, card):
    page = client.get(url("map_edit", card)).text
    assert re.search(r'name="r0-name"', page)
    offer = make_offer()
    answer = client.post(
        url("map_edit", card),
        posted(
            card,
            {"name": "Oma Erna", "closeness": "1", "tie": "strong", "angle": "40"},
            {"name": "Elterncafé", "field": "infrastructure", "offer": offer.pk},
            {"name": ""},
        ),
    )
    assert answer.url == url("map", card)
    oma = card.resources.get(name="Oma Erna")
    assert (oma.field, oma.closeness, oma.tie, oma.angle) == ("social", 1, "strong", 40)
    assert card.resources.get(name="Elterncafé").offer == offer
    assert card.resources.count() == 2


def test_resources_are_changed_and_taken_off(client, card):
    oma, opa = make_resource(card), make_resource(card, name="Opa")
    client.post(
        url("map_edit", card),
        posted(
            card,
            {"pk": oma.pk, "name": "Oma Hilde", "tie": "weak", "found_here": "on"},
            {"pk": opa.pk, "name": "Opa", "remove": "on"},
        ),
    )
    oma.refresh_from_db()
    assert (oma.tie, oma.found_here, oma.closeness) == ("weak", True, 2)
    assert names(card) == ["Oma Hilde"]


def test_a_name_that_is_missing_is_said_at_its_place(client, card):
    oma = make_resource(card)
    answer = client.post(
        url("map_edit", card), posted(card, {"pk": oma.pk, "name": ""}, {"note": "wichtig"})
    )
    assert answer.status_code == 422
    assert 'id="id_r0-name_error"' in answer.text
    assert 'id="id_r1-name_error"' in answer.text
    assert 'href="#id_resources"' in answer.text
    assert names(card) == ["Oma Hilde"]


@pytest.mark.parametrize("angle", ["-3", "abc", "999", "²", "1e3"])
def test_a_strange_angle_is_no_reason_to_refuse(client, card, angle):
    client.post(url("map_edit", card), posted(card, {"name": "Oma", "angle": angle}))
    assert names(card) == ["Oma"]


def test_links_lead_only_to_what_there_is(client, card):
    client.post(url("map_edit", card), posted(card, {"name": "Oma", "offer": "999999"}))
    assert card.resources.get().offer is None


def test_two_people_at_once_lose_nothing(client, card):
    oma = make_resource(card)
    data = posted(card, {"pk": oma.pk, "name": "Oma Hilde"}, {"name": "Humor"})
    other = make_resource(card, name="Tante Lina")
    ResourceMap.objects.filter(pk=card.pk).update(drawn_on=TODAY)
    answer = client.post(url("map_edit", card), data)
    assert answer.status_code == 409
    assert "Tante Lina" in answer.text
    assert "Humor" in answer.text
    # Saving again keeps what the other one added.
    card.refresh_from_db()
    client.post(url("map_edit", card), {**data, "_version": card.version})
    assert names(card) == ["Humor", "Oma Hilde", "Tante Lina"]
    assert Resource.objects.filter(pk=other.pk).exists()


def test_a_draft_is_found_again_in_both_views(client, actor, card):
    page = client.get(url("map_edit", card)).text
    token = re.search(r'name="_draft" value="([^"]+)"', page)[1]
    data = posted(card, {"name": "Oma Erna", "angle": "40"}, {"note": "noch ohne Namen"})
    client.post(reverse("ui:draft_keep"), {**data, "_draft": token})
    assert Draft.objects.get(owner=actor).key == f"cases:map:{card.pk}"
    for name in ("map_edit", "talk_map"):
        page = client.get(url(name, card) + "?entwurf=1")
        assert page.status_code == 200
        assert 'value="Oma Erna"' in page.text
        assert 'value="noch ohne Namen"' in page.text
        assert "_error" not in page.text


def test_the_conversation_view_shows_this_family_alone(client, card):
    page = client.get(url("talk_map", card)).text
    for hidden in ("sro-nav", "sro-crumbs", "Meine Entwürfe", "alles durchsuchen"):
        assert hidden not in page
    assert f'href="{url("map", card)}"' in page
    answer = client.post(url("talk_map", card), posted(card, {"name": "Oma"}))
    assert answer.url == url("map", card)
    assert names(card) == ["Oma"]


# --- moving --------------------------------------------------------------------------------------


def preview(client, card, *rows, **more):
    return client.post(url("map_preview", card), posted(card, *rows, **more))


def done(answer):
    found = re.search(r"data-done[^>]*", answer.text)
    return dict(re.findall(r'data-(\w+)="([^"]*)"', found[0])) if found else None


def test_what_stands_in_the_form_is_drawn_and_nothing_is_stored(client, card):
    answer = preview(client, card, {"name": "Oma <b>", "angle": "45"})
    assert answer.text.count("Oma &lt;b&gt; (") == 4
    assert 'data-key="r0"' in answer.text
    assert done(answer) is None
    assert names(card) == []


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        ("nearer", ("social", "1", "45")),
        ("farther", ("social", "3", "45")),
        ("clockwise", ("social", "2", "55")),
        ("next_field", ("infrastructure", "2", "135")),
        ("up", ("social", "3", "45")),
        ("down", ("social", "1", "45")),
    ],
)
def test_keys_move_by_the_rules(client, card, move, expected):
    answer = preview(client, card, {"name": "Oma", "angle": "45"}, _key="r0", _move=move)
    moved = done(answer)
    assert (moved["field"], moved["closeness"], moved["angle"]) == expected


def test_a_drop_means_field_and_ring_of_the_point(client, card):
    answer = preview(
        client, card, {"name": "Oma"}, _key="r0", _move="drop", _x="300", _y="500", _size="breit"
    )
    moved = done(answer)
    assert (moved["field"], moved["closeness"]) == ("material", "2")


@pytest.mark.parametrize(
    "more",
    [
        {"_move": "sideways"},
        {"_move": "drop", "_size": "breit", "_x": "nan", "_y": "3"},
        {"_move": "drop", "_size": "riesig", "_x": "1", "_y": "3"},
        {"_move": "drop", "_size": "breit", "_x": "1"},
    ],
)
def test_an_unknown_move_is_refused(client, card, more):
    assert preview(client, card, {"name": "Oma"}, _key="r0", **more).status_code == 400


# --- the registry --------------------------------------------------------------------------------


def test_offers_are_found_the_nearest_first(client, case, card):
    far = make_offer(name="Elterncafé Anderswo")
    near = make_offer(
        name="Elterncafé Zuhause", institution=make_institution(social_space=case.social_space)
    )
    school = make_institution(name="Elternschule", social_space=case.social_space)
    page = client.get(url("map_search", card) + "?q=eltern").text
    assert page.index(f"offer-{near.pk}") < page.index(f"offer-{far.pk}")
    assert f"institution-{school.pk}" in page
    partial = client.get(url("map_search", card) + "?q=eltern", headers={"hx-request": "true"})
    assert "<html" not in partial.text
    assert f'data-pk="{near.pk}"' in partial.text
    assert "Nähtreff" not in client.get(url("map_search", card) + "?q=zzz").text


def test_an_offer_is_laid_on_the_map_without_a_script(client, card):
    offer, school = make_offer(), make_institution()
    for chosen in (f"offer-{offer.pk}", f"institution-{school.pk}"):
        answer = client.post(url("map_search", card), {"chosen": chosen})
        assert answer.url == url("map_edit", card)
    assert {(r.field, r.offer, r.institution) for r in card.resources.all()} == {
        ("infrastructure", offer, None),
        ("infrastructure", None, school),
    }
    for nonsense in ("", "offer-", "offer-x", "user-1", "offer-99999999999"):
        assert client.post(url("map_search", card), {"chosen": nonsense}).status_code == 404


def test_a_find_is_proposed_in_words_of_its_own(client, case, card):
    found = make_resource(card, name="Nähtreff, da geht Ada hin", found_here=True)
    address = url("map_propose", card, found.pk)
    assert address in client.get(url("map", card)).text
    page = client.get(address).text
    # Nothing typed about the family is filled in.
    assert "da geht Ada hin" not in page
    refused = client.post(address, {"name": "Nähtreff von Ada"})
    assert refused.status_code == 422
    client.post(address, {"name": "Nähtreff im Hof", "contact": "Hofstraße 3"})
    proposal = ResourceProposal.objects.get()
    assert (proposal.name, proposal.contact) == ("Nähtreff im Hof", "Hofstraße 3")


@pytest.mark.parametrize(
    ("field", "name", "begins_with"),
    [
        ("infrastructure", "Jugendclub Nord", "Jugendclub Nord"),
        ("infrastructure", "Jugendclub, Adas Gruppe", ""),
        ("social", "Frau Nachbarin", ""),
    ],
)
def test_a_proposal_begins_with_a_name_that_names_nobody(client, card, field, name, begins_with):
    found = make_resource(card, field=field, name=name, found_here=True)
    form = client.get(url("map_propose", card, found.pk)).context["form"]
    assert form["name"].value() == begins_with
    assert not form["description"].value()


def test_what_is_not_marked_cannot_be_proposed(client, card):
    assert client.get(url("map_propose", card, make_resource(card).pk)).status_code == 404


# --- the next map, the paper ---------------------------------------------------------------------


def test_the_next_map_begins_as_a_copy(client, card):
    make_resource(card)
    page = client.get(url("map_next", card))
    assert page.status_code == 200
    answer = client.post(url("map_next", card), {"drawn_on": "2025-12-01", "_version": 1})
    newer = ResourceMap.objects.get(previous=card)
    assert answer.url == url("map_edit", newer)
    assert names(newer) == names(card) == ["Oma Hilde"]
    assert client.post(url("map_next", card), {"drawn_on": "2025-12-02"}).status_code == 422


def test_the_map_is_taken_home_as_one_page(client, case, card):
    make_resource(card)
    answer = client.get(url("map_pdf", card))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert answer.content.count(b"/Type /Page\n") <= 1
    line = Entry.objects.get(kind=Kind.EXPORT)
    assert line.object_id == str(card.pk)


# --- who gets in ---------------------------------------------------------------------------------


def test_maps_of_other_cases_are_not_there(client, actor, card):
    foreign = make_map(make_case())
    for name in ("map", "map_edit", "map_pdf", "talk_map", "map_search", "map_next"):
        assert client.get(url(name, foreign)).status_code == 404
        # The map of another case under the address of an own one.
        mixed = reverse(f"cases:{name}", args=[card.case_id, foreign.pk])
        assert client.get(mixed).status_code == 404
    assert client.post(url("map_preview", foreign), {}).status_code == 404
