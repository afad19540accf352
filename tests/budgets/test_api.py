"""Budgets for other systems: the same rows, the same services, the same figures."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budgets.models import AllocationRun
from budgets.services import runs
from sro.access import Role
from sro.audit.models import Entry, Kind
from sro.demo import budget
from tests.budgets.berlin import golden, make_berlin
from tests.budgets.factories import (
    NOW,
    make_approved_run,
    make_calculated_run,
    make_fund,
    make_indicator,
    make_proposed_run,
    make_run,
    make_value,
    make_year,
    worked,
)
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db

LISTS = ["budget-years", "funds", "indicators", "indicator-values", "allocation-runs"]


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def api(client, controller):
    client.force_login(controller)
    return client


def get(client, path: str) -> dict | list:
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def act(client, run: AllocationRun, action: str, **data):
    return client.post(
        f"/api/v1/allocation-runs/{run.pk}/{action}/", data, content_type="application/json"
    )


def test_years_and_funds(api):
    fund = make_fund(amount=Decimal("545000000.00"))
    make_fund(kind="milieu", name="Milieu", amount=None)
    (year,) = get(api, "budget-years/?year=2018")["results"]
    assert (year["year"], year["state"]) == (2018, "draft")
    assert [(each["kind"], each["amount"]) for each in year["funds"]] == [
        ("fall", "545000000.00"),
        ("milieu", None),
    ]
    (found,) = get(api, "funds/?kind=fall&budget_year__year=2018")["results"]
    assert (found["id"], found["budget_year"]) == (fund.pk, 2018)
    assert get(api, "funds/?kind=reserve")["results"] == []


def test_indicators_and_values_with_source_and_day(api):
    indicator = make_indicator(code="kinder", source="Amt", licence="CC0")
    make_value(indicator, make_district(key="01"), "12.5")
    make_value(indicator, make_space(key="0101"), 3, source="Nachzählung")
    (found,) = get(api, "indicators/?code=kinder")["results"]
    assert (found["source"], found["licence"]) == ("Amt", "CC0")
    values = get(api, "indicator-values/?indicator=kinder&reference_date=2017-12-31")["results"]
    assert {(v["district"], v["social_space"], v["value"], v["source"]) for v in values} == {
        ("01", None, "12.500000", "Amt"),
        (None, "0101", "3.000000", "Nachzählung"),
    }
    (only,) = get(api, "indicator-values/?level=social_space")["results"]
    assert only["social_space"] == "0101"


def test_the_golden_figures(api, controller):
    make_berlin()
    run = worked(runs.start_run(actor=controller, run=budget.create(NOW), now=NOW))
    rows = get(api, f"allocation-runs/{run.pk}/allocations/")
    assert {("0.60", row["district"]): row["amount"] for row in rows} == {
        place: amount for place, amount in golden().items() if place[0] == "0.60"
    }
    for row in rows:
        assert sum(Decimal(part["amount"]) for part in row["parts"]) == Decimal(row["amount"])
        assert {part["component"]: part["weight"] for part in row["parts"]} == {
            "inhabitants_u18": "0.150000000000",
            "transfer_recipients_u65": "0.150000000000",
            "inhabitants_u18_migration_background": "0.150000000000",
            "public_green_m2_per_inhabitant": "0.150000000000",
            "previous_outflow": "0.400000000000",
        }
        assert all(part["source"] and part["value_date"] for part in row["parts"])


def test_a_run_with_parameters_and_snapshot(api):
    run = make_calculated_run()
    found = get(api, f"allocation-runs/{run.pk}/")
    assert (found["state"], found["indicator_share"], found["checksum"]) == (
        "complete",
        "0.600000",
        run.checksum,
    )
    (selection,) = found["selections"]
    assert selection["indicator"] == run.selections.get().indicator.code
    frozen = get(api, f"allocation-runs/{run.pk}/snapshot/")
    assert (frozen["checksum"], frozen["snapshot"]) == (run.checksum, run.snapshot)


def test_proposal_and_approval_by_another_person(api, client, controller):
    run = make_calculated_run()
    proposed = act(api, run, "propose")
    assert proposed.status_code == 200
    assert proposed.json()["proposed_by"] == controller.display_name

    own = act(api, run, "approve")
    assert own.status_code == 409
    assert own.json()["detail"]

    second = person(Role.CONTROLLER)
    client.force_login(second)
    approved = act(client, run, "approve")
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    again = act(client, run, "approve")
    assert again.status_code == 409
    run.refresh_from_db()
    assert (run.proposed_by, run.approved_by) == (controller, second)
    assert abs(run.approved_at - timezone.now()).total_seconds() < 60


def test_a_decision_is_about_the_version_that_was_read(api):
    run = make_proposed_run(person(Role.CONTROLLER))
    run.refresh_from_db()
    for version, status in ((run.version + 1, 409), ("alt", 400), (0, 400)):
        assert act(api, run, "approve", version=version).status_code == status
        assert act(api, run, "reject", version=version, reason="Zu alt").status_code == status
    run.refresh_from_db()
    assert run.state == "proposed"
    assert act(api, run, "approve", version=run.version).json()["state"] == "approved"


@pytest.mark.parametrize("action", ["propose", "withdraw", "approve", "reject"])
def test_the_proposer_gets_nowhere_by_other_spellings_of_the_address(api, controller, action):
    run = make_proposed_run(controller)
    address = f"/api/v1/allocation-runs/{run.pk}/{action}.json"
    response = api.post(address, {"reason": "x"}, content_type="application/json")
    assert response.status_code == (200 if action == "withdraw" else 409)
    run.refresh_from_db()
    assert run.state == ("complete" if action == "withdraw" else "proposed")


def test_amounts_and_snapshot_answer_with_the_format_in_the_address(api):
    run = make_approved_run()
    assert len(get(api, f"allocation-runs/{run.pk}/allocations.json")) == 3
    assert get(api, f"allocation-runs/{run.pk}/snapshot.json")["checksum"] == run.checksum


def test_withdrawing_and_rejecting(api, controller):
    run = make_proposed_run(controller)
    assert act(api, run, "withdraw").json()["state"] == "complete"
    other = make_proposed_run(fund=run.fund)
    missing = act(api, other, "reject")
    assert (missing.status_code, list(missing.json()["errors"])) == (400, ["reason"])
    blank = act(api, other, "reject", reason="  ")
    assert blank.status_code == 400
    rejected = act(api, other, "reject", reason="Zahlen zu alt")
    assert (rejected.json()["state"], rejected.json()["decision_reason"]) == (
        "rejected",
        "Zahlen zu alt",
    )


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TEAM_LEAD])
def test_planners_and_team_leads_see_what_is_in_force(client, role):
    approved = make_approved_run()
    draft = make_run(fund=approved.fund)
    client.force_login(person(role, district=make_district(key="99")))
    assert [each["id"] for each in get(client, "allocation-runs/")["results"]] == [approved.pk]
    assert len(get(client, f"allocation-runs/{approved.pk}/allocations/")) == 3
    assert client.get(f"/api/v1/allocation-runs/{draft.pk}/").status_code == 404
    assert client.get(f"/api/v1/allocation-runs/{draft.pk}/allocations/").status_code == 404
    assert act(client, draft, "propose").status_code == 404
    assert act(client, approved, "approve").status_code == 403
    assert Entry.objects.filter(kind=Kind.DENIAL).count() == 1


@pytest.mark.parametrize("path", ["budget-years", "funds", "allocation-runs"])
def test_those_who_may_see_none_of_it_are_told_so(client, path):
    client.force_login(person(Role.AUDITOR))
    assert client.get(f"/api/v1/{path}/").status_code == 403


@pytest.mark.parametrize("path", LISTS)
def test_strangers_get_nothing(client, path):
    assert client.get(f"/api/v1/{path}/").status_code in {302, 401, 403}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_lists_are_for_reading(api, path, method):
    assert getattr(api, method)(f"/api/v1/{path}/").status_code == 405


@pytest.mark.parametrize("path", LISTS)
def test_the_number_of_queries_does_not_grow_with_rows(api, path):
    def fill(key: str) -> None:
        indicator = make_indicator()
        make_value(indicator, make_district(key=key), 1)
        fund = make_fund(kind="other", name=f"Topf {key}", budget_year=make_year(2000 + int(key)))
        runs.create_run(
            actor=person(Role.CONTROLLER),
            fund=fund,
            name="Lauf",
            parameters={"indicator_share": Decimal(1)},
            selections=[runs.SelectionData(indicator, NOW.date())],
            now=NOW,
        )

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            get(api, f"{path}/")
        return len(captured)

    fill("01")
    get(api, f"{path}/")
    few = queries()
    for key in ("02", "03", "04"):
        fill(key)
    assert queries() == few
