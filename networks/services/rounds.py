"""Verification rounds: asking the institutions of an area whether their entry is still true.

A round asks everybody once. Those with an e-mail address get a letter with a link; the others
stand on the list of those to call.
"""

from __future__ import annotations

import base64
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from networks.jobs import ROUND_LETTERS, scope_of
from networks.models import (
    District,
    EntryRequest,
    EntrySuggestion,
    Institution,
    InstitutionCategory,
    Municipality,
    SocialSpace,
    SuggestionState,
    VerificationRound,
)
from networks.rules.rounds import LONGEST_TERM_DAYS, TERM_DAYS, digest
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, updated
from sro.records import locked
from sro.refusals import NotPossible
from sro.ui.context import site_name
from sro.ui.models import Job
from sro.ui.services.jobs import JobHandle, start_job

log = logging.getLogger(__name__)

#: Names what the links of institutions are made for; other uses of the key give other values.
_SALT = "networks.entry-link"


@dataclass(frozen=True)
class Area:
    """Whom a round asks; what is None is not narrowed down."""

    district: District | None = None
    social_space: SocialSpace | None = None
    category: InstitutionCategory | None = None


def link_of(request: EntryRequest) -> str:
    """Return the secret part of the link; the key of the installation makes it from the nonce."""
    return _secret(request.nonce)


def _secret(nonce: str) -> str:
    made = salted_hmac(_SALT, nonce, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def due_institutions(
    *, actor: Any, area: Area, verified_before: date, today: date
) -> QuerySet[Institution]:
    """Return the institutions to ask: not verified since, and not being asked already."""
    asked = EntryRequest.objects.open_on(today).filter(institution=OuterRef("pk"))
    # Whoever has answered waits for the office, not the other way round.
    answered = EntrySuggestion.objects.filter(
        institution=OuterRef("pk"), state=SuggestionState.OPEN
    )
    places = {
        "social_space__district": area.district,
        "social_space": area.social_space,
        "category": area.category,
    }
    rows: QuerySet[Institution] = Institution.objects.allowing(actor, "verify").active_on(today)
    return (
        rows.filter(
            Q(last_verified__isnull=True) | Q(last_verified__lt=verified_before),
            ~Exists(asked),
            ~Exists(answered),
            **{path: chosen for path, chosen in places.items() if chosen is not None},
        )
        .select_related("category", "social_space__district")
        .defer("search_vector")
    )


def start_round(
    *,
    actor: Any,
    area: Area,
    verified_before: date,
    base_url: str,
    result_address: Callable[[VerificationRound], str],
    today: date,
    now: datetime,
    days: int = TERM_DAYS,
) -> VerificationRound:
    """Ask all institutions that are due; letters go out in the background after the commit.

    Raises NotPossible when nobody is due, ValidationError for a term that makes no sense.
    """
    access.require(actor, "add", VerificationRound)
    if not 1 <= days <= LONGEST_TERM_DAYS:
        raise ValidationError(
            _("A link holds between 1 and %(days)s days.") % {"days": LONGEST_TERM_DAYS}
        )
    if verified_before > today:
        raise ValidationError(_("The day must not lie in the future."))
    with transaction.atomic():
        # Two planners who start the same round at once ask everybody once.
        Municipality.objects.select_for_update(of=("self",)).first()
        rows = due_institutions(
            actor=actor, area=area, verified_before=verified_before, today=today
        )
        asked = list(rows.order_by("pk").values_list("pk", "email"))
        if not asked:
            raise NotPossible(_("Nobody has to be asked there at present."))
        expires_on = today + timedelta(days=days)
        started = created(
            actor,
            VerificationRound(
                district=area.district,
                social_space=area.social_space,
                category=area.category,
                verified_before=verified_before,
                started_at=now,
                started_by=actor,
                expires_on=expires_on,
                base_url=base_url,
            ),
            now,
            institutions=len(asked),
        )
        EntryRequest.objects.bulk_create(
            [_request(started, pk, bool(email), expires_on) for pk, email in asked],
            batch_size=1_000,
        )
        if any(email for _pk, email in asked):
            _start_sending(actor, started, result_address(started), now)
    return started


def _request(
    started: VerificationRound, institution: int, by_mail: bool, expires_on: date
) -> EntryRequest:
    nonce = secrets.token_urlsafe(32)
    return EntryRequest(
        verification_round=started,
        institution_id=institution,
        nonce=nonce,
        token_hash=digest(_secret(nonce)),
        by_mail=by_mail,
        expires_on=expires_on,
    )


def send_letters(
    *,
    actor: Any,
    verification_round: VerificationRound,
    result_address: str,
    today: date,
    now: datetime,
) -> Job:
    """Send the letters that have not gone out yet. Raises NotPossible, JobBusy."""
    access.require(actor, "change", verification_round)
    with transaction.atomic():
        if not verification_round.requests.to_send(today).exists():
            raise NotPossible(_("All letters of this round have been sent."))
        return _start_sending(actor, verification_round, result_address, now)


def _start_sending(
    actor: Any, verification_round: VerificationRound, result_address: str, now: datetime
) -> Job:
    return start_job(
        actor=actor,
        kind=ROUND_LETTERS,
        scope=scope_of(verification_round.pk),
        title=_("Letters to institutions: %(round)s") % {"round": verification_round},
        target_id=verification_round.pk,
        result_address=result_address,
        now=now,
    )


def perform_sending(*, handle: JobHandle, clock: Callable[[], datetime]) -> list[int]:
    """Send the letters of a job's round; returns the numbers of those that could not be sent."""
    today = timezone.localdate(clock())
    rows = EntryRequest.objects.filter(verification_round=handle.job.target_id)
    waiting = list(rows.to_send(today).sorted().values_list("pk", flat=True))
    failed = []
    for done, pk in enumerate(waiting):
        handle.progress(done, len(waiting), _("Sending letters"))
        try:
            send_letter(pk=pk, now=clock())
        except (OSError, SMTPException):
            # Never what the server said: it quotes the address.
            log.warning("letter of entry request %s could not be sent", pk)
            failed.append(pk)
    with transaction.atomic():
        handle.finish(clock())
    return failed


def send_letter(*, pk: int, now: datetime) -> bool:
    """Send one letter unless it has gone out; returns whether it went out now.

    Raises OSError or SMTPException when the mail server does not take it; then it is noted as
    failed. Whoever is interrupted between letter and note sends the same link once more.
    """
    try:
        with transaction.atomic():
            rows = EntryRequest.objects.to_send(timezone.localdate(now))
            request = rows.select_for_update(of=("self",)).filter(pk=pk).first()
            if request is None or not request.institution.email:
                return False
            _letter(request).send()
            EntryRequest.objects.filter(pk=pk).update(sent_at=now, failed_at=None)
            trail.record(
                request.verification_round.started_by,
                "entryrequest.sent",
                request.institution,
                now=now,
                round=request.verification_round_id,
            )
    except (OSError, SMTPException):
        EntryRequest.objects.filter(pk=pk).update(failed_at=now)
        raise
    return True


def _letter(request: EntryRequest) -> EmailMessage:
    started = request.verification_round
    municipality = Municipality.objects.first()
    reply = municipality.directory_email if municipality else ""
    path = reverse("public:entry", args=[link_of(request)])
    with translation.override(settings.LANGUAGE_CODE):
        context = {
            "institution": request.institution,
            "office": site_name(),
            "link": started.base_url.rstrip("/") + path,
            "expires_on": request.expires_on,
            "reply": reply,
        }
        return EmailMessage(
            # In one line, whatever an import has brought: it becomes a header of the mail.
            " ".join(
                (_("Is your entry still right? %(name)s") % {"name": request.institution}).split()
            ),
            render_to_string("networks/mail/entry_request.txt", context),
            to=[request.institution.email],
            reply_to=[reply] if reply else None,
        )


def close_round(
    *, actor: Any, verification_round: VerificationRound, version: int, today: date, now: datetime
) -> VerificationRound:
    """End a round early: its links no longer work. Raises NotPossible, StaleRecord."""
    with transaction.atomic():
        access.require(actor, "change", verification_round)
        current = locked(verification_round)
        if current.closed_at is not None:
            return current
        if not current.runs_on(today):
            raise NotPossible(_("This round is over."))
        return updated(actor, verification_round, {"closed_at": now}, version, now, verb="closed")
