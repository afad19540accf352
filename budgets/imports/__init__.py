"""Files that budgets take in: indicator values, hours and bookings of the finance system."""

from budgets.imports.hours import HoursLines
from budgets.imports.indicator_values import IndicatorValues
from budgets.imports.outflow import OutflowBookings

__all__ = ["HoursLines", "IndicatorValues", "OutflowBookings"]
