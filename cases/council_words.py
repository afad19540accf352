"""What the log says of family group conferences."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sro.audit import words

_SENTENCES = {
    "coordinator_named": _("said who coordinates: %(object)s"),
    "agree": _("noted that the family wants it: %(object)s"),
    "decline": _("noted that the family does not want it: %(object)s"),
    "prepare": _("began to prepare: %(object)s"),
    "day_fixed": _("arranged day and place: %(object)s"),
    "invited": _("noted who is invited: %(object)s"),
    "invitation": _("took out an invitation: %(object)s"),
    "calendar": _("took out the day for a calendar: %(object)s"),
    "hold": _("wrote down the day: %(object)s"),
    "plan_written": _("wrote the family's plan: %(object)s"),
    "pdf": _("took out the family's plan: %(object)s"),
    "accept_plan": _("accepted the family's plan in the office’s name: %(object)s"),
    "refuse_plan": _("did not accept the family's plan, with a reason: %(object)s"),
    "revise": _("opened the family's plan again: %(object)s"),
    "follow": _("noted the first follow-up meeting: %(object)s"),
    "taken_over": _("took the family's plan over into a support plan: %(object)s"),
    "taken_back": _("took the family's plan out of a draft: %(object)s"),
    "end": _("ended %(object)s"),
    "end_without_plan": _("ended without an accepted plan: %(object)s"),
}


def register() -> None:
    """Tell the log its sentences."""
    for code, sentence in _SENTENCES.items():
        words.register(f"familygroupconference.{code}", sentence)
