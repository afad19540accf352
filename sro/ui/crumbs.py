"""Breadcrumbs: the way back, mirrored from the address."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise


class Crumb(NamedTuple):
    """One step of the way; without an address it is the page itself."""

    label: str | Promise
    url: str = ""


def crumb(label: str | Promise, view: str = "", *args: object) -> Crumb:
    """Return a step that leads to a named page."""
    return Crumb(label, reverse(view, args=args) if view else "")
