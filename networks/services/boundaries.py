"""Taking over the boundaries of areas from a GeoJSON file: check first, then all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.imports.geojson import AreaShape, read_boundaries
from networks.models import Boundary, District, SocialSpace
from sro import access
from sro.audit import trail
from sro.audit.keeping import deleted
from sro.records import acting
from sro.ui.imports.problems import Problem, Problems, Severity


class Level(models.TextChoices):
    """Which areas a file of boundaries describes."""

    DISTRICT = "district", _("districts")
    SOCIAL_SPACE = "social_space", _("social spaces")

    @property
    def model(self) -> type[District | SocialSpace]:
        """The areas of this level."""
        return District if self is Level.DISTRICT else SocialSpace


@dataclass(frozen=True, kw_only=True)
class BoundaryFile:
    """A file and what the person says about it."""

    content: bytes
    level: Level
    valid_from: date
    source: str
    licence: str = ""
    key_name: str = "key"


@dataclass
class BoundaryCheck:
    """What taking over a file would do. With errors among the problems it cannot be done."""

    problems: Problems
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    shapes: dict[str, AreaShape] = field(default_factory=dict)

    @property
    def can_apply(self) -> bool:
        """Whether the file is without errors and would change something."""
        return not self.problems.error_count and bool(self.new or self.changed)


def check_boundaries(*, actor: Any, file: BoundaryFile) -> BoundaryCheck:
    """Read a file and compare it with what is there; writes nothing."""
    access.require(actor, "import", Boundary)
    return _check(file, _areas(file))[0]


def import_boundaries(*, actor: Any, file: BoundaryFile, now: datetime) -> BoundaryCheck:
    """Take over the boundaries of a file from its first day on, all or nothing.

    A boundary in force until then ends on that day and stays in the history. The same file again
    changes nothing. Raises ValidationError with the errors found.
    """
    access.require(actor, "import", Boundary)
    Boundary(source=file.source, licence=file.licence).clean_fields(
        exclude=["district", "social_space", "geometry", "valid_from"]
    )
    with acting(actor), transaction.atomic():
        areas = _areas(file, lock=True)
        check, current = _check(file, areas)
        if check.problems.error_count:
            raise ValidationError([problem.text for problem in check.problems.errors])
        written = (
            _put(file, areas[key], check.shapes[key], current.get(key))
            for key in (*check.new, *check.changed)
        )
        Boundary.objects.bulk_create([boundary for boundary in written if boundary])
        if check.new or check.changed:
            trail.record(
                actor,
                "boundary.imported",
                now=now,
                level=file.level.value,
                valid_from=file.valid_from.isoformat(),
                new=len(check.new),
                changed=len(check.changed),
            )
    return check


def delete_boundary(*, actor: Any, boundary: Boundary, version: int, now: datetime) -> None:
    """Delete a boundary taken over by mistake."""
    deleted(actor, boundary, version, now)


# --- steps ------------------------------------------------------------------------------------


def _areas(file: BoundaryFile, *, lock: bool = False) -> dict[str, District | SocialSpace]:
    """Return the areas that exist on the file's first day, by key."""
    found = file.level.model.objects.valid_on(file.valid_from).order_by("key")
    if lock:
        # Two imports at once would both see the old boundaries.
        found = found.select_for_update(of=("self",))
    return {area.key: area for area in found}


def _check(
    file: BoundaryFile, areas: Mapping[str, District | SocialSpace]
) -> tuple[BoundaryCheck, dict[str, Boundary]]:
    shapes, problems = read_boundaries(file.content, file.key_name)
    check = BoundaryCheck(problems, shapes={shape.key: shape for shape in shapes})
    unknown = [key for key in check.shapes if key not in areas]
    if unknown:
        problems.add(
            Problem(
                gettext_noop("There is no area with this key on that day: %(keys)s."),
                {"keys": _named(unknown)},
            )
        )
    current = _in_force(file, areas.values())
    check.missing = [
        f"{area.name} ({key})" for key, area in areas.items() if key not in check.shapes
    ]
    if check.missing and shapes:
        problems.add(
            Problem(
                gettext_noop("The file has no boundary for: %(areas)s. These stay as they are."),
                {"areas": _named(check.missing)},
                Severity.WARNING,
            )
        )
    if not problems.error_count:
        for key, shape in check.shapes.items():
            _sort(check, file, key, shape, current.get(key))
    return check, current


def _in_force(file: BoundaryFile, areas: Any) -> dict[str, Boundary]:
    ids = [area.pk for area in areas]
    name = file.level.value
    found = Boundary.objects.valid_on(file.valid_from).filter(**{f"{name}__in": ids})
    return {boundary.area.key: boundary for boundary in found.select_related(name)}


def _sort(
    check: BoundaryCheck, file: BoundaryFile, key: str, shape: AreaShape, old: Boundary | None
) -> None:
    if old is None:
        check.new.append(key)
    elif (old.geometry, old.source, old.licence) == (shape.geometry, file.source, file.licence):
        check.unchanged.append(key)
    else:
        check.changed.append(key)


def _put(
    file: BoundaryFile,
    area: District | SocialSpace,
    shape: AreaShape,
    old: Boundary | None,
) -> Boundary | None:
    """Correct the boundary that begins on the same day, or return a new one that follows it."""
    values = {"geometry": shape.geometry, "source": file.source, "licence": file.licence}
    if old is not None and old.valid_from == file.valid_from:
        for name, value in values.items():
            setattr(old, name, value)
        old.save(update_fields=[*values])
        return None
    end = _next_begin(file, area)
    if old is not None:
        end = old.valid_until
        old.valid_until = file.valid_from
        old.save(update_fields=["valid_until"])
    return Boundary(
        **{file.level.value: area}, valid_from=file.valid_from, valid_until=end, **values
    )


def _next_begin(file: BoundaryFile, area: District | SocialSpace) -> date | None:
    later = area.boundaries.filter(Q(valid_from__gt=file.valid_from)).order_by("valid_from")
    return later.values_list("valid_from", flat=True).first()


def _named(names: Sequence[str], shown: int = 20) -> str:
    listed = ", ".join(names[:shown])
    return f"{listed} … (+{len(names) - shown})" if len(names) > shown else listed
