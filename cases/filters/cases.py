"""Filters of the list of cases."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Absence, Case, CaseMember, Person
from cases.models.cases import CASE_STATES
from cases.querysets.cases import CaseQuerySet
from cases.rules.likeness import birth_date_in
from networks.filters.institutions import SelectFilter
from networks.forms.groups import Group, GroupedForm
from networks.models import District, SocialSpace
from networks.search.words import typed_words
from sro import access
from sro.access import DISTRICT_ROLES, Role
from sro.accounts.models import Membership
from sro.ui.forms import DateInput

ALL = "alle"
MINE = "meine"


class Lack(models.TextChoices):
    """What somebody should look after."""

    NO_DEPUTY = "ohne_vertretung", _("without a deputy")
    AWAY = "abwesend", _("responsible colleague is away")
    NOBODY = "unbesetzt", _("nobody responsible")


class CaseFilterForm(GroupedForm, forms.Form):
    """The usual filters at once, the others on demand."""

    groups = (
        Group("", ("q", "umfang", "stand")),
        Group(
            _("More filters"),
            ("bezirk", "sozialraum", "zustaendig", "lage", "von", "bis"),
            folded=True,
        ),
    )


def all_of_district(user: Any, district: int) -> dict[str, Any]:
    """Return the choices that show every case of a district, closed ones too.

    Empty where the person has no part in that district: the list offers only their own.
    """
    reached = user.grants_on(timezone.localdate()).districts
    if not any(district in reached.get(role, ()) for role in DISTRICT_ROLES):
        return {}
    # For team leads the whole district is what the list shows without a choice.
    scope = {} if access.has_role(user, Role.TEAM_LEAD) else {"umfang": ALL}
    return {"bezirk": district, "stand": ALL, **scope}


class CaseFilter(django_filters.FilterSet):
    """Without a choice: open cases, those somebody works on; team leads see the whole district."""

    q = django_filters.CharFilter(
        label=_("Name, birth date or file reference"),
        method="search",
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    umfang = SelectFilter(label=_("Which cases"), method="leave")
    stand = SelectFilter(
        label=_("state"),
        choices=[(ALL, _("all")), *CASE_STATES],
        empty_label=_("open"),
        method="leave",
    )
    bezirk = SelectFilter(label=_("district"), field_name="district")
    sozialraum = SelectFilter(label=_("social space"), field_name="social_space")
    zustaendig = SelectFilter(label=_("responsible"), field_name="responsible")
    lage = SelectFilter(label=_("to be looked after"), choices=Lack, method="lacking")
    von = django_filters.DateFilter(
        label=_("opened from"), field_name="opened_on", lookup_expr="gte", widget=DateInput
    )
    bis = django_filters.DateFilter(
        label=_("opened until"), field_name="opened_on", lookup_expr="lte", widget=DateInput
    )
    person = django_filters.ChoiceFilter(
        label=_("person"), choices=(), method="of_person", widget=forms.HiddenInput
    )

    class Meta:
        model = Case
        form = CaseFilterForm
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user, today = self.request.user, timezone.localdate()
        self.leads = access.has_role(user, Role.TEAM_LEAD)
        self._offer_scope()
        grants = user.grants_on(today)
        own = {pk for role in DISTRICT_ROLES for pk in grants.districts.get(role, ())}
        districts = District.objects.visible_to(user).filter(pk__in=own)
        self.filters["bezirk"].offer(districts.order_by("key").values_list("pk", "name"))
        spaces = SocialSpace.objects.visible_to(user).filter(district__in=own)
        self.filters["sozialraum"].offer(
            spaces.order_by("sort_key", "pk").values_list("pk", "name")
        )
        colleagues = (
            Membership.objects.valid_on(today)
            .filter(role__in=DISTRICT_ROLES, district__in=own)
            .order_by("user__sort_key", "user_id")
            .values_list("user_id", "user__display_name")
        )
        self.filters["zustaendig"].offer(dict(colleagues).items())
        self.filters["person"].extra["choices"] = self._asked_person()

    def _offer_scope(self) -> None:
        scope = self.filters["umfang"]
        if self.leads:
            scope.extra["empty_label"] = _("all of my district")
            scope.offer([(MINE, _("my own"))])
        else:
            scope.extra["empty_label"] = _("those I work on")
            scope.offer([(ALL, _("all of my district"))])

    def _asked_person(self) -> list[tuple[int, str]]:
        asked = self.data.get("person", "")
        if not asked.isdecimal() or len(asked) > 18:
            return []
        people = Person.objects.visible_to(self.request.user).filter(pk=asked)
        return [(person.pk, person.name) for person in people]

    def search(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Find the words in names of cases and of their people; a birth date is the person's."""
        day, rest = birth_date_in(value, timezone.localdate())
        if day is None and not typed_words(rest):
            return queryset.none() if value.strip() else queryset
        people = Person.objects.order_by().matching(rest)
        if day is not None:
            people = people.filter(birth_date=day)
        by_person = CaseMember.objects.order_by().filter(person__in=people).values("case_id")
        if day is not None:
            return queryset.filter(pk__in=by_person)
        named = Case.objects.order_by().matching(rest).values("pk")
        # Two index scans side by side; joined by OR they would read the whole table.
        return queryset.filter(pk__in=named.union(by_person))

    def lacking(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Keep the cases in which somebody is missing."""
        match value:
            case Lack.NO_DEPUTY:
                return queryset.filter(deputy=None)
            case Lack.NOBODY:
                return queryset.filter(responsible=None)
        away = Absence.objects.visible_to(self.request.user).valid_on(timezone.localdate())
        return queryset.filter(responsible__in=away.order_by().values("user_id"))

    def of_person(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Keep the cases a person belongs to."""
        members = CaseMember.objects.filter(person=value)
        return queryset.filter(pk__in=members.order_by().values("case_id"))

    def leave(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Leave it to :meth:`filter_queryset`, which also knows when nothing was chosen."""
        return queryset

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        """Apply the choices; whoever searches or comes from a person sees closed cases, too."""
        found = super().filter_queryset(queryset)
        cleaned = self.form.cleaned_data
        state, scope = cleaned.get("stand"), cleaned.get("umfang")
        whole = bool(cleaned.get("person"))
        if state and state != ALL:
            found = found.filter(state=state)
        elif not state and not whole:
            found = found.still_open()
        if scope == MINE:
            return found.in_charge(self.request.user)
        if not scope and not self.leads and not whole:
            return access.rows(self.request.user, found, "work")
        return found
