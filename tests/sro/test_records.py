"""Versioned rows: nothing is overwritten, whoever writes and however."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from sro import access
from sro.access import Role
from sro.accounts.models import Membership, User
from sro.records import (
    StaleRecord,
    constraints_left_to_database,
    create_record,
    create_records,
    delete_record,
    update_record,
)
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return person(Role.ADMINISTRATOR)


def test_an_update_raises_the_version(admin):
    user = person(display_name="Erika Muster")
    saved = update_record(admin, user, {"display_name": "Erika Beispiel"}, user.version)
    assert (saved.display_name, saved.version) == ("Erika Beispiel", 2)


def test_an_update_without_a_difference_writes_nothing(admin):
    user = person(display_name="Erika Muster")
    assert update_record(admin, user, {"display_name": "Erika Muster"}, 1).version == 1


def test_a_stale_update_is_refused_and_shows_what_stands_there(admin):
    user = person(display_name="Erika Muster")
    update_record(admin, user, {"display_name": "Erste"}, 1)
    with pytest.raises(StaleRecord) as stale:
        update_record(admin, user, {"display_name": "Zweite"}, 1)
    assert stale.value.current.display_name == "Erste"
    user.refresh_from_db()
    assert user.display_name == "Erste"


@pytest.mark.parametrize("way", ["bulk", "raw"])
def test_bulk_updates_and_raw_sql_raise_the_version_too(way):
    user = person()
    if way == "bulk":
        User.objects.filter(pk=user.pk).update(language="en")
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET language = 'en' WHERE id = %s", [user.pk])
    user.refresh_from_db()
    assert user.version == 2


def test_the_version_cannot_be_set_back():
    user = person()
    User.objects.filter(pk=user.pk).update(version=1, language="en")
    user.refresh_from_db()
    assert user.version == 2


def test_without_the_right_nothing_is_written(admin):
    user = person(display_name="Erika Muster")
    with pytest.raises(PermissionDenied):
        update_record(person(Role.CONTROLLER), user, {"display_name": "X"}, 1)
    with pytest.raises(PermissionDenied):
        create_record(person(Role.CONTROLLER), User(email="x@sro.example", display_name="X"))
    assert not User.objects.filter(email="x@sro.example").exists()


def test_wrong_values_name_their_field(admin):
    user = person()
    with pytest.raises(ValidationError) as error:
        update_record(admin, user, {"email": "kein at-Zeichen"}, 1)
    assert "email" in error.value.error_dict


def test_a_stale_delete_is_refused(admin):
    user = person()
    membership = user.memberships.create(role=Role.CONTROLLER, valid_from="2018-01-01")
    update_record(admin, membership, {"valid_from": date(2017, 1, 1)}, 1)
    with pytest.raises(StaleRecord):
        delete_record(admin, membership, 1)
    assert user.memberships.count() == 1


def members(user, *roles):
    return [Membership(user=user, role=role, valid_from=date(2018, 1, 1)) for role in roles]


def test_several_rows_are_created_with_few_questions(admin, django_assert_max_num_queries):
    access.can(admin, "add", Membership)
    user = person()
    some = members(user, Role.CONTROLLER, Role.PLANNER, Role.AUDITOR, Role.ADMINISTRATOR)
    # A savepoint and its end, all rows, the right.
    with constraints_left_to_database(), django_assert_max_num_queries(4):
        rows = create_records(admin, some)
    assert [row.pk for row in rows] == list(
        user.memberships.order_by("pk").values_list("pk", flat=True)
    )


def test_several_rows_are_created_together_or_not_at_all(admin):
    user = person()
    wrong = Membership(user=user, role="juggler", valid_from=date(2018, 1, 1))
    with pytest.raises(ValidationError) as error:
        create_records(admin, [*members(user, Role.CONTROLLER), wrong])
    assert "role" in error.value.error_dict
    with pytest.raises(PermissionDenied):
        create_records(person(Role.CONTROLLER), members(user, Role.PLANNER))
    assert not user.memberships.exists()
    assert list(create_records(admin, [])) == []


def test_what_is_there_already_is_refused_before_the_database_is_asked(admin):
    person(email="schon.da@sro.example")
    again = User(email="Schon.da@sro.example", display_name="Zweite", password="x")
    with pytest.raises(ValidationError) as error:
        create_record(admin, again)
    assert "E-Mail" in str(error.value)


def test_made_up_rows_are_refused_by_the_database(admin):
    person(email="schon.da@sro.example")
    again = User(email="Schon.da@sro.example", display_name="Zweite", password="x")
    with pytest.raises(IntegrityError), constraints_left_to_database():
        create_record(admin, again)
    wrong = User(email="kein at-Zeichen", display_name="Dritte", password="x")
    with pytest.raises(ValidationError), constraints_left_to_database():
        create_record(admin, wrong)
    with pytest.raises(ValidationError):
        create_record(admin, again)


def test_a_row_at_hand_is_not_looked_up_again(admin, django_assert_num_queries):
    user = person()
    row = members(user, Role.CONTROLLER)[0]
    with django_assert_num_queries(0):
        row.clean_fields()
    with django_assert_num_queries(1), pytest.raises(ValidationError):
        Membership(user_id=0, role=Role.CONTROLLER, valid_from=date(2018, 1, 1)).clean_fields()
