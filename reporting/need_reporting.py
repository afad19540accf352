"""From a figure to a need: the buttons that carry place, kind and figure to the form."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from budgets.models import Indicator
from networks.models import District, Need
from reporting.needs_tables import span_in_words
from reporting.services.needs import Needs
from reporting.suppression import HIDDEN
from sro import access
from sro.ui.tables import Action


class Chosen(Protocol):
    """What a page of figures shows."""

    @property
    def day(self) -> date:
        """The day the figures are of."""

    @property
    def district(self) -> District | None:
        """The district that is looked at."""


def actions_for(user: Any, needs: Needs) -> list[Action]:
    """Return what can be done from the needs report: report, look at the board, take in."""
    found = []
    span = span_in_words(needs.span)
    if access.can(user, "add", Need):
        number = needs.total.now
        words = _("Needs report, %(span)s") % {"span": span}
        # A number that is not shown is not carried on either.
        if number is not HIDDEN and number:
            families = ngettext(
                "%(number)s family misses it", "%(number)s families miss it", number
            )
            words = f"{words}: {families % {'number': number}}"
        place = {"bezirk": needs.district.pk} if needs.district else {}
        kind = {"art": needs.kind.pk} if needs.kind else {}
        found.append(_button(words, **place, **kind))
    if access.can(user, "view", Need):
        query = f"?bezirk={needs.district.pk}" if needs.district else ""
        found.append(Action(_("Reported needs"), f"{reverse('networks:need_board')}{query}"))
    if access.can(user, "decide", Need):
        found.append(Action(_("Take in from plans"), reverse("reporting:need_intake")))
    return found


def report_from_figure(user: Any, indicator: Indicator, chosen: Chosen) -> list[Action]:
    """Return the button that reports a need from an indicator."""
    if not access.can(user, "add", Need):
        return []
    words = _("Indicator “%(indicator)s”, as of %(day)s") % {
        "indicator": indicator.name,
        "day": date_format(chosen.day, "SHORT_DATE_FORMAT"),
    }
    place = {"bezirk": chosen.district.pk} if chosen.district else {}
    return [_button(words, **place)]


def _button(words: str, **place: int) -> Action:
    query = urlencode({**place, "herkunft": "zahlen", "anlass": words})
    return Action(_("Report a need"), f"{reverse('networks:need_report')}?{query}")
