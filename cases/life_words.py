"""The words of a case's life: what a step is called, what it means, what the log says of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sro.audit import words

Text = str | Promise


@dataclass(frozen=True)
class StepWords:
    """A step as a button (`verb`), as a sentence afterwards (`done`), and what follows from it."""

    verb: Text
    done: Text
    consequences: tuple[Text, ...] = ()


STEPS: dict[str, StepWords] = {
    "clarify": StepWords(
        _("Begin clarification"),
        _("Clarification begun"),
        (_("The family has said that it wants to go on talking; need and will become clear now."),),
    ),
    "plan": StepWords(
        _("Begin planning"),
        _("Planning begun"),
        (_("Now the support plan is worked out with the family."),),
    ),
    "run": StepWords(
        _("Support has begun"),
        _("Support has begun"),
        (_("The case is kept as one with a running support."),),
    ),
    "wind_down": StepWords(
        _("Begin the ending"),
        _("Ending begun"),
        (_("The support comes to its end, or has ended; the family manages more and more alone."),),
    ),
    "resume": StepWords(
        _("Go on with the support"),
        _("The support goes on"),
        (_("The case is kept again as one with a running support."),),
    ),
    "close": StepWords(
        _("Close case"),
        _("Case closed"),
        (
            _("The case can still be read, but nothing can be entered any more."),
            _("Open follow-ups no longer appear on start pages."),
            _("If the family comes back, the case can be reopened."),
        ),
    ),
    "reopen": StepWords(
        _("Reopen case"),
        _("Case reopened"),
        (_("Work goes on with clarification; everything that was written is still there."),),
    ),
}

#: Further lines in the life of a case: no change of state, but of who is in charge.
OTHER_STEPS: dict[str, Text] = {
    "open": _("Case opened"),
    "assign": _("Responsibility handed to a colleague"),
    "deputy": _("Deputy named or changed"),
    "transfer": _("Case taken over by another district"),
}


def step_words(action: str) -> Text:
    """Return what a step is called when it has been taken."""
    known = STEPS.get(action)
    return known.done if known else OTHER_STEPS.get(action, action)


_SENTENCES: dict[str, Text] = {
    "clarified": _("began the clarification of %(object)s"),
    "planned": _("began the planning of %(object)s"),
    "running": _("noted that the support has begun: %(object)s"),
    "wound_down": _("began the ending of %(object)s"),
    "resumed": _("went on with %(object)s"),
    "assigned": _("handed the responsibility for %(object)s to a colleague"),
    "deputy_named": _("named the deputy of %(object)s"),
    "taken_over": _("took over %(object)s from another district"),
    "requested": _("asked for %(object)s"),
    "declined": _("declined %(object)s"),
    "entrusted": _("marked as entrusted: %(object)s"),
    "unentrusted": _("took the mark “entrusted” from %(object)s"),
    "done": _("did %(object)s"),
    "revoked": _("revoked %(object)s"),
    "disclosure.made": _("passed entrusted content on: %(object)s"),
}


def register() -> None:
    """Tell the log its sentences."""
    for code, sentence in _SENTENCES.items():
        words.register(code, sentence)
