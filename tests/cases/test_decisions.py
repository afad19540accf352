"""Only the office decides, after two professionals have consulted; never for money."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import (
    ConsultationParticipant,
    Support,
    SupportDecision,
    TeamConsultation,
)
from cases.services import decisions, team
from cases.services.decisions import Granted, NewExtent
from sro.access import Role
from sro.accounts.models import Membership
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_decision,
    make_person,
    make_plan,
    make_support,
    make_team_consultation,
    make_team_lead,
)
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_agreement, make_provider, make_rate
from tests.people import LONG_AGO
from tests.people import person as make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case(make_caseworker())


@pytest.fixture
def lead(case):
    return make_team_lead(case.district)


@pytest.fixture
def support(case):
    return make_support(case, provider=None)


def decide(case, actor, *supports, **values):
    return decisions.decide(
        actor=actor,
        case=case,
        now=NOW,
        supports=[Granted(each) for each in supports],
        **{
            "consultation": values.pop("consultation", None) or make_team_consultation(case),
            "result": "granted",
            "suitable": "Passt zum Bedarf.",
            "necessary": "Ohne Hilfe bliebe es, wie es ist.",
            "wish_and_choice": "Die Mutter wünscht den Anker.",
            "decided_on": TODAY,
            **values,
        },
    )


def row(case, actor, **values):
    """A decision straight into the table, past the service."""
    consultation = values.pop("consultation", None) or make_team_consultation(case)
    return make_decision(case, consultation=consultation, decided_by=actor, **values)


# --- consultation ---------------------------------------------------------------------------------


def consult(case, *people, **values):
    return team.enter_consultation(
        actor=case.responsible,
        case=case,
        professionals=people,
        now=NOW,
        **{"held_on": TODAY, "question": "Was hilft Mika?", **values},
    )


def test_two_professionals_consult(case, lead):
    consultation = consult(case, case.responsible, lead)
    assert {p.user for p in consultation.participants.all()} == {case.responsible, lead}


def test_one_professional_is_too_few(case):
    with pytest.raises(ValidationError) as refused:
        consult(case, case.responsible, case.responsible)
    assert "professionals" in refused.value.message_dict
    assert not TeamConsultation.objects.exists()


@pytest.mark.parametrize("role", [Role.PROVIDER_LEAD, Role.CONTROLLER, Role.PLANNER, None])
def test_only_professionals_of_the_office_consult(case, role):
    provider = make_provider() if role == Role.PROVIDER_LEAD else None
    other = make_user(*([role] if role else []), provider=provider)
    with pytest.raises(ValidationError):
        consult(case, case.responsible, other)
    consultation = make_team_consultation(case)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsultationParticipant.objects.create(consultation=consultation, user=other)


def test_a_consultation_to_come_is_none(case, lead):
    with pytest.raises(ValidationError):
        consult(case, case.responsible, lead, held_on=TODAY + timedelta(days=1))


def test_a_consultation_is_changed_until_a_decision_rests_on_it(case, lead, support):
    consultation = consult(case, case.responsible, lead)
    third = make_caseworker(case.district)
    changed = team.update_consultation(
        actor=case.responsible,
        consultation=consultation,
        changes={"recommendation": "Familienhilfe"},
        professionals=[lead, third],
        version=consultation.version,
        now=NOW,
    )
    assert {p.user for p in changed.participants.all()} == {lead, third}
    decide(case, lead, support, consultation=changed)
    with pytest.raises(NotPossible):
        team.update_consultation(
            actor=case.responsible,
            consultation=changed,
            changes={"recommendation": "Anders"},
            professionals=[lead, third],
            version=changed.version,
            now=NOW,
        )
    for statement in (
        "UPDATE cases_teamconsultation SET recommendation = 'Anders'",
        "DELETE FROM cases_consultationparticipant",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


# --- who decides ----------------------------------------------------------------------------------


def test_the_team_lead_grants_with_a_provider_in_one_step(case, lead, support):
    provider = make_provider()
    decision = decisions.decide(
        actor=lead,
        case=case,
        consultation=make_team_consultation(case),
        result="granted",
        suitable="Passt.",
        necessary="Nötig.",
        wish_and_choice="Wie gewünscht.",
        decided_on=TODAY,
        supports=[Granted(support, provider)],
        now=NOW,
    )
    support.refresh_from_db()
    assert (support.state, support.decision, support.provider) == ("granted", decision, provider)
    assert decision.decided_by == lead
    line = Entry.objects.get(action="supportdecision.decided")
    assert line.details == {"case": case.pk, "result": "granted", "supports": [support.pk]}


def test_a_caseworker_does_not_decide(case, support):
    with pytest.raises(PermissionDenied):
        decide(case, case.responsible, support)
    with pytest.raises(IntegrityError, match="Only a team lead"), transaction.atomic():
        row(case, case.responsible)


def test_the_lead_of_another_district_does_not_decide(case, support):
    other = make_team_lead(make_district())
    with pytest.raises(PermissionDenied):
        decide(case, other, support)
    with pytest.raises(IntegrityError, match="Only a team lead"), transaction.atomic():
        row(case, other)


@pytest.mark.parametrize("role", [Role.PROVIDER_LEAD, Role.PROVIDER_STAFF])
def test_nobody_of_a_provider_decides(case, support, role):
    other = make_user(role, provider=make_provider())
    with pytest.raises(PermissionDenied):
        decide(case, other, support)
    with pytest.raises(IntegrityError, match="Only a team lead"), transaction.atomic():
        row(case, other)


@pytest.mark.parametrize("role", [Role.PROVIDER_LEAD, Role.PROVIDER_STAFF])
def test_a_lead_who_also_works_for_a_provider_does_not_decide(case, lead, support, role):
    Membership.objects.create(user=lead, role=role, provider=make_provider(), valid_from=LONG_AGO)
    with pytest.raises(PermissionDenied):
        decide(case, lead, support)
    with pytest.raises(IntegrityError, match="works for a provider"), transaction.atomic():
        row(case, lead)


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_no_other_role_decides(case, support, role):
    with pytest.raises(PermissionDenied):
        decide(case, make_user(role), support)


def test_who_was_no_lead_on_that_day_does_not_decide(case, support):
    lead = make_user()
    Membership.objects.create(
        user=lead, role=Role.TEAM_LEAD, district=case.district, valid_from=TODAY
    )
    consultation = make_team_consultation(case, held_on=date(2025, 5, 1))
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(PermissionDenied):
        decide(case, lead, support, decided_on=yesterday, consultation=consultation)
    with pytest.raises(IntegrityError), transaction.atomic():
        row(case, lead, decided_on=yesterday, consultation=consultation)


# --- after which consultation ---------------------------------------------------------------------


def test_one_professional_is_too_few_for_a_decision(case, lead, support):
    consultation = make_team_consultation(case)
    consultation.participants.first().delete()
    with pytest.raises(ValidationError):
        decide(case, lead, support, consultation=consultation)
    with pytest.raises(IntegrityError, match="two professionals"), transaction.atomic():
        row(case, lead, consultation=consultation)


def test_a_consultation_about_another_family_does_not_count(case, lead, support):
    consultation = make_team_consultation(make_case(district=case.district))
    with pytest.raises(ValidationError):
        decide(case, lead, support, consultation=consultation)
    with pytest.raises(IntegrityError, match="two professionals"), transaction.atomic():
        row(case, lead, consultation=consultation)


def test_the_decision_follows_the_consultation(case, lead, support):
    consultation = make_team_consultation(case, held_on=TODAY)
    yesterday = TODAY - timedelta(days=1)
    with pytest.raises(ValidationError):
        decide(case, lead, support, consultation=consultation, decided_on=yesterday)
    with pytest.raises(IntegrityError, match="two professionals"), transaction.atomic():
        row(case, lead, consultation=consultation, decided_on=yesterday)


def test_without_a_consultation_nothing_is_decided(case, lead):
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportDecision.objects.create(
            case=case, result="granted", decided_by=lead, decided_on=TODAY, consultation_id=None
        )


# --- what is decided ------------------------------------------------------------------------------


def test_a_refusal_needs_its_ground_and_declines(case, lead, support):
    with pytest.raises(ValidationError):
        decide(case, lead, support, result="refused")
    decide(case, lead, support, result="refused", refusal_ground="not_suitable")
    support.refresh_from_db()
    assert support.state == "declined"


def test_money_is_no_ground(case, lead, support):
    for ground in ("money", "budget", "too_expensive"):
        with pytest.raises(ValidationError):
            decide(case, lead, support, result="refused", refusal_ground=ground)
    names = {field.name for field in SupportDecision._meta.fields}
    assert not {name for name in names if "amount" in name or "cost" in name or "budget" in name}


def test_a_grant_has_no_ground_of_refusal(case, lead, support):
    with pytest.raises(ValidationError):
        decide(case, lead, support, refusal_ground="not_suitable")


def test_a_decision_is_about_something_of_this_case(case, lead):
    with pytest.raises(ValidationError):
        decide(case, lead)
    with pytest.raises(ValidationError):
        decide(case, lead, make_support(make_case(district=case.district)))
    assert not SupportDecision.objects.exists()


def test_reasons_are_written_down(case, lead, support):
    for name in ("suitable", "necessary", "wish_and_choice"):
        with pytest.raises(ValidationError):
            decide(case, lead, support, **{name: ""})


def test_a_decision_stays_as_it_was_made(case, lead, support):
    decision = decide(case, lead, support)
    for statement in (
        "UPDATE cases_supportdecision SET suitable = 'x'",
        "DELETE FROM cases_supportdecision",
    ):
        with pytest.raises(Exception, match="Cannot"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
    decision.refresh_from_db()
    assert decision.suitable == "Passt zum Bedarf."


def test_a_support_is_not_granted_twice(case, lead, support):
    decide(case, lead, support)
    with pytest.raises(NotPossible):
        decide(case, lead, support)


def test_a_support_is_never_granted_past_a_decision(case, support):
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.filter(pk=support.pk).update(state="granted")
    refusal = make_decision(case, result="refused", refusal_ground="not_suitable")
    with pytest.raises(IntegrityError), transaction.atomic():
        Support.objects.filter(pk=support.pk).update(state="granted", decision=refusal)


def test_hours_of_a_running_support_change_by_a_new_decision(case, lead):
    support = make_support(case, state="running", minutes=240)
    end = date(2026, 1, 1)
    decision = decide(case, lead, result="granted", changes=[NewExtent(support, 480, "week", end)])
    support.refresh_from_db()
    assert (support.minutes, support.planned_end, support.decision) == (480, end, decision)
    assert support.state == "running"


def test_what_was_granted_changes_by_a_decision_only(case):
    support = make_support(case, state="running", minutes=240)
    for values in (
        {"minutes": 480},
        {"minutes_per": "month"},
        {"provider": make_provider()},
        {"person": make_person(case)},
        {"setting": "residential"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Support.objects.filter(pk=support.pk).update(**values)


def test_a_change_that_changes_nothing_is_refused(case, lead):
    support = make_support(case, state="running", minutes=240)
    with pytest.raises(ValidationError):
        decide(case, lead, changes=[NewExtent(support, 240, "week", None)])


def test_a_refused_change_leaves_the_support_alone(case, lead):
    support = make_support(case, state="running", minutes=240)
    with pytest.raises(ValidationError):
        decide(
            case,
            lead,
            result="refused",
            refusal_ground="not_necessary",
            changes=[NewExtent(support, 480, "week", None)],
        )


def test_the_agreement_that_names_the_kind_of_support_is_taken(case, lead, support):
    provider = make_provider()
    make_agreement(provider)
    naming = make_agreement(provider)
    make_rate(naming, support_type=support.support_type)
    decisions.decide(
        actor=lead,
        case=case,
        consultation=make_team_consultation(case),
        plan=make_plan(case, support.person),
        result="granted_changed",
        suitable="Passt.",
        necessary="Nötig.",
        wish_and_choice="Wie gewünscht.",
        decided_on=TODAY,
        supports=[Granted(support, provider)],
        now=NOW,
    )
    support.refresh_from_db()
    assert support.agreement == naming
