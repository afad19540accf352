"""Addresses and figures for tests of the run pages."""

from django.urls import reverse

from budgets.models import AllocationRun, Fund


def url(name: str, run: AllocationRun, *more) -> str:
    """The address of a run's page."""
    fund = run.fund
    return reverse(f"budgets:{name}", args=[fund.budget_year.year, fund.slug, run.pk, *more])


def fund_url(name: str, fund: Fund, *more) -> str:
    """The address of a fund's page."""
    return reverse(f"budgets:{name}", args=[fund.budget_year.year, fund.slug, *more])


def german(amount: str) -> str:
    """An amount such as 1234.50 as people read it."""
    whole, cents = amount.split(".")
    return f"{int(whole):,}".replace(",", ".") + f",{cents}"


def data_of(form) -> dict:
    """What a browser would post of a form as it stands there."""
    found = {}
    for field in form:
        value = field.value()
        choices = list(getattr(field.field, "choices", ()))
        if value is None and choices:
            # A browser chooses the first.
            value = choices[0][0]
        if isinstance(value, bool):
            if value:
                found[field.html_name] = "on"
        elif value is not None:
            found[field.html_name] = getattr(value, "isoformat", lambda v=value: v)()
    return found
