"""Networks and members: who may do what, what is kept of private people, what is overdue."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from networks.models import Network, NetworkMeeting, NetworkMember
from networks.rules.meetings import is_overdue
from networks.services import bodies
from networks.tasks import erase_former_members
from sro.access import Role
from sro.audit.models import Entry
from sro.audit.words import sentence
from tests.networks.factories import NOW, TODAY, make_district, make_institution, make_space
from tests.networks.factories_bodies import (
    make_held,
    make_invitation,
    make_meeting,
    make_member,
    make_network,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


def test_a_network_of_a_social_space_belongs_to_its_district():
    space = make_space()
    network = bodies.found_network(
        actor=person(Role.PLANNER),
        now=NOW,
        name="Runde Heide",
        kind="topic",
        social_space=space,
        valid_from=TODAY,
    )
    assert network.district == space.district
    assert Entry.objects.filter(action="network.created").exists()


def test_the_space_lies_in_the_district_chosen():
    with pytest.raises(ValidationError) as raised:
        bodies.found_network(
            actor=person(Role.PLANNER),
            now=NOW,
            name="Runde",
            kind="topic",
            district=make_district(),
            social_space=make_space(),
            valid_from=TODAY,
        )
    assert "social_space" in raised.value.message_dict


def test_a_district_founds_its_own_networks_only():
    lead = person(Role.TEAM_LEAD, district=make_district())
    with pytest.raises(PermissionDenied):
        bodies.found_network(
            actor=lead,
            now=NOW,
            name="Runde",
            kind="topic",
            district=make_district(),
            valid_from=TODAY,
        )


def test_of_organisations_no_names_of_people_are_kept():
    network = make_network()
    member = bodies.add_member(
        actor=person(Role.PLANNER),
        network=network,
        now=NOW,
        kind="institution",
        institution=make_institution(),
        provider=make_provider(),
        name="Ada Beispiel",
        email="",
        consent_on=TODAY,
        valid_from=TODAY,
    )
    assert (member.name, member.provider, member.consent_on) == ("", None, None)


@pytest.mark.parametrize("missing", ["consent_on", "valid_until", "name"])
def test_private_people_need_name_consent_and_end(missing):
    values = {"name": "Ada Beispiel", "consent_on": TODAY, "valid_until": TODAY.replace(year=2027)}
    values[missing] = "" if missing == "name" else None
    with pytest.raises(ValidationError):
        bodies.add_member(
            actor=person(Role.PLANNER),
            network=make_network(),
            now=NOW,
            kind="resident",
            valid_from=TODAY,
            **values,
        )


def test_a_consent_still_to_come_is_none():
    values = {"name": "Ada Beispiel", "valid_until": TODAY.replace(year=2027)}
    with pytest.raises(ValidationError, match="Tag"):
        bodies.add_member(
            actor=person(Role.PLANNER),
            network=make_network(),
            now=NOW,
            kind="resident",
            valid_from=TODAY,
            consent_on=TODAY + timedelta(days=1),
            **values,
        )


def test_nobody_is_in_a_network_twice():
    network, provider = make_network(), make_provider()
    make_member(network, provider=provider)
    with pytest.raises(ValidationError):
        bodies.add_member(
            actor=person(Role.PLANNER),
            network=network,
            now=NOW,
            kind="provider",
            provider=provider,
            valid_from=TODAY,
        )


def test_names_of_private_people_go_when_their_time_is_over():
    network = make_network()
    over = make_member(
        network, name="Ada Beispiel", email="ada@beispiel.example", valid_until=TODAY
    )
    staying = make_member(network, name="Bert Beispiel", valid_until=TODAY + timedelta(days=1))
    make_invitation(make_held(network), over)
    assert bodies.erase_former(today=TODAY, now=NOW) == 1
    over.refresh_from_db()
    assert (over.name, over.email, over.erased_on, str(over)) == ("", "", TODAY, "Nachbarschaft")
    staying.refresh_from_db()
    assert staying.name == "Bert Beispiel"
    assert bodies.erase_former(today=TODAY, now=NOW) == 0
    # Neither the history nor the log ever held them.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(to_jsonb(e)::text, '') FROM networks_networkmemberevent AS e"
        )
        assert "Ada" not in cursor.fetchone()[0]
    entry = Entry.objects.get(action="networkmember.erased")
    assert "Ada" not in f"{entry.details} {sentence(entry)}"


def test_whoever_comes_back_is_erased_again():
    member = make_member(make_network(), name="Ada Beispiel", valid_until=TODAY)
    bodies.erase_former(today=TODAY, now=NOW)
    member.refresh_from_db()
    later = TODAY + timedelta(days=100)
    bodies.update_member(
        actor=person(Role.PLANNER),
        member=member,
        changes={"name": "Ada Beispiel", "valid_until": later},
        version=member.version,
        now=NOW,
    )
    assert bodies.erase_former(today=TODAY, now=NOW) == 0
    assert bodies.erase_former(today=later, now=NOW) == 1


def test_the_nightly_work_erases(eager_jobs):
    over = make_member(make_network(), name="Ada Beispiel", valid_until=date(2020, 1, 1))
    assert erase_former_members.delay().get() == 1
    over.refresh_from_db()
    assert over.erased_on is not None


def test_a_member_with_a_past_stays():
    member = make_member(make_network())
    make_invitation(make_held(member.network), member)
    with pytest.raises(ValidationError):
        bodies.remove_member(
            actor=person(Role.PLANNER), member=member, version=member.version, now=NOW
        )


# --- rows ---------------------------------------------------------------------------------------


def test_providers_see_the_networks_in_which_they_work_now_once():
    provider = make_provider()
    user = person(Role.PROVIDER_STAFF, provider=provider)
    network, former, foreign = make_network(), make_network(), make_network()
    make_member(network, provider=provider, valid_until=date(2100, 1, 1))
    make_member(network, provider=provider, role="guest")
    make_member(former, provider=provider, valid_until=date(2020, 1, 1))
    make_member(foreign)
    assert list(Network.objects.visible_to(user)) == [network]


def test_providers_see_meetings_to_which_they_were_invited():
    provider = make_provider()
    user = person(Role.PROVIDER_LEAD, provider=provider)
    network = make_network()
    member = make_member(network, provider=provider)
    invited, other = make_meeting(network), make_meeting(network)
    make_invitation(invited, member)
    make_invitation(other, member, wanted_edition=0, sent_edition=0)
    assert list(NetworkMeeting.objects.visible_to(user)) == [invited]
    assert not NetworkMeeting.objects.allowing(user, "read_minutes").exists()
    NetworkMeeting.objects.filter(pk=invited.pk).update(minutes_shared=True)
    assert list(NetworkMeeting.objects.allowing(user, "read_minutes")) == [invited]


@pytest.mark.parametrize(("role", "sees"), [("member", True), ("guest", False)])
def test_colleagues_from_elsewhere_read_minutes_as_members_but_not_as_guests(role, sees):
    colleague = person(Role.CASEWORKER, district=make_district())
    network = make_network()
    make_member(network, user=colleague, role=role)
    make_held(network)
    assert NetworkMeeting.objects.allowing(colleague, "read_minutes").exists() is sees
    assert NetworkMeeting.objects.visible_to(colleague).exists() is sees


def test_private_people_are_named_to_those_who_work_with_the_network():
    network = make_network()
    resident = make_member(network, name="Ada Beispiel")
    own = person(Role.CASEWORKER, district=network.district)
    foreign = person(Role.CASEWORKER, district=make_district())
    controller = person(Role.CONTROLLER)
    rows = NetworkMember.objects
    assert list(rows.visible_to(own)) == [resident]
    assert not rows.visible_to(foreign).exists()
    assert not rows.visible_to(controller).exists()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(st.none(), st.integers(0, 300)),
    st.integers(1, 40),
    st.one_of(st.none(), st.integers(-3, 3)),
)
def test_the_database_knows_the_same_overdue_networks_as_the_rule(db, ago, weeks, ends):
    until = None if ends is None else TODAY + timedelta(days=ends)
    since = TODAY - timedelta(days=200)
    network = make_network(district=None, rhythm_weeks=weeks, valid_from=since, valid_until=until)
    last = None
    if ago is not None:
        last = make_held(network, days=ago, created_by=_planner()).day
    found = Network.objects.filter(pk=network.pk).overdue(_planner(), TODAY, NOW).exists()
    assert found is is_overdue(last, since, weeks, until, TODAY)


def _planner():
    from sro.accounts.models import User

    return User.objects.filter(memberships__role=Role.PLANNER).first() or person(Role.PLANNER)
