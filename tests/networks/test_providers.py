"""Entering, changing, closing and deleting providers and their teams."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from networks.models import Provider, ProviderTeam, TeamPlace
from networks.services.providers import (
    add_team,
    close_provider,
    create_provider,
    delete_provider,
    delete_team,
    update_provider,
    update_team,
)
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories_providers import (
    NOW,
    make_agreement,
    make_focus,
    make_provider,
    person,
    social_space,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def test_a_provider_is_entered_with_a_trail_and_a_history(planner):
    provider = create_provider(
        actor=planner, now=NOW, name="Ährenfeld (erfunden) e. V.", valid_from=date(2025, 1, 1)
    )
    assert provider.sort_key == "ahrenfeld erfunden e v"
    assert Provider.objects.matching("aehren").get() == provider
    entry = Entry.objects.get(action="provider.created")
    assert (entry.object_id, entry.actor_id, entry.at) == (str(provider.pk), planner.pk, NOW)
    assert [event.pgh_label for event in provider.events.all()] == ["insert"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_only_planners_enter_providers(role):
    actor = person(role)
    with pytest.raises(PermissionDenied):
        create_provider(actor=actor, now=NOW, name="Neu", valid_from=date(2025, 1, 1))
    assert not Provider.objects.filter(name="Neu").exists()


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.PLANNER, True),
        (Role.CONTROLLER, True),
        (Role.TEAM_LEAD, False),
        (Role.PROVIDER_LEAD, False),
        (Role.ADMINISTRATOR, False),
    ],
)
def test_who_changes_a_provider(role, allowed):
    provider = make_provider(phone="030 1")
    actor = person(role, provider=provider)
    change = {"phone": "030 123456"}
    if allowed:
        update_provider(actor=actor, provider=provider, changes=change, version=1, now=NOW)
    else:
        with pytest.raises(PermissionDenied):
            update_provider(actor=actor, provider=provider, changes=change, version=1, now=NOW)
    provider.refresh_from_db()
    assert provider.phone == ("030 123456" if allowed else "030 1")


def test_two_providers_do_not_share_a_name(planner):
    make_provider("Doppelt e. V.")
    with pytest.raises(ValidationError, match="Einen Träger mit diesem Namen gibt es schon"):
        create_provider(actor=planner, now=NOW, name="Doppelt e. V.", valid_from=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"postal_code": "1234"}, "postal_code"),
        ({"phone": "fragen Sie Frau X"}, "phone"),
        ({"email": "nicht da"}, "email"),
        ({"valid_from": None}, "valid_from"),
        ({"legal_form": "sekte"}, "legal_form"),
    ],
)
def test_wrong_values_are_named_by_field(planner, values, field):
    with pytest.raises(ValidationError) as caught:
        create_provider(
            actor=planner, now=NOW, **{"name": "A", "valid_from": date(2025, 1, 1), **values}
        )
    assert field in caught.value.message_dict


def test_it_ends_after_it_begins(planner):
    provider = make_provider()
    with pytest.raises(ValidationError):
        close_provider(
            actor=planner,
            provider=provider,
            valid_until=provider.valid_from,
            version=1,
            now=NOW,
        )


def test_a_new_name_is_found_at_once(planner):
    provider = make_provider("Alter Name")
    update_provider(
        actor=planner, provider=provider, changes={"name": "Übermorgen"}, version=1, now=NOW
    )
    assert Provider.objects.matching("uebermorgen").get() == provider
    assert not Provider.objects.matching("alter").exists()


def test_nothing_is_overwritten_when_somebody_was_faster(planner):
    provider = make_provider()
    update_provider(
        actor=planner, provider=provider, changes={"city": "Berlin"}, version=1, now=NOW
    )
    with pytest.raises(StaleRecord) as caught:
        update_provider(
            actor=planner, provider=provider, changes={"city": "Bonn"}, version=1, now=NOW
        )
    assert caught.value.current.city == "Berlin"


def test_closing_keeps_everything_and_is_logged(planner):
    provider = make_provider()
    make_agreement(provider)
    closed = close_provider(
        actor=planner, provider=provider, valid_until=date(2025, 7, 1), version=1, now=NOW
    )
    assert closed.phase_on(date(2025, 6, 30)) == "running"
    assert closed.phase_on(date(2025, 7, 1)) == "ended"
    assert Entry.objects.filter(action="provider.closed", object_id=str(provider.pk)).exists()
    assert provider not in Provider.objects.valid_on(date(2025, 7, 1))


def test_a_provider_entered_by_mistake_goes_with_its_teams(planner):
    provider = make_provider()
    add_team(actor=planner, provider=provider, name="Team Süd", now=NOW)
    pk = provider.pk
    delete_provider(actor=planner, provider=provider, version=1, now=NOW)
    assert not Provider.objects.filter(pk=pk).exists()
    assert not ProviderTeam.objects.filter(provider_id=pk).exists()
    assert Entry.objects.filter(action="provider.deleted", object_id=str(pk)).exists()


@pytest.mark.parametrize("needed_by", [make_agreement, lambda p: make_focus(provider=p)])
def test_a_provider_in_use_is_closed_instead(planner, needed_by):
    provider = make_provider()
    needed_by(provider)
    with pytest.raises(ValidationError) as caught:
        delete_provider(actor=planner, provider=provider, version=1, now=NOW)
    assert len(caught.value.messages) == 2
    assert Provider.objects.filter(pk=provider.pk).exists()
    assert not Entry.objects.filter(action="provider.deleted").exists()


def test_a_provider_with_people_is_not_deleted(planner):
    provider = make_provider()
    person(Role.PROVIDER_STAFF, provider=provider)
    with pytest.raises(ValidationError):
        delete_provider(actor=planner, provider=provider, version=1, now=NOW)


def test_a_team_with_its_social_spaces_has_a_history(planner):
    first, second = social_space(), social_space()
    team = add_team(
        actor=planner, provider=make_provider(), name="Team A", now=NOW, social_spaces=[first]
    )
    update_team(
        actor=planner,
        team=team,
        changes={"social_spaces": [second], "name": "Team B"},
        version=1,
        now=NOW,
    )
    team.refresh_from_db()
    assert (team.name, list(team.social_spaces.all())) == ("Team B", [second])
    moves = TeamPlace.pgh_event_model.objects.order_by("pgh_id")
    assert [(each.pgh_label, each.social_space_id) for each in moves] == [
        ("insert", first.pk),
        ("delete", first.pk),
        ("insert", second.pk),
    ]


def test_team_names_are_unique_within_a_provider(planner):
    provider = make_provider()
    add_team(actor=planner, provider=provider, name="Team", now=NOW)
    add_team(actor=planner, provider=make_provider(), name="Team", now=NOW)
    with pytest.raises(ValidationError):
        add_team(actor=planner, provider=provider, name="Team", now=NOW)


def test_controllers_leave_teams_alone():
    team = add_team(actor=person(Role.PLANNER), provider=make_provider(), name="Team", now=NOW)
    with pytest.raises(PermissionDenied):
        delete_team(actor=person(Role.CONTROLLER), team=team, version=1, now=NOW)
    assert ProviderTeam.objects.filter(pk=team.pk).exists()


def test_lists_are_alphabetical_whatever_is_paid():
    names = ["Zeder e. V.", "Ärmelkanal e. V.", "Arche e. V.", "Öltal e. V.", "Otto e. V."]
    for name in names:
        make_provider(name)
    assert [each.name for each in Provider.objects.in_order()] == [
        "Arche e. V.",
        "Ärmelkanal e. V.",
        "Öltal e. V.",
        "Otto e. V.",
        "Zeder e. V.",
    ]
