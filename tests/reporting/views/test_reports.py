"""The pages of a report, as its people see them."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from cases.models import Case
from reporting.models import DistrictReport
from reporting.rules.document import Document
from reporting.services.documents import document_of
from reporting.services.figures import calculate
from reporting.services.reports import take_figures
from sro.access import Role
from sro.accounts.models import Membership
from tests.budgets.factories import make_outflow
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_support_type
from tests.people import person
from tests.reporting.factories import (
    NOW,
    freeze,
    make_counted,
    make_report,
    make_supports,
    publish,
    sign,
)

pytestmark = pytest.mark.django_db


def at(report, name="report", **more):
    parts = {
        "year": report.year,
        "quarter": report.quarter,
        "key": report.district.key,
        "number": report.number,
        **more,
    }
    return reverse(f"reporting:{name}", kwargs=parts)


@pytest.fixture
def north():
    district = make_district(name="Nord")
    kind = make_support_type(code="31", legal_basis="§ 31", setting="ambulatory")
    hill, lake = make_space(district=district, name="Hügel"), make_space(district=district)
    make_supports(7, district=district, space=hill, kind=kind)
    make_supports(4, district=district, space=lake, kind=kind)
    # One more in the second quarter: begun once, so nobody may find out where.
    make_supports(1, district=district, space=hill, kind=kind, start=date(2025, 5, 1))
    return district


@pytest.fixture
def lead(client, north):
    user = person(Role.TEAM_LEAD, district=north)
    client.force_login(user)
    return user


def test_the_page_shows_figures_commentary_and_the_next_steps(client, lead, north):
    report = make_counted(north)
    page = client.get(at(report)).content.decode()
    for text in ("Bezirksbericht Nord", "Laufende Hilfen", "k. A.", "Noch kein Kommentar.",
                 "Ohne Beratung abzeichnen", "Neu zählen", "Beratung festhalten"):  # fmt: skip
        assert text in page
    assert "Festschreiben" not in page


def test_without_figures_the_page_says_what_to_do(client, lead, north):
    page = client.get(at(make_report(north))).content.decode()
    assert "Noch ist nichts gezählt." in page
    assert "Abzeichnen" not in page


def test_a_commentary_is_written_by_the_form_and_kept_against_a_second_tab(client, lead, north):
    report = make_counted(north)
    address = at(report, "report_section", section="supports")
    first = client.post(address, {"commentary": "Mehr Anfragen.", "note": "", "_version": "0"})
    assert first.status_code == 302
    assert "Mehr Anfragen." in client.get(at(report)).content.decode()
    second = client.post(address, {"commentary": "Weniger.", "note": "", "_version": "0"})
    assert second.status_code == 409
    assert "Weniger." in second.content.decode()
    assert report.sections.get().commentary == "Mehr Anfragen."


def test_a_commentary_typed_while_somebody_signs_is_not_lost(client, lead, north):
    report = make_counted(north)
    address = at(report, "report_section", section="supports")
    assert client.get(address).status_code == 200
    sign(report, person(Role.TEAM_LEAD, district=north))
    typed = {"commentary": "Mehr Anfragen.", "note": "", "_version": "0"}
    answer = client.post(address, typed)
    assert answer.status_code == 422
    words = "Der Bericht ist abgezeichnet."
    assert words in answer.content.decode()
    assert "Mehr Anfragen." in answer.content.decode()
    # Opened only then, it is said at once that there is nothing to write any more.
    opened = client.get(address, follow=True)
    assert opened.redirect_chain == [(at(report), 302)]
    assert words in opened.content.decode()


def test_the_steps_by_their_pages(client, lead, north):
    report = make_counted(north)
    discussion = {"discussed_on": "2025-07-02", "group_view": "So ist es."}
    assert client.post(at(report, "report_discuss"), discussion).status_code == 302
    report.refresh_from_db()
    answer = client.post(at(report, "report_sign"), {"_version": report.version})
    assert answer.status_code == 302
    assert client.get(at(report, "report_freeze")).status_code == 403
    client.force_login(person(Role.CONTROLLER))
    for step, state in (("freeze", "frozen"), ("publish", "published")):
        report.refresh_from_db()
        shown = client.get(at(report, f"report_{step}"))
        assert shown.status_code == 200
        answer = client.post(at(report, f"report_{step}"), {"_version": report.version})
        assert answer.status_code == 302, answer.content.decode()
        report.refresh_from_db()
        assert report.state == state
    correction = client.post(
        at(report, "report_correct"), {"_version": report.version, "reason": "Doppelt."}
    )
    assert correction.url == at(DistrictReport.objects.get(number=2))
    assert "Berichtigung" in client.get(correction.url).content.decode()
    begun = DistrictReport.objects.get(number=2)
    assert at(begun, "report_discard") in client.get(correction.url).content.decode()
    assert client.get(at(report, "report_discard")).status_code == 403
    assert "bleibt in Kraft" in client.get(at(begun, "report_discard")).content.decode()
    gone = client.post(at(begun, "report_discard"), {"_version": begun.version})
    assert gone.status_code == 302
    assert list(DistrictReport.objects.values_list("number", "state")) == [(1, "published")]
    # It can be begun once more.
    report.refresh_from_db()
    again = {"_version": report.version, "reason": "Doch doppelt."}
    assert client.post(at(report, "report_correct"), again).status_code == 302


def test_page_pdf_spreadsheet_csv_and_interface_give_the_same(client, north):
    lead, controller = person(Role.TEAM_LEAD, district=north), person(Role.CONTROLLER)
    report = freeze(sign(make_counted(north), lead), controller)
    client.force_login(controller)
    public = Document.from_json(report.public_sheet)
    begun = public.figure("supports_begun")
    assert begun.at("district").values[0] == "–"

    def rows(code):
        return {(line.name, line.values[0]) for line in public.figure(code).lines}

    paper = client.get(at(report, "report_download", version="oeffentlich", form="pdf"))
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(paper.content)).pages)
    assert "Laufende Hilfen" in text
    book = load_workbook(BytesIO(
        client.get(at(report, "report_download", version="oeffentlich", form="xlsx")).content
    ))  # fmt: skip
    sheet = book["Kennzahlen"]
    cells = {
        (row[6], "–" if row[8] == "–" else str(row[8]))
        for row in sheet.iter_rows(min_row=2, values_only=True)
        if row[1] == "supports_begun" and not row[7]
    }
    assert cells == rows("supports_begun")
    plain = client.get(at(report, "report_download", version="oeffentlich", form="csv-plain"))
    lines = b"".join(plain.streaming_content).decode().splitlines()
    in_csv = {
        (line.split(",")[6], line.split(",")[8])
        for line in lines
        if ",supports_begun," in line and line.split(",")[7] == ""
    }
    assert in_csv == rows("supports_begun")
    api = client.get(f"/api/v1/reports/{report.pk}/").json()
    assert Document.from_json(api["document"]).figure("supports_begun") == begun
    assert api["checksum"] == report.checksum


def test_the_published_version_has_no_notes_and_no_tables_of_the_office(client, north):
    lead, controller = person(Role.TEAM_LEAD, district=north), person(Role.CONTROLLER)
    client.force_login(lead)
    report = make_counted(north)
    client.post(
        at(report, "report_section", section="hours"),
        {"commentary": "Gut verteilt.", "note": "Nur für uns.", "_version": "0"},
    )
    report = freeze(sign(report, lead, "Die AG tagt halbjährlich."), controller)
    inside = client.get(at(report)).content.decode()
    public = client.get(at(report, "report_public")).content.decode()
    assert "Nur für uns." in inside
    assert "Die AG tagt halbjährlich." in inside
    assert "Gut verteilt." in public
    for text in ("Nur für uns.", "Die AG tagt halbjährlich."):
        assert text not in public


def texts_of(client, report, version):
    """The report as a page, on paper, and the notes of its spreadsheet."""
    name = "report_public" if version == "oeffentlich" else "report"
    paper, book = (
        BytesIO(client.get(at(report, "report_download", version=version, form=form)).content)
        for form in ("pdf", "xlsx")
    )
    notes = load_workbook(book)["Notizen"].iter_rows(min_row=2, values_only=True)
    return (
        " ".join(client.get(at(report, name)).content.decode().split()),
        " ".join(" ".join(page.extract_text() for page in PdfReader(paper).pages).split()),
        " ".join(f"{label} {text}" for label, text in notes),
    )


def test_the_day_of_the_discussion_stands_everywhere(client, lead, north):
    report = make_counted(north)
    discussion = {"discussed_on": "2025-07-02", "group_view": "So ist es."}
    client.post(at(report, "report_discuss"), discussion)
    report = freeze(sign(report, lead), person(Role.CONTROLLER))
    for version in ("bericht", "oeffentlich"):
        for text in texts_of(client, report, version):
            assert "Beraten am" in text
            assert "02.07.2025" in text


def test_why_it_was_not_discussed_stands_in_the_version_of_the_office(client, lead, north):
    """Also with what was said about figures of another day: those were discussed, these not."""
    report = make_counted(north)
    discussion = {"discussed_on": "2025-07-02", "group_view": "So ist es."}
    client.post(at(report, "report_discuss"), discussion)
    with transaction.atomic():
        take_figures(report, calculate(report.span, now=NOW), now=NOW)
    report = freeze(sign(report, lead, "Die AG tagt halbjährlich."), person(Role.CONTROLLER))
    earlier = "Gesagt am 02.07.2025 zu Zahlen, die vor diesen gezählt wurden."
    for version, reason in (("bericht", True), ("oeffentlich", False)):
        page, paper, sheet = texts_of(client, report, version)
        assert earlier in page
        assert earlier in paper
        for text in (page, paper, sheet):
            assert "Beraten am" not in text
            assert ("Die AG tagt halbjährlich." in text) == reason


def test_a_figure_opens_into_definition_areas_and_rows(client, lead, north):
    report = make_counted(north)
    page = client.get(at(report, "report_figure", code="supports_running")).content.decode()
    assert "Hilfen, die am letzten Tag des Quartals" in page
    assert "Hügel" in page


def rows_behind(client, report, code):
    """The list a figure leads to."""
    (way,) = client.get(at(report, "report_figure", code=code)).context["behind"]
    return client.get(way.url).context


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.CASEWORKER])
def test_a_figure_leads_to_the_cases_of_its_district(client, north, role):
    """Of somebody who works in two of them; supports may run on in a case closed since."""
    user = person(role, district=north)
    elsewhere = make_district(name="Süd")
    Membership.objects.create(user=user, role=role, district=elsewhere, valid_from=date(2020, 1, 1))
    make_supports(3, district=elsewhere)
    controller = person(Role.CONTROLLER)
    signed = sign(make_counted(north), person(Role.TEAM_LEAD, district=north))
    report = publish(freeze(signed, controller), controller)
    closed = Case.objects.filter(pk=Case.objects.filter(district=north).first().pk)
    closed.update(state="closed", closed_on=date(2025, 7, 2))
    client.force_login(user)
    shown = rows_behind(client, report, "supports_running")["table_rows"]
    assert {row.object.district_id for row in shown} == {north.pk}
    assert len(shown) == 12


def test_a_correction_stands_before_its_report_in_the_list_of_the_interface(client, north):
    """Whichever of the two was written to last."""
    client.force_login(person(Role.CONTROLLER))
    first = make_report(north)
    second = make_report(north, number=2, corrects=first, reason="Doppelt.")
    for changed in (first, second):
        DistrictReport.objects.filter(pk=changed.pk).update(group_view="Neu.")
        answer = client.get("/api/v1/reports/").json()
        assert [each["number"] for each in answer["results"]] == [2, 1]


def test_a_figure_leads_to_no_cases_of_a_district_one_has_no_part_in(client, north):
    lead, controller = person(Role.TEAM_LEAD, district=north), person(Role.CONTROLLER)
    report = publish(freeze(sign(make_counted(north), lead), controller), controller)
    client.force_login(person(Role.TEAM_LEAD, district=make_district()))
    assert client.get(at(report, "report_figure", code="supports_running")).context["behind"] == []


@pytest.mark.parametrize(
    ("code", "fund"), [("spent_fall", "fall"), ("spent_councils", "family_group_conference")]
)
def test_what_was_spent_leads_to_just_these_bookings(client, north, code, fund):
    """By the day of booking, not by budget year; of this district and fund alone."""
    south = make_district()
    for district, amount, day, year, kind in (
        (north, "100.00", date(2025, 4, 1), 2025, fund),
        (north, "20.50", date(2025, 6, 30), 2024, fund),
        (north, "1.00", date(2025, 3, 31), 2025, fund),
        (north, "2.00", date(2025, 7, 1), 2025, fund),
        (north, "3.00", date(2025, 5, 1), 2025, "milieu"),
        (south, "4.00", date(2025, 5, 1), 2025, fund),
    ):
        make_outflow(district, amount, booked_on=day, year=year, fund_kind=kind)
    report = make_counted(north)
    client.force_login(person(Role.CONTROLLER))
    page = rows_behind(client, report, code)
    assert sorted(row.object.amount for row in page["table_rows"]) == [Decimal("20.50"), 100]
    figure = document_of(report).figure(code).at("district").values[0]
    assert [value * 100 for column, value in page["totals"] if column.total] == [int(figure)]


def test_the_list_asks_the_database_the_same_number_of_times(
    client, north, django_assert_max_num_queries
):
    client.force_login(person(Role.CONTROLLER))
    for quarter in range(1, 5):
        DistrictReport.objects.create(district=north, year=2024, quarter=quarter)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("reporting:reports")).status_code == 200


def test_settings_name_the_residents_and_the_limit(client):
    client.force_login(person(Role.CONTROLLER))
    address = reverse("reporting:report_settings")
    assert client.post(address, {"limit": "1", "_version": "0"}).status_code == 422
    assert client.post(address, {"limit": "4", "_version": "0"}).status_code == 302
    stale = client.post(address, {"limit": "5", "_version": "0"})
    assert stale.status_code == 409


def test_steps_that_are_over_lead_back_with_a_word(client, north):
    """As the button "back" of a browser opens them."""
    lead, controller = person(Role.TEAM_LEAD, district=north), person(Role.CONTROLLER)
    report = publish(freeze(sign(make_counted(north), lead), controller), controller)
    for user, step, words in (
        (lead, "report_sign", "Der Bericht ist schon abgezeichnet."),
        (controller, "report_freeze", "kann festgeschrieben werden"),
        (controller, "report_publish", "kann veröffentlicht werden"),
    ):
        client.force_login(user)
        answer = client.get(at(report, step), follow=True)
        assert answer.redirect_chain[-1][0] == at(report)
        assert words in answer.text, step
