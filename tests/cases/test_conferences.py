"""Conferences as the office holds them: consent before invitation, minutes that stay."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from cases.models import (
    PlanConference,
)
from cases.services import conferences as service
from cases.services import participants as taking_part
from cases.services.participants import Invitee
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.cases.conferencing import EARLIER, SOON, agree, guest, held
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_conference,
    make_person,
    make_plan,
)

pytestmark = pytest.mark.django_db


# --- preparing ------------------------------------------------------------------------------------


def test_a_conference_is_prepared_with_its_people(case, child):
    conference = service.prepare_conference(
        actor=case.responsible,
        case=case,
        young_person=child,
        scheduled_at=SOON,
        place="Familienzentrum",
        participants=[Invitee("young_person", child), Invitee("professional", name="Frau Lehrer")],
        now=NOW,
    )
    assert conference.state == "planned"
    assert sorted(conference.participants.values_list("role", flat=True)) == [
        "professional",
        "young_person",
    ]
    assert not conference.participants.filter(invited_on__isnull=False).exists()
    line = Entry.objects.get(action="planconference.created")
    assert line.details == {"case": case.pk}


def test_only_people_and_plans_of_the_case_take_part(case, child):
    conference = make_conference(case, young_person=child)
    stranger = make_person(make_case())
    for values in ({"young_person": stranger}, {"plan": make_plan(make_case())}):
        with pytest.raises(ValidationError):
            service.prepare_conference(
                actor=case.responsible,
                case=case,
                now=NOW,
                scheduled_at=SOON,
                **{"young_person": child, **values},
            )
    with pytest.raises(ValidationError):
        taking_part.add_participant(
            actor=case.responsible,
            conference=conference,
            invitee=Invitee("trusted", stranger),
            now=NOW,
        )


def test_nobody_takes_part_twice(case, child):
    conference = make_conference(case, young_person=child)
    for invitee in (Invitee("young_person", child), Invitee("trusted", name="Onkel Kurt")):
        taking_part.add_participant(
            actor=case.responsible, conference=conference, invitee=invitee, now=NOW
        )
        with pytest.raises(ValidationError):
            taking_part.add_participant(
                actor=case.responsible, conference=conference, invitee=invitee, now=NOW
            )


def test_a_colleague_of_the_district_prepares_nothing(case, child):
    colleague = make_caseworker(case.district)
    with pytest.raises(PermissionDenied):
        service.prepare_conference(
            actor=colleague, case=case, young_person=child, scheduled_at=SOON, now=NOW
        )


# --- holding and closing --------------------------------------------------------------------------


def test_a_conference_is_held_written_down_and_closed(case, child):
    worker = case.responsible
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    teacher = agree(guest(conference), worker)
    conference = service.hold_conference(
        actor=worker,
        conference=conference,
        changes={"minutes": "Mika will bleiben.", "child_part": "present", "dissent": "Keiner."},
        attendance={teacher.pk: True},
        version=conference.version,
        now=NOW,
    )
    assert conference.state == "held"
    teacher.refresh_from_db()
    assert teacher.attended is True
    conference = held(conference, worker, minutes="Mika will zu Hause bleiben.")
    conference = service.close_conference(
        actor=worker,
        conference=conference,
        version=conference.version,
        next_on=date(2025, 12, 1),
        now=NOW,
    )
    assert (conference.state, conference.next_on) == ("closed", date(2025, 12, 1))
    with pytest.raises(NotPossible):
        held(conference, worker, minutes="Anders.")


def test_a_conference_is_not_held_before_its_day(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    with pytest.raises(NotPossible):
        held(conference, case.responsible)


def test_without_the_childs_part_nothing_is_closed(case, child):
    conference = held(
        make_conference(case, young_person=child, scheduled_at=EARLIER), case.responsible
    )
    with pytest.raises(ValidationError):
        service.close_conference(
            actor=case.responsible, conference=conference, version=conference.version, now=NOW
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanConference.objects.filter(pk=conference.pk).update(state="closed")


def test_a_planned_conference_is_not_closed(case, child):
    conference = make_conference(case, young_person=child, child_part="present")
    with pytest.raises(NotPossible):
        service.close_conference(
            actor=case.responsible, conference=conference, version=conference.version, now=NOW
        )


def test_what_was_closed_stays_also_by_sql(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    uncle = guest(conference, "trusted")
    conference = held(conference, case.responsible, child_part="present")
    service.close_conference(
        actor=case.responsible, conference=conference, version=conference.version, now=NOW
    )
    for statement in (
        "UPDATE cases_planconference SET minutes = 'Anders.'",
        "UPDATE cases_conferenceparticipant SET attended = true",
        "DELETE FROM cases_conferenceparticipant",
        "DELETE FROM cases_planconference",
    ):
        with pytest.raises(Exception, match=r"concluded|Cannot") as refused, transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)
        assert refused.value
    with pytest.raises(IntegrityError), transaction.atomic():
        guest(conference, "trusted", name="Tante Ida")
    uncle.refresh_from_db()
    assert uncle.attended is None


def test_two_people_writing_minutes_lose_nothing(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    held(conference, case.responsible)
    with pytest.raises(StaleRecord) as stale:
        held(conference, case.responsible, minutes="Zweite Fassung.")
    assert stale.value.current.minutes == "Alle waren sich einig."


def test_the_next_conference_has_the_same_people_without_their_consents(case, child):
    conference = make_conference(case, young_person=child, place="Schule", scheduled_at=EARLIER)
    agree(guest(conference), case.responsible)
    guest(conference, "young_person", person=child, name="")
    agree(guest(conference, name="Herr Nein"), case.responsible, consent="refused")
    following = service.plan_next(
        actor=case.responsible, conference=conference, scheduled_at=SOON, now=NOW
    )
    assert (following.place, following.state) == ("Schule", "planned")
    rows = following.participants.order_by("role").values_list("role", "consent", "name")
    assert list(rows) == [("professional", "", "Frau Lehrer"), ("young_person", "", "")]


def test_a_cancelled_conference_keeps_its_reason(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=SOON)
    with pytest.raises(ValidationError):
        service.cancel_conference(
            actor=case.responsible, conference=conference, reason=" ", version=1, now=NOW
        )
    conference = service.cancel_conference(
        actor=case.responsible, conference=conference, reason="Mutter krank", version=1, now=NOW
    )
    assert (conference.state, conference.cancel_reason) == ("cancelled", "Mutter krank")
    # What the family said stays in the file; the log knows that, not why.
    line = Entry.objects.get(action="planconference.cancelled")
    assert "krank" not in str(line.details)


def test_the_date_is_moved_while_the_conference_is_planned(case, child):
    conference = make_conference(case, young_person=child, scheduled_at=EARLIER)
    moved = service.update_conference(
        actor=case.responsible,
        conference=conference,
        changes={"scheduled_at": SOON},
        version=1,
        now=NOW,
    )
    assert moved.scheduled_at == SOON
    PlanConference.objects.filter(pk=moved.pk).update(state="held")
    with pytest.raises(NotPossible):
        service.update_conference(
            actor=case.responsible,
            conference=moved,
            changes={"place": "Amt"},
            version=moved.version + 1,
            now=NOW,
        )


def test_a_closed_case_has_no_new_conferences(case, child):
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=TODAY)
    with pytest.raises(NotPossible):
        service.prepare_conference(
            actor=case.responsible, case=case, young_person=child, scheduled_at=SOON, now=NOW
        )
