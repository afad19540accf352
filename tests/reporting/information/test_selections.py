"""Kept selections: one's own, shared by a tick, copied, changed by their owner alone."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from reporting.models import SavedSelection
from reporting.services import selections
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.budgets.factories import make_indicator, make_value
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
ROOT = "/berichte/kennzahlen/meine-auswahlen/"


@pytest.fixture
def owner():
    return person(Role.PLANNER)


@pytest.fixture
def colleague():
    return person(Role.TEAM_LEAD, district=make_district())


@pytest.fixture
def figure():
    indicator = make_indicator(code="kinder", name="Kinder unter 18")
    make_value(indicator, make_district(), 7, reference_date=date(2017, 12, 31))
    return indicator


def keep(actor, **fields):
    given = {"name": "Kinder", "indicators": ["kinder"], "level": "bezirke", **fields}
    return selections.create_selection(actor=actor, now=NOW, **given)


def desk_of(user):
    client = Client()
    client.force_login(user)
    return client


class TestServices:
    def test_a_selection_belongs_to_who_keeps_it(self, owner):
        kept = keep(owner)
        assert (kept.owner, kept.shared, kept.changed_at) == (owner, False, NOW)
        (line,) = Entry.objects.filter(action="savedselection.created")
        assert line.object_id == str(kept.pk)
        assert "Kinder" not in str(line.details)

    @pytest.mark.parametrize(("shared", "seen"), [(False, 0), (True, 1)])
    def test_the_tick_shares_it_with_all_who_see_indicators(self, owner, colleague, shared, seen):
        keep(owner, shared=shared)
        assert SavedSelection.objects.visible_to(owner).count() == 1
        assert SavedSelection.objects.visible_to(colleague).count() == seen
        for role in (Role.AUDITOR, Role.PROVIDER_STAFF, Role.PROVIDER_LEAD):
            outside = person(role, provider=make_provider())
            assert not SavedSelection.objects.visible_to(outside).exists()

    def test_a_shared_one_is_changed_and_removed_by_its_owner_alone(self, owner, colleague):
        kept = keep(owner, shared=True)
        asked = {"actor": colleague, "selection": kept, "version": kept.version, "now": NOW}
        with pytest.raises(PermissionDenied):
            selections.update_selection(**asked, changes={"name": "Meine"})
        with pytest.raises(PermissionDenied):
            selections.delete_selection(**asked)
        assert SavedSelection.objects.get().name == "Kinder"

    def test_who_was_faster_is_not_overwritten(self, owner):
        kept = keep(owner)
        asked = {"actor": owner, "selection": kept, "version": kept.version, "now": NOW}
        assert selections.update_selection(**asked, changes={"days": ["2017-12-31"]}).version == 2
        with pytest.raises(StaleRecord):
            selections.update_selection(**asked, changes={"name": "Anders"})
        with pytest.raises(StaleRecord):
            selections.delete_selection(**asked)

    @pytest.mark.parametrize("wrong", [{"indicators": []}, {"name": ""}, {"level": "mond"}])
    def test_what_is_no_selection_is_refused(self, owner, wrong):
        with pytest.raises(ValidationError):
            keep(owner, **wrong)

    def test_a_name_stands_once_for_each_person(self, owner, colleague):
        keep(owner)
        keep(colleague)
        with pytest.raises(ValidationError, match="schon eine Auswahl"):
            keep(owner)

    def test_nobody_keeps_for_others(self, owner, colleague):
        with pytest.raises(TypeError):
            keep(owner, owner=colleague)


class TestPages:
    def test_from_the_table_to_a_kept_selection_and_back(self, owner, figure):
        desk = desk_of(owner)
        shown = desk.get("/berichte/kennzahlen/im-vergleich/?kennzahl=kinder&ebene=bezirke")
        (way,) = shown.context["actions"]
        form = desk.get(way.url).context["form"]
        assert form.initial["kennzahl"] == ["kinder"]
        answer = desk.post(way.url, {"name": "Für den Ausschuss", **form.initial, "shared": "on"})
        kept = SavedSelection.objects.get()
        assert answer.url == f"{ROOT}{kept.pk}/"
        page = desk.get(answer.url)
        assert page.context["comparison"].heads == shown.context["comparison"].heads
        assert "mit dem Amt geteilt" in words(page)
        assert "Für den Ausschuss" in words(desk.get(ROOT))

    def test_a_shared_one_is_copied_and_the_copy_is_not_shared(self, owner, colleague, figure):
        kept = keep(owner, shared=True, days=["2017-12-31"])
        desk = desk_of(colleague)
        page = desk.get(f"{ROOT}{kept.pk}/")
        assert str(owner) in words(page)
        assert f"{ROOT}{kept.pk}/aendern/" not in html(page)
        copy = f"{ROOT}neu/?von={kept.pk}"
        begun = desk.get(copy).context["form"].initial
        assert begun["shared"] is False
        sent = {name: value for name, value in begun.items() if name != "shared"}
        assert desk.post(copy, sent).status_code == 302
        own = SavedSelection.objects.get(owner=colleague)
        assert (own.name, own.indicators, own.days) == (kept.name, kept.indicators, kept.days)
        assert not own.shared

    @pytest.mark.parametrize("source", ["0", "x", "²", "9" * 30])
    def test_what_is_not_there_is_not_copied(self, owner, source):
        assert desk_of(owner).get(f"{ROOT}neu/?von={source}").status_code == 404

    def test_a_foreign_one_is_not_copied_either(self, owner, colleague):
        kept = keep(owner)
        assert desk_of(colleague).get(f"{ROOT}neu/?von={kept.pk}").status_code == 404

    def test_two_open_pages_show_both_texts(self, owner, figure):
        kept = keep(owner)
        desk, page = desk_of(owner), f"{ROOT}{kept.pk}/aendern/"
        mine = {"name": "Meins", "kennzahl": ["kinder"], "ebene": "bezirke", "_version": 1}
        assert desk.post(page, {**mine, "name": "Schneller"}).status_code == 302
        answer = desk.post(page, mine)
        assert answer.status_code == 409
        assert {"Meins", "Schneller"} <= {
            text for each in answer.context["differences"] for text in each.values()
        }
        assert SavedSelection.objects.get().name == "Schneller"

    def test_removing_asks_first(self, owner, figure):
        kept = keep(owner, shared=True)
        desk, page = desk_of(owner), f"{ROOT}{kept.pk}/loeschen/"
        assert "Kopien davon bleiben" in words(desk.get(page))
        assert SavedSelection.objects.exists()
        assert desk.post(page, {"_version": kept.version}).url == ROOT
        assert not SavedSelection.objects.exists()

    def test_what_no_longer_exists_is_named(self, owner, figure):
        kept = keep(owner, indicators=["kinder", "verschwunden"], districts=["weg"])
        said = words(desk_of(owner).get(f"{ROOT}{kept.pk}/"))
        assert "Nicht mehr vorhanden: verschwunden, weg" in said
        # All districts were not what was asked for.
        assert "gibt es keine Werte" in said

    def test_the_list_asks_no_more_for_more(self, owner, colleague):
        keep(owner)
        desk = desk_of(owner)
        before = queries(desk, ROOT)
        for number in range(3):
            keep(colleague, name=f"Auswahl {number}", shared=True)
        assert queries(desk, ROOT) == before
        assert desk.get(ROOT).context["count"] == 4
