"""Recalculating on the page, and the hint that today's figures differ."""

import pytest

from budgets.models import AllocationPart, IndicatorValue
from sro.audit.models import Entry
from tests.budgets.factories import make_approved_run, make_calculated_run, make_run
from tests.budgets.views.pages import url

pytestmark = pytest.mark.django_db

HINT = "Die heutigen Zahlen weichen"


def test_a_frozen_run_is_identical_and_nothing_has_changed(client, controller):
    run = make_approved_run()
    assert "Identisch" not in client.get(url("run_check", run)).text
    page = client.post(url("run_check", run)).text
    assert "Identisch" in page
    assert run.checksum in page
    assert "Seither hat sich nichts geändert" in page
    assert HINT not in client.get(url("run", run)).text
    assert (
        Entry.objects.filter(action="allocation_run.recomputed", actor_id=controller.pk).count()
        == 1
    )


def test_another_value_today_is_told_by_name_with_what_it_would_change(client, controller):
    run = make_approved_run()
    value = IndicatorValue.objects.order_by("district__key").first()
    IndicatorValue.objects.filter(pk=value.pk).update(value=value.value + 20)
    assert HINT in client.get(url("run", run)).text
    page = client.post(url("run_check", run)).text
    assert "Identisch" in page
    assert f"{value.indicator.name}, {value.district.name}" in page
    assert "Beträge, die heute anders ausfielen" in page
    assert "mehr" in page


def test_a_value_that_is_gone_today_is_named(client, controller):
    run = make_approved_run()
    value = IndicatorValue.objects.first()
    value.delete()
    assert HINT in client.get(url("run", run)).text
    page = client.post(url("run_check", run)).text
    assert "Identisch" in page
    assert f"{value.indicator.name}, {value.district.name}" in page


def test_a_changed_row_is_found(client, controller):
    run = make_calculated_run()
    part = AllocationPart.objects.filter(allocation__run=run).first()
    AllocationPart.objects.filter(pk=part.pk).update(amount=part.amount + 1)
    page = client.post(url("run_check", run)).text
    assert "Nicht identisch" in page
    assert part.component in page
    answer = client.post(url("run_propose", run), {"_version": run.version})
    assert answer.status_code == 422


def test_without_a_result_there_is_nothing_to_check(client, controller):
    page = client.post(url("run_check", make_run()))
    assert page.status_code == 200
    assert "noch kein Ergebnis" in page.text
