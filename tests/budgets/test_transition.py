"""The way from outflow to indicators in planned steps."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from budgets.models import AllocationRun, IndicatorValue, TransitionPath
from budgets.services import runs, transition
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import NOW, make_calculated_run, make_fund, make_run, make_year
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def new(actor, **values):
    given = {
        "name": "Essener Weg",
        "template": values.get("template") or make_run(),
        "start_share": Decimal("0.6"),
        "target_share": Decimal(1),
        "step": Decimal("0.1"),
        "first_year": 2018,
        **values,
    }
    return transition.create_path(actor=actor, now=NOW, **given)


def steps(path) -> list[tuple]:
    return [(step.share, step.starts_on, step.ends_on) for step in path.steps.all()]


def test_essen_yearly(controller):
    assert steps(new(controller)) == [
        (Decimal("0.6"), date(2018, 1, 1), date(2019, 1, 1)),
        (Decimal("0.7"), date(2019, 1, 1), date(2020, 1, 1)),
        (Decimal("0.8"), date(2020, 1, 1), date(2021, 1, 1)),
        (Decimal("0.9"), date(2021, 1, 1), date(2022, 1, 1)),
        (Decimal("1.0"), date(2022, 1, 1), date(2023, 1, 1)),
    ]


def test_essen_quarterly(controller):
    path = new(controller, interval="quarterly", first_quarter=3)
    assert [step[1] for step in steps(path)] == [
        date(2018, 7, 1),
        date(2018, 10, 1),
        date(2019, 1, 1),
        date(2019, 4, 1),
        date(2019, 7, 1),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"step": Decimal(0)},
        {"step": Decimal("-0.1")},
        {"step": Decimal("0.000001")},
        {"target_share": Decimal("1.1")},
        {"start_share": Decimal("-0.1")},
        {"interval": "monthly"},
        {"first_quarter": 2},
        {"first_quarter": 5, "interval": "quarterly"},
        {"name": ""},
    ],
)
def test_what_is_no_path(controller, values):
    with pytest.raises(ValidationError):
        new(controller, **values)
    assert not TransitionPath.objects.exists()


def test_a_step_becomes_a_draft_in_the_fund_of_its_year(controller):
    path = new(controller)
    second = path.steps.get(position=2)
    with pytest.raises(NotPossible, match="2019"):
        transition.create_step_run(actor=controller, step=second, now=NOW)
    fund = make_fund(budget_year=make_year(2019))

    run = transition.create_step_run(actor=controller, step=second, now=NOW)

    assert (run.fund, run.state, run.indicator_share) == (fund, "draft", Decimal("0.7"))
    assert run.selections.count() == 1
    assert "70 %" in run.name
    second.refresh_from_db()
    assert second.run == run
    with pytest.raises(NotPossible):
        transition.create_step_run(actor=controller, step=second, now=NOW)


def test_quarterly_steps_of_one_year_share_its_fund(controller):
    path = new(controller, interval="quarterly")
    made = [
        transition.create_step_run(actor=controller, step=step, now=NOW)
        for step in path.steps.filter(position__lte=4)
    ]
    assert {run.fund_id for run in made} == {path.template.fund_id}
    assert [str(run.indicator_share.normalize()) for run in made] == ["0.6", "0.7", "0.8", "0.9"]


def test_a_thrown_away_draft_leaves_the_step(controller):
    path = new(controller)
    first = path.steps.get(position=1)
    run = transition.create_step_run(actor=controller, step=first, now=NOW)
    runs.delete_run(actor=controller, run=run, version=run.version, now=NOW)
    first.refresh_from_db()
    assert first.run is None
    assert transition.create_step_run(actor=controller, step=first, now=NOW).name == run.name


def test_another_shape_makes_new_steps_until_one_has_its_run(controller):
    path = new(controller)
    changed = transition.update_path(
        actor=controller,
        path=path,
        changes={"step": Decimal("0.4")},
        version=path.version,
        now=NOW,
    )
    assert [step[0] for step in steps(changed)] == [Decimal("0.6"), Decimal(1)]
    with pytest.raises(StaleRecord):
        transition.update_path(
            actor=controller, path=path, changes={"name": "x"}, version=path.version, now=NOW
        )
    transition.create_step_run(actor=controller, step=changed.steps.first(), now=NOW)
    with pytest.raises(NotPossible):
        transition.update_path(
            actor=controller,
            path=changed,
            changes={"step": Decimal("0.2")},
            version=changed.version,
            now=NOW,
        )
    renamed = transition.update_path(
        actor=controller,
        path=changed,
        changes={"name": "Neuer Weg"},
        version=changed.version,
        now=NOW,
    )
    assert (renamed.name, renamed.steps.count()) == ("Neuer Weg", 2)


def test_throwing_a_path_away_leaves_its_runs(controller):
    path = new(controller)
    run = transition.create_step_run(actor=controller, step=path.steps.first(), now=NOW)
    template = path.template
    with pytest.raises(NotPossible):
        runs.delete_run(actor=controller, run=template, version=template.version, now=NOW)
    transition.delete_path(actor=controller, path=path, version=path.version, now=NOW)
    assert not TransitionPath.objects.exists()
    assert AllocationRun.objects.filter(pk=run.pk).exists()
    assert Entry.objects.get(action="transition_path.deleted").details["path_name"] == path.name


def test_the_preview_uses_todays_figures_and_writes_nothing(controller):
    path = new(controller)
    previews = transition.preview(actor=controller, path=path)
    assert [each.step.position for each in previews] == [1, 2, 3, 4, 5]
    assert {sum(each.amounts.values()) for each in previews} == {100_000}
    reference = make_calculated_run(
        fund=path.template.fund, indicator=path.template.selections.get().indicator
    )
    assert previews[0].amounts == {
        each.district.key: int(each.amount * 100) for each in reference.allocations.all()
    }
    assert not AllocationRun.objects.filter(name__contains=path.name).exists()


def test_the_preview_says_what_is_missing(controller):
    path = new(controller)
    IndicatorValue.objects.filter(district__key="02").delete()
    for each in transition.preview(actor=controller, path=path):
        assert each.amounts is None
        assert [gap.unit for gap in each.gaps] == ["02"]


def test_paths_are_the_controllers(controller):
    planner = person(Role.PLANNER)
    path = new(controller)
    assert not TransitionPath.objects.visible_to(planner).exists()
    for attempt in (
        lambda: new(planner, template=path.template, name="Anders"),
        lambda: transition.preview(actor=planner, path=path),
        lambda: transition.create_step_run(actor=planner, step=path.steps.first(), now=NOW),
        lambda: transition.delete_path(actor=planner, path=path, version=path.version, now=NOW),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
