"""Finding the place a row of a file speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_noop

from networks.models import District, SocialSpace
from sro.ui.imports import Batch

UNKNOWN = gettext_noop("There is no district or social space with this key.")
UNKNOWN_DISTRICT = gettext_noop("There is no district with this key.")
NOT_THEN = gettext_noop("On %(day)s there was no place with this key.")


class Place(NamedTuple):
    """A district or social space for as long as it exists (`valid_until`: first day off)."""

    is_district: bool
    pk: int
    valid_from: date
    valid_until: date | None

    def exists_on(self, day: date | None) -> bool:
        """Whether the place exists on `day`."""
        return (
            day is not None
            and self.valid_from <= day
            and (self.valid_until is None or day < self.valid_until)
        )


Places = dict[str, list[Place]]


def districts() -> Places:
    """Districts by official key; a key can stand for several, one after another."""
    return _by_key(District, is_district=True)


def all_places() -> Places:
    """Districts and social spaces by official key; a district goes before a social space."""
    return {**_by_key(SocialSpace, is_district=False), **districts()}


def resolve(
    batch: Batch,
    column: str,
    known: Places,
    days: Sequence[date | None],
    message: str = UNKNOWN,
) -> list[Place | None]:
    """The place of each row; unknown keys become errors of the batch.

    A key that only one place ever had is that place, whatever the day: figures of earlier years
    are often given in today's boundaries. Where a key was handed on, the day decides.
    """
    batch.lookup(column, known, into="candidates", message=message, restore_zeros=True)
    found: list[Place | None] = []
    for row, (candidates, day) in enumerate(zip(batch["candidates"], days, strict=True)):
        if candidates is None or len(candidates) == 1:
            found.append(candidates and candidates[0])
            continue
        place = next((each for each in candidates if each.exists_on(day)), None)
        if place is None and day is not None:
            batch.error(row, NOT_THEN, column, day=f"{day:%d.%m.%Y}")
        found.append(place)
    return found


def _by_key(model: type[District | SocialSpace], *, is_district: bool) -> Places:
    found: Places = {}
    for key, *place in model.objects.values_list("key", "pk", "valid_from", "valid_until"):
        found.setdefault(key, []).append(Place(is_district, *place))
    return found
