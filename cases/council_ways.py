"""The way to a family group conference from wherever the thought of one comes up."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cases.models import Case, FamilyGroupConference
from cases.rules.councils import RUNNING
from sro import access
from sro.ui.tables import Action


def ways_to_suggest(user: Any, case: Case, referral: str) -> list[Action]:
    """Return the button for those who may suggest one, as long as none is on its way."""
    if not case.is_open or not access.can(user, "work", case):
        return []
    if FamilyGroupConference.objects.filter(case=case, state__in=RUNNING).exists():
        return []
    address = reverse("cases:council_new", args=[case.pk])
    return [
        Action(_("Suggest a family group conference"), f"{address}?{urlencode({'aus': referral})}")
    ]
