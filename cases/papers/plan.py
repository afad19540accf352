"""The support plan on paper: in full, and on one page for the family."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cases.papers.frame import (
    Sender,
    Signer,
    day,
    day_in_words,
    in_german,
    joined,
    pairs,
    render_paper,
    signers,
)


@dataclass(frozen=True)
class Agreement:
    """What a person says to a goal or to the plan: in words, whether it is dissent, and why."""

    who: str
    answer: str
    dissent: bool = False
    note: str = ""


@dataclass(frozen=True)
class StepFacts:
    """An action step: what, who, until when, how far."""

    text: str
    who: str = ""
    until: date | None = None
    state: str = ""


@dataclass(frozen=True)
class GoalFacts:
    """A direction goal with its action goals, or an action goal with its steps."""

    text: str
    owner: str = ""
    indicator: str = ""
    contribution: str = ""
    resources: str = ""
    until: date | None = None
    steps: tuple[StepFacts, ...] = ()
    goals: tuple[GoalFacts, ...] = ()
    agreement: tuple[Agreement, ...] = ()
    review: str = ""


@dataclass(frozen=True)
class Quote:
    """What a person said, in their own words."""

    who: str
    text: str


@dataclass(frozen=True)
class PlanFacts:
    """Everything the plan says. `until` is the first day no longer in the period (half-open).

    `sections` are further headed texts that the kind of support calls for (§§ 36b, 37c, 41a):
    title and pairs of question and answer. `resources` are lines such as "Großmutter: kocht".
    """

    young_people: tuple[str, ...]
    reference: str = ""
    number: int = 1
    state: str = ""
    period: str = ""
    caseworker: str = ""
    next_conference: str = ""
    need: str = ""
    help_kind: str = ""
    services: tuple[str, ...] = ()
    supports: tuple[tuple[str, ...], ...] = ()
    wills: tuple[Quote, ...] = ()
    goals: tuple[GoalFacts, ...] = ()
    contributions: str = ""
    resources: tuple[str, ...] = ()
    space_answers: tuple[tuple[str, str], ...] = ()
    sections: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    participants: tuple[tuple[str, str, str], ...] = ()
    child_part: str = ""
    child_statements: tuple[Quote, ...] = ()
    open_reason: str = ""
    agreement: tuple[Agreement, ...] = ()
    signers: tuple[Signer, ...] = ()
    signing: str = ""


@dataclass(frozen=True)
class FamilyGoal:
    """A goal in the family's words, with its steps and remarks in short sentences."""

    text: str
    steps: tuple[StepFacts, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class FamilyFacts:
    """What the family takes home."""

    lead: str
    goals: tuple[FamilyGoal, ...] = ()
    helpers: tuple[str, ...] = ()
    next: str = ""
    help: str = ""
    signers: tuple[Signer, ...] = ()
    reference: str = ""


@in_german
def support_plan(facts: PlanFacts, *, sender: Sender, now: datetime, draft: bool = False) -> bytes:
    """Return the support plan in full as a PDF."""
    data = {
        "words": {
            "agreement": _("What those involved say to it"),
            "steps": [
                pgettext("paper", "Step"),
                pgettext("paper", "Who"),
                pgettext("paper", "Until when"),
                pgettext("paper", "State"),
            ],
            "empty": _("Nothing has been written here."),
            "signatures": _("Signatures"),
            "signature_line": _("Place, date, signature"),
            "signing": facts.signing,
        },
        "facts": pairs(
            (_("File reference"), facts.reference),
            (pgettext("paper", "Version"), _version(facts)),
            (pgettext("paper", "Period"), facts.period),
            (_("Caseworker"), facts.caseworker),
            (_("Next conference"), facts.next_conference),
        ),
        "parts": _parts(facts),
        "signers": signers(facts.signers),
    }
    return render_paper(
        "support_plan.typ",
        data,
        title=_("Support plan"),
        lead=joined(facts.young_people),
        running=joined([_("Support plan"), joined(facts.young_people)], " · "),
        reference=facts.reference,
        sender=sender,
        now=now,
        draft=draft,
    )


def _version(facts: PlanFacts) -> str:
    number = (
        _("First plan")
        if facts.number == 1
        else _("Continuation %(number)s") % {"number": facts.number - 1}
    )
    return joined([number, facts.state])


def _parts(facts: PlanFacts) -> list[dict[str, Any]]:
    parts = [
        _text(_("What it is about"), facts.need),
        _table(
            _("Who was there"),
            (_("Name"), pgettext("paper", "As"), pgettext("paper", "How")),
            [list(row) for row in facts.participants],
            (5.5, 5, 0),
        ),
        _text(_("How the young person took part"), facts.child_part),
        {
            "kind": "quotes",
            "title": _("In the young person's own words"),
            "entries": [{"who": e.who, "text": e.text} for e in facts.child_statements],
        },
        {
            "kind": "quotes",
            "title": _("What those involved want"),
            "entries": [{"who": e.who, "text": e.text} for e in facts.wills],
        },
        _text(_("Kind of help"), facts.help_kind),
        _list(_("Necessary services"), facts.services),
        _table(
            pgettext("paper", "Supports"),
            (
                pgettext("paper", "Support"),
                pgettext("paper", "Provider"),
                _("From – until"),
                pgettext("paper", "Extent"),
            ),
            [list(row) for row in facts.supports],
            (0, 4.2, 3.6, 2.8),
        ),
        {"kind": "goals", "title": _("Goals"), "intro": "", "goals": _numbered(facts.goals)},
        _text(_("What the family does itself"), facts.contributions),
        _list(_("Resources we use"), facts.resources),
        {
            "kind": "pairs",
            "title": _("What the neighbourhood offers and what is missing"),
            "pairs": [list(pair) for pair in facts.space_answers],
        },
        *(
            {"kind": "pairs", "title": title, "pairs": [list(pair) for pair in answers]}
            for title, answers in facts.sections
        ),
        _text(_("Why some points are still open"), facts.open_reason),
        _table(
            _("Consent to the plan"),
            (_("Name"), pgettext("paper", "Answer"), _("In their own words")),
            [[each.who, each.answer, each.note] for each in facts.agreement],
            (5, 4, 0),
        ),
    ]
    always = {_("What it is about"), _("Goals"), _("What those involved want")}
    return [part for part in parts if _says_something(part) or part["title"] in always]


def _says_something(part: dict[str, Any]) -> bool:
    names = ("text", "items", "entries", "pairs", "rows", "goals")
    return any(part.get(name) for name in names)


def _text(title: str, text: str) -> dict[str, Any]:
    return {"kind": "text", "title": title, "text": text}


def _list(title: str, items: tuple[str, ...]) -> dict[str, Any]:
    return {"kind": "list", "title": title, "items": list(items)}


def _table(
    title: str, columns: tuple[str, ...], rows: list[list[str]], widths: tuple[float, ...]
) -> dict[str, Any]:
    """Return a table; a width is in centimetres, 0 takes what is left."""
    return {
        "kind": "table",
        "title": title,
        "columns": list(columns),
        "rows": rows,
        "widths": list(widths),
    }


def _numbered(goals: tuple[GoalFacts, ...]) -> list[dict[str, Any]]:
    return [
        {
            **_goal(goal, _("Direction goal %(number)s") % {"number": number}),
            "goals": [
                _goal(each, _("Action goal %(number)s") % {"number": f"{number}.{part}"})
                for part, each in enumerate(goal.goals, 1)
            ],
        }
        for number, goal in enumerate(goals, 1)
    ]


def _goal(goal: GoalFacts, number: str) -> dict[str, Any]:
    owner = _("Goal of: %(who)s") % {"who": goal.owner} if goal.owner else ""
    until = _("by %(day)s") % {"day": day(goal.until)} if goal.until else ""
    return {
        "number": number,
        "text": goal.text,
        "owner": joined([owner, until], " · "),
        "pairs": pairs(
            (_("How we will notice it"), goal.indicator),
            (_("Own contribution"), goal.contribution),
            (pgettext("paper", "What helps"), goal.resources),
            (pgettext("paper", "Looking back"), goal.review),
        ),
        "steps": [[step.text, step.who, day(step.until), step.state] for step in goal.steps],
        "agreement": [
            {"who": e.who, "answer": e.answer, "dissent": e.dissent, "note": e.note}
            for e in goal.agreement
        ],
    }


@in_german
def family_plan(facts: FamilyFacts, *, sender: Sender, now: datetime, draft: bool = False) -> bytes:
    """Return the plan for the family: one page in large type, unless it says too much for one."""
    data = {
        "words": {
            "goals": _("What we want to achieve"),
            "no_goals": _("We have not agreed on goals yet."),
            "helpers": _("Who helps us"),
            "next": _("When we meet again"),
            "questions": _("If something does not fit"),
            "signatures": _("We have talked about this plan"),
            "signature_line": _("Date, signature"),
        },
        "goals": [
            {
                "text": goal.text,
                "steps": [
                    {
                        "who": step.who,
                        "what": step.text,
                        "until": _("by %(day)s") % {"day": day_in_words(step.until)}
                        if step.until
                        else "",
                    }
                    for step in goal.steps
                ],
                "remarks": list(goal.remarks),
            }
            for goal in facts.goals
        ],
        "helpers": list(facts.helpers),
        "next": facts.next,
        "help": facts.help,
        "signers": signers(facts.signers),
    }
    return render_paper(
        "family_plan.typ",
        data,
        title=_("What we are going to do"),
        lead=facts.lead,
        reference=facts.reference,
        sender=sender,
        now=now,
        draft=draft,
    )
