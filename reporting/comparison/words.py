"""Values, differences and results of comparisons in words."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from budgets.models import Indicator
from reporting.evaluation.funnel import Chance, Place
from reporting.evaluation.kinds import Kind
from reporting.evaluation.panel import LEAST_AREAS, LEAST_COUNT, LEAST_QUARTERS, Lack
from reporting.evaluation.regression import Effect
from reporting.figures import Figure, Unit
from reporting.suppression import DASH, HIDDEN, Hidden
from sro.ui.charts import COUNT, MONEY, PERCENT, SUPPRESSED, NumberFormat, Value
from sro.ui.charts.numbers import german

PLACES: dict[Place, str | Promise] = {
    Place.INSIDE: gettext_lazy("inside: as chance would have it"),
    Place.ABOVE: gettext_lazy("above the 95 % limit"),
    Place.BELOW: gettext_lazy("below the 95 % limit"),
    Place.FAR_ABOVE: gettext_lazy("above the 99.8 % limit"),
    Place.FAR_BELOW: gettext_lazy("below the 99.8 % limit"),
}

_ONE_DECIMAL = NumberFormat(decimals=1)
_FORMATS = {
    Unit.NUMBER: COUNT,
    Unit.PERCENT: PERCENT,
    Unit.PER_THOUSAND: _ONE_DECIMAL,
    Unit.MONTHS: _ONE_DECIMAL,
    Unit.CENTS: MONEY,
    Unit.MINUTES: COUNT,
}


def format_of(figure: Figure) -> NumberFormat:
    """Return how a figure's values are written."""
    return _ONE_DECIMAL if figure.code == "offers_used" else _FORMATS[figure.unit]


def rate_format(kind: Kind) -> NumberFormat:
    """Return how rates are written."""
    return PERCENT if kind.chance is Chance.BINOMIAL else _ONE_DECIMAL


def unit_of(figure: Figure, base: Indicator | None) -> str:
    """Return what the values of a figure are."""
    if figure.unit is Unit.PER_THOUSAND:
        return per_base(1000, base)
    names = {
        Unit.NUMBER: _("number"),
        Unit.PERCENT: _("per cent"),
        Unit.MONTHS: _("months"),
        Unit.CENTS: _("euro"),
        Unit.MINUTES: _("minutes"),
    }
    return names[figure.unit]


def rate_unit(figure: Figure, kind: Kind, base: Indicator | None) -> str:
    """Return what the rates of a figure are."""
    if kind.chance is Chance.BINOMIAL:
        return _("per cent")
    if kind.per == 1:
        return _("for each of: %(base)s") % {"base": _(figure.of)}
    return per_base(kind.per, base)


def base_name(figure: Figure, kind: Kind, base: Indicator | None) -> str:
    """Return what the base of a rate counts."""
    if "residents" in kind.base:
        return base.name if base else _("young residents")
    return _(figure.of)


def per_base(per: int, base: Indicator | None) -> str:
    """Return "per 1,000" with the name of the base."""
    name = base.name if base else _("young residents")
    return _("per %(number)s (%(base)s)") % {"number": german(per), "base": name}


def drawn(value: Fraction | Hidden | None) -> Value:
    """Return a value for a picture."""
    return SUPPRESSED if value is HIDDEN else value


def plain(value: Fraction | Hidden | None, number: NumberFormat) -> Decimal | str | None:
    """Return a value for a spreadsheet: as many decimals as are shown, or a dash."""
    if value is None:
        return None
    if value is HIDDEN:
        return DASH
    exact = value / number.per
    digits = 10**number.decimals
    return Decimal(round(exact * digits)) / digits


def text(value: Any, number: NumberFormat, *, signed: bool = False) -> str:
    """Return a value as people read it."""
    if value is None:
        return _("not known")
    if value is HIDDEN:
        return DASH
    return (number.with_sign() if signed else number).text(value)


def change_text(value: Fraction | Hidden | None, number: NumberFormat) -> str:
    """Return a difference with its sign and a word."""
    if value is None or value is HIDDEN:
        return text(value, number)
    written = text(value, number, signed=True)
    if not any(digit in "123456789" for digit in written):
        return f"{written} {pgettext('difference', 'unchanged')}"
    word = pgettext("difference", "more") if value > 0 else pgettext("difference", "less")
    return f"{written} {word}"


def effect_text(effect: Effect, chance: Chance) -> str:
    """Return an effect with its interval and whether it can be told from none."""
    unit = "%" if chance is Chance.POISSON else _("percentage points")
    amount = german(abs(effect.value) * 100, 1)
    words = {
        "amount": f"{amount}\u00a0{unit}",
        "low": _signed(effect.low, unit),
        "high": _signed(effect.high, unit),
        "verdict": _("a difference beyond chance")
        if effect.certain
        else _("no difference that can be told from chance"),
    }
    if not amount.strip("0,"):
        return _("unchanged (between %(low)s and %(high)s): %(verdict)s") % words
    if effect.value > 0:
        return _("%(amount)s more (between %(low)s and %(high)s): %(verdict)s") % words
    return _("%(amount)s less (between %(low)s and %(high)s): %(verdict)s") % words


def _signed(value: float, unit: str) -> str:
    return NumberFormat(decimals=1, unit=unit, signed=True).text(value * 100)


def lack_text(lack: Lack) -> str:
    """Return why nothing was calculated, and what would help."""
    least = {"areas": LEAST_AREAS, "quarters": LEAST_QUARTERS, "count": LEAST_COUNT}
    sentences = {
        Lack.FEW_AREAS: _(
            "The group needs at least %(areas)s areas with data. With fewer, no calculation can"
            " tell networked work from what is particular to these places."
        ),
        Lack.FEW_COMPARED: _(
            "There are not enough areas that never had networked work: at least %(areas)s with"
            " data are needed for a comparison."
        ),
        Lack.FEW_BEFORE: _(
            "At least %(areas)s areas of the group need %(quarters)s full quarters before networked"
            " work began. Please choose an earlier first quarter, if there are data."
        ),
        Lack.FEW_AFTER: _(
            "At least %(areas)s areas of the group need %(quarters)s full quarters since networked"
            " work began. Please choose a later last quarter, or wait."
        ),
        Lack.FEW_EVENTS: _(
            "In one of the two groups fewer than %(count)s were counted in all quarters together."
            " That is too little to tell a difference from chance."
        ),
        Lack.NO_SPREAD: _(
            "The values follow the calculation without any deviation. So it cannot be said how"
            " uncertain the difference is. Please check whether the data are real."
        ),
        Lack.UNSTABLE: _(
            "The calculation found no stable result, because too many quarters are empty or the"
            " beginnings leave nothing to compare. Please choose other quarters or another figure."
        ),
    }
    return sentences[lack] % least


def left_out_text(silent: int, short_areas: int) -> list[str]:
    """Return which areas the calculation leaves out, in words."""
    found = []
    if silent:
        found.append(
            ngettext(
                "%(number)s area was left out because nothing was counted there that varies.",
                "%(number)s areas were left out because nothing was counted there that varies.",
                silent,
            )
            % {"number": silent}
        )
    if short_areas:
        found.append(
            ngettext(
                "%(number)s area of the group was left out: fewer than %(least)s full quarters"
                " before or after its beginning.",
                "%(number)s areas of the group were left out: fewer than %(least)s full quarters"
                " before or after their beginning.",
                short_areas,
            )
            % {"number": short_areas, "least": LEAST_QUARTERS}
        )
    return found
