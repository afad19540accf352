"""The work list of bookings: going through, deciding, undoing, without a family's name."""

from datetime import date

import pytest

from budgets.models import OutflowMatch
from budgets.services import matching, settling
from budgets.services.pseudonyms import pseudonym_of
from sro.access import Role
from tests.budgets.factories import NOW, make_outflow
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.cases.factories import make_case, make_person, make_support
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

LIST = "/haushalt/ausgaben/offen/"
LEDGER = "/haushalt/ausgaben/"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def desk(client, controller):
    client.force_login(controller)
    return client


@pytest.fixture
def case():
    return make_case(reference="2018-00042", name="Familie Wolkenstein")


@pytest.fixture
def supports(case):
    """Two supports of one file by one provider: nobody can tell which of them was paid."""
    mika = make_person(case, given_name="Mikalina", family_name="Wolkenstein")
    provider = make_provider("Träger Nord e. V.")
    start = {"state": "running", "start": date(2018, 1, 1), "provider": provider}
    return [make_support(case, mika, **start) for _ in range(2)]


def booking(day=1, **values):
    given = {"year": 2018, "booked_on": date(2018, 4, day), "file_reference": "2018/42", **values}
    return make_outflow(given.pop("district", None) or make_district(), "500.00", **given)


@pytest.fixture
def bookings(controller, supports):
    rows = [booking(day) for day in (1, 2, 3)]
    matching.match_bookings(actor=controller, now=NOW)
    return rows


def page_of(row, query=""):
    return f"{LIST}{row.pk}/{query}"


def post(desk, row, query="", **data):
    version = OutflowMatch.objects.get(outflow=row).version
    return desk.post(page_of(row, query), {"_version": version, **data})


def state_of(row):
    return OutflowMatch.objects.get(outflow=row).state


def test_the_list_says_why_bookings_are_open(desk, bookings):
    booking(4, file_reference="")
    text = words(desk.get(LIST))
    assert "Nicht zugeordnete Buchungen (4)" in text
    assert "mehrere Hilfen passen" in text
    assert "noch nicht angesehen" in text
    assert "2.000,00 €" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 3), ("grund=several", 3), ("grund=no_reference", 0), ("q=2018/42", 3), ("q=nichts", 0)],
)
def test_the_list_is_filtered(desk, bookings, query, count):
    assert desk.get(f"{LIST}?{query}").context["count"] == count


def test_candidates_stand_there_with_signs_and_without_names(desk, bookings, supports):
    text = html(desk.get(page_of(bookings[0])))
    for support in supports:
        assert pseudonym_of(support.pk) in text
    assert "Träger Nord e. V." in text
    assert "2018-00042" in text


@pytest.mark.parametrize(
    "address",
    [
        LIST,
        LEDGER,
        f"{LEDGER}?format=csv",
        f"{LEDGER}?zuordnung=offen",
        "/start/",
        "booking",
        "one",
    ],
)
def test_no_page_names_a_family(desk, controller, bookings, supports, address):
    settle(controller, bookings[1], supports[0])
    address = {
        "booking": f"{LEDGER}{bookings[1].pk}/",
        "one": page_of(bookings[0], "?az=2018-00042"),
        "/start/": "/",
    }.get(address, address)
    answer = desk.get(address)
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for name in ("Wolkenstein", "Mikalina"):
        assert name not in content.decode()


def settle(actor, row, support):
    match = OutflowMatch.objects.get(outflow=row)
    settling.assign(actor=actor, match=match, support=support.pk, version=match.version, now=NOW)


def test_deciding_leads_to_the_next_with_the_way_back(desk, bookings, supports):
    answer = post(desk, bookings[0], support=supports[1].pk)
    assert answer.url == page_of(bookings[1], f"?zuletzt={bookings[0].pk}")
    match = OutflowMatch.objects.get(outflow=bookings[0])
    assert (match.support, match.how) == (supports[1], "hand")
    page = desk.get(answer.url)
    assert "Gerade geklärt" in words(page)
    assert "Offene Buchung 1 von 2" in words(page)
    undo = desk.post(
        f"{LEDGER}{bookings[0].pk}/zuordnung-zuruecknehmen/", {"version": match.version}
    )
    assert undo.url == page_of(bookings[0])
    assert state_of(bookings[0]) == "open"


def test_the_last_one_leads_back_to_the_list(desk, bookings, supports):
    for row in bookings:
        answer = post(desk, row, support=supports[0].pk)
    assert answer.url == LIST
    assert "Jede Buchung hat ihre Hilfe" in words(desk.get(LIST))


def test_next_and_previous_keep_the_filter(desk, bookings):
    other = booking(2, file_reference="")
    text = html(desk.get(page_of(bookings[1], "?grund=several")))
    assert f'href="{page_of(bookings[0])}?grund=several"' in text
    assert f'href="{page_of(bookings[2])}?grund=several"' in text
    assert page_of(other) not in text
    assert "Offene Buchung 2 von 3" in words(desk.get(page_of(bookings[1], "?grund=several")))


def test_a_booking_may_belong_to_no_support(desk, bookings):
    refused = post(desk, bookings[0], support="none")
    assert refused.status_code == 422
    assert "Begründung" in words(refused)
    post(desk, bookings[0], support="none", reason="Fahrtkosten des Amtes")
    assert state_of(bookings[0]) == "no_support"
    assert "Fahrtkosten des Amtes" in words(desk.get(f"{LEDGER}{bookings[0].pk}/"))


@pytest.mark.parametrize("data", [{}, {"support": "999999"}, {"support": "x"}])
def test_only_what_stands_there_can_be_chosen(desk, bookings, data):
    assert post(desk, bookings[0], **data).status_code == 422
    assert state_of(bookings[0]) == "open"


def test_supports_of_another_file_can_be_looked_up(desk, controller):
    support = make_support(
        make_case(reference="2017-00007"), state="running", start=date(2017, 1, 1)
    )
    row = booking(file_reference="Tippfehler")
    assert pseudonym_of(support.pk) not in html(desk.get(page_of(row)))
    assert pseudonym_of(support.pk) in html(desk.get(page_of(row, "?az=2017/7")))
    assert "keine bewilligte Hilfe" in words(desk.get(page_of(row, "?az=1999-1")))
    post(desk, row, "?az=2017/7", support=support.pk)
    assert OutflowMatch.objects.get(outflow=row).support == support


def test_two_people_at_one_booking(desk, controller, bookings, supports):
    page = desk.get(page_of(bookings[0]))
    OutflowMatch.objects.filter(outflow=bookings[0]).update(finding="other_days")
    answer = desk.post(
        page_of(bookings[0]),
        {"_version": page.context["version"], "support": supports[0].pk},
    )
    assert answer.status_code == 409
    assert state_of(bookings[0]) == "open"


def test_what_is_settled_is_shown_on_its_page(desk, controller, bookings, supports):
    settle(controller, bookings[0], supports[0])
    answer = desk.get(page_of(bookings[0]))
    assert answer.url == f"{LEDGER}{bookings[0].pk}/"
    text = words(desk.get(answer.url))
    assert pseudonym_of(supports[0].pk) in text
    assert "von Hand" in text
    assert "Zuordnung zurücknehmen" in text
    assert "Zuordnung zurücknehmen" not in words(desk.get(f"{LEDGER}{bookings[1].pk}/"))


def test_taking_back_twice_or_from_an_old_page_changes_nothing(desk, bookings):
    address = f"{LEDGER}{bookings[0].pk}/zuordnung-zuruecknehmen/"
    for version in ("", "x", "0", "1", "99999999999999999999"):
        assert desk.post(address, {"version": version}).status_code == 302
        assert state_of(bookings[0]) == "open"


def test_looking_again_finds_what_was_granted_since(desk, case):
    row = booking()
    again = desk.post(f"{LIST}nochmals/", follow=True)
    assert "nichts Neues gefunden" in words(again)
    support = make_support(case, state="running", start=date(2018, 1, 1))
    again = desk.post(f"{LIST}nochmals/", follow=True)
    assert "Für 1 Buchung wurde die Hilfe gefunden" in words(again)
    assert OutflowMatch.objects.get(outflow=row).support == support


def test_many_are_looked_at_by_a_job(
    desk, bookings, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(matching, "DIRECT", 2)
    monkeypatch.setattr("sro.ui.services.jobs.current_app.send_task", lambda *_, **__: None)
    first = desk.post(f"{LIST}nochmals/")
    assert first.url.startswith("/werkzeug/")
    # Once more while it waits: the way to the same job.
    assert desk.post(f"{LIST}nochmals/").url == first.url


def test_all_that_the_filter_shows_are_set_aside_at_once(desk, bookings):
    other = booking(9, file_reference="")
    address = f"{LIST}keine-hilfe/?grund=several"
    assert "3 offene Buchungen" in words(desk.get(address))
    assert desk.post(address, {"reason": " "}).status_code == 422
    answer = desk.post(address, {"reason": "Jahressummen"}, follow=True)
    assert "3 Buchungen sind geklärt" in words(answer)
    assert [state_of(row) for row in (*bookings, other)] == ["no_support"] * 3 + ["open"]


# --- start page and ledger ------------------------------------------------------------------------


def test_the_start_page_says_how_many_wait(desk, bookings):
    assert "3 Buchungen sind noch keiner Hilfe zugeordnet" in words(desk.get("/"))
    OutflowMatch.objects.filter(outflow__in=bookings).delete()
    assert "Buchungen zu klären" not in words(desk.get("/"))


def test_other_roles_hear_nothing_of_it(client, bookings):
    client.force_login(person(Role.PLANNER))
    assert "keiner Hilfe zugeordnet" not in words(client.get("/"))
    assert LIST not in html(client.get("/haushalt/"))


def test_the_ledger_shows_the_support_and_filters_by_it(desk, controller, bookings, supports):
    settle(controller, bookings[0], supports[0])
    booking(5, fund_kind="milieu")
    rows = desk.get(f"{LEDGER}?zuordnung=hilfe").context["table_rows"]
    assert [row.object for row in rows] == [bookings[0]]
    assert pseudonym_of(supports[0].pk) in html(desk.get(LEDGER))
    rows = desk.get(f"{LEDGER}?zuordnung=offen").context["table_rows"]
    assert {row.object for row in rows} == set(bookings[1:])
    assert "Nicht zugeordnet (2)" in words(desk.get(LEDGER))


@pytest.mark.parametrize("address", [LIST, LEDGER, "one"])
def test_pages_ask_as_often_for_many_as_for_few(desk, controller, bookings, supports, address):
    address = page_of(bookings[0]) if address == "one" else address
    few = queries(desk, address)
    for day in range(4, 14):
        booking(day)
    matching.match_bookings(actor=controller, now=NOW)
    settle(controller, bookings[2], supports[0])
    assert queries(desk, address) == few


def test_a_booking_by_hand_says_what_it_was_paid_for(desk, supports):
    district = make_district()
    data = {
        "fund_kind": "fall",
        "year": "2018",
        "district": district.pk,
        "amount": "10,00",
        "booked_on": "2018-04-01",
        "source": "Handkasse",
        "file_reference": "2018-00042",
        "provider": supports[0].provider_id,
        "service_from": "2018-03-01",
        "service_until": "2018-03-31",
    }
    answer = desk.post(f"{LEDGER}neu/", data, follow=True)
    assert "01.03.2018–31.03.2018" in words(answer)
    for wrong in ({"service_until": ""}, {"service_from": ""}, {"service_until": "2018-02-01"}):
        assert desk.post(f"{LEDGER}neu/", {**data, **wrong}).status_code == 422
