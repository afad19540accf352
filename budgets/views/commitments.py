"""What supports bind: a list per year, and how the amount of one support comes about."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgets.filters.commitments import CommitmentFilter
from budgets.forms.commitments import UnitForm
from budgets.models import BudgetYear, Commitment, CommitmentSchedule, FundKind
from budgets.services import commitments as services
from budgets.views.crumbs import commitments_trail, year_trail
from budgets.views.years import load_year
from cases.rules.supports import hours_of
from networks.models import Rate
from sro import access
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.services.jobs import JobBusy
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import day as day_text


def address_of(schedule: CommitmentSchedule) -> str:
    """Return the address of a commitment's page."""
    return reverse("budgets:commitment", args=[schedule.pseudonym])


def of_year(user: Any, year: int) -> QuerySet[CommitmentSchedule]:
    """Return the commitments of supports with a day in the year; `in_year` is the year's amount."""
    first, following = date(year, 1, 1), date(year + 1, 1, 1)
    months = (
        Commitment.objects.visible_to(user)
        .filter(schedule=OuterRef("pk"), month__gte=first, month__lt=following)
        .order_by()
        .values("schedule")
    )
    return (
        CommitmentSchedule.objects.visible_to(user)
        .filter(support__start__lt=following, until__gt=first)
        .annotate(in_year=Subquery(months.values(total=Sum("amount"))))
        .select_related("support__case__district", "support__provider", "support__support_type")
        .defer("support__case__district__search_vector", "support__provider__search_vector")
    )


@require_safe
def commitment_list(request: HttpRequest, year: int) -> HttpResponse:
    """Show what supports bind in a budget year, by sign; never sorted by price."""
    budget_year = load_year(request, year)
    if not access.can(request.user, "view", CommitmentSchedule):
        raise PermissionDenied("view budgets.CommitmentSchedule")
    return ListPage(
        request,
        title=_("Commitments %(year)s") % {"year": year},
        queryset=of_year(request.user, year),
        columns=[
            Column("zeichen", _("Sign"), "pseudonym", ("pseudonym",), url=address_of),
            Column(
                "bezirk",
                _("District"),
                "support.case.district",
                ("support__case__district__sort_key", "pseudonym"),
            ),
            Column("art", _("Kind of support"), "support.support_type"),
            Column("traeger", _("Provider"), "support.provider"),
            Column("beginn", _("From"), "support.start", ("support__start",), "date"),
            Column("ende", _("Calculated until"), "until", ("until",), "date"),
            Column("betrag", _("In this year"), "in_year", (), "money", total="in_year"),
            Column("fehlt", _("What is missing"), gap_in_words),
        ],
        sort="zeichen",
        filterset_class=CommitmentFilter,
        breadcrumbs=year_trail(budget_year),
        actions=_list_actions(request, budget_year),
        export_name=f"obligo-{year}",
        empty=EmptyState(
            _("No commitments in this year."),
            _("Granted supports appear here with what they will cost; a sign stands for the name."),
        ),
        template="budgets/commitments.html",
        context={
            "due": services.number_due(),
            "base_budgets": f"{reverse('hours:base_budgets')}?{_same_place(request, year)}",
        },
    ).response()


def _same_place(request: HttpRequest, year: int) -> str:
    """The filter of base budgets that fits this list's year and district."""
    place = {"bezirk": request.GET["bezirk"]} if request.GET.get("bezirk") else {}
    return urlencode({"jahr": year, "topf": FundKind.FALL.value, **place})


def _list_actions(request: HttpRequest, year: BudgetYear) -> list[Action]:
    if not access.can(request.user, "calculate", CommitmentSchedule):
        return []
    address = reverse("budgets:commitments_calculate", args=[year.year])
    return [Action(_("Calculate all anew"), address, post=True)]


def gap_in_words(schedule: CommitmentSchedule) -> str:
    """Say what is missing and from when on; empty where everything is known."""
    if not schedule.gap:
        return ""
    return _("%(what)s From %(day)s on the amount is unknown.") % {
        "what": schedule.get_gap_display(),
        "day": day_text(schedule.gap_day),
    }


def load_commitment(request: HttpRequest, sign: str) -> CommitmentSchedule:
    """Return the commitment with this sign that the person may see, or 404."""
    schedules = CommitmentSchedule.objects.visible_to(request.user).select_related(
        "support__case__district", "support__provider", "support__support_type"
    )
    return get_object_or_404(schedules, pseudonym=sign)


@require_safe
def commitment_detail(request: HttpRequest, sign: str) -> HttpResponse:
    """Show the months of one support, and the rates and hours they come from."""
    schedule = load_commitment(request, sign)
    support = schedule.support
    months = list(schedule.months.select_related("district").order_by("month"))
    actions = []
    if access.can(request.user, "change", schedule):
        address = reverse("budgets:commitment_unit", args=[sign])
        actions.append(Action(_("Say which unit counts"), address))
    return render(
        request,
        "budgets/commitment.html",
        {
            "title": _("Commitment %(sign)s") % {"sign": sign},
            "breadcrumbs": _trail(request.user, schedule),
            "schedule": schedule,
            "support": support,
            "gap": gap_in_words(schedule),
            "months": months,
            "total": sum((row.amount for row in months), start=0) if not schedule.gap else None,
            "hours": hours_of(support.minutes) if support.minutes else None,
            "rates": _rates(request.user, schedule),
            "actions": actions,
        },
    )


def _trail(user: Any, schedule: CommitmentSchedule) -> list[Crumb]:
    """The way over the latest budget year that the support has a day in."""
    years = BudgetYear.objects.visible_to(user).filter(
        year__gte=schedule.support.start.year, year__lte=schedule.until.year
    )
    return commitments_trail(years.order_by("-year").first())


def _rates(user: Any, schedule: CommitmentSchedule) -> QuerySet[Rate]:
    """The rates of provider and kind of support that hold on a day of the support."""
    support = schedule.support
    return (
        Rate.objects.visible_to(user)
        .filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=support.start),
            provider=support.provider_id,
            support_type=support.support_type_id,
            valid_from__lt=schedule.until,
        )
        .select_related("agreement")
        .order_by("unit", "valid_from")
    )


def commitment_unit(request: HttpRequest, sign: str) -> HttpResponse:
    """Say which unit counts where the provider has rates of several."""
    schedule = load_commitment(request, sign)
    access.require(request.user, "change", schedule)
    return form_page(
        request,
        form_class=UnitForm,
        instance=schedule,
        save=lambda form, version: services.choose_unit(
            actor=request.user,
            commitment=schedule,
            unit=form.cleaned_data["unit"],
            reason=form.cleaned_data["unit_reason"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Which unit counts for %(sign)s?") % {"sign": sign},
        breadcrumbs=[
            *_trail(request.user, schedule),
            crumb(sign, "budgets:commitment", sign),
        ],
        cancel_url=address_of(schedule),
        success_url=address_of,
        success_message=_("The commitment was calculated anew."),
    )


@require_POST
def commitments_calculate(request: HttpRequest, year: int) -> HttpResponse:
    """Calculate all commitments anew in the background, and show how far it is."""
    load_year(request, year)
    access.require(request.user, "calculate", CommitmentSchedule)
    try:
        job = services.start_recalculation(
            actor=request.user,
            result_address=reverse("budgets:commitments", args=[year]),
            now=timezone.now(),
        )
    except JobBusy as busy:
        if busy.job is None:
            raise
        job = busy.job
    return redirect("ui:job", job.pk)
