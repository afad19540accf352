"""What was divided inside districts, and the way to it, for pages that show districts' money."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import AllocationRun, BudgetYear, Fund, FundKind
from networks.models import District, SocialSpace
from sro import access


class Divisions:
    """The allocations in force inside districts of a year, as far as the person may see them.

    `found` has them by (fund, district); `divisible` are the districts that the person may divide.
    """

    def __init__(self, user: Any, year: BudgetYear) -> None:
        runs = AllocationRun.objects.visible_to(user).approved().inside_districts()
        self.found: dict[tuple[int, int | None], AllocationRun] = {
            (run.fund_id, run.district_id): run
            for run in runs.filter(fund__budget_year=year).defer("snapshot")
        }
        self.year = year
        self.divisible: set[int] = set()
        if year.state != "closed" and access.can(user, "add", AllocationRun):
            spaces = SocialSpace.objects.visible_to(user).valid_on(year.first_day)
            self.divisible = set(spaces.order_by().values_list("district", flat=True).distinct())

    def in_force(self, fund: Fund, district: District) -> str:
        """Return the page of the allocation in force inside a district; empty without one."""
        run = self.found.get((fund.pk, district.pk))
        return reverse("budgets:run", args=[self.year.year, fund.slug, run.pk]) if run else ""

    def way_in(self, fund: Fund, district: District) -> str:
        """Return where a district's money is divided; empty where it is not, or not by them."""
        if fund.kind == FundKind.FALL or district.pk not in self.divisible:
            return ""
        return reverse("budgets:run_add_inside", args=[self.year.year, fund.slug, district.key])

    def steps(self, fund: Fund, district: District) -> list[tuple[str, str]]:
        """Return label and address of what can be opened for a district's money."""
        steps = [
            (_("Show the division"), self.in_force(fund, district)),
            (_("Divide among social spaces"), self.way_in(fund, district)),
        ]
        return [(label, address) for label, address in steps if address]
