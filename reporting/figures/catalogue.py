"""The figures of the district report. Definitions are printed with every figure.

The terms are those of the office; quarters are calendar quarters, spans of days are half-open.
"""

from __future__ import annotations

from reporting.figures.base import (
    Figure,
    Section,
    Split,
    Unit,
    each_of,
    gettext_noop,
    months,
    per_cent,
    per_thousand,
    share_of_both,
    share_of_three,
)
from reporting.figures.place import PLACE

_PLANNING = gettext_noop("Support planning: supports granted, with their first and last days")
_TALKS = gettext_noop("Support planning: conferences about the plan and reviews of goals")
_PLANS = gettext_noop("Support planning: the two social-space questions of agreed plans")
_LEDGER = gettext_noop("Spending of the finance system, with support planning")
_HOURS = gettext_noop("Hours that providers have submitted and teams of the office have entered")


def _percent(
    code: str, section: Section, title: str, definition: str, source: str, *counts: str, of: str
) -> Figure:
    """Return the share of the first count of people in the second, in per cent."""
    return Figure(
        code, section, title, definition, source, Unit.PERCENT, counts, per_cent, counts, of=of
    )


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
        per_thousand,
        people=("running",),
        of=gettext_noop("young residents"),
    ),
    _percent(
        "share_ambulatory",
        Section.SUPPORTS,
        gettext_noop("Ambulatory share"),
        gettext_noop("Ambulatory supports among all supports running on the last day."),
        _PLANNING,
        "running:setting=ambulatory",
        "running",
        of=gettext_noop("supports running"),
    ),
    _percent(
        "share_residential",
        Section.SUPPORTS,
        gettext_noop("Residential share"),
        gettext_noop("Residential supports among all supports running on the last day."),
        _PLANNING,
        "running:setting=residential",
        "running",
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
        share_of_both,
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
    _percent(
        "ended_as_planned",
        Section.COURSE,
        gettext_noop("Ended as planned"),
        gettext_noop("Supports that ended because the plan's goals were reached, among all ended."),
        _PLANNING,
        "ended:reason=goals_reached",
        "ended",
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
        months,
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
        months,
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
    _percent(
        "conferences_in_time",
        Section.TOGETHER,
        gettext_noop("Conferences in time"),
        gettext_noop(
            "Conferences that were held up to the day on which their plan was to be reviewed,"
            " among those about a plan that had been agreed before."
        ),
        _TALKS,
        "conferences_in_time",
        "conferences_with_plan",
        of=gettext_noop("conferences about an agreed plan"),
    ),
    _percent(
        "child_took_part",
        Section.TOGETHER,
        gettext_noop("Young person took part"),
        gettext_noop(
            "Conferences at which the young person was there or was heard in another way, among"
            " those where that is noted. Whoever did not want to or is too young counts as not"
            " taking part."
        ),
        _TALKS,
        "conferences_with_child",
        "conferences_part_noted",
        of=gettext_noop("conferences where it is noted"),
    ),
    _percent(
        "dissent_recorded",
        Section.TOGETHER,
        gettext_noop("Dissent recorded"),
        gettext_noop("Conferences whose record says where opinions differ, among all held."),
        _TALKS,
        "conferences_with_dissent",
        "conferences",
        of=gettext_noop("conferences held"),
    ),
    _percent(
        "goals_reached",
        Section.TOGETHER,
        gettext_noop("Goals reached"),
        gettext_noop(
            "Reviews of goals in the quarter that say “reached as hoped for” or more, among all"
            " reviews. The families' own judgement, no mark."
        ),
        _TALKS,
        "goals_reached",
        "goals_reviewed",
        of=gettext_noop("goals reviewed"),
    ),
    _percent(
        "goals_smart",
        Section.TOGETHER,
        gettext_noop("Goals that can be checked"),
        gettext_noop(
            "Action goals of plans agreed in the quarter that say by what one will notice it, by"
            " when, and what those whose goal it is want or do for it themselves, among all action"
            " goals. Whether the words are concrete is not judged."
        ),
        _PLANS,
        "goals_smart",
        "goals_agreed",
        of=gettext_noop("action goals agreed"),
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
        each_of,
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
    *PLACE,
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
            share_of_three,
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
        each_of,
        people=("cases_with_support",),
        of=gettext_noop("cases with a support"),
        in_spaces=False,
    ),
    Figure(
        "spent_councils",
        Section.MONEY,
        gettext_noop("Spending on family group conferences"),
        gettext_noop(
            "Bookings of the fund for family group conferences in the quarter, reversals and"
            " repayments deducted."
        ),
        _LEDGER,
        Unit.CENTS,
        ("spent_councils",),
        in_spaces=False,
    ),
)
