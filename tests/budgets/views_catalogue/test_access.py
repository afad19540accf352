"""Who may open which page of the catalogue, the ledger and the years."""

from datetime import date

import pytest
from django.urls import reverse

from budgets.models import CoverGroup
from budgets.services.outflow import set_previous_outflow
from sro.access import Role
from tests.budgets.factories import (
    NOW,
    make_districts,
    make_fund,
    make_indicator,
    make_layout,
    make_outflow,
    make_value,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

CONTROLLER, ADMIN, PLANNER = Role.CONTROLLER, Role.ADMINISTRATOR, Role.PLANNER
LEAD, CASEWORKER = Role.TEAM_LEAD, Role.CASEWORKER
CATALOGUE = {CONTROLLER, ADMIN, PLANNER, LEAD, CASEWORKER}
YEARS = {CONTROLLER, ADMIN, PLANNER, LEAD}

# page → (who opens it, what those get who may see the row but not do this, what others get)
PAGES = {
    "home": (CATALOGUE, set(), 403),
    "year_add": ({CONTROLLER, ADMIN}, set(), 403),
    "year": (YEARS, set(), 404),
    "year_adopt": ({CONTROLLER}, YEARS, 404),
    "fund_add": ({CONTROLLER, ADMIN}, YEARS, 404),
    "fund_edit": ({CONTROLLER, ADMIN}, YEARS, 404),
    "fund_delete": ({CONTROLLER, ADMIN}, YEARS, 404),
    "cover_group_add": ({CONTROLLER, ADMIN}, YEARS, 404),
    "cover_group_edit": ({CONTROLLER, ADMIN}, YEARS, 404),
    "cover_group_delete": ({CONTROLLER, ADMIN}, YEARS, 404),
    "indicators": (CATALOGUE, set(), 403),
    "indicator_add": ({CONTROLLER, PLANNER, ADMIN}, set(), 403),
    "indicator": (CATALOGUE, set(), 404),
    "indicator_edit": ({CONTROLLER, PLANNER, ADMIN}, CATALOGUE, 404),
    "indicator_delete": ({CONTROLLER, PLANNER, ADMIN}, CATALOGUE, 404),
    "values": (CATALOGUE, set(), 403),
    "value_add": ({CONTROLLER, PLANNER}, CATALOGUE, 404),
    "value_edit": ({CONTROLLER, PLANNER}, CATALOGUE, 404),
    "value_delete": ({CONTROLLER, PLANNER}, CATALOGUE, 404),
    "plausibility": (CATALOGUE, set(), 403),
    "outflow": ({CONTROLLER}, set(), 403),
    "booking_add": ({CONTROLLER}, set(), 403),
    "booking": ({CONTROLLER}, set(), 404),
    "booking_reverse": ({CONTROLLER}, set(), 404),
    "booking_charge": ({CONTROLLER}, set(), 404),
    "backtest": ({CONTROLLER, PLANNER, LEAD}, set(), 403),
    "unmatched": ({CONTROLLER}, set(), 403),
    "unmatched_booking": ({CONTROLLER}, set(), 404),
    "unmatched_set_aside": ({CONTROLLER}, set(), 403),
    "layouts": ({CONTROLLER}, set(), 403),
    "layout_add": ({CONTROLLER}, set(), 403),
    "layout": ({CONTROLLER}, set(), 404),
    "layout_edit": ({CONTROLLER}, set(), 404),
    "layout_delete": ({CONTROLLER}, set(), 404),
    "previous_outflow": ({CONTROLLER, PLANNER}, YEARS, 404),
    "previous_outflow_set": ({CONTROLLER}, YEARS, 404),
    "previous_outflow_delete": ({CONTROLLER}, YEARS, 404),
}


@pytest.fixture
def addresses():
    """The address of each page, for rows that exist."""
    (district, *_others) = make_districts(2)
    fund = make_fund()
    group = CoverGroup.objects.create(budget_year=fund.budget_year, name="Zusammen")
    indicator = make_indicator(code="kinder")
    value = make_value(indicator, district, 5)
    booking = make_outflow(district, "100.00")
    set_previous_outflow(
        actor=person(Role.CONTROLLER),
        fund=fund,
        year=2016,
        district=district,
        amount=1,
        reason="Nachgezählt",
        now=NOW,
    )
    layout = make_layout()
    one = [2018, "fall"]
    arguments = {
        "year": [2018],
        "year_adopt": [2018],
        "fund_add": [2018],
        "fund_edit": one,
        "fund_delete": one,
        "cover_group_add": [2018],
        "cover_group_edit": [2018, group.pk],
        "cover_group_delete": [2018, group.pk],
        "indicator": ["kinder"],
        "indicator_edit": ["kinder"],
        "indicator_delete": ["kinder"],
        "value_add": ["kinder"],
        "value_edit": ["kinder", value.pk],
        "value_delete": ["kinder", value.pk],
        "booking": [booking.pk],
        "booking_reverse": [booking.pk],
        "booking_charge": [make_outflow(district, "100.00", fund_kind="milieu").pk],
        "unmatched_booking": [booking.pk],
        "layout": [layout.pk],
        "layout_edit": [layout.pk],
        "layout_delete": [layout.pk],
        "previous_outflow": one,
        "previous_outflow_set": [*one, 2016, district.key],
        "previous_outflow_delete": [*one, 2016, district.key],
    }
    return {page: reverse(f"budgets:{page}", args=arguments.get(page, [])) for page in PAGES}


@pytest.mark.parametrize("role", Role)
def test_who_may_open_which_page(client, addresses, role):
    from networks.models import District

    viewer = person(role, district=District.objects.first(), provider=make_provider())
    client.force_login(viewer)
    answers = {page: client.get(address).status_code for page, address in addresses.items()}
    expected = {
        page: 200 if role in may else 403 if role in sees else otherwise
        for page, (may, sees, otherwise) in PAGES.items()
    }
    assert answers == expected


def test_strangers_are_asked_to_log_in(client, addresses):
    answers = {page: client.get(address) for page, address in addresses.items()}
    assert {page: answer.status_code for page, answer in answers.items()} == dict.fromkeys(
        PAGES, 302
    )
    assert all(answer.url.startswith("/konto/anmelden/") for answer in answers.values())


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("value_edit", {"value": "7", "_version": "1"}),
        ("value_delete", {"_version": "1"}),
        ("indicator_delete", {"_version": "1"}),
        ("fund_edit", {"name": "Anders", "amount": "5", "_version": "1"}),
        ("year_adopt", {"reason": "Beschluss"}),
        ("booking_add", {"amount": "5"}),
        ("booking_reverse", {"reason": "Irrtum", "booked_on": date(2018, 1, 1)}),
        ("previous_outflow_delete", {"_version": "1"}),
    ],
)
@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CASEWORKER, Role.PROVIDER_LEAD])
def test_posting_needs_the_same_right_as_looking(client, addresses, page, data, role):
    from networks.models import District

    viewer = person(role, district=District.objects.first(), provider=make_provider())
    client.force_login(viewer)
    assert client.post(addresses[page], data).status_code in {403, 404}


def test_every_page_of_this_part_is_listed():
    from budgets.urls import urlpatterns

    elsewhere = ("run", "fund", "compare", "transition", "commitment", "transfer", "threshold")
    elsewhere += ("alerts", "standing", "grant", "closing", "project")
    # These take something and show nothing; the access matrix has them.
    names = {pattern.name for pattern in urlpatterns} - {"match_again", "match_take_back"}
    ours = {n for n in names if not n.startswith(elsewhere) or n in PAGES}
    assert ours == set(PAGES)
