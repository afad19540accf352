"""Money: what there is, how it is divided among the districts, and why."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BudgetsConfig(AppConfig):
    name = "budgets"
    label = "budgets"
    verbose_name = _("Budgets")
