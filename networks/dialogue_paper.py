"""The document of a quality dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.models import DialoguePoint, QualityDialogue
from sro.ui.charts import Table
from sro.ui.papers import office_letterhead
from sro.ui.pdf import Block, bullets, heading, paragraph, render_report, table
from sro.ui.templatetags.ui import day


def dialogue_paper(
    dialogue: QualityDialogue, points: Sequence[DialoguePoint], now: datetime
) -> bytes:
    """Return the document as a tagged PDF."""
    blocks: list[Block] = []
    if dialogue.topic_list:
        blocks += [heading(_("Topics")), bullets(dialogue.topic_list)]
    blocks.append(heading(_("Results")))
    blocks += [paragraph(part) for part in dialogue.results.splitlines() if part.strip()]
    if points:
        blocks += [heading(_("What was agreed")), table(_points(points))]
    return render_report(
        _("Quality dialogue with %(name)s") % {"name": dialogue.provider.name},
        blocks,
        meta=[
            (_("Day"), day(dialogue.planned_on)),
            (_("Who took part"), ", ".join(dialogue.participants.splitlines()) or "–"),
        ],
        letterhead=office_letterhead(),
        now=now,
        lang=get_language() or "de",
    )


def _points(points: Sequence[DialoguePoint]) -> Table:
    rows = tuple(
        (
            point.text,
            _("office") if point.by_office else _("provider"),
            day(point.due_on),
            str(point.get_state_display()),
            point.note or "–",
        )
        for point in points
    )
    return Table((_("Point"), _("Who"), _("Until"), _("State"), _("What became of it")), rows)
