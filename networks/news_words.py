"""What is new in a place, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import ngettext

from networks.places import Item, address
from networks.services.news import News


@dataclass(frozen=True)
class Told:
    """A sentence with the number, the first of them with their pages, and how many more."""

    text: str
    items: tuple[Item, ...]
    rest: int


#: Kind → sentence for a number, page of one of them.
_WORDS: dict[str, tuple[Callable[[int], str], str]] = {
    "institution_new": (
        lambda n: ngettext("%(n)s new institution", "%(n)s new institutions", n),
        "networks:institution_detail",
    ),
    "institution_closed": (
        lambda n: ngettext("%(n)s institution closed", "%(n)s institutions closed", n),
        "networks:institution_detail",
    ),
    "offer_new": (
        lambda n: ngettext("%(n)s new offer", "%(n)s new offers", n),
        "networks:offer_detail",
    ),
    "offer_closed": (
        lambda n: ngettext("%(n)s offer ended", "%(n)s offers ended", n),
        "networks:offer_detail",
    ),
    "network_new": (
        lambda n: ngettext("%(n)s new network", "%(n)s new networks", n),
        "networks:network_detail",
    ),
    "network_ended": (
        lambda n: ngettext("%(n)s network ended", "%(n)s networks ended", n),
        "networks:network_detail",
    ),
    "meeting_held": (
        lambda n: ngettext("%(n)s meeting held", "%(n)s meetings held", n),
        "networks:meeting_detail",
    ),
    "need_new": (
        lambda n: ngettext("%(n)s need reported", "%(n)s needs reported", n),
        "networks:need_detail",
    ),
    "need_decided": (
        lambda n: ngettext("%(n)s need decided", "%(n)s needs decided", n),
        "networks:need_detail",
    ),
    "project_begun": (
        lambda n: ngettext("%(n)s project begun", "%(n)s projects begun", n),
        "networks:project_detail",
    ),
    "project_ended": (
        lambda n: ngettext("%(n)s project ended", "%(n)s projects ended", n),
        "networks:project_detail",
    ),
}


def in_words(news: Sequence[News]) -> list[Told]:
    """Return the news as sentences with links."""
    told = []
    for each in news:
        words, view = _WORDS[each.code]
        items = tuple(Item(name, address(view, pk)) for pk, name in each.named)
        told.append(Told(words(each.number) % {"n": each.number}, items, each.number - len(items)))
    return told
