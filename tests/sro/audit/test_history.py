"""History beside a record: who changed what when, and values only for those who may see the row."""

from datetime import date

import pghistory
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from sro.access import Role
from sro.accounts.models import Membership
from sro.audit import trail
from sro.audit.history import LIMIT, Change, history_of
from sro.audit.reading import readers_of
from tests.budgets.factories import make_year
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_agreement
from tests.people import person

pytestmark = pytest.mark.django_db

MEMBERSHIPS = [("accounts.Membership", "user")]


@pytest.fixture(autouse=True)
def german():
    with translation.override("de"):
        yield


@pytest.fixture
def admin():
    return person(Role.ADMINISTRATOR, display_name="Ada Verwaltung")


@pytest.fixture
def user():
    return person(display_name="Vorher")


def rename(user, name, by):
    with pghistory.context(user=by.pk):
        user.display_name = name
        user.save(update_fields=["display_name"])


def test_the_newest_change_comes_first_with_its_person(admin, user):
    rename(user, "Mitte", admin)
    rename(user, "Nachher", admin)
    newest, middle, created = history_of(user, viewer=admin)
    assert (newest.who, newest.what) == ("Ada Verwaltung", "update")
    assert newest.changes == [Change("Name", "Mitte", "Nachher")]
    assert middle.changes == [Change("Name", "Vorher", "Mitte")]
    assert (created.what, created.who, created.changes) == ("insert", "automatisch", [])


def test_raw_sql_leaves_its_trace_as_well(admin, user):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_active = false WHERE id = %s", [user.pk])
    assert history_of(user, viewer=admin)[0].changes == [Change("Aktiv", "ja", "nein")]


def test_rows_that_belong_to_it_are_told_with_their_values(admin, user):
    district = make_district(name="Nord")
    role = Membership.objects.create(
        user=user, role=Role.CASEWORKER, district=district, valid_from=date(2025, 1, 1)
    )
    role.delete()
    deleted, created = history_of(user, viewer=admin, also=MEMBERSHIPS)[:2]
    assert {(c.label, c.after) for c in created.changes} == {
        ("Rolle", "Fachkraft (ASD)"),
        ("Bezirk", "Nord"),
        ("Gültig ab", "01.01.2025"),
    }
    assert (deleted.what, deleted.subject) == ("delete", "Zugehörigkeit")


def test_without_the_right_to_see_the_row_only_fields_are_named(admin):
    agreement = make_agreement()
    type(agreement).objects.filter(pk=agreement.pk).update(note="Preise streng vertraulich")
    auditor, controller = person(Role.AUDITOR), person(Role.CONTROLLER)
    hidden = history_of(agreement, viewer=auditor)[0].changes
    shown = history_of(agreement, viewer=controller)[0].changes
    assert [(c.before, c.after) for c in hidden] == [(None, None)]
    assert [c.label for c in hidden] == [c.label for c in shown]
    assert shown[0].after == "Preise streng vertraulich"


def test_a_row_that_is_gone_shows_values_only_to_those_who_see_all_rows(admin, user):
    rename(user, "Nachher", admin)
    number = user.pk
    user.delete()
    gone = type(user)(pk=number)
    assert history_of(gone, viewer=admin)[1].changes == [Change("Name", "Vorher", "Nachher")]
    assert history_of(gone, viewer=person(Role.PLANNER))[1].changes == [Change("Name", None, None)]


def test_strangers_see_no_values(admin, user):
    rename(user, "Nachher", admin)
    assert history_of(user, viewer=AnonymousUser())[0].changes == [Change("Name", None, None)]


def test_a_long_history_is_cut_at_its_beginning(admin, user):
    for number in range(LIMIT + 5):
        rename(user, f"Name {number}", admin)
    steps = history_of(user, viewer=admin)
    assert len(steps) == LIMIT
    assert steps[0].changes[0].after == f"Name {LIMIT + 4}"
    assert steps[-1].changes == [Change("Name", "Name 4", "Name 5")]


def test_the_number_of_questions_does_not_grow(admin, user, django_assert_num_queries):
    district = make_district()
    for number in range(10):
        rename(user, f"Name {number}", admin)
        Membership.objects.create(
            user=user,
            role=Role.CASEWORKER,
            district=district,
            valid_from=date(2025, 1, 1 + number),
            valid_until=date(2025, 1, 2 + number),
        )
    history_of(user, viewer=admin)
    with django_assert_num_queries(7):
        assert len(history_of(user, viewer=admin, also=MEMBERSHIPS)) == 21


def render(text: str, viewer, **values) -> str:
    request = RequestFactory().get("/")
    request.user = viewer
    return Template("{% load trail %}" + text).render(Context({"request": request, **values}))


def test_the_tags_show_history_and_readers(admin, user):
    rename(user, "Nachher", admin)
    text = render('{% history user also="accounts.Membership:user" %}', admin, user=user)
    assert "Ada Verwaltung" in text
    assert "Name (bisher „Vorher“, jetzt „Nachher“)" in text
    trail.record_read(admin, user, now=timezone.now())
    trail.record_read(admin, user, now=timezone.now())
    text = render("{% seen_by user %}", admin, user=user)
    assert "Ada Verwaltung" in text
    assert "2-mal, zuletzt am" in text


def test_a_long_history_folds_what_is_older(admin, user):
    for number in range(9):
        rename(user, f"Name {number}", admin)
    text = render("{% history user %}", admin, user=user)
    newer, older = text.split("Ältere Einträge zeigen")
    assert "Name 8" in newer
    assert "Vorher" not in newer
    assert "Vorher" in older
    assert "Ältere Einträge" not in render("{% history user %}", admin, user=person())


def test_what_a_model_keeps_for_itself_is_not_told(admin, user, monkeypatch):
    monkeypatch.setattr(type(user), "history_without", ("display_name",), raising=False)
    rename(user, "Nachher", admin)
    assert [step.what for step in history_of(user, viewer=admin)] == ["insert"]


def test_who_looked_is_shown_to_those_who_may_look(admin):
    agreement = make_agreement()
    controller = person(Role.CONTROLLER, display_name="Coco Controlling")
    trail.record_read(controller, agreement, now=timezone.now())
    for viewer in (controller, person(Role.AUDITOR)):
        assert [r.name for r in readers_of(agreement, viewer=viewer)] == ["Coco Controlling"]
    assert readers_of(agreement, viewer=person(Role.CASEWORKER, district=make_district())) is None
    text = render("{% seen_by agreement %}", admin, agreement=agreement)
    assert text.strip() == ""


def test_nobody_looked_yet(admin, user):
    assert "Bisher niemand" in render("{% seen_by user %}", admin, user=user)


def test_a_year_is_a_name_and_no_quantity():
    [first] = history_of(make_year(2018), viewer=person(Role.CONTROLLER), beginning=True)
    assert "2018" in [change.after for change in first.changes]
