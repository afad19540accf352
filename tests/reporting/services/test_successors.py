"""Areas that come and go: a social space that follows another one under the same key."""

from datetime import date
from types import SimpleNamespace

import pytest

from reporting.evaluation.families import CITY
from reporting.figures import BY_CODE
from reporting.pictures import of_figure
from reporting.services.comparing import place_of, sheet_of
from reporting.services.documents import document_of
from reporting.services.place_figures import report_figures
from sro.access import Role
from sro.periods import Quarter
from tests.networks.factories import make_boundary, make_district, make_space
from tests.networks.factories_providers import make_support_type
from tests.people import person
from tests.reporting.factories import make_counted, make_supports

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 1)


@pytest.fixture
def place():
    """A quarter of the town that was drawn anew in May and kept its key."""
    district = make_district(name="Nord")
    kind = make_support_type(code="31", legal_basis="§ 31", setting="ambulatory")
    old = make_space(district=district, key="0101", name="Alt", valid_until=MAY)
    new = make_space(district=district, key="0101", name="Neu", valid_from=MAY)
    for space, number in ((old, 7), (new, 12)):
        make_supports(number, district=district, space=space, kind=kind)
        make_boundary(space)
    return SimpleNamespace(district=district, old=old, new=new)


def test_each_of_two_areas_of_one_key_has_its_own_figures(place):
    make_counted(place.district)
    lead = person(Role.TEAM_LEAD, district=place.district)
    for space, number in ((place.old, "7"), (place.new, "12")):
        found = report_figures(actor=lead, area=space)
        assert found is not None
        running = [values[0] for each, values in found.lines if each.code == "supports_running"]
        assert running == [number]


def test_before_it_was_there_nothing_is_known_of_an_area():
    april = date(2025, 4, 1)
    old = make_district(name="Alt")
    young = make_district(name="Neu", valid_from=april)
    kind = make_support_type(code="31", legal_basis="§ 31", setting="ambulatory")
    make_supports(9, district=old, kind=kind)
    make_supports(9, district=young, kind=kind, start=april)
    space = make_space(district=old, name="Bald", valid_from=date(2025, 6, 30))
    make_space(district=old, name="Vorbei", valid_until=april)
    of_old, of_young = (document_of(make_counted(each)) for each in (old, young))
    running = of_young.figure("supports_running")
    assert running.at("district").values == ("9", None, None)
    assert running.at("elsewhere").values == ("9", None, None)
    assert running.at("city").values == ("18", "9", "0")
    assert [part.district for part in running.splits[0].parts] == [("9", None, None)]
    told = {line.name: line.values for line in of_old.figure("meetings_held").spaces}
    assert told[space.name] == ("0", None, None)
    assert told["Vorbei"] == (None, "0", "0")


def test_a_comparison_knows_nothing_of_an_area_before_it_was_there():
    before, now = Quarter(2025, 1), Quarter(2025, 2)
    district = make_district(valid_from=now.start)
    figure = BY_CODE["meetings_held"]
    sheet = sheet_of(actor=person(Role.PLANNER), figure=figure, quarters=[before, now])
    assert [sheet.value(each, place_of(district)) for each in sheet.quarters] == [None, 0]
    assert [sheet.value(each, CITY) for each in sheet.quarters] == [0, 0]


def test_the_map_shows_the_areas_of_the_last_day_and_the_table_all(place):
    report = make_counted(place.district)
    document = document_of(report)
    drawn = of_figure(document, document.figure("supports_running"), report)[-1]
    assert sorted(drawn.table.rows) == [("Alt", "7"), ("Neu", "12")]
    assert "Neu" in drawn.svg
    assert "Alt" not in drawn.svg
