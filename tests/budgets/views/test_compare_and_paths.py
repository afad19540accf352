"""Scenarios side by side, and the way from one mix to another."""

import io
from decimal import Decimal

import openpyxl
import pytest

from budgets.models import AllocationRun, TransitionPath
from sro.access import Role
from sro.audit.models import Entry
from tests.budgets.factories import (
    make_approved_run,
    make_calculated_run,
    make_fund,
    make_run,
)
from tests.budgets.views.pages import data_of, fund_url
from tests.people import person

pytestmark = pytest.mark.django_db


def compared(client, *runs, **more):
    fund = runs[0].fund
    return client.get(fund_url("compare", fund), {"lauf": [run.pk for run in runs], **more})


def test_differences_have_sign_word_and_per_cent_and_the_largest_is_first(client, controller):
    first = make_calculated_run(name="Basis", indicator_share=Decimal(0))
    second = make_calculated_run(name="Anders", indicator_share=Decimal(1))
    page = compared(client, first, second)
    sizes = [row.largest_difference for _district, row in page.context["rows"]]
    assert sizes == sorted(sizes, reverse=True)
    assert "verschieden" in page.text


def test_equal_scenarios_differ_in_nothing(client, controller):
    page = compared(client, make_calculated_run(), make_calculated_run())
    assert "sro-up" not in page.text
    assert "sro-down" not in page.text


def test_one_scenario_or_one_without_result_leads_back_with_a_word(client, controller):
    run, draft = make_calculated_run(), make_run()
    for runs in ([run], [run, draft]):
        answer = compared(client, *runs)
        assert answer.headers["Location"] == fund_url("fund", run.fund)


def test_what_one_may_not_see_cannot_be_compared(client):
    approved, other = make_approved_run(), make_calculated_run()
    client.force_login(person(Role.PLANNER))
    assert compared(client, approved, other).status_code == 404


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1", "١"])
def test_odd_numbers_in_the_address_do_no_harm(client, controller, number):
    run = make_calculated_run()
    answer = client.get(fund_url("compare", run.fund), {"lauf": [run.pk, number]})
    assert answer.status_code in {302, 404}


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-plain"])
def test_the_comparison_is_taken_along_and_logged(client, controller, form):
    first = make_calculated_run(name="Basis", indicator_share=Decimal(0))
    second = make_calculated_run(name="Anders", indicator_share=Decimal(1))
    answer = compared(client, first, second, format=form)
    assert answer.status_code == 200
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        rows = list(sheet.iter_rows(2, values_only=True))
        assert sum(Decimal(str(row[3])) for row in rows) == second.fund.amount
        assert sum(Decimal(str(row[4])) for row in rows) == 0
    assert Entry.objects.filter(action="allocation_run.exported").count() == 2
    assert compared(client, first, second, format="docx").status_code == 404


def add_path(client, run, **changes):
    address = fund_url("transition_add", run.fund)
    data = data_of(client.get(address).context["form"]) | {"template": run.pk} | changes
    return client.post(address, data)


def test_a_path_is_laid_out_shown_changed_and_removed(client, controller):
    run = make_calculated_run()
    answer = add_path(client, run, name="In drei Schritten", step="20")
    path = TransitionPath.objects.get()
    assert answer.headers["Location"] == fund_url("transition", run.fund, path.pk)
    page = client.get(answer.headers["Location"]).text
    for share in ("60", "80", "100"):
        assert f"{share}\u00a0%" in page
    edit = fund_url("transition_edit", run.fund, path.pk)
    form = client.get(edit)
    data = data_of(form.context["form"]) | {"_version": form.context["version"], "step": "40"}
    assert client.post(edit, data).status_code == 302
    assert path.steps.count() == 2
    path.refresh_from_db()
    delete = fund_url("transition_delete", run.fund, path.pk)
    client.post(delete, {"_version": path.version})
    assert not TransitionPath.objects.exists()
    assert AllocationRun.objects.count() == 1


@pytest.mark.parametrize(
    "changes", [{"step": "0"}, {"target_share": "101"}, {"first_year": "zwei"}, {"name": ""}]
)
def test_a_path_that_leads_nowhere_is_refused_in_words(client, controller, changes):
    run = make_calculated_run()
    answer = add_path(client, run, **changes)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not TransitionPath.objects.exists()


def test_a_step_becomes_a_scenario_once(client, controller):
    run = make_calculated_run()
    add_path(client, run, step="40")
    path = TransitionPath.objects.get()
    address = fund_url("transition_step", run.fund, path.pk, 1)
    first = client.post(address, follow=True)
    assert first.status_code == 200
    count = AllocationRun.objects.count()
    client.post(address)
    assert AllocationRun.objects.count() == count


def test_a_path_with_gaps_says_so_instead_of_guessing(client, controller):
    run = make_calculated_run()
    add_path(client, run)
    path = TransitionPath.objects.get()
    run.selections.first().indicator.values.first().delete()
    page = client.get(fund_url("transition", run.fund, path.pk)).text
    assert "fehlt" in page


def test_paths_are_the_controllers(client):
    make_fund()
    client.force_login(person(Role.PLANNER))
    fund = make_run().fund
    assert client.get(fund_url("transition_add", fund)).status_code == 403
