"""Ways from the registry's first page to what keeps it true, and to what everybody may read."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import EntrySuggestion, Municipality, VerificationRound
from sro import access


def entry_ways(user: Any, municipality: Municipality | None) -> list[tuple[str, str]]:
    """Return labels and addresses for this person."""
    ways = []
    if access.can(user, "view", VerificationRound):
        ways.append((_("Verification rounds"), reverse("networks:round_list")))
    if access.can(user, "view", EntrySuggestion):
        ways.append((_("Corrections by institutions"), reverse("networks:suggestion_list")))
    if municipality is not None and municipality.directory_open:
        ways.append((_("Public directory"), reverse("public:directory")))
    return ways
