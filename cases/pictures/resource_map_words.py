"""The words of the resource map in the language of the page, and the picture of a stored map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.models import Person, Resource, ResourceField
from cases.pictures.resource_map import (
    NARROW,
    WIDE,
    Entry,
    Format,
    ResourceMapPicture,
    Words,
)
from cases.rules.mapping import FAR, MIDDLE, NEAR, Spot, field_at

#: The sizes in which a page shows the map, by the names that scripts use.
FORMATS = {"breit": WIDE, "schmal": NARROW}


def short_name(person: Person) -> str:
    """Return the name that stands in the middle of the map."""
    return person.given_name or person.name


def ring_words() -> dict[int, str]:
    """Return how near each ring is, in words."""
    return {
        NEAR: pgettext("resource map", "close"),
        MIDDLE: pgettext("resource map", "in between"),
        FAR: pgettext("resource map", "farther away"),
    }


def tie_words() -> dict[str, str]:
    """Return what each line means."""
    return {
        "strong": pgettext("resource map", "strong tie"),
        "weak": pgettext("resource map", "weak tie"),
        "strained": pgettext("resource map", "strained tie"),
        "": pgettext("resource map", "not known"),
    }


def map_words() -> Words:
    """Return all words of the picture."""
    return Words(
        fields={code: str(label) for code, label in ResourceField.choices},
        hints={
            "personal": _("what I am good at, what gives me strength"),
            "social": _("family, friends, neighbours"),
            "material": _("housing, money, things"),
            "infrastructure": _("school, clubs, advice"),
        },
        rings=ring_words(),
        ties=tie_words(),
        nothing=_("There is nothing on this map yet."),
    )


def spot_of(resource: Resource) -> Spot:
    """Return where a resource lies; an angle outside its field is not used."""
    angle = resource.angle
    if angle is not None and field_at(angle) != resource.field:
        angle = None
    return Spot(resource.field, resource.closeness, angle)


def title_for(person: str) -> str:
    """Return the heading of a person's map."""
    return _("Resource map: %(name)s") % {"name": person}


def picture(
    person: str,
    resources: Iterable[Resource],
    *,
    moving: bool = False,
    form: Format = WIDE,
    keys: Iterable[str] | None = None,
) -> ResourceMapPicture:
    """Return the picture of resources, in the order in which they are given.

    `keys` name them in the drawing; without, their ids do.
    """
    rows = list(resources)
    names = list(keys) if keys is not None else [str(row.pk) for row in rows]
    entries = [
        Entry(key, row.name, spot_of(row), row.tie) for key, row in zip(names, rows, strict=True)
    ]
    return ResourceMapPicture(person, entries, map_words(), title_for(person), moving, form)


def drawings(
    person: str, resources: Sequence[Resource], keys: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return both sizes of the picture for a page; with `keys` the resources can be moved."""
    shown = {
        size: picture(person, resources, moving=keys is not None, form=form, keys=keys)
        for size, form in FORMATS.items()
    }
    return {
        "sizes": [
            {"name": size, "svg": each.safe(f"karte-{size}"), "numbers": each.numbered}
            for size, each in shown.items()
        ],
        "count": len(resources),
    }
