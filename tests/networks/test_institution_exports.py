import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.exports import institution_download, offer_download
from networks.imports.cells import one_of, some_of, written
from networks.imports.institutions import Institutions
from networks.imports.offers import Offers
from networks.models import Institution, Offer
from networks.models.choices import Language, OfferKind, TargetGroup, Wheelchair
from sro.ui.imports import BadCell, apply_file
from tests.networks.factories import (
    NOW,
    make_institution,
    make_offer,
)
from tests.networks.factories_providers import make_provider
from tests.networks.importing import context

# --- what goes out comes in again -----------------------------------------------------------------


def content(response):
    return b"".join(response.streaming_content)


def test_exported_institutions_can_be_imported_without_a_change(planner):
    make_institution(
        name="=Formel & Söhne",
        description='Zeile 1\nZeile 2; mit "Zeichen"',
        street="Weg 1",
        postal_code="01067",
        latitude=Decimal("52.499650"),
        longitude=Decimal("13.4"),
        languages=["de", "bs", "fa"],
        target_groups=["everyone", "newcomers"],
        age_from=0,
        age_to=6,
        direct_access=False,
        wheelchair="limited",
        family_centre=True,
        early_help=True,
        phone="+49 30 1234",
        email="a@b.example",
        website="https://b.example/x?y=1",
        opening_hours="Mo–Fr 9–12",
        provider=make_provider("Träger, mit Komma e. V."),
        active_from=date(2001, 2, 3),
        last_verified=date(2024, 5, 6),
        source="Quelle",
    )
    make_institution(name="Leer")
    data = content(
        institution_download(actor=planner, rows=Institution.objects.all(), filters=[], now=NOW)
    )
    report = apply_file(Institutions(), data, context(planner))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    before = list(Institution.objects.order_by("key").values_list("key", "name"))
    Institution.objects.all().delete()
    assert apply_file(Institutions(), data, context(planner)).new == 2
    assert list(Institution.objects.order_by("key").values_list("key", "name")) == before
    again = content(
        institution_download(actor=planner, rows=Institution.objects.all(), filters=[], now=NOW)
    )
    assert again == data


def test_exported_offers_can_be_imported_without_a_change(planner):
    make_offer(name="Frühstück", kind="open_meeting", languages=["de"], basic_offer=True)
    data = content(offer_download(actor=planner, rows=Offer.objects.all(), filters=[], now=NOW))
    report = apply_file(Offers(), data, context(planner))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)


def test_the_complete_file_is_noted_in_the_trail(client, planner):
    from sro.audit.models import Entry

    client.force_login(planner)
    make_institution(name="A", street="Weg")
    make_institution(name="B")
    response = client.get("/sozialraum/einrichtungen/export/", {"q": "weg", "art": ""})
    rows = list(csv.reader(io.StringIO(content(response).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == [column.header for column in Institutions.columns]
    assert [row[1] for row in rows[1:]] == ["A"]
    entry = Entry.objects.get(action="export.einrichtungen-vollstaendig")
    assert entry.details == {
        "format": "csv",
        "rows": 1,
        "filters": ["q"],
        "model": "networks.Institution",
    }


# --- cells ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(Language.values), unique=True))
def test_what_is_written_is_read_again(codes):
    ordered = [code for code in Language.values if code in codes]
    assert some_of(Language)(written(Language, codes)) == ordered


@pytest.mark.parametrize("choices", [Language, TargetGroup, OfferKind, Wheelchair])
def test_codes_and_labels_mean_the_same(choices):
    for value, label in choices.choices:
        if value:
            assert one_of(choices)(value) == value
            assert one_of(choices)(str(label)) == value
            assert one_of(choices)(written(choices, [value])) == value


@pytest.mark.parametrize("text", ["Klingonisch", "Deutsch, Klingonisch"])
def test_unknown_words_name_the_known_ones(text):
    with pytest.raises(BadCell) as bad:
        some_of(Language)(text)
    assert bad.value.params["text"] == "Klingonisch"
