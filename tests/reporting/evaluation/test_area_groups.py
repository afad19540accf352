"""Groups of areas with networked work: who keeps them, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from reporting.models import AreaGroup, AreaGroupMember, AreaLevel
from reporting.services import area_groups
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories import make_district, make_space
from tests.people import person
from tests.reporting.evaluation.factories import SINCE, make_group, make_member

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def begin(actor, **fields):
    given = {"name": "Nord", "level": AreaLevel.SPACE, "description": "Runder Tisch", **fields}
    return area_groups.create_group(actor=actor, now=NOW, **given)


def logged(action):
    return list(Entry.objects.filter(action=action).values_list("object_id", flat=True))


def test_a_group_is_begun_changed_and_removed(planner):
    group = begin(planner)
    assert logged("areagroup.created") == [str(group.pk)]
    make_member(group, make_space())
    asked = {"actor": planner, "group": group, "now": NOW}
    changed = area_groups.update_group(**asked, changes={"name": "Nordwest"}, version=1)
    assert (changed.name, changed.version) == ("Nordwest", 2)
    with pytest.raises(StaleRecord):
        area_groups.delete_group(**asked, version=1)
    area_groups.delete_group(**asked, version=2)
    assert not AreaGroup.objects.exists()
    assert not AreaGroupMember.objects.exists()
    assert len(logged("areagroup.updated")) == len(logged("areagroup.deleted")) == 1


def test_an_area_comes_changes_and_goes(planner):
    group, space = make_group(), make_space()
    asked = {"actor": planner, "now": NOW}
    member = area_groups.add_member(**asked, group=group, area=space, since=SINCE)
    assert (member.area, member.last_day) == (space, None)
    changed = area_groups.update_member(
        **asked, member=member, changes={"until": date(2025, 1, 1)}, version=1
    )
    assert changed.last_day == date(2024, 12, 31)
    with pytest.raises(StaleRecord):
        area_groups.remove_member(**asked, member=member, version=1)
    area_groups.remove_member(**asked, member=member, version=2)
    assert not group.members.exists()
    for action in ("created", "updated", "deleted"):
        assert logged(f"areagroupmember.{action}") == [str(member.pk)]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"level": "mond"}, {"description": ""}])
def test_what_is_no_group_is_refused(planner, wrong):
    with pytest.raises(ValidationError):
        begin(planner, **wrong)


def test_a_name_stands_once(planner):
    begin(planner)
    with pytest.raises(ValidationError):
        begin(planner)


def test_the_level_stays(planner):
    group = begin(planner)
    with pytest.raises(TypeError):
        area_groups.update_group(
            actor=planner, group=group, changes={"level": AreaLevel.DISTRICT}, version=1, now=NOW
        )


def test_areas_of_another_level_twice_or_backwards_are_refused(planner):
    group, space = make_group(), make_space()
    asked = {"actor": planner, "group": group, "now": NOW, "since": SINCE}
    area_groups.add_member(**asked, area=space)
    with pytest.raises(ValidationError, match="Ebene"):
        area_groups.add_member(**asked, area=make_district())
    with pytest.raises(ValidationError, match="schon"):
        area_groups.add_member(**asked, area=space)
    with pytest.raises(ValidationError, match="Ende"):
        area_groups.add_member(**asked, area=make_space(), until=SINCE)
    assert group.members.count() == 1


def test_the_database_wants_one_area_too():
    group = make_group()
    with pytest.raises(IntegrityError), transaction.atomic():
        AreaGroupMember.objects.create(group=group, since=SINCE)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_member(group, make_space(), district=make_district())


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.TEAM_LEAD])
def test_who_steers_looks_and_changes_nothing(role):
    who, group = person(role, district=make_district()), make_group()
    assert AreaGroup.objects.visible_to(who).get() == group
    member = make_member(group, make_space())
    asked = {"actor": who, "now": NOW}
    for refused in (
        lambda: begin(who),
        lambda: area_groups.update_group(**asked, group=group, changes={}, version=1),
        lambda: area_groups.delete_group(**asked, group=group, version=1),
        lambda: area_groups.add_member(**asked, group=group, area=make_space(), since=SINCE),
        lambda: area_groups.update_member(**asked, member=member, changes={}, version=1),
        lambda: area_groups.remove_member(**asked, member=member, version=1),
    ):
        with pytest.raises(PermissionDenied):
            refused()


def test_nobody_else_sees_groups():
    make_member(make_group(), make_space())
    worker = person(Role.CASEWORKER, district=make_district())
    assert not AreaGroup.objects.visible_to(worker).exists()
    assert not AreaGroupMember.objects.visible_to(worker).exists()
