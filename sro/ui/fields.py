"""Form fields that take numbers as people in Germany write them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import DecimalValidator
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from sro.ui.forms import MoneyInput
from sro.ui.imports.numbers import BadCell, NumberFormat, is_missing, parse_number

# Longer than any figure here; keeps pasted pages away from the arithmetic.
_LONGEST = 60


class NumberField(forms.DecimalField):
    """Takes `1.234,56`, `1 234,56`, `1234,56` and `1234.56`; never a float, never rounded.

    `1.234` is one thousand two hundred thirty-four: that is how it is written in Germany, and the
    field shows its value back in that form. (Where the interface is English, points and commas
    change places, in what is shown and in what is read.) A number that fits only the other form
    is understood, too; anything else is refused. A per-cent sign may stand behind the number and
    changes nothing: `12,5 %` is 12.5.
    """

    widget = MoneyInput
    unit = {"percent": True}
    default_error_messages = {
        "invalid": _("Please enter a number such as 1,234.56."),
        "max_digits": _("This number has too many digits."),
        "max_decimal_places": _("Please use at most %(max)s decimals."),
        "max_whole_digits": _("This number is too large."),
        "min_value": _("Please enter at least %(limit_value)s."),
        "max_value": _("Please enter at most %(limit_value)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # Django's validators carry their own sentences; ours stand with the field.
        for validator in self.validators:
            if isinstance(validator, DecimalValidator):
                own = ("invalid", "max_digits", "max_decimal_places", "max_whole_digits")
                validator.messages = {code: self.error_messages[code] for code in own}
            elif getattr(validator, "code", "") in {"min_value", "max_value"}:
                validator.message = self.error_messages[validator.code]

    def to_python(self, value: Any) -> Decimal | None:
        """Return the exact number, None for nothing; raises ValidationError for anything else."""
        if isinstance(value, Decimal):
            return value
        if value in self.empty_values:
            return None
        text = str(value).strip()
        try:
            # A dash means "missing" in tables; in a field that asks for a number it means nothing.
            if len(text) > _LONGEST or is_missing(text):
                raise BadCell("not a number")
            return self._read(text)
        except BadCell as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _read(self, text: str) -> Decimal:
        """Read the form the page is written in first, then the other one if only that fits."""
        try:
            return parse_number(text, _form(), **self.unit)
        except BadCell:
            return parse_number(text, None, **self.unit)

    def prepare_value(self, value: Any) -> Any:
        """Show a number as it is written here; what was typed stays as it was typed."""
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            return value
        return formats.number_format(self.shown(Decimal(value)), force_grouping=True)

    def shown(self, value: Decimal) -> Decimal:
        """Return the number with the decimals to show: as many as it needs."""
        value = value.normalize()
        return value.quantize(Decimal(1)) if value == value.to_integral() else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out what Django adds for <input type=number>."""
        return {}


class MoneyField(NumberField):
    """Euro with at most two decimals, not negative unless `min_value` says otherwise."""

    unit = {"money": True}
    default_error_messages = {
        "invalid": _("Please enter an amount in euro such as 1,234.56."),
        "max_digits": _("This amount is too large."),
        "max_decimal_places": _("An amount has at most two decimals."),
        "max_whole_digits": _("This amount is too large."),
        "min_value": _("The amount must not be negative."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(**kwargs)

    def shown(self, value: Decimal) -> Decimal:
        """Return the amount with its cents; it would not hide more decimals if there were any."""
        shown = super().shown(value)
        return shown if shown.as_tuple().exponent < -2 else shown.quantize(Decimal("0.01"))


def _form() -> NumberFormat:
    """Return which sign separates decimals in the language of the page."""
    comma = formats.get_format("DECIMAL_SEPARATOR") == ","
    return NumberFormat.GERMAN if comma else NumberFormat.PLAIN
