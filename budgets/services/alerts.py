"""Telling those responsible early that a line runs over. No support is stopped by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from budgets.models import Alert, BudgetYear, Fund, Threshold
from budgets.models.alerts import AlertScope
from budgets.rules.alerts import Step, crossed, step
from budgets.rules.states import YearState
from budgets.services.forecasting import Expectation, expectations, known_forecast
from budgets.services.lines import FundFigures, LineFigures, standing
from budgets.services.years import require_open
from sro.access import Role
from sro.accounts.models import User
from sro.audit.keeping import created, deleted
from sro.money import cents_from_decimal, decimal_from_cents
from sro.records import locked


def set_threshold(*, actor: Any, fund: Fund, percent: int, scope: str, now: datetime) -> Threshold:
    """Tell those responsible from `percent` of the plan on. Raises ValidationError if it exists."""
    with transaction.atomic():
        require_open(fund.budget_year)
        return created(actor, Threshold(fund=fund, percent=percent, scope=scope), now)


def remove_threshold(*, actor: Any, threshold: Threshold, version: int, now: datetime) -> None:
    """Tell nobody any more; the alerts of this threshold go with it."""
    with transaction.atomic():
        require_open(threshold.fund.budget_year)
        deleted(actor, threshold, version, now)


def check_thresholds(*, today: date, now: datetime) -> int:
    """Raise and close alerts of all years that are adopted and not closed; returns how many were.

    A year whose closing is proposed is watched on: the proposal may still be taken back.
    """
    raised = 0
    years = BudgetYear.objects.filter(
        state__in=[YearState.ADOPTED, YearState.CLOSING], funds__thresholds__isnull=False
    ).distinct()
    for year in years:
        expected = expectations(year=year.year, today=today)
        for figures in standing(year=year):
            for threshold in Threshold.objects.filter(fund=figures.fund):
                raised += _check(threshold, figures, expected, now)
    return raised


def tell_by_mail(*, now: datetime) -> int:
    """Send each person responsible one message about all new alerts; returns how many were sent.

    What cannot be sent is tried again the next time. No names of families, no amounts per support.
    """
    with transaction.atomic():
        new = list(
            Alert.objects.select_for_update(of=("self",), skip_locked=True)
            .filter(mailed_at__isnull=True, closed_at__isnull=True)
            .select_related("threshold__fund__budget_year", "district")
            .order_by("district__key", "pk")
        )
        if not new:
            return 0
        sent = 0
        for user, alerts in _by_person(new).items():
            _send(user, alerts)
            sent += 1
        Alert.objects.filter(pk__in=[each.pk for each in new]).update(mailed_at=now)
    return sent


def _check(
    threshold: Threshold,
    figures: FundFigures,
    expected: dict[int, Expectation],
    now: datetime,
) -> int:
    if threshold.scope == AlertScope.FUND:
        amount = sum(each.amount for each in expected.values())
        return _compare(threshold, figures.total, Expectation(0, 0, amount), now)
    return sum(
        _compare(threshold, whole, expected.get(district), now)
        for district, whole in figures.by_district.items()
    )


def _compare(
    threshold: Threshold, line: LineFigures, expected: Expectation | None, now: datetime
) -> int:
    if line.planned is None:
        return 0
    planned = cents_from_decimal(line.planned)
    known, complete = known_forecast(line, expected)
    used = known.total
    with transaction.atomic():
        # One check at a time per threshold: the same crossing is not told twice.
        locked(threshold)
        alert = Alert.objects.filter(
            threshold=threshold, district=line.district, closed_at__isnull=True
        ).first()
        found = crossed(threshold.percent, planned, used, complete=complete)
        todo = step(is_open=alert is not None, crossed=found)
        if todo is Step.RAISE:
            Alert.objects.create(
                threshold=threshold,
                district=line.district,
                planned=decimal_from_cents(planned),
                forecast=decimal_from_cents(used),
                raised_at=now,
            )
            return 1
        if todo is Step.CLOSE and alert is not None:
            Alert.objects.filter(pk=alert.pk).update(closed_at=now)
    return 0


def _by_person(alerts: Iterable[Alert]) -> dict[User, list[Alert]]:
    """Who is told what: controllers everything, team leads what concerns their district."""
    found: dict[User, list[Alert]] = defaultdict(list)
    people = User.objects.filter(is_active=True).exclude(email="").order_by("pk")
    for user in people.filter(memberships__role__in=[Role.CONTROLLER, Role.TEAM_LEAD]).distinct():
        visible = set(
            Alert.objects.visible_to(user)
            .filter(pk__in=[each.pk for each in alerts])
            .values_list("pk", flat=True)
        )
        if mine := [each for each in alerts if each.pk in visible]:
            found[user] = mine
    return found


def _send(user: User, alerts: list[Alert]) -> None:
    with translation.override(user.language):
        text = render_to_string("budgets/mail/alerts.txt", {"user": user, "alerts": alerts})
        send_mail(_("Budget: thresholds were crossed"), text, None, [user.email])
