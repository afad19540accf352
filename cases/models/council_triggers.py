"""Database triggers of the family group conference, so that no path around the services exists."""

from __future__ import annotations

import pgtrigger

from cases.rules.councils import PLAN_STANDS

_STANDS = ", ".join(f"'{state}'" for state in sorted(PLAN_STANDS))


def apart_from_those_who_decide() -> pgtrigger.Trigger:
    """Refuse a coordinator who is in charge of the case or leads its team.

    And a plan answered by the coordinator or by somebody who works for a provider (§ 36a).
    """
    return pgtrigger.Trigger(
        name="council_coordinator_apart",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        declare=[("named", "boolean"), ("answered", "boolean")],
        func="""
            named := NEW.coordinator_id IS NOT NULL;
            answered := NEW.answered_by_id IS NOT NULL;
            IF TG_OP = 'UPDATE' THEN
                named := named AND NEW.coordinator_id IS DISTINCT FROM OLD.coordinator_id;
                answered := answered AND NEW.answered_by_id IS DISTINCT FROM OLD.answered_by_id;
            END IF;
            IF named AND EXISTS (
                SELECT FROM cases_case AS c WHERE c.id = NEW.case_id AND (
                    NEW.coordinator_id IN (c.responsible_id, c.deputy_id)
                    OR EXISTS (
                        SELECT FROM accounts_membership AS m
                        WHERE m.user_id = NEW.coordinator_id AND m.role = 'team_lead'
                          AND m.district_id = c.district_id
                          AND m.valid_from <= CURRENT_DATE
                          AND (m.valid_until IS NULL OR m.valid_until > CURRENT_DATE)
                    )
                )
            ) THEN
                RAISE EXCEPTION 'Who decides on the case does not coordinate.'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF answered AND (
                NEW.answered_by_id = NEW.coordinator_id
                OR EXISTS (
                    SELECT FROM accounts_membership AS m
                    WHERE m.user_id = NEW.answered_by_id
                      AND m.role IN ('provider_staff', 'provider_lead')
                      AND m.valid_from <= NEW.answered_on
                      AND (m.valid_until IS NULL OR m.valid_until > NEW.answered_on)
                )
            ) THEN
                RAISE EXCEPTION 'Only the office answers a plan, and not the coordinator.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


def family_words_stand() -> pgtrigger.Trigger:
    """Refuse to change what the family wants to reach once the office has accepted it."""
    return pgtrigger.Trigger(
        name="council_words_stand",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        condition=pgtrigger.AnyChange("aim", "concern"),
        func=f"""
            IF OLD.state IN ({_STANDS}) THEN
                RAISE EXCEPTION 'The plan of the family is accepted and stays as it is.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )
