"""Database triggers: what is decided stays as it is, what changes is calculated anew.

Written against the tables, so that no path around the services exists: not the admin, not a bulk
update, not raw SQL by the application's role.
"""

from __future__ import annotations

import pgtrigger

from budgets.rules.states import FROZEN, RunState

_FROZEN = ", ".join(f"'{state}'" for state in sorted(FROZEN))

#: The columns that the step out of a state may write, besides state and version.
_DECISION = ("approved_by_id", "approved_at", "rejected_by_id", "rejected_at", "decision_reason")
_STEPS = {
    (RunState.PROPOSED, RunState.APPROVED): _DECISION,
    (RunState.PROPOSED, RunState.REJECTED): _DECISION,
    (RunState.PROPOSED, RunState.COMPLETE): ("proposed_by_id", "proposed_at"),
    (RunState.APPROVED, RunState.SUPERSEDED): ("superseded_by_id", "superseded_at"),
}


def run_begins_as_draft() -> pgtrigger.Trigger:
    """Refuse rows that are born with a result or a decision."""
    return pgtrigger.Trigger(
        name="run_begins_as_draft",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        func="""
            IF NEW.state <> 'draft' OR NEW.proposed_by_id IS NOT NULL
               OR NEW.approved_by_id IS NOT NULL THEN
                RAISE EXCEPTION 'An allocation run begins as a draft.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def frozen_run() -> list[pgtrigger.Trigger]:
    """Refuse any change of a proposed or decided run but the step to its next state."""
    branches = "\n".join(
        f"""
            WHEN OLD.state = '{source}' AND NEW.state = '{target}' THEN
                written := ARRAY[{", ".join(f"'{name}'" for name in columns)}];
        """
        for (source, target), columns in _STEPS.items()
    )
    return [
        pgtrigger.Trigger(
            name="run_frozen",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            declare=[("written", "text[]")],
            func=f"""
                IF OLD.state NOT IN ({_FROZEN}) THEN
                    RETURN NEW;
                END IF;
                CASE
                {branches}
                ELSE
                    written := ARRAY[]::text[];
                    IF OLD.state <> NEW.state THEN
                        RAISE EXCEPTION 'This allocation run is frozen (state %).', OLD.state
                            USING ERRCODE = 'check_violation';
                    END IF;
                END CASE;
                -- A job that is tidied away may leave the run (job_id).
                written := written || ARRAY['state', 'version', 'job_id'];
                IF (to_jsonb(NEW) - written) IS DISTINCT FROM (to_jsonb(OLD) - written) THEN
                    RAISE EXCEPTION 'This allocation run is frozen (state %).', OLD.state
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="run_kept",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=f"""
                IF OLD.state IN ({_FROZEN}) THEN
                    RAISE EXCEPTION 'This allocation run is frozen (state %).', OLD.state
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN OLD;
            """,
        ),
    ]


def frozen_children(name: str, run_of: str) -> list[pgtrigger.Trigger]:
    """Refuse changes of rows that belong to a proposed or decided run.

    `run_of` is the SQL that leads from `{row}` to the run's id.
    """
    check = """
        IF EXISTS (
            SELECT FROM {rows} AS changed JOIN budgets_allocationrun AS run ON run.id = {run}
            WHERE run.state IN ({states})
        ) THEN
            RAISE EXCEPTION 'This allocation run is frozen.' USING ERRCODE = 'check_violation';
        END IF;
    """
    run = run_of.format(row="changed")
    old = check.format(rows="old_rows", run=run, states=_FROZEN)
    new = check.format(rows="new_rows", run=run, states=_FROZEN)
    # Once per statement: thousands of parts are written at a time.
    common = {"level": pgtrigger.Statement, "when": pgtrigger.After}
    return [
        pgtrigger.Trigger(
            name=f"{name}_frozen_insert",
            operation=pgtrigger.Insert,
            referencing=pgtrigger.Referencing(new="new_rows"),
            func=f"{new} RETURN NULL;",
            **common,
        ),
        pgtrigger.Trigger(
            name=f"{name}_frozen_update",
            operation=pgtrigger.Update,
            referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
            func=f"{old} {new} RETURN NULL;",
            **common,
        ),
        pgtrigger.Trigger(
            name=f"{name}_frozen_delete",
            operation=pgtrigger.Delete,
            referencing=pgtrigger.Referencing(old="old_rows"),
            func=f"{old} RETURN NULL;",
            **common,
        ),
    ]


def makes_due(name: str, query: str, *, delete: bool = False) -> pgtrigger.Trigger:
    """Note the supports that `query` finds as due for a new calculation of what they bind."""
    operation = pgtrigger.Insert | pgtrigger.Update
    return pgtrigger.Trigger(
        name=name,
        operation=operation | pgtrigger.Delete if delete else operation,
        when=pgtrigger.After,
        func=f"INSERT INTO budgets_duecommitment (support_id) {query}; RETURN NULL;",
    )


def waits_for_its_support() -> pgtrigger.Trigger:
    """Give each new booking of the Fall fund its place in the work list, however it was written.

    A reversal follows the booking that it takes back.
    """
    return pgtrigger.Trigger(
        name="waits_for_its_support",
        operation=pgtrigger.Insert,
        # Once per statement: a file brings many thousands at a time.
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(new="new_rows"),
        # The codes of MatchState.OPEN and Finding.WAITING.
        func="""
            INSERT INTO budgets_outflowmatch
                (outflow_id, state, finding, candidates, how, reason, version)
            SELECT id, 'open', 'waiting', '[]', '', '', 1
            FROM new_rows WHERE fund_kind = 'fall' AND reversal_of_id IS NULL
            ORDER BY id;
            RETURN NULL;
        """,
    )


def granted_by_another(*actions: str) -> pgtrigger.Trigger:
    """Refuse to grant above the limit what the same person has ever had a hand in."""
    known = ", ".join(f"'{action}'" for action in actions)
    return pgtrigger.Trigger(
        name="granted_by_another",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(
            "OLD.granted IS NULL AND NEW.granted IS NOT NULL AND NEW.rule <> 'within_limit'"
        ),
        func=f"""
            IF EXISTS (
                SELECT FROM budgets_grantstep AS step
                WHERE step.grant_id = NEW.id AND step.by_id = NEW.decided_by_id
                    AND step.action IN ({known})
            ) THEN
                RAISE EXCEPTION 'A second person decides.' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def kept_as(name: str, once: str, columns: tuple[str, ...]) -> pgtrigger.Trigger:
    """Refuse any change of the columns as soon as the SQL condition `once` holds for the row."""
    old, new = (", ".join(f"{row}.{each}" for each in columns) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition(f"{once} AND ROW({old}) IS DISTINCT FROM ROW({new})"),
        func=f"""
            RAISE EXCEPTION 'This stays as it was ({name}).' USING ERRCODE = 'check_violation';
        """,
    )


def closed_by_two_people() -> pgtrigger.Trigger:
    """Let a budget year be closed only with a closing that a second person has confirmed."""
    return pgtrigger.Trigger(
        name="closed_by_two_people",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.Condition("NEW.state = 'closed' AND OLD.state <> 'closed'"),
        func="""
            IF NOT EXISTS (
                SELECT FROM budgets_yearclosing AS closing
                WHERE closing.budget_year_id = NEW.id AND closing.state = 'confirmed'
                  AND closing.decided_by_id <> closing.proposed_by_id
            ) THEN
                RAISE EXCEPTION 'A second person confirms the closing of a budget year.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def kept_with_closed_year(year_of: str) -> pgtrigger.Trigger:
    """Refuse changes of rows whose budget year is closed; `year_of` is the SQL to its number."""
    return pgtrigger.Trigger(
        name="kept_with_closed_year",
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        func=f"""
            IF EXISTS (
                SELECT FROM budgets_budgetyear AS year
                WHERE year.id = {year_of.format(row="OLD")} AND year.state = 'closed'
            ) THEN
                RAISE EXCEPTION 'This budget year is closed.' USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
