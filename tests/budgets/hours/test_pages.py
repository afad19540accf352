"""Months, approvals, balance and activities as people see them."""

from datetime import date

import pytest

from budgets.models import Activity, HoursEntry, HoursMonth
from budgets.services.hours_balance import balance_of
from sro.access import Role
from sro.periods import Quarter
from tests.budgets.hours.factories import TUESDAY, make_entry, make_month, make_scene
from tests.cases import factories as cases
from tests.people import person

pytestmark = pytest.mark.django_db
MONTH = "/stunden/monat/2025-06/"
SPRING = Quarter(2025, 2)


@pytest.fixture
def scene():
    return make_scene()


def test_staff_see_their_own_lines_and_sums(client, scene):
    make_entry(scene, note="Meine Zeile", minutes=90)
    make_entry(scene, user=person(Role.PROVIDER_STAFF, provider=scene.provider), minutes=600)
    client.force_login(scene.staff)
    page = client.get(MONTH).text
    assert "1,5 Std." in page
    assert "10 Std." not in page
    assert "Ihre Summen" in page
    assert "Monat melden" not in page


def test_the_lead_sees_all_lines_without_names_and_submits(client, scene):
    make_entry(scene, minutes=90)
    make_entry(scene, user=person(Role.PROVIDER_STAFF, provider=scene.provider), minutes=600)
    make_entry(make_scene(), minutes=777)
    client.force_login(scene.lead)
    page = client.get(MONTH).text
    assert "Summen aller" in page
    assert "11,5 Std." in page
    assert "12:57" not in page
    assert scene.staff.display_name not in page
    assert client.post(f"{MONTH}melden/", {"_version": "0"}).status_code == 302
    assert set(HoursEntry.objects.filter(provider=scene.provider).values_list("state")) == {
        ("submitted",)
    }
    assert "Gemeldet am" in client.get(MONTH).text


def test_the_export_holds_what_is_shown(client, scene):
    make_entry(scene, minutes=90)
    make_entry(scene, kind="cross_case", minutes=30)
    client.force_login(scene.lead)
    answer = client.get(f"{MONTH}?art=cross_case&format=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "fallübergreifend" in text
    assert "fallunspezifisch" not in text
    assert scene.staff.display_name not in text


def test_a_team_of_less_than_three_has_no_sum(client, scene):
    make_entry(scene, team=scene.district, user=scene.worker)
    client.force_login(scene.team_lead)
    assert "Weniger als drei Personen" in client.get(MONTH).text
    for _number in range(2):
        make_entry(scene, team=scene.district, user=cases.make_caseworker(scene.district))
    assert "4,5 Std." in client.get(MONTH).text


def test_the_team_lead_closes_the_month_of_the_team(client, scene):
    make_entry(scene, team=scene.district, user=scene.worker)
    client.force_login(scene.team_lead)
    assert f"{MONTH}schliessen/" in client.get(MONTH).text
    client.post(f"{MONTH}schliessen/", {"_version": "0"})
    assert HoursMonth.objects.get().state == "closed"


def test_the_list_to_approve_shows_the_own_district_without_names(client, scene):
    make_entry(scene, state="submitted")
    make_entry(scene)
    make_entry(make_scene(), state="submitted")
    client.force_login(scene.team_lead)
    page = client.get("/stunden/freigaben/").text
    assert page.count('name="zeile"') == 1
    assert scene.provider.name in page
    assert scene.staff.display_name not in page


def test_several_are_approved_at_once_and_the_filter_stays(client, scene):
    make_month(scene, "submitted")
    lines = [make_entry(scene, state="submitted") for _number in range(3)]
    client.force_login(scene.team_lead)
    back = "/stunden/freigaben/?art=case_independent"
    chosen = {"zeile": [str(line.pk) for line in lines], "weiter": back}
    answer = client.post("/stunden/freigaben/freigeben/", chosen)
    assert answer["Location"] == back
    assert "3 Zeilen sind freigegeben." in client.get(back).text
    assert HoursMonth.objects.get().state == "closed"


def test_no_foreign_address_is_gone_to_after_approving(client, scene):
    line = make_entry(scene, state="submitted")
    client.force_login(scene.team_lead)
    for address in ("https://boese.example/", "//boese.example", "/\\boese.example"):
        answer = client.post("/stunden/freigaben/freigeben/", {"zeile": "x", "weiter": address})
        assert answer["Location"] == "/stunden/freigaben/"
    line.refresh_from_db()
    assert line.state == "submitted"


def test_lines_of_other_districts_are_not_found(client, scene):
    foreign = make_entry(make_scene(), state="submitted")
    client.force_login(scene.team_lead)
    approve = client.post("/stunden/freigaben/freigeben/", {"zeile": str(foreign.pk)})
    give_back = client.get(f"/stunden/freigaben/zurueckgeben/?zeile={foreign.pk}")
    assert (approve.status_code, give_back.status_code) == (404, 404)


def test_lines_are_returned_with_a_reason(client, scene):
    line = make_entry(scene, state="submitted")
    client.force_login(scene.team_lead)
    address = f"/stunden/freigaben/zurueckgeben/?zeile={line.pk}"
    assert scene.provider.name in client.get(address).text
    assert client.post(address, {"reason": "", "_version": "0"}).status_code == 422
    client.post(address, {"reason": "Der Tag stimmt nicht.", "_version": "0"})
    line.refresh_from_db()
    assert (line.state, line.return_reason) == ("returned", "Der Tag stimmt nicht.")
    client.force_login(scene.staff)
    assert "Der Tag stimmt nicht." in client.get(f"/stunden/zeilen/{line.pk}/").text


def test_the_history_is_for_the_person_and_the_lead_of_the_provider(client, scene):
    line = make_entry(scene)
    HoursEntry.objects.filter(pk=line.pk).update(minutes=45)
    HoursEntry.objects.filter(pk=line.pk).update(state="submitted")
    for user, shown in ((scene.staff, True), (scene.lead, True), (scene.team_lead, False)):
        client.force_login(user)
        assert ("Verlauf" in client.get(f"/stunden/zeilen/{line.pk}/").text) == shown


def test_the_balance_is_of_teams_and_providers(scene):
    make_entry(scene, state="approved", minutes=60)
    make_entry(scene, minutes=600)
    people = [cases.make_caseworker(scene.district) for _number in range(3)]
    for user in people:
        make_entry(scene, team=scene.district, user=user, kind="cross_case", minutes=20)
    other = make_scene()
    make_entry(other, state="approved", minutes=30)
    make_entry(other, team=other.district, user=other.worker)
    found = balance_of(actor=person(Role.PLANNER), quarter=SPRING)
    teams = {row.name: row.sums for row in found.teams}
    providers = {row.name: row.sums for row in found.providers}
    assert teams[scene.district.name].cross_case == 60
    # One person alone: no figure.
    assert teams[other.district.name] is None
    assert providers[scene.provider.name].total == 60
    assert providers[other.provider.name].total == 30


def test_each_sees_the_balance_of_the_own_reach(scene):
    other = make_scene()
    make_entry(scene, state="approved", minutes=60)
    make_entry(other, state="approved", minutes=30)
    for actor in (scene.lead, scene.team_lead):
        names = [row.name for row in balance_of(actor=actor, quarter=SPRING).providers]
        assert names == [scene.provider.name]


def test_the_page_of_the_balance(client, scene):
    make_entry(scene, state="approved", minutes=60)
    make_entry(scene, state="approved", minutes=30, kind="case_specific", day=TUESDAY)
    client.force_login(person(Role.CONTROLLER))
    page = client.get("/stunden/fall-und-feld/?quartal=2025-2").text
    assert "2. Quartal 2025" in page
    assert "67 %" in page
    assert "<svg" in page
    assert scene.staff.display_name not in page
    assert client.get("/stunden/fall-und-feld/?quartal=2025-5").status_code == 404


def test_activities_are_entered_and_switched_off(client):
    client.force_login(person(Role.PLANNER))
    client.post("/stunden/taetigkeiten/vorschlag/")
    number = Activity.objects.count()
    assert number > 10
    client.post("/stunden/taetigkeiten/vorschlag/")
    assert Activity.objects.count() == number
    data = {"name": "Stadtspaziergang", "kinds": ["cross_case"], "position": "5", "_version": "0"}
    client.post("/stunden/taetigkeiten/neu/", {**data, "is_active": "on"})
    activity = Activity.objects.get(name="Stadtspaziergang")
    client.post(f"/stunden/taetigkeiten/{activity.pk}/bearbeiten/", {**data, "_version": "1"})
    activity.refresh_from_db()
    assert (activity.is_active, activity.kinds) == (False, ["cross_case"])
    nothing = client.post("/stunden/taetigkeiten/neu/", {**data, "name": "X", "kinds": []})
    assert nothing.status_code == 422


def test_no_page_asks_once_more_for_every_line(client, scene, django_assert_max_num_queries):
    make_month(scene, "submitted")
    for number in range(1, 9):
        for kind in ("case_specific", "cross_case"):
            make_entry(scene, state="submitted", kind=kind, day=date(2025, 6, number))
    for user, address, most in (
        (scene.lead, MONTH, 14),
        (scene.team_lead, "/stunden/freigaben/", 12),
        (scene.team_lead, "/stunden/fall-und-feld/?quartal=2025-2", 14),
    ):
        client.force_login(user)
        client.get(address)
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == 200


def test_the_start_page_says_what_is_due(client, scene):
    make_entry(scene, state="returned")
    make_entry(scene, state="submitted")
    make_entry(scene)
    for user, shown in (
        (scene.staff, "Bitte prüfen."),
        (scene.lead, "Stunden im Juni 2025 melden"),
        (scene.team_lead, "1 Stundenzeile wartet auf Freigabe"),
    ):
        client.force_login(user)
        assert shown in client.get("/").text
    client.force_login(scene.worker)
    assert "Stundenzeile" not in client.get("/").text


def test_activities_are_found_in_the_administration(client):
    client.force_login(person(Role.ADMINISTRATOR))
    assert 'href="/stunden/taetigkeiten/"' in client.get("/verwaltung/").text
