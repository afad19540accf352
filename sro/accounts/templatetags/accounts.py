"""Filters of the account pages."""

from django import template

from sro.accounts import devices

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """Write a browser's own name as people know it."""
    return devices.describe(user_agent)
