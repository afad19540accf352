"""The spreadsheet of an allocation: results, the way of calculating as formulas, parameters.

Where a spreadsheet can repeat a step, the cell holds the formula with its value; beside it stands
the exact amount of the run, and what rounding to whole cents made of the difference.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from budgets.allocation import BOUNDS, OUTFLOW, Direction, Method
from budgets.exports import Sheet
from budgets.models import AllocationPart
from budgets.services.results import Line, Result
from budgets.templatetags.budgets import part_method, part_name
from budgets.wording import words_of
from sro.ui.spreadsheets import FORMATS, write_cell


@dataclass(frozen=True)
class Block:
    """The rows of one component on the sheet of steps, first and last row counted from 1."""

    first: int
    last: int

    def span(self, column: str) -> str:
        """Return the block's cells of a column, fixed."""
        return f"${column}${self.first}:${column}${self.last}"


def result_workbook(result: Result) -> bytes:
    """Return the allocation as XLSX with the sheets result, steps, parameters and sources."""
    content = io.BytesIO()
    book = Workbook(content, {"in_memory": True})
    formats = {kind: book.add_format({"num_format": text}) for kind, text in FORMATS.items()}
    formats["head"] = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    formats["share"] = book.add_format({"num_format": "0.000000 %"})
    names = {"result": _("Result"), "steps": _("Steps"), "parameters": _("Parameters")}
    pages = {key: book.add_worksheet(name[:31]) for key, name in names.items()}
    sources = book.add_worksheet(_("Sources")[:31])
    rows = _rows_by_component(result)
    last = 1 + sum(len(each) for each in rows.values())
    _write_result(pages["result"], result, formats, names["steps"], last)
    _write_steps(pages["steps"], result, rows, formats)
    _write_pairs(pages["parameters"], parameters(result), formats)
    _write_sources(sources, result, formats)
    book.close()
    return content.getvalue()


def sheet_workbook(sheet: Sheet) -> bytes:
    """Return any prepared table as XLSX."""
    from sro.ui.spreadsheets import write_xlsx

    content = io.BytesIO()
    labels = [str(heading) for heading in sheet.headings]
    write_xlsx(content, labels, sheet.kinds, sheet.rows, sheet=sheet.title)
    return content.getvalue()


def _rows_by_component(result: Result) -> dict[str, list[tuple[Line, AllocationPart]]]:
    rows: dict[str, list[tuple[Line, AllocationPart]]] = defaultdict(list)
    for line in result:
        for part in line.parts:
            rows[part.component].append((line, part))
    return rows


def _head(page: Any, labels: Sequence[str], widths: Sequence[int], formats: Mapping) -> None:
    page.write_row(0, 0, labels, formats["head"])
    page.freeze_panes(1, 2)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)


def _write_result(page: Any, result: Result, formats: Mapping, steps: str, last: int) -> None:
    words = words_of(result.run)
    labels = [
        _("Key"),
        words.unit,
        _("Amount"),
        words.part,
        _("Spending compared with"),
        _("Difference"),
        _("Check: sum of the parts"),
    ]
    _head(page, [str(label) for label in labels], [8, 28, 20, 14, 20, 20, 22], formats)
    end = len(result.lines) + 1
    for row, line in enumerate(result, start=1):
        at = row + 1
        page.write_string(row, 0, line.unit.key)
        page.write_string(row, 1, line.unit.name)
        page.write_number(row, 2, line.amount, formats["money"])
        share = f"=C{at}/SUM($C$2:$C${end})"
        page.write_formula(row, 3, share, formats["percent"], float(line.share))
        write_cell(page, row, 4, line.previous, formats["money"])
        if line.difference is not None:
            difference = float(line.difference)
            page.write_formula(row, 5, f"=C{at}-E{at}", formats["money"], difference)
        parts = f"=SUMIF('{steps}'!$A$2:$A${last},A{at},'{steps}'!$L$2:$L${last})"
        page.write_formula(row, 6, parts, formats["money"], float(line.parts_total))
    page.write_string(end, 1, _("Total"), formats["head"])
    for column, letter, value in ((2, "C", result.total), (4, "E", result.previous_total)):
        if value is not None:
            total = f"=SUM({letter}2:{letter}{end})"
            page.write_formula(end, column, total, formats["money"], float(value))


def _write_steps(page: Any, result: Result, rows: Mapping, formats: Mapping) -> None:
    words = words_of(result.run)
    labels = [
        _("Key"),
        words.unit,
        _("Part"),
        _("Method"),
        _("Value"),
        _("Base count"),
        _("As of"),
        _("Source"),
        words.share,
        _("Weight"),
        words.calculated,
        _("Exact amount"),
        _("Rounding to whole cents"),
    ]
    widths = [8, 26, 34, 30, 16, 14, 12, 40, 16, 12, 24, 20, 16]
    _head(page, [str(label) for label in labels], widths, formats)
    directions = {
        s.indicator.code: s.direction for s in result.run.selections.select_related("indicator")
    }
    at = 2
    for component, parts in rows.items():
        block = Block(at, at + len(parts) - 1)
        for line, part in parts:
            _write_step(page, at, line, part, block, directions.get(component, ""), formats)
            at += 1
    page.autofilter(0, 0, at - 2, len(labels) - 1)


def _write_step(
    page: Any,
    at: int,
    line: Line,
    part: AllocationPart,
    block: Block,
    direction: str,
    formats: Mapping,
) -> None:
    row = at - 1
    for column, text in enumerate(
        (line.unit.key, line.unit.name, part_name(part), part_method(part))
    ):
        page.write_string(row, column, text)
    money = part.component in {OUTFLOW, BOUNDS}
    write_cell(page, row, 4, part.value, formats["money" if money else "number"])
    write_cell(page, row, 5, part.base_value, formats["number"])
    write_cell(page, row, 6, part.value_date, formats["date"])
    page.write_string(row, 7, part.source)
    page.write_number(row, 11, part.amount, formats["money"])
    if part.share is None or part.weight is None:
        return
    formula = share_formula(part.method or Method.PROPORTIONAL, direction, at, block)
    share, weight = Fraction(part.share_exact), Fraction(part.weight_exact)
    page.write_formula(row, 8, formula, formats["share"], float(share))
    page.write_number(row, 9, float(weight), formats["share"])
    calculated = float(Fraction(line.total) * weight * share)
    total = f"{line.total:f}"
    page.write_formula(row, 10, f"={total}*J{at}*I{at}", formats["money"], calculated)
    rounding = float(part.amount) - calculated
    page.write_formula(row, 12, f"=L{at}-K{at}", formats["number"], rounding)


def share_formula(method: str, direction: str, at: int, block: Block) -> str:
    """Return the share of a row as a spreadsheet formula; values in E, base counts in F.

    The same arithmetic as budgets.allocation, in floating point.
    """
    values = block.span("E")
    if method == Method.INVERSE:
        return f"=(1/E{at})/SUMPRODUCT(1/{values})"
    if method != Method.RANGE_WEIGHTED:
        return f"=E{at}/SUM({values})"
    low, high, bases = f"MIN({values})", f"MAX({values})", block.span("F")
    own, all_ = (
        (f"({high}-E{at})", f"({high}-{values})")
        if direction == Direction.INVERSE
        else (f"(E{at}-{low})", f"({values}-{low})")
    )
    return (
        f"=IF({high}={low},F{at}/SUM({bases}),"
        f"F{at}*(1+{own}/({high}-{low}))/SUMPRODUCT({bases}*(1+{all_}/({high}-{low}))))"
    )


def parameters(result: Result) -> list[tuple[str, str]]:
    """Return the run's parameters as pairs of words, for the sheet and the paper."""
    from sro.ui.templatetags.ui import day, money, number, percent

    run = result.run
    pairs = [
        (_("Fund"), str(run.fund)),
        *([(_("Inside the district"), str(run.district))] if run.district else []),
        (_("Scenario"), run.name),
        (_("State"), str(run.get_state_display())),
        (_("Amount divided"), money(result.total)),
        (_("Indicator share"), percent(run.indicator_share, 2)),
        (_("Spending of the year"), str(run.outflow_year or "–")),
    ]
    for selection in run.selections.select_related("indicator", "base"):
        words = f"{_('weight')} {number(selection.weight)}, {selection.get_method_display()}"
        if selection.base:
            words += f" ({selection.get_direction_display()}; {selection.base})"
        as_of = date_format(selection.reference_date, "SHORT_DATE_FORMAT")
        pairs.append((str(selection.indicator), f"{words}, {as_of}"))
    if run.floor_percent is not None:
        pairs.append((_("At least (per cent)"), number(run.floor_percent)))
    if run.cap_percent is not None:
        pairs.append((_("At most (per cent)"), number(run.cap_percent)))
    pairs += [
        (_("Formula"), run.formula_version),
        (_("Calculated"), day(run.calculated_at)),
        (_("Proposed by"), str(run.proposed_by or "–")),
        (_("Approved by"), str(run.approved_by or "–")),
        (_("Checksum"), run.checksum or "–"),
        (
            _("Assumption"),
            _(
                "The weights, the normalisation and the direction of open space used in Essen "
                "are not published. What is set here is the office's own choice."
            ),
        ),
    ]
    return pairs


def sources(result: Result) -> list[tuple[str, str]]:
    """Return each part with the sources of its figures."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for line in result:
        for part in line.parts:
            if part.source:
                found[part_name(part)][part.source] = None
    return [(name, "; ".join(texts)) for name, texts in found.items()]


def _write_pairs(page: Any, pairs: Sequence[tuple[str, str]], formats: Mapping) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 90)
    page.write_row(0, 0, [_("Parameter"), _("Value")], formats["head"])
    for row, (name, value) in enumerate(pairs, start=1):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)


def _write_sources(page: Any, result: Result, formats: Mapping) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 110)
    page.write_row(0, 0, [_("Part"), _("Source")], formats["head"])
    for row, (name, text) in enumerate(sources(result), start=1):
        page.write_string(row, 0, name)
        page.write_string(row, 1, text)
