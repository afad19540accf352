"""Pages of proposals: finding them, comparing with the registry, deciding, being told."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.forms.proposals import contact_fields
from networks.models import Institution, ResourceProposal
from networks.start import _due
from sro.access import Role
from tests.networks.factories import (
    make_category,
    make_institution,
    make_proposal,
    make_space,
)
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def caseworker():
    return person(Role.CASEWORKER, district=make_space().district, display_name="Ida Erfunden")


@pytest.fixture
def proposal(caseworker):
    return make_proposal(
        caseworker,
        name="Nähtreff im Hof",
        description="Dienstags ab 15 Uhr",
        contact="Hofstraße 3, 030 123 456, www.naehen.example",
        category=make_category(name="Treff"),
        social_space=make_space(name="Nordquartier"),
    )


def address(view, *args):
    return reverse(f"networks:proposal_{view}", args=args)


def listed(client, **params):
    response = client.get(address("list"), params)
    assert response.status_code == 200
    return [row.object.name for row in response.context["table_rows"]]


def decided(user, state, **values):
    return make_proposal(user, state=state, **values)


# --- list -----------------------------------------------------------------------------------------


def test_open_ones_come_first_then_the_newest(client, planner, caseworker):
    decided(caseworker, "taken", name="fertig", proposed_in=date(2025, 9, 1))
    make_proposal(caseworker, name="älter", proposed_in=date(2025, 1, 1))
    make_proposal(caseworker, name="neuer", proposed_in=date(2025, 5, 1))
    assert listed(client) == ["neuer", "älter", "fertig"]


def test_the_list_is_filtered_by_state_place_kind_and_words(client, planner, proposal):
    other = decided(
        proposal.proposed_by,
        "declined",
        name="Krabbelgruppe",
        reason="doppelt",
        category=make_category(),
        social_space=make_space(),
    )
    for params in (
        {"stand": "offen"},
        {"art": proposal.category_id},
        {"sozialraum": proposal.social_space_id},
        {"q": "dienstags nähtreff"},
    ):
        assert listed(client, **params) == ["Nähtreff im Hof"], params
    for params in ({"stand": "nicht-uebernommen"}, {"art": other.category_id}, {"q": "krabbel"}):
        assert listed(client, **params) == ["Krabbelgruppe"], params
    assert listed(client, stand="uebernommen") == []
    page = client.get(address("list")).text
    for text in ("Nordquartier", "Treff", "Juni 2025", "Ida Erfunden"):
        assert text in page


def test_filters_offer_only_what_occurs(client, planner, proposal):
    make_category(name="nirgends")
    form = client.get(address("list")).context["filterset"].form
    assert [label for _key, label in form.fields["art"].choices if label] == ["alle", "Treff"]


def test_the_empty_list_says_what_will_be_here(client, planner):
    assert "Ressourcenkarte" in client.get(address("list")).text


def test_who_proposed_sees_the_own_ones_and_what_became_of_them(client, proposal, planner):
    own = decided(proposal.proposed_by, "declined", name="Chor", reason="Probt nicht mehr.")
    make_proposal(person(Role.CASEWORKER, district=make_space().district), name="fremd")
    client.force_login(proposal.proposed_by)
    assert listed(client) == ["Nähtreff im Hof", "Chor"]
    page = client.get(address("detail", own.pk))
    assert "Probt nicht mehr." in page.text
    assert page.context["actions"] == []
    page = client.get(address("detail", proposal.pk))
    assert (page.context["actions"], page.context["similar"]) == ([], [])


# --- one proposal ---------------------------------------------------------------------------------


def test_the_page_shows_similar_entries_to_link(client, planner, proposal):
    same = make_institution(name="Nähtreff im Hof")
    heard = make_institution(name="Nehtreff im Hoff")
    closed = make_institution(name="Nähtreff", active_until=timezone.localdate())
    make_institution(name="Stadtbücherei")
    page = client.get(address("detail", proposal.pk))
    assert page.context["similar"] == [same, heard]
    assert address("link", proposal.pk, same.pk) in page.text
    assert closed.name not in [entry.name for entry in page.context["similar"]]
    found = client.get(address("detail", proposal.pk), {"q": "büch"}).context["similar"]
    assert [entry.name for entry in found] == ["Stadtbücherei"]


def test_one_word_in_common_is_worth_a_look(client, planner, proposal):
    entry = make_institution(name="Kita Hinterhof mit Nähtreff")
    proposal.name = "Nähtreff für alle"
    proposal.save(update_fields=["name"])
    assert client.get(address("detail", proposal.pk)).context["similar"] == [entry]


def test_texts_of_a_proposal_are_no_markup(client, planner, caseworker):
    proposal = make_proposal(caseworker, name="<b>Hof</b>", description="<script>1</script>")
    for view in ("detail", "take_over", "decline"):
        page = client.get(address(view, proposal.pk)).text
        assert "<b>Hof" not in page
        assert "<script>1" not in page


# --- taking over ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("Hofstraße 3", {}),
        ("Hofstraße 3, 030 123 456", {"phone": "030 123 456"}),
        ("treff@haus.example; 030 1234", {"email": "treff@haus.example", "phone": "030 1234"}),
        ("www.haus.example", {"website": "www.haus.example"}),
        (
            "https://haus.example/x, 030 12, 030 34",
            {"website": "https://haus.example/x", "phone": "030 12"},
        ),
        ("http://", {}),
        ("im Hof fragen, bei Frau Muster", {}),
    ],
)
def test_where_to_ask_goes_where_it_belongs(text, fields):
    assert contact_fields(text) == fields


def filled(client, proposal, **changes):
    """The form as it stands in the browser."""
    context = client.get(address("take_over", proposal.pk)).context
    values = {bound.html_name: bound.value() for bound in context["form"]}
    sent = {name: value for name, value in values.items() if value not in (None, "", [], False)}
    return {**sent, "_draft": context["draft_token"], "_version": context["version"], **changes}


def test_the_form_is_filled_in_and_one_save_does_both(client, planner, proposal):
    page = client.get(address("take_over", proposal.pk))
    assert "Hofstraße 3, 030 123 456" in page.text
    sent = filled(client, proposal)
    assert sent["name"] == "Nähtreff im Hof"
    assert (sent["phone"], sent["website"]) == ("030 123 456", "www.naehen.example")
    response = client.post(address("take_over", proposal.pk), sent, follow=True)
    institution = Institution.objects.get()
    assert response.redirect_chain[0][0] == reverse(
        "networks:institution_detail", args=[institution.pk]
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.institution) == ("taken", institution)
    assert institution.category == proposal.category
    assert institution.social_space == proposal.social_space
    page = client.get(address("detail", proposal.pk))
    assert institution.name in page.text
    assert page.context["actions"] == []


def test_a_double_click_leads_to_the_one_entry(client, planner, proposal):
    sent = filled(client, proposal)
    first = client.post(address("take_over", proposal.pk), sent)
    second = client.post(address("take_over", proposal.pk), sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Institution.objects.count() == 1
    # Another form of the same person is no second click.
    third = client.post(address("take_over", proposal.pk), {**sent, "key": "", "name": "Anders"})
    assert third.status_code == 422


def test_who_is_second_keeps_the_text(client, planner, proposal):
    sent = filled(client, proposal, name="Nähtreff am Platz")
    ResourceProposal.objects.filter(pk=proposal.pk).update(state="declined", reason="Zu.")
    response = client.post(address("take_over", proposal.pk), sent)
    assert response.status_code == 422
    assert "Nähtreff am Platz" in response.text
    assert "ist schon entschieden" in response.text
    assert not Institution.objects.exists()


@pytest.mark.parametrize("version", ["", "abc", "99"])
def test_an_invented_version_decides_nothing(client, planner, proposal, version):
    sent = filled(client, proposal, _version=version)
    assert client.post(address("take_over", proposal.pk), sent).status_code == 409
    assert not Institution.objects.exists()


def test_wrong_entries_come_back(client, planner, proposal):
    response = client.post(address("take_over", proposal.pk), filled(client, proposal, name=""))
    assert response.status_code == 422
    assert not Institution.objects.exists()


def test_what_is_decided_is_not_begun_again(client, planner, proposal):
    ResourceProposal.objects.filter(pk=proposal.pk).update(state="taken")
    response = client.get(address("take_over", proposal.pk))
    assert (response.status_code, response.url) == (302, address("detail", proposal.pk))


# --- linking and declining ------------------------------------------------------------------------


def test_link_an_entry_that_is_there(client, planner, proposal):
    institution = make_institution(name="Nähstube")
    page = client.get(address("link", proposal.pk, institution.pk))
    assert "Nähstube" in page.text
    for _click in range(2):
        response = client.post(
            address("link", proposal.pk, institution.pk), {"_version": page.context["version"]}
        )
        assert response.url == address("detail", proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.institution) == ("taken", institution)
    assert Institution.objects.get().version == 1


def test_decline_with_a_reason(client, planner, proposal):
    page = client.get(address("decline", proposal.pk))
    sent = {"_version": page.context["version"]}
    response = client.post(address("decline", proposal.pk), {**sent, "reason": " "})
    assert response.status_code == 422
    for _click in range(2):
        response = client.post(
            address("decline", proposal.pk), {**sent, "reason": "Gibt es nicht mehr."}
        )
        assert response.url == address("detail", proposal.pk)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("declined", "Gibt es nicht mehr.")
    page = client.get(address("detail", proposal.pk)).text
    assert "Gibt es nicht mehr." in page
    assert planner.display_name in page


def test_declining_what_another_took_over_is_refused(client, planner, proposal):
    ResourceProposal.objects.filter(pk=proposal.pk).update(state="taken")
    response = client.post(address("decline", proposal.pk), {"_version": 1, "reason": "Nein."})
    assert response.status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == "taken"


# --- ways -----------------------------------------------------------------------------------------


def test_planning_is_told_on_the_start_page(client, planner, proposal):
    decided(proposal.proposed_by, "taken")
    make_proposal(proposal.proposed_by)
    [item] = _due(planner, timezone.localdate())
    assert item.text == "2 Vorschläge für das Verzeichnis ansehen"
    assert client.get(item.url).context["count"] == 2
    assert item.text in client.get("/").text
    assert _due(proposal.proposed_by, timezone.localdate()) == []


def test_nothing_open_says_nothing(planner, caseworker):
    decided(caseworker, "taken")
    assert _due(planner, timezone.localdate()) == []


@pytest.mark.parametrize(
    ("role", "title"),
    [
        (Role.PLANNER, "Vorschläge für das Verzeichnis"),
        (Role.CASEWORKER, "Eigene Vorschläge für das Verzeichnis"),
        (Role.CONTROLLER, None),
    ],
)
def test_the_registry_shows_the_way(client, role, title):
    client.force_login(person(role, district=make_space().district))
    page = client.get(reverse("networks:home"))
    assert (address("list") in page.text) is (title is not None)
    if title:
        assert (title, address("list")) in page.context["more"]
