"""Needs counted in plans: a place and a kind of offer, never a word of a plan.

What may be shown was decided before (reporting.services.need_intake); nothing here counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from networks.models import (
    District,
    InstitutionCategory,
    Need,
    NeedOrigin,
    NeedReport,
    SocialSpace,
)
from networks.rules.states import OPEN_NEEDS
from sro.audit import trail
from sro.records import acting

# The advisory lock that stands for "needs from plans are being taken in".
LOCK = (7_316, 1)


@dataclass(frozen=True)
class Counted:
    """What plans of a quarter name as missing in a place; `key` names quarter, place and kind."""

    key: str
    category: InstitutionCategory
    district: District
    social_space: SocialSpace | None
    title: str
    words: str
    day: date


def take_in(*, actor: Any, counted: Sequence[Counted], now: datetime) -> int:
    """Take in what was not yet: as a voice of the open need of the same place and kind, else anew.

    The caller asks for rights; without an actor it happens by itself. Several at once wait for one
    another, and each key is taken once. Returns how many were new.
    """
    with acting(actor), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
        known = set(
            NeedReport.objects.filter(origin_key__in=[each.key for each in counted]).values_list(
                "origin_key", flat=True
            )
        )
        new = [each for each in counted if each.key not in known]
        for each in new:
            need = _open_need(each) or _new_need(each)
            NeedReport.objects.create(
                need=need,
                source=NeedOrigin.PLANS,
                origin_key=each.key,
                reported_on=each.day,
                words=each.words,
            )
            trail.record(actor, "need.taken_in", need, now=now, key=each.key)
    return len(new)


def _open_need(counted: Counted) -> Need | None:
    """Return the need of the same place and kind from earlier plans, if it is still worked on."""
    earlier = Need.objects.filter(
        origin=NeedOrigin.PLANS,
        category=counted.category,
        district=counted.district,
        social_space=counted.social_space,
    )
    need = earlier.order_by("-pk").first()
    head = need
    while head is not None and head.merged_into is not None:
        head = head.merged_into
    return need if head is not None and head.state in OPEN_NEEDS else None


def _new_need(counted: Counted) -> Need:
    need = Need(
        title=counted.title,
        category=counted.category,
        district=counted.district,
        social_space=counted.social_space,
        origin=NeedOrigin.PLANS,
        reported_on=counted.day,
    )
    need.full_clean()
    need.save(force_insert=True)
    return need
