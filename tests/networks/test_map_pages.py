from datetime import date

import pytest
from django.core.cache import cache

from networks.models import Boundary
from sro.access import Role
from tests.networks.factories import (
    make_boundary,
    make_category,
    make_district,
    make_institution,
    make_space,
    square,
)
from tests.networks.pages import geojson, upload, url
from tests.people import person

pytestmark = pytest.mark.django_db

REFORM = date(2021, 1, 1)


# --- maps -----------------------------------------------------------------------------------------


def test_map_of_all_districts_has_its_table_and_source(client, planner):
    north, south = make_district(name="Nord"), make_district(name="Süd")
    make_boundary(north, source="Amt für Karten", licence="CC BY 4.0")
    make_institution(social_space=make_space(district=north), source="OpenStreetMap (ODbL)")
    response = client.get(url("map"))
    picture = response.context["picture"]
    assert picture.table.rows == (("Nord", "1"), ("Süd", "0"))
    assert picture.wide
    assert "Amt für Karten, CC BY 4.0; OpenStreetMap (ODbL)" in picture.source
    page = response.content.decode()
    assert "<svg" in page
    assert url("district_map", south.pk) in page


def test_map_of_a_district_shows_its_institutions(client, planner):
    district = make_district()
    space = make_space(district=district)
    make_boundary(district)
    make_boundary(space, geometry=square(side=0.05))
    make_institution(name="Da", social_space=space, latitude="52.01", longitude="13.01")
    make_institution(name="Ohne Ort", social_space=space)
    make_institution(name="Zu", social_space=space, active_until=REFORM)
    make_institution(name="Woanders")
    picture = client.get(url("district_map", district.pk)).context["picture"]
    assert [row[0] for row in picture.table.rows] == ["Da", "Ohne Ort"]
    assert picture.wide
    picture = client.get(url("space_map", space.pk)).context["picture"]
    assert [row[0] for row in picture.table.rows] == ["Da", "Ohne Ort"]


def test_many_categories_share_the_last_shape(client, planner):
    space = make_space()
    make_boundary(space)
    for number in range(10):
        make_institution(social_space=space, category=make_category(name=f"Art {number}"))
    picture = client.get(url("space_map", space.pk)).context["picture"]
    assert len({row[1] for row in picture.table.rows}) == 8


@pytest.mark.parametrize("name", ["map", "district_map", "space_map"])
def test_maps_without_any_boundary_still_have_their_table(client, planner, name):
    institution = make_institution()
    space = institution.social_space
    args = {"map": [], "district_map": [space.district_id], "space_map": [space.pk]}[name]
    response = client.get(url(name, *args))
    assert response.status_code == 200
    assert response.context["picture"].wide == ""
    assert response.context["picture"].table.rows


def test_maps_of_an_empty_area(client, planner):
    space = make_space()
    make_boundary(space)
    assert client.get(url("space_map", space.pk)).status_code == 200
    assert client.get(url("map")).status_code == 200


# --- boundaries -----------------------------------------------------------------------------------


def test_boundaries_are_checked_then_taken_over(client, planner):
    make_district(key="N1")
    response = client.post(url("boundary_import"), upload(geojson(N1=square())))
    assert response.status_code == 302
    page = client.get(response.url)
    assert page.context["check"].new == ["N1"]
    assert not Boundary.objects.exists()
    done = client.post(response.url)
    assert done.url == url("map")
    assert Boundary.objects.get().source == "Vermessungsamt"
    again = client.get(response.url)
    assert again.url == url("boundary_import")


def test_a_wrong_file_says_why_and_changes_nothing(client, planner):
    make_district(key="N1", name="Nord")
    response = client.post(url("boundary_import"), upload(geojson(X1=square())))
    page = client.get(response.url)
    assert page.status_code == 422
    text = page.content.decode()
    assert "X1" in text
    assert "Nord (N1)" in text
    assert client.post(response.url).status_code == 422
    assert not Boundary.objects.exists()


def test_the_same_file_again_has_nothing_to_do(client, planner):
    make_boundary(make_district(key="N1"))
    response = client.post(url("boundary_import"), upload(geojson(N1=square())))
    page = client.get(response.url)
    assert not page.context["check"].can_apply
    assert client.post(response.url).status_code == 302
    assert Boundary.objects.get().version == 1


def test_a_file_is_only_there_for_the_person_who_brought_it(client, planner):
    make_district(key="N1")
    response = client.post(url("boundary_import"), upload(geojson(N1=square())))
    client.force_login(person(Role.PLANNER))
    assert client.get(response.url).url == url("boundary_import")


def test_a_file_that_has_waited_too_long_is_asked_for_again(client, planner):
    make_district(key="N1")
    response = client.post(url("boundary_import"), upload(geojson(N1=square())))
    cache.clear()
    assert client.post(response.url).url == url("boundary_import")
    assert not Boundary.objects.exists()


def test_a_file_too_large_is_refused_in_the_form(client, planner, monkeypatch):
    monkeypatch.setattr("networks.views.boundaries.MAX_BYTES", 10)
    response = client.post(url("boundary_import"), upload(geojson(N1=square())))
    assert response.status_code == 422
    assert "file" in response.context["form"].errors


def test_delete_a_boundary(client, planner):
    space = make_space()
    for area, back in (
        (space, url("space_detail", space.pk)),
        (space.district, url("district_detail", space.district_id)),
    ):
        boundary = make_boundary(area)
        assert client.get(url("boundary_delete", boundary.pk)).status_code == 200
        response = client.post(url("boundary_delete", boundary.pk), {"_version": "1"})
        assert response.url == back
    assert not Boundary.objects.exists()
