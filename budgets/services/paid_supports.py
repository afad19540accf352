"""What money people may know of a support: its sign, kind, provider and days, never a name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Lower

from budgets.models import OutflowMatch
from budgets.rules.matching import Grant, loose_key, parts_of, plain_key, same_reference
from budgets.services.pseudonyms import pseudonym_of
from cases.models import Support
from cases.rules.states import SHARED_SUPPORT
from sro import access

_SIGNS = re.compile(r"[^0-9a-z]")


@dataclass(frozen=True)
class PaidSupport:
    """A granted support as the work list shows it; `end` is the first day without it."""

    pk: int
    sign: str
    reference: str
    kind: str
    provider: str
    provider_id: int | None
    start: date
    end: date | None


def paid_supports(*, actor: Any, ids: Iterable[int]) -> list[PaidSupport]:
    """Return the granted ones of these supports, latest first. Raises PermissionDenied."""
    access.require(actor, "match", OutflowMatch)
    return _described(_granted().filter(pk__in=set(ids)))


def supports_of_file(*, actor: Any, reference: str) -> list[PaidSupport]:
    """Return the granted supports under a file reference, however it was typed."""
    access.require(actor, "match", OutflowMatch)
    if not parts_of(reference):
        return []
    found = _described(_under([reference]))
    return [each for each in found if same_reference(each.reference, reference)]


def grants_under(references: Iterable[str]) -> list[Grant]:
    """Return granted supports under any of the references, and perhaps some others."""
    rows = _under(references).values_list(
        "pk", "case__reference", "provider_id", "start", "end", "planned_end"
    )
    return [
        Grant(pk, reference, provider, start, end or planned_end)
        for pk, reference, provider, start, end, planned_end in rows
    ]


def _granted() -> QuerySet[Support]:
    return Support.objects.filter(state__in=SHARED_SUPPORT)


def _under(references: Iterable[str]) -> QuerySet[Support]:
    wanted = {reference for reference in references if parts_of(reference)}
    plain = {_SIGNS.sub("", plain_key(reference)) for reference in wanted} - {""}
    loose = {_SIGNS.sub("", loose_key(reference)) for reference in wanted} - {""}
    # The database finds what may be meant; the rule judges it.
    return (
        _granted()
        .alias(plain=_without_signs(Lower("case__reference")))
        .alias(loose=_without_signs(_without_zeros(Lower("case__reference"))))
        .filter(Q(plain__in=plain) | Q(loose__in=loose))
    )


def _without_signs(text: Any) -> Func:
    return _replaced(text, "[^0-9a-z]", "")


def _without_zeros(text: Any) -> Func:
    return _replaced(text, "(^|[^0-9])0+(?=[0-9])", r"\1")


def _replaced(text: Any, pattern: str, by: str) -> Func:
    return Func(
        text,
        Value(pattern),
        Value(by),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )


def _described(supports: QuerySet[Support]) -> list[PaidSupport]:
    rows = supports.order_by("-start", "-pk").values_list(
        "pk",
        "case__reference",
        "support_type__name",
        "provider__name",
        "provider_id",
        "start",
        "end",
        "planned_end",
    )
    return [
        PaidSupport(
            pk,
            pseudonym_of(pk),
            reference,
            kind,
            provider or "",
            provider_id,
            start,
            end or planned,
        )
        for pk, reference, kind, provider, provider_id, start, end, planned in rows
    ]
