"""Starting a calculation from the page: gaps, second clicks, a busy fund, a failure."""

import pytest
from django.urls import reverse

from budgets.models import AllocationRun, IndicatorValue, Outflow
from budgets.services import runs
from sro.ui.models import Job
from tests.budgets.factories import NOW, make_calculated_run, make_run, worked
from tests.budgets.views.pages import fund_url, url

pytestmark = pytest.mark.django_db


def test_starting_leads_to_the_progress(client, controller):
    run = make_run()
    assert "Alle Angaben sind da" in client.get(url("run", run)).text
    answer = client.post(url("run_start", run))
    run.refresh_from_db()
    assert answer.headers["Location"] == reverse("ui:job", args=[run.job_id])
    assert run.job.result_address == url("run", run)


def test_a_second_click_leads_to_the_same_progress(client, controller):
    run = make_run()
    answers = [client.post(url("run_start", run)) for _click in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Job.objects.count() == 1


def test_a_busy_fund_leads_to_the_calculation_under_way(client, controller):
    run, other = make_run(name="Die erste"), make_run(name="Die zweite")
    client.post(url("run_start", run))
    page = client.post(url("run_start", other), follow=True)
    assert page.redirect_chain[-1][0] == url("run", run)
    assert "wird gerade „Die erste“ berechnet" in page.text
    assert "Fortschritt anzeigen" in page.text
    other.refresh_from_db()
    assert other.state == "draft"


def test_a_missing_value_is_named_before_and_leads_to_its_page(client, controller):
    run = make_run()
    value = IndicatorValue.objects.first()
    name, district = value.indicator.name, value.district.name
    value.delete()
    answer = client.post(url("run_start", run), follow=True)
    assert "Das lässt sich noch nicht berechnen" in answer.text
    assert f"{name}, {district}" in answer.text
    assert reverse("budgets:value_add", args=[value.indicator.code]) in answer.text
    run.refresh_from_db()
    assert run.state == "draft"
    assert not Job.objects.exists()


def test_missing_spending_leads_to_the_spending(client, controller, owner_connection):
    run = make_run(outflow_year=2011)
    page = client.get(url("run", run)).text
    assert "2011" in page
    assert fund_url("previous_outflow", run.fund) in page
    assert Outflow.objects.exists()


def test_a_fund_without_amount_leads_to_the_fund(client, controller):
    run = make_run()
    type(run.fund).objects.update(amount=None)
    page = client.get(url("run", run)).text
    assert fund_url("fund_edit", run.fund) in page


def test_the_same_gap_stands_there_once(client, controller, run):
    # Children are counted themselves and weighted by the open space.
    IndicatorValue.objects.get(
        indicator__code="inhabitants_u18",
        district__key="05",
        reference_date=run.selections.first().reference_date,
    ).delete()
    page = client.get(url("run", run)).text
    assert page.count("Bevölkerung unter 18 Jahren, Spandau") == 1


def test_what_goes_missing_meanwhile_fails_with_its_name(client, controller):
    run = runs.start_run(actor=controller, run=make_run(), now=NOW)
    value = IndicatorValue.objects.first()
    value.delete()
    run = worked(run)
    assert run.state == "failed"
    page = client.get(url("run", run)).text
    assert "Das ließ sich nicht berechnen" in page
    assert f"{value.indicator.name}, {value.district.name}" in page


def test_calculating_again_keeps_the_address(client, controller):
    run = make_calculated_run()
    client.post(url("run_start", run))
    assert worked(AllocationRun.objects.get(pk=run.pk)).state == "complete"


def test_a_stopped_calculation_says_that_nothing_changed(client, controller):
    run = runs.start_run(actor=controller, run=make_run(), now=NOW)
    runs.cancel_run(actor=controller, run=run, now=NOW)
    page = client.get(url("run", run)).text
    assert "Die Berechnung wurde angehalten" in page
    assert url("run_start", run) in page


def test_only_a_post_starts(client, controller):
    assert client.get(url("run_start", make_run())).status_code == 405
