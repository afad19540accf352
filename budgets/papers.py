"""The allocation on paper: result, picture, explanation, parameters, sources."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from budgets import pictures
from budgets.services.results import Line, Result
from budgets.sheets import parameters, sources
from budgets.templatetags.budgets import divided, part_method, part_name, part_value
from budgets.wording import words_of
from sro.ui.charts import Table
from sro.ui.papers import office_letterhead
from sro.ui.pdf import heading, key_values, paragraph, picture, render_report, table
from sro.ui.templatetags.ui import day, money, percent, signed_money


def result_paper(result: Result, now: datetime) -> bytes:
    """Return the allocation as a tagged PDF; `now` is a local time."""
    run = result.run
    words = words_of(run)
    blocks = [
        paragraph(f"{divided(result)}."),
        heading(_("Result")),
        table(_result_table(result), str(words.amount_of_each)),
        picture(pictures.amounts(result)),
        heading(_("How does each amount come about?")),
        paragraph(str(words.sums)),
    ]
    for line in result:
        blocks.append(heading(line.unit.name, 3))
        blocks.append(table(_explanation_table(line)))
    blocks += [
        heading(_("Parameters and assumptions")),
        key_values(parameters(result)),
        heading(_("Sources")),
        key_values(sources(result)),
    ]
    return render_report(
        f"{run.fund}, {run.district}: {run.name}" if run.district else f"{run.fund}: {run.name}",
        blocks,
        meta=[
            (_("State"), str(run.get_state_display())),
            (_("Calculated"), day(run.calculated_at)),
            (_("Checksum"), run.checksum or "–"),
        ],
        letterhead=office_letterhead(),
        now=now,
        lang=get_language() or "de",
    )


def _result_table(result: Result) -> Table:
    compared = result.previous_total is not None
    words = words_of(result.run)
    columns = [str(words.unit), _("Amount"), str(words.part)]
    totals = [_("Total"), money(result.total), percent(1, 2)]
    if compared:
        columns += [_("Spending %(year)s") % {"year": result.run.outflow_year}, _("Difference")]
        totals += [
            money(result.previous_total),
            signed_money(result.total - result.previous_total),
        ]
    rows = []
    for line in result:
        row = [line.unit.name, money(line.amount), percent(line.share, 2)]
        if compared:
            row += [money(line.previous), signed_money(line.difference)]
        rows.append(tuple(row))
    return Table(tuple(columns), tuple(rows), frozenset(range(1, len(columns))), tuple(totals))


def _explanation_table(line: Line) -> Table:
    rows = tuple(
        (
            f"{part_name(part)} ({part_method(part)})",
            part_value(part),
            day(part.value_date),
            "–" if part.share is None else percent(part.share, 4),
            "–" if part.weight is None else percent(part.weight, 2),
            money(part.amount),
        )
        for part in line.parts
    )
    return Table(
        (_("Part"), _("Value"), _("As of"), _("Share"), _("Weight"), _("Amount")),
        rows,
        frozenset({1, 3, 4, 5}),
        (_("Total"), "", "", "", "", money(line.parts_total)),
    )
