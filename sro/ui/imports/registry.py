"""Which importers there are. Apps register theirs in a module `imports.py`, found by its name."""

from functools import cache
from typing import TypeVar

from django.utils.module_loading import autodiscover_modules

from sro import access

from .columns import known_headings
from .importer import Importer

_importers: dict[str, Importer] = {}
I = TypeVar("I", bound=type[Importer])  # noqa: E741


def register(importer: I) -> I:
    """Make an importer known under its key (class decorator).

    Raises ValueError for a key that is taken or columns that contradict each other.
    """
    known_headings(importer.columns)
    names = {column.name for column in importer.columns}
    if unknown := set(importer.unique) - names:
        raise ValueError(f"{importer.__name__}: unique names unknown columns {sorted(unknown)}")
    taken = _importers.get(importer.key)
    if taken is not None and type(taken) is not importer:
        raise ValueError(f"{importer.key} is the key of {type(taken).__name__} already")
    _importers[importer.key] = importer()
    return importer


@cache
def _discover() -> None:
    autodiscover_modules("imports")


def importers() -> dict[str, Importer]:
    """All importers by key, in the order of their keys."""
    _discover()
    return dict(sorted(_importers.items()))


def importers_for(user: object) -> dict[str, Importer]:
    """The importers this user may use."""
    return {
        key: each for key, each in importers().items() if access.can(user, "import", each.model)
    }
