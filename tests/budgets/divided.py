"""A fund divided among two districts, one of which has three social spaces."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from budgets.models import AllocationRun
from budgets.services.lines import FundFigures, LineFigures, standing
from budgets.services.transfers import Spot, approve, move
from networks.models import SocialSpace
from sro.access import Role
from tests.budgets.factories import (
    NOW,
    make_approved_run,
    make_districts,
    make_fund,
    make_indicator,
    make_inside_run,
    make_value,
)
from tests.networks.factories import make_space
from tests.people import person

THOUSAND = Decimal("1000.00")
CHILDREN = (100, 200, 300)
POOR = (30, 10, 20)


class Divided:
    """Two districts with 1,000 € Milieu each; the first has three social spaces A, B and C."""

    def __init__(self) -> None:
        self.here, self.there = make_districts(2)
        self.spaces = [make_space(district=self.here, key=key) for key in "ABC"]
        self.children, self.poor = make_indicator(), make_indicator()
        for district in (self.here, self.there):
            make_value(self.children, district, 5)
        for space, children, poor in zip(self.spaces, CHILDREN, POOR, strict=True):
            make_value(self.children, space, children)
            make_value(self.poor, space, poor)
        self.fund = make_fund(kind="milieu", name="Milieu", amount=2 * THOUSAND)
        self.among = make_approved_run(
            districts=[self.here, self.there], indicator=self.children, fund=self.fund
        )
        # By indicators and outflow of 1 : 2; the transfer makes both districts equal.
        given = self.line().allocated
        self.controller = person(Role.CONTROLLER)
        self.second = person(Role.CONTROLLER)
        self.move(Spot(self.fund, self.there), Spot(self.fund, self.here), THOUSAND - given)

    def run(self, amount: Decimal | None = THOUSAND, **values: Any) -> AllocationRun:
        """A draft inside the first district."""
        given = {"indicators": [self.children, self.poor], **values}
        return make_inside_run(district=self.here, fund=self.fund, amount=amount, **given)

    def move(self, source: Spot, target: Spot, amount: Any) -> None:
        """Money moved, with a second person if need be."""
        done = move(
            actor=self.controller,
            source=source,
            target=target,
            amount=Decimal(amount),
            reason="Weil es dort gebraucht wird.",
            now=NOW,
        )
        if done.state == "proposed":
            approve(actor=self.second, transfer=done, now=NOW)

    def lines(self) -> FundFigures:
        """How the fund stands."""
        [figures] = standing(year=self.fund.budget_year, funds=[self.fund])
        return figures

    def line(self, space: SocialSpace | None = None) -> LineFigures:
        """How the first district's own line stands, or that of a social space."""
        place = (self.here, space)
        return next(x for x in self.lines().lines if (x.district, x.social_space) == place)
