"""The calculation as a worker does it: complete, or failed with its reason."""

from datetime import date
from decimal import Decimal

import pytest

from budgets.models import AllocationPart, AllocationRun, Fund, IndicatorValue
from budgets.services import calculation, runs
from budgets.services.outflow import set_previous_outflow
from budgets.services.runs import SelectionData
from budgets.tasks import calculate_run
from networks.models import District
from sro.access import Role
from sro.audit.models import Entry
from sro.ui.services.jobs import cancel_job
from tests.budgets.factories import (
    AS_OF,
    NOW,
    make_districts,
    make_fund,
    make_indicator,
    make_outflow,
    make_run,
    make_value,
    worked,
)
from tests.networks.factories import make_district
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def calculate(controller, run) -> AllocationRun:
    return worked(runs.start_run(actor=controller, run=run, now=NOW))


def first_district() -> District:
    return District.objects.get(key="01")


def amounts(run) -> list[str]:
    return [str(each.amount) for each in run.allocations.all()]


def parts(run, key: str) -> dict[str, AllocationPart]:
    return {
        each.component: each
        for each in AllocationPart.objects.filter(
            allocation__run=run, allocation__district__key=key
        )
    }


def set_parameters(controller, run, selections=None, **changes) -> AllocationRun:
    return runs.update_run(
        actor=controller,
        run=run,
        changes=changes,
        selections=selections,
        version=run.version,
        now=NOW,
    )


def test_shares_of_indicator_and_outflow(controller):
    # 1,000 euro: 60 % by 10 : 20 : 30, 40 % by 100 : 200 : 300.
    run = calculate(controller, make_run())
    assert amounts(run) == ["166.67", "333.33", "500.00"]
    first = parts(run, "01")
    assert [str(each.amount) for each in first.values()] == ["100.00", "66.67"]
    assert first["previous_outflow"].value == 100
    assert [each.share_exact for each in first.values()] == ["1/6", "1/6"]
    assert [each.weight_exact for each in first.values()] == ["3/5", "2/5"]
    assert [str(each.share) for each in first.values()] == ["0.166666666667"] * 2
    assert (run.formula_version, run.job.state) == ("essen-1", "done")
    assert Entry.objects.filter(action="allocation_run.calculated").count() == 1


def test_the_indicators_alone_need_no_outflow(controller):
    run = set_parameters(controller, make_run(), indicator_share=Decimal(1), outflow_year=None)
    run = calculate(controller, run)
    assert amounts(run) == ["166.67", "333.33", "500.00"]
    assert set(parts(run, "01")) == {run.selections.get().indicator.code}


def test_the_outflow_alone_needs_no_indicators(controller):
    run = set_parameters(controller, make_run(), selections=[], indicator_share=Decimal(0))
    run = calculate(controller, run)
    assert amounts(run) == ["166.67", "333.33", "500.00"]
    assert set(parts(run, "01")) == {"previous_outflow"}


def test_floor_and_cap_against_the_outflow_are_a_part_of_their_own(controller):
    districts = make_districts(2)
    indicator = make_indicator()
    for district, value, spent in zip(districts, (1, 9), (500, 500), strict=True):
        make_value(indicator, district, value)
        make_outflow(district, spent)
    run = make_run(districts=districts, indicator=indicator)
    run = set_parameters(controller, run, floor_percent=Decimal(-10), reference_kind="outflow")
    run = calculate(controller, run)
    assert amounts(run) == ["450.00", "550.00"]
    bounds = parts(run, "01")["bounds"]
    assert (bounds.method, bounds.value, bounds.amount) == ("floor", 500, Decimal("190.00"))
    assert (bounds.share, bounds.weight) == (None, None)
    assert parts(run, "02")["bounds"].amount == Decimal("-190.00")


def test_bounds_against_another_run(controller):
    first = calculate(controller, make_run())
    run = make_run(fund=first.fund)
    run = set_parameters(
        controller,
        run,
        selections=[],
        indicator_share=Decimal(0),
        floor_percent=Decimal(0),
        cap_percent=Decimal(0),
        reference_kind="run",
        reference_run=first,
    )
    run = calculate(controller, run)
    assert amounts(run) == amounts(first)
    assert first.name in parts(run, "01")["bounds"].source


def test_a_figure_by_hand_is_used_and_stays_visible(controller):
    run = make_run()
    district = first_district()
    set_previous_outflow(
        actor=controller,
        fund=run.fund,
        year=2016,
        district=district,
        amount=Decimal("600.00"),
        reason="Nachbuchung fehlt",
        now=NOW,
    )
    run = calculate(controller, run)
    part = parts(run, district.key)["previous_outflow"]
    assert (part.value, part.is_manual) == (600, True)
    assert "Nachbuchung fehlt" in part.source
    assert run.snapshot["outflow"][district.key]["ledger"] == "100.00"
    assert run.snapshot["outflow"][district.key]["manual"]["amount"] == "600.00"
    others = AllocationPart.objects.filter(component="previous_outflow").exclude(pk=part.pk)
    assert not others.filter(is_manual=True).exists()


def test_a_value_s_own_source_goes_before_the_indicator_s(controller):
    run = make_run()
    value = IndicatorValue.objects.order_by("pk").first()
    IndicatorValue.objects.filter(pk=value.pk).update(source="Berichtigte Zählung")
    run = calculate(controller, run)
    code = value.indicator.code
    assert parts(run, "01")[code].source == "Berichtigte Zählung (CC0)"
    assert parts(run, "02")[code].source == "Erfundene Statistik (CC0)"


def test_everything_that_is_missing_is_named_and_nothing_is_zero(controller):
    run = make_run()
    IndicatorValue.objects.filter(district__key="02").delete()
    fund = run.fund
    late = make_district(key="04")
    Fund.objects.filter(pk=fund.pk).update(amount=None)

    gaps = runs.gaps(actor=controller, run=AllocationRun.objects.get(pk=run.pk))
    assert [(gap.code, gap.unit) for gap in gaps] == [
        ("fund_amount", ""),
        ("value_missing", "02"),
        ("value_missing", late.key),
        ("outflow_missing", late.key),
    ]

    run = calculate(controller, run)

    assert (run.state, run.job.state) == ("failed", "failed")
    assert [stored["code"] for stored in run.problem["gaps"]] == [gap.code for gap in gaps]
    assert fund.name in run.problem_text
    assert "3" in run.problem_text
    assert not run.allocations.exists()
    assert run.snapshot is None
    failed = Entry.objects.get(action="allocation_run.failed")
    assert failed.details["reason"] == run.problem_text


def test_a_gap_names_indicator_district_and_day(controller):
    run = make_run()
    value = IndicatorValue.objects.get(district__key="02")
    value.delete()
    (gap,) = runs.gaps(actor=controller, run=run)
    assert gap.text.startswith(f"{value.indicator.name}, {value.district.name}: ")
    assert "31.12.2017" in gap.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"outflow_year": None}, "outflow_year"),
        ({"outflow_year": 2015}, "outflow_missing"),
    ],
)
def test_the_outflow_of_the_chosen_year_and_no_other(controller, changes, code):
    run = set_parameters(controller, make_run(), **changes)
    assert {gap.code for gap in runs.gaps(actor=controller, run=run)} == {code}


def test_an_outflow_below_zero_is_no_share(controller):
    run = make_run()
    make_outflow(first_district(), -150)
    assert [gap.code for gap in runs.gaps(actor=controller, run=run)] == ["outflow_negative"]


def test_what_only_the_arithmetic_finds_is_said_in_names(controller):
    run = make_run()
    indicator = run.selections.get().indicator
    IndicatorValue.objects.filter(district__key="02").update(value=0)
    run = set_parameters(
        controller, run, selections=[SelectionData(indicator, AS_OF, method="inverse")]
    )
    run = calculate(controller, run)
    assert run.state == "failed"
    assert run.problem["gaps"][0]["code"] == "zero_under_inverse"
    assert indicator.name in run.problem_text


def test_weights_of_zero_are_refused(controller):
    run = make_run()
    indicator = run.selections.get().indicator
    run = set_parameters(controller, run, selections=[SelectionData(indicator, AS_OF, Decimal(0))])
    assert [gap.code for gap in runs.gaps(actor=controller, run=run)] == ["weights_zero"]


def test_only_districts_of_the_year_s_first_day_take_part(controller):
    run = make_run()
    make_district(key="05", valid_from=date(2018, 1, 2))
    make_district(key="06", valid_until=date(2018, 1, 1))
    assert len(amounts(calculate(controller, run))) == 3


def test_a_second_delivery_changes_nothing(controller):
    run = calculate(controller, make_run())
    calculate_run(run.job_id)
    after = AllocationRun.objects.get(pk=run.pk)
    assert (after.version, after.checksum) == (run.version, run.checksum)
    assert after.allocations.count() == 3


def test_calculating_again_replaces_the_result(controller):
    run = calculate(controller, make_run())
    assert amounts(run) == ["166.67", "333.33", "500.00"]
    make_outflow(first_district(), 900)
    again = calculate(controller, run)
    assert amounts(again) == ["366.67", "253.33", "380.00"]
    assert again.checksum != run.checksum
    assert again.allocations.count() == 3


def test_cancelled_between_two_steps(controller, monkeypatch):
    run = runs.start_run(actor=controller, run=make_run(), now=NOW)
    collect = calculation.collect

    def collect_and_cancel(*args, **kwargs):
        cancel_job(actor=controller, job=run.job, now=NOW)
        return collect(*args, **kwargs)

    monkeypatch.setattr(calculation, "collect", collect_and_cancel)
    after = worked(run)
    assert (after.state, after.job.state) == ("cancelled", "cancelled")
    assert not after.allocations.exists()
    assert Entry.objects.filter(action="allocation_run.cancelled").count() == 1


def test_an_error_while_saving_leaves_nothing_half_done(controller, monkeypatch):
    run = runs.start_run(actor=controller, run=make_run(), now=NOW)

    def broken(*args):
        raise RuntimeError("no space left")

    monkeypatch.setattr(calculation, "snapshot_of", broken)
    after = worked(run)
    assert (after.state, after.job.state) == ("failed", "failed")
    assert not after.allocations.exists()
    assert not AllocationPart.objects.exists()
    assert after.problem_text
    assert "no space" not in after.problem_text
    monkeypatch.undo()
    assert calculate(controller, after).state == "complete"


def test_the_history_names_the_person_behind_the_job(controller):
    run = calculate(controller, make_run())
    event = AllocationRun.pgh_event_model.objects.filter(pgh_obj_id=run.pk).latest("pgh_id")
    assert event.state == "complete"
    assert event.pgh_context == {"user": controller.pk, "source": "job"}


def test_amounts_of_another_fund_are_not_touched(controller):
    first = calculate(controller, make_run())
    milieu = make_fund(kind="milieu", name="Milieu", amount=Decimal("0.05"))
    run = set_parameters(
        controller, make_run(fund=milieu), indicator_share=Decimal(1), outflow_year=None
    )
    assert amounts(calculate(controller, run)) == ["0.01", "0.02", "0.02"]
    assert first.allocations.count() == 3
