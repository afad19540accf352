"""Drawing resource maps with people: a map, what is on it, the next map.

A map belongs to one person and shows how that person sees it. A later map starts as a copy; the
older ones stay as they were drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from cases.models import Case, CaseMember, Person, Resource, ResourceMap
from cases.rules.mapping import MOST, field_at
from cases.services.guards import working_case
from sro import access
from sro.audit import trail
from sro.audit.keeping import created
from sro.records import (
    StaleRecord,
    acting,
    create_record,
    create_records,
    delete_record,
    locked,
    update_record,
)
from sro.refusals import NotPossible

COPIED = (
    "field",
    "name",
    "tie",
    "closeness",
    "angle",
    "note",
    "offer_id",
    "institution_id",
    "found_here",
)


@dataclass(frozen=True)
class Wanted:
    """A resource as it shall stand on the map; `pk` names the one it was, None is a new one."""

    field: str
    name: str
    tie: str = ""
    closeness: int = 2
    angle: int | None = None
    note: str = ""
    offer_id: int | None = None
    institution_id: int | None = None
    found_here: bool = False
    pk: int | None = None

    def values(self) -> dict[str, Any]:
        """Return what is written. An angle outside the field is none."""
        values = {name: value for name, value in asdict(self).items() if name != "pk"}
        if self.angle is not None and field_at(self.angle) != self.field:
            values["angle"] = None
        return values


def draw_map(
    *, actor: Any, case: Case, person: Person, drawn_on: date, now: datetime
) -> ResourceMap:
    """Begin the first map of a person of the case.

    Raises NotPossible where the person already has one (the next map goes on from it) and for a
    closed case, ValidationError for somebody who does not belong to the case.
    """
    with transaction.atomic():
        current = working_case(actor, case)
        if not CaseMember.objects.filter(case=current, person=person).exists():
            raise ValidationError({"person": _("Please choose a person of this case.")})
        if ResourceMap.objects.filter(case=current, person=person).exists():
            raise NotPossible(
                {"person": _("There is a map of this person already; please go on with it.")}
            )
        fresh = ResourceMap(case=current, person=person, drawn_on=drawn_on, author=actor)
        return created(actor, fresh, now, case=current.pk)


def copy_map(
    *, actor: Any, resource_map: ResourceMap, drawn_on: date, now: datetime
) -> ResourceMap:
    """Begin the next map of a person as a copy of the newest; the older one stays as it is.

    Raises NotPossible where a newer one exists already, and for a closed case.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, resource_map.case)
        old = _newest(actor, resource_map)
        fresh = ResourceMap(
            case=case, person=old.person, drawn_on=drawn_on, previous=old, author=actor
        )
        created(actor, fresh, now, case=case.pk, previous=old.pk)
        copies = [
            Resource(resource_map=fresh, **{name: getattr(each, name) for name in COPIED})
            for each in old.resources.order_by("pk")
        ]
        create_records(actor, copies)
    return fresh


def save_map(
    *,
    actor: Any,
    resource_map: ResourceMap,
    drawn_on: date,
    resources: Sequence[Wanted],
    version: int,
    now: datetime,
    removed: Collection[int] = (),
) -> ResourceMap:
    """Write resources to the map: new ones are added, those with a `pk` changed.

    Only the ids in `removed` are taken off; what is not mentioned stays as it is. `version` is
    that of the map the person had in front of them: StaleRecord when somebody was faster. Raises
    NotPossible for an older map or a closed case, ValidationError for wrong values.
    """
    with acting(actor), transaction.atomic():
        working_case(actor, resource_map.case)
        current = _newest(actor, resource_map, version)
        done = _match(actor, current, resources, removed)
        _check_room(current)
        if any(done.values()) or current.drawn_on != drawn_on:
            current.drawn_on = drawn_on
            current.full_clean()
            # Also where only a resource changed: whoever has the older map open shall notice.
            current.save(update_fields=["drawn_on", "version"])
            current.refresh_from_db()
            trail.record(
                actor, "resourcemap.updated", current, now=now, case=current.case_id, **done
            )
    return current


def add_resource(
    *, actor: Any, resource_map: ResourceMap, wanted: Wanted, now: datetime
) -> Resource:
    """Lay one more resource on the map; the others stay. Raises like :func:`save_map`."""
    with acting(actor), transaction.atomic():
        working_case(actor, resource_map.case)
        current = _newest(actor, resource_map)
        added = create_record(actor, Resource(resource_map=current, **wanted.values()))
        _check_room(current)
        current.save(update_fields=["version"])
        trail.record(
            actor, "resourcemap.updated", current, now=now, case=current.case_id, added=[added.pk]
        )
    return added


def change_resource(
    *,
    actor: Any,
    resource: Resource,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> Resource:
    """Change one resource of the newest map; StaleRecord when somebody was faster."""
    with acting(actor), transaction.atomic():
        working_case(actor, resource.resource_map.case)
        current = _newest(actor, resource.resource_map)
        fresh = update_record(actor, resource, changes, version)
        if fresh.version != version:
            current.save(update_fields=["version"])
            trail.record(
                actor,
                "resourcemap.updated",
                current,
                now=now,
                case=current.case_id,
                changed=[fresh.pk],
            )
    return fresh


def remove_resource(*, actor: Any, resource: Resource, version: int, now: datetime) -> None:
    """Take one resource off the newest map; StaleRecord when somebody was faster."""
    with acting(actor), transaction.atomic():
        working_case(actor, resource.resource_map.case)
        current = _newest(actor, resource.resource_map)
        pk = resource.pk
        _take_off(actor, resource, version)
        current.save(update_fields=["version"])
        trail.record(
            actor, "resourcemap.updated", current, now=now, case=current.case_id, removed=[pk]
        )


def _newest(actor: Any, resource_map: ResourceMap, version: int | None = None) -> ResourceMap:
    """Return the map locked; refuse an older one, and a version that is no longer the last."""
    current = locked(resource_map)
    access.require(actor, "change", current)
    if version is not None and current.version != version:
        raise StaleRecord(current)
    if ResourceMap.objects.filter(previous=current).exists():
        raise NotPossible(_("There is a newer map of this person. This one stays as it was drawn."))
    return current


def _check_room(current: ResourceMap) -> None:
    if current.resources.count() > MOST:
        raise ValidationError(_("A map has room for %(most)s resources.") % {"most": MOST})


def _match(
    actor: Any,
    current: ResourceMap,
    resources: Iterable[Wanted],
    removed: Collection[int],
) -> dict[str, list[int]]:
    """Add, change and remove resources; return the ids of each kind."""
    rows = {row.pk: row for row in current.resources.select_for_update(of=("self",))}
    done: dict[str, list[int]] = {"added": [], "changed": [], "removed": []}
    for pk in sorted(rows.keys() & set(removed)):
        row = rows.pop(pk)
        _take_off(actor, row, row.version)
        done["removed"].append(pk)
    fresh_ones: list[Resource] = []
    for wanted in resources:
        # An id from another map names nothing here: the resource is a new one.
        known = rows.get(wanted.pk) if wanted.pk is not None else None
        if known is None:
            fresh_ones.append(Resource(resource_map=current, **wanted.values()))
            continue
        fresh = update_record(actor, known, wanted.values(), known.version)
        if fresh.version != known.version:
            done["changed"].append(known.pk)
    done["added"] = [row.pk for row in create_records(actor, fresh_ones)]
    return done


def _take_off(actor: Any, resource: Resource, version: int) -> None:
    try:
        # A savepoint, so that a refusal of the database leaves the caller's work intact.
        with transaction.atomic():
            delete_record(actor, resource, version)
    except models.ProtectedError as error:
        raise ValidationError(
            _(
                "A goal of a support plan builds on “%(name)s”, so it stays on this map. "
                "The next map can go without."
            )
            % {"name": resource.name}
        ) from error
