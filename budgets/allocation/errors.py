"""What can be wrong with a calculation, in sentences that the interface translates.

Sentences are looked up by code, so that they stand in one place and every one of them has a
translation.
"""

from typing import Any


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue without needing Django to do so."""
    return message


MESSAGES = {
    # Shape of the data
    "missing": gettext_noop("This is missing."),
    "unknown_field": gettext_noop("There is no field of this name."),
    "duplicate_field": gettext_noop("This field is given twice."),
    "not_text": gettext_noop("This must be a text."),
    "not_printable": gettext_noop("This holds characters that cannot be shown."),
    "not_list": gettext_noop("This must be a list."),
    "not_mapping": gettext_noop("This must give one value for each unit."),
    "not_object": gettext_noop("This must be an object with named fields."),
    "empty": gettext_noop("This is empty."),
    # Units and codes
    "no_units": gettext_noop("There is no unit to divide the money among."),
    "duplicate_unit": gettext_noop("This unit is given twice."),
    "unknown_unit": gettext_noop("There is no unit of this name."),
    "duplicate_indicator": gettext_noop("This indicator is given twice."),
    "reserved_code": gettext_noop("This name is reserved for another part of the calculation."),
    "unknown_method": gettext_noop("There is no method %(given)s. Possible are: %(choices)s."),
    "unknown_direction": gettext_noop(
        "There is no direction %(given)s. Possible are: %(choices)s."
    ),
    "direction_without_effect": gettext_noop(
        "The method proportional has no inverse direction. Use the method inverse instead."
    ),
    # Numbers
    "not_number": gettext_noop("This is not a number."),
    "not_finite": gettext_noop("This must be a finite number."),
    "too_many_digits": gettext_noop(
        "This has too many digits. Possible are %(digits)s before and after the decimal point."
    ),
    "negative": gettext_noop("This must not be negative."),
    "not_share": gettext_noop("This must be between 0 and 1."),
    "not_cents": gettext_noop("This must be a whole number of cents."),
    "too_many_decimals": gettext_noop("Amounts of money have at most two decimals."),
    # What the formula needs
    "no_indicators": gettext_noop("At least one indicator is needed for the indicator share."),
    "weights_zero": gettext_noop("At least one indicator must have a weight above zero."),
    "needs_base": gettext_noop("The method range_weighted needs base values."),
    "zero_under_inverse": gettext_noop("The method inverse cannot use a value of zero."),
    "sum_zero": gettext_noop("All values are zero, so they give no shares."),
    "needs_outflow": gettext_noop("Previous outflow is needed unless the indicator share is 1."),
    # Floors and caps
    "needs_reference": gettext_noop("Floor and cap need a reference amount for each unit."),
    "below_minus_100": gettext_noop("This must not be below -100 per cent."),
    "floor_above_cap": gettext_noop("The floor must not be above the cap."),
    "no_cent_between": gettext_noop("No whole cent lies between floor and cap of this unit."),
    "floors_exceed_total": gettext_noop("The floors add up to more than the total (%(sum)s)."),
    "caps_below_total": gettext_noop("The caps add up to less than the total (%(sum)s)."),
    # Transition path
    "not_positive": gettext_noop("This must be above zero."),
    "unknown_interval": gettext_noop("There is no interval %(given)s. Possible are: %(choices)s."),
    "too_many_steps": gettext_noop("This would take more than %(limit)s steps."),
    # Frozen runs and files
    "unknown_formula": gettext_noop("There is no formula version %(given)s."),
    "checksum": gettext_noop("The stored data do not match their checksum."),
    "unreadable_file": gettext_noop("The file cannot be read: %(reason)s"),
    "too_large_file": gettext_noop("The file is larger than %(limit)s MB."),
    "not_utf8": gettext_noop("The file is not UTF-8 text."),
    "not_json": gettext_noop("The file is not valid JSON: %(reason)s"),
    "too_deep": gettext_noop("The file is nested too deeply."),
}
"""Sentence by code; English is also the key of the translation."""


class AllocationError(ValueError):
    """A calculation that is refused because something is missing, wrong or impossible.

    ``field`` names the part of the inputs as in the input file; ``indicator`` and ``unit`` are set
    where the fault belongs to one. For a translated sentence take ``gettext(error.template) %
    error.params``; ``str(error)`` is the same in English with the place in front.
    """

    def __init__(
        self,
        code: str,
        *,
        field: str,
        indicator: str | None = None,
        unit: str | None = None,
        **params: Any,
    ) -> None:
        self.code = code
        self.field = field
        self.indicator = indicator
        self.unit = unit
        self.params = params
        super().__init__(code, field, indicator, unit)

    def __reduce__(self) -> tuple[Any, ...]:
        place = {"field": self.field, "indicator": self.indicator, "unit": self.unit}
        return _rebuilt, (self.code, {**place, **self.params})

    @property
    def template(self) -> str:
        return MESSAGES[self.code]

    @property
    def message(self) -> str:
        """The sentence in English, without the place."""
        return self.template % self.params

    def __str__(self) -> str:
        place = self.field
        if self.indicator is not None:
            place += f", indicator {self.indicator}"
        if self.unit is not None:
            place += f", unit {self.unit}"
        return f"{place}: {self.message}"


def _rebuilt(code: str, named: dict[str, Any]) -> AllocationError:
    return AllocationError(code, **named)
