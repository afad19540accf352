"""The access table: fails closed, and says the same of rows and of single objects."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from sro import access
from sro.access import TABLE, Role
from sro.accounts.models import Membership, User
from sro.records import RecordQuerySet
from sro.ui.models import Draft
from tests.people import person

NOW = "2018-01-02T10:00:00Z"


def test_every_line_names_an_existing_model():
    assert [label for label in TABLE if apps.get_model(label) is None] == []


def test_every_model_in_the_table_has_a_scoped_queryset():
    unscoped = [
        label
        for label in TABLE
        if not isinstance(apps.get_model(label)._default_manager.all(), RecordQuerySet)
    ]
    assert unscoped == []


def test_providers_hold_no_right_to_decide_anything():
    decisions = {"approve", "propose", "reject", "adopt", "close", "calculate"}
    found = [
        (label, rule.actions & decisions)
        for label, rules in TABLE.items()
        for rule in rules
        if set(rule.roles) & set(access.PROVIDER_ROLES) and rule.actions & decisions
    ]
    assert found == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "user",
    [AnonymousUser(), None, SimpleNamespace(is_authenticated=True, is_active=False)],
    ids=["anonymous", "nobody", "inactive"],
)
def test_nobody_sees_nothing(user):
    person(Role.ADMINISTRATOR)
    assert access.rows(user, User.objects.all()).count() == 0
    assert not access.can(user, "view", User)


@pytest.mark.django_db
def test_a_deactivated_person_sees_nothing():
    admin = person(Role.ADMINISTRATOR)
    admin.is_active = False
    assert not User.objects.visible_to(admin).exists()


@pytest.mark.django_db
def test_a_model_outside_the_table_is_closed():
    from django.contrib.sessions.models import Session

    admin = person(Role.ADMINISTRATOR)
    assert not access.can(admin, "view", Session)
    assert "IsNull" in str(access.rows(admin, Session.objects.all()).query.where) or (
        access.rows(admin, Session.objects.all()).count() == 0
    )


@pytest.mark.django_db
def test_own_rows_are_ones_own_only():
    one, other = person(Role.CONTROLLER), person(Role.CONTROLLER)
    mine = Draft.objects.create(owner=one, key="a", saved_at=NOW)
    theirs = Draft.objects.create(owner=other, key="a", saved_at=NOW)
    assert list(Draft.objects.visible_to(one)) == [mine]
    assert access.can(one, "change", mine)
    assert not access.can(one, "change", theirs)
    with pytest.raises(PermissionDenied):
        access.require(one, "view", theirs)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [
        (-1, None, True),
        (0, None, True),
        (1, None, False),
        (-10, 0, False),
        (-10, 1, True),
        (-10, -1, False),
    ],
)
def test_memberships_count_from_their_first_day_to_the_day_before_their_end(begins, ends, holds):
    today = date(2018, 1, 2)
    user = person()
    Membership.objects.create(
        user=user,
        role=Role.CONTROLLER,
        valid_from=today + timedelta(days=begins),
        valid_until=None if ends is None else today + timedelta(days=ends),
    )
    assert (Role.CONTROLLER in user.grants_on(today).roles) is holds


@pytest.mark.django_db
def test_several_rows_are_asked_about_at_once(django_assert_num_queries):
    one, other = person(Role.CONTROLLER), person(Role.CONTROLLER)
    mine = [Draft.objects.create(owner=one, key=key, saved_at=NOW) for key in "ab"]
    theirs = Draft.objects.create(owner=other, key="a", saved_at=NOW)
    assert access.can(one, "view", mine[0])
    with django_assert_num_queries(1):
        assert access.can_all(one, ("change",), mine)
    # Whoever may add a draft may see it: one line of the table gives both.
    with django_assert_num_queries(1):
        assert access.can_all(one, ("add", "view"), mine)
    assert not access.can_all(one, ("view",), [*mine, theirs])
    assert not access.can_all(one, ("share",), mine)
    assert not access.can(one, "view", Draft(owner=one, key="c", saved_at=NOW))


@pytest.mark.django_db
def test_an_action_is_asked_for_where_a_line_gives_the_other_one_alone():
    user = person(Role.PLANNER)
    job = apps.get_model("ui.ImportJob")
    assert access._entails(user, job, "view", "change")
    user.memberships.create(role=Role.ADMINISTRATOR, valid_from="2018-01-01")
    both = User.objects.get(pk=user.pk)
    # Administrators see the imports of others, without changing them.
    assert not access._entails(both, job, "view", "change")
    assert access._entails(both, job, "change", "view")


@pytest.mark.django_db
def test_a_right_that_ends_is_noticed_at_the_next_request():
    user = person(Role.ADMINISTRATOR)
    row = person()
    assert access.can(user, "change", row)
    user.memberships.all().delete()
    assert not access.can(User.objects.get(pk=user.pk), "change", row)
    user.is_active = False
    assert not access.can(user, "change", row)
