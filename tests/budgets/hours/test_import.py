"""Hours of a provider's own system: each line once, errors at their row."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from budgets.imports import HoursLines
from budgets.models import HoursEntry, HoursMonth, HoursWeek
from budgets.services.hours_months import submit_month
from cases.models import SupportStaff
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.ui.imports import ImportContext, ImportRefused, apply_file, check_file
from tests.budgets.hours.factories import (
    JUNE,
    MONDAY,
    NOW,
    field_key,
    line,
    make_entry,
    make_month,
    make_scene,
)
from tests.cases import factories as cases
from tests.people import person

pytestmark = pytest.mark.django_db
HEAD = "Zeilennummer;Tag;Stunden;Art;Tätigkeit;Aktenzeichen;Sozialraum;Angebot;E-Mail;Notiz\n"


@pytest.fixture
def scene():
    return make_scene()


def context(actor) -> ImportContext:
    return ImportContext(actor=actor, now=NOW)


def row(scene, number="1", **values) -> str:
    cells = {
        "number": number,
        "day": "02.06.2025",
        "hours": "1,5",
        "kind": "fallunspezifisch",
        "activity": scene.activity.name,
        "reference": "",
        "space": scene.space.key,
        "offer": "",
        "email": scene.staff.email,
        "note": "",
        **values,
    }
    return ";".join(cells.values()) + "\n"


def case_row(scene, number="1", **values) -> str:
    values = {"kind": "fallspezifisch", "reference": scene.case.reference, "space": "", **values}
    return row(scene, number, **values)


def take(scene, *rows, actor=None):
    text = HEAD + "".join(rows)
    return apply_file(HoursLines(), text.encode(), context(actor or scene.lead))


def errors(scene, *rows, actor=None) -> list[tuple]:
    text = HEAD + "".join(rows)
    preview = check_file(HoursLines(), text.encode(), context(actor or scene.lead))
    with pytest.raises(ImportRefused):
        take(scene, *rows, actor=actor)
    return [(each.line, each.column) for each in preview.problems.errors]


def test_a_file_becomes_lines_of_those_it_names(scene):
    report = take(scene, row(scene), case_row(scene, "2", hours="45 min", day="2025-06-03"))
    assert (report.new, report.changed) == (2, 0)
    field, case = HoursEntry.objects.order_by("day")
    assert (field.minutes, field.social_space, field.district, field.user) == (
        90,
        scene.space,
        scene.district,
        scene.staff,
    )
    assert (case.minutes, case.support, case.district) == (45, scene.support, scene.case.district)
    assert Entry.objects.get(action="hoursentry.imported").details["new"] == 2
    assert HoursMonth.objects.get().state == "open"


def test_the_same_file_again_changes_nothing(scene):
    take(scene, row(scene), case_row(scene, "2"))
    before = list(HoursEntry.objects.order_by("pk").values())
    report = take(scene, row(scene), case_row(scene, "2"))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert list(HoursEntry.objects.order_by("pk").values()) == before


def test_a_line_is_corrected_while_it_is_not_submitted(scene):
    take(scene, row(scene))
    report = take(scene, row(scene, hours="2"))
    assert (report.new, report.changed) == (0, 1)
    assert HoursEntry.objects.get().minutes == 120


def test_a_submitted_line_is_never_overwritten(scene):
    take(scene, row(scene))
    submit_month(actor=scene.lead, employer=scene.employer, month=JUNE, now=NOW)
    assert errors(scene, row(scene, hours="2")) == [(2, "Zeilennummer")]
    assert take(scene, row(scene)).unchanged == 1


def test_a_submitted_month_takes_no_new_lines(scene):
    make_month(scene, "submitted")
    assert errors(scene, row(scene)) == [(2, "Tag")]


def test_a_returned_line_is_corrected_by_the_file(scene):
    take(scene, row(scene))
    HoursEntry.objects.update(state="submitted")
    HoursEntry.objects.update(state="returned", return_reason="Bitte prüfen.")
    make_other = HoursMonth.objects.get()
    HoursMonth.objects.filter(pk=make_other.pk).update(state="submitted")
    take(scene, row(scene, hours="1"))
    entry = HoursEntry.objects.get()
    assert (entry.minutes, entry.state) == (60, "returned")


def test_without_an_address_the_hours_are_those_of_who_brings_the_file(scene):
    take(scene, row(scene, email=""), actor=scene.staff)
    assert HoursEntry.objects.get().user == scene.staff


def test_a_professional_brings_only_own_hours(scene):
    colleague = person(Role.PROVIDER_STAFF, provider=scene.provider)
    assert errors(scene, row(scene, email=colleague.email), actor=scene.staff) == [(2, "E-Mail")]


def test_people_of_others_are_refused(scene):
    stranger = person(Role.PROVIDER_STAFF, provider=make_scene().provider)
    assert errors(scene, row(scene, email=stranger.email)) == [(2, "E-Mail")]


def test_supports_in_which_the_person_does_not_work_are_refused(scene):
    foreign = cases.make_support(cases.make_case(), state="running")
    SupportStaff.objects.filter(support=scene.support).update(valid_until=date(2025, 6, 3))
    assert errors(
        scene,
        case_row(scene, "1", reference=foreign.case.reference),
        case_row(scene, "2", reference="9999-00001"),
        case_row(scene, "3", day="03.06.2025"),
    ) == [(2, "Aktenzeichen"), (3, "Aktenzeichen"), (4, "Aktenzeichen")]


def test_each_error_stands_at_its_cell(scene):
    found = errors(
        scene,
        row(scene, "1", hours="viel"),
        row(scene, "2", hours="25"),
        row(scene, "3", kind="sonstiges"),
        row(scene, "4", activity="Kaffee"),
        row(scene, "5", space="999999"),
        row(scene, "6", space=""),
        row(scene, "7", reference=scene.case.reference),
        row(scene, "8", offer="X-1"),
        row(scene, "9"),
        row(scene, "9"),
    )
    assert [(at, column) for at, column in found if at < 10] == [
        (2, "Stunden"),
        (3, "Stunden"),
        (4, "Art"),
        (5, "Tätigkeit"),
        (6, "Sozialraum"),
        (7, "Sozialraum"),
        (8, "Sozialraum"),
        (9, "Angebot"),
    ]
    assert 11 in [at for at, _column in found]
    assert not HoursEntry.objects.exists()


def test_days_of_more_than_24_hours_are_refused_with_what_is_stored(scene):
    make_entry(scene, minutes=1400)
    assert errors(scene, row(scene)) == [(2, "Tag")]


def test_two_supports_of_a_file_need_the_kind_of_support(scene):
    other = cases.make_support(scene.case, provider=scene.provider, state="running")
    SupportStaff.objects.create(support=other, user=scene.staff, valid_from=MONDAY)
    assert errors(scene, case_row(scene)) == [(2, "Aktenzeichen")]
    head = HEAD.replace("Notiz", "Notiz;Hilfeart")
    text = head + case_row(scene).strip() + f";{other.support_type.code}\n"
    apply_file(HoursLines(), text.encode(), context(scene.lead))
    assert HoursEntry.objects.get().support == other


def test_an_open_week_hears_of_the_import(scene):
    from tests.budgets.hours.test_weeks import save

    take(scene, row(scene))
    with pytest.raises(StaleRecord):
        save(scene, line(field_key(scene), (MONDAY, 60)))
    assert HoursEntry.objects.get().minutes == 90
    assert HoursWeek.objects.get().user == scene.staff


def test_only_providers_bring_hours(scene):
    for actor in (scene.worker, scene.team_lead, person(Role.CONTROLLER)):
        with pytest.raises(PermissionDenied):
            take(scene, row(scene), actor=actor)
