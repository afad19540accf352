"""Ways to networks and quality dialogues from other pages of the registry."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.models import Network, Provider, QualityDialogue
from sro import access
from sro.access import PROVIDER_ROLES
from sro.ui.tables import Action


def links_for(user: Any) -> list[tuple[str, str]]:
    """Return what the registry's first page leads to."""
    found = []
    if access.can(user, "view", Network):
        found.append((_("Networks and bodies"), reverse("networks:network_list")))
    if access.can(user, "view", QualityDialogue):
        found.append((_("Quality dialogues"), reverse("networks:dialogue_list")))
    return found


def dialogue_link(user: Any, provider: Provider) -> list[Action]:
    """Return the way from a provider's page to the dialogues; providers see their own alone."""
    if not access.can(user, "view", QualityDialogue):
        return []
    rows = QualityDialogue.objects.visible_to(user).filter(provider=provider)
    if access.has_role(user, *PROVIDER_ROLES) and not rows.exists():
        return []
    address = reverse("networks:provider_dialogues", args=[provider.pk])
    return [Action(_("Quality dialogues"), address)]
