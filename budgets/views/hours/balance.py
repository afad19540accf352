"""The balance of case and field: per team and per provider, never per person."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import HoursEntry, HoursKind
from budgets.rules.hours import FEWEST_PEOPLE, MINUTES
from budgets.services.hours_balance import BalanceRow, balance_of, quarters_with_hours
from budgets.views.hours.pages import Way, to_hours, ways
from sro import access
from sro.periods import Quarter
from sro.ui.charts import SUPPRESSED, NumberFormat, Picture, grouped_bar_chart
from sro.ui.quarters import quarter_name
from sro.ui.templatetags.charts import translated_words


def _asked(request: HttpRequest, otherwise: Quarter) -> Quarter:
    text = request.GET.get("quartal", "")
    if not text:
        return otherwise
    try:
        return Quarter.from_code(text)
    except ValueError as error:
        raise Http404 from error


@require_safe
def balance(request: HttpRequest) -> HttpResponse:
    """Show the minutes by kind of a quarter."""
    user = request.user
    access.require(user, "sum", HoursEntry)
    known = quarters_with_hours(actor=user, today=timezone.localdate())
    quarter = _asked(request, known[0])
    found = balance_of(actor=user, quarter=quarter)
    page = reverse("hours:balance")
    return render(
        request,
        "budgets/hours/balance.html",
        {
            "title": _("Case and field, %(quarter)s") % {"quarter": quarter_name(quarter)},
            "breadcrumbs": to_hours(),
            "ways": ways(request, "balance"),
            "quarters": [
                Way(
                    quarter_name(each),
                    f"{page}?quartal={each.code}",
                    each == quarter,
                )
                for each in known[:12]
            ],
            "fewest": FEWEST_PEOPLE,
            "teams": _lines(found.teams),
            "providers": _lines(found.providers),
            "team_picture": _picture(found.teams, _("Case and field by team"), _("Team")),
            "provider_picture": _picture(
                found.providers, _("Case and field by provider"), _("Provider")
            ),
        },
    )


def _lines(rows: Sequence[BalanceRow]) -> list[tuple[str, list[tuple[int, int]] | None, int]]:
    """Return name, minutes and per cent by kind, and all minutes; None where it is not shown."""
    return [
        (
            row.name,
            None
            if row.sums is None
            else list(
                zip(
                    (row.sums.case_specific, row.sums.cross_case, row.sums.case_independent),
                    row.sums.per_cent(),
                    strict=True,
                )
            ),
            row.sums.total if row.sums else 0,
        )
        for row in rows
    ]


def _picture(rows: Sequence[BalanceRow], title: str, column: str) -> Picture | None:
    if not rows:
        return None
    return grouped_bar_chart(
        [(row.name, _hours(row)) for row in rows],
        series=[str(kind.label) for kind in HoursKind],
        title=title,
        description=_("Three bars each: case-specific, cross-case and case-independent hours."),
        column=column,
        number=NumberFormat(decimals=1),
        source=_("Hours entered in this product"),
        words=translated_words(),
    )


def _hours(row: BalanceRow) -> list:
    if row.sums is None:
        return [SUPPRESSED] * 3
    sums = (row.sums.case_specific, row.sums.cross_case, row.sums.case_independent)
    return [Fraction(minutes, MINUTES) for minutes in sums]
