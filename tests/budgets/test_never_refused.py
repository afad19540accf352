"""An individual entitlement is not capped: with every budget below zero a support goes its way.

Every path to a support is walked twice, with no budget at all and with all budgets overdrawn; the
two must end alike.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse

from budgets.models import CommitmentSchedule
from budgets.services.commitments import calculate_due
from budgets.services.lines import standing
from cases.services import decisions
from cases.services.decisions import Granted, NewExtent
from cases.services.supports import begin_support, end_support, prolong_support, propose_support
from tests.budgets.factories import make_fund, make_outflow, make_year
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_person,
    make_support,
    make_team_consultation,
    make_team_lead,
)
from tests.networks.factories_providers import make_agreement, make_rate, make_support_type

pytestmark = pytest.mark.django_db

BUDGETS = ["none", "overdrawn"]


@pytest.fixture(params=BUDGETS)
def budget(request, case):
    """No budget at all; or nothing planned, a billion spent, and a commitment beside it."""
    if request.param == "none":
        return None
    year = make_year(TODAY.year)
    for kind in ("fall", "milieu", "struktur"):
        make_fund(budget_year=year, kind=kind, name=kind, amount=Decimal(0))
        make_outflow(
            case.district, "900000000.00", fund_kind=kind, year=TODAY.year, booked_on=TODAY
        )
    expensive = make_rate(make_agreement(), unit=2, amount=Decimal("99999.99"))
    other = make_support(
        make_case(district=case.district),
        support_type=expensive.support_type,
        provider=expensive.provider,
        state="running",
    )
    calculate_due(today=TODAY, now=NOW)
    assert CommitmentSchedule.objects.get(support=other).months.exists()
    found = standing(year=year)
    assert all(each.total.free < 0 for each in found)
    return found


@pytest.fixture
def case():
    return make_case(make_caseworker())


@pytest.fixture
def lead(case):
    return make_team_lead(case.district)


@pytest.fixture
def provider():
    return make_agreement().provider


def granted(case, lead, provider):
    """Proposed and granted by the services."""
    support = propose_support(
        actor=case.responsible,
        case=case,
        person=make_person(case),
        support_type=make_support_type(),
        start=TODAY,
        provider=provider,
        minutes=600,
        minutes_per="week",
        now=NOW,
    )
    decision = decisions.decide(
        actor=lead,
        case=case,
        consultation=make_team_consultation(case),
        result="granted",
        suitable="Passt zum Bedarf.",
        necessary="Ohne Hilfe bliebe es, wie es ist.",
        wish_and_choice="Die Mutter wünscht diesen Träger.",
        decided_on=TODAY,
        supports=[Granted(support)],
        now=NOW,
    )
    support.refresh_from_db()
    return support, decision


def test_by_the_services_from_the_proposal_to_the_end(budget, case, lead, provider):
    support, decision = granted(case, lead, provider)
    assert (support.state, support.decision_id) == ("granted", decision.pk)
    support = begin_support(
        actor=case.responsible, support=support, start=TODAY, version=support.version, now=NOW
    )
    assert support.state == "running"
    support = prolong_support(
        actor=case.responsible,
        support=support,
        planned_end=TODAY + timedelta(days=365),
        reason="Die Ziele brauchen mehr Zeit.",
        version=support.version,
        now=NOW,
    )
    assert support.planned_end == TODAY + timedelta(days=365)
    ended = end_support(
        actor=case.responsible,
        support=support,
        end=TODAY,
        end_reason="goals_reached",
        version=support.version,
        now=NOW,
    )
    assert ended.state == "ended"


def test_more_hours_are_granted(budget, case, lead, provider):
    support, _decision = granted(case, lead, provider)
    decisions.decide(
        actor=lead,
        case=case,
        consultation=make_team_consultation(case),
        result="granted",
        suitable="Passt weiter.",
        necessary="Es braucht mehr Zeit miteinander.",
        wish_and_choice="Wie bisher.",
        decided_on=TODAY,
        changes=[NewExtent(support, minutes=1_200, minutes_per="week", planned_end=None)],
        now=NOW,
    )
    support.refresh_from_db()
    assert support.minutes == 1_200


def test_by_the_page(budget, case, lead, provider, client):
    support = make_support(case, provider=provider)
    consultation = make_team_consultation(case)
    client.force_login(lead)
    address = reverse("cases:decision_new", args=[case.pk])
    page = client.get(address)
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    data |= {
        "consultation": consultation.pk,
        "result": "granted",
        "suitable": "Passt zum Bedarf.",
        "necessary": "Ohne Hilfe bliebe es, wie es ist.",
        "wish_and_choice": "Die Mutter wünscht diesen Träger.",
        "decided_on": TODAY.isoformat(),
        f"hilfe-{support.pk}": "on",
        f"traeger-{support.pk}": provider.pk,
    }
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    support.refresh_from_db()
    assert support.state == "granted"


def test_by_the_api_it_is_shown_as_ever(budget, case, lead, provider, client):
    support, _decision = granted(case, lead, provider)
    client.force_login(case.responsible)
    found = client.get(f"/api/v1/supports/{support.pk}/").json()
    assert found["state"] == "granted"
    assert not {"amount", "budget", "commitment"} & found.keys()


def test_the_calculation_in_the_background_leaves_it_alone(budget, case, lead, provider):
    support, _decision = granted(case, lead, provider)
    before = type(support).objects.filter(pk=support.pk).values().get()
    while calculate_due(today=date(TODAY.year, 12, 1), now=NOW):
        pass
    assert type(support).objects.filter(pk=support.pk).values().get() == before


def test_no_trigger_on_a_case_asks_the_budget():
    """The database itself: what runs when a support is written only notes it as due."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname, p.proname, p.prosrc
            FROM pg_trigger t
            JOIN pg_class c ON c.oid = t.tgrelid
            JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE c.relname LIKE 'cases\\_%' AND p.prosrc LIKE '%budgets\\_%'
            """
        )
        found = cursor.fetchall()
    assert {table for table, _, _ in found} == {"cases_support", "cases_casetransfer"}
    for _table, _name, source in found:
        rest = source.replace("INSERT INTO budgets_duecommitment (support_id)", "")
        assert "budgets_" not in rest
