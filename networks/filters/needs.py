"""Finding needs, on the board, in the list and in the counts."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.filters.institutions import SelectFilter
from networks.models import District, InstitutionCategory, Need, NeedOrigin, NeedPriority
from networks.models import SocialSpace as Space
from networks.models.choices import TargetGroup
from networks.models.needs import NEED_STATES
from networks.querysets.needs import NeedQuerySet
from networks.rules.states import OPEN_NEEDS, NeedState
from sro import access

#: What stands in the address, and the state it means.
STATES = {
    "gemeldet": NeedState.REPORTED,
    "bewertet": NeedState.ASSESSED,
    "geplant": NeedState.PLANNED,
    "umgesetzt": NeedState.REALISED,
    "abgelehnt": NeedState.DECLINED,
    "zusammengefuehrt": NeedState.MERGED,
}
WORD_OF = {state.value: word for word, state in STATES.items()}
STATE_CHOICES = [
    ("offen", _("all open ones")),
    *((word, NEED_STATES[state.value]) for word, state in STATES.items()),
]


class NeedFilter(django_filters.FilterSet):
    """By words, place, kind, group and origin."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    bezirk = SelectFilter(label=_("district"), field_name="district")
    sozialraum = SelectFilter(label=_("social space"), field_name="social_space")
    art = SelectFilter(label=_("category"), field_name="category")
    zielgruppe = SelectFilter(
        label=_("for whom"), field_name="target_group", choices=TargetGroup.choices
    )
    herkunft = SelectFilter(label=_("seen in"), field_name="origin", choices=NeedOrigin.choices)

    class Meta:
        model = Need
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        districts = District.objects.visible_to(user).order_by("key")
        self.filters["bezirk"].offer(
            (pk, f"{key} {name}") for pk, key, name in districts.values_list("pk", "key", "name")
        )
        spaces = Space.objects.visible_to(user).order_by("sort_key", "pk")
        chosen = self.data.get("bezirk", "")
        if chosen.isdecimal() and len(chosen) < 19 and not self.data.get("sozialraum"):
            spaces = spaces.filter(district=int(chosen))
        self.filters["sozialraum"].offer(
            (pk, f"{name} ({district})")
            for pk, name, district in spaces.values_list("pk", "name", "district__name")
        )
        kinds = InstitutionCategory.objects.visible_to(user).order_by("sort_key", "pk")
        self.filters["art"].offer(kinds.values_list("pk", "name"))

    def search(self, queryset: NeedQuerySet, name: str, value: str) -> models.QuerySet:
        """Keep the needs in which each word typed occurs somewhere."""
        inside = access.has_role(self.request.user, *access.OFFICE)
        return queryset.in_words(value, inside=inside)


class NeedBoardFilter(NeedFilter):
    """For the board: all columns, those still open, or one."""

    stand = SelectFilter(
        label=_("state"),
        choices=[each for each in STATE_CHOICES if each[0] != WORD_OF[NeedState.MERGED.value]],
        method="leave",
    )

    def leave(self, queryset: NeedQuerySet, name: str, value: str) -> models.QuerySet:
        """Leave it to the board: it shows the columns of :meth:`states`."""
        return queryset

    def states(self) -> tuple[NeedState, ...]:
        """Return the states whose columns are asked for; all but merged without a choice."""
        wanted = self.form.cleaned_data.get("stand") if self.is_valid() else ""
        if wanted == "offen":
            return OPEN_NEEDS
        if wanted:
            return (STATES[wanted],)
        return tuple(state for state in NeedState if state != NeedState.MERGED)


class NeedListFilter(NeedFilter):
    """For lists also by state; without one, all that speak for themselves."""

    stand = SelectFilter(
        label=_("state"),
        choices=STATE_CHOICES,
        empty_label=_("all that were not merged"),
        method="leave",
    )
    dringlich = SelectFilter(
        label=_("how pressing"), field_name="priority", choices=NeedPriority.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # How pressing the office finds a need is not told outside, by filtering neither.
        if not access.has_role(self.request.user, *access.OFFICE):
            del self.filters["dringlich"]

    def leave(self, queryset: NeedQuerySet, name: str, value: str) -> models.QuerySet:
        """Leave it to :meth:`filter_queryset`, which also knows when nothing was chosen."""
        return queryset

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        found: Any = super().filter_queryset(queryset)
        wanted = self.form.cleaned_data.get("stand")
        if wanted == "offen":
            return found.open()
        return found.filter(state=STATES[wanted].value) if wanted else found.standing()
