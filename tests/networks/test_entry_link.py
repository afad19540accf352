"""The link of an institution: one entry, once, until its date, and nothing else."""

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from networks.models import EntryRequest, EntrySuggestion
from networks.rules.rounds import digest, looks_like_link
from networks.services.rounds import link_of
from sro.audit.models import Entry
from sro.logs import NoPersonalData
from tests.networks.factories import make_institution, make_offer
from tests.networks.factories_entries import make_request, open_directory

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def house(db):
    return make_institution(name="Nachbarschaftshaus", email="haus@example.org", phone="030 1")


@pytest.fixture
def offer(house):
    return make_offer(name="Frühstück", institution=house, opening_hours="Sa 10–12")


@pytest.fixture
def asked(house, offer):
    return make_request(house)


@pytest.fixture
def address(asked):
    return address_of(asked)


def address_of(request):
    return reverse("public:entry", args=[link_of(request)])


def filled(client, address, **changes):
    """What the page sends when nothing but `changes` was typed."""
    forms = client.get(address).context["forms"]
    sent = {"antwort": "geaendert"}
    for form in (forms.entry, *(form for _pk, _name, form in forms.offers), forms.new):
        for field in form:
            value = field.value()
            if value not in (None, "", []) and (value or field.name == "direct_access"):
                sent[field.html_name] = value
    return {**sent, "stand": client.get(address).context["seen"], **changes}


def confirm(client, address):
    return client.post(address, {"antwort": "stimmt", "stand": client.get(address).context["seen"]})


def fresh(row):
    return type(row).objects.get(pk=row.pk)


# --- what it is for -------------------------------------------------------------------------------


def test_confirming_verifies_the_entry_and_its_offers(client, address, asked, house, offer):
    answer = confirm(client, address)
    assert (answer.status_code, answer.url) == (302, reverse("public:thanks"))
    today = timezone.localdate()
    assert [fresh(row).last_verified for row in (house, offer)] == [today, today]
    assert fresh(asked).answer == "confirmed"
    assert EntrySuggestion.objects.count() == 0
    lines = Entry.objects.filter(action__endswith=".confirmed_by_link")
    assert sorted(lines.values_list("action", "actor_name")) == [
        ("institution.confirmed_by_link", ""),
        ("offer.confirmed_by_link", ""),
    ]
    # The history says that nobody of the office did it.
    context = house.events.latest("pgh_id").pgh_context
    assert (context["source"], context["user"]) == ("entry link", None)


def test_corrections_wait_and_the_rest_counts_as_verified(client, address, asked, house, offer):
    sent = filled(client, address, **{"einrichtung-opening_hours": "Mo 9–12"})
    assert client.post(address, sent).status_code == 302
    assert (fresh(house).opening_hours, fresh(house).last_verified) == ("", None)
    assert fresh(offer).last_verified == timezone.localdate()
    [waiting] = EntrySuggestion.objects.all()
    assert (waiting.kind, waiting.before, waiting.after) == (
        "institution",
        {"opening_hours": ""},
        {"opening_hours": "Mo 9–12"},
    )


def test_an_offer_is_corrected_ended_and_added(client, house, offer):
    gone = make_offer(name="Chor", institution=house)
    address = address_of(make_request(house))
    sent = filled(
        client,
        address,
        **{
            f"angebot-{offer.pk}-opening_hours": "So 10–12",
            f"angebot-{offer.pk}-languages": ["tr", "de"],
            f"angebot-{gone.pk}-gone": "on",
            "neu-name": "Nähtreff",
            "neu-kind": "group",
            "neu-age_from": "6",
        },
    )
    assert client.post(address, sent).status_code == 302
    found = {each.kind: each for each in EntrySuggestion.objects.all()}
    assert set(found) == {"offer", "end", "new"}
    assert found["offer"].after == {"opening_hours": "So 10–12", "languages": ["de", "tr"]}
    assert found["end"].offer == gone
    assert found["new"].after["name"] == "Nähtreff"
    assert found["new"].after["age_from"] == 6
    assert fresh(house).last_verified == timezone.localdate()
    assert fresh(gone).active_until is None


def test_nothing_changed_in_the_form_is_a_confirmation(client, address, asked, house):
    assert client.post(address, filled(client, address)).status_code == 302
    assert fresh(asked).answer == "confirmed"
    assert EntrySuggestion.objects.count() == 0


def test_wrong_values_are_named_and_nothing_is_lost(client, address, asked):
    sent = filled(
        client,
        address,
        **{"einrichtung-age_from": "10", "einrichtung-age_to": "5", "einrichtung-email": "keine"},
    )
    page = client.post(address, sent)
    assert page.status_code == 422
    assert 'value="keine"' in page.content.decode()
    assert fresh(asked).used_at is None


def test_what_was_changed_meanwhile_is_shown_again(client, address, asked, house):
    sent = filled(client, address, **{"einrichtung-phone": "030 2"})
    house.street = "Neue Straße 1"
    house.save()
    page = client.post(address, sent)
    assert page.status_code == 409
    assert "Neue Straße 1" in page.content.decode()
    assert 'value="030 2"' in page.content.decode()
    assert fresh(asked).used_at is None
    assert client.post(address, {**sent, "stand": page.context["seen"]}).status_code == 302


# --- once, until its date, one entry --------------------------------------------------------------


def test_looking_never_uses_the_link(client, address, asked):
    for look in (client.get, client.head, client.get):
        assert look(address).status_code == 200
    assert fresh(asked).used_at is None
    assert client.options(address).status_code == 405


def test_a_used_link_is_used(client, address):
    confirm_page = client.get(address)
    confirm(client, address)
    assert client.get(address).status_code == 410
    other = {"antwort": "geaendert", "stand": confirm_page.context["seen"]}
    assert client.post(address, {**other, "einrichtung-phone": "030 9"}).status_code == 410
    assert EntrySuggestion.objects.count() == 0


def test_a_second_click_on_the_same_button_is_no_fault(client, address):
    sent = {"antwort": "stimmt", "stand": client.get(address).context["seen"]}
    # The same bytes, as a browser sends them twice.
    kind = "application/x-www-form-urlencoded"
    body = "&".join(f"{k}={v}" for k, v in sent.items()).replace(" ", "+")
    first, second = (client.post(address, body, content_type=kind) for _n in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert Entry.objects.filter(action="institution.confirmed_by_link").count() == 1


def test_the_last_day_counts_and_the_next_does_not(client, asked, address):
    today = timezone.localdate()
    EntryRequest.objects.update(expires_on=today)
    assert client.get(address).status_code == 200
    EntryRequest.objects.update(expires_on=today - timedelta(days=1))
    assert client.get(address).status_code == 410
    seen = "irgendwas"
    assert client.post(address, {"antwort": "stimmt", "stand": seen}).status_code == 410
    assert fresh(asked).used_at is None


def test_an_entry_that_has_closed_has_no_link(client, address, house):
    house.active_until = timezone.localdate()
    house.save()
    assert client.get(address).status_code == 410


def test_guessed_links_lead_to_the_same_page(client, address):
    token = link_of(EntryRequest.objects.get())
    other = token[:-1] + ("A" if token[-1] != "A" else "B")
    pages = [
        client.get(reverse("public:entry", args=[guess]))
        for guess in (other, token.lower(), token + "a", "x", "'; drop", "ü" * 43)
    ]
    assert {page.status_code for page in pages} == {404}
    confirm(client, address)
    spent = client.get(address)
    assert {page.content for page in pages} == {spent.content}


def test_entries_of_others_cannot_be_named(client, address):
    foreign = make_offer(name="Fremdes", opening_hours="immer")
    sent = filled(
        client,
        address,
        **{
            f"angebot-{foreign.pk}-opening_hours": "nie",
            f"angebot-{foreign.pk}-gone": "on",
            "einrichtung-name": "Gekapert",
            "einrichtung-social_space": str(foreign.institution.social_space_id),
            "einrichtung-basic_offer": "on",
            "einrichtung-last_verified": "2030-01-01",
            "institution": str(foreign.institution_id),
        },
    )
    assert client.post(address, sent).status_code == 302
    assert EntrySuggestion.objects.count() == 0
    assert (fresh(foreign).opening_hours, fresh(foreign).last_verified) == ("immer", None)
    assert fresh(foreign.institution).last_verified is None


def test_a_link_shows_its_own_entry_only(client, address):
    make_offer(name="Fremdes Angebot", institution=make_institution(name="Anderes Haus"))
    text = client.get(address).content.decode()
    assert "Anderes Haus" not in text
    assert "Fremdes Angebot" not in text


# --- strangers ------------------------------------------------------------------------------------


def test_whoever_guesses_has_to_wait(client, address, job_queue):
    guesses = [
        client.get(reverse("public:entry", args=[f"{n:043d}"])).status_code for n in range(22)
    ]
    assert guesses == [404] * 20 + [429] * 2
    assert client.get(address).status_code == 429, "the sender has to wait, whatever is asked"
    assert Client(REMOTE_ADDR="10.0.0.9").get(address).status_code == 200


def test_a_link_is_not_tried_without_end(client, address, asked, job_queue):
    codes = [client.post(address, {"stand": "falsch"}).status_code for _n in range(31)]
    assert codes.count(429) == 1
    assert fresh(asked).used_at is None


def test_huge_texts_are_refused(client, address, asked):
    long = filled(client, address, **{"einrichtung-description": "x" * 5_000})
    assert client.post(address, long).status_code == 422
    huge = filled(client, address, **{"einrichtung-description": "x" * 400_000})
    assert client.post(address, huge).status_code == 413
    assert fresh(asked).used_at is None


def test_texts_are_texts(client, address, house, planner_client):
    sent = filled(client, address, **{"einrichtung-description": SCRIPT, "neu-name": SCRIPT})
    page = client.post(address, sent)
    assert page.status_code == 422, "the new offer has no kind"
    assert SCRIPT not in page.content.decode()
    assert client.post(address, {**sent, "neu-kind": "group"}).status_code == 302
    for waiting in EntrySuggestion.objects.all():
        shown = planner_client.get(reverse("networks:suggestion_detail", args=[waiting.pk]))
        assert SCRIPT not in shown.content.decode()
        assert "&lt;script&gt;" in shown.content.decode()


@pytest.fixture
def planner_client(db):
    from sro.access import Role
    from tests.people import person

    other = Client()
    other.force_login(person(Role.PLANNER))
    return other


@pytest.mark.parametrize("state", ["open", "missing", "done"])
def test_nothing_of_the_page_stays_anywhere(client, address, state):
    target = {
        "open": address,
        "missing": reverse("public:entry", args=["x"]),
        "done": reverse("public:thanks"),
    }[state]
    page = client.get(target)
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies
    text = page.content.decode()
    assert "<nav" not in text
    assert "<script" not in text


def test_the_page_works_without_a_cookie_and_against_none(address):
    strict = Client(enforce_csrf_checks=True)
    assert confirm(strict, address).status_code == 302


def test_links_do_not_reach_the_log(client, address, caplog):
    token = link_of(EntryRequest.objects.get())
    broken = reverse("public:entry", args=[token[:-1]])
    with caplog.at_level(logging.DEBUG):
        caplog.handler.addFilter(NoPersonalData())
        client.get(broken)
        confirm(client, address)
        client.get(address)
    said = caplog.text + json.dumps([str(row.__dict__) for row in caplog.records])
    assert "/eintrag/…" in caplog.text
    assert token not in said
    assert token[:-1] not in said


def test_links_reach_neither_trail_nor_history(client, address, owner_connection):
    token = link_of(EntryRequest.objects.get())
    confirm(client, address)
    client.get(address)
    with connection.cursor() as cursor:
        for table in ("audit_entry", "networks_entryrequestevent", "networks_institutionevent"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            text = "\n".join(row[0] for row in cursor.fetchall())
            assert text
            assert token not in text
            assert digest(token) not in text


def test_links_are_long_and_different():
    made = [link_of(make_request(make_institution(email=f"{n}@example.org"))) for n in range(5)]
    assert len(set(made)) == 5
    assert all(looks_like_link(each) for each in made)


def test_the_page_of_the_link_stays_open_while_the_directory_is_closed(client, address):
    assert client.get(address).status_code == 200
    assert client.get(reverse("public:directory")).status_code == 404
    open_directory()
    assert client.get(reverse("public:directory")).status_code == 200


# --- two at once ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_at_once_answer_once():
    asked = make_request(make_institution(email="a@example.org"))
    address = address_of(asked)
    seen = Client().get(address).context["seen"]
    gate = Barrier(2)

    def send(number):
        try:
            gate.wait(timeout=30)
            return (
                Client()
                .post(
                    address,
                    {
                        "antwort": "geaendert",
                        "stand": seen,
                        "einrichtung-email": "a@example.org",
                        "einrichtung-phone": f"030 {number}",
                    },
                )
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        codes = sorted(pool.map(send, range(2)))
    assert codes == [302, 410]
    [waiting] = EntrySuggestion.objects.all()
    assert re.fullmatch(r"030 [01]", waiting.after["phone"])
