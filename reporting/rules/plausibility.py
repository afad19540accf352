"""What looks contradictory or is missing: the rules as data. Pure.

Each rule says what is wrong, what to do, which figures it makes doubtful and where it is mended.
The rows come from `reporting.querysets.findings`, one statement for all rules. To add a rule, write
it down here, add its statement there and a line to the tests' table.

What the database refuses by itself has no rule here: overlapping hours packages of a support, an
ended support without its reason, a support without a decision, a decision without a consultation
of two professionals before it, a concluded conference without the child's part.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogue without needing Django to do so."""
    return message


class Weight(IntEnum):
    """How much a finding matters to the figures."""

    REMARK = 1
    UNCERTAIN = 2
    WRONG = 3


class Mender(StrEnum):
    """Who can put it right."""

    CASEWORK = "casework"
    CONTROLLER = "controller"


@dataclass(frozen=True)
class Rule:
    """One rule.

    `figures` are codes of `reporting.figures`. `place` is the page where it is mended: the name of
    the address and what its arguments are taken from (`case`, `support`, `person`, `place`,
    `sign`).
    """

    code: str
    title: str
    todo: str
    figures: tuple[str, ...]
    weight: Weight
    place: tuple[str, ...]
    mender: Mender = Mender.CASEWORK


_RUNNING = ("supports_running", "density", "share_ambulatory", "share_residential", "foster_share")
_ENDED = ("supports_ended", "ended_as_planned", "duration_median", "duration_mean")
_HOURS = ("hours_case", "hours_cross", "hours_independent")
_SUPPORT = ("cases:support", "case", "support")

RULES: tuple[Rule, ...] = (
    Rule(
        "end_passed",
        gettext_noop("Planned end is over, support still under way"),
        gettext_noop("End the support, or move the planned end and say why."),
        (*_RUNNING, *_ENDED),
        Weight.WRONG,
        _SUPPORT,
    ),
    Rule(
        "no_end",
        gettext_noop("Neither a planned end nor a review is in sight"),
        gettext_noop("Enter a planned end, or agree a plan with the day of its review."),
        ("supports_running", "density"),
        Weight.UNCERTAIN,
        ("cases:support_prolong", "case", "support"),
    ),
    Rule(
        "not_begun",
        gettext_noop("Granted, but the beginning was not noted"),
        gettext_noop("Note since when the support has been running."),
        (*_RUNNING, "supports_begun"),
        Weight.UNCERTAIN,
        ("cases:support_begin", "case", "support"),
    ),
    Rule(
        "granted_twice",
        gettext_noop("Two supports of the same kind at the same time"),
        gettext_noop("End one of them, or note that they are combined on purpose."),
        (*_RUNNING, "supports_begun"),
        Weight.WRONG,
        _SUPPORT,
    ),
    Rule(
        "closed_case",
        gettext_noop("Support under way in a closed case"),
        gettext_noop("Reopen the case and end the support, or keep the case open."),
        (*_RUNNING, "cost_per_case"),
        Weight.WRONG,
        ("cases:case", "case"),
    ),
    Rule(
        "decided_late",
        gettext_noop("The support began before it was decided"),
        gettext_noop("Check the first day. If it was urgent, say so here."),
        (),
        Weight.REMARK,
        _SUPPORT,
    ),
    Rule(
        "plan_overdue",
        gettext_noop("The plan is older than the day of its review"),
        gettext_noop("Review the plan and agree its next version."),
        ("goals_reached", "offers_used", "needs_reported"),
        Weight.UNCERTAIN,
        ("cases:plan", "case", "place"),
    ),
    Rule(
        "same_person",
        gettext_noop("Perhaps the same person twice"),
        gettext_noop("Compare both entries; keep one and take the other one out of the case."),
        ("supports_running", "cost_per_case"),
        Weight.UNCERTAIN,
        ("cases:person", "case", "person"),
    ),
    Rule(
        "no_birth",
        gettext_noop("Neither birth date nor year of birth is known"),
        gettext_noop("Enter the birth date, or a year as estimated."),
        ("supports_running", "density"),
        Weight.UNCERTAIN,
        ("cases:person_edit", "case", "person"),
    ),
    Rule(
        "over_21",
        gettext_noop("Goes on after the 21st birthday"),
        gettext_noop("Check birth date and planned end, or the legal basis."),
        ("density",),
        Weight.UNCERTAIN,
        _SUPPORT,
    ),
    Rule(
        "over_27",
        gettext_noop("Goes on after the 27th birthday"),
        gettext_noop("Check birth date and planned end."),
        ("supports_running", "density"),
        Weight.WRONG,
        _SUPPORT,
    ),
    Rule(
        "no_space",
        gettext_noop("Support under way, but no social space"),
        gettext_noop("Enter the social space in which the family lives."),
        ("supports_running", "density", "needs_reported"),
        Weight.UNCERTAIN,
        ("cases:space", "case"),
    ),
    Rule(
        "conference_open",
        gettext_noop("The day of the conference is over, nothing was written down"),
        gettext_noop("Write down how it went, or call it off."),
        ("conferences", "child_took_part", "dissent_recorded"),
        Weight.WRONG,
        ("cases:conference", "case", "place"),
    ),
    Rule(
        "no_child_part",
        gettext_noop("How the young person took part was not noted"),
        gettext_noop("Note how the young person took part, or why not."),
        ("child_took_part",),
        Weight.UNCERTAIN,
        ("cases:conference", "case", "place"),
    ),
    Rule(
        "hours_after_end",
        gettext_noop("Hours were entered after the end of the support"),
        gettext_noop("Ask the provider which day is right; return the line if it is the hours'."),
        (*_HOURS, *_ENDED),
        Weight.UNCERTAIN,
        _SUPPORT,
    ),
    Rule(
        "paid_after_end",
        gettext_noop("Paid for days after the end of the support"),
        gettext_noop("Check the booking's support, or ask for the money back."),
        ("spent_fall", "cost_per_case"),
        Weight.UNCERTAIN,
        ("budgets:booking", "place"),
        Mender.CONTROLLER,
    ),
    Rule(
        "no_rate",
        gettext_noop("No amount can be said for the support"),
        gettext_noop("See what is missing: provider, rate, hours or unit."),
        (),
        Weight.UNCERTAIN,
        ("budgets:commitment", "sign"),
        Mender.CONTROLLER,
    ),
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
"""Rule by its code."""


def casting_doubt_on(figure: str) -> tuple[str, ...]:
    """Return the codes of the rules that make a figure doubtful."""
    return tuple(rule.code for rule in RULES if figure in rule.figures)
