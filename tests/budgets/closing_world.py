"""A budget year that is ready to be closed, for the tests of closing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from budgets.models import BudgetYear, CoverGroup, Fund, YearClosing
from budgets.services import closing
from budgets.services.lines import LineFigures, standing
from budgets.services.transfers import Spot, move
from budgets.services.years import create_year
from sro.access import Role
from tests.budgets.factories import make_districts, make_fund, make_outflow
from tests.people import person

NOW = datetime(2019, 1, 15, 9, 30, tzinfo=UTC)
TODAY = date(2019, 1, 15)


class World:
    """2018: 1,000 € Fall, 600 € Milieu in two districts and a rest; 2019 set up alike.

    Milieu gives half of what is left to the next year, Fall nothing.
    """

    def __init__(self, *, rule: str = "surplus", percent: int = 50) -> None:
        self.districts = make_districts(2)
        self.controller = person(Role.CONTROLLER, display_name="Ada Beispiel")
        self.second = person(Role.CONTROLLER, display_name="Ben Muster")
        self.fall = make_fund(transfer_limit=Decimal(10_000))
        self.milieu = make_fund(
            kind="milieu",
            name="Milieu",
            amount=Decimal("600.00"),
            transfer_limit=Decimal(10_000),
            carry_over=rule,
            carry_over_percent=percent,
        )
        self.year: BudgetYear = self.fall.budget_year
        group = CoverGroup.objects.create(budget_year=self.year, name="Hilfen")
        Fund.objects.update(cover_group=group)
        for fund in (self.fall, self.milieu):
            fund.refresh_from_db()
        for position, amount in enumerate(("200.00", "100.00")):
            self.move(self.at(self.milieu), self.at(self.milieu, position), amount)
        BudgetYear.objects.filter(pk=self.year.pk).update(
            state="adopted", state_reason="Beschluss 18/1"
        )
        self.following = create_year(
            actor=self.controller, year=2019, like=self.year, with_amounts=True, now=NOW
        )
        self.year.refresh_from_db()

    def at(self, fund: Fund, district: int | None = None, space: Any = None) -> Spot:
        return Spot(fund, None if district is None else self.districts[district], space)

    def move(self, source: Spot, target: Spot, amount: Any) -> Any:
        return move(
            actor=self.controller,
            source=source,
            target=target,
            amount=Decimal(amount),
            reason="Weil es dort gebraucht wird.",
            now=NOW,
        )

    def spend(self, district: int, amount: str, kind: str = "milieu") -> None:
        make_outflow(self.districts[district], amount, fund_kind=kind, year=2018)

    def propose(self, *, accepted=("unmatched", "unknown", "hours", "over"), **more) -> YearClosing:
        self.year.refresh_from_db()
        values = {
            "actor": self.controller,
            "year": self.year,
            "accepted": accepted,
            "reason": "Die Rechnung ist geprüft.",
            "version": self.year.version,
            "today": TODAY,
            "now": NOW,
            **more,
        }
        return closing.propose(**values)

    def confirm(self, proposal: YearClosing, actor: Any = None) -> YearClosing:
        return closing.confirm(actor=actor or self.second, closing=proposal, today=TODAY, now=NOW)

    def lines(self, year: BudgetYear) -> dict[tuple[str, str], LineFigures]:
        found = {}
        for fund in standing(year=year):
            for line in fund.lines:
                place = line.social_space or line.district
                found[fund.fund.kind, place.key if place else ""] = line
        return found
