"""What hours may be named with beside a place: offers, networks and projects, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q, TextField, Value
from django.db.models.functions import Cast

from budgets.services.hours_places import Employer, offers_for
from networks.models import Network, NetworkMember, Offer, Project, ProjectPartner

#: The kinds of things, as the answer of the database calls them.
_KINDS: Mapping[str, type[models.Model]] = {"o": Offer, "n": Network, "p": Project}
_TEXT = TextField()


@dataclass(frozen=True)
class Thing:
    """An offer, network or project by its name; `place` says which of several it is."""

    kind: str
    pk: int
    name: str
    place: str = ""

    def __str__(self) -> str:
        return self.name

    @property
    def row(self) -> Any:
        """The row, for links to it; only number and name are read."""
        model = _KINDS[self.kind]
        naming = "title" if self.kind == "p" else "name"
        return model.from_db(None, ["id", naming], [self.pk, self.name])


@dataclass(frozen=True)
class Things:
    """All that lines of an employer may name in a week."""

    offers: Mapping[int, Thing] = field(default_factory=dict)
    networks: Mapping[int, Thing] = field(default_factory=dict)
    projects: Mapping[int, Thing] = field(default_factory=dict)


def networks_for(employer: Employer, start: date, end: date) -> models.QuerySet[Network]:
    """Return the networks a line may name: where the provider is a member, or the team works."""
    rows = Network.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=start), valid_from__lt=end
    )
    if employer.provider is None:
        return rows.filter(Q(district=employer.team) | Q(district__isnull=True))
    members = NetworkMember.objects.filter(
        Q(valid_until__isnull=True) | Q(valid_until__gt=start),
        provider=employer.provider,
        valid_from__lt=end,
    )
    return rows.filter(pk__in=members.order_by().values("network"))


def projects_for(employer: Employer, start: date, end: date) -> models.QuerySet[Project]:
    """Return the projects a line may name: the provider's, or those of the team's district."""
    rows = Project.objects.going_on(start, end)
    if employer.provider is None:
        return rows.filter(district=employer.team)
    partners = ProjectPartner.objects.filter(provider=employer.provider)
    return rows.filter(
        Q(provider=employer.provider) | Q(pk__in=partners.order_by().values("project"))
    )


def things_for(employer: Employer, start: date, end: date) -> Things:
    """Return what lines may name, with one question to the database."""
    found: dict[str, dict[int, Thing]] = {kind: {} for kind in _KINDS}
    offers = _part("o", offers_for(employer), "name", F("institution__name"), F("sort_key"))
    networks = _part("n", networks_for(employer, start, end), "name", Value(""), F("name"))
    projects = _part("p", projects_for(employer, start, end), "title", Value(""), F("title"))
    for kind, pk, name, place, _sort in offers.union(networks, projects).order_by(
        "thing", "thing_sort"
    ):
        found[kind][pk] = Thing(kind, pk, name, place)
    return Things(found["o"], found["n"], found["p"])


def _part(kind: str, rows: models.QuerySet, name: str, place: Any, sort: Any) -> models.QuerySet:
    return (
        rows.order_by()
        .select_related(None)
        .defer(None)
        .annotate(
            thing=Value(kind, output_field=_TEXT),
            thing_name=Cast(F(name), _TEXT),
            thing_place=Cast(place, _TEXT),
            thing_sort=Cast(sort, _TEXT),
        )
        .values_list("thing", "pk", "thing_name", "thing_place", "thing_sort")
    )
