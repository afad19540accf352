import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from budgets.models import (
    AllocationRun,
    BaseBudget,
    BudgetYear,
    CarryOver,
    Commitment,
    HoursEntry,
    HoursMonth,
    OutflowMatch,
    SmallGrant,
    Transfer,
)
from networks.models import Institution, Provider
from reporting.services.settings import current
from sro.access import Role
from sro.accounts.models import User
from sro.demo.management.commands import demo_data
from sro.periods import Quarter
from tests.reporting import recount

pytestmark = pytest.mark.django_db


def run():
    output = io.StringIO()
    call_command("demo_data", stdout=output)
    return output.getvalue()


def test_the_demo_takes_up_where_it_was_interrupted(settings, monkeypatch):
    settings.DEMO = True

    def interrupted(now):
        raise KeyboardInterrupt

    steps = demo_data.STEPS
    broken = [
        step
        if step.title != "providers"
        else demo_data.Step(step.title, step.is_complete, interrupted)
        for step in steps
    ]
    monkeypatch.setattr(demo_data, "STEPS", broken)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert Institution.objects.count() == 1973
    monkeypatch.setattr(demo_data, "STEPS", steps)
    again = run()
    assert "registry" not in again
    assert "providers" in again
    assert Provider.objects.count() == 3
    # Two of them among the districts this year, one of them inside a district.
    assert AllocationRun.objects.count() == 4
    inside = AllocationRun.objects.get(district__isnull=False)
    assert (inside.state, inside.fund.kind) == ("approved", "milieu")
    assert sum(inside.allocations.values_list("amount", flat=True)) == inside.amount > 0
    this_year = BudgetYear.objects.get(state="adopted")
    last_year = BudgetYear.objects.get(state="closed")
    assert last_year.year == this_year.year - 1
    carried = CarryOver.objects.filter(target__budget_year=this_year)
    assert carried.exclude(district=None).exists()
    assert Commitment.objects.filter(month__year=this_year.year).exists()
    assert OutflowMatch.objects.filter(outflow__year=this_year.year, state="support").exists()
    assert set(Transfer.objects.values_list("state", flat=True)) == {"executed", "proposed"}
    grants = set(SmallGrant.objects.values_list("state", flat=True))
    assert grants == {"applied", "granted", "paid", "closed"}
    states = set(HoursEntry.objects.values_list("state", flat=True))
    assert {"entered", "submitted", "returned", "closed"} <= states
    assert HoursMonth.objects.filter(state="closed").exists()
    assert HoursEntry.objects.filter(team__isnull=False).exists()
    assert BaseBudget.objects.exists()
    roles = set(User.objects.values_list("memberships__role", flat=True))
    assert set(Role.values) <= roles
    assert run() == ""
    # The demo takes long to make, so what it is counted for is asked here as well.
    every_figure_agrees_with_a_slow_recount()


def every_figure_agrees_with_a_slow_recount():
    last = Quarter.of(timezone.localdate()).previous
    seen = recount.check([last, last.previous], current().base)
    assert {"supports_running", "density", "conferences", "hours_case", "cost_per_case"} <= {
        code for code, found in seen.items() if found
    }


def test_invented_data_stay_out_of_production(settings):
    settings.DEMO = False
    with pytest.raises(CommandError):
        run()
