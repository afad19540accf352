"""Social-pedagogical diagnosis in three steps: entries, and hypotheses that are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, CaseMember, DiagnosisEntry, Hypothesis, HypothesisState, Person
from cases.services.guards import not_passed_on, working_case
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, updated
from sro.records import StaleRecord, acting, locked, update_record
from sro.refusals import NotPossible, only_known

ENTRY_FIELDS = frozenset({"step", "about", "text", "written_on", "entrusted"})
HYPOTHESIS_FIELDS = frozenset({"text", "grounds", "written_on", "check_on", "entrusted"})
LOOK_AGAIN = HypothesisState.OPEN


@dataclass(frozen=True)
class Finding:
    """What checking a hypothesis showed.

    `state` is confirmed, refuted, changed (then `new_text` holds the assumption that replaces it)
    or open (it is looked at again on `check_on`). `check_on` also dates the new assumption.
    """

    state: str
    result: str
    checked_on: date
    check_on: date | None = None
    new_text: str = ""
    new_grounds: str = ""


def add_entry(
    *,
    actor: Any,
    case: Case,
    step: str,
    text: str,
    written_on: date,
    now: datetime,
    about: Person | None = None,
    entrusted: bool = False,
) -> DiagnosisEntry:
    """Write down an observation, an explanation or a conclusion.

    Raises ValidationError for somebody who does not belong to the case or a day to come,
    NotPossible for a closed case.
    """
    with transaction.atomic():
        case = working_case(actor, case)
        _of_the_case(case, about)
        _not_in_future("written_on", written_on, now)
        entry = DiagnosisEntry(
            case=case,
            step=step,
            about=about,
            text=text,
            written_on=written_on,
            entrusted=entrusted,
            author=actor,
        )
        return created(actor, entry, now, case=case.pk)


def change_entry(
    *,
    actor: Any,
    entry: DiagnosisEntry,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> DiagnosisEntry:
    """Change an entry; raises StaleRecord when somebody was faster."""
    only_known(changes, ENTRY_FIELDS)
    with transaction.atomic():
        case = working_case(actor, entry.case)
        _of_the_case(case, changes.get("about"))
        _not_in_future("written_on", changes.get("written_on"), now)
        _entrusted_by_author(actor, entry, changes)
        return updated(actor, entry, changes, version, now)


def delete_entry(*, actor: Any, entry: DiagnosisEntry, version: int, now: datetime) -> None:
    """Delete an entry that was not passed on (NotPossible); its history stays."""
    with transaction.atomic():
        working_case(actor, entry.case)
        access.require(actor, "delete", entry)
        not_passed_on(entry)
        deleted(actor, entry, version, now)


def add_hypothesis(
    *,
    actor: Any,
    case: Case,
    text: str,
    written_on: date,
    now: datetime,
    grounds: str = "",
    check_on: date | None = None,
    entrusted: bool = False,
) -> Hypothesis:
    """Write down an assumption; on `check_on` it comes back to be checked."""
    with transaction.atomic():
        case = working_case(actor, case)
        _not_in_future("written_on", written_on, now)
        _check_comes_later(written_on, check_on)
        hypothesis = Hypothesis(
            case=case,
            text=text,
            grounds=grounds,
            written_on=written_on,
            check_on=check_on,
            entrusted=entrusted,
            author=actor,
        )
        return created(actor, hypothesis, now, case=case.pk)


def change_hypothesis(
    *,
    actor: Any,
    hypothesis: Hypothesis,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> Hypothesis:
    """Change an assumption that is still to be checked; a checked one stays (NotPossible)."""
    only_known(changes, HYPOTHESIS_FIELDS)
    with transaction.atomic():
        working_case(actor, hypothesis.case)
        current = _still_open(actor, hypothesis)
        written_on = changes.get("written_on", current.written_on)
        _not_in_future("written_on", written_on, now)
        _check_comes_later(written_on, changes.get("check_on", current.check_on))
        _entrusted_by_author(actor, current, changes)
        return updated(actor, hypothesis, changes, version, now)


def delete_hypothesis(*, actor: Any, hypothesis: Hypothesis, version: int, now: datetime) -> None:
    """Delete an assumption that was not passed on (NotPossible); its history stays."""
    with transaction.atomic():
        working_case(actor, hypothesis.case)
        access.require(actor, "delete", hypothesis)
        not_passed_on(hypothesis)
        deleted(actor, hypothesis, version, now)


def check_hypothesis(
    *, actor: Any, hypothesis: Hypothesis, finding: Finding, version: int, now: datetime
) -> tuple[Hypothesis, Hypothesis | None]:
    """Note what a check showed; returns the hypothesis and the one that replaces it, if any.

    Raises ValidationError where the result, the new assumption or the next day is missing,
    NotPossible when it was checked before, StaleRecord when somebody was faster.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, hypothesis.case)
        current = locked(hypothesis)
        if current.version != version:
            access.require(actor, "change", current)
            raise StaleRecord(current)
        _still_open(actor, current)
        _complete(finding, current, now)
        changes: dict[str, Any] = {"state": finding.state, "result": finding.result.strip()}
        if finding.state == LOOK_AGAIN:
            changes["check_on"] = finding.check_on
        else:
            changes["checked_on"] = finding.checked_on
        fresh = update_record(actor, current, changes, version)
        trail.record(
            actor, "hypothesis.checked", fresh, now=now, case=case.pk, result=finding.state
        )
        follower = None
        if finding.state == HypothesisState.CHANGED:
            follower = created(
                actor,
                Hypothesis(
                    case=case,
                    text=finding.new_text,
                    grounds=finding.new_grounds,
                    written_on=finding.checked_on,
                    check_on=finding.check_on,
                    # What grew out of something entrusted is entrusted.
                    entrusted=fresh.entrusted,
                    author=actor,
                ),
                now,
                case=case.pk,
            )
    return fresh, follower


def _complete(finding: Finding, hypothesis: Hypothesis, now: datetime) -> None:
    errors = {}
    if not finding.result.strip():
        errors["result"] = _("Please write down what the check showed.")
    if finding.state == HypothesisState.CHANGED and not finding.new_text.strip():
        errors["new_text"] = _("Please write down the assumption that replaces this one.")
    if finding.state == LOOK_AGAIN and finding.check_on is None:
        errors["check_on"] = _("Please say when to look at it again.")
    if errors:
        raise ValidationError(errors)
    _not_in_future("checked_on", finding.checked_on, now)
    if finding.checked_on < hypothesis.written_on:
        raise ValidationError(
            {"checked_on": _("The check cannot lie before the day of the assumption.")}
        )
    _check_comes_later(finding.checked_on, finding.check_on)


def _still_open(actor: Any, hypothesis: Hypothesis) -> Hypothesis:
    access.require(actor, "change", hypothesis)
    current = locked(hypothesis)
    if current.state != HypothesisState.OPEN:
        raise NotPossible(_("This assumption was already checked. Please write a new one."))
    return current


def _entrusted_by_author(
    actor: Any, entry: DiagnosisEntry | Hypothesis, changes: Mapping[str, Any]
) -> None:
    """Only to its author can an entry be entrusted, and only the author opens it again."""
    wanted = changes.get("entrusted", entry.entrusted)
    if wanted != entry.entrusted and entry.author_id != actor.pk:
        raise ValidationError(
            {"entrusted": _("Only who wrote the entry can say that it was entrusted to them.")}
        )


def _of_the_case(case: Case, person: Person | None) -> None:
    if person is not None and not CaseMember.objects.filter(case=case, person=person).exists():
        raise ValidationError({"about": _("Please choose a person of this case.")})


def _not_in_future(field: str, day: date | None, now: datetime) -> None:
    if day is not None and day > timezone.localdate(now):
        raise ValidationError({field: _("Please choose today or a day in the past.")})


def _check_comes_later(written_on: date, check_on: date | None) -> None:
    if check_on is not None and check_on < written_on:
        raise ValidationError(
            {"check_on": _("The check cannot lie before the day of the assumption.")}
        )
