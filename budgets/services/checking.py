"""Is a frozen run still what it says, and what would come out today?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from budgets.allocation import AllocationError, allocate
from budgets.allocation.frozen import (
    ABSENT,
    Difference,
    checksum,
    compare,
    inputs_document,
)
from budgets.allocation.frozen import check as check_frozen
from budgets.models import AllocationRun
from budgets.models.problems import Gap
from budgets.rules.comparing import Row
from budgets.rules.comparing import compare as compare_amounts
from budgets.rules.states import WITH_RESULT
from budgets.services.errors import refused
from budgets.services.inputs import collect, gap_of
from sro import access
from sro.audit import trail
from sro.money import cents_from_decimal
from sro.states import TransitionRefused

_MAX_CHANGES = 500


@dataclass(frozen=True)
class Found:
    """The first place where a stored run and its recalculation differ."""

    path: tuple[str, ...]
    stored: Any
    computed: Any

    @property
    def place(self) -> str:
        """The way to the place in one line."""
        return " › ".join(self.path)


@dataclass(frozen=True)
class Change:
    """One input that is different today; None where one side does not have it."""

    path: tuple[str, ...]
    then: Any
    today: Any

    @property
    def place(self) -> str:
        """The way to the input in one line."""
        return " › ".join(self.path)


@dataclass(frozen=True)
class RecomputeCheck:
    """The outcome of a recalculation.

    `difference` is None if every bit is identical. `changes` are the inputs that are different
    today, `today` the amounts (cents, baseline: the frozen run) that would come out today; empty
    while `gaps` keep today's calculation from being done.
    """

    run: AllocationRun
    difference: Found | None
    changes: list[Change] = field(default_factory=list)
    today: tuple[Row, ...] = ()
    gaps: list[Gap] = field(default_factory=list)

    @property
    def identical(self) -> bool:
        """Whether the frozen run came out bit for bit."""
        return self.difference is None


def recompute_check(*, actor: Any, run: AllocationRun, now: Any) -> RecomputeCheck:
    """Recalculate a run from its snapshot, and once more with today's figures.

    The first says whether what is stored is what the formula gave; the second, what has changed
    since. Writes nothing but a line in the trail. Raises NotPossible for a run without result.
    """
    access.require(actor, "view", run)
    if run.state not in WITH_RESULT:
        raise refused(TransitionRefused("state", "recompute", run.state))
    difference = difference_of(run)
    changes, today, gaps = _today(run, (run.snapshot or {}).get("allocation"))
    trail.record(
        actor,
        "allocation_run.recomputed",
        run,
        now=now,
        identical=difference is None,
    )
    return RecomputeCheck(run, difference, changes, today, gaps)


def differs_today(run: AllocationRun) -> bool:
    """Whether today's figures are others than those kept with the run, or cannot be had."""
    frozen = (run.snapshot or {}).get("allocation")
    inputs = collect(run).inputs
    return frozen is None or inputs is None or inputs_document(inputs) != frozen["inputs"]


def difference_of(run: AllocationRun) -> Found | None:
    """The first difference between what is stored and what the frozen inputs give, or None.

    Looks at the checksum of the snapshot, at the frozen calculation, and at the amounts and parts
    in the tables.
    """
    snapshot = run.snapshot
    if not isinstance(snapshot, Mapping) or "allocation" not in snapshot:
        return Found(("snapshot",), None, None)
    if (computed := checksum(snapshot)) != run.checksum:
        return Found(("checksum",), run.checksum, computed)
    frozen = snapshot["allocation"]
    try:
        difference = check_frozen(frozen)
    except AllocationError as error:
        return Found(("inputs", error.field), None, str(error))
    if difference is None:
        difference = compare(_stored(run), _expected(frozen["result"]))
    return None if difference is None else _found(difference)


def _stored(run: AllocationRun) -> dict[str, Any]:
    """Amounts and parts as they stand in the tables, in cents."""
    amounts: dict[str, Any] = {}
    for key, amount in run.allocations.amounts().items():
        amounts[key] = {"amount": cents_from_decimal(amount), "parts": {}}
    for key, component, share, amount in run.allocations.parts():
        if component is not None:
            amounts[key]["parts"][component] = {
                "share": share,
                "amount": cents_from_decimal(amount),
            }
    return {"allocations": amounts}


def _expected(result: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "allocations": {
            unit: {
                "amount": amount,
                "parts": {
                    component: {"share": row["share"] or "", "amount": row["amount"]}
                    for component, row in result["trace"][unit].items()
                },
            }
            for unit, amount in result["amounts"].items()
        }
    }


def _found(difference: Difference) -> Found:
    return Found(difference.path, _known(difference.left), _known(difference.right))


def _known(value: Any) -> Any:
    return None if value is ABSENT else value


def _today(run: AllocationRun, frozen: Any) -> tuple[list[Change], tuple[Row, ...], list[Gap]]:
    collected = collect(run)
    if collected.inputs is None or frozen is None:
        return [], (), collected.gaps
    changes = list(_changes(frozen["inputs"], inputs_document(collected.inputs), ()))
    try:
        result = allocate(collected.inputs)
    except AllocationError as error:
        return changes[:_MAX_CHANGES], (), [gap_of(error, collected)]
    rows = compare_amounts([dict(result.amounts)], frozen["result"]["amounts"])
    return changes[:_MAX_CHANGES], rows, []


def _changes(then: Any, today: Any, path: tuple[str, ...]) -> Any:
    """All differing leaves; indicators by their code, so that one more does not shift all."""
    if isinstance(then, Mapping) and isinstance(today, Mapping):
        for key in sorted({*then, *today}):
            yield from _changes(then.get(key), today.get(key), (*path, key))
    elif path == ("indicators",):
        yield from _changes(_by_code(then), _by_code(today), path)
    elif then != today:
        yield Change(path, then, today)


def _by_code(indicators: Any) -> dict[str, Any]:
    return {each["code"]: each for each in indicators or ()}
