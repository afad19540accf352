"""The registry of the social space: areas, institutions, offers, providers."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """Registry app."""

    name = "networks"
    verbose_name = _("Social space")

    def ready(self) -> None:
        # Every app may put panels on the page of a place.
        autodiscover_modules("place_panels")
