"""Three years of an office: 100,000 supports, 1,000,000 lines of hours, 1,000,000 bookings.

In 12 districts with 138 social spaces, with plans, goals, reviews and conferences of the supports.
Written by the owner past the services, with triggers off: what is measured is reading.
"""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import psycopg2

from budgets.models import BudgetYear, Indicator
from cases.models import Support
from networks.models import District, Municipality, SocialSpace
from reporting.models import ReportSettings
from sro.access import Role
from sro.accounts.models import User
from sro.periods import Quarter, quarters_of_year
from tests.budgets.factories import make_fund
from tests.budgets.hours.factories import make_activity
from tests.networks.factories_providers import make_agreement, make_support_type
from tests.people import person

DISTRICTS = 12
SPACES = 138
SUPPORTS = 100_000
HOURS = 1_000_000
BOOKINGS = 1_000_000
STAFF = 1_000
PROVIDERS = 40
YEARS = (2023, 2024, 2025)
QUARTERS: tuple[Quarter, ...] = tuple(each for year in YEARS for each in quarters_of_year(year))
#: The supports of §§ 27 to 41 as often as they occur in life, roughly.
KINDS = {
    "31": ("§ 31", "ambulatory"),
    "30": ("§ 30", "ambulatory"),
    "29": ("§ 29", "ambulatory"),
    "35a": ("§ 35a", "ambulatory"),
    "32": ("§ 32", "semi_residential"),
    "33": ("§ 33", "residential"),
    "34": ("§ 34", "residential"),
}
LONG_AGO = date(2000, 1, 1)

_CASES = """
INSERT INTO cases_case (
    id, version, sort_key, search_key, search_vector, reference, reference_year, reference_number,
    name, concern, state, opened_on, district_id, social_space_id)
SELECT n, 1, 'f' || n, 'f' || n, '', '2022-' || lpad(n::text, 6, '0'), 2022, n, 'Familie ' || n, '',
    'running', '2022-01-01', s.district_id, CASE WHEN n %% 17 > 0 THEN s.id END
FROM generate_series(1::bigint, %(supports)s) AS n
JOIN spaces AS s ON s.number = (n * 7919 %% 1000003) %% %(space_count)s
"""
_PERSONS = """
INSERT INTO cases_person (
    id, version, sort_key, search_key, search_vector, given_name, family_name, legal_name, gender,
    pronoun, birth_date, languages, interpreter, plain_language, participation)
SELECT n, 1, 'k' || n, 'k' || n, '', 'Kind', 'Nummer ' || n, '',
    (ARRAY['female', 'male', 'diverse', ''])[CASE WHEN n %% 50 = 0 THEN 3 WHEN n %% 40 = 0 THEN 4
        ELSE 1 + n %% 2 END],
    '', CASE WHEN n %% 90 > 0 THEN date '2003-01-01' + (n * 7919 %% 1000003 %% 7600)::int END,
    '{}', '', '', ''
FROM generate_series(1::bigint, %(supports)s) AS n
"""
# They begin over four years and last up to two; what would end after the last quarter still runs.
_SUPPORTS = """
INSERT INTO cases_support (
    id, version, case_id, person_id, support_type_id, legal_basis, setting, provider_id, state,
    start, planned_end_reason, "end", end_reason, end_note, minutes, minutes_per, outside_district,
    created_by_id)
SELECT n, 1, n, n, kind.id, kind.legal_basis, kind.setting,
    (%(providers)s::bigint[])[1 + n %% %(provider_count)s],
    CASE WHEN until < '2026-01-01' THEN 'ended' ELSE 'running' END, start, '',
    CASE WHEN until < '2026-01-01' THEN until END,
    CASE WHEN until < '2026-01-01' THEN (ARRAY['goals_reached', 'moved', 'other'])[1 + n %% 3]
        ELSE '' END,
    '', 60 + (n %% 40)::int * 15, 'week', false, %(user)s
FROM (
    SELECT n, date '2022-01-01' + (n * 7919 %% 1000003 %% 1460)::int AS start,
        date '2022-01-01' + (n * 7919 %% 1000003 %% 1460)::int + 30 + (n * 104729 %% 700)::int
            AS until
    FROM generate_series(1::bigint, %(supports)s) AS n
) AS made
JOIN kinds AS kind ON kind.number = n %% (SELECT count(*) FROM kinds)
"""
_SCHEDULES = """
INSERT INTO budgets_commitmentschedule (
    id, version, support_id, pseudonym, until, gap, unit_reason, changed_at)
SELECT n, 1, n, 'X-' || n, '2026-01-01', '', '', now()
FROM generate_series(1::bigint, %(supports)s) AS n
"""
_MONTHS = """
INSERT INTO budgets_commitment (id, version, schedule_id, month, district_id, amount)
SELECT row_number() OVER (), 1, s.id, month, c.district_id, 900 + s.id %% 700
FROM cases_support AS s
JOIN cases_case AS c ON c.id = s.case_id
JOIN generate_series(timestamp '2025-01-01', '2025-12-01', '1 month') AS month
    ON month >= date_trunc('month', s.start) AND month < coalesce(s."end", '2026-01-01')
"""
_PLANS = """
INSERT INTO cases_supportplan (
    id, version, number, state, need, kind_of_support, necessary_services, period_from,
    period_until, no_ordinary_offers, no_missing_offers, open_points_reason, created_at, agreed_at,
    agreed_by_id, case_id, created_by_id, young_person_id)
SELECT n, 1, 1, 'agreed', '', '', '', s.start, s.start + 180, false, false, '', s.start,
    s.start + interval '9 hours', %(user)s, n, %(user)s, n
FROM generate_series(1::bigint, %(supports)s) AS n JOIN cases_support AS s ON s.id = n
"""
_GOALS = """
INSERT INTO cases_goal (
    id, version, level, position, origin, text, owner_name, indicator, own_contribution, due_on,
    parent_id, plan_id)
SELECT n, 1, CASE WHEN n <= %(supports)s THEN 'direction' ELSE 'action' END, 0, gen_random_uuid(),
    'Ein Ziel.', '', CASE WHEN n %% 5 > 0 THEN 'Er geht hin.' ELSE '' END,
    CASE WHEN n %% 3 > 0 THEN 'Er packt die Tasche.' ELSE '' END,
    CASE WHEN n %% 7 > 0 THEN date '2025-01-01' END,
    CASE WHEN n > %(supports)s THEN 1 + (n - 1) %% %(supports)s END, 1 + (n - 1) %% %(supports)s
FROM generate_series(1::bigint, %(supports)s * 3) AS n
"""
_TALKS = """
INSERT INTO cases_planconference (
    id, version, scheduled_at, place, topic, state, child_part, child_statement, minutes, dissent,
    cancel_reason, author_id, case_id, young_person_id, plan_id)
SELECT n, 1, s.start + interval '9 hours' + (n %% 300) * interval '1 day', '', '',
    CASE WHEN n %% 9 > 0 THEN 'held' ELSE 'planned' END,
    (ARRAY['present', 'not_wanted', 'before', ''])[1 + n %% 4], '', '',
    CASE WHEN n %% 6 = 0 THEN 'Die Mutter sieht es anders.' ELSE '' END, '', %(user)s, s.id, s.id,
    CASE WHEN n %% 4 > 0 THEN s.id END
FROM generate_series(1::bigint, %(supports)s * 2) AS n
JOIN cases_support AS s ON s.id = 1 + (n - 1) %% %(supports)s
"""
_REVIEWS = """
INSERT INTO cases_goalreview (
    id, version, reviewed_on, attainment, evidence, consequence, author_id, goal_id)
SELECT n, 1, s.start + 100 + (n %% 200)::int, -2 + n %% 5, '', '', %(user)s, n
FROM generate_series(1::bigint, %(supports)s * 2) AS n
JOIN cases_support AS s ON s.id = 1 + (n - 1) %% %(supports)s
"""
_ANSWERS = """
INSERT INTO cases_spaceanswer (id, version, question, text, plan_id)
SELECT n, 1, CASE WHEN n %% 3 > 0 THEN 'used' ELSE 'missing' END, 'Jugendclub',
    1 + (n - 1) %% %(supports)s
FROM generate_series(1::bigint, %(supports)s * 2) AS n
"""
_HOURS = """
INSERT INTO budgets_hoursentry (
    id, version, user_id, provider_id, day, minutes, kind, activity_id, support_id,
    social_space_id, district_id, note, state, return_reason, external_id)
SELECT n, 1, u.id, (%(providers)s::bigint[])[1 + u.number %% %(provider_count)s],
    date '2023-01-01' + (n * 104729 %% 1096)::int, 15 + (n %% 30)::int * 15,
    CASE n %% 3 WHEN 0 THEN 'case_specific' WHEN 1 THEN 'cross_case' ELSE 'case_independent' END,
    %(activity)s, CASE WHEN n %% 3 = 0 THEN c.id END, CASE WHEN n %% 3 > 0 THEN s.id END,
    CASE WHEN n %% 3 = 0 THEN c.district_id ELSE s.district_id END, '',
    CASE WHEN n %% 50 > 0 THEN 'approved' ELSE 'returned' END,
    CASE WHEN n %% 50 > 0 THEN '' ELSE 'Bitte die Tätigkeit nennen.' END, ''
FROM generate_series(1::bigint, %(hours)s) AS n
JOIN staff AS u ON u.number = n %% %(staff)s
JOIN spaces AS s ON s.number = n %% %(space_count)s
JOIN cases_case AS c ON c.id = 1 + (n * 7919 %% 1000003) %% %(supports)s
"""
_BOOKINGS = """
INSERT INTO budgets_outflow (
    id, version, fund_kind, year, district_id, amount, booked_on, external_id, source, text,
    file_reference, provider_number, provider_name, cost_centre, entered_by_id, entered_at)
SELECT n, 1, CASE WHEN n %% 20 > 0 THEN 'fall' ELSE 'milieu' END, date_part('year', day),
    c.district_id, 100 + n %% 900, day, 'B-' || n, 'Messung', '', '', '', '', '', %(user)s, now()
FROM (
    SELECT n, date '2023-01-01' + (n * 104729 %% 1096)::int AS day
    FROM generate_series(1::bigint, %(bookings)s) AS n
) AS made
JOIN cases_case AS c ON c.id = 1 + n %% %(supports)s
"""
_MATCHES = """
INSERT INTO budgets_outflowmatch (
    id, version, outflow_id, support_id, state, finding, candidates, how, reason, matched_at)
SELECT id, 1, id, 1 + id %% %(supports)s, 'support', '', '[]', 'rule', '', now()
FROM budgets_outflow
"""
_RESIDENTS = """
INSERT INTO budgets_indicatorvalue (
    version, indicator_id, reference_date, value, source, district_id, social_space_id)
SELECT 1, %(base)s, make_date(year, 12, 31), 40000 + id, 'erfunden', id, NULL
FROM networks_district, generate_series(2021, 2025) AS year
UNION ALL
SELECT 1, %(base)s, make_date(year, 12, 31), 3500 + id, 'erfunden', NULL, id
FROM networks_socialspace, generate_series(2021, 2025) AS year
"""
_HELPERS = """
CREATE TEMPORARY TABLE spaces AS
SELECT id, district_id, (row_number() OVER (ORDER BY id)) - 1 AS number FROM networks_socialspace;
CREATE TEMPORARY TABLE staff AS
SELECT id, (row_number() OVER (ORDER BY id)) - 1 AS number FROM accounts_user
WHERE email LIKE 'staff%%@bench.example';
CREATE TEMPORARY TABLE kinds AS
SELECT id, legal_basis, setting, (row_number() OVER (ORDER BY id)) - 1 AS number
FROM networks_supporttype WHERE id = ANY(%(kinds)s);
"""
_TABLES = {
    "cases_case": _CASES,
    "cases_person": _PERSONS,
    "cases_support": _SUPPORTS,
    "budgets_commitmentschedule": _SCHEDULES,
    "budgets_commitment": _MONTHS,
    "cases_supportplan": _PLANS,
    "cases_goal": _GOALS,
    "cases_planconference": _TALKS,
    "cases_goalreview": _REVIEWS,
    "cases_spaceanswer": _ANSWERS,
    "budgets_hoursentry": _HOURS,
    "budgets_outflow": _BOOKINGS,
    "budgets_outflowmatch": _MATCHES,
    "budgets_indicatorvalue": _RESIDENTS,
}


def fill() -> SimpleNamespace:
    """Fill the tables; return the controller, the residents' indicator and the districts."""
    controller = person(Role.CONTROLLER)
    districts = _places()
    kinds = [
        make_support_type(code=code, legal_basis=basis, setting=setting).pk
        for code, (basis, setting) in KINDS.items()
    ]
    providers = [make_agreement(valid_from=LONG_AGO).provider_id for _ in range(PROVIDERS)]
    for year in YEARS:
        budget = BudgetYear.objects.create(year=year)
        for kind in ("fall", "milieu", "struktur"):
            make_fund(budget_year=budget, kind=kind, name=kind, amount=Decimal(10**9))
    base = Indicator.objects.create(
        code="residents", name="Junge Menschen", unit="Personen", kind="count", source="erfunden"
    )
    ReportSettings.objects.create(base=base)
    User.objects.bulk_create(
        User(email=f"staff{number:04}@bench.example", display_name=f"Fachkraft {number}")
        for number in range(STAFF)
    )
    _write(
        {
            "supports": SUPPORTS,
            "hours": HOURS,
            "bookings": BOOKINGS,
            "staff": STAFF,
            "space_count": SPACES,
            "activity": make_activity().pk,
            "kinds": kinds,
            "providers": providers,
            "provider_count": PROVIDERS,
            "user": controller.pk,
            "base": base.pk,
        }
    )
    if Support.objects.count() != SUPPORTS:
        raise AssertionError(Support.objects.count())
    return SimpleNamespace(controller=controller, base=base, districts=districts)


def _places() -> list[District]:
    municipality = Municipality.objects.create(key="99", name="Musterstadt")
    districts = [
        District.objects.create(
            municipality=municipality, key=f"{n:02}", name=f"Bezirk {n}", valid_from=LONG_AGO
        )
        for n in range(1, DISTRICTS + 1)
    ]
    for number in range(SPACES):
        district = districts[number % DISTRICTS]
        SocialSpace.objects.create(
            district=district,
            key=f"{district.key}{number:04}",
            name=f"Quartier {number}",
            valid_from=LONG_AGO,
        )
    return districts


def _write(values: dict[str, object]) -> None:
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        with owner.cursor() as cursor:
            cursor.execute(_HELPERS, values)
            for table, statement in _TABLES.items():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(statement, values)
                owner.commit()
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
                # What the product writes afterwards gets numbers of its own.
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 10000000)")
        owner.commit()
        owner.autocommit = True
        owner.cursor().execute("VACUUM (ANALYZE)")
