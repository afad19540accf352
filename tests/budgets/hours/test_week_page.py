"""The page of a week: filled in, kept, refused in words, never lost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from budgets.models import HoursEntry
from sro.access import Role
from sro.ui.models import Draft
from tests.budgets.hours.factories import (
    MONDAY,
    TUESDAY,
    make_entry,
    make_month,
    make_scene,
)
from tests.networks.factories import make_offer
from tests.networks.factories_providers import make_provider
from tests.people import LONG_AGO, person

pytestmark = pytest.mark.django_db
WEEK = "/stunden/woche/2025-W23/"


@pytest.fixture
def scene(client):
    scene = make_scene()
    client.force_login(scene.staff)
    return scene


def new_row(scene, number=0, **values) -> dict[str, str]:
    cells = {
        "neu": "1",
        "taetigkeit": f"case_independent:{scene.activity.pk}",
        "ort": f"r{scene.space.pk}",
        "angebot": "",
        "notiz": "",
        **{f"{kind}{day}": "" for kind in "de" for day in range(7)},
        **values,
    }
    return {f"r{number}-{name}": value for name, value in cells.items()}


def stored_row(entry, number=0, **values) -> dict[str, str]:
    cells = {
        "neu": "",
        "taetigkeit": f"{entry.kind}:{entry.activity_id}",
        "ort": f"s{entry.support_id}" if entry.support_id else f"r{entry.social_space_id}",
        "angebot": "",
        "notiz": entry.note,
        "d0": "1,5",
        "e0": str(entry.pk),
        **values,
    }
    return {f"r{number}-{name}": value for name, value in cells.items()}


def sent(client, data, version=0, follow=False):
    return client.post(WEEK, {**data, "_version": str(version)}, follow=follow)


def test_the_way_in_leads_to_this_week(client, scene):
    answer = client.get("/stunden/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/stunden/woche/")


def test_hours_are_typed_and_shown_again(client, scene):
    answer = sent(client, new_row(scene, d0="1,5", d1="0:45"), follow=True)
    assert "Ihre Woche ist gespeichert." in answer.text
    assert sorted(HoursEntry.objects.values_list("minutes", flat=True)) == [45, 90]
    assert 'value="1,5"' in answer.text
    assert 'value="0,75"' in answer.text


def test_a_row_used_last_stands_there_empty(client, scene):
    make_entry(scene, day=MONDAY - timedelta(days=7))
    answer = client.get(WEEK)
    assert "Nordkiez" in answer.text.split("data-week-rows")[1].split("hrs-row--new")[0]


@pytest.mark.parametrize("typed", ["viel", "25", "-1"])
def test_what_cannot_be_read_stays_and_is_explained(client, scene, typed):
    answer = sent(client, new_row(scene, d0=typed))
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.text
    assert 'id="fehler"' in answer.text
    assert not HoursEntry.objects.exists()


def test_a_row_without_place_is_refused_at_its_field(client, scene):
    answer = sent(client, new_row(scene, d0="1", ort=""))
    assert answer.status_code == 422
    assert "Bitte wählen Sie den Sozialraum" in answer.text


def test_a_refusal_of_the_service_stands_at_the_cell(client, scene):
    make_entry(scene, minutes=1400, kind="cross_case")
    answer = sent(client, new_row(scene, d0="1"))
    assert answer.status_code == 422
    assert 'id="id_r0-d0_error"' in answer.text
    assert "mehr als 24 Stunden" in answer.text


def test_a_form_without_anything_is_saved_without_anything(client, scene):
    assert sent(client, new_row(scene, taetigkeit="", ort="")).status_code == 302
    assert not HoursEntry.objects.exists()


def test_two_tabs_show_both_texts(client, scene):
    sent(client, new_row(scene, d0="1,5"))
    answer = sent(client, new_row(scene, d0="2"))
    assert answer.status_code == 409
    both = answer.text.split("zwei-fassungen")[1].split("</table>")[0]
    assert '<td class="kern-table__cell">2</td>' in both
    assert '<td class="kern-table__cell">1,5</td>' in both
    assert HoursEntry.objects.get().minutes == 90
    # Saved again from that page, the cell becomes the second text and stays one line.
    version = answer.context["version"]
    assert sent(client, new_row(scene, d0="2"), version=version).status_code == 302
    assert HoursEntry.objects.get().minutes == 120


def test_a_draft_is_offered_and_gone_on_with(client, scene):
    page = client.get(WEEK)
    token = page.context["draft_token"]
    kept = {**new_row(scene, d0="viel", notiz="Fest"), "_draft": token, "_version": "0"}
    assert client.post(reverse("ui:draft_keep"), kept).status_code == 200
    assert "?entwurf=1" in client.get(WEEK).text
    answer = client.get(f"{WEEK}?entwurf=1")
    assert 'value="viel"' in answer.text
    assert 'value="Fest"' in answer.text
    assert 'id="fehler"' not in answer.text


def test_last_week_is_taken_over_into_free_cells_and_nothing_is_saved(client, scene):
    make_entry(scene, day=MONDAY - timedelta(days=7), minutes=60)
    make_entry(scene, day=TUESDAY - timedelta(days=7), minutes=120)
    row = {
        **new_row(scene, neu="", d0="3"),
        **new_row(scene, 1, d4="0,5", notiz="Fest"),
        "_version": "0",
    }
    answer = client.post(f"{WEEK}vorwoche/", row, follow=True)
    assert HoursEntry.objects.count() == 2
    form = answer.context["form"]
    first = {name: form.data[f"r0-{name}"] for name in ("d0", "d1")}
    # What was typed goes before what is taken over.
    assert first == {"d0": "3", "d1": "2"}
    assert form.data["r1-d4"] == "0,5"
    assert Draft.objects.get().owner == scene.staff
    assert sent(client, {name: form.data[name] for name in form.data}).status_code == 302
    assert HoursEntry.objects.filter(day__gte=MONDAY).count() == 3


def test_submitted_lines_are_shown_and_not_typed_over(client, scene):
    make_month(scene, "submitted")
    entry = make_entry(scene, state="submitted")
    page = client.get(WEEK).text
    assert f'href="/stunden/zeilen/{entry.pk}/"' in page
    assert 'name="r0-d0"' not in page
    assert "Neue Zeilen sind" in page
    assert "r1-taetigkeit" not in page


def test_a_returned_line_says_why(client, scene):
    make_month(scene, "submitted")
    entry = make_entry(scene, state="returned")
    page = client.get(WEEK).text
    assert "Bitte prüfen." in page
    assert sent(client, stored_row(entry, d0="1")).status_code == 302
    entry.refresh_from_db()
    assert entry.minutes == 60


def test_long_days_and_holidays_are_asked_about_and_saved(client, scene):
    # Monday, 9 June 2025 is Whit Monday.
    answer = client.post(
        "/stunden/woche/2025-W24/", {**new_row(scene, d0="11"), "_version": "0"}, follow=True
    )
    assert HoursEntry.objects.get().minutes == 660
    assert "mehr als zehn Stunden" in answer.text
    assert "Pfingstmontag" in answer.text


def test_an_offer_and_a_note_stay_with_the_row(client, scene):
    offer = make_offer()
    offer.institution.provider = scene.provider
    offer.institution.save()
    answer = sent(client, new_row(scene, d0="1", angebot=str(offer.pk), notiz="Fest"), follow=True)
    entry = HoursEntry.objects.get()
    assert (entry.offer, entry.note) == (offer, "Fest")
    assert offer.name in answer.text


def test_an_offer_of_others_is_refused(client, scene):
    answer = sent(client, new_row(scene, d0="1", angebot=str(make_offer().pk)))
    assert answer.status_code == 422
    assert not HoursEntry.objects.exists()


def test_somebody_with_two_employers_has_two_weeks(client, scene):
    other = make_provider()
    scene.staff.memberships.create(role=Role.PROVIDER_STAFF, provider=other, valid_from=LONG_AGO)
    address = f"{WEEK}t{other.pk}/"
    assert address in client.get(WEEK).text
    client.post(address, {**new_row(scene, d0="1"), "_version": "0"})
    assert HoursEntry.objects.get().provider == other
    assert client.get(f"{WEEK}t{make_provider().pk}/").status_code == 404


def test_weeks_that_do_not_exist_are_not_found(client, scene):
    for week in ("2025-W54", "2025-W00", "2025-23"):
        assert client.get(f"/stunden/woche/{week}/").status_code == 404


def test_whoever_works_nowhere_has_no_week(client):
    client.force_login(person(Role.CONTROLLER))
    assert client.get(WEEK).status_code == 403
    assert client.get("/stunden/")["Location"] == "/stunden/fall-und-feld/"


def test_the_week_needs_few_queries(client, scene, django_assert_max_num_queries):
    for number in range(6):
        make_entry(scene, day=MONDAY + timedelta(days=number))
        make_entry(scene, kind="case_specific", day=MONDAY - timedelta(days=number))
    client.get(WEEK)
    with django_assert_max_num_queries(15):
        assert client.get(WEEK).status_code == 200
