"""The registry of the social space: areas, institutions, offers, providers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworksConfig(AppConfig):
    """Registry app."""

    name = "networks"
    verbose_name = _("Social space")
