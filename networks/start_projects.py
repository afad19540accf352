"""What projects put on the start page: ended ones whose outcome nobody has told or judged."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.models import Project
from sro import access
from sro.access import Role
from sro.ui.start import StartItem
from sro.ui.templatetags.ui import number as in_words


def project_items(user: Any) -> list[StartItem]:
    """Return the line for planners and team leads: they see to it that nothing stays untold."""
    if not access.has_role(user, Role.PLANNER, Role.TEAM_LEAD):
        return []
    number = Project.objects.visible_to(user).allowing(user, "judge").owing_outcome().count()
    if not number:
        return []
    text = ngettext(
        "Write down what came of %(count)s project",
        "Write down what came of %(count)s projects",
        number,
    )
    return [
        StartItem(
            text % {"count": in_words(number)},
            f"{reverse('networks:project_list')}?ergebnis=fehlt",
            _("They have ended; what changed or what became unnecessary is still missing."),
        )
    ]
