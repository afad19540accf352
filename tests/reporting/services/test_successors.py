"""Areas that come and go: a social space that follows another one under the same key."""

from datetime import date
from types import SimpleNamespace

import pytest

from reporting.pictures import of_figure
from reporting.services.documents import document_of
from reporting.services.place_figures import report_figures
from sro.access import Role
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


def test_the_map_shows_the_areas_of_the_last_day_and_the_table_all(place):
    report = make_counted(place.district)
    document = document_of(report)
    drawn = of_figure(document, document.figure("supports_running"), report)[-1]
    assert sorted(drawn.table.rows) == [("Alt", "7"), ("Neu", "12")]
    assert "Neu" in drawn.svg
    assert "Alt" not in drawn.svg
