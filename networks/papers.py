"""What the registry prints: the report about a project."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from networks.models import AvoidedSupport, Need, Project, ProjectOutcome
from networks.project_numbers import Counts
from sro.ui.charts import Table
from sro.ui.papers import office_letterhead
from sro.ui.pdf import (
    Block,
    bullets,
    heading,
    key_values,
    note,
    paragraph,
    render_report,
    table,
)
from sro.ui.templatetags.ui import MISSING, day, number


def judgement_words() -> str:
    """Return the sentence that stands wherever avoided supports are named."""
    return str(
        _(
            "A professional judgement, no measurement: nobody can know for sure what would have"
            " happened without the project."
        )
    )


def project_report(
    project: Project,
    *,
    counts: Counts,
    outcome: ProjectOutcome | None,
    judgements: Iterable[AvoidedSupport],
    needs: Iterable[Need],
    now: datetime,
) -> bytes:
    """Return the report about a project as a tagged PDF; `now` is a local time."""
    blocks: list[Block] = [heading(_("What it was for")), paragraph(project.aim)]
    titles = [need.title for need in needs]
    if titles:
        blocks += [heading(_("Needs it answers")), bullets(titles)]
    names = [each.name for each in project.partners.all()]
    if names:
        blocks += [heading(_("Partners")), bullets(names)]
    blocks += [heading(_("What happened")), key_values(_course(counts))]
    if counts.is_hidden("children") or counts.is_hidden("parents") or counts.is_hidden("others"):
        blocks.append(note(_("“–” stands for a number of people too small to be shown.")))
    blocks += _milestones(project)
    blocks.append(heading(_("What came of it")))
    blocks += _outcome(outcome)
    blocks.append(heading(_("Formal supports that became unnecessary")))
    blocks += _judged(list(judgements))
    return render_report(
        project.title,
        blocks,
        meta=[
            (_("State"), str(project.get_state_display())),
            (_("Where"), project.place),
            (_("Carried by"), str(project.provider or MISSING)),
            (_("Period"), _period(project)),
        ],
        letterhead=office_letterhead(),
        now=now,
        lang=get_language() or "de",
    )


def _period(project: Project) -> str:
    began, over = project.starts_on, project.ends_on
    parts = [_("from %(day)s") % {"day": day(began)} if began else _("beginning open")]
    parts += [_("until before %(day)s") % {"day": day(over)}] if over else []
    return ", ".join(parts)


def _course(counts: Counts) -> list[tuple[str, str]]:
    def shown(name: str) -> str:
        value = counts.shown(name)
        if value is None:
            return str(_("not counted"))
        return value if isinstance(value, str) else number(value)

    return [
        (_("Sessions"), number(counts.sessions)),
        (_("Children at all sessions together"), shown("children")),
        (_("Parents at all sessions together"), shown("parents")),
        (_("Others at all sessions together"), shown("others")),
        (_("Volunteers"), shown("volunteers")),
    ]


def _milestones(project: Project) -> list[Block]:
    rows = tuple(
        (each.title, day(each.due), day(each.done_on) if each.done_on else str(_("open")))
        for each in project.milestones.all()
    )
    if not rows:
        return []
    content = Table((_("Milestone"), _("To be reached by"), _("Reached on")), rows)
    return [heading(_("Milestones")), table(content)]


def _outcome(outcome: ProjectOutcome | None) -> list[Block]:
    if outcome is None:
        return [paragraph(_("Nobody has written it down yet."))]
    parts = (
        (_("For children"), outcome.for_children),
        (_("For parents"), outcome.for_parents),
        (_("For the service"), outcome.for_service),
    )
    return [
        block for title, text in parts if text for block in (heading(title, 3), paragraph(text))
    ]


def _judged(judgements: list[AvoidedSupport]) -> list[Block]:
    if not judgements:
        return [paragraph(_("Nobody has judged this yet."))]
    rows = tuple(
        (
            each.support_type.name if each.support_type else str(_("none")),
            number(each.number),
            each.basis,
            f"{each.judged_by}, {day(each.judged_on)}",
        )
        for each in judgements
    )
    columns = (_("Kind of support"), _("Number"), _("Basis of the judgement"), _("Judged"))
    return [table(Table(columns, rows, frozenset({1}))), note(judgement_words())]
