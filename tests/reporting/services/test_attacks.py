"""What somebody tried who lays reports side by side, or meddles with a frozen one."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.urls import reverse

from budgets.models import HoursEntry
from cases.models import Person
from reporting.models import DistrictReport, ReportSettings
from reporting.rules.document import Document
from reporting.services import freezing, reports
from reporting.services.documents import document_of
from sro.access import Role
from sro.periods import Quarter
from sro.refusals import NotPossible
from tests.budgets.hours.factories import make_scene
from tests.networks.factories import make_district, make_space
from tests.networks.factories_places import make_project
from tests.networks.factories_providers import make_support_type
from tests.people import person
from tests.reporting.factories import (
    NOW,
    QUARTER,
    freeze,
    make_counted,
    make_supports,
    publish,
    sign,
)

pytestmark = pytest.mark.django_db
MAY = date(2025, 5, 1)


def value(report, code, level="district", column=0):
    return document_of(report).figure(code).at(level).values[column]


def frozen(district, lead=None, quarter=QUARTER):
    lead = lead or person(Role.TEAM_LEAD, district=district)
    report = sign(make_counted(district, quarter), lead)
    return freeze(report, person(Role.CONTROLLER), accepted=True)


def test_setting_and_legal_basis_do_not_give_each_other_away():
    """The law fixes the setting: all without § 30, § 31 and § 32 would be residential."""
    north, south = make_district(), make_district()
    hill, shore = make_space(district=north), make_space(district=south)
    for code, setting, here, there in (
        ("30", "ambulatory", 3, 9),
        ("31", "ambulatory", 5, 11),
        ("32", "semi_residential", 6, 12),
        ("34", "residential", 1, 14),
    ):
        kind = make_support_type(code=code, legal_basis=f"§ {code}", setting=setting)
        make_supports(here, district=north, space=hill, kind=kind)
        make_supports(there, district=south, space=shore, kind=kind)
    running = document_of(make_counted(north)).figure("supports_running")
    shown = {
        (split.by, part.code): part.district[0] for split in running.splits for part in split.parts
    }
    assert shown["setting", "residential"] == "–"
    told = (
        running.at("district").values[0],
        shown["setting", "ambulatory"],
        shown["legal_basis", "§ 32"],
    )
    assert "–" in told


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_two_quarters_do_not_tell_who_began_a_year_before(city, order):
    begin = date(2023, 2, 1)
    make_supports(6, district=city.north, space=city.hill, kind=city.kind, start=begin)
    make_supports(6, district=city.south, space=city.shore, kind=city.kind, start=begin)
    make_supports(1, district=city.north, space=city.hill, kind=city.kind, start=date(2024, 5, 1))
    made = {number: frozen(city.north, quarter=Quarter(2025, number)) for number in order}
    before = value(made[1], "supports_running", column=2)
    begun, ended, now = (
        value(made[2], code, column=2)
        for code in ("supports_begun", "supports_ended", "supports_running")
    )
    assert begun == "–"
    assert "–" in (before, ended, now)


def test_what_protects_one_district_stays_hidden_in_the_others(city):
    make_supports(2, district=city.north, space=city.hill, kind=city.kind, start=MAY)
    make_supports(3, district=city.south, space=city.shore, kind=city.kind, start=MAY)
    west = make_district(name="West")
    make_supports(9, district=west, space=make_space(district=west), kind=city.kind, start=MAY)
    north = frozen(city.north, city.lead)
    # A late entry: there is no small count any more.
    make_supports(1, district=city.north, space=city.hill, kind=city.kind, start=MAY)
    others = [frozen(city.south, city.other_lead), frozen(west)]
    told = [value(north, "supports_begun", "city")]
    told += [value(each, "supports_begun") for each in others]
    assert "–" in told


def test_a_lower_limit_shows_nothing_that_was_hidden(city):
    settings = ReportSettings.objects.create(limit=5)
    make_supports(4, district=city.north, space=city.hill, kind=city.kind, start=MAY)
    make_supports(9, district=city.south, space=city.shore, kind=city.kind, start=MAY)
    west = make_district(name="West")
    make_supports(12, district=west, space=make_space(district=west), kind=city.kind, start=MAY)
    north = frozen(city.north, city.lead)
    ReportSettings.objects.filter(pk=settings.pk).update(limit=2)
    others = [frozen(city.south, city.other_lead), frozen(west)]
    told = [value(north, "supports_begun", "city")]
    told += [value(each, "supports_begun") for each in others]
    assert "–" in told


def test_shares_of_hours_of_one_person_are_hidden():
    scene = make_scene()
    for kind, minutes in (("case_independent", 90), ("cross_case", 30)):
        HoursEntry.objects.create(
            user=scene.worker,
            team=scene.district,
            district=scene.district,
            social_space=scene.space,
            activity=scene.activity,
            day=date(2025, 5, 5),
            kind=kind,
            minutes=minutes,
        )
    public = Document.from_json(frozen(scene.district).public_sheet)
    for line in public.figure("hours_independent").lines:
        assert line.values[0] in ("–", None)


def test_the_pages_of_other_projects_do_not_tell_how_few_help_in_one(city):
    """Whoever takes their numbers from the sum would be left with this one's."""
    for space, volunteers in ((city.hill, 2), (city.hill, 7), (city.lake, 5), (city.shore, 9)):
        make_project(space, state="running", starts_on=date(2025, 1, 1), volunteers=volunteers)
    public = Document.from_json(frozen(city.north, city.lead).public_sheet)
    lines = public.figure("volunteers").lines
    told = {(line.level, line.pk): line.values[0] for line in lines}
    for area in (("city", 0), ("district", city.north.pk), ("space", city.hill.pk)):
        assert told[area] == "–"
    other = document_of(frozen(city.south, city.other_lead))
    assert other.figure("volunteers").at("district").values[0] == "9"


def test_a_correction_of_a_correction_leaves_one_published_report(city):
    first = frozen(city.north, city.lead)
    chain = [first]
    for _ in range(2):
        last = DistrictReport.objects.get(pk=chain[-1].pk)
        begun = reports.correct(
            actor=city.controller, report=last, reason="Doppelt.", version=last.version, now=NOW
        )
        reports.recount(begun, now=NOW)
        chain.append(freeze(sign(begun, city.lead), city.controller, accepted=True))
    for report in (chain[0], chain[2]):
        report.refresh_from_db()
        reports.publish(actor=city.controller, report=report, version=report.version, now=NOW)
    states = DistrictReport.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["superseded", "superseded", "published"]


def test_freezing_takes_nothing_of_today_but_dashes(city):
    signed = sign(make_counted(city.north), city.lead)
    before = document_of(signed)
    make_space(district=city.north, name="Neu")
    city.north.name = "Umbenannt"
    city.north.save()
    make_supports(5, district=city.north, space=city.hill, kind=city.kind)
    after = document_of(freeze(signed, city.controller, accepted=True))
    assert after.sections == before.sections
    assert after.district == "Nord"


def test_the_check_never_tells_a_number_where_a_dash_was(city):
    make_supports(2, district=city.north, space=city.hill, kind=city.kind, start=MAY)
    report = make_counted(city.north)
    make_supports(3, district=city.north, space=city.hill, kind=city.kind, start=MAY)
    found = reports.check(actor=city.lead, report=report, now=NOW)
    assert all("–" not in (each.before, each.now) for each in found)


def test_the_check_sees_parts_and_other_quarters(city):
    report = make_counted(city.north)
    Person.objects.update(gender="male")
    found = reports.check(actor=city.lead, report=report, now=NOW)
    assert any("weiblich" in each.figure and each.column == 1 for each in found)


@pytest.mark.parametrize(
    "change",
    ["signed_at = now()", "undiscussed_reason = ''", "figures_id = NULL", "published_at = now()"],
)
def test_nothing_of_a_frozen_report_is_changed(city, change):
    report = frozen(city.north, city.lead)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reporting_districtreport SET {change} WHERE id = {report.pk}")


def test_words_of_a_signed_report_are_not_deleted(city):
    report = make_counted(city.north)
    reports.write_section(
        actor=city.lead,
        report=report,
        code="supports",
        values={"commentary": "So war es."},
        version=0,
        now=NOW,
    )
    report = sign(report, city.lead)
    with pytest.raises(InternalError), transaction.atomic():
        report.sections.all().delete()


def test_the_notes_of_the_office_are_not_for_other_districts(client, city):
    report = make_counted(city.north)
    reports.write_section(
        actor=city.lead,
        report=report,
        code="supports",
        values={"commentary": "Öffentlich.", "note": "Nur im Bezirk."},
        version=0,
        now=NOW,
    )
    report = freeze(sign(report, city.lead), city.controller, accepted=True)
    client.force_login(city.other_lead)
    addresses = (
        reverse("reporting:report", args=[2025, 2, city.north.key, 1]),
        f"/api/v1/reports/{report.pk}/",
    )
    assert [client.get(each).status_code for each in addresses] == [404, 404]
    publish(report, city.controller)
    page, answer = (client.get(each) for each in addresses)
    for text in (page.content.decode(), answer.content.decode()):
        assert "Nur im Bezirk." not in text
    assert answer.json()["document"]["public"] is True


def test_counting_for_somebody_else_says_so(client, city, job_queue):
    """No worker takes the job: the other district's lead is told to wait, not led elsewhere."""
    first, second = make_counted(city.north), make_counted(city.south)
    for lead, report, found in ((city.lead, first, 302), (city.other_lead, second, 200)):
        client.force_login(lead)
        at = [2025, 2, report.district.key, 1]
        answer = client.post(
            reverse("reporting:report_recount", args=at), {"_version": report.version}
        )
        assert answer.status_code in (found, 422), answer.status_code
    assert "gerade für jemand anderen gezählt" in answer.content.decode()


def test_counting_two_districts_one_after_the_other_names_the_job_in_the_way(
    client, city, job_queue
):
    """No worker takes the first job: the second click is told of it, the third led there."""
    client.force_login(city.controller)
    first, second = make_counted(city.north), make_counted(city.south)

    def count_anew(report):
        at = [2025, 2, report.district.key, 1]
        address = reverse("reporting:report_recount", args=at)
        return client.post(address, {"_version": report.version})

    started = count_anew(first)
    assert started.status_code == 302
    refused = count_anew(second)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Sie lassen dieses Quartal schon zählen (Neue Zählung: Nord, 2. Quartal 2025)." in page
    assert "jemand anderen" not in page
    assert count_anew(first).url == started.url


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1 kleine Zahl lässt sich"), (2, "2 kleine Zahlen lassen sich")],
)
def test_how_many_counts_are_exposed_is_said_in_number(client, city, monkeypatch, number, words):
    report = sign(make_counted(city.north), city.lead)
    protected = freezing.protected_anew

    def exposed(figures):
        found = protected(figures)
        found.exposed = number
        return found

    monkeypatch.setattr(freezing, "protected_anew", exposed)
    client.force_login(city.controller)
    at = reverse("reporting:report_freeze", args=[2025, 2, city.north.key, 1])
    assert words in client.get(at).content.decode()
    with pytest.raises(NotPossible, match=words):
        freeze(report, city.controller)


def test_pages_say_what_is_missing_instead_of_failing(client, city):
    report = DistrictReport.objects.create(district=city.north, year=2025, quarter=2)
    client.force_login(city.lead)
    at = [2025, 2, report.district.key, 1]
    answer = client.get(reverse("reporting:report_check", args=at), follow=True)
    assert "noch keine Zahlen" in answer.content.decode()
