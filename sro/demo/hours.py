"""Hours of the demo: some months of providers' people and of two teams, by the product's services.

Everything is invented. Months before the last one are approved; the last one waits at the office
with a returned line, the present one is open.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from budgets.models import Activity, BaseBudget, HoursEntry
from budgets.rules.hours import monday_of
from budgets.services.base_budgets import enter_base_budget
from budgets.services.hours_catalogue import ensure_activities
from budgets.services.hours_months import approve_lines, return_lines, submit_month
from budgets.services.hours_packages import set_package
from budgets.services.hours_places import Employer, supports_worked_in
from budgets.services.hours_sheet import Key
from budgets.services.hours_things import projects_for
from budgets.services.hours_weeks import Cell, Line, save_week
from budgets.services.outflow import book
from budgets.services.settling import charge
from cases.models import Support
from networks.models import District, Project, Provider, SocialSpace
from sro.access import Role
from sro.accounts.models import User
from sro.demo.providers import PROVIDERS
from sro.periods import Quarter, month_of
from sro.records import constraints_left_to_database

WEEKS = 10
TEAMS = 2
PACKAGES = 6
_FIELD = ("Sozialraumkonferenz", "Netzwerktreffen", "Kontakt zu Vereinen und Nachbarschaft")
_CASE = ("Hausbesuch", "Gespräch mit der Familie", "Begleitung zu Terminen")


def is_complete() -> bool:
    """Whether there are hours, of the demo or of people themselves."""
    return HoursEntry.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Enter the hours week by week, then submit, approve and return; all of it or nothing."""
    today = timezone.localdate(now)
    with constraints_left_to_database():
        ensure_activities(actor=_people(Role.ADMINISTRATOR)[0], now=now)
        names = [invented.name for invented in PROVIDERS]
        providers = list(Provider.objects.filter(name__in=names).order_by("sort_key", "pk"))
        for provider in providers:
            _of_provider(provider, today, now)
        for district in District.objects.order_by("sort_key", "pk")[:TEAMS]:
            _of_team(district, today, now)
        _packages(today, now)
        _base_budgets(providers, today, now)


def _people(role: Role, **place: Any) -> list[User]:
    where = {f"memberships__{name}": row for name, row in place.items()}
    return list(User.objects.filter(memberships__role=role, **where).order_by("pk"))


def _of_provider(provider: Provider, today: date, now: datetime) -> None:
    spaces = list(
        SocialSpace.objects.filter(focus_providers__provider=provider).order_by("key").distinct()
    )
    leads = _people(Role.PROVIDER_LEAD, provider=provider)
    staff = _people(Role.PROVIDER_STAFF, provider=provider)
    if not leads or not spaces:
        return
    employer = Employer(provider=provider)
    for person in (*staff, *leads):
        _weeks(person, employer, spaces, today, now)
    _months(leads[0], employer, today, now)


def _of_team(district: District, today: date, now: datetime) -> None:
    spaces = list(SocialSpace.objects.filter(district=district).order_by("key")[:4])
    people = {
        *_people(Role.CASEWORKER, district=district),
        *_people(Role.TEAM_LEAD, district=district),
    }
    for person in sorted(people, key=lambda each: each.pk):
        _weeks(person, Employer(team=district), spaces, today, now)


def _weeks(
    person: User, employer: Employer, spaces: list[SocialSpace], today: date, now: datetime
) -> None:
    chance = Random(person.pk)  # noqa: S311 - invented hours, the same ones each time
    activities = {each.name: each for each in Activity.objects.all()}
    first = monday_of(today) - timedelta(days=7 * WEEKS)
    projects = list(
        projects_for(employer, first, today)
        .filter(state="running", starts_on__lte=first, social_space__isnull=False)
        .order_by("pk")[:4]
    )
    for number in range(WEEKS + 1):
        monday = first + timedelta(days=7 * number)
        end = min(monday + timedelta(days=5), today)
        days = [monday + timedelta(days=each) for each in range(max((end - monday).days, 0))]
        supports = _running(person, employer, monday, days)
        lines = _lines(chance, activities, supports, spaces, days)
        if projects and lines and number % 2:
            lines[-1] = _for_project(lines[-1], projects[number // 2 % len(projects)])
        written = min(now, _evening(end))
        if lines:
            save_week(
                actor=person,
                employer=employer,
                monday=monday,
                lines=lines,
                version=0,
                now=written,
            )


def _running(person: User, employer: Employer, monday: date, days: list[date]) -> list[Support]:
    if not days:
        return []
    found = supports_worked_in(person, employer, days[0], days[-1] + timedelta(days=1))
    return [
        each for each in found if each.start <= monday and (each.end is None or each.end > days[-1])
    ][:4]


def _lines(
    chance: Random,
    activities: dict[str, Activity],
    supports: list[Support],
    spaces: list[SocialSpace],
    days: list[date],
) -> list[Line]:
    rows = [
        Key("case_specific", activities[chance.choice(_CASE)].pk, support.pk)
        for support in supports
    ]
    space = chance.choice(spaces)
    rows.append(Key("cross_case", activities[chance.choice(_FIELD[:2])].pk, None, space.pk))
    rows.append(Key("case_independent", activities[chance.choice(_FIELD)].pk, None, space.pk))
    return [
        Line(
            key,
            [
                Cell(day, chance.choice((30, 60, 60, 90, 120)))
                for day in sorted(chance.sample(days, min(2, len(days))))
            ],
            name=f"r{number}",
        )
        for number, key in enumerate(rows)
        if days
    ]


def _for_project(line: Line, project: Project) -> Line:
    """Let case-independent hours be those for a project, where it is."""
    key = line.key._replace(space=project.social_space_id, project=project.pk)
    return replace(line, key=key)


def _evening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(16)))


def _months(lead: User, employer: Employer, today: date, now: datetime) -> None:
    """Submit what is over; the office has approved all but the last of it."""
    own = HoursEntry.objects.filter(**employer.fields)
    months = sorted({month_of(day) for day in own.values_list("day", flat=True)})
    over = [month for month in months if month < month_of(today)]
    for month in over:
        submit_month(actor=lead, employer=employer, month=month, now=now)
        waiting = own.filter(state="submitted", day__gte=month)
        districts = sorted({*waiting.values_list("district", flat=True)})
        for place, district in enumerate(districts):
            chief = _people(Role.TEAM_LEAD, district=district)[0]
            lines = [*waiting.filter(district=district).values_list("pk", flat=True)]
            if month != over[-1]:
                approve_lines(actor=chief, lines=lines, now=now)
            elif place == 0:
                return_lines(
                    actor=chief,
                    lines=lines[:1],
                    reason="Bitte prüfen Sie den Tag. (Erfundenes Beispiel.)",
                    now=now,
                )


def _packages(today: date, now: datetime) -> None:
    used = HoursEntry.objects.filter(support__isnull=False, provider__isnull=False)
    supports = Support.objects.filter(
        pk__in=used.order_by().values("support"), state="running", case__closed_on=None
    ).select_related("case__responsible", "case__district")
    start = month_of(today - timedelta(days=60))
    for support in supports.order_by("pk")[:PACKAGES]:
        set_package(
            actor=support.case.responsible,
            support=support,
            start=max(start, support.start),
            end=start + timedelta(days=183),
            minutes=60 * 60,
            reason="Im Hilfeplangespräch vereinbart. (Erfunden.)",
            now=now,
        )


def _base_budgets(providers: list[Provider], today: date, now: datetime) -> None:
    controller = _people(Role.CONTROLLER)[0]
    field = HoursEntry.objects.filter(day__year=today.year)
    for provider in providers:
        worked = field.filter(provider=provider).order_by("district__key")
        district = worked.values_list("district", flat=True).first()
        if district is None:
            continue
        budget = enter_base_budget(
            actor=controller,
            provider=provider,
            district=District.objects.get(pk=district),
            year=today.year,
            amount=Decimal("60000.00"),
            minutes=1200 * 60,
            field_percent=15,
            note="Erfundener Betrag.",
            now=now,
        )
        _pay(controller, budget, today, now)


def _pay(controller: User, budget: BaseBudget, today: date, now: datetime) -> None:
    """Pay a quarter of the base budget for each quarter that is over."""
    for number in range(Quarter.of(today).number - 1):
        following = Quarter(budget.year, number + 1).end
        booking = book(
            actor=controller,
            fund_kind=budget.fund_kind,
            year=budget.year,
            district=budget.district,
            amount=budget.amount / 4,
            booked_on=following,
            source="Erfundene Finanzbuchhaltung",
            text=f"Grundbudget, {number + 1}. Quartal (erfunden)",
            provider=budget.provider,
            now=now,
        )
        charge(
            actor=controller,
            booking=booking,
            base_budget=budget.pk,
            version=booking.match.version,
            now=now,
        )
