"""Pages of needs: board, list, record, reporting, deciding together, counts."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from networks.models import Need, NeedAnswer, NeedReport, Offer
from networks.need_start import answers_for, to_look_at
from networks.views.needs import CARDS
from sro.access import Role
from sro.records import update_record
from sro.ui.models import Draft
from tests.networks.factories import TODAY, make_category, make_institution, make_offer, make_space
from tests.networks.factories_needs import make_need, take
from tests.networks.factories_places import make_project
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def space():
    return make_space(name="Nordquartier")


@pytest.fixture
def worker(space):
    return person(Role.CASEWORKER, district=space.district, display_name="Ida Erfunden")


def address(view, *args):
    return reverse(f"networks:need_{view}", args=args)


def lanes(client, **params):
    answer = client.get(address("board"), params)
    assert answer.status_code == 200
    return {
        lane.state: (lane.count, [card.need.title for card in lane.cards])
        for lane in answer.context["lanes"]
    }


def listed(client, **params):
    answer = client.get(address("list"), params)
    assert answer.status_code == 200
    return {row.object.title for row in answer.context["table_rows"]}


def tick(*needs):
    found = Need.objects.in_bulk([need.pk for need in needs])
    return "&".join(f"bedarf={pk}.{need.version}" for pk, need in found.items())


# --- board and list -------------------------------------------------------------------------------


def test_the_board_has_a_column_for_each_state(client, planner, space):
    new, seen = make_need(social_space=space, title="neu"), make_need(title="bewertet")
    take(seen, "assess", planner)
    gone = make_need(title="abgelehnt")
    take(gone, "decline", planner)
    assert lanes(client) == {
        "reported": (1, ["neu"]),
        "assessed": (1, ["bewertet"]),
        "planned": (0, []),
        "realised": (0, []),
        "declined": (1, ["abgelehnt"]),
    }
    assert lanes(client, sozialraum=new.social_space_id)["assessed"] == (0, [])


@pytest.mark.parametrize(
    "params",
    [
        {"q": "abend treff"},
        {"art": "category_id"},
        {"sozialraum": "social_space_id"},
        {"bezirk": "district_id"},
        {"zielgruppe": "teenagers"},
        {"herkunft": "figures"},
    ],
    ids=lambda params: next(iter(params)),
)
def test_board_and_list_are_filtered_alike(client, planner, space, params):
    need = make_need(
        title="Treff am Abend",
        social_space=space,
        category=make_category(),
        target_group="teenagers",
        origin="figures",
    )
    make_need()
    asked = {name: getattr(need, value, value) for name, value in params.items()}
    assert lanes(client, **asked)["reported"] == (1, ["Treff am Abend"])
    assert listed(client, **asked) == {"Treff am Abend"}


def test_pages_of_the_board_go_through_every_column(client, planner, space):
    Need.objects.bulk_create(
        Need(title=f"n{n:02}", social_space=space, district=space.district, reported_on=TODAY)
        for n in range(CARDS + 3)
    )
    first, second = lanes(client)["reported"], lanes(client, seite="2")["reported"]
    assert (first[0], len(first[1]), len(second[1])) == (CARDS + 3, CARDS, 3)
    assert not set(first[1]) & set(second[1])
    for strange in ("0", "99", "x", "²"):
        assert lanes(client, seite=strange)["reported"][0] == CARDS + 3


def test_the_board_needs_few_queries_however_many_needs(client, planner, space):
    Need.objects.bulk_create(
        Need(
            title=f"n{n}",
            social_space=space,
            district=space.district,
            reported_on=TODAY,
            state=("reported", "assessed", "planned", "realised")[n % 4],
        )
        for n in range(200)
    )
    client.get(address("board"))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address("board")).status_code == 200
    assert len(captured) <= 10, "\n".join(query["sql"][:160] for query in captured)


def test_merged_needs_stand_in_the_other_one_only(client, planner, space):
    one, other = make_need(social_space=space, title="A"), make_need(social_space=space, title="B")
    client.post(f"{address('merge')}?{tick(one, other)}", {"target": one.pk})
    assert lanes(client)["reported"] == (1, ["A"])
    assert listed(client) == {"A"}
    assert listed(client, stand="zusammengefuehrt") == {"B"}
    assert listed(client, stand="offen") == {"A"}


def test_the_list_is_taken_along_by_planning_alone(client, planner, space, worker):
    make_need(social_space=space, title="Nachtcafé")
    text = b"".join(client.get(address("list"), {"format": "csv"}).streaming_content).decode()
    assert "Nachtcafé" in text
    client.force_login(worker)
    assert client.get(address("list"), {"format": "csv"}).status_code == 403


# --- reporting ------------------------------------------------------------------------------------


def entry(space, **values):
    return {
        "title": "Nachttreff für Jugendliche",
        "social_space": space.pk,
        "_version": 0,
        **values,
    }


def test_reporting_shows_what_is_there_already(client, worker, space):
    there = make_need(social_space=space, title="Ein Treff für Jugendliche")
    client.force_login(worker)
    answer = client.post(address("report"), entry(space))
    assert answer.status_code == 422
    assert answer.context["form"].similar == [there]
    assert address("join", there.pk) in answer.content.decode()
    assert Need.objects.count() == 1
    answer = client.post(address("report"), entry(space, new_anyway="on"))
    assert answer.status_code == 302
    assert Need.objects.count() == 2
    fragment = client.get(
        address("similar"), {"title": "Jugendliche", "social_space": space.pk}
    ).content.decode()
    assert "Ein Treff für Jugendliche" in fragment
    assert client.get(address("similar"), {"social_space": "x"}).status_code == 200


def test_one_joins_instead(client, worker, space):
    there = make_need(social_space=space)
    client.force_login(worker)
    answer = client.post(address("join", there.pk), {"words": "Bei uns auch", "_version": 0})
    assert answer.status_code == 302
    assert NeedReport.objects.get(reporter=worker).need == there


def test_a_figure_brings_place_and_words(client, planner, space):
    asked = {"sozialraum": space.pk, "herkunft": "zahlen", "anlass": "12 je 1.000 <b>"}
    page = client.get(address("report"), asked)
    assert page.context["form"].initial["social_space"] == space.pk
    assert "12 je 1.000 &lt;b&gt;" in page.content.decode()
    client.post(f"{address('report')}?herkunft=zahlen", entry(space))
    assert Need.objects.get().origin == "figures"


def test_a_place_is_needed(client, worker, space):
    client.force_login(worker)
    answer = client.post(address("report"), {"title": "Treff", "_version": 0})
    assert answer.status_code == 422
    assert "social_space" in answer.context["form"].errors


# --- record and steps -----------------------------------------------------------------------------


def test_the_office_reads_who_reported_and_other_programs_do_not(client, worker, space):
    need = make_need(social_space=space, by=worker, words="Abends ist alles zu.")
    client.force_login(person(Role.CONTROLLER))
    page = client.get(address("detail", need.pk)).content.decode()
    assert "Ida Erfunden" in page
    assert "Abends ist alles zu." in page
    found = client.get(reverse("api:need-detail", args=[need.pk])).json()
    assert (found["title"], found["state"], found["social_space"]) == (
        need.title,
        "reported",
        space.key,
    )
    assert not {"reported_by", "reports", "reporter"} & found.keys()


def test_other_programs_filter_by_place_and_state(client, planner, space):
    need = make_need(social_space=space)
    take(make_need(), "assess", planner)
    for asked in ({"social_space": space.key}, {"district": space.district.key}):
        found = client.get(reverse("api:need-list"), asked).json()["results"]
        assert [row["id"] for row in found] == [need.pk]
    found = client.get(reverse("api:need-list"), {"state": "assessed"}).json()["results"]
    assert [row["priority"] for row in found] == ["soon"]


def test_planning_needs_a_way(client, planner, space):
    need = make_need(social_space=space, state="assessed")
    offer = make_offer(institution=make_institution(social_space=space))
    sent = {"_version": 1}
    assert client.post(address("plan", need.pk), sent).status_code == 422
    answer = client.post(address("plan", need.pk), {**sent, "offer": offer.pk})
    assert answer.status_code == 302
    need.refresh_from_db()
    assert (need.state, need.offer) == ("planned", offer)
    page = client.get(address("detail", need.pk)).content.decode()
    assert offer.name in page


def test_an_old_page_is_told_so(client, planner, space):
    need = make_need(social_space=space)
    take(need, "assess", planner)
    answer = client.post(address("decline", need.pk), {"reason": "Nein", "_version": 1})
    assert answer.status_code == 409


def test_whoever_reported_is_told_on_the_start_page_until_read(client, planner, worker, space):
    need = make_need(social_space=space, by=worker)
    assert len(to_look_at(planner, TODAY)) == 1
    take(need, "decline", planner, reason="Gibt es.")
    assert to_look_at(planner, TODAY) == []
    [item] = answers_for(worker, TODAY)
    assert (item.url, need.title in item.text) == (address("detail", need.pk), True)
    client.force_login(worker)
    page = client.get(address("detail", need.pk)).content.decode()
    assert "Gibt es." in page
    assert client.post(address("read", need.pk)).status_code == 302
    assert answers_for(worker, TODAY) == []


# --- several at once ------------------------------------------------------------------------------


def test_several_are_assessed_together_unless_one_has_changed(client, planner, space):
    one, other = make_need(social_space=space), make_need(social_space=space)
    chosen = tick(one, other)
    take(other, "assess", planner)
    sent = {"priority": "urgent", "assessment": ""}
    assert client.post(f"{address('bulk_assess')}?{chosen}", sent).status_code == 409
    one.refresh_from_db()
    assert one.state == "reported"
    third = make_need()
    answer = client.post(f"{address('bulk_assess')}?{tick(one, third)}", sent)
    assert answer.status_code == 302
    assert set(Need.objects.filter(priority="urgent")) == {one, third}


def test_several_are_declined_for_one_reason(client, planner, space):
    one, other = make_need(social_space=space), make_need(social_space=space)
    chosen = tick(one, other)
    assert client.post(f"{address('bulk_decline')}?{chosen}", {"reason": ""}).status_code == 422
    client.post(f"{address('bulk_decline')}?{chosen}", {"reason": "Nein."})
    assert set(Need.objects.values_list("state", flat=True)) == {"declined"}
    assert NeedAnswer.objects.filter(text="Nein.").count() == 2


def test_what_a_step_does_not_fit_is_named_and_left_out(client, planner, space):
    open_one, done = make_need(social_space=space), make_need(social_space=space, title="Fertig")
    take(done, "decline", planner, reason="Gibt es.")
    page = f"{address('bulk_decline')}?{tick(open_one, done)}"
    assert "Fertig" in client.get(page).context["consequences"][-1]
    answer = client.post(page, {"reason": "Nein."}, follow=True)
    assert "Abgelehnt: 1 Bedarf." in answer.text
    assert NeedAnswer.objects.filter(report__need=done).count() == 1
    alone = client.get(f"{address('bulk_decline')}?{tick(done)}", follow=True)
    assert "bei keinem dieser Bedarfe möglich" in alone.text


def test_a_reason_for_several_is_kept_for_these_and_found_again(client, planner, space):
    one, other = make_need(social_space=space), make_need(social_space=space)
    for chosen, reason in ((tick(one, other), "Gibt es schon"), (tick(one), "Kein Bedarf")):
        page = f"{address('bulk_decline')}?{chosen}"
        token = client.get(page).context["draft_token"]
        client.post(reverse("ui:draft_keep"), {"_draft": token, "reason": reason})
        link = escape(f"{page}&entwurf=1")
        assert link in client.get(page).text
        assert link in client.get(reverse("ui:drafts")).text
        assert reason in client.get(f"{page}&entwurf=1").text
    assert Draft.objects.count() == 2


def test_a_stale_page_says_what_was_linked_meanwhile(client, planner, space):
    need = make_need(social_space=space, state="assessed")
    offer, project = make_offer(), make_project(space, title="Nachmittage")
    Offer.objects.update(institution=make_institution(social_space=space))
    page = client.get(address("plan", need.pk))
    update_record(planner, need, {"project": project}, need.version)
    answer = client.post(
        address("plan", need.pk), {"offer": offer.pk, "_version": page.context["version"]}
    )
    assert answer.status_code == 409
    theirs = {line["label"]: line["theirs"] for line in answer.context["differences"]}
    assert theirs["Projekt"] == "Nachmittage"


def test_merging_says_what_happens_and_can_be_taken_back(client, planner, space):
    one, other = make_need(social_space=space, title="A"), make_need(social_space=space, title="B")
    chosen = tick(one, other)
    page = client.get(f"{address('merge')}?{chosen}").content.decode()
    assert "A · Nordquartier" in page
    answer = client.post(f"{address('merge')}?{chosen}", {"target": other.pk})
    assert answer.url == address("detail", other.pk)
    page = client.get(answer.url).content.decode()
    assert address("split", one.pk) in page
    one.refresh_from_db()
    client.post(address("split", one.pk), {"_version": one.version})
    one.refresh_from_db()
    assert (one.state, one.merged_into) == ("reported", None)


@pytest.mark.parametrize("query", ["bedarf=1", "bedarf=x.1", "bedarf=1.x", "bedarf=999999.1"])
def test_what_cannot_be_meant_is_not_found(client, planner, query):
    assert client.get(f"{address('merge')}?{query}").status_code == 404


def test_a_way_to_merge_stands_beside_similar_needs(client, planner, space):
    one, other = (make_need(social_space=space, title=title) for title in ("Kita", "Bad"))
    page = client.get(address("detail", one.pk))
    assert [need for need, _way in page.context["similar"]] == []
    kind = make_category()
    Need.objects.update(category=kind)
    page = client.get(address("detail", one.pk))
    assert [need for need, _way in page.context["similar"]] == [other]


# --- counts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "label"),
    [
        ("sozialraum", "Nordquartier"),
        ("bezirk", "Bezirk"),
        ("art", "Nähstube"),
        ("zielgruppe", "Eltern"),
        ("quartal", "2. Quartal 2025"),
    ],
)
def test_needs_are_counted_by_what_one_chooses(client, planner, space, by, label):
    here = {
        "social_space": space,
        "category": make_category(name="Nähstube"),
        "target_group": "parents",
    }
    take(make_need(**here), "assess", planner)
    merged, head = make_need(**here), make_need(**here, reported_on=date(2025, 5, 1))
    client.post(f"{address('merge')}?{tick(head, merged)}", {"target": head.pk})
    page = client.get(address("counts"), {"nach": by})
    [row] = page.context["table_rows"]
    assert (label in row[0], row[1:]) == (True, [1, 1, 0, 0, 0, 2])
    sent = client.get(address("counts"), {"nach": by, "format": "csv"})
    text = b"".join(sent.streaming_content).decode()
    assert label in text
    assert client.get(address("counts"), {"nach": "x"}).status_code == 200
