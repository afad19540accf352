"""From plans to the board of needs: the needs report's protected numbers, one need for each.

Plans give a number for a place and a kind of offer and nothing else, and only numbers that the
needs report shows to everybody who may read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings as django_settings
from django.utils import translation
from django.utils.translation import gettext as _

from networks.models import District, InstitutionCategory, Need, NeedReport, SocialSpace
from networks.services.needs_from_plans import Counted, take_in
from reporting.rules.needs import Span
from reporting.services import settings
from reporting.services.counting import Area
from reporting.services.needs import ANY, NO_KIND, Cell, families
from reporting.suppression import HIDDEN, Shown
from sro import access
from sro.periods import Quarter
from sro.refusals import NotPossible


def take_in_quarter(*, actor: Any, quarter: Quarter, today: date, now: datetime) -> int:
    """Take in what the plans of a past quarter name; twice makes nothing twice.

    Returns how many were new. Raises PermissionDenied without the right to decide on needs and to
    read the needs report, NotPossible before the quarter is over.
    """
    access.require(actor, "decide", Need)
    access.require(actor, "read_needs", District)
    if quarter.end > today:
        raise NotPossible(_("This quarter is not over yet. Its plans can be taken in after it."))
    return take_in(actor=actor, counted=counted_in(quarter), now=now)


def take_in_due(*, today: date, now: datetime) -> int:
    """Take in the last quarter by itself, once; returns how many were new."""
    quarter = Quarter.of(today).previous
    if NeedReport.objects.filter(origin_key__startswith=f"{quarter.code}/").exists():
        return 0
    return take_in(actor=None, counted=counted_in(quarter), now=now)


def counted_in(quarter: Quarter) -> list[Counted]:
    """Return what may be taken in of a quarter, for each kind and place.

    A social space where its number may be shown; the district for what its social spaces do not
    tell. Counts of no kind of offer say nothing that could be done and are left out.
    """
    shown = families(Span(quarter.year, quarter.number))
    limit = settings.current().limit
    kinds = InstitutionCategory.objects.defer("search_vector").in_bulk()
    districts = District.objects.defer("search_vector").in_bulk()
    spaces = SocialSpace.objects.defer("search_vector").in_bulk()
    by_district: dict[tuple[int, int], list[Cell]] = defaultdict(list)
    for code, area in shown:
        if code in (ANY, NO_KIND):
            continue
        if area.level == "space":
            by_district[code, spaces[area.pk].district_id].append((code, area))
    found = []
    with translation.override(django_settings.LANGUAGE_CODE):
        for code, area in sorted(shown):
            if code in (ANY, NO_KIND) or area.level != "district":
                continue
            parts = sorted(by_district[code, area.pk])
            told = [cell for cell in parts if _may_be_told(shown[cell], limit)]
            places: list[tuple[Cell, SocialSpace | None]] = [
                (cell, spaces[cell[1].pk]) for cell in told
            ]
            if not _whole(shown, (code, area), told) and _may_be_told(shown[code, area], limit):
                places.append(((code, area), None))
            found += [
                _counted(quarter, kinds[code], districts[area.pk], space, cell, shown[cell])
                for cell, space in places
            ]
    return found


def _may_be_told(value: Shown, limit: int) -> bool:
    return value is not HIDDEN and value > limit


def _whole(shown: Mapping[Cell, Shown], total: Cell, parts: list[Cell]) -> bool:
    """Whether the social spaces that are told are all there is in the district."""
    value = shown[total]
    numbers = [shown[part] for part in parts]
    return value is not HIDDEN and value == sum(n for n in numbers if n is not HIDDEN)


def _counted(
    quarter: Quarter,
    kind: InstitutionCategory,
    district: District,
    space: SocialSpace | None,
    cell: Cell,
    number: Shown,
) -> Counted:
    area: Area = cell[1]
    return Counted(
        key=f"{quarter.code}/{area.level}/{area.pk}/{kind.pk}",
        category=kind,
        district=district,
        social_space=space,
        title=_("Missing: %(kind)s") % {"kind": kind.name},
        words=_("Named in support plans of %(number)s families in quarter %(quarter)s/%(year)s.")
        % {"number": number, "quarter": quarter.number, "year": quarter.year},
        day=quarter.last_day,
    )
