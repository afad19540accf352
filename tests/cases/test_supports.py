"""Supports from the proposal to the end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Support
from cases.services import supports as service
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_person,
    make_plan,
    make_support,
)
from tests.networks.factories_providers import make_agreement, make_provider, make_support_type

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case(make_caseworker())


@pytest.fixture
def child(case):
    return make_person(case)


def propose(case, child, **values):
    return service.propose_support(
        actor=case.responsible,
        case=case,
        person=child,
        now=NOW,
        support_type=values.pop("support_type", None) or make_support_type(),
        **{"start": TODAY, **values},
    )


def test_a_proposal_takes_its_legal_basis_from_the_catalogue(case, child):
    kind = make_support_type()
    support = propose(case, child, support_type=kind, minutes=90, setting="residential")
    assert support.state == "proposed"
    assert (support.legal_basis, support.setting) == (kind.legal_basis, kind.setting)
    kind.legal_basis = "§ 99"
    kind.save()
    support.refresh_from_db()
    assert support.legal_basis == "§ 31 SGB VIII"


def test_a_kind_for_any_setting_asks_where(case, child):
    kind = make_support_type()
    kind.setting = "any"
    kind.save()
    for setting in ("", "any", "elsewhere"):
        with pytest.raises(ValidationError):
            propose(case, child, support_type=kind, setting=setting)
    assert propose(case, child, support_type=kind, setting="residential").setting == "residential"


def test_a_kind_out_of_use_is_not_proposed_but_stays_with_a_proposal(case, child):
    kind = make_support_type(is_active=False)
    with pytest.raises(ValidationError):
        propose(case, child, support_type=kind)
    kept = make_support(case, child, support_type=kind)
    changed = service.update_support(
        actor=case.responsible,
        support=kept,
        changes={"minutes": 60},
        version=kept.version,
        now=NOW,
    )
    assert changed.minutes == 60


def test_only_what_belongs_to_the_case_is_proposed(case, child):
    foreign = make_case()
    for values in (
        {"plan": make_plan(foreign)},
        {"combined_with": make_support(foreign)},
        {"provider": make_provider(), "agreement": make_agreement()},
    ):
        with pytest.raises(ValidationError):
            propose(case, child, **values)
    with pytest.raises(ValidationError):
        propose(case, make_person(foreign))


def test_a_proposal_is_changed_and_withdrawn(case, child):
    support = propose(case, child)
    other = make_support_type(name="Andere Hilfe")
    support = service.update_support(
        actor=case.responsible,
        support=support,
        changes={"support_type": other, "minutes": 120, "minutes_per": "month"},
        version=support.version,
        now=NOW,
    )
    assert (support.support_type, support.minutes, support.minutes_per) == (other, 120, "month")
    service.withdraw_support(
        actor=case.responsible, support=support, version=support.version, now=NOW
    )
    assert not Support.objects.filter(pk=support.pk).exists()


def test_two_people_changing_a_proposal(case, child):
    support = propose(case, child)
    Support.objects.filter(pk=support.pk).update(minutes=30)
    with pytest.raises(StaleRecord):
        service.update_support(
            actor=case.responsible, support=support, changes={"minutes": 60}, version=1, now=NOW
        )


def test_what_was_decided_is_not_changed_or_withdrawn(case, child):
    support = make_support(case, child, state="granted")
    with pytest.raises(NotPossible):
        service.update_support(
            actor=case.responsible, support=support, changes={"minutes": 9}, version=1, now=NOW
        )
    with pytest.raises(NotPossible):
        service.withdraw_support(actor=case.responsible, support=support, version=1, now=NOW)


def test_a_colleague_proposes_nothing(case, child):
    with pytest.raises(PermissionDenied):
        service.propose_support(
            actor=make_caseworker(case.district),
            case=case,
            person=child,
            support_type=make_support_type(),
            start=TODAY,
            now=NOW,
        )


def begin(support, start=TODAY):
    return service.begin_support(
        actor=support.case.responsible,
        support=support,
        start=start,
        version=support.version,
        now=NOW,
    )


def test_a_granted_support_begins(case, child):
    support = begin(make_support(case, child, state="granted", start=date(2025, 7, 1)))
    assert (support.state, support.start) == ("running", TODAY)
    assert Entry.objects.filter(action="support.begun", object_id=str(support.pk)).exists()


def test_a_proposed_support_does_not_begin(case, child):
    with pytest.raises(NotPossible):
        begin(make_support(case, child))


def test_a_support_does_not_begin_in_days_to_come(case, child):
    with pytest.raises(ValidationError):
        begin(make_support(case, child, state="granted"), TODAY + timedelta(days=1))


def end(support, day=TODAY, reason="goals_reached", **values):
    return service.end_support(
        actor=support.case.responsible,
        support=support,
        end=day,
        end_reason=reason,
        version=support.version,
        now=NOW,
        **values,
    )


def test_a_support_ends_with_its_reason(case, child):
    support = make_support(case, child, state="running", start=date(2025, 1, 1))
    support = end(support, end_note="Die Familie geht allein weiter.")
    assert (support.state, support.end, support.end_reason) == ("ended", TODAY, "goals_reached")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2025, 5, 31), "goals_reached"),
        (TODAY + timedelta(days=2), "goals_reached"),
        (TODAY, ""),
        (TODAY, "too_expensive"),
    ],
)
def test_an_end_that_cannot_be(case, child, day, reason):
    support = make_support(case, child, state="running", start=date(2025, 6, 1))
    with pytest.raises(ValidationError):
        end(support, day, reason)


def test_a_support_may_end_on_the_day_it_began(case, child):
    assert end(make_support(case, child, state="granted")).end == TODAY


def test_a_proposal_does_not_end(case, child):
    with pytest.raises(NotPossible):
        end(make_support(case, child))


def test_the_planned_end_is_moved_with_a_reason(case, child):
    support = make_support(case, child, state="running", planned_end=date(2025, 7, 1))
    values = {
        "actor": case.responsible,
        "support": support,
        "planned_end": date(2025, 9, 1),
        "version": support.version,
        "now": NOW,
    }
    with pytest.raises(ValidationError):
        service.prolong_support(reason="", **values)
    support = service.prolong_support(reason="Der Schulwechsel steht noch aus.", **values)
    assert support.planned_end == date(2025, 9, 1)
    assert support.planned_end_reason == "Der Schulwechsel steht noch aus."


def test_the_planned_end_lies_after_the_beginning(case, child):
    support = make_support(case, child, state="running")
    with pytest.raises(ValidationError):
        service.prolong_support(
            actor=case.responsible,
            support=support,
            planned_end=TODAY,
            reason="Versehen",
            version=support.version,
            now=NOW,
        )


def test_which_agreement_counts(case, child):
    provider, kind = make_provider(), make_support_type()
    assert service.agreement_for(None, kind, TODAY) is None
    assert service.agreement_for(provider, kind, TODAY) is None
    only = make_agreement(provider)
    assert service.agreement_for(provider, kind, TODAY) == only
    make_agreement(provider)
    assert service.agreement_for(provider, kind, TODAY) is None
