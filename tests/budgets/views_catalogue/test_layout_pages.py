"""Describing a file format, trying it, changing it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from budgets.models import FinanceLayout, Outflow
from sro.access import Role
from sro.demo.finance import DATA, create_layouts
from tests.budgets.factories import NOW, make_districts, make_layout
from tests.budgets.views_catalogue.pages import html, words
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

LIST = "/haushalt/ausgaben/dateiformate/"
UPLOAD = "/werkzeug/einlesen/outflow/neu/"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def desk(client, controller):
    client.force_login(controller)
    return client


@pytest.fixture
def places():
    make_districts(2)
    make_provider("Träger Nord e. V.", short_name="Nord")


def typed(**values):
    return {
        "name": "Kasse",
        "number": "Belegnummer",
        "booked_on": "Buchungsdatum",
        "amount": "Betrag",
        "cost_centre": "Kostenstelle",
        "date_form": "usual",
        "decimal_form": "german",
        "sign_rule": "sign",
        "cost_centres": "4711; 01; Fall\n4712\t02\tMilieu\n\n",
        "providers": "70012; Nord",
        **values,
    }


def test_a_file_format_is_described(desk, places):
    answer = desk.post(f"{LIST}neu/", typed(), follow=True)
    assert "probieren" in words(answer).lower()
    layout = FinanceLayout.objects.get()
    assert layout.cost_centres == {"4711": ["01", "fall"], "4712": ["02", "milieu"]}
    assert list(layout.providers) == ["70012"]
    assert "Träger Nord e. V." in words(desk.get(f"{LIST}{layout.pk}/"))
    assert "Kasse" in words(desk.get(LIST))


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("cost_centres", "4711", "Zeile 1"),
        ("cost_centres", "4711;01;Fall\n4712;99", "Zeile 2"),
        ("cost_centres", "4711;01;Unsinn", "Unsinn"),
        ("cost_centres", "4711;01;Fall\n04711;02;Fall", "zweimal"),
        ("cost_centres", ";01;Fall", "Zeile 1"),
        ("cost_centres", "4711;01;Fall;mehr", "Zeile 1"),
        ("cost_centres", "4711;01", "Topf"),
        ("providers", "70012", "Zeile 1"),
        ("providers", "70012; Unbekannt", "Unbekannt"),
        ("providers", "70012; Nord\n70012; Nord", "zweimal"),
        ("number", "", "fehlt noch"),
        ("cost_centre", "", "Spalte"),
        ("name", "", "fehlt noch"),
        ("amount", "Belegnummer", "zweimal"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(desk, places, field, text, message):
    answer = desk.post(f"{LIST}neu/", typed(**{field: text}))
    assert answer.status_code == 422
    assert message in words(answer)
    assert "Buchungsdatum" in html(answer)
    assert not FinanceLayout.objects.exists()


def test_it_is_changed_as_it_was_typed(desk, places):
    desk.post(f"{LIST}neu/", typed())
    layout = FinanceLayout.objects.get()
    page = desk.get(f"{LIST}{layout.pk}/bearbeiten/")
    form = page.context["form"]
    assert form["cost_centres"].value() == "4711; 01; Fall\n4712; 02; Milieu"
    assert form["providers"].value() == "70012; Träger Nord e. V."
    data = {name: form[name].value() for name in form.fields if form[name].value()}
    desk.post(f"{LIST}{layout.pk}/bearbeiten/", {**data, "text": "Buchungstext", "_version": 1})
    layout.refresh_from_db()
    assert (layout.version, layout.headings["text"]) == (2, "Buchungstext")


def test_two_people_at_one_format(desk, places):
    layout = make_layout()
    data = typed(name="Anders", _version=1)
    FinanceLayout.objects.filter(pk=layout.pk).update(name="Schneller")
    answer = desk.post(f"{LIST}{layout.pk}/bearbeiten/", data)
    assert answer.status_code == 409
    assert "Schneller" in words(answer)
    assert "Anders" in html(answer)


def test_it_is_removed(desk):
    layout = make_layout()
    assert "bleiben" in words(desk.get(f"{LIST}{layout.pk}/loeschen/"))
    desk.post(f"{LIST}{layout.pk}/loeschen/", {"_version": layout.version})
    assert not FinanceLayout.objects.exists()


def test_a_file_is_tried_and_taken_over_with_it(desk, controller):
    make_districts(12)
    sap, _infoma = create_layouts(controller, NOW)
    page = desk.get(f"{LIST}{sap.pk}/")
    assert f"{UPLOAD}?layout={sap.pk}" in html(page)
    upload = desk.get(f"{UPLOAD}?layout={sap.pk}")
    assert upload.context["form"]["layout"].value() == str(sap.pk)
    assert LIST in html(upload)
    file = SimpleUploadedFile("sap.csv", (DATA / "sap.csv").read_bytes())
    preview = desk.post(UPLOAD, {"file": file, "layout": sap.pk, "number_format": ""}, follow=True)
    assert preview.context["import_job"].new == 8
    assert "Betrag in Hauswährung" in words(preview)
    assert not Outflow.objects.exists()
    job = preview.context["import_job"]
    desk.post(reverse("ui:import_confirm", args=[job.pk]))
    assert Outflow.objects.count() == 8


def test_a_wrong_file_says_what_is_wrong_and_can_be_checked_again(desk, controller):
    make_districts(12)
    sap, infoma = create_layouts(controller, NOW)
    content = (DATA / "sap.csv").read_bytes()
    file = SimpleUploadedFile("sap.csv", content)
    wrong = desk.post(UPLOAD, {"file": file, "layout": infoma.pk, "number_format": ""}, follow=True)
    assert "Buchungsnr." in words(wrong)
    sap.cost_centres.pop("471112")
    sap.save()
    file = SimpleUploadedFile("sap.csv", content)
    preview = desk.post(UPLOAD, {"file": file, "layout": sap.pk, "number_format": ""}, follow=True)
    assert "kennt diese Kostenstelle nicht" in words(preview)
    assert "0000471112" in words(preview)
    assert "noch einmal prüfen" in words(preview)


@pytest.mark.parametrize("choice", ["999999", "x", "-1"])
def test_only_saved_formats_can_be_chosen(desk, choice):
    file = SimpleUploadedFile("x.csv", b"Buchungsnummer\n1\n")
    answer = desk.post(UPLOAD, {"file": file, "layout": choice, "number_format": ""})
    assert answer.status_code == 422
