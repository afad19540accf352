"""Section of a case's page: supports, with what the team considered and the office decided."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, SupportDecision, TeamConsultation
from cases.sections import Section
from cases.support_facts import lines_of, offered, supports_at_hand
from cases.views.decisions import may_decide
from sro.ui.tables import Action

SHOWN = 8
SHOWN_DECISIONS = 3


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return supports, the last decisions and consultations; three queries and one for rights."""
    user = request.user
    supports = supports_at_hand(user, case)
    decisions = SupportDecision.objects.visible_to(user).filter(case=case)
    consultations = TeamConsultation.objects.visible_to(user).filter(case=case)
    return Section(
        key="hilfen",
        title=_("Supports"),
        template="cases/sections/supports.html",
        context={
            "case": case,
            "lines": lines_of(supports)[:SHOWN],
            "more": len(supports) > SHOWN,
            "offered": offered(case, supports) if case.is_open else None,
            "decisions": list(decisions.select_related("decided_by")[:SHOWN_DECISIONS]),
            "consultations": list(consultations[:SHOWN_DECISIONS]),
        },
        actions=_actions(request, case),
        count=len(supports),
    )


def _actions(request: HttpRequest, case: Case) -> tuple[Action, ...]:
    if not case.is_open:
        return ()
    new = reverse("cases:support_new", args=[case.pk])
    team = reverse("cases:team_new", args=[case.pk])
    found = [
        Action(_("Propose a support"), new, icon="add"),
        Action(_("Write down a team consultation"), team),
    ]
    if may_decide(request.user, case):
        found.append(Action(_("Decide"), reverse("cases:decision_new", args=[case.pk])))
    return tuple(found)
