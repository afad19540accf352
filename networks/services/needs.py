"""Needs of a place: reported, joined, assessed, planned, realised, declined, taken up again.

Nothing here knows a family. Whoever reported is told of every decision, also where the need was
merged into another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import (
    District,
    InstitutionCategory,
    Need,
    NeedAnswer,
    NeedOrigin,
    NeedReport,
    Network,
    SocialSpace,
)
from networks.rules.states import NEED_TRANSITIONS, OPEN_NEEDS, NeedState
from networks.services.one_place import require_one_place
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, updated
from sro.records import StaleRecord, create_records, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason
from sro.states import TransitionRefused, next_state

CHANGEABLE = frozenset(
    {"title", "description", "category", "target_group", "district", "social_space"}
)
LINKS = frozenset({"project", "offer", "network", "budget_line"})
#: What each step may write besides the state, and the word of its line in the trail.
STEPS: Mapping[str, tuple[frozenset[str], str]] = {
    "assess": (frozenset({"priority", "assessment"}), "assessed"),
    "plan": (LINKS, "planned"),
    "realise": (LINKS, "realised"),
    "decline": (frozenset(), "declined"),
    "reopen": (frozenset(), "reopened"),
}
#: After these steps everybody who reported is told.
TOLD = frozenset({"plan", "realise", "decline", "reopen"})


def report_need(
    *,
    actor: Any,
    now: datetime,
    title: str,
    district: District | None = None,
    social_space: SocialSpace | None = None,
    words: str = "",
    description: str = "",
    category: InstitutionCategory | None = None,
    target_group: str = "",
    origin: str = NeedOrigin.DIRECT,
    network: Network | None = None,
) -> Need:
    """Report something that is missing in a social space, or in a whole district.

    `words` are how the reporter says it; `network` is the one whose meeting named it. Raises
    ValidationError for wrong values or without a place.
    """
    if origin == NeedOrigin.PLANS:
        raise TypeError("needs from plans are counted, never reported")
    today = timezone.localdate(now)
    with transaction.atomic():
        need = created(
            actor,
            Need(
                title=title,
                description=description,
                category=category,
                target_group=target_group,
                social_space=social_space,
                district=_district_of(district, social_space),
                origin=origin,
                reported_on=today,
                reported_by=actor,
            ),
            now,
        )
        _voice(actor, need, now, words=words, source=origin, network=network)
    return need


def join_need(
    *,
    actor: Any,
    need: Need,
    now: datetime,
    words: str = "",
    source: str = NeedOrigin.DIRECT,
    network: Network | None = None,
) -> NeedReport:
    """Say that one misses the same.

    Raises NotPossible when the need is no longer open, or it was said before: by the actor in the
    own name, or for the same network by anybody. A person has one voice, and so has a network.
    """
    with transaction.atomic():
        access.require(actor, "view", need)
        current = locked(need)
        if current.state not in OPEN_NEEDS:
            raise NotPossible(
                _("This need is no longer open. Please report what is missing as a new one.")
            )
        if network is not None:
            if current.reports.filter(network=network).exists():
                raise NotPossible(_("This need has already been reported for this network."))
        elif has_reported(actor, current):
            raise NotPossible(_("You have already reported this need."))
        return _voice(actor, current, now, words=words, source=source, network=network)


def has_reported(user: Any, need: Need) -> bool:
    """Return whether somebody has reported a need in their own name, not for a network."""
    own = NeedReport.objects.filter(need=need, reporter=user.pk, network__isnull=True)
    return bool(own.exists())


def change_need(
    *, actor: Any, need: Need, changes: Mapping[str, Any], version: int, now: datetime
) -> Need:
    """Correct what is missing, for whom and where. Raises StaleRecord, NotPossible when merged."""
    only_known(changes, CHANGEABLE)
    with transaction.atomic():
        current = locked(need)
        if current.state == NeedState.MERGED:
            raise NotPossible(_("This need was merged into another one. Please change that one."))
        place = {
            "social_space": current.social_space,
            "district": current.district,
            **{name: changes[name] for name in ("social_space", "district") if name in changes},
        }
        district = _district_of(place["district"], place["social_space"])
        if district != current.district and current.merged.exists():
            raise NotPossible(
                _("Others were merged into this need; until that is taken back it stays here.")
            )
        return updated(actor, need, {**changes, "district": district}, version, now)


def take_step(
    *,
    actor: Any,
    need: Need,
    step: str,
    version: int,
    now: datetime,
    reason: str = "",
    answer: str = "",
    values: Mapping[str, Any] | None = None,
) -> Need:
    """Take a step of `STEPS` with a need; `answer` is what those are told who reported it.

    Raises NotPossible where the step does not start from its state, ValidationError without the
    reason it needs, StaleRecord.
    """
    allowed, verb = STEPS[step]
    written = dict(values or {})
    only_known(written, allowed)
    with transaction.atomic():
        access.require(actor, "decide", need)
        current = locked(need)
        if current.version != version:
            raise StaleRecord(current)
        target = _target(current, step, reason)
        changes = {
            **written,
            "state": target.value,
            "reason": reason.strip(),
            "decided_on": timezone.localdate(now),
        }
        fresh = updated(actor, current, changes, version, now, action="decide", verb=verb)
        if step in TOLD:
            tell(actor=actor, need=fresh, text=answer.strip() or fresh.reason, now=now)
    return fresh


def take_steps(
    *,
    actor: Any,
    needs: Iterable[tuple[Need, int]],
    step: str,
    now: datetime,
    reason: str = "",
    answer: str = "",
    values: Mapping[str, Any] | None = None,
) -> list[Need]:
    """Take one step with several needs, each with its version: with all of them or with none."""
    with transaction.atomic():
        return [
            take_step(
                actor=actor,
                need=need,
                step=step,
                version=version,
                now=now,
                reason=reason,
                answer=answer,
                values=values,
            )
            for need, version in sorted(needs, key=lambda pair: pair[0].pk)
        ]


def tell(*, actor: Any, need: Need, text: str, now: datetime) -> int:
    """Tell everybody who reported the need, or one merged into it, where it stands.

    Nobody is told what they did themselves. Returns how many were told.
    """
    members = Need.objects.members_of([need.pk])[need.pk]
    return tell_reporters(actor=actor, needs=members, state=need.state, text=text, now=now)


def tell_reporters(
    *, actor: Any, needs: Iterable[int], state: str, text: str, now: datetime
) -> int:
    """Tell everybody who reported one of these needs; several reports of one person once."""
    reports: dict[int | None, NeedReport] = {}
    found = NeedReport.objects.filter(need__in=needs, reporter__isnull=False)
    for report in found.exclude(reporter=actor).select_related("need").order_by("pk"):
        reports.setdefault(report.reporter_id, report)
    answers = [
        NeedAnswer(report=report, state=state, text=text, answered_at=now, answered_by=actor)
        for report in reports.values()
    ]
    create_records(actor, answers)
    return len(answers)


def mark_read(*, actor: Any, need: Need, now: datetime) -> int:
    """Note that the actor has read the answers to the own reports of a need."""
    with transaction.atomic():
        rows = NeedAnswer.objects.allowing(actor, "read").filter(
            report__need=need, report__reporter=actor, seen_at=None
        )
        answers = list(rows.select_for_update(of=("self",)))
        for answer in answers:
            update_record(actor, answer, {"seen_at": now}, answer.version, "read")
        if answers:
            trail.record(actor, "needanswer.read", need, now=now)
    return len(answers)


def _voice(
    actor: Any, need: Need, now: datetime, *, words: str, source: str, network: Network | None
) -> NeedReport:
    report = NeedReport(
        need=need,
        reporter=actor,
        reported_on=timezone.localdate(now),
        words=words.strip(),
        source=source,
        network=network,
    )
    return created(actor, report, now, need=need.pk)


def _district_of(district: District | None, space: SocialSpace | None) -> District:
    if space is not None and district is None:
        return space.district
    if district is None:
        raise ValidationError(
            {"district": _("Please say where it is missing: a social space or a district.")}
        )
    require_one_place(space, district)
    return district


def _target(need: Need, step: str, reason: str) -> NeedState:
    try:
        return NeedState(next_state(NEED_TRANSITIONS, step, need.state, reason))
    except TransitionRefused as refused:
        if refused.code == "reason":
            required_reason(reason)
        raise NotPossible(
            _("“%(need)s” is %(state)s; this step is not possible from there.")
            % {"need": need.title, "state": need.get_state_display()}
        ) from refused
