"""What of the registry everybody may read, without a login; nothing while the directory is closed.

The public is no role: these rows are chosen here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Prefetch, Q, QuerySet

from networks.models import Institution, InstitutionCategory, Municipality, Offer, SocialSpace
from networks.models.choices import TargetGroup, Wheelchair
from networks.querysets.entries import EntryQuerySet

#: So many offers stand beneath an institution in the list.
SHOWN_OFFERS = 6


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; what is empty is not narrowed down."""

    text: str = ""
    space: int | None = None
    category: int | None = None
    target_group: str = ""
    age: int | None = None
    language: str = ""
    direct: bool = False
    wheelchair: bool = False
    mark: str = ""

    @property
    def of_entry(self) -> bool:
        """Whether something is asked that an institution or an offer answers by itself."""
        asked = (self.text.strip(), self.target_group, self.language, self.direct)
        return any(asked) or self.age is not None


def directory_is_open() -> bool:
    """Whether everybody may look things up."""
    return Municipality.objects.filter(directory_open=True).exists()


def directory_email() -> str:
    """Return where hints are sent to; empty where the office has not said it."""
    return Municipality.objects.values_list("directory_email", flat=True).first() or ""


def published(today: date) -> QuerySet[Institution]:
    """Return the institutions everybody may read of today; none while the directory is closed."""
    rows: EntryQuerySet = Institution.objects.active_on(today)
    return rows.filter(
        models.Exists(Municipality.objects.filter(directory_open=True)), unlisted=False
    )


def published_offers(today: date) -> EntryQuerySet:
    """Return the offers of today; only to be shown beneath published institutions."""
    offers: EntryQuerySet = Offer.objects.active_on(today)
    return offers


def found(wanted: Wanted, today: date) -> QuerySet[Institution]:
    """Return the institutions that are what somebody looks for, or have an offer that is."""
    named = {"social_space": wanted.space, "category": wanted.category}
    places = {name: chosen for name, chosen in named.items() if chosen is not None}
    rows = published(today).filter(**places)
    if wanted.of_entry:
        # The place narrows each question down as well: few offers of a quarter instead of all.
        own = _fitting(Institution.objects.active_on(today).filter(**places), wanted)
        there = {f"institution__{name}": chosen for name, chosen in places.items()}
        offers = _fitting(published_offers(today).filter(**there), wanted)
        # Each question is asked once, by its index, and looked up in memory. Put together in a
        # UNION the database cannot guess their number and fetches each institution by itself.
        rows = rows.filter(
            Q(pk__in=own.order_by().values("pk"))
            | Q(pk__in=offers.order_by().values("institution_id"))
        )
    if wanted.wheelchair:
        rows = rows.filter(wheelchair__in=[Wheelchair.YES, Wheelchair.LIMITED])
    if wanted.mark == "family_centre":
        rows = rows.filter(family_centre=True)
    elif wanted.mark:
        marked = published_offers(today).filter(**{wanted.mark: True})
        rows = rows.filter(Q(**{wanted.mark: True}) | Q(pk__in=marked.values("institution_id")))
    return rows


def _fitting(rows: EntryQuerySet, wanted: Wanted) -> EntryQuerySet:
    """Keep the entries that are all of what is asked of one entry."""
    rows = rows.matching(wanted.text)
    if wanted.target_group:
        rows = rows.filter(target_groups__overlap=[wanted.target_group, TargetGroup.EVERYONE])
    if wanted.age is not None:
        rows = rows.for_age(wanted.age)
    if wanted.language:
        rows = rows.filter(languages__contains=[wanted.language])
    if wanted.direct:
        rows = rows.filter(direct_access=True)
    return rows


def resembling(wanted: Wanted, today: date, limit: int) -> list[Institution]:
    """Return institutions whose name sounds or looks like what was typed."""
    rows: Any = published(today)
    return list(
        rows.select_related("category", "social_space")
        .defer("search_vector")
        .resembling(wanted.text, limit)
    )


def keys(wanted: Wanted, today: date) -> list[int]:
    """Return what is found, by name, as numbers: counting and paging ask no second time."""
    return list(found(wanted, today).order_by("sort_key", "pk").values_list("pk", flat=True))


def listed(numbers: Sequence[int], today: date) -> QuerySet[Institution]:
    """Return institutions, by name, with all that a line of the list shows."""
    offers = published_offers(today).order_by("sort_key", "pk")
    return (
        published(today)
        .filter(pk__in=numbers)
        .select_related("category", "social_space")
        .only(
            "name",
            "street",
            "postal_code",
            "basic_offer",
            "early_help",
            "family_centre",
            "unlisted",
            "last_verified",
            "category__name",
            "social_space__name",
        )
        .prefetch_related(
            Prefetch(
                "offers",
                offers.only("institution_id", "name", "kind"),
                to_attr="shown_offers",
            )
        )
        .order_by("sort_key", "pk")
    )


def record(pk: int, today: date) -> Institution | None:
    """Return an institution with its offers; None where there is nothing to read."""
    offers = published_offers(today).defer("search_vector").order_by("sort_key", "pk")
    return (
        published(today)
        .select_related("category", "social_space__district")
        .defer("search_vector")
        .prefetch_related(Prefetch("offers", offers, to_attr="shown_offers"))
        .filter(pk=pk)
        .first()
    )


def spaces(today: date) -> list[tuple[int, str]]:
    """Return the social spaces one can choose, by name; the district tells namesakes apart."""
    rows = SocialSpace.objects.valid_on(today).order_by("sort_key", "pk")
    named = rows.values_list("pk", "name", "district__name")
    return [(pk, f"{name} ({district})") for pk, name, district in named]


def categories() -> list[tuple[int, str]]:
    """Return the kinds of institutions one can choose."""
    rows = InstitutionCategory.objects.order_by("sort_key", "pk")
    return list(rows.values_list("pk", "name"))
