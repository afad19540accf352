"""Filters of the lists of institutions and offers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import Group, GroupedForm
from networks.forms.widgets import PlainSelect
from networks.models import District, Institution, InstitutionCategory, Offer, SocialSpace
from networks.models.choices import Language, OfferKind, TargetGroup, Wheelchair
from networks.models.institutions import MAX_AGE


class Standing(models.TextChoices):
    """Which entries in time; without a choice those that exist today."""

    CLOSED = "geschlossen", _("closed")
    ALL = "alle", _("all")


class Check(models.TextChoices):
    """Which entries by their verification."""

    DUE = "faellig", _("verification due")
    NEVER = "nie", _("never verified")


class Mark(models.TextChoices):
    """What an entry is marked as; the value is the name of the field."""

    BASIC_OFFER = "basic_offer", _("basic offer")
    FAMILY_CENTRE = "family_centre", _("family centre")
    EARLY_HELP = "early_help", _("early help")


MARKS_OF_OFFERS = [each for each in Mark.choices if each[0] != Mark.FAMILY_CENTRE]


class SelectFilter(django_filters.ChoiceFilter):
    """Choose one of many; names of rows are read once, without making objects of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **{"choices": (), "empty_label": _("all"), "widget": PlainSelect, **kwargs}
        )

    def offer(self, choices: Iterable[tuple[int, str]]) -> None:
        """Set what can be chosen in this request."""
        self.extra["choices"] = list(choices)


class EntryFilterForm(GroupedForm, forms.Form):
    """The usual filters at once, the others on demand."""

    groups = (
        Group("", ("q", "art", "bezirk", "sozialraum")),
        Group(
            _("More filters"),
            (
                "zielgruppe",
                "alter",
                "sprache",
                "direkt",
                "barrierefrei",
                "merkmal",
                "pruefung",
                "stand",
            ),
            folded=True,
        ),
    )


class EntryFilter(django_filters.FilterSet):
    """What both lists can be filtered by; without a choice only entries that exist today."""

    space_path = "social_space"

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    bezirk = SelectFilter(label=_("district"), method="in_district")
    sozialraum = SelectFilter(label=_("social space"), method="in_space")
    zielgruppe = SelectFilter(label=_("for whom"), choices=TargetGroup, method="for_group")
    alter = django_filters.NumberFilter(
        label=_("age in years"), method="for_age", min_value=0, max_value=MAX_AGE, decimal_places=0
    )
    sprache = SelectFilter(
        label=_("language"),
        choices=Language,
        method="spoken",
    )
    direkt = SelectFilter(
        label=_("without application"),
        field_name="direct_access",
        choices=[(True, _("yes")), (False, _("no"))],
    )
    merkmal = SelectFilter(label=_("marked as"), choices=Mark, method="marked")
    pruefung = SelectFilter(label=_("verification"), choices=Check, method="verification")
    stand = SelectFilter(
        label=_("exists"), choices=Standing, empty_label=_("today"), method="leave"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.visible_to(self.request.user).order_by("key")
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}") for pk, key, name in districts.values_list("pk", "key", "name")
        )
        spaces = SocialSpace.objects.visible_to(self.request.user).order_by("sort_key", "pk")
        self.filters["sozialraum"].offer(
            (pk, f"{name} ({district})")
            for pk, name, district in spaces.values_list("pk", "name", "district__name")
        )

    def search(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Find the words typed in name, place and kind."""
        return queryset.matching(value)

    def in_district(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the entries of a district."""
        return queryset.filter(**{f"{self.space_path}__district": value})

    def in_space(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the entries of a social space."""
        return queryset.filter(**{self.space_path: value})

    def for_group(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep what is for this group or for everyone."""
        return queryset.filter(target_groups__overlap=[value, TargetGroup.EVERYONE])

    def for_age(self, queryset: models.QuerySet, name: str, value: int) -> models.QuerySet:
        """Keep what is for this age, or for no age in particular."""
        return queryset.for_age(int(value))

    def spoken(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep where this language is spoken."""
        return queryset.filter(languages__contains=[value])

    def marked(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep what is marked so."""
        return queryset.filter(**{value: True})

    def verification(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Keep what should be verified, or never was."""
        if value == Check.NEVER:
            return queryset.filter(last_verified=None)
        return queryset.due_for_verification(timezone.localdate())

    def leave(self, queryset: models.QuerySet, name: str, value: str) -> models.QuerySet:
        """Leave it to :meth:`filter_queryset`, which also knows when nothing was chosen."""
        return queryset

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        found = super().filter_queryset(queryset)
        match self.form.cleaned_data.get("stand"):
            case Standing.ALL:
                return found
            case Standing.CLOSED:
                return found.closed_on(timezone.localdate())
        return found.active_on(timezone.localdate())


class InstitutionFilter(EntryFilter):
    """Filters of the list of institutions."""

    art = SelectFilter(label=_("category"), field_name="category")
    barrierefrei = SelectFilter(
        label=_("wheelchair"),
        field_name="wheelchair",
        choices=[choice for choice in Wheelchair.choices if choice[0]],
    )

    class Meta:
        model = Institution
        form = EntryFilterForm
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = InstitutionCategory.objects.visible_to(self.request.user)
        self.filters["art"].offer(categories.order_by("sort_key", "pk").values_list("pk", "name"))


class OfferFilter(EntryFilter):
    """Filters of the list of offers."""

    space_path = "institution__social_space"

    art = SelectFilter(label=_("kind"), field_name="kind", choices=OfferKind)
    merkmal = SelectFilter(
        label=_("marked as"),
        choices=MARKS_OF_OFFERS,
        method="marked",
    )

    class Meta:
        model = Offer
        form = EntryFilterForm
        fields: list[str] = []
