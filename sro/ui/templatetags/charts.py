"""Pictures in pages: `{% load charts %}{% chart picture %}`, or `{% chart picture "name" %}`.

The name becomes the id of the figure and begins all ids inside it. It is needed only where a
page links to the figure; without it every figure of a page gets an id of its own.
"""

import logging
from functools import partial
from subprocess import SubprocessError
from typing import Any

from django import template
from django.core.cache import cache
from django.template import Context
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sro.ui.charts import ChartError, Picture, Words
from sro.ui.charts.picture import ID

logger = logging.getLogger(__name__)
register = template.Library()

# A drawing never changes for the same spec; kept for a day so that old ones make room.
_KEPT_SECONDS = 24 * 60 * 60
_COUNT = "sro.ui.charts"


@register.inclusion_tag("ui/chart.html", takes_context=True)
def chart(context: Context, picture: Picture, name: str = "") -> dict[str, Any]:
    """Show a picture as a figure: title, drawing, source, and its values as a table."""
    number = context.render_context.get(_COUNT, 0)
    context.render_context[_COUNT] = number + 1
    if not ID.match(name or "x"):
        raise ChartError(f"not usable as id: {name!r}")
    prefix = name or f"{picture.key}-{number}"
    wide, narrow = _drawings(picture, prefix)
    table = picture.table
    return {
        "picture": picture,
        "prefix": prefix,
        "first": number == 0,
        "wide": wide,
        "narrow": narrow,
        "columns": _cells(table.columns, table.numeric),
        "rows": [_cells(row, table.numeric) for row in table.rows],
        "totals": _cells(table.totals, table.numeric),
    }


def _drawings(picture: Picture, prefix: str) -> tuple[str, str]:
    """Draw both sizes. If the renderer fails, the page still has the table."""
    kept = partial(cache.get_or_set, timeout=_KEPT_SECONDS)
    try:
        wide = picture.draw(f"{prefix}-wide", cache=kept)
        narrow = picture.draw(f"{prefix}-narrow", narrow=True, cache=kept)
    except (ValueError, RuntimeError, SubprocessError):
        logger.exception("a chart could not be drawn")
        return "", ""
    # Safe: written by sro.ui.charts.svg, which lets known elements pass and escapes all text.
    return mark_safe(wide), mark_safe(narrow)  # noqa: S308


def _cells(texts: tuple[str, ...], numeric: frozenset[int]) -> list[tuple[str, bool]]:
    return [(text, number in numeric) for number, text in enumerate(texts)]


def translated_words() -> Words:
    """Return the charts' own words in the language of the request, for the builders."""
    return Words(
        missing=_("not stated"),
        suppressed=_("number too small"),
        more=pgettext("difference", "more"),
        less=pgettext("difference", "less"),
        unchanged=pgettext("difference", "unchanged"),
        below=_("below {high}"),
        between=_("{low} to below {high}"),
        above=_("{low} or more"),
        total=_("Sum"),
        change=pgettext("difference", "Change"),
        others=pgettext("series of a chart", "others"),
    )
