"""Help planning."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Families, what they want, what is planned with them."""

    name = "cases"
    verbose_name = _("Help planning")
