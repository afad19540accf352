"""What needs put on the start page: reports to look at, answers to one's own, and to proposals."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.models import Need, NeedAnswer, ResourceProposal
from networks.models.proposals import ProposalState
from networks.rules.states import NeedState
from networks.views.need_words import answer_in_words
from sro import access
from sro.audit.words import register as register_words
from sro.ui import start
from sro.ui.templatetags.ui import number as in_words

SHOWN = 10


def answers_for(user: Any, today: date) -> list[start.StartItem]:
    """Return what became of needs the person reported, until it is marked as read."""
    if not access.can(user, "read", NeedAnswer):
        return []
    rows = (
        NeedAnswer.objects.allowing(user, "read")
        .filter(report__reporter=user, seen_at=None)
        .select_related("report__need__social_space__district", "report__need__district")
        .order_by("-answered_at", "-pk")
    )
    return [
        start.StartItem(
            _("Answer to your report: %(need)s") % {"need": answer.report.need.title},
            reverse("networks:need_detail", args=[answer.report.need_id]),
            f"{answer.report.need.place} · {answer_in_words(answer.state)}",
        )
        for answer in rows[:SHOWN]
    ]


def decided_for(user: Any, today: date) -> list[start.StartItem]:
    """Return what became of the person's proposals for the registry, until marked as read."""
    if not access.can(user, "read", ResourceProposal):
        return []
    rows = (
        ResourceProposal.objects.allowing(user, "read")
        .filter(seen_at=None)
        .exclude(state=ProposalState.OPEN)
        .order_by("-pk")
    )
    return [
        start.StartItem(
            _("Answer to your proposal: %(name)s") % {"name": proposal.name},
            reverse("networks:proposal_detail", args=[proposal.pk]),
            proposal.get_state_display(),
        )
        for proposal in rows[:SHOWN]
    ]


def to_look_at(user: Any, today: date) -> list[start.StartItem]:
    """Return the line about needs nobody has looked at."""
    if not access.can(user, "decide", Need):
        return []
    rows = Need.objects.allowing(user, "decide").filter(state=NeedState.REPORTED.value)
    number = rows.count()
    if not number:
        return []
    text = ngettext("Look at %(count)s reported need", "Look at %(count)s reported needs", number)
    return [
        start.StartItem(
            text % {"count": in_words(number)},
            reverse("networks:need_board"),
            _("They wait for being assessed."),
        )
    ]


start.register(start.Section("need_answers", gettext_lazy("Your reports"), answers_for, 38))
start.register(start.Section("proposal_answers", gettext_lazy("Your proposals"), decided_for, 39))
start.register(start.Section("needs", gettext_lazy("Needs"), to_look_at, 41))

for _code, _sentence in {
    "need.assessed": gettext_lazy("assessed %(object)s"),
    "need.planned": gettext_lazy("planned %(object)s"),
    "need.realised": gettext_lazy("marked as done: %(object)s"),
    "need.declined": gettext_lazy("declined %(object)s"),
    "need.reopened": gettext_lazy("took up again: %(object)s"),
    "need.merged": gettext_lazy("merged into another need: %(object)s"),
    "need.split": gettext_lazy("took a merge back: %(object)s"),
    "need.taken_in": gettext_lazy("took in from support plans: %(object)s"),
    "resourceproposal.read": gettext_lazy("read what became of %(object)s"),
    "needanswer.read": gettext_lazy("read the answer to a report of %(object)s"),
}.items():
    register_words(_code, _sentence)
