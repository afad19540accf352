"""The spreadsheet can be calculated again: every formula gives what stands beside it."""

import io
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest

from budgets.services import runs
from budgets.services.runs import SelectionData
from sro.audit.models import Entry
from tests.budgets.berlin import golden
from tests.budgets.factories import (
    AS_OF,
    NOW,
    make_calculated_run,
    make_districts,
    make_fund,
    make_indicator,
    make_run,
    make_value,
    worked,
)
from tests.budgets.views.formulas import evaluate
from tests.budgets.views.pages import url

pytestmark = pytest.mark.django_db


def workbook(client, run):
    """(with formulas, with values) of the run's download."""
    content = client.get(url("run_download", run, "xlsx")).content
    return (
        openpyxl.load_workbook(io.BytesIO(content)),
        openpyxl.load_workbook(io.BytesIO(content), data_only=True),
    )


def formulas_of(book, kept):
    """(sheet, cell, formula, value kept beside it) of every formula."""
    for page in book.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    yield (
                        page.title,
                        cell.coordinate,
                        cell.value,
                        kept[page.title][cell.coordinate].value,
                    )


def test_every_formula_gives_the_value_kept_with_it(calculated, client):
    book, kept = workbook(client, calculated)
    found = list(formulas_of(book, kept))
    # Result: share, difference and check of each district, two totals; steps: three a row.
    assert len(found) == 12 * 3 + 2 + 12 * 5 * 3
    for sheet, place, formula, value in found:
        assert evaluate(book, sheet, formula) == pytest.approx(value, rel=1e-9, abs=1e-5), place


def test_the_shares_are_those_of_the_exact_fractions(calculated, client):
    book, _kept = workbook(client, calculated)
    steps = book.worksheets[1]
    exact = {}
    for allocation in calculated.allocations.select_related("district"):
        for part in allocation.parts.select_related("indicator"):
            name = part.indicator.name if part.indicator else part.component
            exact[allocation.district.key, name] = Fraction(part.share_exact)
    compared = 0
    for row in range(2, steps.max_row + 1):
        key, name = steps[f"A{row}"].value, steps[f"C{row}"].value
        wanted = exact.get((key, name)) or exact[key, "previous_outflow"]
        share = evaluate(book, steps.title, steps[f"I{row}"].value)
        assert share == pytest.approx(float(wanted), rel=1e-12)
        compared += 1
    assert compared == 60


def test_the_amounts_are_the_golden_ones_and_rounding_stays_below_a_cent(calculated, client):
    book, _kept = workbook(client, calculated)
    first, steps = book.worksheets[:2]
    for row in range(2, 14):
        amount = Decimal(str(first[f"C{row}"].value)).quantize(Decimal("0.01"))
        assert str(amount) == golden()["0.60", first[f"A{row}"].value]
        check = evaluate(book, first.title, first[f"G{row}"].value)
        assert check == pytest.approx(float(amount), abs=0.001)
    for row in range(2, steps.max_row + 1):
        rounding = evaluate(book, steps.title, steps[f"M{row}"].value)
        assert abs(rounding) < 0.01


@pytest.mark.parametrize(
    ("method", "direction"),
    [("inverse", "direct"), ("range_weighted", "direct"), ("range_weighted", "inverse")],
)
@pytest.mark.parametrize("rates", [(10, 20, 30), (7, 7, 7)])
def test_every_method_can_be_repeated(client, controller, method, direction, rates):
    districts = make_districts()
    rate, children = make_indicator(kind="rate", unit="Prozent"), make_indicator()
    for district, value in zip(districts, rates, strict=True):
        make_value(rate, district, value)
        make_value(children, district, value * 100 + 1)
    run = make_run(districts=districts, indicator=children, indicator_share=Decimal(1))
    run = runs.update_run(
        actor=controller,
        run=run,
        changes={},
        selections=[
            SelectionData(
                rate,
                AS_OF,
                method=method,
                direction=direction,
                base=children if method == "range_weighted" else None,
            )
        ],
        version=run.version,
        now=NOW,
    )
    run = worked(runs.start_run(actor=controller, run=run, now=NOW))
    assert run.state == "complete", run.problem_text
    book, kept = workbook(client, run)
    found = list(formulas_of(book, kept))
    assert found
    for sheet, place, formula, value in found:
        assert evaluate(book, sheet, formula) == pytest.approx(value, rel=1e-9, abs=1e-5), place


def test_bounds_are_amounts_without_a_formula(client, controller):
    run = make_calculated_run(
        indicator_share=Decimal(1),
        floor_percent=Decimal(-5),
        cap_percent=Decimal(80),
        reference_kind="outflow",
    )
    book, kept = workbook(client, run)
    steps = kept.worksheets[1]
    rows = list(steps.iter_rows(2, values_only=True))
    bounds = [row for row in rows if row[2] == "Wirkung der Grenzen"]
    assert len(bounds) == 3
    assert all(row[8] is None and row[10] is None for row in bounds)
    total = sum(Decimal(str(row[11])) for row in rows)
    assert total == run.fund.amount
    assert list(formulas_of(book, kept))


def test_names_that_look_like_formulas_stay_text(client, controller):
    indicator = make_indicator(name='=HYPERLINK("http://example.org")')
    districts = make_districts()
    for district in districts:
        make_value(indicator, district, 5, source="=1+1")
    run = make_calculated_run(
        districts=districts, indicator=indicator, name="=2*3", fund=make_fund()
    )
    content = client.get(url("run_download", run, "xlsx")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    texts = [
        cell
        for page in book.worksheets
        for row in page.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith(("=HYPER", "=1+1", "=2*3"))
    ]
    assert texts
    assert {cell.data_type for cell in texts} == {"s"}
    for form in ("csv", "csv-plain"):
        answer = client.get(url("run_download", run, form))
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert ";=" not in text
        assert ",=" not in text


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-plain", "pdf"])
def test_taking_it_along_is_logged(client, controller, form):
    run = make_calculated_run()
    assert client.get(url("run_download", run, form)).status_code == 200
    entry = Entry.objects.get(action="allocation_run.exported")
    assert entry.actor_id == controller.pk
    assert entry.details["format"] == form


def test_there_is_nothing_to_take_along_before_the_result(client, controller):
    assert client.get(url("run_download", make_run(), "xlsx")).status_code == 404
    assert client.get(url("run_download", make_calculated_run(), "docx")).status_code == 404
