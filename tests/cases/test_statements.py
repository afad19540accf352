"""What people want: several answers at once, newer versions, taking back, entrusting."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from cases.models import Question, WillStatement
from cases.rules.statements import threads
from cases.services import statements as service
from cases.services.statements import Answer
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_person,
    make_statement,
    make_team_lead,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    return make_case()


@pytest.fixture
def mika(case):
    return make_person(case)


def record(case, person, *answers, actor=None, said_on=TODAY):
    return service.record_answers(
        actor=actor or case.responsible,
        case=case,
        person=person,
        answers=answers,
        said_on=said_on,
        now=NOW,
    )


def revise(statement, text, actor=None, **more):
    return service.revise_statement(
        actor=actor or statement.author,
        statement=statement,
        answer=Answer(text, **more),
        said_on=TODAY,
        now=NOW,
    )


def test_several_answers_of_one_conversation(case, mika):
    said = record(
        case,
        mika,
        Answer("Ruhe am Abend", Question.IMAGINE),
        Answer("  ", Question.MOTIVATE),
        Answer("Ich gehe hin", Question.CHANGE, readiness="Ich stelle den Wecker."),
    )
    assert [(row.question, row.kind) for row in said] == [("imagine", "wish"), ("change", "will")]
    assert {row.author for row in said} == {case.responsible}
    assert Entry.objects.filter(action="willstatement.created").count() == 2
    assert "Ruhe" not in str(list(Entry.objects.values_list("details", flat=True)))


@pytest.mark.parametrize(
    ("kind", "readiness", "expected"),
    [("", "", "wish"), ("", "Ich rufe an.", "will"), ("will", "", "will"), ("wish", "", "wish")],
)
def test_readiness_tells_a_will_from_a_wish(case, mika, kind, readiness, expected):
    (row,) = record(case, mika, Answer("Besuch", kind=kind, readiness=readiness))
    assert row.kind == expected


def test_a_wish_with_readiness_is_asked_about(case, mika):
    with pytest.raises(ValidationError) as caught:
        record(case, mika, Answer("Besuch", kind="wish", readiness="Ich rufe an."))
    assert "readiness" in caught.value.message_dict
    assert not WillStatement.objects.exists()


def test_nothing_said_nothing_written(case, mika):
    with pytest.raises(ValidationError):
        record(case, mika, Answer(" "))


def test_only_people_of_the_case_and_no_day_to_come(case, mika):
    with pytest.raises(ValidationError):
        record(case, make_person(make_case()), Answer("Ruhe"))
    with pytest.raises(ValidationError):
        record(case, mika, Answer("Ruhe"), said_on=TODAY + timedelta(days=1))


def test_only_who_works_on_the_case_writes(case, mika):
    for stranger in (make_caseworker(case.district), make_caseworker()):
        with pytest.raises(PermissionDenied):
            record(case, mika, Answer("Ruhe"), actor=stranger)


def test_a_closed_case_takes_nothing(case, mika):
    case.state, case.closed_on = "closed", TODAY
    case.save()
    with pytest.raises(NotPossible):
        record(case, mika, Answer("Ruhe"))


def test_a_newer_version_follows_and_the_older_stays(case, mika):
    first = make_statement(case, mika)
    second = revise(first, "Ich gehe an drei Tagen.", readiness="Mit dem Rad.")
    first.refresh_from_db()
    assert (second.follows, second.question, second.kind) == (first, first.question, "will")
    assert first.text == "Ich will wieder jeden Tag zur Schule gehen."
    (thread,) = threads(WillStatement.objects.filter(case=case))
    assert thread.versions == (second, first)
    with pytest.raises(NotPossible):
        revise(first, "Anders")


def test_the_database_lets_no_second_version_follow(case, mika):
    first = make_statement(case, mika)
    make_statement(case, mika, follows=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        make_statement(case, mika, follows=first)


def test_replacing_in_the_form_of_five_questions(case, mika):
    first = make_statement(case, mika)
    (second,) = record(case, mika, Answer("Neu", first.question, follows=first))
    assert second.follows == first
    other = make_person(case)
    with pytest.raises(ValidationError):
        record(case, other, Answer("Neu", first.question, follows=second))


def test_taken_back_is_said_too(case, mika):
    first = make_statement(case, mika)
    gone = service.withdraw_statement(
        actor=case.responsible, statement=first, said_on=TODAY, now=NOW, words="Jetzt nicht mehr."
    )
    assert (gone.withdrawn, gone.text, gone.follows) == (True, "Jetzt nicht mehr.", first)
    (thread,) = threads(WillStatement.objects.filter(case=case))
    assert not thread.holds
    assert Entry.objects.filter(action="willstatement.withdrawn").exists()
    with pytest.raises(NotPossible):
        service.withdraw_statement(actor=case.responsible, statement=gone, said_on=TODAY, now=NOW)
    # Somebody may come back to it.
    assert revise(gone, "Doch wieder").follows == gone


@pytest.mark.parametrize("change", ["text = 'anders'", "kind = 'wish'", "said_on = '2020-01-01'"])
def test_the_database_refuses_to_change_what_was_said(case, mika, change):
    row = make_statement(case, mika)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE cases_willstatement SET {change} WHERE id = %s", [row.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_willstatement WHERE id = %s", [row.pk])


def test_entrusted_is_the_authors_alone(case, mika):
    case.deputy = make_caseworker(case.district)
    case.save()
    record(case, mika, Answer("Nur für dich", entrusted=True))
    rows = WillStatement.objects.filter(case=case)
    assert rows.visible_to(case.responsible).count() == 1
    for other in (case.deputy, make_team_lead(case.district)):
        assert not rows.visible_to(other).exists()


def test_a_thread_is_entrusted_as_a_whole(case, mika):
    lead = make_team_lead(case.district)
    first = make_statement(case, mika)
    second = revise(first, "Ich gehe an drei Tagen.")
    service.set_entrusted(
        actor=case.responsible, statement=second, entrusted=True, version=second.version, now=NOW
    )
    assert not WillStatement.objects.visible_to(lead).exists()
    second.refresh_from_db()
    with pytest.raises(PermissionDenied):
        service.set_entrusted(
            actor=lead, statement=second, entrusted=False, version=second.version, now=NOW
        )
    third = revise(second, "Ganz anders")
    assert third.entrusted


def test_what_colleagues_wrote_cannot_be_hidden_from_them(case, mika):
    lead = make_team_lead(case.district)
    first = make_statement(case, mika, author=lead)
    second = revise(first, "Weiter", actor=case.responsible)
    with pytest.raises(NotPossible):
        service.set_entrusted(
            actor=case.responsible,
            statement=second,
            entrusted=True,
            version=second.version,
            now=NOW,
        )
    assert WillStatement.objects.visible_to(lead).count() == 2


def test_no_refusal_tells_of_an_entrusted_version(case, mika):
    """An entrusted answer stands beside an open one: nobody runs into what they may not see."""
    first = make_statement(case, mika)
    with pytest.raises(ValidationError):
        record(case, mika, Answer("Geheim", first.question, entrusted=True, follows=first))
    assert revise(first, "Offen", actor=make_team_lead(case.district)).follows == first


def test_what_was_entrusted_to_a_colleague_is_continued_by_the_colleague(case, mika):
    from cases.models import Disclosure

    row = make_statement(case, mika, entrusted=True)
    lead = make_team_lead(case.district)
    with pytest.raises(PermissionDenied):
        revise(row, "Weiter", actor=lead)
    Disclosure.objects.create(
        case=case,
        entry_kind="willstatement",
        entry_id=row.pk,
        ground="consent",
        recipient_user=lead,
        reason="Mit Mika besprochen.",
        author=case.responsible,
        at=NOW,
    )
    with pytest.raises(PermissionDenied):
        revise(row, "Weiter", actor=lead)


def test_threads_stand_in_the_order_of_their_newest_version(case, mika):
    old = make_statement(case, mika, said_on=date(2025, 1, 1))
    beside = make_statement(case, mika, said_on=date(2025, 3, 1), question="imagine")
    new = make_statement(case, mika, said_on=date(2025, 5, 1), follows=old)
    found = threads(WillStatement.objects.filter(case=case))
    assert [thread.newest for thread in found] == [new, beside]
    assert found[0].older == (old,)
