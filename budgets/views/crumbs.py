"""The way back inside the budget."""

from django.utils.translation import gettext as _

from budgets.models import BudgetYear, Fund
from sro.ui.crumbs import Crumb, crumb


def home_trail() -> list[Crumb]:
    """Haushalt ›"""
    return [crumb(_("Budget"), "budgets:home")]


def year_trail(year: BudgetYear) -> list[Crumb]:
    """Haushalt › 2018 ›"""
    return [*home_trail(), crumb(str(year.year), "budgets:year", year.year)]


def fund_trail(fund: Fund) -> list[Crumb]:
    """Haushalt › 2018 › Fall ›"""
    year = fund.budget_year
    return [*year_trail(year), crumb(fund.name, "budgets:fund", year.year, fund.slug)]
