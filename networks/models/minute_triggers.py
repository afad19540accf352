"""Database triggers of minutes: once the next meeting has approved them, they stay.

Written against the tables, so that no path around the services exists.
"""

from __future__ import annotations

import pgtrigger

_REFUSE = (
    "RAISE EXCEPTION 'These minutes are approved and stay as they are.'"
    " USING ERRCODE = 'check_violation';"
)


def approved_stay(name: str) -> pgtrigger.Trigger:
    """Refuse changes of an approved meeting, except who may read its minutes."""
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("free", "text[]")],
        func=f"""
            IF OLD.state <> 'approved' THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            free := ARRAY['version', 'minutes_shared'];
            IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free)
            THEN
                {_REFUSE}
            END IF;
            RETURN NEW;
        """,
    )


def kept_with_minutes(name: str, *free: str) -> pgtrigger.Trigger:
    """Refuse to add, change or delete rows of an approved meeting; `free` columns may change."""
    columns = ", ".join(f"'{column}'" for column in ("version", *free))
    return pgtrigger.Trigger(
        name=name,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        when=pgtrigger.Before,
        declare=[("meeting", "bigint[]"), ("free", "text[]")],
        func=f"""
            free := ARRAY[{columns}];
            IF TG_OP = 'INSERT' THEN
                meeting := ARRAY[NEW.meeting_id];
            ELSIF TG_OP = 'DELETE' THEN
                meeting := ARRAY[OLD.meeting_id];
            ELSIF (to_jsonb(NEW) - free) IS DISTINCT FROM (to_jsonb(OLD) - free) THEN
                meeting := ARRAY[OLD.meeting_id, NEW.meeting_id];
            ELSE
                RETURN NEW;
            END IF;
            IF EXISTS (
                SELECT FROM networks_networkmeeting AS m
                WHERE m.id = ANY(meeting) AND m.state = 'approved'
            ) THEN
                {_REFUSE}
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )
