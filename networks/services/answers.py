"""What an institution says about its own entry by the link it was sent.

The link is the right: it belongs to one institution, once, until its date. Nobody is logged in,
so nobody stands beside the change; the trail says that it came by the link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pghistory
from django.db import transaction

from networks.models import (
    Answer,
    EntryRequest,
    EntrySuggestion,
    Institution,
    Offer,
    SuggestionKind,
)
from networks.rules.corrections import (
    INSTITUTION_FIELDS,
    NEW_OFFER_FIELDS,
    OFFER_FIELDS,
    difference,
)
from networks.rules.rounds import digest as digest_of
from networks.rules.rounds import looks_like_link, may_answer, same
from sro.audit import trail


class LinkSpent(Exception):
    """The link was used, has expired, or its round has ended."""


class EntryChanged(Exception):
    """The entry is another one than the institution has looked at; nothing was written."""


@dataclass(frozen=True)
class Said:
    """What an institution says: values of its own fields, and of each of its offers by number."""

    institution: Mapping[str, Any] = field(default_factory=dict)
    offers: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    ended: frozenset[int] = frozenset()
    new: Mapping[str, Any] | None = None


def request_of(token: str) -> EntryRequest | None:
    """Return what a link belongs to, used or not; None for a link that was never made."""
    if not looks_like_link(token):
        return None
    found = (
        EntryRequest.objects.filter(token_hash=digest_of(token), by_mail=True)
        .select_related("verification_round", "institution__category", "institution__social_space")
        .first()
    )
    return found if found is not None and same(token, found.token_hash) else None


def as_it_is(request: EntryRequest) -> EntryRequest:
    """Return the question and its entry as they stand in the database now."""
    rows = EntryRequest.objects.select_related("verification_round", "institution__category")
    return rows.select_related("institution__social_space").get(pk=request.pk)


def was_said(request: EntryRequest, fingerprint: str) -> bool:
    """Return whether this very answer was taken before: a second click is no fault."""
    kept = as_it_is(request).answer_digest
    return bool(kept) and kept == fingerprint


def is_open(request: EntryRequest, today: date) -> bool:
    """Return whether the link can be used: once, until its date, for an entry that exists."""
    return (
        request.used_at is None
        and may_answer(request.expires_on, today)
        and request.verification_round.closed_at is None
        and request.institution.is_active_on(today)
    )


def offers_of(institution: Institution, today: date) -> list[Offer]:
    """Return the offers an institution is asked about."""
    return list(institution.offers.active_on(today).order_by("sort_key", "pk"))


def seen(institution: Institution, offers: Sequence[Offer]) -> str:
    """Return what stands for the entry as it is now; another state is another text."""
    return " ".join(
        [f"{institution.version}", *(f"{offer.pk}:{offer.version}" for offer in offers)]
    )


def answer(
    *,
    request: EntryRequest,
    said: Said,
    as_seen: str,
    today: date,
    now: datetime,
    fingerprint: str = "",
) -> Answer:
    """Note an institution's answer: what is right counts as verified, the rest as a suggestion.

    `as_seen` is :func:`seen` of the page that was answered, `fingerprint` names what was sent.
    Raises LinkSpent, EntryChanged.
    """
    with transaction.atomic(), pghistory.context(user=None, source="entry link"):
        rows = EntryRequest.objects.select_for_update(of=("self",))
        current = rows.select_related("verification_round", "institution").get(pk=request.pk)
        if not is_open(current, today):
            raise LinkSpent
        institution = Institution.objects.select_for_update(of=("self",)).get(
            pk=current.institution_id
        )
        offers = list(
            Offer.objects.select_for_update(of=("self",))
            .filter(institution=institution)
            .active_on(today)
            .order_by("sort_key", "pk")
        )
        if seen(institution, offers) != as_seen:
            raise EntryChanged
        suggestions = _suggestions(current, institution, offers, said, today)
        EntrySuggestion.objects.bulk_create(suggestions)
        touched = {each.offer_id for each in suggestions}
        if not any(each.kind == SuggestionKind.INSTITUTION for each in suggestions):
            _confirm(institution, today, now, current)
        for offer in offers:
            if offer.pk not in touched:
                _confirm(offer, today, now, current)
        outcome = Answer.CORRECTED if suggestions else Answer.CONFIRMED
        EntryRequest.objects.filter(pk=current.pk).update(
            used_at=now, answer=outcome, answer_digest=fingerprint
        )
        if suggestions:
            trail.record(
                None,
                "institution.corrected_by_link",
                institution,
                now=now,
                request=current.pk,
                suggestions=[each.pk for each in suggestions],
            )
    return outcome


def _suggestions(
    request: EntryRequest,
    institution: Institution,
    offers: Sequence[Offer],
    said: Said,
    today: date,
) -> list[EntrySuggestion]:
    """Return what is to be changed. Offers of others that somebody names are not looked at."""

    def suggestion(kind: SuggestionKind, name: str, **values: Any) -> EntrySuggestion:
        return EntrySuggestion(
            request=request,
            institution=institution,
            kind=kind,
            name=name,
            received_on=today,
            **values,
        )

    found = []
    before, after = _compared(institution, said.institution, INSTITUTION_FIELDS)
    if after:
        found.append(
            suggestion(SuggestionKind.INSTITUTION, institution.name, before=before, after=after)
        )
    for offer in offers:
        if offer.pk in said.ended:
            found.append(suggestion(SuggestionKind.END, offer.name, offer=offer))
            continue
        before, after = _compared(offer, said.offers.get(offer.pk, {}), OFFER_FIELDS)
        if after:
            found.append(
                suggestion(
                    SuggestionKind.OFFER, offer.name, offer=offer, before=before, after=after
                )
            )
    if said.new:
        values = {name: said.new.get(name) for name in NEW_OFFER_FIELDS if name in said.new}
        found.append(suggestion(SuggestionKind.NEW, str(values["name"]), after=values))
    return found


def _compared(
    entry: Institution | Offer, said: Mapping[str, Any], fields: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return old and new values of what differs; only fields an institution may speak about."""
    return difference(
        {name: getattr(entry, name) for name in fields},
        {name: said[name] for name in fields if name in said},
    )


def _confirm(entry: Institution | Offer, today: date, now: datetime, request: EntryRequest) -> None:
    """Note that the institution itself has said today that the entry is right."""
    if entry.last_verified != today:
        entry.last_verified = today
        entry.save(update_fields=["last_verified"])
    trail.record(
        None,
        f"{entry._meta.model_name}.confirmed_by_link",
        entry,
        now=now,
        request=request.pk,
    )
