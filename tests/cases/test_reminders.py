"""What is due, for whom, and where it is said; the private calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Absence, CalendarFeed, CaseTransfer, FollowUp
from cases.rules.due import When, horizon, when
from cases.services import calendars, reminders
from sro.access import Role
from sro.audit.models import Entry
from sro.icalendar import Event, calendar, escaped, folded
from tests.cases import factories as make
from tests.networks.factories import make_district
from tests.people import person


def test_days_are_grouped_by_how_near_they_are():
    wednesday = date(2025, 6, 4)
    assert when(date(2025, 6, 3), wednesday) == When.OVERDUE
    assert when(wednesday, wednesday) == When.WEEK
    assert when(date(2025, 6, 8), wednesday) == When.WEEK
    assert when(date(2025, 6, 9), wednesday) == When.MONTH
    assert when(horizon(wednesday), wednesday) == When.MONTH
    assert when(horizon(wednesday) + timedelta(days=1), wednesday) is None


# --- the calendar file ----------------------------------------------------------------------------


def test_texts_are_escaped_and_lines_folded_without_breaking_a_character():
    assert escaped("a;b,c\\d\r\ne\x07") == "a\\;b\\,c\\\\d\\ne"
    line = "SUMMARY:" + "Gespräch " * 30
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


def test_a_calendar_says_days_as_days_and_times_in_utc():
    start = datetime(2025, 6, 4, 15, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    events = [
        Event("a@sro", "Hilfeplangespräch", "https://sro.example/faelle/1/", start=start),
        Event("b@sro", "Wiedervorlage", "https://sro.example/faelle/2/", day=date(2025, 12, 31)),
    ]
    text = calendar(events, name="Fällig", product="-//X//X//DE", stamp=make.NOW)
    lines = text.split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20250604T133000Z" in lines
    assert "DTEND:20250604T143000Z" in lines
    assert "DTSTART;VALUE=DATE:20251231" in lines
    assert "DTEND;VALUE=DATE:20260101" in lines
    assert lines.count("DTSTAMP:20250602T093000Z") == 2
    assert "\n" not in text.replace("\r\n", "")
    with pytest.raises(ValueError, match="day or a start"):
        calendar([Event("c", "x", "y")], name="", product="", stamp=make.NOW)


# --- what is due ----------------------------------------------------------------------------------


@pytest.fixture
def case(db):
    return make.make_case(name="Familie Musterhaus")


def due_kinds(user, today=make.TODAY):
    return [line.kind for line in reminders.due_for(user, today)]


def fill(case, day):
    """Let one of everything fall due on a day."""
    user = case.responsible
    FollowUp.objects.create(
        case=case, due_on=day, note="Frau Musterhaus anrufen", assigned_to=user, author=user
    )
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    make.make_conference(case, scheduled_at=moment)
    plan = make.make_plan(case, period_from=day - timedelta(days=90), period_until=day)
    make.make_goal(plan, due_on=day)
    make.agree(plan, in_force=True)
    make.make_hypothesis(case, check_on=day)
    running = make.make_support(
        case, state="running", start=day - timedelta(days=90), planned_end=day
    )
    make.make_report(running, due_on=day)


ALL = ["conference", "follow_up", "goal", "hypothesis", "plan", "report", "support"]


def test_everything_due_is_told_to_who_is_responsible(case):
    fill(case, make.TODAY + timedelta(days=3))
    assert due_kinds(case.responsible) == ALL
    assert due_kinds(case.responsible, make.TODAY - timedelta(days=60)) == []
    assert due_kinds(make.make_caseworker(case.district)) == []
    lead = make.make_team_lead(case.district)
    assert due_kinds(lead) == []
    assert [line.kind for line in reminders.due_in_team(lead, make.TODAY)] == ALL
    assert reminders.due_in_team(make.make_team_lead(), make.TODAY) == []


def test_the_deputy_is_told_while_the_other_is_away(case):
    deputy = make.make_caseworker(case.district)
    case.deputy = deputy
    case.save()
    fill(case, make.TODAY)
    assert due_kinds(deputy) == []
    Absence.objects.create(
        user=case.responsible, valid_from=make.TODAY, valid_until=make.TODAY + timedelta(days=1)
    )
    # The other's own follow-up stays with whom it was assigned to.
    assert due_kinds(deputy) == [kind for kind in ALL if kind != "follow_up"]
    assert list(reminders.deputised_cases(deputy, make.TODAY)) == [case]
    assert due_kinds(deputy, make.TODAY + timedelta(days=1)) == []


def test_an_entrusted_hypothesis_reminds_its_author_alone(case):
    make.make_hypothesis(
        case, author=make.make_caseworker(case.district), entrusted=True, check_on=make.TODAY
    )
    assert due_kinds(case.responsible) == []
    make.make_hypothesis(case, entrusted=True, check_on=make.TODAY)
    assert due_kinds(case.responsible) == ["hypothesis"]
    lead = make.make_team_lead(case.district)
    assert reminders.due_in_team(lead, make.TODAY) == []


def test_minutes_and_the_next_conference_are_due_until_they_are_there(case):
    child = make.make_person(case)
    held = make.make_conference(
        case, young_person=child, state="held", scheduled_at=make.NOW - timedelta(days=9)
    )
    assert due_kinds(case.responsible) == ["minutes"]
    held.state, held.child_part, held.next_on = "closed", "present", make.TODAY
    held.save()
    assert due_kinds(case.responsible) == ["next_conference"]
    make.make_conference(case, young_person=child, scheduled_at=make.NOW + timedelta(days=200))
    assert due_kinds(case.responsible) == []


def test_the_number_of_queries_does_not_grow(case):
    reminders.due_for(case.responsible, make.TODAY)  # reads the roles once
    counts = []
    for _ in range(2):
        for day in range(4):
            fill(make.make_case(case.responsible), make.TODAY + timedelta(days=day))
        with CaptureQueriesContext(connection) as captured:
            assert reminders.due_for(case.responsible, make.TODAY)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


def test_start_pages_say_what_is_due(client, case):
    today = timezone.localdate()
    fill(case, today)
    FollowUp.objects.create(
        case=case,
        due_on=today - timedelta(days=2),
        note="Zeugnis ansehen",
        assigned_to=case.responsible,
        author=case.responsible,
    )
    client.force_login(case.responsible)
    page = client.get("/").text
    assert page.index("Zeugnis ansehen") < page.index("Frau Musterhaus anrufen")
    assert "Familie Musterhaus" in page
    everything = client.get(reverse("cases:due"))
    assert everything.status_code == 200
    assert "Zeugnis ansehen" in everything.text
    lead = make.make_team_lead(case.district)
    CaseTransfer.objects.create(
        case=make.make_case(name="Familie Umzug"),
        from_district=make_district(),
        to_district=case.district,
        handover_note="Umzug.",
        requested_by=case.responsible,
        requested_at=make.NOW,
    )
    make.make_case(case.responsible, name="Familie Niemand")
    type(case).objects.filter(name="Familie Niemand").update(responsible=None)
    client.force_login(lead)
    page = client.get("/").text
    assert "Familie Umzug" in page
    assert "Zeugnis ansehen" not in page
    team = client.get(reverse("cases:team")).text
    assert "Familie Niemand" in team
    for role in (Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR):
        client.force_login(person(role))
        assert "Familie" not in client.get("/").text.replace("Familienname", "")


# --- the private address --------------------------------------------------------------------------


def test_the_feed_names_nobody_and_can_be_revoked(client, case):
    fill(case, timezone.localdate() + timedelta(days=5))
    client.force_login(case.responsible)
    page = client.post(reverse("cases:calendar"))
    address = page.context["address"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert CalendarFeed.objects.get().token_hash == calendars.digest(token)
    assert token not in client.get(reverse("cases:calendar")).text
    client.logout()
    answer = client.get(address)
    text = answer.text.replace("\r\n ", "")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert text.count("BEGIN:VEVENT") == len(ALL)
    assert f"/faelle/{case.pk}/" in text
    for secret in ("Musterhaus", case.reference, "Mika", "Beispiel", "anrufen"):
        assert secret not in text
    assert client.get(address).status_code == 200
    lines = Entry.objects.filter(actor_id=case.responsible.pk)
    assert lines.filter(action="calendar.read").count() == 1
    assert lines.filter(action="calendarfeed.created").exists()
    assert not any(token in str(line.details) for line in lines)
    client.force_login(case.responsible)
    client.post(reverse("cases:calendar"), {"widerrufen": "1"})
    client.logout()
    assert client.get(address).status_code == 404


def test_a_new_address_ends_the_old_one_and_a_closed_account_all(client, case):
    user = case.responsible
    _feed, old = calendars.make_feed(actor=user, now=make.NOW)
    _feed, new = calendars.make_feed(actor=user, now=make.NOW)
    assert calendars.feed_of(old) is None
    assert calendars.feed_of(new).user == user
    user.is_active = False
    user.save()
    assert calendars.feed_of(new) is None


def test_guessing_addresses_comes_to_an_end(client, db):
    for _ in range(20):
        assert client.get(reverse("cases:calendar_feed", args=["x"])).status_code == 404
    assert client.get(reverse("cases:calendar_feed", args=["y"])).status_code == 429


# --- what waits for the team lead -----------------------------------------------------------------


def test_the_lead_is_told_which_supports_wait_for_a_decision(client, case):
    lead = make.make_team_lead(case.district)
    proposed = make.make_support(case)
    assert not reminders.waiting_decisions(lead).exists()
    make.make_team_consultation(case)
    make.make_team_consultation(make.make_case(case.responsible))
    assert list(reminders.waiting_decisions(lead)) == [case]
    for other in (case.responsible, make.make_team_lead()):
        assert not reminders.waiting_decisions(other).exists()
    client.force_login(lead)
    line = "Über die Hilfe für Familie Musterhaus entscheiden"
    assert line in client.get("/").text
    proposed.delete()
    assert line not in client.get("/").text
