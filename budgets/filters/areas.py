"""Choosing a district in a filter."""

import django_filters

from budgets.forms.outflow import DistrictChoice


class DistrictChoiceFilter(django_filters.ModelChoiceFilter):
    """Choose a district by key and name; the address carries its number."""

    field_class = DistrictChoice
