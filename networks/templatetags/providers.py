"""Who works in a social space, for pages of the space."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from networks.models import FocusProvider, ProviderTeam, SocialSpace
from networks.rules.providers import Phase
from sro import access

register = template.Library()


@register.inclusion_tag("networks/space_providers.html", takes_context=True)
def providers_of(context: dict[str, Any], space: SocialSpace) -> dict[str, Any]:
    """Show the focus providers of a social space and the teams that work there, by name."""
    user = context["request"].user
    today = timezone.localdate()
    focuses = (
        FocusProvider.objects.visible_to(user)
        .filter(social_space=space)
        .select_related("provider")
        .order_by("provider__sort_key", "valid_from")
    )
    teams = (
        ProviderTeam.objects.visible_to(user)
        .filter(social_spaces=space)
        .select_related("provider")
        .order_by("provider__sort_key", "name")
    )
    return {
        "space": space,
        "focuses": [each for each in focuses if each.phase_on(today) is not Phase.ENDED],
        "teams": teams,
        "may_add": access.can(user, "add", FocusProvider),
    }
