"""Pages of conferences: what they ask, show, keep."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import (
    ConferenceParticipant,
    Custody,
    IssuedDocument,
    PlanConference,
)
from tests.cases.factories import (
    agree,
    make_case,
    make_caseworker,
    make_conference,
    make_goal,
    make_person,
    make_plan,
)

pytestmark = pytest.mark.django_db
PAST = datetime(2025, 6, 2, 7, 0, tzinfo=UTC)


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker):
    return make_case(worker)


@pytest.fixture
def child(case):
    return make_person(case, birth_date=date(2014, 3, 1))


@pytest.fixture
def mother(case, child):
    mother = make_person(case, "parent", given_name="Ada")
    Custody.objects.create(case=case, child=child, holder=mother, kind="sole")
    return mother


@pytest.fixture(autouse=True)
def logged_in(client, worker):
    client.force_login(worker)


def url(conference, name="conference", **more):
    args = {"pk": conference.case_id, "conference_pk": conference.pk, **more}
    return reverse(f"cases:{name}", kwargs=args)


def guest(conference, role="professional", **values):
    return ConferenceParticipant.objects.create(
        conference=conference, role=role, **({"name": "Frau Lehrer"} | values)
    )


def test_a_conference_is_prepared_on_one_page(client, case, child, mother):
    father = make_person(case, "parent")
    new = reverse("cases:conference_new", args=[case.pk])
    page = client.get(new)
    field = page.context["form"].fields["participants"]
    assert f"custodian-p{mother.pk}" in field.initial
    # Who needs consent is offered, not ticked.
    assert f"other_parent-p{father.pk}" in dict(field.choices)
    assert f"other_parent-p{father.pk}" not in field.initial
    data = {"day": "2025-07-01", "time": "14:30", "place": "Schule"}
    answer = client.post(new, {**data, "participants": field.initial})
    conference = PlanConference.objects.get()
    assert answer.url == url(conference)
    assert timezone.localtime(conference.scheduled_at).strftime("%d.%m. %H:%M") == "01.07. 14:30"
    assert conference.participants.count() == len(field.initial)


@pytest.mark.parametrize("day", ["0001-01-01", "0205-07-01", "9999-12-31"])
def test_a_year_nobody_means_is_asked_about(client, case, child, day):
    # The first days of year 1 do not exist in UTC: stored, no page could read them again.
    new = reverse("cases:conference_new", args=[case.pk])
    answer = client.post(new, {"day": day, "time": "00:00", "place": "Schule"})
    assert answer.status_code == 422
    assert "Dieses Jahr ist wohl nicht gemeint." in answer.text
    assert not PlanConference.objects.exists()


def test_with_several_young_people_the_first_question_is_for_whom(client, case, child):
    sister = make_person(case)
    new = reverse("cases:conference_new", args=[case.pk])
    page = client.get(new).text
    assert f"?fuer={child.pk}" in page
    assert f"?fuer={sister.pk}" in page
    assert "participants" in client.get(f"{new}?fuer={sister.pk}").text
    stranger = make_person(make_case())
    assert client.get(f"{new}?fuer={stranger.pk}").status_code == 404
    assert client.get(f"{new}?fuer=abc").status_code == 404


def test_without_a_young_person_the_page_says_what_to_do(client, case):
    page = client.get(reverse("cases:conference_new", args=[case.pk])).text
    assert reverse("cases:person_new", args=[case.pk]) in page


def test_the_page_says_what_is_missing_before_inviting(client, case, child, mother):
    conference = make_conference(case, young_person=child, scheduled_at=PAST)
    guest(conference)
    page = client.get(url(conference)).text
    for text in ("Der Ort fehlt noch", "müssen die Sorgeberechtigten einwilligen", mother.name):
        assert text in page


def test_consent_is_noted_with_those_who_hold_custody(client, case, child, mother):
    conference = make_conference(case, young_person=child)
    teacher = guest(conference)
    address = url(conference, "participant_consent", participant_pk=teacher.pk)
    assert mother.name in client.get(address).text
    refused = client.post(address, {"consent": "given", "_version": 1})
    assert refused.status_code == 422
    data = {"consent": "given", "answered_by": [mother.name], "consent_on": "2025-06-02"}
    client.post(address, {**data, "_version": 1})
    teacher.refresh_from_db()
    assert (teacher.consent, teacher.consent_by) == ("given", mother.name)


def test_a_second_custodian_who_was_not_asked_is_named(client, case, child):
    names = []
    for _ in range(2):
        parent = make_person(case, "parent")
        Custody.objects.create(case=case, child=child, holder=parent, kind="joint")
        names.append(parent.name)
    conference = make_conference(case, young_person=child)
    address = url(conference, "participant_consent", participant_pk=guest(conference).pk)
    data = {"consent": "given", "answered_by": names[:1], "consent_on": "2025-06-02"}
    page = client.post(address, {**data, "_version": 1}, follow=True).text
    assert f"Es entscheidet auch mit: {names[1]}" in page


def test_only_those_who_may_come_are_offered_for_invitation(client, case, child, mother):
    tomorrow = timezone.now() + timedelta(days=1)
    conference = make_conference(case, young_person=child, scheduled_at=tomorrow)
    own = guest(conference, "custodian", person=mother, name="")
    teacher = guest(conference)
    page = client.get(url(conference, "conference_invite"))
    assert list(page.context["form"].fields["participants"].queryset) == [own]
    wrong = client.post(url(conference, "conference_invite"), {"participants": [teacher.pk]})
    assert wrong.status_code == 422
    client.post(url(conference, "conference_invite"), {"participants": [own.pk], "_version": 1})
    assert IssuedDocument.objects.get().person == mother
    assert IssuedDocument.objects.get().title in client.get(url(conference)).text


def test_the_conversation_is_written_down_and_concluded(client, case, child, mother):
    plan = make_plan(case, child)
    make_goal(plan)
    agree(plan, in_force=True)
    conference = make_conference(case, young_person=child, scheduled_at=PAST, plan=plan)
    own = guest(conference, "custodian", person=mother, name="")
    guest(conference)
    hold = url(conference, "conference_hold")
    fields = client.get(hold).context["form"].fields
    # Who needs consent and has none cannot have been there.
    assert [name for name in fields if name.startswith("da_")] == [f"da_{own.pk}"]
    client.post(hold, {"minutes": "Ada ruft an.", f"da_{own.pk}": "yes", "_version": 1})
    page = client.get(url(conference)).text
    assert "Ada ruft an." in page
    assert "Wie war der junge Mensch beteiligt?" in page
    review = reverse("cases:plan_review", args=[case.pk, plan.pk])
    assert f"{review}?gespraech={conference.pk}" in page
    conference.refresh_from_db()
    close = url(conference, "conference_close")
    refused = client.post(close, {"_version": conference.version})
    assert refused.status_code == 422
    client.post(hold, {"child_part": "present", "minutes": "Ja.", "_version": conference.version})
    conference.refresh_from_db()
    day = timezone.localdate() + timedelta(days=90)
    data = {"next_on": day.isoformat(), "plan_next": "on", "time": "10:00"}
    client.post(close, {**data, "_version": conference.version})
    conference.refresh_from_db()
    assert (conference.state, conference.next_on) == ("closed", day)
    following = PlanConference.objects.get(state="planned")
    assert timezone.localdate(following.scheduled_at) == day
    assert following.plan == plan


def test_the_next_conversation_needs_a_day_and_a_time(client, case, child):
    conference = make_conference(
        case, young_person=child, scheduled_at=PAST, state="held", child_part="present"
    )
    answer = client.post(
        url(conference, "conference_close"), {"plan_next": "on", "_version": conference.version}
    )
    assert answer.status_code == 422
    assert {"next_on", "time"} <= set(answer.context["form"].errors)


def test_a_stale_save_of_minutes_shows_both_texts(client, case, child):
    conference = make_conference(case, young_person=child, scheduled_at=PAST, state="held")
    PlanConference.objects.filter(pk=conference.pk).update(minutes="Text der Kollegin")
    answer = client.post(
        url(conference, "conference_hold"), {"minutes": "Mein Text", "_version": 1}
    )
    assert answer.status_code == 409
    assert "Text der Kollegin" in answer.text
    assert "Mein Text" in answer.text
    conference.refresh_from_db()
    assert conference.minutes == "Text der Kollegin"


def test_calling_off_asks_why(client, case, child):
    conference = make_conference(case, young_person=child)
    cancel = url(conference, "conference_cancel")
    assert client.post(cancel, {"_version": 1}).status_code == 422
    client.post(cancel, {"reason": "Mutter krank", "_version": 1})
    assert "Mutter krank" in client.get(url(conference)).text


def test_somebody_is_added_by_exactly_one_way(client, case, child, mother, worker):
    conference = make_conference(case, young_person=child)
    new = url(conference, "participant_new")
    for data in ({}, {"person": mother.pk, "name": "Ada"}, {"user": worker.pk, "name": "Ada"}):
        assert client.post(new, {"role": "trusted", **data}).status_code == 422
    client.post(new, {"role": "professional", "name": "Frau Lehrer", "institution": "Schule"})
    row = conference.participants.get()
    remove = url(conference, "participant_remove", participant_pk=row.pk)
    assert client.get(remove).status_code == 200
    client.post(remove, {"_version": row.version})
    assert not conference.participants.exists()


def test_the_next_is_prepared_from_a_concluded_one(client, case, child):
    conference = make_conference(
        case, young_person=child, scheduled_at=PAST, child_part="present", state="closed"
    )
    data = {"day": "2025-12-01", "time": "09:00"}
    client.post(url(conference, "conference_next"), data)
    assert PlanConference.objects.filter(state="planned").count() == 1


def test_the_date_is_changed(client, case, child):
    conference = make_conference(case, young_person=child)
    edit = url(conference, "conference_edit")
    assert 'value="2025-06-02"' in client.get(edit).text
    client.post(edit, {"day": "2025-06-09", "time": "08:15", "place": "Hier", "_version": 1})
    conference.refresh_from_db()
    assert timezone.localtime(conference.scheduled_at).strftime("%d.%m. %H:%M") == "09.06. 08:15"


def test_a_participant_of_another_conversation_is_not_found(client, case, child):
    own = make_conference(case, young_person=child)
    other = guest(make_conference(case, young_person=child))
    foreign = guest(make_conference(make_case()))
    for row in (other, foreign):
        address = url(own, "participant_consent", participant_pk=row.pk)
        assert client.get(address).status_code == 404


def test_queries_do_not_grow_with_participants_and_conversations(client, case, child):
    conference = make_conference(case, young_person=child)
    pages = [url(conference), reverse("cases:conference_list", args=[case.pk])]
    counts = []
    for _ in range(2):
        for number in range(4):
            guest(conference, name=f"Fachkraft {number} {_}")
            guest(conference, "trusted", person=make_person(case), name="")
            make_conference(case, young_person=child)
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as captured:
            for page in pages:
                client.get(page)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_page_of_the_case_shows_the_conversations(client, case, child):
    conference = make_conference(case, young_person=child, place="Familienzentrum")
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert url(conference) in page
    assert "Familienzentrum" in page


def test_the_goals_to_look_at_are_those_of_the_version_agreed_last(client, case, child):
    agreed = agree(make_plan(case, child), in_force=True)
    make_plan(case, child, number=2, previous=agreed)
    page = client.get(reverse("cases:conference_new", args=[case.pk]))
    assert page.context["form"]["plan"].value() == agreed.pk
    assert f"{child.name}, Fassung 1" in page.content.decode()


def test_nobody_invited_nobody_asked_who_took_part(client, case, child):
    conference = make_conference(case, young_person=child, scheduled_at=PAST)
    address = url(conference, "conference_hold")
    assert "Wer teilgenommen hat" not in client.get(address).content.decode()
    guest(conference, role="trusted")
    assert "Wer teilgenommen hat" in client.get(address).content.decode()
