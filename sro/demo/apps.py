"""The demo as a Django app: it only adds commands."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Adds the demo's management commands; has no tables."""

    name = "sro.demo"
    label = "demo"
