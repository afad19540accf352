from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from networks.models import District, Institution, SocialSpace
from networks.services import areas
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories import (
    LONG_AGO,
    NOW,
    make_boundary,
    make_district,
    make_institution,
    make_municipality,
    make_offer,
    make_space,
)
from tests.people import person

pytestmark = pytest.mark.django_db

REFORM = date(2021, 1, 1)


@pytest.fixture
def admin():
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def test_municipality_is_entered_once(admin):
    areas.found_municipality(actor=admin, now=NOW, key="11000000", name="Berlin")
    with pytest.raises(ValidationError, match="genau einer Kommune"):
        areas.found_municipality(actor=admin, now=NOW, key="2", name="Potsdam")


def test_only_administrators_name_the_municipality(planner):
    with pytest.raises(PermissionDenied):
        areas.found_municipality(actor=planner, now=NOW, key="11000000", name="Berlin")


def test_new_name_of_the_municipality_is_logged(admin):
    municipality = make_municipality()
    fresh = areas.update_municipality(
        actor=admin,
        municipality=municipality,
        changes={"name": "Neustadt"},
        version=municipality.version,
        now=NOW,
    )
    assert fresh.name == "Neustadt"
    entry = Entry.objects.get(action="municipality.updated")
    assert entry.details == {"fields": ["name"]}


def test_create_district_leaves_history_and_trail(admin):
    make_municipality()
    district = areas.create_district(
        actor=admin, now=NOW, key="01", name="Übermitte", valid_from=LONG_AGO
    )
    assert district.sort_key == "ubermitte"
    assert district.events.get().pgh_label == "insert"
    entry = Entry.objects.get(action="district.created")
    assert (entry.object_id, entry.actor_id) == (str(district.pk), admin.pk)


def test_planner_may_change_but_not_add_a_district(planner):
    make_municipality()
    with pytest.raises(PermissionDenied):
        areas.create_district(actor=planner, now=NOW, key="01", name="A", valid_from=LONG_AGO)
    district = make_district()
    fresh = areas.update_district(
        actor=planner, district=district, changes={"name": "B"}, version=district.version, now=NOW
    )
    assert (fresh.name, fresh.version) == ("B", 2)


def test_stale_change_writes_nothing(planner):
    district = make_district(name="Alt")
    areas.update_district(
        actor=planner, district=district, changes={"name": "Neu"}, version=1, now=NOW
    )
    with pytest.raises(StaleRecord) as stale:
        areas.update_district(
            actor=planner, district=district, changes={"name": "Anders"}, version=1, now=NOW
        )
    assert stale.value.current.name == "Neu"
    assert Entry.objects.filter(action="district.updated").count() == 1


def test_same_values_write_nothing(planner):
    district = make_district(name="Alt")
    areas.update_district(
        actor=planner, district=district, changes={"name": "Alt"}, version=1, now=NOW
    )
    assert not Entry.objects.filter(action="district.updated").exists()


def test_one_key_at_a_time(admin):
    make_district(key="01", valid_until=REFORM)
    with pytest.raises(ValidationError, match="anderer Bezirk"):
        areas.create_district(
            actor=admin, now=NOW, key="01", name="Doppelt", valid_from=date(2020, 12, 31)
        )
    later = areas.create_district(actor=admin, now=NOW, key="01", name="Neu", valid_from=REFORM)
    assert later.pk


def test_database_itself_keeps_keys_apart():
    make_space(key="010101")
    with pytest.raises(IntegrityError), transaction.atomic():
        SocialSpace.objects.bulk_create(
            [
                SocialSpace(
                    district=make_district(), key="010101", name="Doppelt", valid_from=LONG_AGO
                )
            ]
        )


def test_two_people_at_once_are_told_in_words(admin, monkeypatch):
    # Both have passed the validation before either has saved.
    monkeypatch.setattr(District, "full_clean", lambda self: None)
    make_municipality()
    areas.create_district(actor=admin, now=NOW, key="01", name="A", valid_from=LONG_AGO)
    with pytest.raises(ValidationError, match="anderer Bezirk"):
        areas.create_district(actor=admin, now=NOW, key="01", name="B", valid_from=LONG_AGO)
    other = areas.create_district(actor=admin, now=NOW, key="02", name="B", valid_from=LONG_AGO)
    with pytest.raises(ValidationError, match="anderer Bezirk"):
        areas.update_district(
            actor=admin, district=other, changes={"key": "01"}, version=1, now=NOW
        )
    assert Entry.objects.filter(action__startswith="district.").count() == 2


def test_the_history_names_who_did_it(planner):
    old = make_space()
    make_institution(social_space=old)
    new = areas.create_social_space(
        actor=planner,
        now=NOW,
        district=old.district,
        key="0101",
        name="Neu",
        valid_from=REFORM,
        replaces=[old],
        move_institutions=True,
    )
    moved = Institution.objects.get().events.order_by("pgh_id").last()
    for event in (old.events.last(), new.events.last(), moved):
        assert event.pgh_context["user"] == planner.pk


def test_successor_ends_its_predecessors(planner, search_follows):
    district = make_district()
    north, south = make_space(district=district), make_space(district=district)
    institution = make_institution(social_space=north)
    whole = areas.create_social_space(
        actor=planner,
        now=NOW,
        district=district,
        key="0101",
        name="Ganze Heide",
        valid_from=REFORM,
        replaces=[north, south],
        move_institutions=True,
    )
    north.refresh_from_db()
    assert north.valid_until == REFORM
    assert set(whole.predecessors.all()) == {north, south}
    institution.refresh_from_db()
    assert institution.social_space == whole
    assert Institution.objects.matching("heide").get() == institution
    assert Entry.objects.get(action="institution.moved").details == {"rows": 1}


def test_institutions_stay_unless_asked(planner):
    old = make_space()
    institution = make_institution(social_space=old)
    areas.create_social_space(
        actor=planner,
        now=NOW,
        district=old.district,
        key="0101",
        name="Neu",
        valid_from=REFORM,
        replaces=[old],
    )
    institution.refresh_from_db()
    assert institution.social_space == old


@pytest.mark.parametrize(
    ("start", "end"), [(REFORM, None), (date(2022, 1, 1), None), (LONG_AGO, date(2020, 1, 1))]
)
def test_impossible_succession_is_refused(planner, start, end):
    district = make_district()
    old = make_space(district=district, valid_from=start, valid_until=end)
    with pytest.raises(ValidationError) as refused:
        areas.create_social_space(
            actor=planner,
            now=NOW,
            district=district,
            key="0101",
            name="Neu",
            valid_from=REFORM,
            replaces=[old],
        )
    assert "replaces" in refused.value.error_dict
    assert SocialSpace.objects.count() == 1


def test_district_reform_carries_the_social_spaces(admin, search_follows):
    old = make_district(key="01", name="Alt")
    space = make_space(district=old, key="010101", name="Heide")
    make_boundary(space)
    institution = make_institution(social_space=space)
    offer = make_offer(institution=institution)
    new = areas.create_district(
        actor=admin,
        now=NOW,
        key="01",
        name="Neuland",
        valid_from=REFORM,
        replaces=[old],
        carry_spaces=True,
    )
    old.refresh_from_db()
    space.refresh_from_db()
    carried = new.social_spaces.get()
    institution.refresh_from_db()
    assert (old.valid_until, space.valid_until) == (REFORM, REFORM)
    assert (carried.key, carried.name, carried.valid_from) == ("010101", "Heide", REFORM)
    assert list(carried.predecessors.all()) == [space]
    assert carried.boundaries.get().geometry == space.boundaries.get().geometry
    assert institution.social_space == carried
    assert Institution.objects.matching("neuland").get() == institution
    assert type(offer).objects.matching("neuland").get() == offer


def test_district_with_running_spaces_does_not_end(admin):
    space = make_space()
    with pytest.raises(ValidationError) as refused:
        areas.update_district(
            actor=admin,
            district=space.district,
            changes={"valid_until": REFORM},
            version=space.district.version,
            now=NOW,
        )
    assert "valid_until" in refused.value.error_dict


def test_space_lies_within_the_time_of_its_district(planner):
    district = make_district(valid_from=date(2010, 1, 1), valid_until=REFORM)
    for start, end, field in [
        (date(2009, 12, 31), REFORM, "valid_from"),
        (date(2010, 1, 1), None, "valid_until"),
    ]:
        with pytest.raises(ValidationError) as refused:
            areas.create_social_space(
                actor=planner,
                now=NOW,
                district=district,
                key="0101",
                name="Neu",
                valid_from=start,
                valid_until=end,
            )
        assert field in refused.value.error_dict


def test_renamed_areas_are_found_under_the_new_name(planner, search_follows):
    institution = make_institution()
    space = institution.social_space
    areas.update_social_space(
        actor=planner, space=space, changes={"name": "Lützowplatz"}, version=1, now=NOW
    )
    areas.update_district(
        actor=planner, district=space.district, changes={"name": "Spandau"}, version=1, now=NOW
    )
    assert Institution.objects.matching("spandau luetzow").get() == institution


def test_area_in_use_is_not_deleted(admin):
    space = make_space()
    with pytest.raises(ValidationError, match="Sozialräume"):
        areas.delete_district(actor=admin, district=space.district, version=1, now=NOW)
    areas.delete_social_space(actor=admin, space=space, version=1, now=NOW)
    areas.delete_district(actor=admin, district=space.district, version=1, now=NOW)
    assert not District.objects.exists()
    assert Entry.objects.get(action="district.deleted").object_id


@pytest.mark.parametrize(
    "role",
    [r for r in Role if r not in {Role.ADMINISTRATOR, Role.PLANNER}],
)
def test_nobody_else_changes_areas(role):
    space = make_space()
    provider = None
    if role in (Role.PROVIDER_STAFF, Role.PROVIDER_LEAD):
        from tests.networks.factories_providers import make_provider

        provider = make_provider()
    actor = person(role, district=space.district, provider=provider)
    assert SocialSpace.objects.visible_to(actor).get() == space
    with pytest.raises(PermissionDenied):
        areas.update_social_space(
            actor=actor, space=space, changes={"name": "X"}, version=1, now=NOW
        )
