"""Years and days within the reach of this product."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sro.ui.forms import DateInput

FIRST_YEAR, LAST_YEAR = 1990, 2100


class YearField(forms.IntegerField):
    """A calendar year in four digits, typed rather than counted up."""

    widget = forms.TextInput
    default_error_messages = {
        "invalid": _("Please enter a year in four digits, such as 2018."),
        "range": _("Please enter a year between 1990 and 2100."),
    }

    def to_python(self, value: Any) -> int | None:
        """Return the year; raises ValidationError for words and for years out of reach."""
        # int() would also read "2_018"; no year needs more than four digits.
        text = str(value).strip() if value is not None else ""
        if text and not (text.isascii() and text.lstrip("-").isdigit()):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if len(text) > 6:
            raise ValidationError(self.error_messages["range"], code="range")
        year = super().to_python(text)
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValidationError(self.error_messages["range"], code="range")
        return year

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask telephones for digits."""
        return {"inputmode": "numeric", "autocomplete": "off", "maxlength": "6"}


class DayField(forms.DateField):
    """A day; a year of two digits, which date fields take for the first century, is refused."""

    widget = DateInput
    default_error_messages = {
        "invalid": _("Please enter a day such as 31.12.2017."),
        "range": _("Please check the year of this day."),
    }

    def to_python(self, value: Any) -> date | None:
        """Return the day; raises ValidationError for days far from any budget."""
        day = super().to_python(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["range"], code="range")
        return day
