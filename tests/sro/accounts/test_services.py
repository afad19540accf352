"""Procedures around accounts and roles: rights, four eyes, trail, lost updates."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from sro.access import Role
from sro.accounts.models import Membership, User
from sro.accounts.services.administrators import create_first_administrator
from sro.accounts.services.invitations import InvitationNotSent, invite_user
from sro.accounts.services.memberships import add_membership, change_membership, end_membership
from sro.accounts.services.sessions import end_sessions
from sro.accounts.services.users import (
    create_user,
    deactivate_user,
    reactivate_user,
    update_profile,
    update_user,
)
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories import make_district
from tests.people import LONG_AGO, person

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
TODAY = date(2025, 6, 2)


@pytest.fixture
def admin():
    return person(Role.ADMINISTRATOR)


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def actions() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_a_new_account_has_no_password_and_is_in_the_trail(admin):
    user = create_user(actor=admin, email=" Neu@SRO.Example ", display_name="Özge Muster", now=NOW)
    assert (user.email, user.sort_key) == ("neu@sro.example", "ozge muster")
    assert not user.has_usable_password()
    entry = Entry.objects.get(action="user.created")
    assert (entry.actor_id, entry.object_id, entry.at) == (admin.pk, str(user.pk), NOW)


@pytest.mark.parametrize("email", ["", "kein Name", "x@"])
def test_an_address_must_be_one(admin, email):
    with pytest.raises(ValidationError):
        create_user(actor=admin, email=email, display_name="X", now=NOW)


def test_two_accounts_never_share_an_address(admin, planner):
    with pytest.raises(ValidationError):
        create_user(actor=admin, email=planner.email.upper(), display_name="X", now=NOW)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_only_administrators_touch_accounts(role, planner):
    from tests.networks.factories_providers import make_provider

    actor = person(role, district=make_district(), provider=make_provider())
    membership = planner.memberships.get()
    attempts = [
        lambda: create_user(actor=actor, email="a@sro.example", display_name="A", now=NOW),
        lambda: update_user(
            actor=actor, user=planner, changes={"display_name": "A"}, version=1, now=NOW
        ),
        lambda: deactivate_user(actor=actor, user=planner, version=1, now=NOW),
        lambda: reactivate_user(actor=actor, user=planner, version=1, now=NOW),
        lambda: end_sessions(actor=actor, user=planner, now=NOW),
        lambda: invite_user(actor=actor, user=planner, base_url="https://x", now=NOW),
        lambda: add_membership(
            actor=actor, user=planner, role=Role.AUDITOR, valid_from=TODAY, now=NOW
        ),
        lambda: change_membership(
            actor=actor, membership=membership, changes={"role": "auditor"}, version=1, now=NOW
        ),
        lambda: end_membership(
            actor=actor, membership=membership, first_day_without=TODAY, version=1, now=NOW
        ),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Entry.objects.exists()


def test_nobody_changes_their_own_state_or_roles(admin):
    person(Role.ADMINISTRATOR)
    own = admin.memberships.get()
    attempts = [
        lambda: deactivate_user(actor=admin, user=admin, version=1, now=NOW),
        lambda: reactivate_user(actor=admin, user=admin, version=1, now=NOW),
        lambda: end_sessions(actor=admin, user=admin, now=NOW),
        lambda: add_membership(
            actor=admin, user=admin, role=Role.AUDITOR, valid_from=TODAY, now=NOW
        ),
        lambda: change_membership(
            actor=admin, membership=own, changes={"role": "auditor"}, version=1, now=NOW
        ),
        lambda: end_membership(
            actor=admin, membership=own, first_day_without=TODAY, version=1, now=NOW
        ),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert admin.memberships.count() == 1


def test_a_change_of_two_people_is_not_lost(admin, planner):
    update_user(actor=admin, user=planner, changes={"display_name": "Erste"}, version=1, now=NOW)
    with pytest.raises(StaleRecord):
        update_user(
            actor=admin, user=planner, changes={"display_name": "Zweite"}, version=1, now=NOW
        )
    planner.refresh_from_db()
    assert (planner.display_name, planner.sort_key) == ("Erste", "erste")


def test_a_login_or_a_new_password_is_no_change_of_the_record(planner):
    planner.last_login = timezone.now()
    planner.save(update_fields=["last_login"])
    planner.set_password("ganz-neue-vier-woerter")
    planner.save(update_fields=["password"])
    planner.refresh_from_db()
    assert planner.version == 1
    assert planner.events.count() == 1


def test_own_profile_holds_name_and_language_only(planner):
    saved = update_profile(
        actor=planner, changes={"display_name": "Änderung", "language": "en"}, version=1, now=NOW
    )
    assert (saved.display_name, saved.sort_key, saved.language) == ("Änderung", "anderung", "en")
    with pytest.raises(PermissionDenied):
        update_profile(actor=planner, changes={"email": "a@b.example"}, version=2, now=NOW)
    with pytest.raises(StaleRecord):
        update_profile(actor=planner, changes={"language": "de"}, version=1, now=NOW)


def test_roles_follow_their_days(admin, planner):
    membership = add_membership(
        actor=admin,
        user=planner,
        role=Role.CONTROLLER,
        valid_from=date(2025, 7, 1),
        valid_until=date(2025, 8, 1),
        now=NOW,
    )
    days = [date(2025, 6, 30), date(2025, 7, 1), date(2025, 7, 31), date(2025, 8, 1)]
    held = [Role.CONTROLLER in planner.grants_on(day).roles for day in days]
    assert held == [False, True, True, False]
    entry = Entry.objects.get(object_type="accounts.Membership")
    assert entry.details == {
        "user": planner.pk,
        "name": planner.display_name,
        "role": "controller",
    }
    assert entry.object_id == str(membership.pk)


def test_a_role_is_not_held_twice_at_one_time(admin, planner):
    with pytest.raises(ValidationError):
        add_membership(actor=admin, user=planner, role=Role.PLANNER, valid_from=TODAY, now=NOW)
    assert planner.memberships.count() == 1


@pytest.mark.parametrize(
    ("role", "with_district"), [(Role.CASEWORKER, False), (Role.PLANNER, True)]
)
def test_a_role_needs_its_own_place(admin, planner, role, with_district):
    district = make_district() if with_district else None
    with pytest.raises(ValidationError):
        add_membership(
            actor=admin,
            user=planner,
            role=role,
            district=district,
            valid_from=date(2030, 1, 1),
            now=NOW,
        )


@pytest.mark.parametrize(
    ("end", "left"), [(date(2025, 7, 1), 1), (LONG_AGO, 0), (date(2000, 1, 1), 0)]
)
def test_ending_a_role_that_would_hold_no_day_removes_it(admin, planner, end, left):
    membership = planner.memberships.get()
    saved = end_membership(
        actor=admin, membership=membership, first_day_without=end, version=1, now=NOW
    )
    assert planner.memberships.count() == left
    assert (saved is None) == (left == 0)
    assert actions() == ["membership.ended" if left else "membership.deleted"]


def test_an_ended_role_is_not_ended_later(admin, planner):
    membership = planner.memberships.get()
    ended = end_membership(
        actor=admin, membership=membership, first_day_without=TODAY, version=1, now=NOW
    )
    with pytest.raises(ValidationError):
        end_membership(
            actor=admin,
            membership=ended,
            first_day_without=date(2026, 1, 1),
            version=ended.version,
            now=NOW,
        )


def test_the_last_administrators_role_gets_no_end(admin):
    # The actor's own role ends at the year's end; the other one's would end before that.
    other = person(Role.ADMINISTRATOR)
    own = admin.memberships.get()
    Membership.objects.filter(pk=own.pk).update(valid_until=date(2100, 1, 1))
    membership = other.memberships.get()
    with pytest.raises(ValidationError, match=r"01\.07\.2100"):
        end_membership(
            actor=admin,
            membership=membership,
            first_day_without=date(2100, 7, 1),
            version=1,
            now=NOW,
        )
    membership.refresh_from_db()
    assert membership.valid_until is None


def test_a_handover_without_a_gap_is_allowed(admin):
    other = person(Role.ADMINISTRATOR)
    Membership.objects.filter(user=admin).update(valid_until=date(2100, 1, 1))
    third = person()
    add_membership(
        actor=admin, user=third, role=Role.ADMINISTRATOR, valid_from=date(2100, 1, 1), now=NOW
    )
    end_membership(
        actor=admin,
        membership=other.memberships.get(),
        first_day_without=TODAY,
        version=1,
        now=NOW,
    )


def test_the_last_lasting_administrator_is_not_closed(admin):
    other = person(Role.ADMINISTRATOR)
    Membership.objects.filter(user=admin).update(valid_until=date(2100, 1, 1))
    with pytest.raises(ValidationError):
        deactivate_user(actor=admin, user=other, version=1, now=NOW)
    other.refresh_from_db()
    assert other.is_active


def test_the_first_administrator_is_created_once():
    user = create_first_administrator(email="erste@sro.example", display_name="Erste", now=NOW)
    assert user.grants_on(TODAY).roles == {Role.ADMINISTRATOR}
    with pytest.raises(ValidationError):
        create_first_administrator(email="zweite@sro.example", display_name="Zweite", now=NOW)
    assert not User.objects.filter(email="zweite@sro.example").exists()


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Mit diesem Link setzen Sie Ihr Passwort"), ("en", "With this link you set")],
)
def test_the_invitation_speaks_the_persons_language(admin, language, words):
    user = create_user(
        actor=admin, email="neu@sro.example", display_name="Neu", language=language, now=NOW
    )
    invite_user(actor=admin, user=user, base_url="https://sro.example/", now=NOW)
    (message,) = mail.outbox
    assert words in message.body
    assert "https://sro.example/konto/passwort/neu/" in message.body
    assert actions() == ["user.created", "user.invited"]


def test_a_mail_that_cannot_be_sent_leaves_no_line(admin, planner, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with pytest.raises(InvitationNotSent):
        invite_user(actor=admin, user=planner, base_url="https://x", now=NOW)
    assert actions() == []


def test_a_closed_account_is_not_invited(admin):
    user = person(is_active=False)
    with pytest.raises(ValidationError):
        invite_user(actor=admin, user=user, base_url="https://x", now=NOW)


def test_history_says_who(admin, planner):
    update_user(actor=admin, user=planner, changes={"display_name": "N"}, version=1, now=NOW)
    event = planner.events.order_by("-pgh_id").first()
    assert (event.pgh_label, event.pgh_context["user"]) == ("update", admin.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_userevent WHERE pgh_obj_id = %s", [planner.pk]
        )
        assert cursor.fetchone() == (2,)
