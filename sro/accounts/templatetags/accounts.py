"""Filters of the account pages."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _

from sro.accounts import devices
from sro.accounts.models import Membership
from sro.ui.templatetags.ui import day

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """Write a browser's own name as people know it."""
    return devices.describe(user_agent)


@register.filter
def days(membership: Membership) -> str:
    """Write a role's first and last day; the database keeps the first day after it."""
    first = day(membership.valid_from)
    if membership.valid_until is None:
        return _("since %(first)s") % {"first": first}
    last = day(membership.valid_until - timedelta(days=1))
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
