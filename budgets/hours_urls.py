"""Addresses of hours, below /stunden/."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.urls import URLPattern, path, register_converter

from budgets.views.hours import (
    activities,
    approvals,
    balance,
    base_budgets,
    entries,
    home,
    months,
    packages,
    place,
    shared,
    weeks,
)

app_name = "hours"


class WeekConverter:
    """A week by its Monday, as in 2018-W07."""

    regex = r"[12][0-9]{3}-W[0-9]{2}"

    def to_python(self, value: str) -> date:
        year, number = value.split("-W")
        return date.fromisocalendar(int(year), int(number), 1)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%G-W%V}"


class MonthConverter:
    """A month by its first day, as in 2018-02."""

    regex = r"[12][0-9]{3}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return datetime.strptime(value, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


class EmployerConverter:
    """For whom hours were worked: t12 a provider, b3 a team of the office."""

    regex = r"[tb][1-9][0-9]{0,17}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PlaceConverter(EmployerConverter):
    """What kind of place: a district or a social space."""

    regex = "bezirk|sozialraum"


register_converter(PlaceConverter, "place_kind")
register_converter(EmployerConverter, "hours_employer")
register_converter(WeekConverter, "hours_week")
register_converter(MonthConverter, "hours_month")


def _of_employer(start: str, view: Callable, name: str, step: str = "") -> list[URLPattern]:
    """Return a page's address, and the one that names for whom, for people with several."""
    return [
        path(f"{start}{step}", view, name=name),
        path(f"{start}<hours_employer:employer>/{step}", view, name=name),
    ]


urlpatterns = [
    path("", home.home, name="home"),
    *_of_employer("woche/<hours_week:monday>/", weeks.week, "week"),
    *_of_employer("woche/<hours_week:monday>/", weeks.week_copy, "week_copy", "vorwoche/"),
    *_of_employer("monat/<hours_month:month>/", months.month, "month"),
    *_of_employer("monat/<hours_month:month>/", months.month_submit, "month_submit", "melden/"),
    *_of_employer("monat/<hours_month:month>/", months.month_close, "month_close", "schliessen/"),
    path("zeilen/<int:pk>/", entries.entry, name="entry"),
    path("freigaben/", approvals.approvals, name="approvals"),
    path("freigaben/freigeben/", approvals.approve, name="approve"),
    path("freigaben/zurueckgeben/", approvals.give_back, name="return"),
    path("fall-und-feld/", balance.balance, name="balance"),
    path("im-feld/<place_kind:kind>/<int:pk>/", place.of_place, name="place"),
    path("taetigkeiten/", activities.activity_list, name="activities"),
    path("taetigkeiten/neu/", activities.activity_new, name="activity_new"),
    path("taetigkeiten/<int:pk>/bearbeiten/", activities.activity_edit, name="activity_edit"),
    path("taetigkeiten/vorschlag/", activities.activity_usual, name="activity_usual"),
    path("kontingente/hilfe/<int:pk>/", packages.of_support, name="support_packages"),
    path("kontingente/hilfe/<int:pk>/neu/", packages.package_new, name="package_new"),
    path("kontingente/<int:pk>/bearbeiten/", packages.package_edit, name="package_edit"),
    path("kontingente/gespraech/<int:pk>/", packages.of_conference, name="conference_packages"),
    path("projekt/<int:pk>/", shared.of_project, name="project_hours"),
    path("netzwerk/<int:pk>/", shared.of_network, name="network_hours"),
    path("grundbudgets/", base_budgets.base_budget_list, name="base_budgets"),
    path("grundbudgets/neu/", base_budgets.base_budget_new, name="base_budget_new"),
    path("grundbudgets/<int:pk>/", base_budgets.base_budget, name="base_budget"),
    path(
        "grundbudgets/<int:pk>/bearbeiten/", base_budgets.base_budget_edit, name="base_budget_edit"
    ),
    path(
        "grundbudgets/<int:pk>/loeschen/",
        base_budgets.base_budget_delete,
        name="base_budget_delete",
    ),
]
