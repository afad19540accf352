import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from networks.models import Boundary
from networks.services.boundaries import (
    BoundaryFile,
    Level,
    check_boundaries,
    delete_boundary,
    import_boundaries,
)
from sro.access import Role
from sro.audit.models import Entry
from tests.networks.factories import (
    LONG_AGO,
    NOW,
    make_boundary,
    make_district,
    make_space,
    square,
)
from tests.people import person

pytestmark = pytest.mark.django_db

SURVEY = date(2024, 1, 1)


def geojson(**shapes):
    features = [
        {"type": "Feature", "properties": {"key": key}, "geometry": shape}
        for key, shape in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def boundary_file(content, **values):
    return BoundaryFile(
        **{
            "content": content,
            "level": Level.DISTRICT,
            "valid_from": SURVEY,
            "source": "Vermessungsamt",
            **values,
        }
    )


@pytest.fixture
def planner():
    return person(Role.PLANNER)


@pytest.fixture
def north():
    return make_district(key="N1", name="Nord")


@pytest.fixture
def south():
    return make_district(key="S1", name="Süd")


def test_check_says_what_would_happen_and_writes_nothing(planner, north, south):
    make_boundary(north, geometry=square())
    file = boundary_file(geojson(N1=square(side=0.2), S1=square(13.5)))
    check = check_boundaries(actor=planner, file=file)
    assert (check.new, check.changed, check.unchanged) == (["S1"], ["N1"], [])
    assert check.can_apply
    assert Boundary.objects.count() == 1


def test_import_ends_the_old_boundary_and_keeps_it(planner, north, south):
    old = make_boundary(north)
    file = boundary_file(geojson(N1=square(side=0.2), S1=square(13.5)))
    import_boundaries(actor=planner, file=file, now=NOW)
    old.refresh_from_db()
    assert old.valid_until == SURVEY
    new = north.boundaries.get(valid_from=SURVEY)
    assert new.geometry == square(side=0.2)
    assert south.boundaries.get().valid_until is None
    assert Entry.objects.get(action="boundary.imported").details == {
        "level": "district",
        "valid_from": "2024-01-01",
        "new": 1,
        "changed": 1,
    }


def test_the_same_file_again_changes_nothing(planner, north):
    file = boundary_file(geojson(N1=square()))
    import_boundaries(actor=planner, file=file, now=NOW)
    later = boundary_file(geojson(N1=square()), valid_from=date(2025, 1, 1))
    for again in (file, later):
        check = import_boundaries(actor=planner, file=again, now=NOW)
        assert (check.new, check.changed, check.unchanged) == ([], [], ["N1"])
        assert not check.can_apply
    assert Boundary.objects.get().version == 1
    assert Entry.objects.filter(action="boundary.imported").count() == 1


def test_a_second_file_of_the_same_day_corrects_the_first(planner, north):
    import_boundaries(actor=planner, file=boundary_file(geojson(N1=square())), now=NOW)
    import_boundaries(actor=planner, file=boundary_file(geojson(N1=square(side=0.3))), now=NOW)
    boundary = Boundary.objects.get()
    assert boundary.geometry == square(side=0.3)
    assert boundary.events.count() == 2


def test_an_earlier_boundary_ends_where_the_known_one_begins(planner, north):
    make_boundary(north, valid_from=SURVEY)
    file = boundary_file(geojson(N1=square(side=0.2)), valid_from=LONG_AGO)
    import_boundaries(actor=planner, file=file, now=NOW)
    assert north.boundaries.get(valid_from=LONG_AGO).valid_until == SURVEY


def test_unknown_and_missing_areas_are_named(planner, north, south):
    check = check_boundaries(actor=planner, file=boundary_file(geojson(N1=square(), X9=square(14))))
    assert [problem.params for problem in check.problems.errors] == [{"keys": "X9"}]
    assert check.problems.warnings[-1].params == {"areas": "Süd (S1)"}
    with pytest.raises(ValidationError, match="X9"):
        import_boundaries(
            actor=planner, file=boundary_file(geojson(N1=square(), X9=square(14))), now=NOW
        )
    assert not Boundary.objects.exists()


def test_long_lists_of_names_are_shortened(planner, north):
    check = check_boundaries(
        actor=planner,
        file=boundary_file(
            geojson(**{f"X{n:02}": square(6 + n / 10, side=0.05) for n in range(23)})
        ),
    )
    assert check.problems.errors[0].params["keys"].endswith("X19 … (+3)")


def test_areas_of_another_time_are_unknown(planner):
    make_district(key="N1", valid_until=SURVEY)
    check = check_boundaries(actor=planner, file=boundary_file(geojson(N1=square())))
    assert check.problems.error_count == 1


def test_one_bad_area_keeps_all_from_changing(planner, north, south):
    broken = {"type": "MultiPolygon", "coordinates": [[[[13, 52], [13.1, 52]]]]}
    with pytest.raises(ValidationError, match="S1"):
        import_boundaries(
            actor=planner, file=boundary_file(geojson(N1=square(), S1=broken)), now=NOW
        )
    assert not Boundary.objects.exists()


def test_social_spaces_have_files_of_their_own(planner):
    space = make_space(key="010101")
    file = boundary_file(geojson(**{"010101": square()}), level=Level.SOCIAL_SPACE)
    import_boundaries(actor=planner, file=file, now=NOW)
    assert Boundary.objects.get().area == space


def test_a_file_names_its_source(planner, north):
    with pytest.raises(ValidationError) as refused:
        import_boundaries(
            actor=planner, file=boundary_file(geojson(N1=square()), source=""), now=NOW
        )
    assert "source" in refused.value.error_dict


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.AUDITOR])
def test_nobody_else_imports_or_deletes(role, north):
    actor = person(role)
    boundary = make_boundary(north)
    with pytest.raises(PermissionDenied):
        check_boundaries(actor=actor, file=boundary_file(b"{}"))
    with pytest.raises(PermissionDenied):
        import_boundaries(actor=actor, file=boundary_file(b"{}"), now=NOW)
    with pytest.raises(PermissionDenied):
        delete_boundary(actor=actor, boundary=boundary, version=1, now=NOW)


def test_a_mistake_can_be_deleted_and_stays_in_the_history(planner, north):
    boundary = make_boundary(north)
    pk = boundary.pk
    delete_boundary(actor=planner, boundary=boundary, version=1, now=NOW)
    assert not Boundary.objects.exists()
    history = Boundary.events.rel.related_model.objects.filter(pgh_obj_id=pk)
    assert list(history.order_by("pgh_id").values_list("pgh_label", flat=True)) == [
        "insert",
        "delete",
    ]


@pytest.mark.parametrize("kind", ["none", "both", "overlap", "empty"])
def test_the_database_refuses_what_makes_no_sense(kind, north):
    values = {"geometry": square(), "valid_from": LONG_AGO, "source": "x"}
    areas = {
        "none": {},
        "both": {"district": north, "social_space": make_space()},
        "overlap": {"district": north},
        "empty": {"district": north, "valid_until": LONG_AGO},
    }
    if kind == "overlap":
        make_boundary(north, valid_from=SURVEY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Boundary.objects.create(**values, **areas[kind])
