"""One search over everything a person may see, in groups by kind of thing.

Each app registers its groups in a module `searching.py`, found by its name; so the apps further
out appear in the same search.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.module_loading import autodiscover_modules

from networks.querysets.search import SearchableQuerySet
from networks.search.words import typed_words
from sro import access

#: Fewer letters than these would find half the registry.
SHORTEST = 2


@dataclass(frozen=True)
class Group:
    """One kind of thing that can be searched for.

    `key` stands in the address, `model` is a label such as "networks.Provider" whose rows are
    `Searchable` unless it has a `find` of its own; `url` and `detail` (one line that tells
    namesakes apart) are functions of a row. `list_view` names a list that takes the same words
    as `?q=`.
    """

    key: str
    label: str | Promise
    model: str
    url: Callable[[Any], str]
    detail: Callable[[Any], str]
    related: Sequence[str] = ()
    list_view: str = ""
    order: int = 50
    #: Finds in another way than by name: (user, the user's rows, text, limit) → rows that match
    #: (one more than `limit` if there are), and rows that only resemble.
    find: Callable[[Any, Any, str, int], tuple[list[Any], list[Any]]] | None = None
    #: What a row is called in a hit.
    called: Callable[[Any], str] = attrgetter("name")
    #: What to do when it is not there yet: a label and a view that takes the words as a POST.
    new_label: str | Promise = ""
    new_view: str = ""

    def rows(self, user: Any) -> SearchableQuerySet:
        """Return the rows this person may see, with what a hit shows of them."""
        model = apps.get_model(self.model)
        rows = model._default_manager.visible_to(user).select_related(*self.related)
        indexed = any(field.name == "search_vector" for field in model._meta.concrete_fields)
        return rows.defer("search_vector") if indexed else rows


@dataclass(frozen=True)
class Hit:
    """One row found: its name, the line beneath, and where it is."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True)
class Found:
    """The hits of one group: those that match, then those that only sound or look alike."""

    group: Group
    hits: Sequence[Hit]
    alike: Sequence[Hit] = ()
    more: bool = False
    list_url: str = ""


_groups: dict[str, Group] = {}


def register(group: Group) -> None:
    """Make a kind of thing searchable."""
    _groups[group.key] = group


def groups() -> list[Group]:
    """Return all groups as they follow each other on the page."""
    _discover()
    return sorted(_groups.values(), key=lambda group: (group.order, group.key))


@cache
def _discover() -> None:
    autodiscover_modules("searching")


def search(user: Any, text: str, *, limit: int, only: str = "") -> list[Found]:
    """Return what the words typed find, at most `limit` hits a group, groups without hits left out.

    `only` is the key of a single group. Too few letters find nothing.
    """
    if not long_enough(text):
        return []
    wanted = [group for group in groups() if only in ("", group.key)]
    found = (_search(group, user, text, limit) for group in wanted)
    return [each for each in found if each.hits or each.alike]


def steps(user: Any) -> list[dict[str, str]]:
    """Return what the person may enter anew where nothing was found: label and address."""
    return [
        {"label": str(group.new_label), "url": reverse(group.new_view)}
        for group in groups()
        if group.new_view and access.can(user, "add", apps.get_model(group.model))
    ]


def long_enough(text: str) -> bool:
    """Return whether a word typed has enough letters to be looked for."""
    return any(len(word) >= SHORTEST for word in typed_words(text))


def _search(group: Group, user: Any, text: str, limit: int) -> Found:
    matching, alike = (group.find or _by_name)(user, group.rows(user), text, limit)
    hits = matching[:limit]
    more = len(matching) > limit
    return Found(
        group,
        [_hit(group, row) for row in hits],
        [_hit(group, row) for row in alike],
        more,
        _list_url(group, text) if more else "",
    )


def _by_name(
    user: Any, rows: SearchableQuerySet, text: str, limit: int
) -> tuple[list[Any], list[Any]]:
    matching = rows.found(text, limit + 1)
    alike: list[Any] = []
    if len(matching) < limit:
        alike = rows.resembling(text, limit - len(matching), without=[row.pk for row in matching])
    return matching, alike


def _hit(group: Group, row: Any) -> Hit:
    return Hit(group.called(row), group.detail(row), group.url(row))


def _list_url(group: Group, text: str) -> str:
    return f"{reverse(group.list_view)}?{urlencode({'q': text})}" if group.list_view else ""
