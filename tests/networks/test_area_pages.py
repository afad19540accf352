from datetime import date

import pytest

from networks.models import District, Institution, Municipality, SocialSpace
from sro.access import Role
from tests.networks.factories import (
    LONG_AGO,
    make_boundary,
    make_category,
    make_district,
    make_institution,
    make_municipality,
    make_space,
)
from tests.networks.factories_providers import make_provider
from tests.networks.pages import listed, url
from tests.people import person

pytestmark = pytest.mark.django_db

REFORM = date(2021, 1, 1)


# --- first page -----------------------------------------------------------------------------------


def test_first_page_counts_what_exists_today(client, planner):
    make_institution()
    make_institution(active_until=REFORM)
    make_district(valid_until=REFORM)
    response = client.get(url("home"))
    numbers = [number for _label, number, _url, _text in response.context["entries"]]
    assert numbers[:4] == [2, 2, 1, 0]
    assert response.context["due"] == 1


def test_first_page_of_an_empty_registry(client, admin):
    response = client.get(url("home"))
    assert response.status_code == 200
    assert url("municipality_edit") in response.content.decode()


def test_the_municipality_is_entered_and_changed_by_administrators(client, admin):
    data = {"name": "Musterstadt", "key": "99", "area_m2": "1.000.000", "_version": "0"}
    assert client.post(url("municipality_edit"), data).status_code == 302
    municipality = Municipality.objects.get()
    assert municipality.area_m2 == 1_000_000
    client.post(url("municipality_edit"), data | {"name": "Neustadt", "_version": "1"})
    assert Municipality.objects.get().name == "Neustadt"


# --- districts ------------------------------------------------------------------------------------


def test_districts_of_today_or_of_all_times(client, planner):
    make_district(name="Heute", key="02")
    make_district(name="Früher", key="01", valid_until=REFORM)
    assert listed(client, "district_list") == ["Heute"]
    assert listed(client, "district_list", stand="beendet") == ["Früher"]
    assert listed(client, "district_list", stand="alle") == ["Früher", "Heute"]
    assert listed(client, "district_list", stand="alle", q="frueh") == ["Früher"]
    assert listed(client, "district_list", q="02") == ["Heute"]


def test_district_record(client, planner):
    old = make_district(name="Alt", valid_until=REFORM)
    district = make_district(name="Neu", area_m2=39_340_000, valid_from=REFORM)
    district.predecessors.set([old])
    space = make_space(district=district, name="Heide", valid_from=REFORM)
    make_space(district=district, name="Früher", valid_from=REFORM, valid_until=date(2022, 1, 1))
    category = make_category(name="Bibliothek")
    make_institution(social_space=space, category=category)
    make_boundary(district)
    page = client.get(url("district_detail", district.pk)).content.decode()
    for text in ("Heide", "Bibliothek"):
        assert text in page
    assert "Früher" not in page
    assert f"?bezirk={district.pk}&amp;art={category.pk}" in page
    page = client.get(url("district_part", district.pk, "lesarten")).content.decode()
    for text in ("39,34", "Vermessungsamt", "Alt", "01.01.2021"):
        assert text in page
    page = client.get(url("district_part", old.pk, "lesarten")).content.decode()
    assert "Neu" in page


def test_district_reform_on_the_page(client, admin):
    old = make_space(name="Heide").district
    response = client.post(
        url("district_new"),
        {
            "key": old.key,
            "name": "Neuland",
            "valid_from": "2021-01-01",
            "replaces": [old.pk],
            "carry_spaces": "on",
            "_version": "0",
        },
    )
    district = District.objects.get(name="Neuland")
    assert response.url == url("district_detail", district.pk)
    assert district.social_spaces.get().name == "Heide"
    old.refresh_from_db()
    assert old.valid_until == REFORM


def test_reform_that_cannot_be_comes_back_to_the_form(client, admin):
    old = make_district(key="07")
    data = {"key": "07", "name": "Neu", "valid_from": "2021-01-01", "_version": "0"}
    response = client.post(url("district_new"), data)
    assert response.status_code == 422
    assert "__all__" in response.context["form"].errors
    response = client.post(
        url("district_new"), data | {"valid_from": "1999-01-01", "replaces": [old.pk]}
    )
    assert response.status_code == 422
    assert "replaces" in response.context["form"].errors
    assert District.objects.count() == 1


def test_change_and_delete_a_district(client, admin):
    district = make_district(key="07")
    data = {"key": "07", "name": "Neu", "valid_from": "2000-01-01", "_version": "1"}
    assert client.post(url("district_edit", district.pk), data).status_code == 302
    district.refresh_from_db()
    assert district.name == "Neu"
    assert client.get(url("district_delete", district.pk)).status_code == 200
    response = client.post(url("district_delete", district.pk), {"_version": "1"})
    assert response.status_code == 409
    response = client.post(url("district_delete", district.pk), {"_version": "2"})
    assert response.url == url("district_list")
    assert not District.objects.exists()


# --- social spaces --------------------------------------------------------------------------------


def test_social_spaces_by_district(client, planner):
    one = make_space(name="Eins")
    make_space(name="Zwei")
    assert listed(client, "space_list", bezirk=one.district_id) == ["Eins"]
    assert listed(client, "space_list", sort="-name") == ["Zwei", "Eins"]


def test_new_social_space_takes_the_place_of_others(client, planner):
    old = make_space()
    institution = make_institution(social_space=old)
    response = client.post(
        url("space_new"),
        {
            "district": old.district_id,
            "key": "0102",
            "name": "Neue Heide",
            "valid_from": "2021-01-01",
            "replaces": [old.pk],
            "move_institutions": "on",
            "_version": "0",
        },
    )
    space = SocialSpace.objects.get(name="Neue Heide")
    assert response.url == url("space_detail", space.pk)
    institution.refresh_from_db()
    assert institution.social_space == space
    page = client.get(url("space_part", old.pk, "lesarten")).content.decode()
    assert "Neue Heide" in page


def test_social_space_must_fit_its_district(client, planner):
    space = make_space(district=make_district(valid_from=date(2010, 1, 1)), valid_from=REFORM)
    response = client.post(
        url("space_edit", space.pk),
        {
            "district": space.district_id,
            "key": space.key,
            "name": space.name,
            "valid_from": "2009-12-31",
            "_version": "1",
        },
    )
    assert response.status_code == 422
    assert "valid_from" in response.context["form"].errors


def test_delete_a_social_space_in_use_is_refused_in_words(client, planner):
    institution = make_institution()
    response = client.post(url("space_delete", institution.social_space_id), {"_version": "1"})
    assert response.status_code == 422
    assert response.context["errors"]
    Institution.objects.all().delete()
    response = client.post(url("space_delete", institution.social_space_id), {"_version": "1"})
    assert response.url == url("space_list")


# --- rights ---------------------------------------------------------------------------------------

READ = [
    "home",
    "map",
    "district_list",
    "district_detail",
    "district_map",
    "space_list",
    "space_detail",
    "space_map",
    "category_list",
]
WRITE = {
    "municipality_edit": {Role.ADMINISTRATOR},
    "district_new": {Role.ADMINISTRATOR},
    "district_edit": {Role.ADMINISTRATOR, Role.PLANNER},
    "district_delete": {Role.ADMINISTRATOR},
    "space_new": {Role.ADMINISTRATOR, Role.PLANNER},
    "space_edit": {Role.ADMINISTRATOR, Role.PLANNER},
    "space_delete": {Role.ADMINISTRATOR, Role.PLANNER},
    "boundary_import": {Role.ADMINISTRATOR, Role.PLANNER},
    "boundary_delete": {Role.ADMINISTRATOR, Role.PLANNER},
    "category_new": {Role.ADMINISTRATOR, Role.PLANNER},
    "category_edit": {Role.ADMINISTRATOR, Role.PLANNER},
    "category_delete": {Role.ADMINISTRATOR, Role.PLANNER},
}


@pytest.mark.parametrize("role", list(Role))
def test_rights(client, role):
    institution = make_institution()
    space = institution.social_space
    args = {
        "district": [space.district_id],
        "space": [space.pk],
        "boundary": [make_boundary(space).pk],
        "category": [institution.category_id],
    }

    def address(name):
        noun, _, verb = name.partition("_")
        needs = verb in {"detail", "map", "edit", "delete"} and noun in args
        return url(name, *(args[noun] if needs else []))

    client.force_login(person(role, district=space.district, provider=make_provider()))
    for name in READ:
        assert client.get(address(name)).status_code == 200, name
    for name, roles in WRITE.items():
        expected = 200 if role in roles else 403
        assert client.get(address(name)).status_code == expected, name
        if role not in roles:
            assert client.post(address(name)).status_code == 403, name
    shown = client.get(url("home")).content.decode()
    assert (url("boundary_import") in shown) == (role in WRITE["boundary_import"])
    assert District.objects.get().valid_from == LONG_AGO


@pytest.mark.parametrize(
    "view",
    [
        "district_list",
        "space_list",
        "home",
        "map",
        "district_map",
        "district_detail",
        "space_detail",
        "space_map",
    ],
)
def test_query_count_does_not_grow_with_rows(client, view, django_assert_max_num_queries):
    client.force_login(person(Role.PLANNER))
    make_municipality()
    district = make_district()
    first = make_space(district=district)

    def grow(count):
        for _ in range(count):
            make_boundary(make_space(district=district))
            make_institution(social_space=first)
            make_boundary(make_district())

    args = {"district": [district.pk], "space": [first.pk]}.get(view.split("_")[0], [])
    address = url(view, *([] if view.endswith("_list") else args))
    grow(2)
    client.get(address)
    with django_assert_max_num_queries(24) as few:
        client.get(address)
    grow(8)
    with django_assert_max_num_queries(len(few)):
        client.get(address)
