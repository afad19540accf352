"""Small grants of this year for the demo, one at each point of their way. All of it is invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets.models import BudgetYear, Fund, SmallGrant
from budgets.services import grant_money, grant_proofs, grants, transfers
from budgets.services.transfers import Spot
from networks.models import District, Project, SocialSpace
from sro.access import Role
from sro.accounts.models import User

STRUKTUR = Decimal("2000.00")


def is_complete() -> bool:
    """Whether there are grants."""
    return SmallGrant.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Record, decide, pay and check some grants in the first two districts."""
    year = BudgetYear.objects.filter(year__gt=2018, state="adopted").latest("year")
    making = _Making(year, now)
    making.applied("Werkstatt für Fahrräder", "Fahrradwerkstatt Muster (erfunden)", 900)
    making.granted("Nachbarschaftsfrühstück im Hof", "Nachbarschaftsverein Musterhof", 650)
    making.paid("Theater der Generationen", "Bühne am Beispielplatz", 1800)
    making.closed("Lesepaten in der Grundschule", "Förderverein Musterschule", 1200, used=1050)
    making.structure("Runder Tisch Spielplätze", "Quartiersrat Probe", STRUKTUR)


class _Making:
    """Who acts, where and when."""

    def __init__(self, year: BudgetYear, now: datetime) -> None:
        self.now = now
        self.today = timezone.localdate(now)
        self.funds = {fund.kind: fund for fund in Fund.objects.filter(budget_year=year)}
        self.first, self.second = District.objects.valid_on(year.first_day).order_by("key")[:2]
        lead = User.objects.filter(
            memberships__role=Role.TEAM_LEAD, memberships__district=self.first
        )
        self.controller = User.objects.filter(memberships__role=Role.CONTROLLER).order_by("pk")[0]
        self.recorder = lead.order_by("pk").first() or self.controller

    def applied(self, title: str, applicant: str, amount: int) -> SmallGrant:
        """An application nobody has decided about."""
        return self._apply(title, applicant, Decimal(amount), self.funds["milieu"], self.first)

    def granted(self, title: str, applicant: str, amount: int, due: int = 90) -> SmallGrant:
        """A grant that binds money; its proof is expected in `due` days."""
        return self._grant(self.applied(title, applicant, amount), due)

    def paid(self, title: str, applicant: str, amount: int, due: int = -12) -> SmallGrant:
        """A grant that was paid and whose proof of use is late."""
        grant = self.granted(title, applicant, amount, due)
        return grant_money.pay(
            grant=grant, amount=grant.requested, booked_on=self.today, **self._by(grant)
        )

    def closed(self, title: str, applicant: str, amount: int, used: int) -> SmallGrant:
        """A grant whose proof was checked; what was not used came back."""
        grant = self.paid(title, applicant, amount, due=30)
        grant = grant_proofs.prove(
            grant=grant,
            used=Decimal(used),
            outcome="Zwölf Nachmittage, jedes Mal etwa zwanzig Kinder.",
            handed_in=self.today,
            **self._by(grant),
        )
        grant = grant_money.repay(
            grant=grant,
            amount=grant.requested - used,
            booked_on=self.today,
            **self._by(grant),
        )
        return grant_proofs.close(grant=grant, remark="Belege gesehen.", **self._by(grant))

    def structure(self, title: str, applicant: str, amount: Decimal) -> SmallGrant:
        """A grant of the structure budget in the second district, for which money is moved."""
        fund = self.funds["struktur"]
        transfers.move(
            actor=self.controller,
            source=Spot(fund),
            target=Spot(fund, self.second),
            amount=amount,
            reason="Für Vorhaben mit Bürgerinnen und Bürgern (erfunden).",
            now=self.now,
        )
        who, self.recorder = self.recorder, self.controller
        grant = self._apply(title, applicant, amount, fund, self.second)
        self.recorder = who
        return self._grant(grant, due=120)

    def _apply(
        self, title: str, applicant: str, amount: Decimal, fund: Fund, district: District
    ) -> SmallGrant:
        spaces = SocialSpace.objects.filter(district=district, valid_until=None)
        return grants.apply_for(
            actor=self.recorder,
            values={
                "fund": fund,
                "district": district,
                "social_space": spaces.order_by("key").first(),
                "title": title,
                "purpose": "Material, Raummiete und Getränke (erfundenes Vorhaben).",
                "applicant": applicant,
                "provider": None,
                "project": Project.objects.filter(title=title, district=district).first(),
                "volunteers": 6,
                "requested": amount,
                "applied_on": self._day(-20),
            },
            partners=["Familienzentrum Beispiel", "Schachclub Turm"],
            now=self.now,
        )

    def _grant(self, grant: SmallGrant, due: int) -> SmallGrant:
        return grants.grant_it(
            grant=grant,
            amount=grant.requested,
            proof_due=self._day(due),
            reason="Passt zum Rahmen des Topfes.",
            **self._by(grant),
        )

    def _by(self, grant: SmallGrant) -> dict[str, Any]:
        version = SmallGrant.objects.values_list("version", flat=True).get(pk=grant.pk)
        return {"actor": self.controller, "version": version, "now": self.now}

    def _day(self, days: int) -> date:
        return self.today + timedelta(days=days)
