"""Taking in by hand what plans of a quarter name as missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.models import Need
from reporting.services.need_intake import take_in_quarter
from sro import access
from sro.periods import Quarter
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import crumb
from sro.ui.quarters import quarter_name

#: So many quarters back plans can be taken in by hand.
QUARTERS_BACK = 8


def _quarters() -> list[tuple[str, str]]:
    latest = Quarter.of(timezone.localdate()).previous
    past = [latest.shifted(-back) for back in range(QUARTERS_BACK)]
    return [(each.code, quarter_name(each)) for each in past]


class IntakeForm(forms.Form):
    """Which quarter's plans are taken in."""

    quarter = forms.TypedChoiceField(
        label=gettext_lazy("Quarter"), choices=_quarters, coerce=Quarter.from_code
    )


def intake(request: HttpRequest) -> HttpResponse:
    """Say what is taken in, then do it; twice makes nothing twice."""
    access.require(request.user, "decide", Need)

    def act(values: dict[str, Any], version: int) -> int:
        now = timezone.now()
        return take_in_quarter(
            actor=request.user,
            quarter=values["quarter"],
            today=timezone.localdate(now),
            now=now,
        )

    return confirm_page(
        request,
        title=_("Take in from plans"),
        consequences=[
            _("For each place and kind of offer that support plans name, one need is reported."),
            _("Only numbers that the needs report shows are taken in; nothing of a plan’s words."),
            _(
                "What was taken in already stays as it is. This also happens by itself after each"
                " quarter."
            ),
        ],
        form_class=IntakeForm,
        action=act,
        submit_label=_("Take in"),
        success_message=_done,
        success_url=reverse("networks:need_board"),
        cancel_url=reverse("reporting:needs"),
        breadcrumbs=[crumb(_("Reports"), "reporting:home"), crumb(_("Needs"), "reporting:needs")],
    )


def _done(number: int) -> str:
    if not number:
        return _("There was nothing new to take in.")
    text = ngettext("%(count)s need was taken in.", "%(count)s needs were taken in.", number)
    return text % {"count": number}
