"""Looking for reports."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from networks.models import District
from reporting.models import STATE_NAMES, DistrictReport


class ReportFilter(django_filters.FilterSet):
    """By quarter, district and state."""

    jahr = django_filters.NumberFilter(field_name="year", label=_("year"), min_value=2000)
    quartal = django_filters.ChoiceFilter(
        field_name="quarter", label=_("quarter"), choices=[(n, str(n)) for n in (1, 2, 3, 4)]
    )
    bezirk = django_filters.ModelChoiceFilter(
        field_name="district",
        label=_("district"),
        queryset=District.objects.defer("search_vector").order_by("key"),
    )
    stand = django_filters.ChoiceFilter(
        field_name="state", label=_("state"), choices=[*STATE_NAMES.items()]
    )

    class Meta:
        model = DistrictReport
        fields: tuple[str, ...] = ()
