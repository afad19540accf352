"""The profile of a place on paper: who is there, what is going on, what is missing."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.place_maps import map_of
from networks.places import TABS, Lines, Panel, Place, panels_of
from sro.ui.charts import Table
from sro.ui.papers import office_letterhead
from sro.ui.pdf import heading, note, paragraph, picture, render_report, table
from sro.ui.templatetags.ui import day


def profile(place: Place, now: datetime) -> bytes:
    """Return the profile as a tagged PDF; `now` is a local time."""
    blocks: list[dict[str, Any]] = []
    for tab, name in TABS.items():
        if tab == "karte":
            drawn = map_of(place, ["einrichtungen"])
            part = [picture(drawn)] if drawn.svg else []
        else:
            part = [block for panel in panels_of(tab) for block in _printed(panel, place)]
        if part:
            blocks += [heading(str(name)), *part]
    area = place.area
    meta = [(_("Official key"), area.key)]
    if not place.is_district:
        meta.append((_("District"), place.district.name))
    return render_report(
        _("Profile: %(name)s") % {"name": area.name},
        blocks,
        meta=[*meta, (_("As of"), day(place.today))],
        letterhead=office_letterhead(),
        source=_("Registry of the social space; each figure with its own source"),
        now=now,
        lang=get_language() or "de",
    )


def _printed(panel: Panel, place: Place) -> list[dict[str, Any]]:
    if panel.paper is not None:
        found = panel.paper(place)
        return [heading(str(panel.title), 3), *found] if found else []
    lines = panel.lines(place) if panel.lines else None
    return [] if lines is None else [heading(str(panel.title), 3), *_lines(lines)]


def _lines(lines: Lines) -> list[dict[str, Any]]:
    if not lines.items:
        return [paragraph(lines.empty)] if lines.empty else []
    rows = tuple(
        (item.text, ", ".join(filter(None, [item.mark, item.detail])) or "–")
        for item in lines.items
    )
    blocks = [table(Table((_("Name"), _("Details")), rows))]
    if lines.rest:
        blocks.append(paragraph(_("… and %(number)s more") % {"number": lines.rest}))
    if lines.note:
        blocks.append(note(lines.note))
    return blocks
