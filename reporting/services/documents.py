"""The report of a district as one document, made of what was counted and what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.models import EndReason, Gender
from networks.models import District, Setting, SocialSpace
from reporting.figures import FIGURES, Figure, Section, Split
from reporting.models import DistrictReport, QuarterFigures
from reporting.models.reports import SECTION_NAMES
from reporting.rules.disclosure import is_split
from reporting.rules.document import (
    Document,
    FigureIn,
    Line,
    Part,
    SectionIn,
    SplitOf,
    TableIn,
    Values,
    text_of,
)
from reporting.rules.states import FINAL_STATES, ReportState
from reporting.services.figures import Stored, city_name, compared, stands
from reporting.services.tables import tables_of
from reporting.suppression import DASH
from sro import access
from sro.periods import Quarter

#: The language in which reports are written, kept and frozen, whoever looks at them.
LANGUAGE = "de"

AGES = {"": (None, None), "0": (0, 6), "6": (6, 12), "12": (12, 18), "18": (18, 21)}


#: The tables that stand beside the figures of a report, by section.
Tables = Mapping[Section, Sequence[TableIn]]


def tables_for(
    reports: Sequence[DistrictReport], quarter: Quarter, *, today: date
) -> dict[int, Tables]:
    """Return the tables of several reports about a quarter, by district: for many at once."""
    with translation.override(LANGUAGE):
        return {**tables_of([each.district for each in reports], quarter, today)}


def figures_of(
    report: DistrictReport, found: QuarterFigures, *, today: date, tables: Tables | None = None
) -> Document:
    """Put the figures of a district together; what people wrote is not in it yet.

    The tables are asked for unless they are given.
    """
    quarter = report.span
    stored = Stored(found.counts)
    with translation.override(LANGUAGE):
        lines = _Lines(stored, quarter, report.district)
        if tables is None:
            tables = tables_of([report.district], quarter, today)[report.district_id]
        return Document(
            district_key=report.district.key,
            district=report.district.name,
            city=city_name(),
            year=report.year,
            quarter=report.quarter,
            number=report.number,
            reason=report.reason,
            formula=stored.formula,
            limit=found.counts["limit"],
            base=found.counts["base"],
            counted_at=timezone.localtime(found.calculated_at).isoformat(timespec="seconds"),
            sections=tuple(
                SectionIn(
                    section.value,
                    str(SECTION_NAMES[section.value]),
                    tuple(lines.figure(each) for each in FIGURES if each.section is section),
                    tuple(tables.get(section, ())),
                )
                for section in Section
            ),
        )


def document_of(report: DistrictReport) -> Document | None:
    """Return the report as it stands: figures, texts, discussion; None before the first count.

    Frozen, it is what was frozen, letter by letter.
    """
    if report.state in FINAL_STATES and report.frozen_sheet is not None:
        return Document.from_json(report.frozen_sheet)
    if report.sheet is None:
        return None
    return with_texts(Document.from_json(report.sheet), report)


def document_for(user: Any, report: DistrictReport) -> Document | None:
    """Return what somebody may read of a report: of others' districts the published version."""
    if access.can(user, "read_inside", report):
        return document_of(report)
    return Document.from_json(report.public_sheet) if report.public_sheet else None


def with_texts(document: Document, report: DistrictReport) -> Document:
    """Add to the figures what the district wrote."""
    texts = {each.section: each for each in report.sections.all()}
    sections = []
    for section in document.sections:
        written = texts.get(section.code)
        if written is not None:
            section = replace(  # noqa: PLW2901 - the section, with its texts
                section,
                commentary=written.commentary,
                note=written.note,
                for_group=written.for_group,
            )
        sections.append(section)
    return replace(
        document,
        sections=tuple(sections),
        reason=report.reason,
        discussed_on=_discussed_on(report),
        group_view=report.group_view,
        undiscussed_reason=report.undiscussed_reason,
        signed_on=timezone.localdate(report.signed_at).isoformat() if report.signed_at else "",
    )


def _discussed_on(report: DistrictReport) -> str:
    """Return the day on which the figures that stand there now were discussed, empty if never."""
    # Counted anew, the report keeps the day, and what was said on it about other figures.
    undiscussed = report.undiscussed_reason or report.state in (
        ReportState.DRAFT,
        ReportState.COMMENTARY,
    )
    if undiscussed or report.discussed_on is None:
        return ""
    return report.discussed_on.isoformat()


class _Lines:
    """The areas of a district and the city, and what was counted there."""

    def __init__(self, stored: Stored, quarter: Quarter, district: District) -> None:
        self.stored = stored
        first, last = compared(quarter)[-1], quarter
        spaces = SocialSpace.objects.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=first.start),
            district=district,
            valid_from__lt=last.end,
        ).order_by("key", "valid_from")
        self.places = [
            ("city", 0, "", city_name()),
            ("district", district.pk, district.key, district.name),
            *(("space", space.pk, space.key, space.name) for space in spaces),
            ("elsewhere", district.pk, "", _("No social space known")),
        ]
        periods: dict[tuple[str, int], District | SocialSpace] = {
            ("district", district.pk): district,
            ("elsewhere", district.pk): district,
            **{("space", space.pk): space for space in spaces},
        }
        # Before an area was there, and afterwards, nothing is known of it: that is no zero.
        self.counts = {
            (level, pk): [
                stored.at(each, level, pk) if stands(periods.get((level, pk)), each) else None
                for each in compared(quarter)
            ]
            for level, pk, _key, _name in self.places
        }

    def figure(self, figure: Figure) -> FigureIn:
        return FigureIn(
            figure.code,
            _(figure.title),
            _(figure.definition),
            _(figure.source),
            figure.unit.value,
            _(figure.of) if figure.of else "",
            tuple(
                Line(level, key, name, self._values(level, pk, lambda at: value_of(figure, at)), pk)
                for level, pk, key, name in self.places
                if level in ("city", "district") or figure.in_spaces
            ),
            tuple(self._split(figure, split) for split in figure.splits),
        )

    def _values(
        self,
        level: str,
        pk: int,
        value: Callable[[dict[str, Fraction | str | None]], str | None],
    ) -> Values:
        now, previous, year_before = (
            None if each is None else value(each) for each in self.counts[level, pk]
        )
        return now, previous, year_before

    def _split(self, figure: Figure, split: Split) -> SplitOf:
        whole = figure.counts[0]
        district = self.places[1][1]
        parts = []
        for code in _in_order(split, self.stored.parts(f"{whole}:{split.value}")):
            name = f"{whole}:{split.value}={code}"

            def value(at: dict[str, Fraction | str | None], name: str = name) -> str | None:
                found = at.get(name, Fraction(0))
                return found if isinstance(found, str) else text_of(found, figure.unit)

            parts.append(
                Part(
                    code,
                    part_title(split, code),
                    self._values("district", district, value),
                    self._values("city", 0, value),
                )
            )
        return SplitOf(split.value, str(split_title(split)), tuple(parts))


def value_of(figure: Figure, counted: Mapping[str, Fraction | str | None]) -> str | None:
    """Return a figure's value as it is kept; hidden as soon as a count that it rests on is.

    Unknown is not zero: a count that is missing from `counted` is an error (KeyError).
    """
    if any(counted.get(name) == DASH for name in (*figure.people, *figure.counts)):
        return DASH
    # A part of a split that nobody is in was never counted.
    known = {
        name: counted.get(name, Fraction(0)) if is_split(name) else counted[name]
        for name in figure.counts
    }
    return text_of(
        figure.value({k: v for k, v in known.items() if not isinstance(v, str)}), figure.unit
    )


def split_title(split: Split) -> str:
    """Return by what a count is split, in words."""
    return {
        Split.SETTING: _("by setting"),
        Split.LEGAL_BASIS: _("by legal basis"),
        Split.AGE: _("by age"),
        Split.GENDER: _("by gender"),
        Split.REASON: _("by reason of the end"),
    }[split]


def part_title(split: Split, code: str) -> str:
    """Return the part of a split in words."""
    if split is Split.SETTING:
        return str(Setting(code).label) if code in Setting.values else code
    if split is Split.GENDER:
        return str(Gender(code).label) if code in Gender.values else code
    if split is Split.REASON:
        return str(EndReason(code).label) if code and code in EndReason.values else _("not noted")
    if split is Split.AGE:
        if code == "":
            return _("not known")
        if code == "21":
            return _("21 years and older")
        first, until = AGES[code]
        return _("%(first)s to under %(until)s years") % {"first": first, "until": until}
    return code or _("not noted")


def _in_order(split: Split, codes: Iterable[str]) -> list[str]:
    if split is Split.AGE:
        return sorted(codes, key=lambda code: int(code) if code else 99)
    orders = {Split.SETTING: Setting.values, Split.GENDER: [*Gender.values[1:], ""]}
    if split in orders:
        known = orders[split]
        return sorted(codes, key=lambda code: (known.index(code) if code in known else 99, code))
    return sorted(codes)
