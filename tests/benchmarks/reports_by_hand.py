"""SQL as somebody would write it for the figures of the report: one statement for each group.

Parts of splits are columns of their own, so it needs to know all codes that occur. Columns are
called like the counts of `reporting.services.counting`.
"""

from __future__ import annotations

_Q = """
FROM unnest(%(numbers)s::int[], %(firsts)s::date[], %(untils)s::date[]) AS q (no, first, until)
"""
_PLACE = """
SELECT q.no, GROUPING(c.district_id, c.social_space_id) AS level, c.district_id,
       c.social_space_id AS space_id,
"""
_CASES = """
GROUP BY q.no, GROUPING SETS ((), (c.district_id), (c.district_id, c.social_space_id))
"""
_RUNS = """s.start < q.until AND (s."end" IS NULL OR s."end" >= q.until)"""
_BEGINS = "s.start >= q.first AND s.start < q.until"
_ENDS = """s."end" >= q.first AND s."end" < q.until"""
_YEARS = "date_part('year', age(q.until - 1, p.birth_date))"


def _number(name: str, condition: str) -> str:
    return f'count(*) FILTER (WHERE {condition}) AS "{name}"'


_SETTINGS = ("ambulatory", "semi_residential", "residential")
_BASES = ("§ 29", "§ 30", "§ 31", "§ 32", "§ 33", "§ 34", "§ 35a")
_AGES = {
    "0": f"{_YEARS} < 6",
    "6": f"{_YEARS} >= 6 AND {_YEARS} < 12",
    "12": f"{_YEARS} >= 12 AND {_YEARS} < 18",
    "18": f"{_YEARS} >= 18 AND {_YEARS} < 21",
    "21": f"{_YEARS} >= 21",
    "": "p.birth_date IS NULL",
}
_SUPPORT_NUMBERS = [
    _number("running", _RUNS),
    *(_number(f"running:setting={x}", f"{_RUNS} AND s.setting = '{x}'") for x in _SETTINGS),
    *(_number(f"running:legal_basis={x}", f"{_RUNS} AND s.legal_basis = '{x}'") for x in _BASES),
    *(
        _number(f"running:gender={x}", f"{_RUNS} AND p.gender = '{x}'")
        for x in ("female", "male", "diverse", "")
    ),
    *(_number(f"running:age={x}", f"{_RUNS} AND {how}") for x, how in _AGES.items()),
    *(_number(f"running_{x}", f"{_RUNS} AND kind.code = '{x}'") for x in ("33", "34")),
    _number("begun", _BEGINS),
    *(_number(f"begun:setting={x}", f"{_BEGINS} AND s.setting = '{x}'") for x in _SETTINGS),
    _number("ended", _ENDS),
    *(
        _number(f"ended:reason={x}", f"{_ENDS} AND s.end_reason = '{x}'")
        for x in ("goals_reached", "moved", "other")
    ),
]
SUPPORTS = f"""
{_PLACE} {", ".join(_SUPPORT_NUMBERS)}
{_Q}
JOIN cases_support AS s ON s.start < q.until AND (s."end" IS NULL OR s."end" >= q.first)
JOIN cases_case AS c ON c.id = s.case_id
JOIN cases_person AS p ON p.id = s.person_id
JOIN networks_supporttype AS kind ON kind.id = s.support_type_id
WHERE s.state IN ('granted', 'running', 'ended')
{_CASES}
"""
DURATIONS = f"""
{_PLACE}
    percentile_cont(0.5) WITHIN GROUP (ORDER BY s."end" - s.start) AS ended_days_median,
    avg(s."end" - s.start) AS ended_days_mean
{_Q}
JOIN cases_support AS s ON {_ENDS}
JOIN cases_case AS c ON c.id = s.case_id
WHERE s.state = 'ended'
{_CASES}
"""
CASES = f"""
{_PLACE} count(DISTINCT s.case_id) AS cases_with_support
{_Q}
JOIN cases_support AS s ON s.start < q.until AND (s."end" IS NULL OR s."end" > q.first)
JOIN cases_case AS c ON c.id = s.case_id
WHERE s.state IN ('granted', 'running', 'ended')
{_CASES}
"""
_DAY = "(talk.scheduled_at AT TIME ZONE 'Europe/Berlin')::date"
_TALK_NUMBERS = [
    "count(*) AS conferences",
    _number("conferences_with_plan", "about.id IS NOT NULL"),
    _number("conferences_in_time", f"{_DAY} <= about.period_until"),
    _number("conferences_with_dissent", "talk.dissent <> ''"),
    _number("conferences_part_noted", "talk.child_part <> ''"),
    _number("conferences_with_child", "talk.child_part IN ('present', 'before')"),
]
TALKS = f"""
{_PLACE} {", ".join(_TALK_NUMBERS)}
{_Q}
JOIN cases_planconference AS talk ON {_DAY} >= q.first AND {_DAY} < q.until
JOIN cases_case AS c ON c.id = talk.case_id
LEFT JOIN cases_supportplan AS about
    ON about.id = talk.plan_id AND about.agreed_at < talk.scheduled_at
WHERE talk.state IN ('held', 'closed')
{_CASES}
"""
REVIEWS = f"""
{_PLACE} count(*) AS goals_reviewed, {_number("goals_reached", "review.attainment >= 0")}
{_Q}
JOIN cases_goalreview AS review ON review.reviewed_on >= q.first AND review.reviewed_on < q.until
JOIN cases_goal AS goal ON goal.id = review.goal_id
JOIN cases_supportplan AS plan ON plan.id = goal.plan_id
JOIN cases_case AS c ON c.id = plan.case_id
{_CASES}
"""
_AGREED = "(plan.agreed_at AT TIME ZONE 'Europe/Berlin')::date"
_SMART = (
    "goal.level = 'action' AND goal.indicator <> '' AND goal.due_on IS NOT NULL"
    " AND (goal.will_id IS NOT NULL OR goal.own_contribution <> '')"
)
GOALS = f"""
{_PLACE} {_number("goals_agreed", "goal.level = 'action'")}, {_number("goals_smart", _SMART)}
{_Q}
JOIN cases_supportplan AS plan ON {_AGREED} >= q.first AND {_AGREED} < q.until
JOIN cases_goal AS goal ON goal.plan_id = plan.id
JOIN cases_case AS c ON c.id = plan.case_id
{_CASES}
"""
PLANS = f"""
{_PLACE} count(DISTINCT plan.id) AS plans_agreed,
    {_number("offers_used", "answer.question = 'used'")},
    {_number("offers_missing", "answer.question = 'missing'")}
{_Q}
JOIN cases_supportplan AS plan ON {_AGREED} >= q.first AND {_AGREED} < q.until
LEFT JOIN cases_spaceanswer AS answer ON answer.plan_id = plan.id
JOIN cases_case AS c ON c.id = plan.case_id
{_CASES}
"""
HOURS = f"""
SELECT no, GROUPING(district_id, space_id) AS level, district_id, space_id,
       sum(minutes) FILTER (WHERE kind = 'case_specific') AS minutes_case,
       sum(minutes) FILTER (WHERE kind = 'cross_case') AS minutes_cross,
       sum(minutes) FILTER (WHERE kind = 'case_independent') AS minutes_independent
FROM (
    SELECT q.no, e.kind, e.minutes, e.district_id,
           CASE WHEN e.social_space_id IS NOT NULL THEN e.social_space_id
               WHEN c.district_id = e.district_id THEN c.social_space_id END AS space_id
    {_Q}
    JOIN budgets_hoursentry AS e ON e.day >= q.first AND e.day < q.until
    LEFT JOIN cases_support AS s ON s.id = e.support_id
    LEFT JOIN cases_case AS c ON c.id = s.case_id
    WHERE e.provider_id IS NULL OR e.state NOT IN ('entered', 'returned')
) AS placed
GROUP BY no, GROUPING SETS ((), (district_id), (district_id, space_id))
"""
SPENT = f"""
SELECT q.no, CASE WHEN GROUPING(o.district_id) = 1 THEN 3 ELSE 1 END AS level, o.district_id,
       NULL AS space_id, sum(o.amount) * 100 AS spent_fall
{_Q}
JOIN budgets_outflow AS o ON o.booked_on >= q.first AND o.booked_on < q.until
WHERE o.fund_kind = 'fall'
GROUP BY q.no, ROLLUP (o.district_id)
"""
RESIDENTS = f"""
SELECT DISTINCT ON (q.no, v.district_id, v.social_space_id)
       q.no, CASE WHEN v.social_space_id IS NULL THEN 1 ELSE 0 END AS level, v.district_id,
       v.social_space_id AS space_id, v.value AS residents
{_Q}
JOIN budgets_indicatorvalue AS v ON v.reference_date < q.until
WHERE v.indicator_id = %(base)s
ORDER BY q.no, v.district_id, v.social_space_id, v.reference_date DESC
"""
STATEMENTS = (
    SUPPORTS, DURATIONS, CASES, TALKS, REVIEWS, GOALS, PLANS, HOURS, SPENT, RESIDENTS,
)  # fmt: skip
