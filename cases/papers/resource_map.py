"""The resource map to take home: one page, for the fridge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from cases.papers.frame import Sender, day_in_words, in_german, render_paper
from cases.pictures.resource_map import PAPER, ResourceMapPicture


@in_german
def resource_map_paper(
    picture: ResourceMapPicture, *, drawn_on: date | None, sender: Sender, now: datetime
) -> bytes:
    """Return the map as a PDF of one page. It bears the first name given, no file reference."""
    picture = replace(picture, form=PAPER, moving=False)
    numbered = [f"{number} {entry.name}" for number, entry in picture.numbered]
    data = {
        "svg": picture.svg(),
        "alt": picture.description,
        "numbered": " · ".join(numbered),
        "words": {
            "drawn": _("Drawn on %(day)s") % {"day": day_in_words(drawn_on)} if drawn_on else "",
            "numbered": _("The numbers on the map mean:"),
        },
    }
    return render_paper(
        "resource_map.typ", data, title=picture.title, sender=sender, now=now, landscape=True
    )
