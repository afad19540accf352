"""Puts the registry's own panels on the page of a place."""

from networks.panels import going_on, missing, readings, who  # noqa: F401 - each registers its panels
