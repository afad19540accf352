"""Form fields that take numbers as people in Germany write them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

from sro.ui.forms import MoneyInput

# Thousands in groups of three, or none; then the decimals. Never both readings at once.
_GERMAN = re.compile(r"^-?(\d{1,3}([. \u00a0\u202f]\d{3})+|\d+)(,\d+)?$")
_PLAIN = re.compile(r"^-?\d+(\.\d+)?$")


class NumberField(forms.DecimalField):
    """Takes `1.234,56`, `1 234,56`, `1234,56` and `1234.56`; refuses what could mean two things.

    `1.234` is one thousand two hundred thirty-four: that is how it is written in Germany, and the
    field shows its value back in that form.
    """

    widget = MoneyInput
    default_error_messages = {
        "invalid": _("Please enter a number such as 1.234,56."),
    }

    def to_python(self, value: Any) -> Decimal | None:
        """Return the exact number; raises ValidationError for anything else."""
        if value in self.empty_values or isinstance(value, Decimal):
            return None if value in self.empty_values else value
        text = str(value).strip().removesuffix("€").removesuffix("%").strip().replace("\u2212", "-")
        if len(text) > 60:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if _GERMAN.match(text):
            text = re.sub(r"[. \u00a0\u202f]", "", text).replace(",", ".")
        elif not _PLAIN.match(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return Decimal(text)

    def prepare_value(self, value: Any) -> Any:
        """Show a number in German form; what was typed stays as it was typed."""
        if isinstance(value, Decimal):
            value = value if self.decimal_places is None else round(value, self.decimal_places)
            return formats.number_format(value, use_l10n=True, force_grouping=True)
        return value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out what Django adds for <input type=number>."""
        return {}


class MoneyField(NumberField):
    """Euro with at most two decimals, not negative unless `min_value` says otherwise."""

    default_error_messages = {
        "invalid": _("Please enter an amount in euro such as 1.234,56."),
        "max_decimal_places": _("An amount has at most two decimals."),
        "min_value": _("The amount must not be negative."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("min_value", Decimal(0))
        super().__init__(**kwargs)
        # Django's validators carry their own sentences; ours stand with the field.
        for validator in self.validators:
            if getattr(validator, "code", "") == "min_value":
                validator.message = self.error_messages["min_value"]
            if isinstance(getattr(validator, "messages", None), dict):
                validator.messages = {
                    **validator.messages,
                    "max_decimal_places": self.error_messages["max_decimal_places"],
                }
