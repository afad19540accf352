"""Recalculating frozen runs: identical to the last bit, or the first difference."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from budgets.allocation.frozen import checksum
from budgets.models import (
    Allocation,
    AllocationPart,
    AllocationRun,
    Fund,
    IndicatorValue,
    Outflow,
)
from budgets.services import proposals
from budgets.services.checking import difference_of, recompute_check
from sro.access import Role
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.budgets.factories import (
    AS_OF,
    NOW,
    make_approved_run,
    make_calculated_run,
    make_outflow,
    make_proposed_run,
    make_run,
)
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def check(controller, run):
    return recompute_check(actor=controller, run=AllocationRun.objects.get(pk=run.pk), now=NOW)


def test_a_frozen_run_comes_out_identically_for_ever(controller):
    run = make_approved_run()
    outcome = check(controller, run)
    assert outcome.identical
    assert (outcome.changes, outcome.gaps) == ([], [])
    assert [row.cells[0].difference for row in outcome.today] == [0, 0, 0]
    entry = Entry.objects.get(action="allocation_run.recomputed")
    assert entry.details == {"identical": True}


def kinds_in(document) -> set[type]:
    if isinstance(document, dict):
        return set().union(*map(kinds_in, document.values()))
    if isinstance(document, list):
        return set().union(*map(kinds_in, document))
    return {type(document)}


def test_a_snapshot_holds_nothing_that_a_store_could_round():
    stored = AllocationRun.objects.get(pk=make_approved_run().pk).snapshot
    assert kinds_in(stored) <= {str, int, bool, type(None)}


def test_what_changed_since_is_told_apart_from_the_frozen_result(controller):
    run = make_approved_run()
    before = dict(run.allocations.values_list("district__key", "amount"))
    Fund.objects.filter(pk=run.fund_id).update(amount=Decimal("2000.00"))
    IndicatorValue.objects.filter(district__key="01").update(value=20)
    make_outflow(Outflow.objects.get(district__key="03").district, 1)
    code = run.selections.get().indicator.code

    outcome = check(controller, run)

    assert outcome.identical
    assert {change.path: (change.then, change.today) for change in outcome.changes} == {
        ("total",): (100_000, 200_000),
        ("indicators", code, "values", "01"): ("10", "20"),
        ("previous_outflow", "03"): (30_000, 30_100),
    }
    assert sum(row.cells[0].amount for row in outcome.today) == 200_000
    assert dict(run.allocations.values_list("district__key", "amount")) == before


def test_a_gap_of_today_does_not_touch_the_frozen_result(controller):
    run = make_approved_run()
    IndicatorValue.objects.filter(district__key="02").delete()
    outcome = check(controller, run)
    assert outcome.identical
    assert [gap.unit for gap in outcome.gaps] == ["02"]
    assert outcome.today == ()


def test_a_district_more_or_less_is_a_change(controller):
    run = make_approved_run()
    code = run.selections.get().indicator.code
    district = make_district(key="04", valid_from=date(2017, 1, 1))
    IndicatorValue.objects.create(
        indicator=run.selections.get().indicator, district=district, reference_date=AS_OF, value=1
    )
    make_outflow(district, 1)
    changes = {
        change.path: (change.then, change.today) for change in check(controller, run).changes
    }
    assert changes["units",] == (["01", "02", "03"], ["01", "02", "03", "04"])
    assert changes["indicators", code, "values", "04"] == (None, "1")


TAMPERING = {
    "amount": (
        lambda run: Allocation.objects.filter(run=run, district__key="02").update(amount=1),
        ("allocations", "02", "amount"),
    ),
    "part": (
        lambda run: AllocationPart.objects.filter(
            allocation__run=run, allocation__district__key="03", component="previous_outflow"
        ).update(amount=1),
        ("allocations", "03", "parts", "previous_outflow", "amount"),
    ),
    "missing part": (
        lambda run: AllocationPart.objects.filter(
            allocation__run=run, component="previous_outflow"
        ).delete(),
        ("allocations", "01", "parts", "previous_outflow"),
    ),
    "missing amount": (
        lambda run: (
            AllocationPart.objects.filter(
                allocation__run=run, allocation__district__key="02"
            ).delete()
            and Allocation.objects.filter(run=run, district__key="02").delete()
        ),
        ("allocations", "02"),
    ),
    "checksum": (
        lambda run: AllocationRun.objects.filter(pk=run.pk).update(checksum="0" * 64),
        ("checksum",),
    ),
    "no snapshot": (
        lambda run: AllocationRun.objects.filter(pk=run.pk).update(snapshot={}),
        ("snapshot",),
    ),
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_the_first_difference_is_found_and_stops_the_proposal(controller, kind):
    run = make_calculated_run()
    tamper, place = TAMPERING[kind]
    tamper(run)
    outcome = check(controller, run)
    assert not outcome.identical
    assert outcome.difference.path == place
    with pytest.raises(NotPossible):
        proposals.propose(actor=controller, run=run, now=NOW)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("run", "name"), "anders", ("checksum",)),
        (("allocation", "result", "amounts", "01"), 1, ("checksum",)),
    ],
)
def test_every_word_of_the_snapshot_is_under_the_checksum(path, value, place):
    run = make_calculated_run()
    inner = run.snapshot
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    assert difference_of(run).path == place


def test_even_a_matching_checksum_does_not_hide_a_wrong_result():
    run = make_calculated_run()
    frozen = run.snapshot["allocation"]
    frozen["result"]["amounts"]["01"] += 1
    frozen["result_sha256"] = checksum(frozen["result"])
    run.checksum = checksum(run.snapshot)
    found = difference_of(run)
    assert found.path == ("amounts", "01")
    assert found.stored == found.computed + 1


def test_a_run_without_result_has_nothing_to_check(controller):
    with pytest.raises(NotPossible):
        check(controller, make_run())


def test_only_for_those_who_see_the_run():
    planner = person(Role.PLANNER)
    proposed = make_proposed_run()
    with pytest.raises(PermissionDenied):
        recompute_check(actor=planner, run=proposed, now=NOW)
    approved = proposals.approve(actor=person(Role.CONTROLLER), run=proposed, now=NOW)
    assert recompute_check(actor=planner, run=approved, now=NOW).identical


@pytest.mark.django_db(transaction=True)
def test_a_frozen_run_that_the_owner_tampered_with_is_not_approved(owner_connection):
    run = make_proposed_run()
    with owner_connection.cursor() as cursor:
        cursor.execute("ALTER TABLE budgets_allocation DISABLE TRIGGER USER")
        cursor.execute("UPDATE budgets_allocation SET amount = 1 WHERE run_id = %s", [run.pk])
        cursor.execute("ALTER TABLE budgets_allocation ENABLE TRIGGER USER")
    owner_connection.commit()
    with pytest.raises(NotPossible):
        proposals.approve(actor=person(Role.CONTROLLER), run=run, now=NOW)
