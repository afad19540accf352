"""Family group conferences: suggesting one, who coordinates, what the family says to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Case, FamilyGroupConference, StandIn
from cases.rules.councils import BEFORE, COUNCIL_TRANSITIONS, RUNNING, CouncilState
from cases.rules.states import CaseState
from cases.services.colleagues import colleagues
from cases.services.guards import working_case
from networks.models import Provider
from sro import access
from sro.accounts.models import Membership, User
from sro.audit import trail
from sro.audit.keeping import created, updated
from sro.records import StaleRecord, acting, locked, update_record
from sro.refusals import NotPossible, only_known
from sro.states import TransitionRefused, next_state

FIELDS = frozenset({"name", "referral", "referral_note", "concern"})


# --- what all of them ask -------------------------------------------------------------------------


def open_council(
    actor: Any,
    council: FamilyGroupConference,
    action: str,
    version: int | None = None,
    *,
    may_have_ended: bool = False,
) -> FamilyGroupConference:
    """Return the conference locked, of an open case and in the actor's hands.

    Raises PermissionDenied for others, NotPossible once it has ended (unless it may have),
    StaleRecord when somebody was faster than `version`.
    """
    # The case first, as everywhere; whoever coordinates does not work on it.
    case = locked(council.case)
    current = locked(council)
    access.require(actor, action, current)
    if version is not None and current.version != version:
        raise StaleRecord(current)
    if case.state == CaseState.CLOSED:
        raise NotPossible(_("This case is closed. Please reopen it first."))
    if current.state not in RUNNING and not may_have_ended:
        raise NotPossible(_("This family group conference has ended and stays as it is."))
    return current


def step_to(council: FamilyGroupConference, action: str, reason: str = "") -> str:
    """Return the state a step leads to. Raises NotPossible, in words, where it leads nowhere."""
    try:
        return next_state(COUNCIL_TRANSITIONS, action, council.state, reason)
    except TransitionRefused as refused:
        if refused.code == "reason":
            raise ValidationError({"reason": _("Please give a reason.")}) from refused
        raise NotPossible(
            _("This step is not possible while the family group conference is: %(state)s.")
            % {"state": council.get_state_display()}
        ) from refused


def touched(council: FamilyGroupConference, version: int) -> FamilyGroupConference:
    """Raise the version when only parts were written, so that another desk notices."""
    if council.version == version:
        council.save(update_fields=["version"])
        council.refresh_from_db(fields=["version"])
    return council


# --- suggesting -----------------------------------------------------------------------------------


def refer(
    *,
    actor: Any,
    case: Case,
    name: str,
    referral: str,
    concern: str,
    now: datetime,
    referral_note: str = "",
) -> FamilyGroupConference:
    """Suggest a family group conference; whether there is one is for the family to say.

    Raises NotPossible while one is running in the case, or when the case is closed.
    """
    with acting(actor), transaction.atomic():
        case = working_case(actor, case)
        if FamilyGroupConference.objects.filter(case=case, state__in=RUNNING).exists():
            raise NotPossible(
                _("A family group conference is already on its way. Please go on with that one.")
            )
        council = FamilyGroupConference(
            case=case,
            name=name,
            referral=referral,
            referral_note=referral_note,
            concern=concern,
            referred_on=timezone.localdate(now),
            author=actor,
        )
        return created(actor, council, now, case=case.pk)


def update_council(
    *,
    actor: Any,
    council: FamilyGroupConference,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> FamilyGroupConference:
    """Change for whom it is, where it came up, and the question, until the family has met.

    Raises StaleRecord when somebody was faster, NotPossible afterwards.
    """
    only_known(changes, FIELDS)
    with transaction.atomic():
        current = open_council(actor, council, "change", version)
        if current.state not in BEFORE:
            raise NotPossible(_("The family has met on this question; it stays as it was."))
        return updated(actor, current, changes, version, now)


# --- who coordinates ------------------------------------------------------------------------------


def possible_coordinators(case: Case, today: date) -> QuerySet[User]:
    """Return the colleagues who can coordinate: nobody who is in charge or leads the team.

    Whoever stands in decides for some days as well.
    """
    standing_in = StandIn.objects.filter(case=case, valid_from__lte=today, valid_until__gt=today)
    leads = Membership.objects.valid_on(today).filter(
        role=access.Role.TEAM_LEAD, district_id=case.district_id
    )
    in_charge = Q(pk=case.responsible_id) | Q(pk=case.deputy_id)
    return (
        colleagues(today)
        .exclude(in_charge)
        .exclude(pk__in=leads.order_by().values("user_id"))
        .exclude(pk__in=standing_in.order_by().values("user_id"))
    )


def staff_of(provider: Provider, today: date) -> QuerySet[User]:
    """Return who works for a provider, by name."""
    roles = [str(role) for role in access.PROVIDER_ROLES]
    return (
        User.objects.active()
        .with_membership_on(today, provider=provider.pk, role__in=roles)
        .order_by("sort_key", "display_name", "pk")
    )


def name_coordinator(
    *,
    actor: Any,
    council: FamilyGroupConference,
    provider: Provider | None,
    coordinator: User | None,
    version: int,
    now: datetime,
    family_agrees: bool = False,
) -> FamilyGroupConference:
    """Choose a colleague, or a provider, which may name its person itself.

    Before the family has said yes to the conference, a provider learns of it only if the family
    agrees. Raises ValidationError without that, and for somebody who decides on the case or does
    not work there today.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        current = open_council(actor, council, "name_coordinator", version)
        if provider is not None:
            _of_provider(provider, coordinator, today)
            known = provider.pk == current.provider_id
            if current.state == CouncilState.REFERRED and not family_agrees and not known:
                raise ValidationError(
                    {
                        "family_agrees": _(
                            "The provider reads the family's name and the question. Please ask the"
                            " family first."
                        )
                    }
                )
        elif coordinator is None:
            raise ValidationError(_("Please choose a colleague or a provider."))
        elif not possible_coordinators(current.case, today).filter(pk=coordinator.pk).exists():
            raise ValidationError(
                {"coordinator": _("Whoever decides on the case does not coordinate.")}
            )
        return _named(actor, current, provider, coordinator, version, now)


def name_person(
    *,
    actor: Any,
    council: FamilyGroupConference,
    coordinator: User,
    version: int,
    now: datetime,
) -> FamilyGroupConference:
    """Let the lead of the coordinating provider say who of them coordinates."""
    with transaction.atomic():
        current = open_council(actor, council, "name_person", version)
        if current.provider is None:
            raise NotPossible(_("No provider coordinates this family group conference."))
        _of_provider(current.provider, coordinator, timezone.localdate(now))
        return _named(
            actor, current, current.provider, coordinator, version, now, action="name_person"
        )


def _of_provider(provider: Provider, coordinator: User | None, today: date) -> None:
    if coordinator is not None and not staff_of(provider, today).filter(pk=coordinator.pk).exists():
        raise ValidationError({"coordinator": _("This person does not work for the provider.")})


def _named(
    actor: Any,
    council: FamilyGroupConference,
    provider: Provider | None,
    coordinator: User | None,
    version: int,
    now: datetime,
    action: str = "change",
) -> FamilyGroupConference:
    changes = {"provider": provider, "coordinator": coordinator}
    return updated(actor, council, changes, version, now, action=action, verb="coordinator_named")


# --- what the family says -------------------------------------------------------------------------


def answer_of_family(
    *, actor: Any, council: FamilyGroupConference, wanted: bool, version: int, now: datetime
) -> FamilyGroupConference:
    """Note whether the family wants it. It may say no until it meets, and needs no reason."""
    action = "agree" if wanted else "decline"
    with transaction.atomic():
        current = open_council(actor, council, "coordinate", version)
        return move(actor, current, action, {}, now, right="coordinate")


def move(
    actor: Any,
    council: FamilyGroupConference,
    action: str,
    changes: Mapping[str, Any],
    now: datetime,
    *,
    reason: str = "",
    right: str = "change",
) -> FamilyGroupConference:
    """Take a step of the conference's life and log it; the caller holds the lock."""
    state = step_to(council, action, reason)
    with acting(actor), transaction.atomic():
        council_pk, case = council.pk, council.case_id
        values = {**changes, "state": state}
        if state in RUNNING:
            fresh = update_record(actor, council, values, council.version, right)
        else:
            fresh = _last_step(actor, council, values, right)
        code = f"familygroupconference.{action}"
        trail.record(actor, code, fresh, now=now, case=case, council=council_pk)
    return fresh


def _last_step(
    actor: Any, council: FamilyGroupConference, values: Mapping[str, Any], right: str
) -> FamilyGroupConference:
    """Write the step after which the coordinator no longer sees the conference."""
    access.require(actor, right, council)
    for name, value in values.items():
        setattr(council, name, value)
    council.full_clean()
    council.save(update_fields=[*values])
    council.refresh_from_db()
    return council


def has_coordinated(user: Any, council: FamilyGroupConference) -> bool:
    """Return whether somebody coordinates it, or did so since the family wants it."""
    if council.coordinator_id == user.pk:
        return True
    history: Any = FamilyGroupConference.pgh_event_model  # type: ignore[attr-defined]
    events = history.objects.filter(pgh_obj=council.pk, coordinator=user.pk)
    return events.exclude(state__in=(CouncilState.REFERRED, CouncilState.NOT_WANTED)).exists()
