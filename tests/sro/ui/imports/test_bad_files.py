"""The files offices really send by mistake, against the import of indicator values."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from budgets.imports import IndicatorValues
from budgets.models import Indicator, IndicatorValue
from sro.access import Role
from sro.ui.imports import ImportContext, ImportRefused, apply_file, check_file
from sro.ui.services.imports import confirm_import, upload_import
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
HEADER = "Gebiet;Kennzahl;Stichtag;Wert;Hinweis zur Quelle"
GOOD = "010111;children;31.12.2017;1.675,5;"


def csv(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([header, *rows, ""]).encode(encoding)


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("werte.csv", csv(GOOD))
    return content.getvalue()


@pytest.fixture
def context():
    district = make_district(key="01", name="Mitte")
    make_space(district=district, key="010111", name="Tiergarten Süd")
    Indicator.objects.create(
        code="children", name="Kinder", unit="Personen", kind="count", source="Amt"
    )
    return ImportContext(actor=person(Role.PLANNER), now=NOW)


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (csv("1;2", header="Ort;Wert"), 1, "Columns are missing: Gebiet, Kennzahl, Stichtag."),
        (csv(GOOD).replace(b"children", b"child\x81ren"), 2, "characters that cannot be read"),
        (csv(GOOD, encoding="utf-16")[2:], 1, "characters that do not belong"),
        (csv(GOOD, "01;children;31.12.2017;2;", GOOD), 4, "stands in line 2 already"),
        (
            csv(GOOD, "999999;children;31.12.2017;5;"),
            3,
            "no district or social space with this key",
        ),
        (csv(GOOD, "01;unheard;31.12.2017;5;"), 3, "no indicator with this code"),
        (csv("01;children;31.12.2017;-5;"), 2, "must not be negative"),
        (csv("01;children;31.12.2017;viele;"), 2, "not a number"),
        (csv("01;children;31.12.2017;–;"), 2, "value is missing"),
        (csv("01;children;31.02.2017;5;"), 2, "day does not exist"),
        (csv("01;children;31.12.2017;=1+1;"), 2, "not a number"),
        (csv("01;children;31.12.2017;5;=HYPERLINK()"), 2, "be run as a formula"),
        (csv("01;children;31.12.2017;5;+1"), 2, "The text begins with +"),
        (csv("01;children;31.12.2017;5;-1"), 2, "The text begins with -"),
        (csv("01;children;31.12.2017;5;@SUM"), 2, "The text begins with @"),
        (csv("=1;children;31.12.2017;5;"), 2, "The text begins with ="),
        (csv("01;children;31.12.2017;1.675;"), 2, "It is unclear"),
        (b"", None, "The file is empty."),
        (csv(), None, "a header but no rows"),
        (zipped(), None, "not CSV but ZIP"),
    ],
)
def test_a_bad_file_gets_a_clear_message_and_changes_nothing(context, content, line, says):
    with translation.override("en"):
        preview = check_file(IndicatorValues(), content, context)
        (problem, *_more) = preview.problems.errors
        assert says in problem.text
    assert problem.line == line
    with pytest.raises(ImportRefused):
        apply_file(IndicatorValues(), content, context)
    assert not IndicatorValue.objects.exists()


def test_a_file_of_200_megabytes_is_refused_unread(context, tmp_path):
    path = tmp_path / "werte.csv"
    with path.open("wb") as file:
        file.write(csv(GOOD))
        file.truncate(200 * 1024 * 1024)
    with translation.override("en"):
        preview = check_file(IndicatorValues(), path, context)
        assert preview.problems.errors[0].text.startswith("The file has 200 MB")
    assert not IndicatorValue.objects.exists()


def test_one_bad_row_among_many_keeps_all_others_out(context):
    rows = [f"010111;children;{year}-12-31;{year},5;" for year in range(1900, 2100)]
    with pytest.raises(ImportRefused) as refused:
        apply_file(IndicatorValues(), csv(*rows, "010111;children;2100-12-31;x;"), context)
    assert [each.line for each in refused.value.preview.problems.errors] == [202]
    assert not IndicatorValue.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_good_file_comes_in_and_the_second_time_changes_nothing(context, encoding):
    content = csv(GOOD, "01;children;2017-12-31;12 345,25;Amt für Statistik", encoding=encoding)
    jobs = []
    for _time in range(2):
        file = SimpleUploadedFile("werte.csv", content)
        jobs.append(
            upload_import(actor=context.actor, importer=IndicatorValues(), file=file, now=NOW)
        )
        if jobs[-1].can_apply:
            confirm_import(actor=context.actor, import_job=jobs[-1], now=NOW)
    assert (jobs[0].new, jobs[1].new, jobs[1].unchanged) == (2, 0, 2)
    assert jobs[1].nothing_to_do
    assert sorted(IndicatorValue.objects.values_list("value", "source", "version")) == [
        (pytest.approx(1675.5), "", 1),
        (pytest.approx(12345.25), "Amt für Statistik", 1),
    ]
