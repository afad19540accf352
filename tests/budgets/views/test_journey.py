"""The controller's way: from the demo scenario to an approved, frozen, recomputed allocation."""

import io

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from budgets.models import AllocationRun
from sro.access import Role
from tests.budgets.berlin import golden
from tests.budgets.factories import NOW, worked
from tests.budgets.views.pages import german, url
from tests.people import person

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_golden_figures(calculated, client):
    page = client.get(url("run", calculated)).content.decode()
    assert "545.000.000,00\u00a0€ vollständig auf 12 Bezirke verteilt" in page
    for (share, _key), amount in golden().items():
        if share == "0.60":
            assert german(amount) in page


def test_the_parts_of_each_district_add_up_to_its_amount(calculated, client):
    for (share, key), amount in golden().items():
        if share == "0.60":
            page = client.get(url("run_district", calculated, key)).content.decode()
            assert page.count(german(amount)) >= 2


@pytest.mark.parametrize("form", ["csv", "csv-plain"])
def test_the_csv_has_every_part(calculated, client, form):
    answer = client.get(url("run_download", calculated, form))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + 12 * 5


def test_the_spreadsheet_has_the_golden_figures_and_their_formulas(calculated, client):
    content = client.get(url("run_download", calculated, "xlsx")).content
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    first = values.worksheets[0]
    amounts = {row[0]: f"{row[2]:.2f}" for row in first.iter_rows(2, 13, values_only=True)}
    assert amounts == {key: a for (share, key), a in golden().items() if share == "0.60"}
    formulas = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert str(formulas["I2"].value).startswith("=")
    for row in values.worksheets[1].iter_rows(2, values_only=True):
        assert abs(row[11] - row[10]) < 0.02


def test_the_paper_is_tagged(calculated, client):
    reader = PdfReader(io.BytesIO(client.get(url("run_download", calculated, "pdf")).content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "64.601.955,90" in "".join(page.extract_text() for page in reader.pages)


def test_two_people_decide(calculated, client):
    assert client.post(url("run_propose", calculated), follow=True).status_code == 200
    calculated.refresh_from_db()
    assert calculated.state == "proposed"
    assert client.post(url("run_approve", calculated)).status_code in (403, 422)
    calculated.refresh_from_db()
    assert calculated.state == "proposed"
    client.force_login(person(Role.CONTROLLER))
    page = client.get(url("run_approve", calculated))
    assert page.status_code == 200
    client.post(url("run_approve", calculated), {"_version": calculated.version})
    calculated.refresh_from_db()
    assert calculated.state == "approved"
    check = client.post(url("run_check", calculated)).content.decode()
    assert "Identisch" in check


def test_the_form_shows_the_scenario_and_saves_it_unchanged(run, client):
    client.force_login(person(Role.CONTROLLER))
    form = client.get(url("run_edit", run)).context["form"]
    data = {bf.html_name: bf.value() if bf.value() is not None else "" for bf in form}
    data = {k: getattr(v, "isoformat", lambda v=v: v)() for k, v in data.items()}
    data["_version"] = run.version
    answer = client.post(url("run_edit", run), data)
    assert answer.status_code == 302, answer.context["form"].errors
    run.refresh_from_db()
    assert run.version == int(data["_version"])


def test_the_fund_lists_its_scenarios_and_compares_them(calculated, client):
    client.post(url("run_copy", calculated), {"name": "Variante"})
    copy = AllocationRun.objects.get(name="Variante")
    from decimal import Decimal

    from budgets.services import runs

    copy = runs.update_run(
        actor=person(Role.CONTROLLER),
        run=copy,
        changes={"indicator_share": Decimal(1)},
        version=copy.version,
        now=NOW,
    )
    worked(runs.start_run(actor=person(Role.CONTROLLER), run=copy, now=NOW))
    fund = reverse("budgets:fund", args=[2018, "fall"])
    assert "Variante" in client.get(fund).content.decode()
    compare = reverse("budgets:compare", args=[2018, "fall"])
    query = f"?lauf={calculated.pk}&lauf={copy.pk}"
    page = client.get(compare + query).content.decode()
    assert "67.569.323,55" in page
    assert "64.601.955,90" in page
    sheet = client.get(f"{compare}{query}&format=xlsx")
    assert openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].max_row == 13


def test_a_transition_path_previews_the_golden_steps(calculated, client):
    add = reverse("budgets:transition_add", args=[2018, "fall"])
    form = client.get(add).context["form"]
    data = {bf.html_name: bf.value() or "" for bf in form} | {"template": calculated.pk}
    answer = client.post(add, data, follow=True)
    page = answer.content.decode()
    for amount in golden().values():
        assert german(amount) in page
