"""Setting up the municipality's areas and following them when boundaries change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import Boundary, District, Institution, Municipality, SocialSpace
from networks.rules.areas import ends_elsewhere, too_young
from networks.services.search import refresh_later
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, updated
from sro.records import acting
from sro.ui.context import NAME_KEY

A = TypeVar("A", District, SocialSpace)


def found_municipality(
    *,
    actor: Any,
    now: datetime,
    key: str,
    name: str,
    area_m2: int | None = None,
    directory_open: bool = False,
    directory_email: str = "",
) -> Municipality:
    """Enter the municipality of this installation, once; who may change it may enter it."""
    with acting(actor), transaction.atomic():
        access.require(actor, "change", Municipality)
        municipality = Municipality(
            key=key,
            name=name,
            area_m2=area_m2,
            directory_open=directory_open,
            directory_email=directory_email,
        )
        municipality.full_clean()
        municipality.save(force_insert=True)
        trail.record(actor, "municipality.created", municipality, now=now)
        transaction.on_commit(lambda: cache.delete(NAME_KEY))
    return municipality


def update_municipality(
    *,
    actor: Any,
    municipality: Municipality,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> Municipality:
    """Change name, key or area of the municipality, or whether its directory is open."""
    transaction.on_commit(lambda: cache.delete(NAME_KEY))
    return updated(actor, municipality, changes, version, now)


# --- districts --------------------------------------------------------------------------------


def create_district(
    *,
    actor: Any,
    now: datetime,
    replaces: Sequence[District] = (),
    carry_spaces: bool = False,
    **fields: Any,
) -> District:
    """Enter a district; those it `replaces` end on its first day.

    With `carry_spaces` their running social spaces go over to it unchanged: each ends and begins
    anew under the new district, with the same key, name, boundary and institutions.
    """
    fields.setdefault("municipality", Municipality.objects.first())
    district = District(**fields)
    with acting(actor), transaction.atomic():
        access.require(actor, "add", District)
        predecessors = _predecessors(District, replaces, district.valid_from)
        carried = _end_spaces(predecessors, district.valid_from) if carry_spaces else []
        _end(actor, predecessors, district.valid_from, now)
        created(actor, district, now, replaces=[each.pk for each in predecessors])
        district.predecessors.set(predecessors)
        for space in carried:
            _carry(actor, space, district, now)
    return district


def update_district(
    *, actor: Any, district: District, changes: Mapping[str, Any], version: int, now: datetime
) -> District:
    """Change a district; ending it needs its social spaces ended before."""
    with transaction.atomic():
        # Asked of the database: a form may have put the new name into `district` already.
        before = District.objects.values_list("name", flat=True).get(pk=district.pk)
        fresh = updated(actor, district, changes, version, now)
        if fresh.name != before:
            refresh_later("social_space__district", fresh.pk)
    return fresh


def delete_district(*, actor: Any, district: District, version: int, now: datetime) -> None:
    """Delete a district entered by mistake; one in use is ended by date instead."""
    deleted(actor, district, version, now)


# --- social spaces ------------------------------------------------------------------------------


def create_social_space(
    *,
    actor: Any,
    now: datetime,
    replaces: Sequence[SocialSpace] = (),
    move_institutions: bool = False,
    **fields: Any,
) -> SocialSpace:
    """Enter a social space; those it `replaces` end on its first day.

    With `move_institutions` their institutions belong to it from now on.
    """
    space = SocialSpace(**fields)
    with acting(actor), transaction.atomic():
        access.require(actor, "add", SocialSpace)
        predecessors = _predecessors(SocialSpace, replaces, space.valid_from)
        _end(actor, predecessors, space.valid_from, now)
        created(actor, space, now, replaces=[each.pk for each in predecessors])
        space.predecessors.set(predecessors)
        if move_institutions and predecessors:
            _move(actor, predecessors, space, now)
    return space


def update_social_space(
    *, actor: Any, space: SocialSpace, changes: Mapping[str, Any], version: int, now: datetime
) -> SocialSpace:
    """Change a social space."""
    with transaction.atomic():
        before = SocialSpace.objects.values_list("name", "district_id").get(pk=space.pk)
        fresh = updated(actor, space, changes, version, now)
        if (fresh.name, fresh.district_id) != before:
            refresh_later("social_space", fresh.pk)
    return fresh


def delete_social_space(*, actor: Any, space: SocialSpace, version: int, now: datetime) -> None:
    """Delete a social space entered by mistake; one in use is ended by date instead."""
    deleted(actor, space, version, now)


# --- when boundaries change -----------------------------------------------------------------------


def _predecessors(model: type[A], replaces: Sequence[A], first_day: date | None) -> list[A]:
    """Return the areas to be replaced, locked, if they can end on the successor's first day."""
    if not replaces or first_day is None:
        return []
    ids = [each.pk for each in replaces]
    found = list(model.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if too_young((each.valid_from for each in found), first_day):
        raise ValidationError(
            {"replaces": _("An area to be replaced begins only on this day or later.")}
        )
    if ends_elsewhere((each.valid_until for each in found), first_day):
        raise ValidationError(
            {
                "replaces": _(
                    "An area to be replaced ends on another day. The new one must begin then."
                )
            }
        )
    return found


def _end(actor: Any, areas: Sequence[A], day: date, now: datetime) -> None:
    for area in areas:
        if area.valid_until is None:
            updated(actor, area, {"valid_until": day}, area.version, now)


def _end_spaces(districts: Sequence[District], day: date) -> list[SocialSpace]:
    """End the running social spaces of the districts and return them."""
    spaces = list(
        SocialSpace.objects.select_for_update(of=("self",))
        .filter(district__in=districts, valid_until=None, valid_from__lt=day)
        .order_by("pk")
    )
    for space in spaces:
        space.valid_until = day
        space.save(update_fields=["valid_until"])
    return spaces


def _carry(actor: Any, space: SocialSpace, district: District, now: datetime) -> None:
    """Begin a social space anew under the new district, with its boundary and institutions."""
    first_day = district.valid_from
    successor = SocialSpace(
        district=district,
        key=space.key,
        name=space.name,
        area_m2=space.area_m2,
        valid_from=first_day,
    )
    created(actor, successor, now, replaces=[space.pk])
    successor.predecessors.set([space])
    for boundary in space.boundaries.valid_on(first_day):
        Boundary.objects.create(
            social_space=successor,
            geometry=boundary.geometry,
            valid_from=first_day,
            source=boundary.source,
            licence=boundary.licence,
        )
    _move(actor, [space], successor, now)


def _move(actor: Any, spaces: Sequence[SocialSpace], target: SocialSpace, now: datetime) -> None:
    moved = Institution.objects.filter(social_space__in=spaces).update(social_space=target)
    if moved:
        trail.record(actor, "institution.moved", target, now=now, rows=moved)
        refresh_later("social_space", target.pk)
