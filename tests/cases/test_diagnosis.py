"""Diagnosis in three steps: entries, assumptions, and what checking them shows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import DiagnosisEntry, Disclosure, Hypothesis
from cases.services import diagnosis as service
from cases.services.diagnosis import Finding
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_diagnosis,
    make_hypothesis,
    make_person,
    make_team_lead,
)

pytestmark = pytest.mark.django_db
LATER = TODAY + timedelta(days=30)


@pytest.fixture
def case():
    return make_case()


def check(hypothesis, state, actor=None, version=None, **more):
    finding = Finding(state=state, **{"result": "Es zeigte sich.", "checked_on": TODAY, **more})
    return service.check_hypothesis(
        actor=actor or hypothesis.author,
        hypothesis=hypothesis,
        finding=finding,
        version=version or hypothesis.version,
        now=NOW,
    )


def test_an_observation_is_written_changed_and_deleted(case):
    actor = case.responsible
    entry = service.add_entry(
        actor=actor,
        case=case,
        step="perceive",
        text="Mika lacht.",
        about=make_person(case),
        written_on=TODAY,
        now=NOW,
    )
    entry = service.change_entry(
        actor=actor, entry=entry, changes={"step": "conclude"}, version=entry.version, now=NOW
    )
    assert entry.step == "conclude"
    service.delete_entry(actor=actor, entry=entry, version=entry.version, now=NOW)
    assert not DiagnosisEntry.objects.exists()
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {f"diagnosisentry.{verb}" for verb in ("created", "updated", "deleted")} <= actions


def test_entries_are_about_people_of_the_case_and_not_of_tomorrow(case):
    values = {"actor": case.responsible, "case": case, "step": "perceive", "now": NOW}
    with pytest.raises(ValidationError):
        service.add_entry(**values, text="x", written_on=TODAY, about=make_person())
    with pytest.raises(ValidationError):
        service.add_entry(**values, text="x", written_on=LATER)


def test_strangers_write_nothing(case):
    stranger = make_caseworker(case.district)
    with pytest.raises(PermissionDenied):
        service.add_hypothesis(actor=stranger, case=case, text="x", written_on=TODAY, now=NOW)
    with pytest.raises(PermissionDenied):
        check(make_hypothesis(case), "confirmed", actor=stranger)


@pytest.mark.parametrize("state", ["confirmed", "refuted"])
def test_a_check_ends_an_assumption(case, state):
    checked, follower = check(make_hypothesis(case, check_on=TODAY), state)
    assert (checked.state, checked.checked_on, follower) == (state, TODAY, None)
    line = Entry.objects.get(action="hypothesis.checked")
    assert line.details == {"case": case.pk, "result": state}
    with pytest.raises(NotPossible):
        check(checked, "refuted")
    with pytest.raises(NotPossible):
        service.change_hypothesis(
            actor=case.responsible,
            hypothesis=checked,
            changes={"text": "anders"},
            version=checked.version,
            now=NOW,
        )


def test_a_changed_assumption_goes_on_as_a_new_one(case):
    old = make_hypothesis(case)
    checked, follower = check(
        old,
        "changed",
        new_text="Der Streit beginnt am Morgen.",
        new_grounds="So erzählt es die Schwester.",
        check_on=LATER,
    )
    assert checked.state == "changed"
    assert (follower.text, follower.state, follower.check_on) == (
        "Der Streit beginnt am Morgen.",
        "open",
        LATER,
    )
    old.refresh_from_db()
    assert old.text == "Der Streit beginnt am Abend."


def test_looking_again_keeps_it_open(case):
    checked, follower = check(make_hypothesis(case, check_on=TODAY), "open", check_on=LATER)
    assert (checked.state, checked.check_on, checked.checked_on, follower) == (
        "open",
        LATER,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("state", "more", "field"),
    [
        ("confirmed", {"result": " "}, "result"),
        ("changed", {}, "new_text"),
        ("open", {}, "check_on"),
        ("confirmed", {"checked_on": LATER}, "checked_on"),
        ("confirmed", {"checked_on": date(2020, 1, 1)}, "checked_on"),
        ("open", {"check_on": date(2020, 1, 1)}, "check_on"),
    ],
)
def test_what_is_missing_is_said_at_its_field(case, state, more, field):
    hypothesis = make_hypothesis(case)
    with pytest.raises(ValidationError) as caught:
        check(hypothesis, state, **more)
    assert field in caught.value.message_dict
    hypothesis.refresh_from_db()
    assert hypothesis.state == "open"


def test_two_people_checking_at_once(case):
    hypothesis = make_hypothesis(case)
    check(hypothesis, "open", check_on=LATER)
    with pytest.raises(StaleRecord):
        check(hypothesis, "confirmed", version=1)


def test_what_grows_out_of_something_entrusted_is_entrusted(case):
    hypothesis = make_hypothesis(case, entrusted=True)
    _checked, follower = check(hypothesis, "changed", new_text="Anders.")
    assert follower.entrusted
    assert not Hypothesis.objects.visible_to(make_team_lead(case.district)).exists()


def test_only_the_author_entrusts_and_opens(case):
    lead = make_team_lead(case.district)
    entry = make_diagnosis(case)
    with pytest.raises(ValidationError):
        service.change_entry(
            actor=lead, entry=entry, changes={"entrusted": True}, version=1, now=NOW
        )
    entry = service.change_entry(
        actor=case.responsible, entry=entry, changes={"entrusted": True}, version=1, now=NOW
    )
    assert not DiagnosisEntry.objects.visible_to(lead).exists()


def test_whom_it_was_disclosed_to_reads_but_does_not_write(case):
    lead = make_team_lead(case.district)
    hypothesis = make_hypothesis(case, entrusted=True)
    Disclosure.objects.create(
        case=case,
        entry_kind="hypothesis",
        entry_id=hypothesis.pk,
        ground="consent",
        recipient_user=lead,
        reason="Abgesprochen.",
        author=case.responsible,
        at=NOW,
    )
    assert Hypothesis.objects.visible_to(lead).get() == hypothesis
    with pytest.raises(PermissionDenied):
        check(hypothesis, "confirmed", actor=lead)
    with pytest.raises(PermissionDenied):
        service.delete_hypothesis(actor=lead, hypothesis=hypothesis, version=1, now=NOW)
