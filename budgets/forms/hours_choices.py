"""What can be chosen in a new row of a week: what was used last stands first."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from budgets.models import HoursKind
from budgets.services.hours_sheet import Key, Sheet, support_words

Choices = list[tuple[str, Any]]
_MOST_RECENT = 6


def activity_choices(sheet: Sheet) -> Choices:
    """Return kinds with their activities."""
    groups: Choices = [("", _("please choose"))]
    pairs = dict.fromkeys((key.kind, key.activity) for key in sheet.recent)
    recent = [
        (f"{kind}:{pk}", f"{sheet.activities[pk]} ({HoursKind(kind).label})")
        for kind, pk in pairs
        if pk in sheet.activities and kind in sheet.activities[pk].kinds
    ]
    if recent:
        groups.append((_("Used last"), recent[:_MOST_RECENT]))
    for kind in HoursKind:
        fitting = [
            (f"{kind.value}:{each.pk}", str(each))
            for each in sheet.activities.values()
            if each.is_active and kind.value in each.kinds
        ]
        if fitting:
            groups.append((str(kind.label), fitting))
    return groups


def place_choices(sheet: Sheet) -> Choices:
    """Return supports and social spaces."""
    groups: Choices = [("", _("please choose"))]
    supports = {f"s{pk}": support_words(each) for pk, each in sheet.supports.items()}
    spaces = {f"r{pk}": f"{each} ({each.key})" for pk, each in sheet.spaces.items()}
    both = supports | spaces
    places = dict.fromkeys(key.place for key in sheet.recent)
    recent = [(place, both[place]) for place in places if place in both]
    if recent:
        groups.append((_("Used last"), recent[:_MOST_RECENT]))
    if supports:
        groups.append((_("Supports"), list(supports.items())))
    groups.append((_("Social spaces"), list(spaces.items())))
    return groups


def thing_choices(sheet: Sheet) -> Choices:
    """Return the offers, networks and projects of the provider or of the team's district."""
    groups: Choices = [("", _("none"))]
    offers = [(str(pk), f"{each} ({each.place})") for pk, each in sheet.offers.items()]
    if not sheet.networks and not sheet.projects:
        return [*groups, *offers]
    for words, prefix, things in (
        (_("Projects"), "p", sheet.projects),
        (_("Networks"), "n", sheet.networks),
    ):
        if things:
            groups.append((words, [(f"{prefix}{pk}", str(each)) for pk, each in things.items()]))
    return [*groups, (_("Offers"), offers)] if offers else groups


def thing_of(key: Key) -> str:
    """Return what a row is named with, as the form's field holds it."""
    if key.project or key.network:
        return f"p{key.project}" if key.project else f"n{key.network}"
    return str(key.offer or "")
