"""Finding out what bookings of the Fall fund were paid for: by rule, or by a person.

The rule only settles what is certain (budgets.rules.matching); the rest waits in the work list with
the reason. Settling is a step in the table of MATCH_TRANSITIONS and can be taken back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.jobs import MATCHING
from budgets.models import MatchHow, OutflowMatch
from budgets.rules.matching import Finding, Grant, Paid, Verdict, loose_key, match, plain_key
from budgets.rules.states import MatchState
from budgets.services.expected import ExpectedCosts
from budgets.services.paid_supports import grants_under
from budgets.services.payees import Payees
from sro import access
from sro.audit import trail
from sro.money import cents_from_decimal
from sro.records import acting
from sro.ui.models import Job
from sro.ui.services.jobs import JobBusy, JobHandle, start_job

SCOPE = "budgets.matching"
#: So many bookings are looked at while the person waits; more than that by a job.
DIRECT = 2_000
#: So many bookings are looked at, and written down, at a time.
BLOCK = 5_000
_WRITTEN = 1_000
_KEYS = (plain_key, loose_key)
_SETTLED = (Finding.FOUND, Finding.FOUND_BY_AMOUNT)

_WRITE = """
    UPDATE budgets_outflowmatch AS m
    SET state = v.state, support_id = v.support, finding = v.finding,
        candidates = v.candidates::jsonb, how = v.how,
        matched_by_id = CASE WHEN v.how = '' THEN NULL ELSE %s END,
        matched_at = CASE WHEN v.how = '' THEN NULL ELSE %s END
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::bigint[], %s::text[], %s::text[],
                %s::text[])
        AS v(id, version, state, support, finding, candidates, how)
    WHERE m.id = v.id AND m.version = v.version AND m.state = 'open'
"""


class Looked(NamedTuple):
    """A booking that was looked at, as it was then, and what came out."""

    pk: int
    version: int
    verdict: Verdict


@dataclass
class Outcome:
    """How many bookings were looked at, and for how many of them a support was found."""

    looked_at: int = 0
    found: int = 0
    job: Job | None = field(default=None, compare=False)


def match_bookings(*, actor: Any, now: datetime) -> Outcome:
    """Look at all open bookings once more, at once or (more than DIRECT) by a job.

    What is settled stays as it is, so doing it again changes nothing. Raises JobBusy while
    another job does the same.
    """
    access.require(actor, "match", OutflowMatch)
    rows = OutflowMatch.objects.for_rules()
    if rows.count() > DIRECT:
        return Outcome(job=_in_background(actor, now))
    with transaction.atomic():
        return settle(actor, list(look(rows.values_list("pk", flat=True))), now)


def match_new(*, actor: Any, now: datetime) -> None:
    """Look at the bookings nobody has looked at yet; for imports, in their transaction."""
    rows = OutflowMatch.objects.for_rules().filter(finding=Finding.WAITING)
    if rows.count() > DIRECT:
        try:
            _in_background(actor, now)
        except JobBusy:
            # It looks at all that are there when it comes to them; the work list has the rest.
            return
    else:
        looked = list(look(rows.values_list("pk", flat=True)))
        if looked:
            settle(actor, looked, now)


def perform(*, handle: JobHandle, clock: Callable[[], datetime]) -> None:
    """Look at all open bookings for a job: everything is written, or nothing."""
    ids = list(OutflowMatch.objects.for_rules().values_list("pk", flat=True))
    looked: list[Looked] = []
    for start in range(0, len(ids), BLOCK):
        handle.progress(start, len(ids), _("Looking for the supports of the bookings"))
        looked += look(ids[start : start + BLOCK])
    handle.progress(len(ids), len(ids), _("Writing down what was found"))
    with transaction.atomic():
        now = clock()
        settle(handle.job.created_by, looked, now)
        handle.finish(now)


def _in_background(actor: Any, now: datetime) -> Job:
    return start_job(
        actor=actor,
        kind=MATCHING,
        scope=SCOPE,
        title=_("Assigning bookings to supports"),
        target_id=None,
        result_address=reverse("budgets:unmatched"),
        now=now,
    )


def look(ids: Iterable[int]) -> Iterator[Looked]:
    """What the rule says about bookings; writes nothing."""
    payees = Payees()
    rows = OutflowMatch.objects.filter(pk__in=list(ids)).values_list(
        "pk",
        "version",
        "outflow__file_reference",
        "outflow__provider_id",
        "outflow__provider_number",
        "outflow__provider_name",
        "outflow__year",
        "outflow__amount",
        "outflow__service_from",
        "outflow__service_until",
    )
    found = [
        (
            pk,
            version,
            Paid(
                reference=reference,
                provider=provider or payees.find(number, name),
                names_provider=bool(provider or number or name),
                year=year,
                cents=cents_from_decimal(amount),
                first=first,
                until=until,
            ),
        )
        for pk, version, reference, provider, number, name, year, amount, first, until in rows
    ]
    grants = _Grants(paid.reference for _pk, _version, paid in found)
    costs = ExpectedCosts()
    for pk, version, paid in found:
        yield Looked(pk, version, match(paid, grants.near(paid.reference), costs))


class _Grants:
    """The supports of many bookings, found by what references have in common."""

    def __init__(self, references: Iterable[str]) -> None:
        self._known: dict[str, dict[int, Grant]] = {}
        for grant in grants_under(references):
            for key in _KEYS:
                self._known.setdefault(key(grant.reference), {})[grant.support] = grant

    def near(self, reference: str) -> list[Grant]:
        """The supports that may be meant."""
        found: dict[int, Grant] = {}
        for key in _KEYS:
            found |= self._known.get(key(reference), {})
        return list(found.values())


def settle(actor: Any, looked: Sequence[Looked], now: datetime) -> Outcome:
    """Write down what was found; what somebody has settled meanwhile stays."""
    changed = _different(looked)
    with acting(actor), connection.cursor() as cursor:
        for start in range(0, len(changed), _WRITTEN):
            block = changed[start : start + _WRITTEN]
            cursor.execute(_WRITE, [actor.pk, now, *_columns(block)])
            # Checks that wait for the end are looked through for every row that is written:
            # without this the time grows with the square of their number.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    outcome = Outcome(len(looked), sum(each.verdict.finding in _SETTLED for each in looked))
    if changed:
        trail.record(
            actor,
            "outflowmatch.matched",
            now=now,
            rows=outcome.looked_at,
            found=outcome.found,
        )
    return outcome


def _different(looked: Sequence[Looked]) -> list[Looked]:
    """Those about which something new is known, so that looking again writes nothing."""
    before = {
        pk: (finding, tuple(candidates))
        for pk, finding, candidates in OutflowMatch.objects.filter(
            pk__in=[each.pk for each in looked]
        ).values_list("pk", "finding", "candidates")
    }
    return [
        each
        for each in looked
        if before.get(each.pk) != (each.verdict.finding, each.verdict.candidates)
    ]


def _columns(looked: Sequence[Looked]) -> list[list[Any]]:
    rows = [
        (
            each.pk,
            each.version,
            (MatchState.SUPPORT if each.verdict.support else MatchState.OPEN).value,
            each.verdict.support,
            each.verdict.finding.value,
            json.dumps(each.verdict.candidates),
            MatchHow.RULE.value if each.verdict.support else "",
        )
        for each in looked
    ]
    return [list(column) for column in zip(*rows, strict=True)]
