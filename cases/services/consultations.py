"""Advice before any decision (§ 36 (1) SGB VIII), and offers of the place handed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Case, Consultation, ConsultationOutcome, OfferHandover, Person
from cases.services.guards import working_case
from cases.services.life import take_step
from sro.audit.keeping import created, deleted, updated
from sro.refusals import NotPossible, only_known

CHANGEABLE = frozenset({"held_on", "concern", "advice", "outcome", "persons"})

#: With these nothing more is asked of the office; the case may be closed at once.
WITHOUT_SUPPORT = frozenset(
    {ConsultationOutcome.ANSWERED, ConsultationOutcome.OFFERS, ConsultationOutcome.ELSEWHERE}
)


def note_consultation(
    *,
    actor: Any,
    case: Case,
    held_on: date,
    concern: str,
    today: date,
    now: datetime,
    advice: str = "",
    outcome: str = "",
    persons: Iterable[Person] = (),
    close: bool = False,
) -> Consultation:
    """Write down what was asked and advised; nothing of it commits the family to anything.

    With `close` the case ends with this consultation, without a formal support. Raises
    ValidationError for wrong values, NotPossible for a closed case.
    """
    with transaction.atomic():
        working_case(actor, case)
        people = _people_of(case, persons)
        _require_past(held_on, today)
        consultation = created(
            actor,
            Consultation(
                case=case,
                held_on=held_on,
                concern=concern,
                advice=advice,
                outcome=outcome,
                author=actor,
            ),
            now,
            case=case.pk,
        )
        consultation.persons.set(people)
        if close:
            end_with(actor=actor, consultation=consultation, today=today, now=now)
    return consultation


def update_consultation(
    *,
    actor: Any,
    consultation: Consultation,
    changes: Mapping[str, Any],
    version: int,
    today: date,
    now: datetime,
    close: bool = False,
) -> Consultation:
    """Change a consultation. Raises StaleRecord when somebody else was faster."""
    only_known(changes, CHANGEABLE)
    values = dict(changes)
    with transaction.atomic():
        working_case(actor, consultation.case)
        if "persons" in values:
            values["persons"] = _people_of(consultation.case, values["persons"])
        if "held_on" in values:
            _require_past(values["held_on"], today)
        fresh = updated(actor, consultation, values, version, now)
        if close:
            end_with(actor=actor, consultation=fresh, today=today, now=now)
    return fresh


def end_with(*, actor: Any, consultation: Consultation, today: date, now: datetime) -> Case:
    """Close the case after a consultation that ended without a formal support.

    Raises NotPossible while the outcome is open, asks for a support, or something still runs.
    """
    if consultation.outcome not in WITHOUT_SUPPORT:
        raise NotPossible(
            {
                "outcome": _(
                    "Please say first what came out of it. A case is closed here only when no"
                    " formal support is wanted."
                )
            }
        )
    return take_step(
        actor=actor,
        case=consultation.case,
        action="close",
        reason=_("Consultation without formal support: %(outcome)s")
        % {"outcome": consultation.get_outcome_display()},
        today=today,
        now=now,
    )


def delete_consultation(
    *, actor: Any, consultation: Consultation, version: int, now: datetime
) -> None:
    """Delete a consultation entered by mistake; offers that were handed over stay in the case."""
    with transaction.atomic():
        working_case(actor, consultation.case)
        for handover in consultation.offers.select_for_update(of=("self",)):
            updated(actor, handover, {"consultation": None}, handover.version, now)
        deleted(actor, consultation, version, now)


def hand_over_offers(
    *,
    actor: Any,
    case: Case,
    offers: Sequence[tuple[Any, str]],
    today: date,
    now: datetime,
    consultation: Consultation | None = None,
) -> list[OfferHandover]:
    """Write down which offers the family takes along, each with a note for it.

    An offer that is on today's list already keeps its place there and gets the new note. Raises
    ValidationError without an offer, for one that no longer exists, NotPossible for a closed case.
    """
    if not offers:
        raise ValidationError(_("Please choose at least one offer first."))
    with transaction.atomic():
        working_case(actor, case)
        if consultation is not None and consultation.case_id != case.pk:
            raise ValidationError(_("This does not belong to the case."))
        known = {
            row.offer_id: row
            for row in OfferHandover.objects.filter(case=case, handed_on=today).select_for_update(
                of=("self",)
            )
        }
        return [
            _hand_over(actor, case, offer, note, consultation, known.get(offer.pk), today, now)
            for offer, note in offers
        ]


def take_back(*, actor: Any, handover: OfferHandover, version: int, now: datetime) -> None:
    """Remove an offer that was put on the list by mistake."""
    with transaction.atomic():
        working_case(actor, handover.case)
        deleted(actor, handover, version, now)


def _hand_over(
    actor: Any,
    case: Case,
    offer: Any,
    note: str,
    consultation: Consultation | None,
    known: OfferHandover | None,
    today: date,
    now: datetime,
) -> OfferHandover:
    if not offer.is_active_on(today):
        raise ValidationError(
            _("“%(offer)s” no longer exists. Please choose another offer.") % {"offer": offer}
        )
    if known is not None:
        changes: dict[str, Any] = {"note": note or known.note}
        if consultation is not None:
            changes["consultation"] = consultation
        return updated(actor, known, changes, known.version, now)
    return created(
        actor,
        OfferHandover(
            case=case,
            consultation=consultation,
            offer=offer,
            note=note,
            handed_on=today,
            author=actor,
        ),
        now,
        case=case.pk,
        offer=offer.pk,
    )


def _people_of(case: Case, persons: Iterable[Person]) -> list[Person]:
    """Return the persons, who have to belong to the case."""
    people = list(persons)
    known = set(case.members.values_list("person_id", flat=True))
    if any(person.pk not in known for person in people):
        raise ValidationError({"persons": _("Please choose persons of this case.")})
    return people


def _require_past(day: date, today: date) -> None:
    if day > today:
        raise ValidationError({"held_on": _("A consultation is noted when it has taken place.")})
