"""Asking institutions whether their entry is still true: how far a letter is, and its link."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, timedelta
from enum import StrEnum

#: So many days a link may be used, unless somebody chooses otherwise.
TERM_DAYS = 28
#: Longer than this nobody remembers the letter.
LONGEST_TERM_DAYS = 90
#: After so many days without an answer somebody may want to call.
OVERDUE_AFTER_DAYS = 14
#: So many days before its end a round stands on the start page.
ENDING_WITHIN_DAYS = 7

#: 256 bits in the letters of addresses.
_LINK = re.compile(r"[A-Za-z0-9_-]{43}")


class RequestState(StrEnum):
    """How far the question to one institution is."""

    TO_CALL = "to_call"
    WAITING = "waiting"
    FAILED = "failed"
    SENT = "sent"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    ANSWERED = "answered"
    VERIFIED = "verified"
    GONE = "gone"


def request_state(
    *,
    by_mail: bool,
    has_address: bool,
    exists: bool,
    sent_on: date | None,
    failed: bool,
    answered: bool,
    verified_on: date | None,
    asked_on: date,
    expires_on: date,
    today: date,
) -> RequestState:
    """Return how far it is; whoever was verified since is done, in whichever way.

    `by_mail` is how the round began; an address (`has_address`) may have been taken out since,
    and the institution (`exists`) may have closed.
    """
    if answered:
        return RequestState.ANSWERED
    if verified_on is not None and verified_on >= asked_on:
        return RequestState.VERIFIED
    if not exists:
        return RequestState.GONE
    if not by_mail or (sent_on is None and not has_address):
        return RequestState.TO_CALL
    if not may_answer(expires_on, today):
        return RequestState.EXPIRED
    if sent_on is None:
        return RequestState.FAILED if failed else RequestState.WAITING
    if today - sent_on >= timedelta(days=OVERDUE_AFTER_DAYS):
        return RequestState.OVERDUE
    return RequestState.SENT


def may_answer(expires_on: date, today: date) -> bool:
    """Return whether a link still holds; its last day counts."""
    return today <= expires_on


def is_ending(expires_on: date, today: date) -> bool:
    """Return whether a round that still runs ends within days."""
    return today <= expires_on <= today + timedelta(days=ENDING_WITHIN_DAYS)


def looks_like_link(text: str) -> bool:
    """Return whether something typed can be the secret of a link at all."""
    return _LINK.fullmatch(text) is not None


def digest(secret: str) -> str:
    """Return what is stored of a link: nobody can go back from here to the link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(secret: str, stored: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(digest(secret), stored)
