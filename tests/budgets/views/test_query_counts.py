"""More districts and more scenarios do not ask the database more often."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budgets.services import transition
from networks.models import District
from tests.budgets.factories import (
    NOW,
    calculated,
    make_districts,
    make_fund,
    make_indicator,
    make_run,
    make_value,
)
from tests.budgets.views.pages import fund_url, url
from tests.networks.factories import make_district

pytestmark = pytest.mark.django_db


def queries(client, address: str) -> int:
    # The first request fills what is kept: drawings, content types.
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    assert answer.status_code == 200
    return len(asked)


def pages_of(fund, controller, indicator) -> dict[str, str]:
    """The pages of a fund with two scenarios and a path on all districts there are."""
    run, other = (
        calculated(make_run(fund=fund, indicator=indicator, created_by=controller, name=name))
        for name in ("Eins", "Zwei")
    )
    path = transition.create_path(
        actor=controller,
        name=f"Weg {fund.name}",
        template=run,
        start_share=Decimal("0.6"),
        target_share=Decimal(1),
        step=Decimal("0.1"),
        first_year=2018,
        now=NOW,
    )
    key = District.objects.first().key
    return {
        "fund": fund_url("fund", fund),
        "run": url("run", run),
        "district": url("run_district", run, key),
        "form": url("run_edit", run),
        "csv": url("run_download", run, "csv"),
        "xlsx": url("run_download", run, "xlsx"),
        "compare": f"{fund_url('compare', fund)}?lauf={run.pk}&lauf={other.pk}",
        "transition": fund_url("transition", fund, path.pk),
        "start": "/",
    }


def test_more_districts_do_not_ask_more(client, controller):
    indicator = make_indicator()
    for position, district in enumerate(make_districts(3), start=1):
        make_value(indicator, district, position)
    # From the first named change on, all changes in this transaction bear a name.
    pages_of(make_fund(kind="milieu", name="Milieu"), controller, indicator)
    few = pages_of(make_fund(), controller, indicator)
    counted = {name: queries(client, address) for name, address in few.items()}
    for number in range(4, 12):
        make_value(indicator, make_district(key=f"{number:02}"), number)
    many = pages_of(make_fund(kind="other", name="Weiterer"), controller, indicator)
    assert {name: queries(client, address) for name, address in many.items()} == counted


def test_more_scenarios_do_not_ask_more(client, controller):
    fund = make_fund()
    make_run(fund=fund, created_by=controller)
    addresses = [fund_url("fund", fund), "/"]
    few = [queries(client, address) for address in addresses]
    for _more in range(4):
        calculated(make_run(fund=fund, created_by=controller))
    assert [queries(client, address) for address in addresses] == few
