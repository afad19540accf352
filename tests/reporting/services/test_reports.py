"""A report from its draft to its correction."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError, InternalError
from django.utils import translation

from cases.models import Support
from reporting.models import DistrictReport, QuarterFigures, ReportSection
from reporting.rules.document import Document
from reporting.services import freezing, reports
from reporting.services.documents import document_of
from reporting.services.figures import calculate
from reporting.services.reports import take_figures
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.people import person
from tests.reporting.factories import (
    NOW,
    QUARTER,
    TODAY,
    freeze,
    make_counted,
    make_report,
    make_supports,
    publish,
    sign,
)

pytestmark = pytest.mark.django_db


def values(document, code, level):
    return document.figure(code).at(level).values


def comment(report, actor, text="Mehr Familien als sonst.", version=0, **texts):
    return reports.write_section(
        actor=actor,
        report=report,
        code="supports",
        values={"commentary": text, **texts},
        version=version,
        now=NOW,
    )


def discuss(report, actor):
    report.refresh_from_db()
    reports.discuss(
        actor=actor,
        report=report,
        discussed_on=date(2025, 7, 2),
        group_view="Die AG sieht es auch so.",
        version=report.version,
        today=TODAY,
        now=NOW,
    )
    report.refresh_from_db()


def test_the_figures_of_a_district_beside_those_of_the_city(city):
    document = document_of(make_counted(city.north))
    assert values(document, "supports_running", "district") == ("9", "9", "0")
    assert values(document, "supports_running", "city") == ("15", "15", "0")
    spaces = document.figure("supports_running").spaces
    assert [(line.name, line.values[0]) for line in spaces] == [
        (city.hill.name, "5"),
        (city.lake.name, "4"),
        ("Kein Sozialraum bekannt", "0"),
    ]
    # Nobody has chosen whose residents are meant, and nothing ended: not known, not zero.
    assert values(document, "density", "district") == (None, None, None)
    assert values(document, "duration_mean", "city") == (None, None, None)


def test_small_counts_and_what_gives_them_away_are_dashes_everywhere(city):
    make_supports(1, district=city.north, space=city.hill, kind=city.kind, start=date(2025, 5, 1))
    report = make_counted(city.north)
    document = document_of(report)
    assert values(document, "supports_begun", "district")[0] == "–"
    assert values(document, "supports_begun", "city")[0] == "–"
    # What ran before and what runs now would say how many began.
    running = document.figure("supports_running")
    assert any("–" in line.values[:2] for line in running.lines)
    stored = QuarterFigures.objects.get().counts["counts"]
    shown = [here.get("begun") for key, here in stored.items() if key.startswith("2025-2")]
    assert "1" not in shown


def test_from_draft_to_publication(city):
    report = make_counted(city.north)
    assert report.state == "draft"
    comment(report, city.lead, for_group=True, note="Zwei Anrufe vom Träger.")
    report.refresh_from_db()
    assert report.state == "commentary"
    discuss(report, city.lead)
    report = sign(report, city.lead)
    assert (report.state, report.signed_by) == ("signed", city.lead)
    report = freeze(report, city.controller)
    assert report.state == "frozen"
    assert reports.is_unaltered(report)
    document, public = document_of(report), Document.from_json(report.public_sheet)
    assert document.sections[0].commentary == public.sections[0].commentary != ""
    assert (document.sections[0].note, public.sections[0].note) == ("Zwei Anrufe vom Träger.", "")
    assert public.group_view == "Die AG sieht es auch so."
    report.refresh_from_db()
    report = reports.publish(actor=city.controller, report=report, version=report.version, now=NOW)
    assert report.state == "published"
    steps = Entry.objects.filter(action__startswith="districtreport.").order_by("pk")
    assert [each.action.split(".")[1] for each in steps] == [
        "commented",
        "discussed",
        "signed",
        "frozen",
        "published",
    ]


def test_a_frozen_report_stays_as_it_is(city):
    report = freeze(sign(make_counted(city.north), city.lead), city.controller)
    before = (report.checksum, document_of(report))
    Support.objects.update(start=date(2025, 6, 30))
    city.north.name = "Nordwest"
    city.north.save()
    make_counted(city.south)
    with translation.override("en"):
        again = DistrictReport.objects.get(pk=report.pk)
        assert (again.checksum, document_of(again)) == before
        assert reports.is_unaltered(again)
    for change in ("checksum = repeat('0', 64)", "frozen_sheet = '{}'", "group_view = 'x'"):
        with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE reporting_districtreport SET {change} WHERE id = {report.pk}")
    with pytest.raises(DatabaseError), transaction.atomic():
        ReportSection.objects.create(report=report, section="money", commentary="Nachtrag")
    with pytest.raises(DatabaseError), transaction.atomic():
        DistrictReport.objects.filter(pk=report.pk).delete()


def test_freezing_knows_what_other_reports_show(city):
    """Counted at two times: the dash of one district is no number by way of the other's report."""
    make_supports(1, district=city.north, space=city.hill, kind=city.kind, start=date(2025, 5, 1))
    first = make_counted(city.north)
    second = make_report(city.south)
    take_figures(second, calculate(QUARTER, now=NOW), now=NOW)
    frozen = freeze(sign(first, city.lead), city.controller)
    other = freeze(sign(second, city.other_lead), city.controller, accepted=True)
    for code in ("supports_begun", "supports_running"):
        hidden = values(document_of(frozen), code, "city")
        assert values(document_of(other), code, "city") == hidden


def test_the_check_counts_once_more_and_keeps_nothing(city):
    report = make_counted(city.north)
    assert reports.check(actor=city.lead, report=report, now=NOW) == []
    make_supports(3, district=city.north, space=city.lake, kind=city.kind)
    found = reports.check(actor=city.lead, report=report, now=NOW)
    assert ("Laufende Hilfen", "Nord", "9", "12") in [
        (each.figure, each.area, each.before, each.now) for each in found
    ]
    assert QuarterFigures.objects.count() == 1
    assert values(document_of(report), "supports_running", "district")[0] == "9"


def test_a_correction_begins_with_the_texts_and_supersedes(city):
    report = make_counted(city.north)
    comment(report, city.lead)
    report = freeze(sign(report, city.lead), city.controller)
    report.refresh_from_db()
    with pytest.raises(ValidationError):
        reports.correct(
            actor=city.controller, report=report, reason=" ", version=report.version, now=NOW
        )
    correction = reports.correct(
        actor=city.controller,
        report=report,
        reason="Sechs Hilfen waren doppelt.",
        version=report.version,
        now=NOW,
    )
    assert (correction.number, correction.sections.get().commentary) == (
        2,
        "Mehr Familien als sonst.",
    )
    correction = take_figures(correction, calculate(QUARTER, now=NOW), now=NOW)
    correction = freeze(sign(correction, city.lead), city.controller, accepted=True)
    correction.refresh_from_db()
    reports.publish(actor=city.controller, report=correction, version=correction.version, now=NOW)
    report.refresh_from_db()
    assert report.state == "superseded"
    assert reports.is_unaltered(report)
    assert document_of(correction).reason == "Sechs Hilfen waren doppelt."
    # What was superseded before anybody published it was never released.
    readable = DistrictReport.objects.visible_to(city.other_lead).filter(district=city.north)
    assert list(readable) == [correction]


def test_publishing_releases_a_report_for_good(city):
    worker = person(Role.CASEWORKER, district=city.south)
    report = freeze(sign(make_counted(city.north), city.lead), city.controller)

    def readable_to(*people):
        return [DistrictReport.objects.visible_to(each).exists() for each in people]

    assert readable_to(worker, city.other_lead, city.lead) == [False, False, True]
    report = publish(report, city.controller)
    assert readable_to(worker, city.other_lead, city.lead) == [True, True, True]
    DistrictReport.objects.filter(pk=report.pk).update(state="superseded")
    assert readable_to(worker, city.other_lead) == [True, True]


@pytest.mark.parametrize(
    ("what", "error"),
    [
        ("sign without figures", NotPossible),
        ("sign without reason", ValidationError),
        ("sign elsewhere", PermissionDenied),
        ("freeze unsigned", NotPossible),
        ("freeze by the signer", PermissionDenied),
        ("write after signing", NotPossible),
        ("write stale", StaleRecord),
        ("discuss before the end", NotPossible),
        ("discuss in future", NotPossible),
        ("count after signing", NotPossible),
        ("publish unfrozen", NotPossible),
    ],
)
def test_what_is_refused_changes_nothing(city, what, error):
    report = make_report(city.north) if "without figures" in what else make_counted(city.north)
    if "after signing" in what:
        report = sign(report, city.lead)
    if "stale" in what:
        comment(report, city.lead)
    report.refresh_from_db()
    before = (report.state, report.version, report.sections.count())
    at = {"report": report, "version": report.version, "now": NOW}
    discussion = {"actor": city.lead, "group_view": "…", "today": TODAY, **at}
    attempts = {
        "sign without figures": lambda: reports.sign(actor=city.lead, reason="x", **at),
        "sign without reason": lambda: reports.sign(actor=city.lead, **at),
        "sign elsewhere": lambda: reports.sign(actor=city.other_lead, reason="x", **at),
        "freeze unsigned": lambda: freezing.freeze(actor=city.controller, **at),
        "freeze by the signer": lambda: freezing.freeze(actor=city.lead, **at),
        "write after signing": lambda: comment(report, city.lead),
        "write stale": lambda: comment(report, city.lead, "Anders."),
        "discuss before the end": lambda: reports.discuss(
            discussed_on=date(2025, 6, 30), **discussion
        ),
        "discuss in future": lambda: reports.discuss(discussed_on=date(2025, 7, 3), **discussion),
        "count after signing": lambda: reports.recount(report, now=NOW),
        "publish unfrozen": lambda: reports.publish(actor=city.controller, **at),
    }
    with pytest.raises(error):
        attempts[what]()
    report.refresh_from_db()
    assert (report.state, report.version, report.sections.count()) == before


def test_given_back_it_can_be_changed_again(city):
    report = sign(make_counted(city.north), city.lead)
    report.refresh_from_db()
    report = reports.send_back(
        actor=city.controller,
        report=report,
        version=report.version,
        reason="Der Kommentar zu den Stunden fehlt.",
        now=NOW,
    )
    assert (report.state, report.signed_by) == ("commentary", None)
    comment(report, city.lead)


@pytest.mark.parametrize(("anew", "state"), [(False, "discussed"), (True, "commentary")])
def test_given_back_it_is_discussed_if_these_figures_were(city, anew, state):
    report = make_counted(city.north)
    discuss(report, city.lead)
    if anew:
        take_figures(report, calculate(QUARTER, now=NOW), now=NOW)
    report = sign(report, city.lead)
    report.refresh_from_db()
    assert bool(report.undiscussed_reason) == anew
    report = reports.send_back(
        actor=city.controller,
        report=report,
        version=report.version,
        reason="Der Kommentar zu den Stunden fehlt.",
        now=NOW,
    )
    assert report.state == state
    # When something was discussed, and what was said, stays either way.
    assert report.discussed_on == date(2025, 7, 2)
