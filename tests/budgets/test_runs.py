"""Laying out runs: parameters, copies, start and cancellation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from budgets.models import AllocationRun, IndicatorSelection
from budgets.services import runs
from budgets.services.errors import AlreadyRunning
from budgets.services.runs import SelectionData
from budgets.services.years import adopt_year
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from sro.ui.models import Job
from tests.budgets.factories import (
    AS_OF,
    NOW,
    close,
    make_calculated_run,
    make_fund,
    make_indicator,
    make_proposed_run,
    make_run,
    worked,
)
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db

PARAMETERS = {"indicator_share": Decimal("0.6"), "outflow_year": 2016}


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def new(actor, **values):
    given = {"fund": values.get("fund") or make_fund(), "name": "Essen", "parameters": PARAMETERS}
    return runs.create_run(actor=actor, now=NOW, **{**given, **values})


def change(actor, run, selections=None, **changes):
    return runs.update_run(
        actor=actor,
        run=run,
        changes=changes,
        selections=selections,
        version=run.version,
        now=NOW,
    )


def test_a_new_run_is_a_draft_with_its_indicators_in_order(controller):
    first, second = make_indicator(), make_indicator()
    run = new(
        controller,
        selections=[
            SelectionData(second, AS_OF, Decimal(3)),
            SelectionData.usual(first, AS_OF),
        ],
    )
    assert (run.state, run.created_by, run.created_at) == ("draft", controller, NOW)
    assert [(each.indicator, each.weight) for each in run.selections.all()] == [
        (second, 3),
        (first, 1),
    ]
    assert Entry.objects.filter(action="allocation_run.created", object_id=str(run.pk)).exists()


def test_the_usual_use_of_an_indicator_comes_from_the_catalogue(controller):
    base = make_indicator()
    rate = make_indicator(
        kind="rate",
        default_method="range_weighted",
        default_direction="inverse",
        default_base=base,
    )
    run = new(controller, selections=[SelectionData.usual(rate, AS_OF, Decimal(2))])
    selection = run.selections.get()
    assert (selection.method, selection.direction, selection.base) == (
        "range_weighted",
        "inverse",
        base,
    )


def test_a_base_that_the_method_does_not_use_is_not_kept(controller):
    base, count = make_indicator(), make_indicator()
    run = new(controller, selections=[SelectionData(count, AS_OF, base=base)])
    assert run.selections.get().base is None


@pytest.mark.parametrize(
    "parameters",
    [
        {"indicator_share": Decimal("1.000001")},
        {"indicator_share": Decimal("-0.1")},
        {"indicator_share": Decimal("0.0000001")},
        {"floor_percent": Decimal(-5)},
        {"floor_percent": Decimal(5), "cap_percent": Decimal(-5), "reference_kind": "outflow"},
        {"floor_percent": Decimal(-101), "reference_kind": "outflow"},
        {"reference_kind": "run"},
        {"reference_kind": "guess"},
    ],
)
def test_parameters_that_cannot_be(controller, parameters):
    with pytest.raises(ValidationError):
        new(controller, parameters={**PARAMETERS, **parameters})
    assert not AllocationRun.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight": Decimal(-1)},
        {"weight": Decimal("0.0000001")},
        {"method": "range_weighted"},
        {"method": "guess"},
        {"direction": "inverse"},
    ],
)
def test_indicators_that_cannot_be_used_so_are_named(controller, wrong):
    indicator = make_indicator(name="Kinder")
    with pytest.raises(ValidationError, match="Kinder"):
        new(controller, selections=[SelectionData(indicator, AS_OF, **wrong)])
    assert not AllocationRun.objects.exists()


def test_an_indicator_counts_once(controller):
    indicator = make_indicator()
    with pytest.raises(ValidationError):
        new(controller, selections=[SelectionData(indicator, AS_OF)] * 2)


def test_the_run_to_measure_against_is_another_one_of_this_kind_of_fund(controller):
    run = new(controller)
    with pytest.raises(ValidationError):
        change(controller, run, reference_kind="run", reference_run=run)
    milieu = new(controller, fund=make_fund(kind="milieu", name="Milieu"))
    with pytest.raises(ValidationError):
        change(controller, run, reference_kind="run", reference_run=milieu)


def test_names_are_unique_within_a_fund(controller):
    run = new(controller)
    with pytest.raises(ValidationError):
        new(controller, fund=run.fund)
    new(controller, fund=make_fund(kind="milieu", name="Milieu"))


def test_changing_a_parameter_throws_the_result_away(controller):
    run = make_calculated_run()
    after = change(controller, run, indicator_share=Decimal("0.7"))
    assert (after.state, after.indicator_share) == ("draft", Decimal("0.7"))
    assert (after.snapshot, after.checksum, after.formula_version) == (None, "", "")
    assert not after.allocations.exists()


def test_changing_name_and_note_leaves_the_result(controller):
    run = make_calculated_run()
    after = change(controller, run, name="Anders", note="Annahme")
    assert (after.state, after.checksum) == ("complete", run.checksum)
    assert after.allocations.count() == 3


def test_the_same_indicators_again_change_nothing(controller):
    run = make_calculated_run()
    selection = run.selections.get()
    same = [SelectionData(selection.indicator, AS_OF, Decimal(1))]
    assert change(controller, run, selections=same).version == run.version
    other = [SelectionData(selection.indicator, AS_OF, Decimal(2))]
    after = change(controller, run, selections=other)
    assert (after.state, after.selections.get().weight) == ("draft", 2)
    assert after.version > run.version


def test_two_people_do_not_overwrite_each_other(controller):
    run = make_run()
    change(controller, run, name="Eins")
    with pytest.raises(StaleRecord):
        change(controller, run, name="Zwei")


def test_a_proposed_run_is_neither_changed_nor_thrown_away(controller):
    run = make_proposed_run()
    with pytest.raises(NotPossible):
        change(controller, run, name="Anders")
    with pytest.raises(NotPossible):
        runs.delete_run(actor=controller, run=run, version=run.version, now=NOW)
    with pytest.raises(NotPossible):
        runs.start_run(actor=controller, run=run, now=NOW)


def test_a_copy_is_a_draft_with_the_same_parameters(controller):
    run = make_proposed_run()
    copy = runs.copy_run(
        actor=controller,
        run=run,
        name="Kopie",
        changes={"indicator_share": Decimal("0.8")},
        now=NOW,
    )
    assert (copy.state, copy.fund, copy.outflow_year) == ("draft", run.fund, 2016)
    assert copy.indicator_share == Decimal("0.8")
    assert [each.indicator for each in copy.selections.all()] == [
        each.indicator for each in run.selections.all()
    ]
    assert copy.proposed_by is None


def test_throwing_a_run_away(controller):
    run = make_calculated_run()
    runs.delete_run(actor=controller, run=run, version=run.version, now=NOW)
    assert not AllocationRun.objects.exists()
    assert not IndicatorSelection.objects.exists()
    assert Entry.objects.get(action="allocation_run.deleted").details["run_name"] == run.name


def test_a_run_that_another_one_is_measured_against_stays(controller):
    run = make_calculated_run()
    new(
        controller,
        fund=run.fund,
        parameters={**PARAMETERS, "reference_kind": "run", "reference_run": run},
    )
    with pytest.raises(NotPossible):
        runs.delete_run(actor=controller, run=run, version=run.version, now=NOW)
    assert not Entry.objects.filter(action="allocation_run.deleted").exists()


def test_starting_queues_a_job_that_is_sent_after_the_commit(
    controller, django_capture_on_commit_callbacks
):
    run = make_run()
    with django_capture_on_commit_callbacks() as callbacks:
        started = runs.start_run(actor=controller, run=run, result_address="/x/", now=NOW)
    assert len(callbacks) == 1
    assert (started.state, started.job.target_id) == ("queued", run.pk)
    assert (started.job.created_by, started.job.result_address) == (controller, "/x/")


def test_one_calculation_at_a_time_for_a_fund(controller):
    run = make_run()
    other = make_run(fund=run.fund)
    runs.start_run(actor=controller, run=run, now=NOW)
    for again in (run, other):
        with pytest.raises(AlreadyRunning) as refused:
            runs.start_run(actor=controller, run=again, now=NOW)
        assert refused.value.run == run
        assert run.name in refused.value.messages[0]
    milieu = make_run(fund=make_fund(kind="milieu", name="Milieu"))
    assert runs.start_run(actor=controller, run=milieu, now=NOW).state == "queued"


def test_a_waiting_run_is_cancelled_at_once(controller):
    run = make_run()
    runs.start_run(actor=controller, run=run, now=NOW)
    cancelled = runs.cancel_run(actor=controller, run=run, now=NOW)
    assert (cancelled.state, cancelled.job.state) == ("cancelled", "cancelled")
    assert worked(cancelled).state == "cancelled"
    again = runs.start_run(actor=controller, run=cancelled, now=NOW)
    assert worked(again).state == "complete"


def test_a_colleague_may_cancel_and_is_named(controller):
    started = runs.start_run(actor=controller, run=make_run(), now=NOW)
    colleague = person(Role.CONTROLLER)
    assert runs.cancel_run(actor=colleague, run=started, now=NOW).state == "cancelled"
    requested = Entry.objects.get(action="allocation_run.cancel_requested")
    assert requested.actor_id == colleague.pk
    cancelled = Entry.objects.get(action="allocation_run.cancelled")
    assert (cancelled.actor_id, cancelled.details) == (None, {"started_by": controller.pk})


def test_nothing_to_cancel(controller):
    for run in (make_run(), make_calculated_run()):
        with pytest.raises(NotPossible):
            runs.cancel_run(actor=controller, run=run, now=NOW)


def test_a_run_whose_worker_is_gone_does_not_stand_in_the_way(controller):
    run = make_run()
    started = runs.start_run(actor=controller, run=run, now=NOW)
    Job.objects.filter(pk=started.job_id).update(state="running")
    AllocationRun.objects.filter(pk=run.pk).update(state="running")
    later = NOW + timedelta(minutes=1)

    again = runs.start_run(actor=controller, run=run, now=later)

    assert (again.state, again.job_id != started.job_id) == ("queued", True)
    assert Job.objects.get(pk=started.job_id).state == "failed"
    assert Entry.objects.filter(action="allocation_run.failed").count() == 1


def test_nothing_starts_in_a_closed_year(controller):
    run = make_run()
    year = run.fund.budget_year
    adopt_year(actor=controller, year=year, reason="Beschluss", now=NOW)
    close(year)
    for attempt in (
        lambda: runs.start_run(actor=controller, run=run, now=NOW),
        lambda: change(controller, run, name="Anders"),
        lambda: new(controller, fund=run.fund),
    ):
        with pytest.raises(NotPossible):
            attempt()


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TEAM_LEAD, Role.ADMINISTRATOR, Role.AUDITOR])
def test_runs_are_the_controllers(role):
    run = make_run()
    other = person(role, district=make_district(valid_from=date(2019, 1, 1)))
    assert not AllocationRun.objects.visible_to(other).exists()
    for attempt in (
        lambda: new(other, fund=run.fund),
        lambda: change(other, run, name="Anders"),
        lambda: runs.start_run(actor=other, run=run, now=NOW),
        lambda: runs.cancel_run(actor=other, run=run, now=NOW),
        lambda: runs.copy_run(actor=other, run=run, name="Kopie", now=NOW),
        lambda: runs.delete_run(actor=other, run=run, version=run.version, now=NOW),
        lambda: runs.gaps(actor=other, run=run),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
