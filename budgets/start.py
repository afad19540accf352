"""What the budget adds to the start page and to the page of sources."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from budgets import grants_start, hours_start  # noqa: F401 - register their parts of the page
from budgets.models import (
    Alert,
    AllocationRun,
    BudgetYear,
    Indicator,
    Outflow,
    OutflowMatch,
    Transfer,
    YearClosing,
)
from budgets.rules.states import ClosingState, RunState, TransferState
from sro import access
from sro.accounts import administration
from sro.ui import sources, start
from sro.ui.sources import Source
from sro.ui.start import Section, StartItem
from sro.ui.templatetags.ui import money, number

SHOWN = 10
_MINE = (
    RunState.DRAFT,
    RunState.QUEUED,
    RunState.RUNNING,
    RunState.COMPLETE,
    RunState.FAILED,
    RunState.PROPOSED,
    RunState.REJECTED,
)


def waiting(user: Any, today: date) -> list[StartItem]:
    """Proposals this person may decide about, the oldest first; never one's own."""
    proposed = AllocationRun.objects.visible_to(user).filter(state=RunState.PROPOSED)
    runs = access.rows(user, proposed, "approve").exclude(proposed_by=user)
    return [
        _item(
            run,
            _("proposed by %(person)s") % {"person": run.proposed_by},
            run.proposed_at,
        )
        for run in runs.with_people().order_by("proposed_at", "pk")[:SHOWN]
    ]


def transfers_waiting(user: Any, today: date) -> list[StartItem]:
    """Proposed transfers this person may decide about, the oldest first; never one's own."""
    proposed = (
        Transfer.objects.allowing(user, "approve")
        .filter(state=TransferState.PROPOSED)
        .exclude(proposed_by=user)
    )
    return [
        StartItem(
            f"{money(each.amount)}: {each.source} → {each.target}",
            reverse("budgets:transfer", args=[each.source.fund.budget_year.year, each.pk]),
            _("proposed by %(person)s") % {"person": each.proposed_by},
            timezone.localtime(each.proposed_at).date(),
        )
        for each in proposed.with_places().order_by("proposed_at", "pk")[:SHOWN]
    ]


def closings_waiting(user: Any, today: date) -> list[StartItem]:
    """Years that somebody else proposes to close."""
    if not access.can(user, "confirm_close", BudgetYear):
        return []
    proposed = YearClosing.objects.visible_to(user).filter(state=ClosingState.PROPOSED)
    closings = proposed.exclude(proposed_by=user).select_related("budget_year", "proposed_by")
    return [
        StartItem(
            _("Budget year %(year)s") % {"year": each.budget_year.year},
            reverse("budgets:closing", args=[each.budget_year.year]),
            _("proposed by %(person)s") % {"person": each.proposed_by},
            timezone.localtime(each.proposed_at).date(),
        )
        for each in closings.defer("sheet").order_by("proposed_at", "pk")[:SHOWN]
    ]


def warned(user: Any, today: date) -> list[StartItem]:
    """What has crossed a threshold; team leads see that of their district."""
    alerts = (
        Alert.objects.visible_to(user)
        .filter(closed_at__isnull=True)
        .select_related("threshold__fund__budget_year", "district")
        .order_by("-raised_at", "district__key")
    )
    return [
        StartItem(
            each.place,
            reverse("budgets:alerts", args=[each.threshold.fund.budget_year.year]),
            _("forecast %(forecast)s, planned %(planned)s")
            % {"forecast": money(each.forecast), "planned": money(each.planned)},
            timezone.localtime(each.raised_at).date(),
        )
        for each in alerts[:SHOWN]
    ]


def unmatched(user: Any, today: date) -> list[StartItem]:
    """How many bookings wait for somebody to say which support they were paid for."""
    if not access.can(user, "match", OutflowMatch):
        return []
    count = OutflowMatch.objects.visible_to(user).unsettled().count()
    if not count:
        return []
    text = ngettext(
        "%(count)s booking has no support yet", "%(count)s bookings have no support yet", count
    ) % {"count": number(count)}
    return [StartItem(text, reverse("budgets:unmatched"))]


def mine(user: Any, today: date) -> list[StartItem]:
    """One's own scenarios that are not in force, the latest first."""
    runs = (
        AllocationRun.objects.visible_to(user)
        .filter(created_by=user, state__in=_MINE)
        .select_related("fund__budget_year", "district")
        .defer("district__search_vector")
        .order_by("-pk")
    )
    return [
        _item(run, str(run.get_state_display()), run.calculated_at or run.created_at)
        for run in runs[:SHOWN]
    ]


def _item(run: AllocationRun, hint: str, moment: Any) -> StartItem:
    fund = run.fund
    place = f"{fund}, {run.district}" if run.district else str(fund)
    return StartItem(
        f"{place}: {run.name}",
        reverse("budgets:run", args=[fund.budget_year.year, fund.slug, run.pk]),
        hint,
        timezone.localtime(moment).date() if moment else None,
    )


def shown_sources(user: Any) -> list[Source]:
    """Where indicators and spending come from, as far as the person sees them."""
    found = [
        Source(each.name, each.source, each.licence, each.url)
        for each in Indicator.objects.visible_to(user).exclude(source="").order_by("name")
    ]
    spending = Outflow.objects.visible_to(user).filter(reversal_of=None)
    found += [
        Source(_("Spending of past years"), source)
        for source in spending.exclude(source="")
        .order_by("source")
        .values_list("source", flat=True)
        .distinct()
    ]
    return found


start.register(Section("budgets.unmatched", gettext_lazy("Bookings to be settled"), unmatched, 30))
start.register(
    Section("budgets.waiting", gettext_lazy("Proposals waiting for your decision"), waiting, 20)
)
start.register(
    Section(
        "budgets.transfers",
        gettext_lazy("Transfers waiting for your decision"),
        transfers_waiting,
        21,
    )
)
start.register(
    Section(
        "budgets.closings",
        gettext_lazy("Closing of a year waiting for confirmation"),
        closings_waiting,
        22,
    )
)
start.register(Section("budgets.warned", gettext_lazy("Budgets that run over"), warned, 30))
start.register(Section("budgets.mine", gettext_lazy("Your scenarios"), mine, 40))
sources.register(shown_sources)
administration.register(
    administration.Entry(
        label=gettext_lazy("Activities"),
        hint=gettext_lazy("What people can choose when they enter hours."),
        view="hours:activities",
        # Planners find it among the hours: this page is for those who administer.
        model="accounts.User",
        action="add",
        order=50,
    )
)
