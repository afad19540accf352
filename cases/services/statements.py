"""What people want, in their own words: writing it down, following it up, taking it back.

Nothing said is overwritten. A thread of versions is either open or entrusted as a whole, and what
is entrusted is continued by its author alone: so nobody learns from a refusal that there is
something they may not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, CaseMember, Person, Question, StatementKind, WillStatement
from cases.rules.statements import kind_of
from cases.services.guards import working_case
from sro import access
from sro.audit import trail
from sro.audit.keeping import in_words
from sro.records import acting, create_record, locked, update_record
from sro.refusals import NotPossible


@dataclass(frozen=True)
class Answer:
    """What was said to one of the questions. `follows` is the statement it replaces.

    An empty `kind` leaves it to the readiness: whoever is ready to act has a will.
    """

    text: str
    question: str = Question.FREE
    kind: str = ""
    readiness: str = ""
    entrusted: bool = False
    follows: WillStatement | None = None


def record_answers(
    *,
    actor: Any,
    case: Case,
    person: Person,
    answers: Sequence[Answer],
    said_on: date,
    now: datetime,
) -> list[WillStatement]:
    """Write down what a person of the case said in one conversation, several answers at once.

    Raises ValidationError when nothing was said, for a day to come, for somebody who does not
    belong to the case, and when somebody has followed up the same statement meanwhile; NotPossible
    for a closed case.
    """
    said = [answer for answer in answers if answer.text.strip()]
    if not said:
        raise ValidationError(_("Please write down at least one answer."))
    with acting(actor), transaction.atomic(), in_words(WillStatement):
        case = working_case(actor, case)
        if not CaseMember.objects.filter(case=case, person=person).exists():
            raise ValidationError({"person": _("Please choose a person of this case.")})
        _not_in_future(said_on, now)
        return [_write(actor, case, person, answer, said_on, now) for answer in said]


def revise_statement(
    *, actor: Any, statement: WillStatement, answer: Answer, said_on: date, now: datetime
) -> WillStatement:
    """Follow a statement with a newer version; the older one stays as it was said.

    Raises ValidationError when somebody else has done so meanwhile or nothing was said.
    """
    if not answer.text.strip():
        raise ValidationError({"text": _("Please write down what was said.")})
    with acting(actor), transaction.atomic(), in_words(WillStatement):
        case = working_case(actor, statement.case)
        _not_in_future(said_on, now)
        fresh = Answer(
            text=answer.text,
            question=statement.question,
            kind=answer.kind,
            readiness=answer.readiness,
            entrusted=statement.entrusted,
            follows=statement,
        )
        return _write(actor, case, statement.person, fresh, said_on, now)


def withdraw_statement(
    *, actor: Any, statement: WillStatement, said_on: date, now: datetime, words: str = ""
) -> WillStatement:
    """Note that the person no longer says so; `words` are the person's own, if there are any.

    What was said before stays readable. Raises ValidationError like :func:`revise_statement`.
    """
    with acting(actor), transaction.atomic(), in_words(WillStatement):
        case = working_case(actor, statement.case)
        _not_in_future(said_on, now)
        old = _continued(actor, statement)
        if old.withdrawn:
            raise NotPossible(_("This has already been taken back."))
        gone = create_record(
            actor,
            WillStatement(
                case=case,
                person=old.person,
                kind=old.kind,
                question=old.question,
                text=words.strip() or old.text,
                said_on=said_on,
                withdrawn=True,
                follows=old,
                entrusted=old.entrusted,
                author=actor,
                created_at=now,
            ),
        )
        trail.record(actor, "willstatement.withdrawn", gone, now=now, case=case.pk, follows=old.pk)
    return gone


def set_entrusted(
    *, actor: Any, statement: WillStatement, entrusted: bool, version: int, now: datetime
) -> WillStatement:
    """Mark a statement with all its versions as entrusted to its author (§ 65), or open it again.

    Raises PermissionDenied for anybody but the author, NotPossible where a colleague wrote one of
    the versions: what others have heard themselves cannot be kept from them.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, statement.case)
        access.require(actor, "change", statement)
        versions = _all_versions(statement)
        if any(each.author_id != actor.pk for each in versions):
            raise NotPossible(
                _("Colleagues have written this down, too. It cannot be entrusted to you alone.")
            )
        fresh = update_record(actor, statement, {"entrusted": entrusted}, version)
        for each in versions:
            if each.pk != statement.pk:
                update_record(actor, each, {"entrusted": entrusted}, each.version)
        if fresh.version != version:
            trail.record(
                actor,
                f"willstatement.{'entrusted' if entrusted else 'unentrusted'}",
                fresh,
                now=now,
                case=case.pk,
                fields=["entrusted"],
            )
    return fresh


def _write(
    actor: Any, case: Case, person: Person, answer: Answer, said_on: date, now: datetime
) -> WillStatement:
    kind = kind_of(answer.kind, answer.readiness)
    if kind == StatementKind.WISH and answer.readiness.strip():
        raise ValidationError(
            {
                "readiness": _(
                    "Whoever is ready to do something for it has a will. Please choose “will”, or"
                    " leave open what the person will do."
                )
            }
        )
    old = _continued(actor, answer.follows) if answer.follows is not None else None
    if old is not None:
        _belongs(old, case, person, answer)
    fresh = create_record(
        actor,
        WillStatement(
            case=case,
            person=person,
            kind=kind,
            question=answer.question,
            text=answer.text.strip(),
            readiness=answer.readiness.strip(),
            said_on=said_on,
            follows=old,
            entrusted=answer.entrusted,
            author=actor,
            created_at=now,
        ),
    )
    details = {"case": case.pk} if old is None else {"case": case.pk, "follows": old.pk}
    trail.record(actor, "willstatement.created", fresh, now=now, **details)
    return fresh


def _continued(actor: Any, statement: WillStatement) -> WillStatement:
    """Return the statement locked, if this actor may continue it."""
    access.require(actor, "change", statement)
    old = locked(statement)
    if WillStatement.objects.filter(follows=old).exists():
        raise NotPossible(_("Somebody has already written a newer version of this."))
    return old


def newest_version(statement: WillStatement) -> WillStatement:
    """Return the version of the statement that nothing follows."""
    newest = statement
    while (later := WillStatement.objects.filter(follows=newest).first()) is not None:
        newest = later
    return newest


def _belongs(old: WillStatement, case: Case, person: Person, answer: Answer) -> None:
    if (old.case_id, old.person_id) != (case.pk, person.pk):
        raise ValidationError(_("Only the same person's statement can be replaced."))
    if old.entrusted != answer.entrusted:
        raise ValidationError(
            _(
                "An entrusted answer cannot replace an open one, nor the other way round. It can"
                " stand beside it."
            )
        )


def _not_in_future(said_on: date, now: datetime) -> None:
    if said_on > timezone.localdate(now):
        raise ValidationError({"said_on": _("Please choose today or a day in the past.")})


def _all_versions(statement: WillStatement) -> list[WillStatement]:
    """Return every version of the thread, whoever may see it, locked, oldest first."""
    rows = WillStatement.objects.filter(case=statement.case_id, person=statement.person_id)
    known = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    next_of = {row.follows_id: row for row in known.values() if row.follows_id is not None}
    first = known[statement.pk]
    while first.follows_id is not None:
        first = known[first.follows_id]
    versions = [first]
    while (later := next_of.get(versions[-1].pk)) is not None:
        versions.append(later)
    return versions
