"""Verification rounds: who is asked, letters that go out once, how far a round is."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from networks.models import EntryRequest, Institution, VerificationRound
from networks.models.rounds import REQUEST_STATES
from networks.rules.rounds import RequestState, digest, request_state
from networks.services import rounds
from networks.services.rounds import Area
from networks.tasks import send_letter, send_round_letters
from sro.access import Role
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.networks.factories import make_category, make_district, make_institution, make_space
from tests.networks.factories_entries import (
    BASE,
    make_letter_job,
    make_request,
    make_round,
    make_suggestion,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 2)


@pytest.fixture
def actor():
    return person(Role.PLANNER)


def start(actor, area=None, **values):
    today = timezone.localdate()
    return rounds.start_round(
        actor=actor,
        area=area or Area(),
        **{
            "verified_before": today,
            "base_url": BASE,
            "result_address": lambda made: f"/runde/{made.pk}/",
            "today": today,
            "now": timezone.now(),
            **values,
        },
    )


def names(made):
    return sorted(made.requests.values_list("institution__name", flat=True))


# --- how far a question is ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "state"),
    [
        ({"answered": True, "by_mail": False}, RequestState.ANSWERED),
        ({"verified_on": TODAY}, RequestState.VERIFIED),
        ({"verified_on": TODAY - timedelta(days=1)}, RequestState.SENT),
        ({"by_mail": False, "sent_on": None}, RequestState.TO_CALL),
        ({"sent_on": None}, RequestState.WAITING),
        ({"sent_on": None, "failed": True}, RequestState.FAILED),
        ({}, RequestState.SENT),
        ({"today": TODAY + timedelta(days=13)}, RequestState.SENT),
        ({"today": TODAY + timedelta(days=14)}, RequestState.OVERDUE),
        ({"today": TODAY + timedelta(days=28)}, RequestState.OVERDUE),
        ({"today": TODAY + timedelta(days=29)}, RequestState.EXPIRED),
        ({"today": TODAY + timedelta(days=29), "sent_on": None}, RequestState.EXPIRED),
        ({"sent_on": None, "has_address": False}, RequestState.TO_CALL),
        ({"sent_on": None, "has_address": False, "failed": True}, RequestState.TO_CALL),
        ({"has_address": False}, RequestState.SENT),
        ({"exists": False}, RequestState.GONE),
        ({"exists": False, "by_mail": False}, RequestState.GONE),
        ({"exists": False, "verified_on": TODAY}, RequestState.VERIFIED),
    ],
)
def test_how_far_a_question_is(values, state):
    usual = {
        "by_mail": True,
        "has_address": True,
        "exists": True,
        "sent_on": TODAY,
        "failed": False,
        "answered": False,
        "verified_on": None,
        "asked_on": TODAY,
        "expires_on": TODAY + timedelta(days=28),
        "today": TODAY,
    }
    assert request_state(**{**usual, **values}) is state


def test_the_database_tells_the_states_apart_as_the_rule_does():
    now, today = timezone.now(), timezone.localdate()
    house = make_institution(email="a@example.org")
    changes = [
        {},
        {"by_mail": False},
        {"sent_at": now},
        {"sent_at": now - timedelta(days=14)},
        {"failed_at": now},
        {"expires_on": today - timedelta(days=1)},
        {"sent_at": now, "used_at": now, "answer": "confirmed"},
    ]
    made = [make_round(house).requests.get() for _each in changes]
    for request, values in zip(made, changes, strict=True):
        EntryRequest.objects.filter(pk=request.pk).update(**values)
    others = [
        make_round(make_institution(email="b@example.org", **values)).requests.get()
        for values in (
            {"last_verified": today},
            {"active_until": today},
            {"active_from": today + timedelta(days=1)},
        )
    ]
    # An address that was taken out since: before the letter went out, and after.
    for values in ({}, {"sent_at": now}, {"failed_at": now}):
        request = make_round(make_institution(email="c@example.org")).requests.get()
        EntryRequest.objects.filter(pk=request.pk).update(**values)
        Institution.objects.filter(pk=request.institution_id).update(email="")
        others.append(request)
    rows = EntryRequest.objects.filter(pk__in=[each.pk for each in made + others]).select_related(
        "institution", "verification_round"
    )
    found = {
        row.pk: [state for state in RequestState if rows.in_state(state, today).filter(pk=row.pk)]
        for row in rows
    }
    assert found == {row.pk: [row.state_on(today)] for row in rows}
    counted = rows.count_states(today)
    assert sum(counted.values()) == len(rows)
    assert all(counted.values())
    # What is said to wait for its letter is what gets one.
    waiting = [pk for pk, [state] in found.items() if state in ("waiting", "failed")]
    assert sorted(rows.to_send(today).values_list("pk", flat=True)) == sorted(waiting)


# --- whom a round asks ----------------------------------------------------------------------------


def test_a_round_asks_who_was_not_verified_since(actor):
    today = timezone.localdate()
    make_institution(name="nie")
    make_institution(name="alt", last_verified=today - timedelta(days=1))
    make_institution(name="frisch", last_verified=today)
    make_institution(name="zu", active_until=today)
    assert names(start(actor)) == ["alt", "nie"]


def test_a_round_is_narrowed_down_by_place_and_kind(actor):
    district, category = make_district(), make_category()
    space = make_space(district=district)
    make_institution(name="hier", social_space=space, category=category)
    make_institution(name="anders", social_space=space)
    make_institution(name="nebenan", social_space=make_space(district=district))
    make_institution(name="fern")
    assert names(start(actor, Area(district, space, category))) == ["hier"]
    assert names(start(actor, Area(district, space))) == ["anders"]
    assert names(start(actor, Area(district))) == ["nebenan"]


def test_whoever_is_being_asked_is_not_asked_again(actor):
    make_institution(email="a@example.org")
    start(actor)
    with pytest.raises(NotPossible):
        start(actor)
    assert VerificationRound.objects.count() == 1


def test_after_the_end_of_a_round_one_may_ask_again(actor):
    make_institution(email="a@example.org")
    first = start(actor)
    rounds.close_round(
        actor=actor,
        verification_round=first,
        version=first.version,
        today=timezone.localdate(),
        now=timezone.now(),
    )
    assert names(start(actor)) == names(first)


def test_whoever_has_answered_waits_for_the_office(actor):
    make_suggestion(make_request(make_institution(email="a@example.org"), actor=actor))
    EntryRequest.objects.update(used_at=timezone.now(), answer="corrected")
    with pytest.raises(NotPossible):
        start(actor)


@pytest.mark.parametrize("days", [0, 91])
def test_a_term_makes_sense(actor, days):
    make_institution()
    with pytest.raises(ValidationError):
        start(actor, days=days)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PLANNER])
def test_only_planners_start_rounds(role):
    make_institution()
    space = make_space()
    with pytest.raises(PermissionDenied):
        start(person(role, district=space.district, provider=make_provider()))


# --- letters --------------------------------------------------------------------------------------


def test_letters_go_to_those_with_an_address_once_each(actor):
    with_mail = [make_institution(name=f"Haus {n}", email=f"h{n}@example.org") for n in range(3)]
    made = make_round(*with_mail, make_institution(name="ohne"), actor=actor)
    send_round_letters(make_letter_job(made).pk)
    assert sorted(letter.to[0] for letter in mail.outbox) == [each.email for each in with_mail]
    assert made.requests.filter(sent_at=None).count() == 1
    send_round_letters(make_letter_job(made).pk)
    assert len(mail.outbox) == 3


def test_the_link_of_a_letter_is_kept_as_a_fingerprint_only(actor, django_assert_num_queries):
    made = make_round(make_institution(email="a@example.org"), actor=actor)
    send_round_letters(make_letter_job(made).pk)
    [line] = [row for row in mail.outbox[0].body.splitlines() if row.startswith(BASE)]
    token = line.removeprefix(f"{BASE}eintrag/").rstrip("/")
    request = made.requests.get()
    assert request.token_hash == digest(token)
    assert token not in str(EntryRequest.objects.values().get())
    assert token not in str(list(Entry.objects.values()))


def test_a_mail_server_that_is_down_is_noted_and_tried_again(actor, monkeypatch, eager_jobs):
    made = make_round(make_institution(email="a@example.org"), actor=actor)
    tried = []

    def broken(_letter):
        tried.append(1)
        raise ConnectionRefusedError("a@example.org")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", broken)
        patch.setattr("networks.tasks_rounds.send_letter.apply_async", lambda *_a, **_k: None)
        send_round_letters(make_letter_job(made).pk)
    request = made.requests.get()
    assert tried
    assert (request.sent_at, request.failed_at is not None) == (None, True)
    assert send_letter(request.pk)
    request.refresh_from_db()
    assert request.sent_at is not None
    assert request.failed_at is None
    assert not send_letter(request.pk)
    assert len(mail.outbox) == 1


def test_a_name_never_becomes_a_header_of_its_own(actor):
    made = make_round(
        make_institution(name="Haus\nBcc: alle@example.org", email="a@example.org"), actor=actor
    )
    assert rounds.send_letter(pk=made.requests.get().pk, now=timezone.now())
    assert mail.outbox[0].recipients() == ["a@example.org"]
    assert "\n" not in mail.outbox[0].subject


def test_no_letter_after_the_round_was_ended(actor):
    made = make_round(make_institution(email="a@example.org"), actor=actor)
    rounds.close_round(
        actor=actor,
        verification_round=made,
        version=made.version,
        today=timezone.localdate(),
        now=timezone.now(),
    )
    assert not rounds.send_letter(pk=made.requests.get().pk, now=timezone.now())
    assert mail.outbox == []


MEANWHILE = [
    ({"last_verified": timezone.localdate}, RequestState.VERIFIED, False),
    ({"active_until": timezone.localdate}, RequestState.GONE, False),
    ({"email": lambda: ""}, RequestState.TO_CALL, False),
    ({"email": lambda: "neu@example.org"}, RequestState.WAITING, True),
]


@pytest.mark.parametrize(("changes", "state", "waits"), MEANWHILE)
def test_nobody_is_written_to_who_need_not_be_asked_any_more(client, actor, changes, state, waits):
    house = make_institution(email="a@example.org")
    made = make_round(house, actor=actor)
    values = {name: value() for name, value in changes.items()}
    Institution.objects.filter(pk=house.pk).update(**values)
    client.force_login(actor)
    page = client.get(reverse("networks:round_detail", args=[made.pk]))
    send = reverse("networks:round_send", args=[made.pk])
    assert f"{REQUEST_STATES[state]}: 1" in page.text
    # The button is there where it does something, and promises just what it does.
    assert (send in page.text) == waits
    assert ("1 E-Mail wird" in client.get(send).text) == waits
    if not waits:
        with pytest.raises(NotPossible):
            rounds.send_letters(
                actor=actor,
                verification_round=made,
                result_address="/",
                today=timezone.localdate(),
                now=timezone.now(),
            )
    send_round_letters(make_letter_job(made).pk)
    rounds.send_letter(pk=made.requests.get().pk, now=timezone.now())
    assert [letter.to for letter in mail.outbox] == [["neu@example.org"]] * waits
