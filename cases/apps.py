"""Help planning."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Families, what they want, what is planned with them."""

    name = "cases"
    verbose_name = _("Help planning")

    def ready(self) -> None:
        """Tell the registry which words of a text name a family."""
        from cases.services.proposals import named_in_own_cases
        from networks.services import family_words

        family_words.register(named_in_own_cases)
