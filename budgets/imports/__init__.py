"""Files that budgets take in: indicator values and bookings of the finance system."""

from budgets.imports.indicator_values import IndicatorValues
from budgets.imports.outflow import OutflowBookings

__all__ = ["IndicatorValues", "OutflowBookings"]
