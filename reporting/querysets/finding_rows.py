"""The rows behind each rule of `reporting.rules.plausibility`, as SQL over the tables themselves.

Every statement gives the same columns: `key` (with the rule it names the finding), the case, the
support, the person and one more row it is about, the day since which it is wrong (`since`), the
days `[first, until)` whose counts it touches, and the `facts` that make it wrong. A note "not
an error" holds as long as the facts stay as they were. No statement reads the clock.
"""

from __future__ import annotations

from collections.abc import Mapping

#: The counts take these for supports of the quarter.
COUNTED = "('granted', 'running', 'ended')"
UNDER_WAY = "('granted', 'running')"
#: Days after the first day until the beginning should have been noted.
GRACE = 14
#: Help for young adults and for those with a disability may go on after the 21st birthday.
BEYOND_21 = "('41', '35a')"

_COLUMNS = ("key", "case_id", "support_id", "person_id", "place", "since", "first", "until")
_COLUMNS += ("facts",)


def _select(source: str, **columns: str) -> str:
    """Return a statement with all columns; those not named are unknown."""
    kinds = {"key": "text", "facts": "text"} | dict.fromkeys(("since", "first", "until"), "date")
    columns.setdefault("first", columns["since"])
    named = ", ".join(
        f"({columns.get(name, 'NULL')})::{kinds.get(name, 'bigint')} AS {name}" for name in _COLUMNS
    )
    return f"SELECT {named} {source}"


def _support(source: str, *, since: str, facts: str, key: str = "s.id", until: str = "NULL") -> str:
    """Return a statement about supports `s` in cases `c`."""
    return _select(
        f"FROM cases_support AS s JOIN cases_case AS c ON c.id = s.case_id {source}",
        key=key,
        case_id="s.case_id",
        support_id="s.id",
        person_id="s.person_id",
        since=since,
        until=until,
        facts=facts,
    )


def _birthday(years: int) -> str:
    """Return the day on which person `p` has lived so many years; 29 February comes on 1 March."""
    day = f"(p.birth_date + interval '{years} years')::date"
    return f"{day} + (date_part('day', {day}) <> date_part('day', p.birth_date))::int"


def _over(years: int, more: str = "") -> str:
    day = _birthday(years)
    return _support(
        f"""JOIN cases_person AS p ON p.id = s.person_id
        JOIN networks_supporttype AS kind ON kind.id = s.support_type_id
        WHERE s.state IN {UNDER_WAY} AND p.birth_date IS NOT NULL
          AND (s.planned_end IS NULL OR s.planned_end > {day}) {more}
          AND EXISTS (
            SELECT FROM cases_casemember AS m
            WHERE m.case_id = s.case_id AND m.person_id = s.person_id AND m.role = 'young_person')
        """,
        since=f"greatest({day}, s.start)",
        facts="concat_ws('|', p.birth_date, s.planned_end)",
    )


def _sounds(vector: str) -> str:
    """Return the sounds among the words under which a person is found."""
    return (
        f"(SELECT array_agg(word) FROM unnest(tsvector_to_array({vector})) AS word"
        " WHERE starts_with(word, '~'))"
    )


def rows(zone: str) -> Mapping[str, str]:
    """Return the statement of each rule, by its code; `zone` is that of the office's days."""
    held_on = f"(talk.scheduled_at AT TIME ZONE '{zone}')::date"
    talks = "FROM cases_planconference AS talk"
    talk = {
        "key": "talk.id",
        "case_id": "talk.case_id",
        "person_id": "talk.young_person_id",
        "place": "talk.id",
        "first": held_on,
        "until": f"{held_on} + 1",
        "facts": held_on,
    }
    last_day = "coalesce({0}.\"end\", {0}.planned_end, 'infinity')"
    return {
        "end_passed": _support(
            f"WHERE s.state IN {UNDER_WAY} AND s.planned_end IS NOT NULL",
            since="s.planned_end",
            facts="s.planned_end",
        ),
        "no_end": _support(
            f"""WHERE s.state IN {UNDER_WAY} AND s.planned_end IS NULL AND NOT EXISTS (
                SELECT FROM cases_supportplan AS plan
                WHERE plan.case_id = s.case_id AND plan.state IN ('agreed', 'in_force')
                  AND (plan.young_person_id = s.person_id OR EXISTS (
                    SELECT FROM cases_plansibling AS also
                    WHERE also.plan_id = plan.id AND also.person_id = s.person_id)))""",
            since="s.start",
            facts="s.start",
        ),
        "not_begun": _support(
            "WHERE s.state = 'granted'", since=f"s.start + {GRACE}", facts="s.start"
        ),
        "granted_twice": _support(
            f"""JOIN cases_support AS o ON o.person_id = s.person_id AND o.id < s.id
                AND o.case_id = s.case_id AND o.support_type_id = s.support_type_id
            WHERE s.state IN {COUNTED} AND o.state IN {COUNTED}
              AND (s.state IN {UNDER_WAY} OR o.state IN {UNDER_WAY})
              AND greatest(s.start, o.start)
                < least({last_day.format("s")}, {last_day.format("o")})
              AND s.combined_with_id IS DISTINCT FROM o.id
              AND o.combined_with_id IS DISTINCT FROM s.id""",
            key="s.id || '-' || o.id",
            since="greatest(s.start, o.start)",
            until='least(s."end", o."end")',
            facts='concat_ws(\'|\', s.start, s."end", s.planned_end, o.start, o."end",'
            " o.planned_end)",
        ),
        "closed_case": _support(
            f"WHERE s.state IN {UNDER_WAY} AND c.state = 'closed'",
            since="c.closed_on",
            facts="c.closed_on",
        ),
        # A later change of the extent is a decision too; the first one is what counts.
        "decided_late": _support(
            f"""JOIN cases_supportdecision AS d ON d.id = s.decision_id
            WHERE s.state IN {UNDER_WAY} AND d.decided_on > s.start AND NOT EXISTS (
                SELECT FROM cases_supportevent AS past
                JOIN cases_supportdecision AS early ON early.id = past.decision_id
                WHERE past.pgh_obj_id = s.id AND early.decided_on <= s.start)""",
            since="d.decided_on",
            facts="s.start",
        ),
        "plan_overdue": _select(
            """FROM cases_supportplan AS plan JOIN cases_case AS c ON c.id = plan.case_id
            WHERE plan.state = 'in_force' AND c.state <> 'closed' AND NOT EXISTS (
                SELECT FROM cases_supportplan AS later
                WHERE later.previous_id = plan.id AND later.state <> 'draft')""",
            key="plan.id",
            case_id="plan.case_id",
            person_id="plan.young_person_id",
            place="plan.id",
            since="plan.period_until + 1",
            facts="plan.period_until",
        ),
        # Both belong to cases of one district: beyond it nobody may learn of the other one.
        "same_person": _select(
            f"""FROM cases_person AS p
            JOIN cases_person AS o ON o.birth_date = p.birth_date AND o.id <> p.id
            JOIN cases_casemember AS m ON m.person_id = p.id
            JOIN cases_case AS c ON c.id = m.case_id
            WHERE p.same_as_id IS NULL AND o.same_as_id IS NULL
              AND (p.search_key = o.search_key
                OR {_sounds("p.search_vector")} = {_sounds("o.search_vector")})
              AND EXISTS (
                SELECT FROM cases_casemember AS there JOIN cases_case AS file
                  ON file.id = there.case_id
                WHERE there.person_id = o.id AND file.district_id = c.district_id)""",
            key="m.id || '-' || o.id",
            case_id="c.id",
            person_id="p.id",
            place="o.id",
            since="c.opened_on",
            facts="concat_ws('|', p.birth_date, p.search_key, o.search_key)",
        ),
        "no_birth": _support(
            f"""JOIN cases_person AS p ON p.id = s.person_id
            WHERE s.state IN {UNDER_WAY} AND p.birth_date IS NULL AND p.birth_year IS NULL""",
            since="s.start",
            facts="s.person_id",
        ),
        "over_21": _over(21, f"AND kind.code NOT IN {BEYOND_21}"),
        "over_27": _over(27),
        "no_space": _select(
            f"""FROM cases_case AS c JOIN cases_support AS s ON s.case_id = c.id
            WHERE c.social_space_id IS NULL AND s.state IN {UNDER_WAY}
            GROUP BY c.id""",
            key="c.id",
            case_id="c.id",
            since="min(s.start)",
            facts="c.id",
        ),
        "conference_open": _select(
            f"{talks} WHERE talk.state = 'planned'",
            since=f"{held_on} + 1",
            **talk,
        ),
        "no_child_part": _select(
            f"{talks} WHERE talk.state = 'held' AND talk.child_part = ''",
            since=held_on,
            **talk,
        ),
        "hours_after_end": _support(
            """JOIN LATERAL (
                SELECT count(*) AS lines, max(entry.day) AS last, sum(entry.minutes) AS minutes
                FROM budgets_hoursentry AS entry
                WHERE entry.support_id = s.id AND entry.day >= s."end"
                  AND entry.state <> 'returned'
            ) AS later ON later.lines > 0
            WHERE s.state = 'ended'""",
            since='s."end"',
            until="later.last + 1",
            facts="concat_ws('|', s.\"end\", later.lines, later.last, later.minutes)",
        ),
        "paid_after_end": _select(
            """FROM budgets_outflowmatch AS found
            JOIN budgets_outflow AS booking ON booking.id = found.outflow_id
            JOIN cases_support AS s ON s.id = found.support_id
            WHERE found.state = 'support' AND s.state = 'ended' AND booking.amount > 0
              AND booking.service_until > s."end" AND NOT EXISTS (
                SELECT FROM budgets_outflow AS back WHERE back.reversal_of_id = booking.id)""",
            key="booking.id",
            case_id="s.case_id",
            support_id="s.id",
            place="booking.id",
            since="booking.booked_on",
            until="booking.booked_on + 1",
            facts="concat_ws('|', s.id, s.\"end\", booking.service_until)",
        ),
        "no_rate": _select(
            f"""FROM budgets_commitmentschedule AS bound
            JOIN cases_support AS s ON s.id = bound.support_id
            WHERE bound.gap <> '' AND s.state IN {UNDER_WAY}""",
            key="s.id",
            case_id="s.case_id",
            support_id="s.id",
            since="bound.gap_day",
            facts="concat_ws('|', bound.gap, bound.gap_day)",
        ),
    }
