"""Saving file formats, and what becomes of files that were uploaded with them."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from budgets.imports import OutflowBookings
from budgets.models import FinanceLayout, Outflow
from budgets.services import layouts
from sro.access import Role
from sro.records import StaleRecord
from sro.ui.models import ImportState
from sro.ui.services import imports
from tests.budgets.factories import NOW, make_districts, make_layout
from tests.people import person

pytestmark = pytest.mark.django_db

HEAD = "Belegnummer;Buchungsdatum;Betrag;Kostenstelle;Zuordnung\n"
ROW = "1;31.12.2017;1.234,56;4711;2017-00042\n"


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


@pytest.fixture
def two():
    return make_districts(2)


# --- from the upload to the ledger ----------------------------------------------------------------


def upload(actor, layout, text):
    return imports.upload_import(
        actor=actor,
        importer=OutflowBookings(),
        file=SimpleUploadedFile("buchungen.csv", text.encode()),
        options={"layout": layout.pk},
        now=NOW,
    )


def test_a_file_format_that_changes_asks_for_a_new_look(controller, two):
    layout = make_layout()
    job = upload(controller, layout, HEAD + ROW)
    layouts.update_layout(
        actor=controller,
        layout=layout,
        changes={"sign_rule": "opposite"},
        version=layout.version,
        now=NOW,
    )
    with pytest.raises(ValidationError):
        imports.confirm_import(actor=controller, import_job=job, now=NOW)
    assert not Outflow.objects.exists()
    job.refresh_from_db()
    imports.confirm_import(actor=controller, import_job=job, now=NOW)
    assert Outflow.objects.get().amount == Decimal("-1234.56")


def test_a_file_is_checked_again_after_the_format_was_completed(controller, two):
    layout = make_layout(cost_centres={"4712": ["02", ""]})
    job = upload(controller, layout, HEAD + ROW)
    assert job.error_count == 1
    layouts.update_layout(
        actor=controller,
        layout=layout,
        changes={"cost_centres": {"4711": ["01", ""]}},
        version=layout.version,
        now=NOW,
    )
    job = imports.recheck_import(actor=controller, import_job=job, number_format="", now=NOW)
    assert (job.state, job.error_count, job.new) == (ImportState.CHECKED, 0, 1)


def test_a_file_format_that_is_gone_says_so(controller, two):
    layout = make_layout()
    job = upload(controller, layout, HEAD + ROW)
    layouts.delete_layout(actor=controller, layout=layout, version=layout.version, now=NOW)
    job = imports.recheck_import(actor=controller, import_job=job, number_format="", now=NOW)
    assert "Dateiformat" in job.errors[0].text


# --- saving ---------------------------------------------------------------------------------------


def complete(**values):
    return {
        "name": "Kasse",
        "headings": {
            "number": "Nr",
            "booked_on": "Tag",
            "amount": "Betrag",
            "district": "Bezirk",
            "fund": "Topf",
        },
        **values,
    }


@pytest.mark.parametrize(
    ("headings", "more", "field"),
    [
        ({"number": ""}, {}, "number"),
        ({"booked_on": ""}, {}, "booked_on"),
        ({"amount": ""}, {}, "amount"),
        ({"district": ""}, {}, "district"),
        ({"district": "", "cost_centre": "KSt"}, {}, "cost_centres"),
        ({"fund": ""}, {}, "fund_kind"),
        ({}, {"sign_rule": "debit_credit"}, "debit_credit"),
        ({"fund": "B E T R A G"}, {}, "fund"),
        ({"fund": "", "cost_centre": "KSt"}, {"cost_centres": {"1": ["01", ""]}}, "fund_kind"),
    ],
)
def test_a_format_has_to_tell_what_every_booking_needs(controller, headings, more, field):
    values = complete(**more)
    values["headings"] = {**values["headings"], **headings}
    with pytest.raises(ValidationError) as refused:
        layouts.create_layout(actor=controller, now=NOW, **values)
    assert field in refused.value.message_dict
    assert not FinanceLayout.objects.exists()


def test_saving_changing_and_removing(controller):
    layout = layouts.create_layout(actor=controller, now=NOW, **complete())
    changed = layouts.update_layout(
        actor=controller, layout=layout, changes={"name": "Kasse neu"}, version=1, now=NOW
    )
    assert (changed.name, changed.version) == ("Kasse neu", 2)
    with pytest.raises(StaleRecord):
        layouts.update_layout(
            actor=controller, layout=layout, changes={"name": "x"}, version=1, now=NOW
        )
    with pytest.raises(ValidationError):
        layouts.create_layout(actor=controller, now=NOW, **complete(name="Kasse neu"))
    layouts.delete_layout(actor=controller, layout=changed, version=2, now=NOW)
    assert not FinanceLayout.objects.exists()


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR])
def test_formats_are_the_controllers(role):
    with pytest.raises(PermissionDenied):
        layouts.create_layout(actor=person(role), now=NOW, **complete())
    make_layout()
    assert not FinanceLayout.objects.visible_to(person(role)).exists()
