"""The page of a case and the pages of its life: who sees what, what they do, what they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Absence, CaseNote, CaseTransfer, FollowUp, StandIn, SupportPlan
from tests.cases import factories as make
from tests.cases.factories_councils import make_council
from tests.networks.factories import make_district

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    case = make.make_case(name="Familie Musterhaus", concern="Streit am Abend")
    case.deputy = make.make_caseworker(case.district)
    case.save()
    case.refresh_from_db()
    return case


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return captured


def test_the_page_needs_few_queries_however_much_is_written(client, case):
    client.force_login(case.responsible)
    address = url("case", case.pk)

    def fill():
        child = make.make_person(case)
        plan = make.make_plan(case, child)
        make.make_goal(make.make_goal(plan).plan)
        make.agree(plan)
        for _ in range(10):
            make.make_note(case)
            make.make_statement(case, child)
            make.make_diagnosis(case)
            make.make_hypothesis(case)
        make.make_conference(case, young_person=child)
        make.make_support(case, child, state="running")
        FollowUp.objects.create(
            case=case,
            due_on=make.TODAY,
            note="Anrufen",
            assigned_to=case.responsible,
            author=case.responsible,
        )

    for _ in range(5):
        fill()
    client.get(address)
    few = queries(client, address)
    for _ in range(5):
        fill()
    many = queries(client, address)
    assert len(many) <= len(few)
    assert len(many) <= 25, "\n".join(q["sql"][:200] for q in many.captured_queries)


def test_a_plan_that_has_run_out_is_marked(client, case):
    client.force_login(case.responsible)
    day = timezone.localdate()
    plan = make.make_plan(case, period_from=day - timedelta(days=90), period_until=day)
    make.agree(plan, in_force=True)
    assert "abgelaufen" in client.get(url("case", case.pk)).text
    later = make.make_plan(
        case, period_from=day - timedelta(days=90), period_until=day + timedelta(days=1)
    )
    make.agree(later, in_force=True)
    plan.refresh_from_db()
    SupportPlan.objects.filter(pk=plan.pk).update(state="superseded", superseded_at=make.NOW)
    assert "abgelaufen" not in client.get(url("case", case.pk)).text


def test_who_works_on_it_sees_the_head_and_the_steps(client, case):
    Absence.objects.create(
        user=case.responsible,
        valid_from=timezone.localdate(),
        valid_until=timezone.localdate() + timedelta(days=4),
    )
    StandIn.objects.create(
        case=case,
        user=make.make_caseworker(case.district),
        reason="Alle sind krank.",
        valid_from=timezone.localdate(),
        valid_until=timezone.localdate() + timedelta(days=2),
    )
    client.force_login(case.deputy)
    page = client.get(url("case", case.pk)).text
    assert "abwesend, wieder da am" in page
    assert "Alle sind krank." in page
    assert "Klärung beginnen" in page
    assert url("assign", case.pk) not in page
    assert url("deputy", case.pk) not in page
    client.force_login(make.make_team_lead(case.district))
    page = client.get(url("case", case.pk)).text
    assert url("assign", case.pk) in page
    assert url("deputy", case.pk) in page


def test_colleagues_see_who_is_in_charge_and_may_stand_in(client, case):
    make.make_note(case, text="Vertrauliches Wort")
    colleague = make.make_caseworker(case.district)
    client.force_login(colleague)
    page = client.get(url("case", case.pk)).text
    assert str(case.responsible) in page
    for secret in ("Vertrauliches Wort", "Streit am Abend"):
        assert secret not in page
    assert client.get(url("notes", case.pk)).status_code == 403
    wrong = client.post(url("stand_in", case.pk), {"reason": "", "days": "15"})
    assert wrong.status_code == 422
    answer = client.post(url("stand_in", case.pk), {"reason": "Notfall am Telefon", "days": "2"})
    assert answer.status_code == 302
    assert "Vertrauliches Wort" in client.get(url("case", case.pk)).text
    client.force_login(case.responsible)
    assert "Notfall am Telefon" in client.get(url("case", case.pk)).text


def test_a_step_is_asked_for_and_taken(client, case):
    client.force_login(case.responsible)
    address = url("step", case.pk, "close")
    assert "Begründung" in client.get(address).text
    assert client.post(address, {"reason": "", "_version": case.version}).status_code == 422
    answer = client.post(address, {"reason": "Alles gut.", "_version": case.version})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.state == "closed"
    page = client.get(url("case", case.pk)).text
    assert "Fall wieder öffnen" in page
    assert url("note_new", case.pk) not in page
    stale = client.post(url("step", case.pk, "reopen"), {"reason": "x", "_version": 1})
    assert stale.status_code == 409
    assert client.get(url("step", case.pk, "unsinn")).status_code == 404


def test_before_closing_the_page_says_what_stands_in_the_way(client, case):
    make.make_support(case, state="running")
    client.force_login(case.responsible)
    assert "Bitte beenden Sie sie zuerst" in client.get(url("step", case.pk, "close")).text


@pytest.mark.parametrize(
    ("state", "stands"),
    [("referred", True), ("accepted_by_family", True), ("preparing", True), ("not_wanted", False)],
)
def test_a_case_is_not_closed_over_the_heads_of_a_family_group_conference(
    client, case, state, stands
):
    make_council(case, state=state)
    client.force_login(case.responsible)
    page = client.get(url("step", case.pk, "close")).text
    assert ("Ein Familienrat ist noch nicht zu Ende." in page) == stands
    client.post(url("step", case.pk, "close"), {"reason": "Umzug", "_version": case.version})
    case.refresh_from_db()
    assert (case.state == "closed") != stands


def test_a_note_is_written_found_and_corrected(client, case):
    client.force_login(case.responsible)
    values = {"kind": "visit", "noted_on": "2025-06-02", "text": "Oma Hilde war auch da."}
    assert client.post(url("note_new", case.pk), values).status_code == 302
    note = CaseNote.objects.get()
    assert "Oma Hilde" in client.get(url("case", case.pk)).text
    assert "Hausbesuch" in client.get(url("notes", case.pk) + "?q=hilde+oma").text
    assert "Keine" not in client.get(url("notes", case.pk) + "?art=visit").text
    assert url("note", case.pk, note.pk) not in client.get(url("notes", case.pk) + "?q=Onkel").text
    edit = url("note_edit", case.pk, note.pk)
    stale = client.post(edit, {**values, "text": "Anders", "_version": "0"})
    assert stale.status_code == 409
    assert "Anders" in stale.text
    client.post(edit, {**values, "text": "Oma Hilde kam später.", "_version": note.version})
    page = client.get(url("note", case.pk, note.pk)).text
    assert "Oma Hilde kam später." in page
    client.force_login(case.deputy)
    assert client.get(url("note", case.pk, note.pk)).status_code == 200
    assert client.get(edit).status_code == 403
    note.refresh_from_db()
    client.force_login(case.responsible)
    client.post(url("note_delete", case.pk, note.pk), {"_version": note.version})
    assert not CaseNote.objects.exists()


def test_a_follow_up_is_entered_in_one_line_done_and_taken_back(client, case):
    client.force_login(case.responsible)
    wrong = client.post(url("follow_up_new", case.pk), {"due_on": "", "note": "Zeugnis ansehen"})
    assert wrong.status_code == 422
    assert "Zeugnis ansehen" in wrong.text
    values = {"due_on": "2025-06-09", "note": "Zeugnis ansehen"}
    assert client.post(url("follow_up_new", case.pk), values).status_code == 302
    row = FollowUp.objects.get()
    assert "Zeugnis ansehen" in client.get(url("case", case.pk)).text
    client.post(url("follow_up_done", case.pk, row.pk))
    client.post(url("follow_up_done", case.pk, row.pk))
    row.refresh_from_db()
    assert (row.done_on, row.done_by) == (timezone.localdate(), case.responsible)
    assert "Zurücknehmen" in client.get(url("case", case.pk)).text
    client.post(url("follow_up_reopen", case.pk, row.pk))
    row.refresh_from_db()
    assert row.done_on is None


def test_the_course_tells_everything_by_day_and_is_filtered(client, case):
    child = make.make_person(case)
    make.make_note(case, subject="Anruf der Schule")
    make.make_statement(case, child, text="Ich will reiten.")
    make.make_consultation(case)
    make.make_handover(case)
    make.make_diagnosis(case)
    make.make_hypothesis(case)
    make.make_plan(case, child)
    make.make_conference(case, young_person=child)
    make.make_support(case, child, state="running")
    make.make_document(case)
    client.force_login(case.responsible)
    client.post(url("step", case.pk, "clarify"), {"_version": case.version})
    page = client.get(url("timeline", case.pk)).text
    for words in ("Anruf der Schule", "Ich will reiten.", "Klärung begonnen", "Entscheidung"):
        assert words in page
    assert "(13)" in page
    only = client.get(url("timeline", case.pk) + "?art=notiz").text
    assert "Anruf der Schule" in only
    assert "Ich will reiten." not in only
    few = len(queries(client, url("timeline", case.pk)))
    for _ in range(20):
        make.make_note(case)
        make.make_statement(case, child)
    assert len(queries(client, url("timeline", case.pk))) <= few
    second = client.get(url("timeline", case.pk) + "?seite=2")
    assert second.context["page"].number == 2


def test_a_case_is_handed_over_from_one_district_to_another(client, case):
    new = make_district()
    client.force_login(case.responsible)
    values = {"to_district": new.pk, "handover_note": "Umgezogen.", "keeps_provider": "on"}
    assert client.post(url("transfer_new", case.pk), values).status_code == 302
    row = CaseTransfer.objects.get()
    assert "angefragt" in client.get(url("case", case.pk)).text
    lead, worker = make.make_team_lead(new), make.make_caseworker(new)
    client.force_login(lead)
    assert "Familie Musterhaus" in client.get("/").text
    assert "Streit am Abend" not in client.get(url("case", case.pk)).text
    assert "Umgezogen." in client.get(url("transfer", row.pk)).text
    client.post(url("transfer_accept", row.pk), {"responsible": worker.pk, "_version": row.version})
    case.refresh_from_db()
    assert (case.district, case.responsible) == (new, worker)
    client.force_login(make.make_caseworker(row.from_district))
    assert client.get(url("case", case.pk)).status_code == 404


def test_a_declined_transfer_says_why_to_those_who_asked(client, case):
    new = make_district()
    row = CaseTransfer.objects.create(
        case=case,
        from_district=case.district,
        to_district=new,
        handover_note="Umgezogen.",
        requested_by=case.responsible,
        requested_at=make.NOW,
    )
    lead = make.make_team_lead(new)
    client.force_login(lead)
    answer = client.post(
        url("transfer_decline", row.pk),
        {"reason": "Die Adresse liegt nicht hier.", "_version": row.version},
        follow=True,
    )
    assert answer.status_code == 200
    assert client.get(url("transfer", row.pk)).status_code == 404
    client.force_login(case.responsible)
    assert "Die Adresse liegt nicht hier." in client.get(url("transfer", row.pk)).text


def test_an_absence_is_entered_and_seen_by_the_lead(client, case):
    client.force_login(case.responsible)
    assert client.get(url("absences")).status_code == 200
    today = timezone.localdate()
    values = {
        "valid_from": today.isoformat(),
        "valid_until": (today + timedelta(days=5)).isoformat(),
    }
    assert client.post(url("absence_new"), values).status_code == 302
    assert client.post(url("absence_new"), values).status_code == 422
    row = Absence.objects.get()
    client.force_login(case.deputy)
    assert "Familie Musterhaus" in client.get("/").text
    assert client.get(url("absence_edit", row.pk)).status_code == 404
    client.force_login(make.make_team_lead(case.district))
    assert str(case.responsible) in client.get(url("team")).text
