"""What the database itself refuses, whoever asks: raw SQL by the application's role."""

import pytest
from django.db import DatabaseError, connection, transaction

from budgets.models import AllocationRun, IndicatorSelection
from tests.budgets.factories import (
    NOW,
    make_approved_run,
    make_calculated_run,
    make_fund,
    make_indicator,
    make_proposed_run,
    make_run,
)

pytestmark = pytest.mark.django_db
REFUSED = r"frozen|Invalid transition"


def execute(sql: str, *params: object) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


CHANGES = {
    "amount of an allocation": "UPDATE budgets_allocation SET amount = 1 WHERE run_id = %s",
    "allocation removed": "DELETE FROM budgets_allocation WHERE run_id = %s",
    "part of an allocation": "UPDATE budgets_allocationpart SET amount = 1 WHERE allocation_id IN"
    " (SELECT id FROM budgets_allocation WHERE run_id = %s)",
    "part removed": "DELETE FROM budgets_allocationpart WHERE allocation_id IN"
    " (SELECT id FROM budgets_allocation WHERE run_id = %s)",
    "part added": "INSERT INTO budgets_allocationpart (allocation_id, position, component, method,"
    " source, is_manual, share_exact, weight_exact, amount) SELECT id, 99, 'more', '', '', false,"
    " '', '', 0 FROM budgets_allocation WHERE run_id = %s",
    "weight of an indicator": "UPDATE budgets_indicatorselection SET weight = 9 WHERE run_id = %s",
    "indicator removed": "DELETE FROM budgets_indicatorselection WHERE run_id = %s",
    "parameter": "UPDATE budgets_allocationrun SET indicator_share = 0.1 WHERE id = %s",
    "name": "UPDATE budgets_allocationrun SET name = 'x' WHERE id = %s",
    "snapshot": "UPDATE budgets_allocationrun SET snapshot = '{}' WHERE id = %s",
    "checksum": "UPDATE budgets_allocationrun SET checksum = repeat('0', 64) WHERE id = %s",
    "result without state": "UPDATE budgets_allocationrun SET calculated_at = now() WHERE id = %s",
    "approver": "UPDATE budgets_allocationrun SET approved_by_id = NULL WHERE id = %s",
    "back to draft": "UPDATE budgets_allocationrun SET state = 'draft' WHERE id = %s",
    "back to complete": "UPDATE budgets_allocationrun SET state = 'complete', name = 'x'"
    " WHERE id = %s",
    "run removed": "DELETE FROM budgets_allocationrun WHERE id = %s",
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_approved_run_cannot_be_changed(change):
    run = make_approved_run()
    before = AllocationRun.objects.filter(pk=run.pk).values().get()
    with pytest.raises(DatabaseError, match=REFUSED):
        execute(CHANGES[change], run.pk)
    assert AllocationRun.objects.filter(pk=run.pk).values().get() == before


@pytest.mark.parametrize(
    "change", [name for name in CHANGES if name not in {"approver", "back to draft"}]
)
def test_a_proposed_run_waits_as_it_is(change):
    run = make_proposed_run()
    with pytest.raises(DatabaseError, match="frozen"):
        execute(CHANGES[change], run.pk)


@pytest.mark.parametrize(
    "change",
    [
        "amount of an allocation",
        "part of an allocation",
        "part removed",
        "part added",
        "weight of an indicator",
        "parameter",
        "name",
    ],
)
def test_a_calculated_run_is_not_frozen_yet(change):
    # The same statements as above do change something: the triggers stop them, nothing else.
    assert execute(CHANGES[change], make_calculated_run().pk)


def test_a_superseded_run_stays_as_it_was():
    run = make_approved_run()
    other = make_calculated_run(fund=run.fund)
    AllocationRun.objects.filter(pk=run.pk).update(
        state="superseded", superseded_by=other, superseded_at=NOW
    )
    for sql in (CHANGES["parameter"], CHANGES["run removed"], CHANGES["amount of an allocation"]):
        with pytest.raises(DatabaseError, match="frozen"):
            execute(sql, run.pk)
    with pytest.raises(DatabaseError, match=REFUSED):
        execute("UPDATE budgets_allocationrun SET state = 'approved' WHERE id = %s", run.pk)


def test_superseding_writes_nothing_else():
    run = make_approved_run()
    with pytest.raises(DatabaseError, match="frozen"):
        AllocationRun.objects.filter(pk=run.pk).update(state="superseded", name="Anders")


def test_a_run_begins_as_a_draft():
    run = make_run()
    copy = AllocationRun.objects.get(pk=run.pk)
    copy.pk, copy.name, copy.state = None, "Fertig", "complete"
    with pytest.raises(DatabaseError, match="begins as a draft"), transaction.atomic():
        copy.save(force_insert=True)


def test_parts_cannot_be_moved_into_a_frozen_run():
    frozen = make_approved_run()
    other = make_calculated_run(fund=frozen.fund)
    with pytest.raises(DatabaseError, match="frozen"):
        execute(
            "UPDATE budgets_indicatorselection SET run_id = %s, indicator_id = %s"
            " WHERE run_id = %s",
            frozen.pk,
            make_indicator().pk,
            other.pk,
        )


def test_the_application_may_not_empty_the_tables():
    make_approved_run()
    for table in ("budgets_allocation", "budgets_allocationpart", "budgets_allocationrun"):
        with pytest.raises(DatabaseError, match="permission denied"):
            execute(f"TRUNCATE {table} CASCADE")


def test_a_finished_job_may_be_tidied_away():
    run = make_approved_run()
    assert execute("UPDATE budgets_allocationrun SET job_id = NULL WHERE id = %s", run.pk) == 1


def test_two_runs_of_a_fund_cannot_be_active_or_approved_at_once():
    first = make_run()
    second = make_run(fund=first.fund)
    AllocationRun.objects.filter(pk=first.pk).update(state="queued")
    with pytest.raises(DatabaseError, match="run_one_active"), transaction.atomic():
        AllocationRun.objects.filter(pk=second.pk).update(state="queued")


def test_selections_of_other_runs_change_freely():
    make_approved_run()
    other = make_run(fund=make_fund(kind="milieu", name="Milieu"))
    assert IndicatorSelection.objects.filter(run=other).update(weight=2) == 1
