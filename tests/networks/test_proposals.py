"""What planning makes of a proposal: one decision, by one person, with or without an entry."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from networks.models import Institution, ResourceProposal
from networks.need_start import decided_for
from networks.services import proposals as service
from networks.services.institutions import delete_institution
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.networks.factories import (
    NOW,
    TODAY,
    make_category,
    make_institution,
    make_proposal,
    make_space,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


@pytest.fixture
def proposal():
    return make_proposal(person(Role.CASEWORKER, district=make_space().district), name="Nähtreff")


@pytest.fixture
def fields():
    return {"name": "Nähtreff", "category": make_category(), "social_space": make_space()}


def take(planner, proposal, fields, version=1):
    return service.take_over(actor=planner, proposal=proposal, version=version, now=NOW, **fields)


def decline(planner, proposal, reason="Gibt es nicht mehr.", version=1, now=NOW):
    return service.decline(
        actor=planner, proposal=proposal, reason=reason, version=version, now=now
    )


def link(planner, proposal, institution, version=1):
    return service.link(
        actor=planner, proposal=proposal, institution=institution, version=version, now=NOW
    )


def test_taking_over_makes_the_entry_and_leads_to_it(planner, proposal, fields):
    taken = take(planner, proposal, fields)
    institution = Institution.objects.get()
    assert (taken.state, taken.institution, taken.decided_by) == ("taken", institution, planner)
    assert institution.name == "Nähtreff"
    lines = Entry.objects.values_list("action", "object_id")
    assert set(lines) == {
        ("institution.created", str(institution.pk)),
        ("resourceproposal.adopted", str(proposal.pk)),
    }


def test_a_wrong_entry_leaves_the_proposal_open(planner, proposal, fields):
    with pytest.raises(ValidationError):
        take(planner, proposal, {**fields, "name": ""})
    with pytest.raises(StaleRecord):
        take(planner, proposal, fields, version=7)
    proposal.refresh_from_db()
    assert proposal.state == "open"
    assert not Institution.objects.exists()
    assert not Entry.objects.exists()


def test_a_second_click_makes_no_second_entry(planner, proposal, fields):
    first = take(planner, proposal, fields)
    assert take(planner, proposal, fields) == first
    assert Institution.objects.count() == 1
    assert Entry.objects.filter(action="resourceproposal.adopted").count() == 1


def test_another_entry_from_an_old_page_is_refused(planner, proposal, fields):
    take(planner, proposal, fields)
    with pytest.raises(NotPossible):
        take(planner, proposal, {**fields, "name": "Ganz anders"})
    with pytest.raises(NotPossible):
        take(person(Role.PLANNER), proposal, fields)
    assert Institution.objects.count() == 1


def test_linking_leaves_the_entry_as_it_is(planner, proposal):
    institution = make_institution()
    linked = link(planner, proposal, institution)
    assert (linked.state, linked.institution) == ("taken", institution)
    assert link(planner, proposal, institution) == linked
    with pytest.raises(NotPossible):
        link(planner, proposal, make_institution())
    institution.refresh_from_db()
    assert institution.version == 1


def test_declining_needs_a_reason_and_holds(planner, proposal, fields):
    with pytest.raises(ValidationError):
        decline(planner, proposal, " ")
    declined = decline(planner, proposal)
    assert (declined.state, declined.reason) == ("declined", "Gibt es nicht mehr.")
    assert decline(planner, proposal, now=NOW + timedelta(seconds=1)) == declined
    for again in (
        lambda: decline(planner, proposal, "Anderer Grund"),
        lambda: take(planner, proposal, fields, version=2),
        lambda: link(planner, proposal, make_institution(), version=2),
    ):
        with pytest.raises(NotPossible):
            again()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_nobody_else_decides(role, proposal, fields):
    space = make_space()
    actor = person(role, district=space.district, provider=make_provider())
    for act in (
        lambda: take(actor, proposal, fields),
        lambda: link(actor, proposal, make_institution()),
        lambda: decline(actor, proposal),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Institution.objects.filter(name="Nähtreff").exists()


def test_who_proposed_does_not_decide(proposal):
    with pytest.raises(PermissionDenied):
        decline(proposal.proposed_by, proposal)


def test_an_entry_made_by_mistake_goes_and_the_decision_stays(planner, proposal, fields):
    taken = take(planner, proposal, fields)
    delete_institution(actor=planner, institution=taken.institution, version=1, now=NOW)
    taken.refresh_from_db()
    assert (taken.state, taken.institution) == ("taken", None)


def test_only_what_was_taken_over_has_an_entry(proposal):
    institution = make_institution()
    with pytest.raises(IntegrityError, match="resourceproposal_entry"), transaction.atomic():
        ResourceProposal.objects.filter(pk=proposal.pk).update(institution=institution)


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_make_one_entry(proposal, fields):
    planners = [person(Role.PLANNER), person(Role.PLANNER)]
    start = Barrier(2)
    outcomes = []

    def decide(planner):
        try:
            start.wait(timeout=30)
            take(planner, proposal, fields)
            outcomes.append("taken")
        except NotPossible:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=decide, args=(planner,)) for planner in planners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "taken"]
    assert Institution.objects.count() == 1


# --- whoever proposed is told ---------------------------------------------------------------------


def test_whoever_proposed_is_told_what_became_of_it_until_it_is_read(planner, proposal, client):
    author = proposal.proposed_by
    assert not service.mark_read(actor=author, proposal=proposal, now=NOW)
    assert decided_for(author, TODAY) == []
    decline(planner, proposal, "Es gibt ihn nicht mehr.")
    [item] = decided_for(author, TODAY)
    assert "Nähtreff" in item.text
    assert decided_for(planner, TODAY) == []
    client.force_login(author)
    page = client.get(item.url).text
    assert "Es gibt ihn nicht mehr." in page
    read = f"{item.url}gelesen/"
    assert read in page
    assert client.post(read, follow=True).status_code == 200
    assert decided_for(author, TODAY) == []
    assert read not in client.get(item.url).text
    # Read once is read: a second click changes nothing.
    version = ResourceProposal.objects.get().version
    client.post(read)
    assert ResourceProposal.objects.get().version == version
    assert Entry.objects.filter(action="resourceproposal.read").count() == 1


def test_nobody_else_marks_it_as_read(planner, proposal):
    decline(planner, proposal)
    for other in (planner, person(Role.CASEWORKER, district=make_space().district)):
        with pytest.raises(PermissionDenied):
            service.mark_read(actor=other, proposal=proposal, now=NOW)
