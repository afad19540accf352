"""A year with money for small grants, and the people who apply, decide and pay."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from budgets.models import BudgetYear, Fund, SmallGrant
from budgets.services.grant_money import pay, repay
from budgets.services.grant_proofs import close, prove
from budgets.services.grants import apply_for, grant_it, reject, withdraw
from budgets.services.lines import LineFigures, standing
from budgets.services.transfers import Spot, move
from sro.access import Role
from tests.budgets.factories import make_districts, make_fund
from tests.networks.factories import make_space
from tests.people import person

NOW = datetime(2018, 6, 2, 9, 30, tzinfo=UTC)
TODAY = date(2018, 6, 2)
DUE = date(2019, 3, 31)


class GrantWorld:
    """An adopted year with 5,000 € Milieu, 2,000 € of it in each of two districts.

    One person decides about up to 1,000 €.
    """

    def __init__(self) -> None:
        self.districts = make_districts(2)
        self.space = make_space(district=self.districts[0])
        self.fall = make_fund()
        self.fund = make_fund(
            kind="milieu",
            name="Milieu",
            amount=Decimal(5_000),
            transfer_limit=Decimal(10_000),
        )
        BudgetYear.objects.update(state="adopted")
        self.controller, self.second = person(Role.CONTROLLER), person(Role.CONTROLLER)
        for district in self.districts:
            self.move(Spot(self.fund), Spot(self.fund, district), 2_000, self.second)
        Fund.objects.filter(pk=self.fund.pk).update(transfer_limit=Decimal(1_000))
        self.fund = Fund.objects.select_related("budget_year").get(pk=self.fund.pk)

    def move(self, source: Spot, target: Spot, amount: Any, actor: Any = None) -> None:
        """Move money between lines."""
        move(
            actor=actor or self.controller,
            source=source,
            target=target,
            amount=Decimal(amount),
            reason="Weil es dort gebraucht wird.",
            now=NOW,
        )

    def values(self, amount: Any = 1_800, **values: Any) -> dict[str, Any]:
        """What an application says."""
        return {
            "fund": self.fund,
            "district": self.districts[0],
            "social_space": None,
            "title": "Frühstück im Hof",
            "purpose": "Geschirr und Lebensmittel für zwölf Sonntage.",
            "applicant": "Nachbarschaftsverein Musterhof",
            "provider": None,
            "volunteers": 7,
            "requested": Decimal(amount),
            "applied_on": date(2018, 5, 1),
            **values,
        }

    def apply(self, amount: Any = 1_800, actor: Any = None, **values: Any) -> SmallGrant:
        """Record an application, as the second controller unless somebody else does."""
        return apply_for(actor=actor or self.second, values=self.values(amount, **values), now=NOW)

    def grant(self, grant: SmallGrant, amount: Any = None, **values: Any) -> SmallGrant:
        """Grant what was applied for, or the amount."""
        given = {"actor": self.controller, "proof_due": DUE, "now": NOW, **values}
        wanted = grant.requested if amount is None else Decimal(amount)
        return grant_it(grant=grant, amount=wanted, version=fresh(grant).version, **given)

    def granted(self, amount: Any = 1_800, **values: Any) -> SmallGrant:
        """A grant that binds money."""
        return self.grant(self.apply(amount, **values))

    def pay(self, grant: SmallGrant, amount: Any, **values: Any) -> SmallGrant:
        """Pay out."""
        return self._money(pay, grant, amount, values)

    def repay(self, grant: SmallGrant, amount: Any, **values: Any) -> SmallGrant:
        """Note money that came back."""
        return self._money(repay, grant, amount, values)

    def prove(self, grant: SmallGrant, used: Any, handed_in: date = TODAY) -> SmallGrant:
        """Hand in the proof of use."""
        return prove(
            used=Decimal(used),
            outcome="Zwölf Mal gefrühstückt.",
            handed_in=handed_in,
            **self._by(grant),
        )

    def close(self, grant: SmallGrant, remark: str = "") -> SmallGrant:
        """Check the proof of use."""
        return close(remark=remark, **self._by(grant))

    def reject(self, grant: SmallGrant, reason: str = "Passt nicht zum Topf.") -> SmallGrant:
        """Decline."""
        return reject(reason=reason, **self._by(grant))

    def withdraw(self, grant: SmallGrant) -> SmallGrant:
        """Note that nothing comes of it."""
        return withdraw(reason="Der Hof wird gebaut.", **self._by(grant))

    def _money(self, service: Any, grant: SmallGrant, amount: Any, values: Any) -> SmallGrant:
        return service(amount=Decimal(amount), **{"booked_on": TODAY, **self._by(grant), **values})

    def _by(self, grant: SmallGrant) -> dict[str, Any]:
        return {
            "actor": self.controller, "grant": grant, "version": fresh(grant).version, "now": NOW,
        }  # fmt: skip

    def line(self, district: int = 0, space: Any = None) -> LineFigures:
        """How the line of a district, or of a social space, stands."""
        return next(
            line
            for line in standing(year=self.fund.budget_year, funds=[self.fund])[0].lines
            if line.district == self.districts[district] and line.social_space == space
        )

    def figures(self, district: int = 0, space: Any = None) -> tuple[Decimal, ...]:
        """Bound, spent and free."""
        line = self.line(district, space)
        return line.committed, line.spent, line.free


def fresh(grant: SmallGrant) -> SmallGrant:
    """The grant as it stands in the database."""
    return SmallGrant.objects.with_money().with_places().get(pk=grant.pk)
