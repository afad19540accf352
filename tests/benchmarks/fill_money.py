"""100,000 supports with commitments, 1,000,000 bookings and 1,000,000 lines of hours.

Cases and people are those of `fill_cases`. Written past the services, by the owner with triggers
off: what is measured is reading and calculating.
"""

from __future__ import annotations

import os
from contextlib import closing
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import psycopg2

from budgets.models import BudgetYear
from cases.models import Support
from networks.models import Provider, SupportType
from networks.models.agreements import Unit
from sro.access import Role
from sro.accounts.models import User
from tests.benchmarks.fill_cases import fill as fill_cases
from tests.budgets.factories import make_fund
from tests.budgets.hours.factories import make_activity
from tests.networks.factories_providers import make_agreement, make_rate, make_support_type
from tests.people import person

SUPPORTS = 100_000
#: So many of them are calculated by the product; the others' months are written by hand.
CALCULATED = 10_000
BOOKINGS = 1_000_000
HOURS = 1_000_000
#: So many professionals of providers share them: a thousand lines each in a year.
STAFF = 1_000
YEAR = 2025
TODAY = date(YEAR, 7, 1)
PROVIDERS, KINDS = 20, 5

_SUPPORTS = """
INSERT INTO cases_support (
    id, version, case_id, person_id, support_type_id, legal_basis, setting, provider_id, state,
    start, planned_end_reason, end_reason, end_note, minutes, minutes_per, outside_district,
    created_by_id)
SELECT n, 1, n, n, (%(kinds)s::bigint[])[1 + n %% %(kind_count)s], '§ 31', 'ambulatory',
    (%(providers)s::bigint[])[1 + n %% %(provider_count)s], 'running',
    %(first)s::date + (n %% 180)::int, '', '', '', 60 + (n %% 40)::int * 15, 'week', false,
    %(user)s
FROM generate_series(1, %(supports)s) AS n
"""
_SCHEDULES = """
INSERT INTO budgets_commitmentschedule (
    id, version, support_id, pseudonym, until, gap, unit_reason, changed_at)
SELECT n, 1, n, 'X-' || n, %(next)s, '', '', now()
FROM generate_series(%(calculated)s + 1, %(supports)s) AS n
"""
_MONTHS = """
INSERT INTO budgets_commitment (id, version, schedule_id, month, district_id, amount)
SELECT (s.id - 1) * 12 + m, 1, s.id, make_date(%(year)s, m, 1), c.district_id, 900 + s.id %% 700
FROM budgets_commitmentschedule AS s
JOIN cases_support AS p ON p.id = s.support_id
JOIN cases_case AS c ON c.id = p.case_id
CROSS JOIN generate_series(1, 12) AS m
WHERE make_date(%(year)s, m, 1) + 31 > p.start
"""
_BOOKINGS = """
INSERT INTO budgets_outflow (
    id, version, fund_kind, year, district_id, amount, booked_on, external_id, source, text,
    file_reference, provider_number, provider_name, cost_centre, entered_by_id, entered_at)
SELECT n, 1, 'fall', %(year)s - (n %% 3)::int, c.district_id, 100 + n %% 900,
    make_date(%(year)s - (n %% 3)::int, 1 + (n %% 6)::int, 15), 'B-' || n, 'Messung', '',
    '', '', '', '', %(user)s, now()
FROM generate_series(1, %(bookings)s) AS n
JOIN cases_case AS c ON c.id = 1 + n %% %(supports)s
"""
_MATCHES = """
INSERT INTO budgets_outflowmatch (id, version, outflow_id, support_id, state, finding, candidates,
    how, reason, matched_at)
SELECT id, 1, id, 1 + id %% %(supports)s, 'support', '', '[]', 'rule', '', now()
FROM budgets_outflow
"""
_HOURS = """
INSERT INTO budgets_hoursentry (
    id, version, user_id, provider_id, day, minutes, kind, activity_id, support_id,
    social_space_id, district_id, note, state, return_reason, external_id)
SELECT n, 1, u.id, (%(providers)s::bigint[])[1 + u.number %% %(provider_count)s],
    %(first)s::date + ((n / %(staff)s) * 181 / (%(hours)s / %(staff)s))::int,
    15 + (n %% 30)::int * 15,
    CASE WHEN n %% 3 = 0 THEN 'case_specific' WHEN n %% 3 = 1 THEN 'cross_case'
        ELSE 'case_independent' END,
    %(activity)s, CASE WHEN n %% 3 = 0 THEN 1 + n %% %(supports)s END,
    CASE WHEN n %% 3 <> 0 THEN s.id END, s.district_id, '',
    CASE WHEN n / %(staff)s < %(hours)s / %(staff)s * 5 / 6 THEN 'approved' ELSE 'entered' END,
    '', ''
FROM generate_series(0, %(hours)s - 1) AS n
JOIN (
    SELECT id, (row_number() OVER (ORDER BY id)) - 1 AS number FROM accounts_user
    WHERE email LIKE 'staff%%@bench.example'
) AS u ON u.number = n %% %(staff)s
JOIN (
    SELECT id, district_id, (row_number() OVER (ORDER BY id)) - 1 AS number
    FROM networks_socialspace
) AS s ON s.number = n %% (SELECT count(*) FROM networks_socialspace)
"""
_TABLES = {
    "cases_support": _SUPPORTS,
    "budgets_commitmentschedule": _SCHEDULES,
    "budgets_commitment": _MONTHS,
    "budgets_outflow": _BOOKINGS,
    "budgets_outflowmatch": _MATCHES,
    "budgets_hoursentry": _HOURS,
}


def fill() -> SimpleNamespace:
    """Fill the tables; return the controller, the year and its funds."""
    fill_cases()
    controller = person(Role.CONTROLLER)
    kinds = [make_support_type() for _ in range(KINDS)]
    agreements = [make_agreement(valid_from=date(2020, 1, 1)) for _ in range(PROVIDERS)]
    for number, agreement in enumerate(agreements):
        for kind in kinds:
            make_rate(
                agreement,
                support_type=kind,
                unit=Unit.HOUR,
                amount=Decimal(50 + number),
                valid_from=date(2020, 1, 1),
            )
    year = BudgetYear.objects.create(year=YEAR)
    funds = [
        make_fund(budget_year=year, kind=kind, name=kind, amount=Decimal(10**9))
        for kind in ("fall", "milieu", "struktur")
    ]
    staff = _staff(agreements[0].provider)
    values = {
        "hours": HOURS,
        "staff": STAFF,
        "activity": make_activity().pk,
        "supports": SUPPORTS,
        "calculated": CALCULATED,
        "bookings": BOOKINGS,
        "year": YEAR,
        "first": date(YEAR, 1, 1),
        "next": date(YEAR + 1, 1, 1),
        "kinds": [kind.pk for kind in kinds],
        "kind_count": KINDS,
        "providers": [agreement.provider_id for agreement in agreements],
        "provider_count": PROVIDERS,
        "user": controller.pk,
    }
    with closing(psycopg2.connect(os.environ["DATABASE_OWNER_URL"])) as owner:
        with owner.cursor() as cursor:
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
    assert Support.objects.count() == SUPPORTS
    assert SupportType.objects.count() >= KINDS
    return SimpleNamespace(controller=controller, year=year, funds=funds, staff=staff)


def _staff(provider: Provider) -> User:
    """Professionals to whom the hours belong; the first one can log in."""
    first = person(Role.PROVIDER_STAFF, provider=provider, email="staff0000@bench.example")
    User.objects.bulk_create(
        User(email=f"staff{number:04}@bench.example", display_name=f"Fachkraft {number}")
        for number in range(1, STAFF)
    )
    return first
