from datetime import date

import pytest

from sro.access import Role
from tests.networks.factories import (
    make_boundary,
    make_category,
    make_district,
    make_institution,
    make_municipality,
    make_offer,
    make_space,
    square,
)
from tests.people import person

pytestmark = pytest.mark.django_db

REFORM = date(2021, 1, 1)
ROUTES = [
    "municipality",
    "districts",
    "social-spaces",
    "boundaries",
    "institution-categories",
    "institutions",
    "offers",
]


@pytest.fixture
def planner(client):
    user = person(Role.PLANNER)
    client.force_login(user)
    return user


def results(client, route, **params):
    response = client.get(f"/api/v1/{route}/", params)
    assert response.status_code == 200, response.content
    return response.json()["results"]


def keys(client, route, **params):
    return [row["key"] for row in results(client, route, **params)]


def test_areas_name_each_other_by_key(client, planner):
    old = make_district(key="D1", valid_until=REFORM)
    new = make_district(key="D1", valid_from=REFORM)
    new.predecessors.set([old])
    space = make_space(key="S1", name="Lützow", district=new, valid_from=REFORM, area_m2=5)
    row = results(client, "social-spaces")[0]
    assert (row["district"], row["area_m2"], row["valid_until"]) == ("D1", 5, None)
    assert results(client, "districts")[1]["predecessors"] == [old.pk]
    assert [r["id"] for r in results(client, "districts", valid_on="2020-12-31")] == [old.pk]
    assert [r["id"] for r in results(client, "districts", valid_on="2021-01-01")] == [new.pk]
    assert keys(client, "social-spaces", q="luetzow") == ["S1"]
    assert keys(client, "social-spaces", district="D2") == []
    detail = client.get(f"/api/v1/social-spaces/{space.pk}/").json()
    assert detail["name"] == "Lützow"


def test_boundaries_are_geojson(client, planner):
    space = make_space(key="S1")
    make_boundary(space, licence="CC BY 4.0")
    make_boundary(space.district)
    row = results(client, "boundaries", level="social_space")[0]
    assert row["geometry"] == square()
    assert (row["social_space"], row["district"], row["licence"]) == ("S1", None, "CC BY 4.0")
    assert len(results(client, "boundaries", district=space.district.key)) == 1
    assert results(client, "boundaries", valid_on="1999-01-01") == []


def test_institutions_and_offers_by_what_people_need(client, planner):
    space = make_space(key="S1")
    make_institution(
        key="A",
        name="Bücherei",
        social_space=space,
        category=make_category(code="library"),
        languages=["de", "tr"],
        target_groups=["parents"],
        age_from=6,
        latitude="52.5",
        longitude="13.4",
    )
    closed = make_institution(key="Z", active_until=REFORM, family_centre=True)
    make_offer(key="O", institution=closed, kind="group", direct_access=True)
    row = results(client, "institutions", key="A")[0]
    assert (row["category"], row["social_space"]) == ("library", "S1")
    assert (row["district"], row["latitude"]) == (space.district.key, "52.500000")
    for params in (
        {"q": "buecherei"},
        {"language": "tr"},
        {"target_group": "parents"},
        {"category": "library"},
        {"social_space": "S1"},
        {"district": space.district.key},
        {"age": "7", "language": "de"},
        {"active_on": "2024-01-01"},
    ):
        assert keys(client, "institutions", **params) == ["A"], params
    assert keys(client, "institutions", family_centre="true") == ["Z"]
    assert keys(client, "offers", direct_access="true") == ["O"]
    assert keys(client, "offers", institution="Z", kind="group") == ["O"]
    assert keys(client, "offers", institution="A") == []


@pytest.mark.parametrize(
    ("route", "params"),
    [
        ("institutions", {"age": "-1"}),
        ("institutions", {"age": "x"}),
        ("institutions", {"language": "klingon"}),
        ("institutions", {"active_on": "gestern"}),
        ("districts", {"valid_on": "31.02.2024"}),
        ("boundaries", {"level": "planet"}),
    ],
)
def test_questions_that_make_no_sense_are_refused(client, planner, route, params):
    response = client.get(f"/api/v1/{route}/", params)
    assert response.status_code == 400
    assert set(response.json()["errors"]) == set(params)


@pytest.mark.parametrize("route", ROUTES)
def test_routes_only_read_and_ask_for_a_login(client, route):
    make_municipality()
    assert client.get(f"/api/v1/{route}/").status_code == 401
    client.force_login(person())
    assert client.get(f"/api/v1/{route}/").status_code == 403
    client.force_login(person(Role.PLANNER))
    assert client.get(f"/api/v1/{route}/").status_code == 200
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(f"/api/v1/{route}/").status_code == 405


@pytest.mark.parametrize("route", ROUTES)
def test_query_count_does_not_grow_with_rows(client, planner, route, django_assert_max_num_queries):
    def grow(count):
        for _ in range(count):
            space = make_offer().institution.social_space
            make_boundary(space)
            make_boundary(space.district)

    grow(2)
    results(client, route)
    with django_assert_max_num_queries(12) as few:
        results(client, route)
    grow(5)
    with django_assert_max_num_queries(len(few)):
        results(client, route)
