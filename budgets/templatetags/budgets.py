"""Words for the parts of an amount."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.allocation import BOUNDS, OUTFLOW
from budgets.models import AllocationPart, AllocationRun
from budgets.models.indicators import METHODS
from budgets.services.results import Line, Result
from budgets.wording import Words, words_of
from sro.money import round_half_up
from sro.ui.templatetags.ui import money, number, percent, signed_money

register = template.Library()


@register.filter
def part_name(part: AllocationPart) -> str:
    """Return what a part is called."""
    if part.component == OUTFLOW:
        return _("Spending of the previous year")
    if part.component == BOUNDS:
        return _("Effect of the bounds")
    return part.indicator.name if part.indicator else part.component


@register.filter
def part_method(part: AllocationPart) -> str:
    """Return in words how the part's share is formed."""
    if part.component == OUTFLOW:
        return _("proportional to the value")
    if part.component == BOUNDS:
        words = {
            "floor": _("raised to the lower bound"),
            "cap": _("lowered to the upper bound"),
            "scaled": _("part of what the bounds of others cost or free"),
        }
        return words.get(part.method, "")
    return str(METHODS.get(part.method, part.method))


@register.filter
def part_value(part: AllocationPart) -> str:
    """Return the figure with its unit; spending and bounds are euro."""
    if part.value is None:
        return "–"
    if part.component in {OUTFLOW, BOUNDS}:
        return money(part.value)
    unit = part.indicator.unit if part.indicator else ""
    return f"{number(part.value)}\u00a0{unit}".strip()


@register.filter
def words(run: AllocationRun) -> Words:
    """Return what a run's pages call those among whom it divides."""
    return words_of(run)


@register.filter
def divided(result: Result) -> str:
    """Say how much was divided among how many."""
    figures = {"total": money(result.total), "count": len(result.lines)}
    return str(words_of(result.run).divided % figures)


@register.simple_tag
def unit_url(run: AllocationRun, line: Line) -> str:
    """Return the page that explains the amount of one district or social space."""
    fund = run.fund
    view = "run_space" if run.district_id else "run_district"
    return reverse(
        f"budgets:{view}", args=[fund.budget_year.year, fund.slug, run.pk, line.unit.key]
    )


@register.filter
def signed_cents(value: int | None) -> str:
    """Write a difference in cents as euro, with its sign."""
    return "–" if value is None else signed_money(Decimal(value).scaleb(-2))


@register.filter
def share(value: Fraction) -> str:
    """Write an exact share in per cent with one decimal."""
    return percent(Decimal(value.numerator) / Decimal(value.denominator), 1)


@register.filter
def signed_share(value: Decimal | Fraction | None) -> str:
    """Write a relative difference (0.05) in per cent with one decimal and its sign."""
    return signed_percent(None if value is None else Fraction(value) * 100)


@register.filter
def signed_percent(value: Fraction | None) -> str:
    """Write an exact difference in per cent with one decimal and its sign."""
    if value is None:
        return "–"
    tenths = Decimal(round_half_up(value * 10)).scaleb(-1)
    text = f"{number(tenths, 1)}\u00a0%".replace("-", "−")
    return f"+{text}" if tenths > 0 else text
