"""Rounds, links and corrections for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from networks.models import EntryRequest, EntrySuggestion, Municipality, VerificationRound
from networks.services import rounds
from sro.access import Role
from sro.ui.models import Job
from sro.ui.models.jobs import JobState
from tests.networks.factories import make_institution, make_municipality
from tests.people import person

BASE = "https://sro.example/"


def open_directory(**values: Any) -> Municipality:
    """The municipality with its directory open to everybody."""
    municipality = make_municipality()
    for name, value in {"directory_open": True, **values}.items():
        setattr(municipality, name, value)
    municipality.save()
    return municipality


def make_round(*institutions: Any, actor: Any = None, **values: Any) -> VerificationRound:
    """A round that asks the given institutions; its letters wait."""
    now = timezone.now()
    made = VerificationRound.objects.create(
        **{
            "verified_before": timezone.localdate(),
            "started_at": now,
            "started_by": actor or person(Role.PLANNER),
            "expires_on": timezone.localdate() + timedelta(days=28),
            "base_url": BASE,
            **values,
        }
    )
    for institution in institutions:
        rounds._request(made, institution.pk, bool(institution.email), made.expires_on).save()
    return made


def make_request(institution: Any = None, **values: Any) -> EntryRequest:
    """An institution that was sent a link."""
    institution = institution or make_institution(email="haus@example.org")
    made = make_round(institution, **values)
    request = made.requests.get()
    EntryRequest.objects.filter(pk=request.pk).update(sent_at=timezone.now())
    return EntryRequest.objects.select_related("institution", "verification_round").get(
        pk=request.pk
    )


def make_suggestion(request: EntryRequest | None = None, **values: Any) -> EntrySuggestion:
    """What an institution wants changed about itself: its opening hours."""
    request = request or make_request()
    return EntrySuggestion.objects.create(
        **{
            "request": request,
            "institution": request.institution,
            "kind": "institution",
            "name": request.institution.name,
            "before": {"opening_hours": request.institution.opening_hours},
            "after": {"opening_hours": "Mo 9–12"},
            "received_on": timezone.localdate(),
            **values,
        }
    )


def make_letter_job(made: VerificationRound) -> Job:
    """The job that sends the letters of a round, as its worker finds it."""
    return Job.objects.create(
        kind="networks.round_letters",
        scope=f"networks.round.{made.pk}",
        title="Briefe",
        target_id=made.pk,
        state=JobState.QUEUED,
        created_by=made.started_by,
        created_at=timezone.now(),
    )
