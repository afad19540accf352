"""The report on paper: figures, pictures, commentary, definitions."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reporting import pictures
from reporting.exports import notes
from reporting.models import DistrictReport
from reporting.rules.document import Document, FigureIn, SectionIn, SplitOf, TableIn
from reporting.services.figures import compared
from reporting.wording import cell, change, said_earlier, value
from sro.periods import Quarter
from sro.ui.charts import Table
from sro.ui.papers import office_letterhead
from sro.ui.pdf import (
    heading,
    key_values,
    note,
    paragraph,
    picture,
    render_report,
    table,
)
from sro.ui.quarters import quarter_name, short_quarter
from sro.ui.templatetags.ui import day


def report_paper(report: DistrictReport, document: Document, now: datetime) -> bytes:
    """Return the report as a tagged PDF; `now` is a local time."""
    blocks = []
    if document.reason:
        blocks.append(note(_("Correction: %(reason)s") % {"reason": document.reason}))
    drawn = pictures.overview(document)
    for section in document.sections:
        blocks += _section(document, section)
        shown = [drawn[section.code]] if section.code in drawn else []
        if section.code == "supports" and (density := document.figure("density")):
            shown += pictures.of_figure(document, density, report)
        blocks += [picture(each) for each in shown if each.svg]
    if document.group_view:
        blocks += [heading(_("View of the working group (AG § 78)"))]
        if earlier := said_earlier(document, report.discussed_on):
            blocks.append(note(earlier))
        blocks += [paragraph(each) for each in document.group_view.splitlines() if each.strip()]
    blocks.append(heading(_("Figures by social space")))
    for section in document.sections:
        for figure in section.figures:
            if figure.spaces:
                blocks += [heading(figure.title, 3), table(_spaces(document, figure))]
    blocks.append(heading(_("Definitions")))
    blocks.append(
        key_values(
            [
                (figure.title, f"{figure.definition} {_('Source')}: {figure.source}.")
                for section in document.sections
                for figure in section.figures
            ]
        )
    )
    blocks += [heading(_("Notes")), key_values(notes(document))]
    quarter = Quarter(document.year, document.quarter)
    return render_report(
        _("District report %(district)s, %(quarter)s")
        % {"district": document.district, "quarter": quarter_name(quarter)},
        blocks,
        meta=[
            (_("State"), str(report.get_state_display())),
            (_("Counted"), day(report.calculated_at)),
            (_("Checksum"), report.checksum or "–"),
        ],
        letterhead=office_letterhead(),
        now=now,
        lang=get_language() or "de",
    )


def _section(document: Document, section: SectionIn) -> list:
    blocks = [heading(section.title), table(_figures(document, section), section.title)]
    for figure in section.figures:
        for split in figure.splits:
            if split.parts:
                caption = f"{figure.title} {split.title}"
                blocks.append(table(_split(document, figure, split), caption))
    blocks += [table(_beside(each), each.title) for each in section.tables]
    blocks += [paragraph(each) for each in section.commentary.splitlines() if each.strip()]
    if section.note:
        blocks.append(note(_("Note for the office: %(note)s") % {"note": section.note}))
    return blocks


def _columns(document: Document) -> tuple[str, str, str]:
    now, previous, year_before = compared(Quarter(document.year, document.quarter))
    return short_quarter(now), short_quarter(previous), short_quarter(year_before)


def _figures(document: Document, section: SectionIn) -> Table:
    now, previous, year_before = _columns(document)
    rows = []
    for figure in section.figures:
        district, city = figure.at("district"), figure.at("city")
        if district is None or city is None:
            continue
        rows.append(
            (
                figure.title,
                value(district.values[0], figure.unit),
                value(district.values[1], figure.unit),
                change(district.values[0], district.values[1], figure.unit)["text"],
                value(district.values[2], figure.unit),
                value(city.values[0], figure.unit),
            )
        )
    return Table(
        (_("Figure"), now, previous, _("Difference"), year_before, _("City %(q)s") % {"q": now}),
        tuple(rows),
        frozenset(range(1, 6)),
    )


def _split(document: Document, figure: FigureIn, split: SplitOf) -> Table:
    now, previous, year_before = _columns(document)
    return Table(
        (_("Part"), now, previous, year_before, _("City %(q)s") % {"q": now}),
        tuple(
            (
                part.title,
                *(value(each, figure.unit) for each in part.district),
                value(part.city[0], figure.unit),
            )
            for part in split.parts
        ),
        frozenset(range(1, 5)),
    )


def _spaces(document: Document, figure: FigureIn) -> Table:
    return Table(
        (_("Social space"), *_columns(document)),
        tuple(
            (line.name, *(value(each, figure.unit) for each in line.values))
            for line in figure.lines
        ),
        frozenset(range(1, 4)),
    )


def _beside(content: TableIn) -> Table:
    return Table(
        content.columns,
        tuple(
            tuple(cell(text, kind) for text, kind in zip(row, content.kinds, strict=True))
            for row in content.rows
        ),
        frozenset(n for n, kind in enumerate(content.kinds) if kind != "text"),
    )
