"""The minutes of a meeting on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from networks.meeting_facts import Facts, TaskLine, when
from networks.models import MeetingInvitation
from networks.rules.states import MeetingState
from sro.ui.charts import Table
from sro.ui.papers import office_letterhead
from sro.ui.pdf import Block, bullets, heading, note, paragraph, render_report, table
from sro.ui.templatetags.ui import day


def minutes_paper(facts: Facts, now: datetime) -> bytes:
    """Return the minutes as a tagged PDF, as far as the reader may read them."""
    meeting = facts.meeting
    blocks: list[Block] = []
    if meeting.state == MeetingState.HELD:
        blocks.append(note(_("Draft: the next meeting has not approved these minutes yet.")))
    blocks += _people(facts)
    if facts.earlier:
        blocks += [heading(_("What became of last time")), table(_tasks(facts.earlier))]
    blocks.append(heading(_("Agenda and results")))
    for number, item in enumerate(facts.items, 1):
        blocks.append(heading(f"{number}. {item.title}", 3))
        blocks += [paragraph(part) for part in item.text.splitlines() if part.strip()]
        decisions = [row.text for row in item.decisions.all()]
        if decisions:
            blocks += [paragraph(_("Decided:")), bullets(decisions)]
    if facts.tasks:
        blocks += [heading(_("Tasks")), table(_tasks(facts.tasks))]
    return render_report(
        _("Minutes: %(network)s") % {"network": meeting.network.name},
        blocks,
        meta=_meta(facts),
        letterhead=office_letterhead(),
        now=now,
        lang=get_language() or "de",
    )


def _meta(facts: Facts) -> list[tuple[str, str]]:
    meeting = facts.meeting
    rows = [
        (_("When"), when(meeting)),
        (_("Where"), meeting.place or "–"),
        (_("State"), str(meeting.get_state_display())),
    ]
    if meeting.approved_in is not None:
        rows.append((_("Approved in the meeting of"), day(meeting.approved_in.day)))
    return rows


def _people(facts: Facts) -> list[Any]:
    there = [line.name for line in facts.people if line.row.attended]
    every = MeetingInvitation.objects.filter(meeting=facts.meeting, attended=True).count()
    if others := every - len(there):
        # Whoever reads only what is shared with them must not take this for the whole list.
        there.append(
            ngettext("%(count)s other person", "%(count)s other people", others) % {"count": others}
        )
    missing = [line.name for line in facts.people if line.row.attended is False]
    blocks: list[Any] = [heading(_("Who was there")), paragraph(", ".join(there) or "–")]
    if missing:
        blocks.append(
            paragraph(_("Invited and not there: %(names)s") % {"names": ", ".join(missing)})
        )
    return blocks


def _tasks(lines: list[TaskLine]) -> Table:
    rows = tuple(
        (
            line.task.title,
            line.owner or "–",
            day(line.task.due_on),
            str(line.task.get_state_display()),
            line.task.note or "–",
        )
        for line in lines
    )
    return Table((_("Task"), _("Who"), _("Until"), _("State"), _("What became of it")), rows)
