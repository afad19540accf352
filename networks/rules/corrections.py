"""What an institution wants changed in its entry, field by field. Values are those of JSON."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

#: What an institution may correct about itself, in the order of the page.
INSTITUTION_FIELDS = (
    "description",
    "opening_hours",
    "phone",
    "email",
    "website",
    "target_groups",
    "age_from",
    "age_to",
    "direct_access",
    "languages",
    "wheelchair",
    "accessibility_note",
)
#: The same for each of its offers.
OFFER_FIELDS = (
    "description",
    "opening_hours",
    "phone",
    "email",
    "target_groups",
    "age_from",
    "age_to",
    "direct_access",
    "languages",
)
#: What it says of an offer the registry does not have yet; the first two are needed.
NEW_OFFER_FIELDS = (
    "name",
    "kind",
    "description",
    "opening_hours",
    "target_groups",
    "age_from",
    "age_to",
    "direct_access",
    "languages",
)


def difference(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return old and new values of the fields that differ.

    Line ends and outer spaces are no difference: browsers send them as they like.
    """
    changed = [name for name in after if plain(before.get(name)) != plain(after[name])]
    return {name: before.get(name) for name in changed}, {
        name: plain(after[name]) for name in changed
    }


def plain(value: Any) -> Any:
    """Return a value as it is compared: texts with plain line ends, lists without an order."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, list | tuple):
        return sorted(value)
    return value


@dataclass(frozen=True, slots=True)
class Change:
    """One field: as it was when the institution looked, as it is now, as it should be."""

    field: str
    before: Any
    now: Any
    after: Any

    @property
    def is_stale(self) -> bool:
        """Whether somebody has changed the field since the institution looked at it."""
        return plain(self.before) != plain(self.now) and not self.is_there

    @property
    def is_there(self) -> bool:
        """Whether the entry says already what the institution wants."""
        return plain(self.now) == plain(self.after)


def changes(
    before: Mapping[str, Any], after: Mapping[str, Any], now: Mapping[str, Any]
) -> list[Change]:
    """Return what should change, beside what stands there now, in the order of the page."""
    return [Change(name, before.get(name), now.get(name), after[name]) for name in ordered(after)]


def ordered(names: Collection[str]) -> list[str]:
    """Return fields as they follow each other on the page; a database keeps them in any order."""
    known = dict.fromkeys((*NEW_OFFER_FIELDS[:2], *INSTITUTION_FIELDS))
    return sorted(names, key=[*known].index)


def to_write(after: Mapping[str, Any], accepted: Collection[str]) -> dict[str, Any]:
    """Return the values that were accepted. Raises ValueError for a field nobody suggested."""
    unknown = set(accepted) - after.keys()
    if unknown:
        raise ValueError(f"not suggested: {', '.join(sorted(unknown))}")
    return {name: value for name, value in after.items() if name in accepted}
