"""The pages of comparison and evaluation: what they show, take along, and say when empty."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from networks.models import SocialSpace
from reporting.models import AreaGroup, ReportSettings
from sro.access import Role
from sro.audit.models import Entry
from tests.budgets.views_catalogue.pages import html, queries, words
from tests.networks.factories import make_district, make_space
from tests.people import person
from tests.reporting.evaluation.factories import QUARTERS, fill, make_group, make_member

pytestmark = pytest.mark.django_db
ROOT = "/berichte/vergleich/"
LAST = f"{QUARTERS[-1].year}-{QUARTERS[-1].number}"


def desk_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def desk():
    return desk_of(person(Role.PLANNER))


def taken(desk, address, form, **asked):
    answer = desk.get(address, {**asked, "format": form})
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def lines_of(desk, address, **asked):
    text = taken(desk, address, "csv-plain", **asked).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


class TestEntrance:
    def test_it_leads_to_all_ways_and_to_the_groups(self, desk):
        group = make_group(name="Nordwerkstatt")
        page = html(desk.get(ROOT))
        for way in ("verlauf/", "streuung/", "gruppen/", f"gruppen/{group.pk}/auswertung/"):
            assert f'href="{ROOT}{way}"' in page

    def test_without_groups_planners_are_asked_to_begin_one(self, desk):
        assert f"{ROOT}gruppen/neu/" in html(desk.get(ROOT))
        steering = html(desk_of(person(Role.CONTROLLER)).get(ROOT))
        assert "sro-empty" in steering
        assert f"{ROOT}gruppen/neu/" not in steering


class TestCourse:
    PAGE = f"{ROOT}verlauf/"

    def asked(self, area, figure="supports_running"):
        level = "sozialraum" if isinstance(area, SocialSpace) else "bezirk"
        return {"kennzahl": figure, "gebiet": f"{level}-{area.key}", "von": LAST, "bis": LAST}

    def test_an_area_beside_its_district_and_the_city(self, town):
        space = town.networked[0]
        page = desk_of(town.planner).get(self.PAGE, self.asked(space))
        ((_quarter, now, change, _year, district, city),) = page.context["grid"].rows
        # 30 all the time, and 33 modulo 7 in this quarter, 30 modulo 7 in the one before.
        assert (now.text, change.text) == ("35", "+3 mehr")
        assert district.value < city.value
        assert "<svg" in html(page)
        assert space.name in words(page)

    def test_small_numbers_are_dashes_on_the_page_and_in_every_file(self, town):
        desk, asked = desk_of(town.planner), self.asked(town.lake)
        ((_quarter, now, *_rest),) = desk.get(self.PAGE, asked).context["grid"].rows
        assert now.text == now.value == "–"
        assert lines_of(desk, self.PAGE, **asked)[1][1] == "–"
        book = load_workbook(io.BytesIO(taken(desk, self.PAGE, "xlsx", **asked)))
        assert "–" in [cell for line in book.active.values for cell in line]
        logged = Entry.objects.filter(action="export.vergleich")
        assert logged.count() == 2
        assert town.lake.name not in str(list(logged.values_list("details", flat=True)))

    def test_a_space_without_a_figure_is_sent_to_its_district(self, town):
        page = desk_of(town.planner).get(self.PAGE, self.asked(town.lake, "spent_fall"))
        assert "nur nach Bezirken bekannt" in words(page)

    def test_without_areas_nothing_is_drawn(self, desk):
        page = desk.get(self.PAGE)
        assert page.status_code == 200
        assert page.context["grid"] is None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kennzahl": "supports_begun"},
            {"gebiet": "mond-1"},
            {"von": "1066-4"},
            {"bis": "x"},
            {"von": LAST, "bis": f"{QUARTERS[0].year}-{QUARTERS[0].number}"},
            {"von": f"{QUARTERS[-1].year - 8}-1"},
        ],
    )
    def test_a_strange_address_says_what_to_choose(self, town, wrong):
        page = desk_of(town.planner).get(self.PAGE, wrong)
        assert page.status_code == 200
        assert page.context["form"].errors
        assert page.context["grid"] is None


class TestFunnel:
    PAGE = f"{ROOT}streuung/"
    SPACES = {"ebene": "sozialraum", "quartal": LAST}

    def test_areas_between_limits_in_the_order_of_their_keys(self, town):
        page = desk_of(town.planner).get(self.PAGE, self.SPACES)
        found = page.context["found"]
        keys = [row.area.key for row in found.rows]
        assert keys == sorted(keys)
        assert (len(keys), found.hidden) == (9, 2)
        assert town.lake.name not in words(page)
        assert "2 Gebiete sind nicht gezeigt" in words(page)
        assert "<svg" in html(page)

    def test_what_is_hidden_is_in_no_file(self, town):
        lines = lines_of(desk_of(town.planner), self.PAGE, **self.SPACES)
        assert len(lines) == 1 + 9
        assert town.lake.name not in str(lines)

    def test_without_a_base_there_is_nothing_to_compare(self, town):
        ReportSettings.objects.update(base=None)
        page = desk_of(town.planner).get(self.PAGE, self.SPACES)
        assert "sro-empty" in html(page)
        assert page.context["picture"] is None

    def test_an_empty_town_says_so(self, desk):
        assert "sro-empty" in html(desk.get(self.PAGE))

    def test_twice_as_many_areas_ask_the_database_no_more_often(self, town):
        desk = desk_of(town.planner)
        address = f"{self.PAGE}?ebene=sozialraum&quartal={LAST}"
        few = queries(desk, address)
        for _each in range(6):
            fill(make_space(district=make_district()), town.kind, [7])
        assert queries(desk, address) == few <= 28


class TestGroups:
    PAGE = f"{ROOT}gruppen/"

    def test_from_a_new_group_to_an_area_that_ends_and_goes(self, desk):
        space = make_space()
        given = {"name": "Nord", "level": "sozialraum", "description": "Runder Tisch"}
        answer = desk.post(f"{self.PAGE}neu/", given)
        group = AreaGroup.objects.get()
        own = f"{self.PAGE}{group.pk}/"
        assert answer.url == own
        assert "Noch kein Gebiet" in words(desk.get(own))
        since = {"area": space.pk, "since": "1.1.2024", "until": ""}
        assert desk.post(f"{own}gebiete/neu/", since).url == own
        member = group.members.get()
        ends = {"since": "1.1.2024", "until": "1.1.2025", "_version": member.version}
        assert desk.post(f"{own}gebiete/{member.pk}/", ends).url == own
        assert "31.12.2024" in words(desk.get(own))
        away = f"{own}gebiete/{member.pk}/entfernen/"
        assert desk.get(away).status_code == 200
        assert group.members.exists()
        assert desk.post(away, {"_version": 2}).url == own
        assert not group.members.exists()

    def test_a_group_is_renamed_and_removed_after_a_question(self, desk):
        group = make_group(name="Nord")
        own = f"{self.PAGE}{group.pk}/"
        given = {"name": "Nordwest", "description": "Runder Tisch", "_version": 1}
        assert desk.post(f"{own}aendern/", given).url == own
        assert "Nordwest" in words(desk.get(f"{own}entfernen/"))
        assert AreaGroup.objects.exists()
        assert desk.post(f"{own}entfernen/", {"_version": 2}).url == self.PAGE
        assert not AreaGroup.objects.exists()

    def test_only_areas_of_the_level_that_are_not_in_yet_are_offered(self, desk):
        group, inside, outside = make_group(), make_space(), make_space()
        make_member(group, inside)
        page = desk.get(f"{self.PAGE}{group.pk}/gebiete/neu/")
        assert list(page.context["form"].fields["area"].queryset) == [outside]
        wrong = {"area": inside.pk, "since": "1.1.2024"}
        answer = desk.post(f"{self.PAGE}{group.pk}/gebiete/neu/", wrong)
        assert answer.context["form"].errors.keys() == {"area"}

    def test_an_end_before_the_beginning_stands_at_the_field_and_keeps_what_was_typed(self, desk):
        group, space = make_group(), make_space()
        given = {"area": space.pk, "since": "1.1.2024", "until": "1.1.2023"}
        page = desk.post(f"{self.PAGE}{group.pk}/gebiete/neu/", given)
        assert page.status_code == 422 or page.context["form"].errors
        assert "1.1.2023" in html(page)
        assert not group.members.exists()

    def test_the_list_asks_no_more_for_more_and_is_taken_along(self, desk):
        make_member(make_group(name="Nord"), make_space())
        few = queries(desk, self.PAGE)
        for _each in range(3):
            make_member(make_group(), make_space())
        assert queries(desk, self.PAGE) == few <= 12
        assert ["Nord", "Sozialräume", "1"] in [line[:3] for line in lines_of(desk, self.PAGE)]

    def test_the_page_of_a_group_asks_no_more_for_more(self, desk):
        group = make_group()
        make_member(group, make_space())
        page = f"{self.PAGE}{group.pk}/"
        few = queries(desk, page)
        for _each in range(3):
            make_member(group, make_space())
        assert queries(desk, page) == few <= 16

    def test_without_groups_the_list_says_what_they_are(self, desk):
        assert "Noch keine Gebietsgruppe" in words(desk.get(self.PAGE))


class TestEvaluation:
    def page(self, town, group=None):
        return f"{ROOT}gruppen/{(group or town.group).pk}/auswertung/"

    def test_the_difference_with_its_interval_and_the_course(self, town):
        page = desk_of(town.planner).get(self.page(town))
        said = words(page)
        assert [name for name, _text, _meaning in page.context["effects"]] == [
            "Niveau zu Beginn", "Trend", "Vor dem Beginn",
        ]  # fmt: skip
        assert "zwischen" in page.context["effects"][0][1]
        assert "5 Gebieten der Gruppe" in said
        assert "Ob vernetzte Arbeit die Ursache ist" in said
        assert "<svg" in html(page)
        assert town.lake.name not in said

    def test_the_table_is_taken_along(self, town):
        lines = lines_of(desk_of(town.planner), self.page(town))
        # Twelve quarters, and the means before and after.
        assert len(lines) == 1 + 12 + 2
        logged = Entry.objects.get(action="export.vergleich")
        assert (logged.object_id, logged.details["rows"]) == (str(town.group.pk), 14)

    def test_too_few_areas_are_told_instead_of_numbers(self, town):
        page = desk_of(town.planner).get(self.page(town, make_group()))
        assert not page.context["effects"]
        assert "mindestens 4 Gebiete" in words(page)
        assert page.context["picture"] is None

    def test_what_begins_is_evaluated_without_a_course(self, town):
        page = desk_of(town.planner).get(self.page(town), {"kennzahl": "supports_begun"})
        assert page.context["picture"] is None
        assert "Der Verlauf dieser Kennzahl wird nicht gezeigt" in words(page)
        table = lines_of(desk_of(town.planner), self.page(town), kennzahl="supports_begun")
        assert [line for line in table if line] == []

    def test_more_members_ask_the_database_no_more_often(self, town):
        desk = desk_of(town.planner)
        few = queries(desk, self.page(town))
        for space in town.others[:3]:
            make_member(town.group, space)
        assert queries(desk, self.page(town)) == few <= 32
