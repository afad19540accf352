"""The figures of the district report: what each one is, of what it is counted, how it is derived.

Pure: no Django, no database, no clock. A figure is derived from counts that
`reporting.services.counting` fetches for all areas and quarters at once. To add one, write it down
here, add the count it needs there if there is none yet, and a line to the test's table.

Definitions: those printed with every figure (`Figure.definition`); the terms are those of the
office, quarters are calendar quarters, spans of days are half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue without needing Django to do so."""
    return message


class Unit(StrEnum):
    """What a figure's value is."""

    NUMBER = "number"
    PERCENT = "percent"
    PER_THOUSAND = "per_thousand"
    MONTHS = "months"
    CENTS = "cents"
    MINUTES = "minutes"


class Section(StrEnum):
    """Where in the report a figure stands; the commentary is written by section."""

    SUPPORTS = "supports"
    COURSE = "course"
    TOGETHER = "together"
    HOURS = "hours"
    MONEY = "money"


class Split(StrEnum):
    """By what a count of supports is split."""

    SETTING = "setting"
    LEGAL_BASIS = "legal_basis"
    AGE = "age"
    GENDER = "gender"
    REASON = "reason"


#: What a figure is derived from: how often something was counted, or None where that is not known.
Parts = tuple["Fraction | None", ...]


def _same(value: Fraction) -> Fraction:
    return value


def _per_cent(part: Fraction, whole: Fraction) -> Fraction | None:
    return 100 * part / whole if whole else None


def _share_of_both(part: Fraction, other: Fraction) -> Fraction | None:
    return _per_cent(part, part + other)


def _share_of_three(part: Fraction, second: Fraction, third: Fraction) -> Fraction | None:
    return _per_cent(part, part + second + third)


def _per_thousand(part: Fraction, base: Fraction) -> Fraction | None:
    return 1000 * part / base if base else None


def _each(total: Fraction, number: Fraction) -> Fraction | None:
    return total / number if number else None


#: Days of a month, on average over the calendar's 400 years.
DAYS_OF_A_MONTH = Fraction(146_097, 4_800)


def _months(days: Fraction, number: Fraction) -> Fraction | None:
    return days / DAYS_OF_A_MONTH if number else None


@dataclass(frozen=True)
class Figure:
    """One figure.

    `counts` name what it is derived from, in the order in which `derive` takes it; `people` those
    of them that count single families or people: where one of these is small, the figure is not
    shown. `splits` name by what its (only) count is split in the report. `in_spaces` says whether
    it is known by social space. `of` is what stands in the denominator, in words.
    """

    code: str
    section: Section
    title: str
    definition: str
    source: str
    unit: Unit
    counts: tuple[str, ...]
    derive: Callable[..., Fraction | None] = _same
    people: tuple[str, ...] = ()
    splits: tuple[Split, ...] = ()
    of: str = ""
    in_spaces: bool = True

    def value(self, counted: Mapping[str, Fraction | int | None]) -> Fraction | None:
        """Return the figure's value, None where a part is not known or the base is zero.

        Unknown is not zero: a count that is missing from `counted` is an error (KeyError).
        """
        parts = [counted[name] for name in self.counts]
        known = [Fraction(part) for part in parts if part is not None]
        return self.derive(*known) if len(known) == len(parts) else None


_PLANNING = gettext_noop("Support planning: supports granted, with their first and last days")
_TALKS = gettext_noop("Support planning: conferences about the plan and reviews of goals")
_PLANS = gettext_noop("Support planning: the two social-space questions of agreed plans")
_LEDGER = gettext_noop("Spending of the finance system, with support planning")
_HOURS = gettext_noop("Hours that providers and teams have recorded and not returned")

FIGURES: tuple[Figure, ...] = (
    Figure(
        "supports_running",
        Section.SUPPORTS,
        gettext_noop("Supports running"),
        gettext_noop(
            "Supports that have begun and not ended on the last day of the quarter. A young person"
            " with two supports counts twice."
        ),
        _PLANNING,
        Unit.NUMBER,
        ("running",),
        people=("running",),
        splits=(Split.SETTING, Split.LEGAL_BASIS, Split.AGE, Split.GENDER),
    ),
    Figure(
        "density",
        Section.SUPPORTS,
        gettext_noop("Supports per 1,000 young residents"),
        gettext_noop(
            "Supports running on the last day of the quarter, per 1,000 residents of the base that"
            " is named with the figure, as last known on that day."
        ),
        _PLANNING,
        Unit.PER_THOUSAND,
        ("running", "residents"),
        _per_thousand,
        people=("running",),
        of=gettext_noop("young residents"),
    ),
    Figure(
        "share_ambulatory",
        Section.SUPPORTS,
        gettext_noop("Ambulatory share"),
        gettext_noop("Ambulatory supports among all supports running on the last day."),
        _PLANNING,
        Unit.PERCENT,
        ("running:setting=ambulatory", "running"),
        _per_cent,
        people=("running:setting=ambulatory", "running"),
        of=gettext_noop("supports running"),
    ),
    Figure(
        "share_residential",
        Section.SUPPORTS,
        gettext_noop("Residential share"),
        gettext_noop("Residential supports among all supports running on the last day."),
        _PLANNING,
        Unit.PERCENT,
        ("running:setting=residential", "running"),
        _per_cent,
        people=("running:setting=residential", "running"),
        of=gettext_noop("supports running"),
    ),
    Figure(
        "foster_share",
        Section.SUPPORTS,
        gettext_noop("Foster share"),
        gettext_noop(
            "Foster care (§ 33) among foster care and homes (§§ 33 and 34), running on the last"
            " day."
        ),
        _PLANNING,
        Unit.PERCENT,
        ("running_33", "running_34"),
        _share_of_both,
        people=("running_33", "running_34"),
        of=gettext_noop("supports of §§ 33 and 34 running"),
    ),
    Figure(
        "supports_begun",
        Section.COURSE,
        gettext_noop("Supports begun"),
        gettext_noop("Supports whose first day lies in the quarter."),
        _PLANNING,
        Unit.NUMBER,
        ("begun",),
        people=("begun",),
        splits=(Split.SETTING,),
    ),
    Figure(
        "supports_ended",
        Section.COURSE,
        gettext_noop("Supports ended"),
        gettext_noop("Supports whose first day without support lies in the quarter."),
        _PLANNING,
        Unit.NUMBER,
        ("ended",),
        people=("ended",),
        splits=(Split.REASON,),
    ),
    Figure(
        "ended_as_planned",
        Section.COURSE,
        gettext_noop("Ended as planned"),
        gettext_noop("Supports that ended because the plan's goals were reached, among all ended."),
        _PLANNING,
        Unit.PERCENT,
        ("ended:reason=goals_reached", "ended"),
        _per_cent,
        people=("ended:reason=goals_reached", "ended"),
        of=gettext_noop("supports ended"),
    ),
    Figure(
        "duration_median",
        Section.COURSE,
        gettext_noop("Duration, middle value"),
        gettext_noop(
            "Months from the first day to the end of the supports that ended in the quarter: half"
            " of them lasted at most so long. A month has 30.44 days."
        ),
        _PLANNING,
        Unit.MONTHS,
        ("ended_days_median", "ended"),
        _months,
        people=("ended",),
        of=gettext_noop("supports ended"),
    ),
    Figure(
        "duration_mean",
        Section.COURSE,
        gettext_noop("Duration, mean"),
        gettext_noop(
            "Mean of the months from the first day to the end of the supports that ended in the"
            " quarter. A month has 30.44 days."
        ),
        _PLANNING,
        Unit.MONTHS,
        ("ended_days_mean", "ended"),
        _months,
        people=("ended",),
        of=gettext_noop("supports ended"),
    ),
    Figure(
        "conferences",
        Section.TOGETHER,
        gettext_noop("Plan conferences"),
        gettext_noop("Conferences about the plan that were held in the quarter."),
        _TALKS,
        Unit.NUMBER,
        ("conferences",),
        people=("conferences",),
    ),
    Figure(
        "child_took_part",
        Section.TOGETHER,
        gettext_noop("Young person took part"),
        gettext_noop(
            "Conferences at which the young person was there or was heard in another way, among"
            " those where that is noted. Whoever did not want to or is too young counts as not"
            " taking part."
        ),
        _TALKS,
        Unit.PERCENT,
        ("conferences_with_child", "conferences_part_noted"),
        _per_cent,
        people=("conferences_with_child", "conferences_part_noted"),
        of=gettext_noop("conferences where it is noted"),
    ),
    Figure(
        "dissent_recorded",
        Section.TOGETHER,
        gettext_noop("Dissent recorded"),
        gettext_noop("Conferences whose record says where opinions differ, among all held."),
        _TALKS,
        Unit.PERCENT,
        ("conferences_with_dissent", "conferences"),
        _per_cent,
        people=("conferences_with_dissent", "conferences"),
        of=gettext_noop("conferences held"),
    ),
    Figure(
        "goals_reached",
        Section.TOGETHER,
        gettext_noop("Goals reached"),
        gettext_noop(
            "Reviews of goals in the quarter that say “reached as hoped for” or more, among all"
            " reviews. The families' own judgement, no mark."
        ),
        _TALKS,
        Unit.PERCENT,
        ("goals_reached", "goals_reviewed"),
        _per_cent,
        people=("goals_reached", "goals_reviewed"),
        of=gettext_noop("goals reviewed"),
    ),
    Figure(
        "offers_used",
        Section.TOGETHER,
        gettext_noop("Ordinary offers used for each plan"),
        gettext_noop(
            "Offers of the place that plans agreed in the quarter name as used, for each of these"
            " plans."
        ),
        _PLANS,
        Unit.NUMBER,
        ("offers_used", "plans_agreed"),
        _each,
        people=("plans_agreed",),
        of=gettext_noop("plans agreed"),
    ),
    Figure(
        "needs_reported",
        Section.TOGETHER,
        gettext_noop("Missing offers reported"),
        gettext_noop("Offers that plans agreed in the quarter name as missing."),
        _PLANS,
        Unit.NUMBER,
        ("offers_missing",),
        people=("offers_missing",),
    ),
    *(
        Figure(
            f"hours_{kind}",
            Section.HOURS,
            title,
            definition,
            _HOURS,
            Unit.PERCENT,
            tuple(
                f"minutes_{each}"
                for each in (kind, *(k for k in ("case", "cross", "independent") if k != kind))
            ),
            _share_of_three,
            of=gettext_noop("minutes recorded"),
        )
        for kind, title, definition in (
            (
                "case",
                gettext_noop("Hours for single cases"),
                gettext_noop("Minutes of case-specific work among all minutes of the quarter."),
            ),
            (
                "cross",
                gettext_noop("Hours across cases"),
                gettext_noop("Minutes of cross-case work among all minutes of the quarter."),
            ),
            (
                "independent",
                gettext_noop("Hours independent of cases"),
                gettext_noop("Minutes of case-independent work among all minutes of the quarter."),
            ),
        )
    ),
    Figure(
        "spent_fall",
        Section.MONEY,
        gettext_noop("Spending of the case budget"),
        gettext_noop(
            "Bookings of the Fall fund in the quarter, reversals and repayments deducted."
        ),
        _LEDGER,
        Unit.CENTS,
        ("spent_fall",),
        in_spaces=False,
    ),
    Figure(
        "cost_per_case",
        Section.MONEY,
        gettext_noop("Spending per case"),
        gettext_noop(
            "Bookings of the Fall fund in the quarter, for each case with a support on at least"
            " one day of the quarter."
        ),
        _LEDGER,
        Unit.CENTS,
        ("spent_fall", "cases_with_support"),
        _each,
        people=("cases_with_support",),
        of=gettext_noop("cases with a support"),
        in_spaces=False,
    ),
)

BY_CODE: dict[str, Figure] = {figure.code: figure for figure in FIGURES}
"""Figure by its code."""

COUNTS: frozenset[str] = frozenset(name for figure in FIGURES for name in figure.counts)
"""What has to be counted for all figures."""
