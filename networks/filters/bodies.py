"""Finding networks and quality dialogues."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import (
    DialogueState,
    District,
    Network,
    NetworkKind,
    Provider,
    QualityDialogue,
    SocialSpace,
)


class Standing(models.TextChoices):
    """Which networks; without a choice those that exist today."""

    OVERDUE = "ueberfaellig", _("overdue")
    OVER = "beendet", _("ended")
    ALL = "alle", _("all")


class NetworkFilter(django_filters.FilterSet):
    """By words, kind, place, and whether a meeting is overdue."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    art = SelectFilter(label=_("kind"), field_name="kind", choices=NetworkKind)
    bezirk = SelectFilter(label=_("district"), field_name="district")
    sozialraum = SelectFilter(label=_("social space"), field_name="social_space")
    stand = SelectFilter(label=_("state"), choices=Standing, empty_label=_("today"), method="leave")

    class Meta:
        model = Network
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        districts = District.objects.visible_to(user).order_by("key")
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}") for pk, key, name in districts.values_list("pk", "key", "name")
        )
        spaces = SocialSpace.objects.visible_to(user).order_by("sort_key", "pk")
        self.filters["sozialraum"].offer(
            (pk, f"{name} ({district})")
            for pk, name, district in spaces.values_list("pk", "name", "district__name")
        )

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the networks in which each word typed occurs somewhere."""
        for word in value.split():
            queryset = queryset.filter(Q(name__icontains=word) | Q(aim__icontains=word))
        return queryset

    def leave(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Leave it to :meth:`filter_queryset`, which also knows when nothing was chosen."""
        return queryset

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        found = super().filter_queryset(queryset)
        today = timezone.localdate()
        match self.form.cleaned_data.get("stand"):
            case Standing.ALL:
                return found
            case Standing.OVER:
                return found.filter(valid_until__lte=today)
            case Standing.OVERDUE:
                return found.overdue(self.request.user, today, timezone.now())
        return found.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=today))


class Follow(models.TextChoices):
    """Which dialogues by what was agreed."""

    OPEN = "offen", _("points open")
    LATE = "ueberfaellig", _("points overdue")


class DialogueFilter(django_filters.FilterSet):
    """By provider, state, year and open points. There is no order but day and name."""

    traeger = SelectFilter(label=_("provider"), field_name="provider")
    stand = SelectFilter(label=_("state"), field_name="state", choices=DialogueState)
    jahr = django_filters.NumberFilter(
        label=_("year"), method="in_year", min_value=1990, max_value=2100, decimal_places=0
    )
    punkte = SelectFilter(label=_("what was agreed"), choices=Follow, method="with_points")

    class Meta:
        model = QualityDialogue
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        rows = QualityDialogue.objects.visible_to(user).order_by().values("provider")
        providers = Provider.objects.visible_to(user).filter(pk__in=rows)
        self.filters["traeger"].offer(
            providers.order_by("sort_key", "pk").values_list("pk", "name")
        )

    def in_year(self, queryset: models.QuerySet, name: str, value: Any) -> models.QuerySet:
        """Keep the dialogues of a year."""
        first = date(int(value), 1, 1)
        return queryset.filter(planned_on__gte=first, planned_on__lt=date(first.year + 1, 1, 1))

    def with_points(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the dialogues of which something is still to be done."""
        late = Q(points__due_on__lt=timezone.localdate()) if value == Follow.LATE else Q()
        rows = QualityDialogue.objects.filter(Q(points__state="open") & late)
        return queryset.filter(pk__in=rows.order_by().values("pk"))
