"""Database triggers of help planning: what was agreed stays, and who may decide.

Written against the tables, so that no path around the services exists.
"""

from __future__ import annotations

import pgtrigger

from cases.rules.states import FROZEN_PLAN

_FROZEN = ", ".join(f"'{state}'" for state in sorted(FROZEN_PLAN))
_REFUSE = "USING ERRCODE = 'check_violation'"


def plan_is_complete() -> pgtrigger.Trigger:
    """Refuse to agree a plan whose social-space questions are not answered."""
    return pgtrigger.Trigger(
        name="plan_space_answers",
        operation=pgtrigger.Update | pgtrigger.Insert,
        when=pgtrigger.Before,
        func="""
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> 'draft' THEN
                    RAISE EXCEPTION 'A support plan begins as a draft.'
                        USING ERRCODE = 'check_violation';
                END IF;
                RETURN NEW;
            END IF;
            IF OLD.state = 'draft' AND NEW.state <> 'draft' THEN
                IF NOT NEW.no_ordinary_offers AND NOT EXISTS (
                    SELECT FROM cases_spaceanswer
                    WHERE plan_id = NEW.id AND question = 'used')
                OR NOT NEW.no_missing_offers AND NOT EXISTS (
                    SELECT FROM cases_spaceanswer
                    WHERE plan_id = NEW.id AND question = 'missing')
                THEN
                    RAISE EXCEPTION 'The social-space questions are not answered.'
                        USING ERRCODE = 'check_violation';
                END IF;
            END IF;
            RETURN NEW;
        """,
    )


def frozen_plan() -> list[pgtrigger.Trigger]:
    """Refuse any change of an agreed plan but the step to its next state."""
    return [
        pgtrigger.Trigger(
            name="plan_frozen",
            operation=pgtrigger.Update,
            when=pgtrigger.Before,
            declare=[("written", "text[]")],
            func=f"""
                IF OLD.state NOT IN ({_FROZEN}) THEN
                    RETURN NEW;
                END IF;
                written := ARRAY['version'];
                IF OLD.state = 'agreed' AND NEW.state = 'in_force' THEN
                    written := written || ARRAY['state', 'in_force_at'];
                ELSIF OLD.state = 'in_force' AND NEW.state = 'superseded' THEN
                    written := written || ARRAY['state', 'superseded_at'];
                END IF;
                IF (to_jsonb(NEW) - written) IS DISTINCT FROM (to_jsonb(OLD) - written) THEN
                    RAISE EXCEPTION 'This version of the plan is agreed and stays as it is.'
                        {_REFUSE};
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="plan_kept",
            operation=pgtrigger.Delete,
            when=pgtrigger.Before,
            func=f"""
                IF OLD.state IN ({_FROZEN}) THEN
                    RAISE EXCEPTION 'This version of the plan is agreed and stays as it is.'
                        {_REFUSE};
                END IF;
                RETURN OLD;
            """,
        ),
    ]


def frozen_with_plan(name: str, plan_of: str) -> list[pgtrigger.Trigger]:
    """Refuse changes of rows that belong to an agreed plan; `plan_of` is SQL on row `changed`."""

    def check(rows: str) -> str:
        return f"""
            IF EXISTS (
                SELECT FROM {rows} AS changed JOIN cases_supportplan AS plan ON plan.id = {plan_of}
                WHERE plan.state IN ({_FROZEN})
            ) THEN
                RAISE EXCEPTION 'This version of the plan is agreed and stays as it is.' {_REFUSE};
            END IF;
        """

    common = {"level": pgtrigger.Statement, "when": pgtrigger.After}
    old, new = check("old_rows"), check("new_rows")
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


def only_the_office_decides() -> pgtrigger.Trigger:
    """Refuse a decision by anybody but a team lead of the case's district on that day (§ 36a),
    by anybody who works for a provider at the same time, and one that did not follow a
    consultation of two professionals (§ 36 (2))."""
    return pgtrigger.Trigger(
        name="only_the_office_decides",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func="""
            IF NOT EXISTS (
                SELECT FROM accounts_membership AS m
                JOIN cases_case AS c ON c.id = NEW.case_id
                WHERE m.user_id = NEW.decided_by_id AND m.role = 'team_lead'
                  AND m.district_id = c.district_id
                  AND m.valid_from <= NEW.decided_on
                  AND (m.valid_until IS NULL OR m.valid_until > NEW.decided_on)
            ) THEN
                RAISE EXCEPTION 'Only a team lead of the district decides.'
                    USING ERRCODE = 'check_violation';
            END IF;
            -- Whoever works for a provider does not decide, whatever else they are.
            IF EXISTS (
                SELECT FROM accounts_membership AS m
                WHERE m.user_id = NEW.decided_by_id
                  AND m.role IN ('provider_staff', 'provider_lead')
                  AND m.valid_from <= NEW.decided_on
                  AND (m.valid_until IS NULL OR m.valid_until > NEW.decided_on)
            ) THEN
                RAISE EXCEPTION 'Who works for a provider does not decide.'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF (
                SELECT count(DISTINCT p.user_id) FROM cases_consultationparticipant AS p
                JOIN cases_teamconsultation AS t ON t.id = p.consultation_id
                WHERE p.consultation_id = NEW.consultation_id AND t.case_id = NEW.case_id
                  AND t.held_on <= NEW.decided_on
            ) < 2 THEN
                RAISE EXCEPTION 'At least two professionals consult before a decision.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def professionals_of_the_office() -> pgtrigger.Trigger:
    """Refuse participants of a team consultation who are no professionals of the office."""
    return pgtrigger.Trigger(
        name="professionals_of_the_office",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func="""
            IF NOT EXISTS (
                SELECT FROM accounts_membership AS m
                JOIN cases_teamconsultation AS t ON t.id = NEW.consultation_id
                WHERE m.user_id = NEW.user_id AND m.role IN ('caseworker', 'team_lead')
                  AND m.valid_from <= t.held_on
                  AND (m.valid_until IS NULL OR m.valid_until > t.held_on)
            ) THEN
                RAISE EXCEPTION 'Only professionals of the office consult.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def granted_by_decision() -> pgtrigger.Trigger:
    """Refuse a support that is granted without the office's decision in its favour."""
    return pgtrigger.Trigger(
        name="granted_by_decision",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        func="""
            IF NEW.state IN ('granted', 'running', 'ended') AND NOT EXISTS (
                SELECT FROM cases_supportdecision AS d
                WHERE d.id = NEW.decision_id AND d.case_id = NEW.case_id
                  AND d.result IN ('granted', 'granted_changed')
            ) THEN
                RAISE EXCEPTION 'A support is granted by a decision of the office.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def kept_with(name: str, kept: str, *, insert: bool = False) -> pgtrigger.Trigger:
    """Refuse changes of a row while `kept` (SQL on `changed`, the row as it was) is true."""
    operation = pgtrigger.Update | pgtrigger.Delete
    return pgtrigger.Trigger(
        name=name,
        operation=operation | pgtrigger.Insert if insert else operation,
        when=pgtrigger.Before,
        declare=[("changed", "record")],
        func=f"""
            IF TG_OP = 'INSERT' THEN changed := NEW; ELSE changed := OLD; END IF;
            IF {kept} THEN
                RAISE EXCEPTION 'This is concluded and stays as it is.' {_REFUSE};
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def granted_as_decided() -> pgtrigger.Trigger:
    """Refuse to change what was granted without a new decision; what has ended stays."""
    decided = ("person", "support_type", "provider", "case")
    columns = [*(f"{name}_id" for name in decided), "legal_basis", "setting", "minutes"]
    columns.append("minutes_per")
    new, old = (", ".join(f"{row}.{name}" for name in columns) for row in ("NEW", "OLD"))
    rest = "ARRAY['version', 'outside_district', 'agreement_id']"
    return pgtrigger.Trigger(
        name="granted_as_decided",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            IF OLD.state IN ('granted', 'running')
                AND ({new}) IS DISTINCT FROM ({old})
                AND NEW.decision_id IS NOT DISTINCT FROM OLD.decision_id
            THEN
                RAISE EXCEPTION 'What was granted changes by a decision only.' {_REFUSE};
            END IF;
            IF OLD.state IN ('ended', 'declined')
                AND (to_jsonb(NEW) - {rest}) IS DISTINCT FROM (to_jsonb(OLD) - {rest})
            THEN
                RAISE EXCEPTION 'A support that has ended stays as it is.' {_REFUSE};
            END IF;
            RETURN NEW;
        """,
    )
