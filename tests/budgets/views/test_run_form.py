"""Laying out a scenario: what the form understands, refuses and keeps."""

from decimal import Decimal

import pytest

from budgets.models import AllocationRun, Indicator
from sro.access import Role
from tests.budgets.factories import make_calculated_run, make_proposed_run, make_run
from tests.budgets.views.pages import data_of, fund_url, url
from tests.people import person

pytestmark = pytest.mark.django_db


def form_data(client, address: str, **changes) -> dict:
    """What the browser would post, with some fields typed anew."""
    answer = client.get(address)
    return data_of(answer.context["form"]) | {"_version": answer.context["version"]} | changes


def test_a_new_scenario_begins_with_sixty_per_cent_and_the_last_known_year(client, run):
    client.force_login(person(Role.CONTROLLER))
    form = client.get(fund_url("run_add", run.fund)).context["form"]
    assert form["indicator_share"].value() == "60"
    assert form["outflow_year"].value() == 2016


def test_a_new_scenario_is_saved_as_typed(client, run):
    client.force_login(person(Role.CONTROLLER))
    address = fund_url("run_add", run.fund)
    children = Indicator.objects.get(code="inhabitants_u18")
    green = Indicator.objects.get(code="public_green_m2_per_inhabitant")
    data = form_data(client, address, name="Zwei Kennzahlen", indicator_share="72,5")
    data |= {f"weight_{children.pk}": "1,5", f"date_{children.pk}": "2017-12-31"}
    data |= {f"weight_{green.pk}": "0,5", "floor_percent": "5"}
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.context["form"].errors
    made = AllocationRun.objects.get(name="Zwei Kennzahlen")
    assert answer.headers["Location"] == url("run", made)
    assert (made.indicator_share, made.floor_percent) == (Decimal("0.725"), Decimal(-5))
    assert made.reference_kind == "outflow"
    chosen = {each.indicator: each for each in made.selections.all()}
    assert {i.code: s.weight for i, s in chosen.items()} == {
        "inhabitants_u18": Decimal("1.5"),
        "public_green_m2_per_inhabitant": Decimal("0.5"),
    }
    assert (chosen[green].method, chosen[green].direction) == ("range_weighted", "inverse")
    assert chosen[green].base == children
    assert chosen[children].base is None


def test_weights_are_shown_as_parts_of_their_sum(client, run):
    client.force_login(person(Role.CONTROLLER))
    rows = list(client.get(url("run_edit", run)).context["form"].rows())
    assert [row.share for row in rows[:4]] == [Decimal("0.25")] * 4
    assert all(row.share is None for row in rows[4:])
    assert [row.begins_rest for row in rows].index(True) == 4


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("indicator_share", "160", "höchstens 100"),
        ("indicator_share", "viel", "Zahl"),
        ("name", "", ""),
        ("floor_percent", "-5", "mindestens 0"),
    ],
)
def test_mistakes_are_named_and_nothing_typed_is_lost(client, controller, field, value, words):
    run = make_run()
    data = form_data(client, url("run_edit", run), note="Neu gedacht", **{field: value})
    answer = client.post(url("run_edit", run), data)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert words in str(form.errors[field])
    assert form["note"].value() == "Neu gedacht"
    assert f'href="#id_{field}"' in answer.text


def test_a_rate_needs_the_count_it_weights(client, run):
    client.force_login(person(Role.CONTROLLER))
    green = Indicator.objects.get(code="public_green_m2_per_inhabitant")
    data = form_data(client, url("run_edit", run), **{f"base_{green.pk}": ""})
    answer = client.post(url("run_edit", run), data)
    assert answer.status_code == 422
    assert f"base_{green.pk}" in answer.context["form"].errors


def test_measuring_against_an_allocation_needs_one(client, controller):
    run = make_run()
    data = form_data(client, url("run_edit", run), cap_percent="10", reference_kind="run")
    answer = client.post(url("run_edit", run), data)
    assert "reference_run" in answer.context["form"].errors


def test_two_at_once_both_texts_are_shown(client, controller):
    run = make_run()
    data = form_data(client, url("run_edit", run), note="Meine Fassung")
    AllocationRun.objects.filter(pk=run.pk).update(note="Fassung der anderen")
    answer = client.post(url("run_edit", run), data)
    assert answer.status_code == 409
    assert "Meine Fassung" in answer.text
    assert "Fassung der anderen" in answer.text
    run.refresh_from_db()
    assert run.note == "Fassung der anderen"


def test_another_weight_throws_the_result_away_and_another_name_does_not(client, controller):
    run = make_calculated_run()
    client.post(url("run_edit", run), form_data(client, url("run_edit", run), name="Umbenannt"))
    run.refresh_from_db()
    assert (run.name, run.state) == ("Umbenannt", "complete")
    data = form_data(client, url("run_edit", run), indicator_share="70")
    client.post(url("run_edit", run), data)
    run.refresh_from_db()
    assert (run.state, run.allocations.count()) == ("draft", 0)


def test_what_is_proposed_is_no_longer_changed(client, controller):
    run = make_proposed_run()
    data = form_data(client, url("run_edit", run), note="Doch anders")
    answer = client.post(url("run_edit", run), data)
    assert answer.status_code == 422
    run.refresh_from_db()
    assert run.note == ""


def test_a_copy_leads_to_its_form_and_keeps_the_parameters(client, controller):
    run = make_calculated_run()
    answer = client.post(url("run_copy", run), {"name": "Variante"})
    copy = AllocationRun.objects.get(name="Variante")
    assert answer.headers["Location"] == url("run_edit", copy)
    assert (copy.state, copy.indicator_share) == ("draft", run.indicator_share)
    assert copy.selections.count() == run.selections.count()
    again = client.post(url("run_copy", run), {"name": "Variante"})
    assert again.status_code == 422


def test_a_scenario_is_removed_after_asking(client, controller):
    run = make_calculated_run()
    assert "verschwinden" in client.get(url("run_delete", run)).text
    client.post(url("run_delete", run), {"_version": run.version})
    assert not AllocationRun.objects.filter(pk=run.pk).exists()
