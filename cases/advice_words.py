"""What the SMART check says: every finding as a guiding question, in words for the family."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.rules.smart import LETTERS, OPEN, Advice

LETTER_NAMES: dict[str, str | Promise] = {
    "specific": _("Specific"),
    "measurable": _("Measurable"),
    "attractive": _("Attractive"),
    "realistic": _("Realistic"),
    "dated": _("Dated"),
}

GUIDING_QUESTIONS: dict[str, str | Promise] = {
    "specific": _("Who does what? Does everyone understand the same?"),
    "measurable": _("How will those involved notice that it is reached?"),
    "attractive": _("Is it important enough to the family to put energy into it?"),
    "realistic": _("Can they reach it themselves, with support?"),
    "dated": _("By when? Is the time span right?"),
}

SENTENCES: dict[str, str | Promise] = {
    "text_missing": _("What is it about? The goal has no words yet."),
    "owner_missing": _("Whose goal is it? Nobody is named yet."),
    "no_action": _("Who does what? A sentence with a verb shows it."),
    "vague_words": _("What exactly would one see or hear? %(words)s can mean many things."),
    "negative": _("What happens instead? %(words)s says what is to stop; say what is to be."),
    "impersonal": _("Who is it that does this? The sentence names nobody."),
    "several_at_once": _("Are these several goals? Each one alone is easier to reach."),
    "indicator_missing": _("How will you notice that it is reached? A sign is not named yet."),
    "indicator_vague": _("What could one count, see or hear? The sign is still vague."),
    "will_missing": _("Which own will is behind it? None is linked yet."),
    "duty_words": _("Does the person want it, too? %(words)s sounds like a duty."),
    "contribution_missing": _("What do they do for it themselves? That is not noted yet."),
    "somebody_else": _("What can those do whose goal it is? The text lets %(words)s act."),
    "absolute": _("Is that within reach? %(words)s leaves no room for an off day."),
    "due_missing": _("By when? A day is not named yet."),
    "due_before_period": _("Is the day right? It lies before the beginning of the plan."),
    "due_after_period": _("Is the day right? It lies after the next conference."),
    "conference_unknown": _("When will you look at it together? The next conference is open."),
    "vague_time": _("When exactly? %(words)s is understood differently by everyone."),
}


@dataclass(frozen=True)
class Said:
    """One finding in words. `is_open` tells an open question from a hint."""

    letter: str
    name: str
    sentence: str
    is_open: bool


def say(advice: Advice) -> Said:
    """Return a finding in the language of the page."""
    quoted = ", ".join(gettext("“%(word)s”") % {"word": word} for word in advice.words)
    return Said(
        letter=advice.letter,
        name=str(LETTER_NAMES[advice.letter]),
        sentence=str(SENTENCES[advice.code]) % {"words": quoted},
        is_open=advice.severity == OPEN,
    )


def guiding_questions() -> list[tuple[str, str]]:
    """Return the five letters with their question, in order."""
    return [(str(LETTER_NAMES[each]), str(GUIDING_QUESTIONS[each])) for each in LETTERS]
