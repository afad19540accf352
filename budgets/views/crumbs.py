"""The way back inside the budget."""

from typing import Any

from django.utils.translation import gettext as _

from budgets.models import BudgetYear, Fund, Indicator
from sro import access
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


def commitments_trail(year: BudgetYear | None) -> list[Crumb]:
    """Haushalt › 2018 › Obligo ›; without a budget year there is no list of it."""
    if year is None:
        return home_trail()
    return [*year_trail(year), crumb(_("Commitments"), "budgets:commitments", year.year)]


def transfers_trail(year: BudgetYear) -> list[Crumb]:
    """Haushalt › 2018 › Umschichtungen ›"""
    return [*year_trail(year), crumb(_("Transfers"), "budgets:transfers", year.year)]


def grants_trail(user: Any, year: BudgetYear, *, inside: bool = True) -> list[Crumb]:
    """Haushalt › 2018 › Kleine Zuschüsse ›; who sees no budget comes from the log."""
    sees_year = access.can(user, "view", BudgetYear)
    way = year_trail(year) if sees_year else [crumb(_("Log"), "audit:list")]
    return [*way, crumb(_("Small grants"), "budgets:grants", year.year)] if inside else way


def alerts_trail(year: BudgetYear) -> list[Crumb]:
    """Haushalt › 2018 › Warnungen ›"""
    return [*year_trail(year), crumb(_("Warnings"), "budgets:alerts", year.year)]


def closing_trail(year: BudgetYear) -> list[Crumb]:
    """Haushalt › 2018 › Jahresabschluss ›"""
    return [*year_trail(year), crumb(_("Closing of the year"), "budgets:closing", year.year)]


def catalogue_trail() -> list[Crumb]:
    """Haushalt › Kennzahlen ›"""
    return [*home_trail(), crumb(_("Indicators"), "budgets:indicators")]


def indicator_trail(indicator: Indicator) -> list[Crumb]:
    """Haushalt › Kennzahlen › Bevölkerung unter 18 Jahren ›"""
    return [*catalogue_trail(), crumb(indicator.name, "budgets:indicator", indicator.code)]


def ledger_trail() -> list[Crumb]:
    """Haushalt › Ausgaben ›"""
    return [*home_trail(), crumb(_("Spending"), "budgets:outflow")]


def layouts_trail() -> list[Crumb]:
    """Haushalt › Ausgaben › Dateiformate ›"""
    return [*ledger_trail(), crumb(_("File formats"), "budgets:layouts")]


def unmatched_trail() -> list[Crumb]:
    """Haushalt › Ausgaben › Buchungen ohne Hilfe ›"""
    return [*ledger_trail(), crumb(_("Bookings without a support"), "budgets:unmatched")]
