"""Finding judgements on formal supports that became unnecessary."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import AvoidedSupport, District, SupportType


class AvoidedFilter(django_filters.FilterSet):
    """By year of the judgement, district and kind of support."""

    jahr = SelectFilter(label=_("year"), field_name="judged_on__year")
    bezirk = SelectFilter(label=_("district"), field_name="project__district")
    hilfeart = SelectFilter(label=_("kind of support"), field_name="support_type")

    class Meta:
        model = AvoidedSupport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        rows = AvoidedSupport.objects.visible_to(user).order_by()
        years = rows.values_list("judged_on__year", flat=True).distinct()
        self.filters["jahr"].offer((year, str(year)) for year in sorted(years, reverse=True))
        districts = District.objects.visible_to(user).filter(
            pk__in=rows.values("project__district")
        )
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}")
            for pk, key, name in districts.order_by("key").values_list("pk", "key", "name")
        )
        types = SupportType.objects.visible_to(user).filter(pk__in=rows.values("support_type"))
        self.filters["hilfeart"].offer(types.values_list("pk", "name"))
