"""Finding lines of the trail."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import django_filters
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sro.audit import words
from sro.audit.models import Entry, Kind
from sro.ui.forms import DateInput


def _people(request):
    return get_user_model().objects.visible_to(request.user)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class EntryFilter(django_filters.FilterSet):
    """By period, kind, person, object and action."""

    q = django_filters.CharFilter(label=_("Person, object number or action"), method="search")
    first_day = django_filters.DateFilter(label=_("From"), method="since", widget=DateInput)
    last_day = django_filters.DateFilter(label=_("To"), method="until", widget=DateInput)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("all"))
    person = django_filters.ModelChoiceFilter(
        label=_("Person"), queryset=_people, method="by_person"
    )
    object_type = django_filters.ChoiceFilter(
        label=_("Kind of object"), choices=words.object_types, empty_label=_("all")
    )
    object = django_filters.CharFilter(label=_("Object number"), field_name="object_id")
    action = django_filters.ChoiceFilter(
        label=_("Action"),
        choices=words.participles,
        method="by_participle",
        empty_label=_("all"),
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def search(self, queryset: QuerySet, name: str, text: str) -> QuerySet:
        """Look for the text in what the line says of person, object and action."""
        text = text.strip()
        return queryset.filter(
            Q(actor_name__icontains=text) | Q(object_id=text) | Q(action__icontains=text)
        )

    def since(self, queryset: QuerySet, name: str, day: date) -> QuerySet:
        """Lines from the beginning of this day on."""
        return queryset.filter(at__gte=_midnight(day))

    def until(self, queryset: QuerySet, name: str, day: date) -> QuerySet:
        """Lines up to the end of this day."""
        if day == date.max:
            return queryset
        return queryset.filter(at__lt=_midnight(day + timedelta(days=1)))

    def by_person(self, queryset: QuerySet, name: str, user) -> QuerySet:
        """Lines of one person, also from before a change of name."""
        return queryset.filter(actor_id=user.pk)

    def by_participle(self, queryset: QuerySet, name: str, participle: str) -> QuerySet:
        """Lines whose code ends in this participle, whatever the noun."""
        same = {"changed": ["changed", "updated"]}.get(participle, [participle])
        found = Q(action__in=same)
        for word in same:
            found |= Q(action__endswith=f".{word}")
        return queryset.filter(found)
