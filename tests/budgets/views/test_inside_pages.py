"""Dividing a district's money among its social spaces, as pages, downloads and API."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from budgets.models import AllocationRun
from sro.access import Role
from tests.budgets.divided import Divided
from tests.budgets.factories import (
    calculated,
    in_force,
    make_approved_run,
    make_fund,
    make_outflow,
    make_value,
)
from tests.budgets.views.pages import data_of, fund_url, url
from tests.people import person

pytestmark = pytest.mark.django_db

STANDING = "/haushalt/2018/stand/"


@pytest.fixture
def world():
    return Divided()


@pytest.fixture
def new(world):
    """Where a new scenario inside the district is laid out."""
    return fund_url("run_add_inside", world.fund, world.here.key)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def test_the_form_suggests_all_that_the_district_has(client, controller, world, new):
    make_outflow(world.here, "300.00", fund_kind="milieu", year=2018)
    answer = client.get(new)
    form = answer.context["form"]
    assert Decimal(form["amount"].value().replace(".", "").replace(",", ".")) == Decimal(700)
    assert "hat in diesem Topf 1.000,00 €; davon können 700,00 €" in text_of(answer)
    assert "Es zählen allein die Kennzahlen" in text_of(answer)
    assert {"indicator_share", "outflow_year", "reference_kind"}.isdisjoint(form.fields)


def test_a_scenario_is_laid_out_and_shows_whose_money_it_divides(client, controller, world, new):
    form = client.get(new).context["form"]
    day = {f"date_{world.children.pk}": "2017-12-31"}
    assert form.fields[f"date_{world.poor.pk}"].choices
    data = data_of(form) | {"name": "Nach Kindern", "amount": "600,00"}
    data |= {f"weight_{world.children.pk}": "1", **day}
    answer = client.post(new, data, follow=True)
    run = AllocationRun.objects.get(name="Nach Kindern")
    assert (run.district, run.amount, run.indicator_share) == (world.here, Decimal(600), 1)
    assert f"600,00 € aus {world.here.key} {world.here.name}" in text_of(answer)
    assert "Alle Angaben sind da" in text_of(answer)
    form = client.get(url("run_edit", run)).context["form"]
    data = data_of(form) | {"amount": "5,00", "_version": run.version}
    assert client.post(url("run_edit", run), data).status_code == 302
    run.refresh_from_db()
    assert (run.amount, run.indicator_share) == (Decimal(5), 1)


def test_bounds_inside_need_an_earlier_division(client, controller, world, new):
    data = data_of(client.get(new).context["form"]) | {"name": "Grenzen", "floor_percent": "5"}
    answer = client.post(new, data)
    assert answer.status_code == 422
    assert "reference_run" in answer.context["form"].errors


def test_only_dates_with_values_of_the_districts_social_spaces_are_offered(
    client, controller, world, new
):
    make_value(world.children, world.here, 9, reference_date="2016-12-31")
    choices = client.get(new).context["form"].fields[f"date_{world.children.pk}"].choices
    assert [day for day, _label in choices] == ["2017-12-31"]


def test_the_case_budget_leads_back_with_a_reason(client, controller, world):
    fall = make_fund()
    answer = client.get(fund_url("run_add_inside", fall, world.here.key), follow=True)
    assert "Das Fallbudget folgt den Familien" in text_of(answer)


def test_the_result_speaks_of_social_spaces(client, controller, world):
    run = calculated(world.run())
    page = text_of(client.get(url("run", run)))
    assert "1.000,00 € vollständig auf 3 Sozialräume verteilt" in page
    assert "Teil des Betrags" in page
    for amount in ("333,33 €", "250,00 €", "416,67 €"):
        assert amount in page
    space = url("run_space", run, "A")
    assert space in page
    page = text_of(client.get(space))
    assert "Anteil des Sozialraums" in page
    assert url("run_space", run, "B") in page
    assert client.get(url("run_district", run, "A")).status_code == 404
    assert client.get(url("run_space", world.among, world.here.key)).status_code == 404


def test_the_downloads_name_the_social_spaces(client, controller, world):
    run = calculated(world.run())
    answer = client.get(url("run_download", run, "csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].split(";")[1] == "Sozialraum"
    assert len(lines) == 1 + 3 * 2
    content = client.get(url("run_download", run, "xlsx")).content
    first, _steps, parameters, _sources = openpyxl.load_workbook(
        io.BytesIO(content), data_only=True
    ).worksheets
    amounts = {row[0]: f"{row[2]:.2f}" for row in first.iter_rows(2, 4, values_only=True)}
    assert amounts == {"A": "333.33", "B": "250.00", "C": "416.67"}
    assert ("Innerhalb des Bezirks", world.here.name) in list(
        parameters.iter_rows(values_only=True)
    )
    paper = PdfReader(io.BytesIO(client.get(url("run_download", run, "pdf")).content))
    assert "auf 3 Sozialräume" in " ".join(
        "".join(page.extract_text() for page in paper.pages).split()
    )


def test_two_people_decide_and_the_lines_show_it(client, controller, world):
    run = calculated(world.run())
    page = text_of(client.get(url("run_propose", run)))
    assert "1.000,00 € für 3 Sozialräume" in page
    client.post(url("run_propose", run))
    client.force_login(person(Role.CONTROLLER))
    page = client.get(url("run_approve", run))
    assert "Die Sozialräume erhalten diese Beträge von ihrem Bezirk" in text_of(page)
    client.post(url("run_approve", run), {"_version": page.context["version"]})
    run.refresh_from_db()
    assert run.state == "approved"
    page = text_of(client.get(STANDING))
    assert f"{world.here.key} {world.here} / {world.spaces[0]}" in page
    assert f"{world.here.name} mit seinen Sozialräumen" in page
    assert f'href="{url("run", run)}">416,67 €' in page


def test_a_refused_approval_says_what_is_missing(client, controller, world):
    run = calculated(world.run())
    client.post(url("run_propose", run))
    make_outflow(world.here, "0.50", fund_kind="milieu", year=2018)
    client.force_login(person(Role.CONTROLLER))
    page = client.get(url("run_approve", run))
    answer = client.post(url("run_approve", run), {"_version": page.context["version"]})
    assert f"In {world.here} würden 0,50 € fehlen" in text_of(answer)
    run.refresh_from_db()
    assert run.state == "proposed"


def test_the_way_in_stands_where_a_district_has_money(client, controller, world, new):
    assert new in text_of(client.get(STANDING))
    assert new in text_of(client.get(url("run", world.among)))
    # The other district has no social space.
    assert fund_url("run_add_inside", world.fund, world.there.key) not in text_of(
        client.get(STANDING)
    )
    client.force_login(person(Role.PLANNER))
    assert new not in text_of(client.get(STANDING))


def test_less_for_the_district_later_is_pointed_out(client, controller, world):
    in_force(world.run())
    hint = "Auf die Sozialräume ist mehr aufgeteilt, als der Bezirk jetzt hat"
    assert hint not in text_of(client.get(STANDING))
    make_value(world.poor, world.here, 1)
    make_value(world.poor, world.there, 9)
    make_approved_run(
        districts=[world.here, world.there],
        indicator=world.poor,
        fund=world.fund,
        indicator_share=Decimal(1),
    )
    assert hint in text_of(client.get(STANDING))


def test_the_fund_lists_divisions_by_district_and_compares_them(client, controller, world):
    one, two = calculated(world.run()), calculated(world.run(indicators=[world.poor]))
    page = client.get(fund_url("fund", world.fund))
    [divided] = page.context["divided"]
    assert (divided["district"], divided["runs"]) == (world.here, [two, one])
    assert page.context["runs"] == [world.among]
    assert world.here.name in text_of(page)
    compare = fund_url("compare", world.fund)
    page = text_of(client.get(compare, {"lauf": [one.pk, two.pk]}))
    assert "Beträge der Szenarien je Sozialraum" in page
    answer = client.get(compare, {"lauf": [one.pk, world.among.pk]}, follow=True)
    assert "verschiedenes Geld" in text_of(answer)
    year = client.get(reverse("budgets:year", args=[2018]))
    assert {fund.approved_run for fund in year.context["funds"]} == {world.among}


def test_a_path_does_not_start_from_a_division(client, controller, world):
    run = calculated(world.run())
    form = client.get(fund_url("transition_add", world.fund)).context["form"]
    assert run not in form.fields["template"].queryset


def test_the_check_names_the_social_space_that_changed(client, controller, world):
    run = in_force(world.run())
    world.spaces[0].indicator_values.filter(indicator=world.children).update(value=700)
    page = text_of(client.post(url("run_check", run)))
    assert "Identisch" in page
    assert world.spaces[0].name in page


def test_other_systems_read_whose_money_it_is(client, controller, world):
    run = calculated(world.run())
    found = client.get(reverse("api:allocation-run-detail", args=[run.pk])).json()
    assert (found["district"], found["amount"]) == (world.here.key, "1000.00")
    rows = client.get(reverse("api:allocation-run-allocations", args=[run.pk])).json()
    assert {row["social_space"]: row["amount"] for row in rows}["A"] == "333.33"
    listed = reverse("api:allocation-run-list")
    found = client.get(listed, {"district__key": world.here.key}).json()["results"]
    assert [each["id"] for each in found] == [run.pk]
    found = client.get(listed, {"district__isnull": "true"}).json()["results"]
    assert [each["id"] for each in found] == [world.among.pk]


def test_what_waits_for_a_decision_names_the_district(client, controller, world):
    run = calculated(world.run(name="Nach Kindern"))
    client.post(url("run_propose", run))
    client.force_login(person(Role.CONTROLLER))
    assert f"{world.fund}, {world.here}: Nach Kindern" in text_of(client.get("/"))
