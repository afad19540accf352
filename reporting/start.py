"""What the reports add to the start page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.services import small_counts
from reporting.models import DistrictReport
from reporting.rules.states import OPEN_STATES, ReportState
from reporting.services import settings
from reporting.services.preparing import failures
from reporting.views.crumbs import address
from sro import access
from sro.audit.words import register as register_words
from sro.ui import start
from sro.ui.start import Section, StartItem

SHOWN = 10


def to_write(user: Any, today: date) -> list[StartItem]:
    """Reports of one's own district that are not signed off yet, the oldest first."""
    return _items(user, "sign", OPEN_STATES)


def to_review(user: Any, today: date) -> list[StartItem]:
    """Reports that wait for being frozen or published, and drafts that could not be made."""
    failed = [
        StartItem(
            _("The drafts of quarter %(quarter)s/%(year)s could not be made")
            % {"quarter": each.quarter, "year": each.year},
            reverse("reporting:reports_prepare"),
            hint=ngettext(
                "%(attempts)s attempt so far; the next one follows by itself",
                "%(attempts)s attempts so far; the next one follows by itself",
                each.attempts,
            )
            % {"attempts": each.attempts},
        )
        for each in failures(user)
    ]
    waiting = _items(user, "freeze", (ReportState.SIGNED,))
    return [*failed, *waiting, *_items(user, "publish", (ReportState.FROZEN,))]


def _items(user: Any, action: str, states: tuple[ReportState, ...]) -> list[StartItem]:
    if not access.can(user, action, DistrictReport):
        return []
    rows = (
        DistrictReport.objects.allowing(user, action)
        .filter(state__in=states)
        .select_related("district")
        .defer("sheet", "frozen_sheet", "public_sheet")
        .order_by("year", "quarter", "district__key")
    )
    return [
        StartItem(str(row), reverse("reporting:report", args=address(row)), row.get_state_display())
        for row in rows[:SHOWN]
    ]


small_counts.register(lambda: settings.current().limit)
start.register(
    Section("district_reports", gettext_lazy("Quarterly reports to be written"), to_write, 45)
)
start.register(
    Section("reports_to_review", gettext_lazy("Quarterly reports to be reviewed"), to_review, 46)
)

for _verb, _sentence in {
    "commented": gettext_lazy("wrote a commentary in %(object)s"),
    "discussed": gettext_lazy("noted the discussion of %(object)s"),
    "signed": gettext_lazy("signed off %(object)s"),
    "returned": gettext_lazy("gave back %(object)s"),
    "frozen": gettext_lazy("froze %(object)s"),
    "published": gettext_lazy("published %(object)s"),
    "corrected": gettext_lazy("began a correction: %(object)s"),
    "prepared": gettext_lazy("prepared the reports of a quarter"),
    "counted": gettext_lazy("counted the figures of %(object)s anew"),
    "checked": gettext_lazy("looked what has changed since the figures of %(object)s"),
    "exported": gettext_lazy("took %(object)s along"),
}.items():
    register_words(f"districtreport.{_verb}", _sentence)
