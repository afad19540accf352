"""Filters of base budgets. There is none by amount, and no order by it."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from budgets.filters.areas import DistrictChoiceFilter
from budgets.models import BaseBudget
from networks.models import District


class BaseBudgetFilter(django_filters.FilterSet):
    """Base budgets by year, district and the fund they are paid from; search by provider."""

    q = django_filters.CharFilter(
        label=_("Provider"), field_name="provider__name", lookup_expr="icontains"
    )
    jahr = django_filters.NumberFilter(label=_("Budget year"), field_name="year")
    bezirk = DistrictChoiceFilter(
        label=_("District"),
        field_name="district",
        queryset=lambda request: District.objects.visible_to(request.user).defer("search_vector"),
    )
    topf = django_filters.ChoiceFilter(
        label=_("Paid from"),
        field_name="fund_kind",
        choices=BaseBudget._meta.get_field("fund_kind").choices,
    )

    class Meta:
        model = BaseBudget
        fields: list[str] = []
