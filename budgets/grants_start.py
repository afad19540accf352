"""What small grants add to the start page, and what the log says of their steps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.models import SmallGrant
from budgets.rules.states import GrantState, YearState
from sro.audit import words
from sro.ui import start
from sro.ui.start import StartItem
from sro.ui.templatetags.ui import money

SHOWN = 10


def overdue(user: Any, today: date) -> list[StartItem]:
    """Proofs of use that should have come by now, the oldest first."""
    rows = SmallGrant.objects.allowing(user, "prove").overdue(today).order_by("proof_due", "pk")
    return [
        _item(
            each, _("%(applicant)s, expected until") % {"applicant": each.applicant}, each.proof_due
        )
        for each in rows.with_places()[:SHOWN]
    ]


def waiting(user: Any, today: date) -> list[StartItem]:
    """Applications about which this person may decide, the oldest first."""
    rows = (
        SmallGrant.objects.allowing(user, "grant")
        .filter(state=GrantState.APPLIED)
        .exclude(fund__budget_year__state=YearState.CLOSED)
    )
    return [
        _item(
            each,
            _("%(amount)s, %(place)s") % {"amount": money(each.requested), "place": each.place},
            each.applied_on,
        )
        for each in rows.with_places().order_by("applied_on", "pk")[:SHOWN]
    ]


def _item(grant: SmallGrant, hint: str, day: date | None) -> StartItem:
    year = grant.fund.budget_year.year
    return StartItem(grant.title, reverse("budgets:grant", args=[year, grant.pk]), hint, day)


start.register(
    start.Section("budgets.grants", gettext_lazy("Applications for small grants"), waiting, 23)
)
start.register(start.Section("budgets.proofs", gettext_lazy("Proofs of use overdue"), overdue, 24))
for _code, _sentence in {
    "applied": gettext_lazy("recorded an application: %(object)s"),
    "granted": gettext_lazy("granted %(object)s"),
    "paid": gettext_lazy("paid out money of %(object)s"),
    "reversed": gettext_lazy("reversed a booking of %(object)s"),
    "proven": gettext_lazy("recorded a proof of use: %(object)s"),
    "returned": gettext_lazy("returned a proof of use: %(object)s"),
    "extended": gettext_lazy("gave more time for the proof of use: %(object)s"),
    "repaid": gettext_lazy("noted money that came back: %(object)s"),
}.items():
    words.register(f"smallgrant.{_code}", _sentence)
