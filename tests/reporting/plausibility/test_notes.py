"""Calling right what looks wrong; it comes back when the facts behind it change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from reporting.models import Finding, PlausibilityNote
from reporting.rules.plausibility import RULES, Mender
from reporting.services.plausibility import accept, reopen
from sro.access import Role
from sro.access.plausibility import MONEY_RULES
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.cases import factories as make
from tests.people import person

pytestmark = pytest.mark.django_db
NOW, TODAY = make.NOW, make.TODAY


def overdue():
    """A support whose planned end is over."""
    case = make.make_case()
    return make.make_support(
        case, state="running", start=TODAY - timedelta(days=60), planned_end=TODAY
    )


def found(support) -> Finding:
    return Finding.objects.get(pk=f"end_passed-{support.pk}")


def call_right(support, actor=None, reason="Die Familie bittet um eine Woche mehr.") -> Finding:
    actor = actor or support.case.responsible
    accept(actor=actor, finding=found(support), reason=reason, now=NOW)
    return found(support)


def test_a_note_says_who_why_and_when_and_stands_in_the_log():
    support = overdue()
    note = call_right(support).note
    assert (note.author, note.noted_at) == (support.case.responsible, NOW)
    assert note.reason == "Die Familie bittet um eine Woche mehr."
    assert Entry.objects.get(action="plausibilitynote.accepted").object_id == str(note.pk)
    assert not Finding.objects.still_open().filter(rule="end_passed").exists()


def test_it_is_open_again_when_the_facts_change():
    support = overdue()
    call_right(support)
    support.planned_end = TODAY - timedelta(days=1)
    support.save()
    assert found(support).note is None


def test_it_stays_right_when_something_else_changes():
    support = overdue()
    call_right(support)
    support.outside_district = True
    support.save()
    assert found(support).note is not None


def test_taken_back_it_counts_again_and_can_be_called_right_anew():
    support = overdue()
    note = call_right(support).note
    back = reopen(actor=support.case.responsible, note=note, version=note.version, now=NOW)
    assert back.withdrawn_by == support.case.responsible
    assert found(support).note is None
    assert call_right(support).note != note


def test_it_is_taken_back_once():
    support = overdue()
    note = call_right(support).note
    actor = support.case.responsible
    back = reopen(actor=actor, note=note, version=note.version, now=NOW)
    with pytest.raises(ValidationError):
        reopen(actor=actor, note=back, version=back.version, now=NOW)


def test_the_second_of_two_notes_at_once_is_refused():
    support = overdue()
    call_right(support)
    with pytest.raises(ValidationError, match="inzwischen"):
        call_right(support)


def test_what_was_mended_meanwhile_is_not_called_right():
    support = overdue()
    seen = found(support)
    support.planned_end = TODAY + timedelta(days=30)
    support.save()
    with pytest.raises(NotPossible):
        accept(actor=support.case.responsible, finding=seen, reason="Doch.", now=NOW)


def test_a_note_needs_a_reason():
    with pytest.raises(ValidationError):
        call_right(overdue(), reason="  ")


@pytest.mark.parametrize("role", [role for role in Role if role != Role.TEAM_LEAD])
def test_others_do_not_call_it_right(role):
    support = overdue()
    stranger = person(role, district=support.case.district, provider=support.provider)
    with pytest.raises((PermissionDenied, NotPossible)):
        call_right(support, stranger)
    assert not PlausibilityNote.objects.exists()


def test_the_team_lead_of_the_district_does():
    support = overdue()
    assert call_right(support, make.make_team_lead(support.case.district)).note


def test_the_rules_about_money_are_those_of_the_controller():
    assert set(MONEY_RULES) == {r.code for r in RULES if r.mender == Mender.CONTROLLER}
