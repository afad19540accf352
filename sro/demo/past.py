"""The years 2016 to 2018 in the demo: supports, their bookings and some hours, past the services.

The spending of 2016 is published (sro/demo/data/berlin/README.md) and adds up here district by
district, to the cent; the supports behind it are invented and scaled up: each of them stands for
some hundred. The years 2017 and 2018 are invented. Like figures taken over from another system,
they have no history of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from budgets.models import (
    Activity,
    Commitment,
    HoursEntry,
    HoursMonth,
    Outflow,
    OutflowMatch,
)
from budgets.services.commitments import recalculate
from budgets.services.matching import look, settle
from budgets.services.outflow import reverse
from cases.models import (
    Case,
    CaseMember,
    ConsultationParticipant,
    Person,
    Support,
    SupportDecision,
    TeamConsultation,
)
from networks.models import District, Provider, SocialSpace, SupportType
from sro.access import Role
from sro.accounts.models import User
from sro.demo.budget import OUTFLOW_YEAR, SPENDING
from sro.demo.providers import PROVIDERS
from sro.money import cents_from_decimal, decimal_from_cents, largest_remainder
from sro.periods import next_month
from sro.records import acting, constraints_left_to_database

FIRST, FOLLOWING = date(2016, 1, 1), date(2019, 1, 1)
SOURCE = "Erfundene Buchhaltung 2016–2018, hochgerechnet"
REPLACED = "Ersetzt durch Monatsbuchungen erfundener Hilfen, die zusammen denselben Betrag ergeben."
#: Months from January 2016 in which the supports of a district begin and end.
SPANS = (
    (0, 36), (0, 36), (0, 36), (0, 30), (0, 22), (0, 16), (0, 9), (3, 20), (5, 33), (9, 29),
    (14, 36), (17, 36), (21, 36), (26, 36), (31, 36),
)  # fmt: skip
KIND = "31"
#: An hour as these providers charge it, roughly: the exact rate is that of the provider.
HOUR = Decimal(59)


@dataclass(frozen=True)
class _Office:
    """Who acts: somebody for each district, and a controller for the money."""

    controller: User
    leads: dict[int, User]
    workers: Sequence[User]
    providers: Sequence[Provider]
    kind: SupportType


def is_complete() -> bool:
    """Whether the bookings of these years are there."""
    return Outflow.objects.filter(source=SOURCE).exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Make supports, bookings and hours of three years; all of it or nothing."""
    office = _office()
    luck = Random(2016)  # noqa: S311 - invented figures need no secret
    published = _published()
    with constraints_left_to_database(), acting(office.controller):
        supports = [
            support
            for district in District.objects.filter(pk__in=published).order_by("key")
            for support in _supports(office, district, published[district.pk])
        ]
        recalculate(
            support_ids=[support.pk for support in supports],
            today=timezone.localdate(now),
            now=now,
        )
        _replace_sums(office.controller, now)
        _book(office.controller, published, luck, now)
        _hours(office, luck, now)


def _office() -> _Office:
    leads = User.objects.filter(memberships__role=Role.TEAM_LEAD).order_by("-pk")
    return _Office(
        controller=_people(Role.CONTROLLER)[0],
        leads={lead.memberships.all()[0].district_id: lead for lead in leads},
        workers=_people(Role.CASEWORKER),
        providers=list(
            Provider.objects.filter(name__in=[each.name for each in PROVIDERS]).order_by("pk")
        ),
        kind=SupportType.objects.get(code=KIND),
    )


def _people(role: Role, **where: Any) -> list[User]:
    return list(User.objects.filter(memberships__role=role, **where).order_by("pk").distinct())


def _published() -> dict[int, Decimal]:
    """The published spending by district."""
    rows = Outflow.objects.filter(source=SPENDING, year=OUTFLOW_YEAR, fund_kind="fall")
    return dict(rows.order_by().values_list("district_id").annotate(total=Sum("amount")))


def _supports(office: _Office, district: District, spending: Decimal) -> Iterator[Support]:
    """The supports of a district: so many hours that 2016 costs about what was published."""
    months_of_year = sum(max(0, min(end, 12) - begin) for begin, end in SPANS)
    weekly = spending / months_of_year / HOUR * 12 * 7 / 366
    for number, (begin, end) in enumerate(SPANS):
        case = _case(office, district, number, _day(begin), _day(end))
        person = Person.objects.create(
            given_name=f"Kind {number + 1}", family_name="Hochgerechnet", birth_year=2008
        )
        CaseMember.objects.create(case=case, person=person, role="young_person")
        yield Support.objects.create(
            case=case,
            person=person,
            support_type=office.kind,
            legal_basis=office.kind.legal_basis,
            setting="ambulatory",
            provider=office.providers[number % len(office.providers)],
            decision=_decision(office, case, _day(begin)),
            state="ended",
            start=_day(begin),
            end=_day(end),
            end_reason="goals_reached",
            minutes=round(weekly * 60),
            minutes_per="week",
            created_by=case.responsible,
        )


def _case(office: _Office, district: District, number: int, start: date, end: date) -> Case:
    count = int(district.key) * 100 + number
    return Case.objects.create(
        reference=f"2015-{count:05}",
        reference_year=2015,
        reference_number=count,
        name=f"Hochgerechnet {district.key}/{number + 1} (erfunden)",
        concern="Erfunden: Diese Akte steht für einige hundert Hilfen der Jahre 2016 bis 2018.",
        district=district,
        opened_on=start,
        state="closed",
        closed_on=end,
        responsible=office.leads[district.pk],
    )


def _decision(office: _Office, case: Case, day: date) -> SupportDecision:
    consultation = TeamConsultation.objects.create(
        case=case, author=case.responsible, held_on=day, question="Was hilft? (Erfunden.)"
    )
    for user in office.workers[:2]:
        ConsultationParticipant.objects.create(consultation=consultation, user=user)
    return SupportDecision.objects.create(
        case=case,
        consultation=consultation,
        result="granted",
        suitable="Erfunden.",
        necessary="Erfunden.",
        wish_and_choice="Erfunden.",
        decided_by=office.leads[case.district_id],
        decided_on=day,
    )


def _day(months: int) -> date:
    return date(2016 + months // 12, months % 12 + 1, 1)


def _replace_sums(actor: User, now: datetime) -> None:
    """Take back the published sums of the year: they come back month by month."""
    for booking in Outflow.objects.filter(
        source=SPENDING, year=OUTFLOW_YEAR, reversal_of=None, reversed_by=None
    ).select_related("district"):
        reverse(actor=actor, outflow=booking, reason=REPLACED, booked_on=booking.booked_on, now=now)


def _book(actor: User, published: dict[int, Decimal], luck: Random, now: datetime) -> None:
    months: dict[tuple[int, int], list[Commitment]] = defaultdict(list)
    rows = Commitment.objects.filter(month__gte=FIRST, month__lt=FOLLOWING, amount__gt=0)
    # Only what was made here: other supports of the demo begin later.
    for month in rows.select_related("schedule__support__case").order_by("month", "pk"):
        months[month.district_id, month.month.year].append(month)
    for (district, year), found in months.items():
        cents = [cents_from_decimal(each.amount) for each in found]
        if year == OUTFLOW_YEAR:
            keys = [each.pk for each in found]
            cents = largest_remainder(cents_from_decimal(published[district]), cents, keys)
        else:
            # Some bills are higher, more are lower than what was agreed.
            cents = [round(each * (0.94 + 0.09 * luck.random())) for each in cents]
        Outflow.objects.bulk_create(
            _booking(month, amount, actor, now) for month, amount in zip(found, cents, strict=True)
        )
    waiting = OutflowMatch.objects.for_rules().filter(outflow__source=SOURCE)
    ids = list(waiting.values_list("pk", flat=True))
    settle(actor, list(look(ids)), now)


def _booking(month: Commitment, cents: int, actor: User, now: datetime) -> Outflow:
    support = month.schedule.support
    return Outflow(
        fund_kind="fall",
        year=month.month.year,
        district_id=month.district_id,
        amount=decimal_from_cents(cents),
        booked_on=next_month(month.month) + timedelta(days=9),
        external_id=f"HOCHGERECHNET-{support.case.reference}-{month.month:%Y%m}",
        source=SOURCE,
        text="Monatsabrechnung (erfunden, hochgerechnet)",
        file_reference=support.case.reference,
        provider_id=support.provider_id,
        service_from=month.month,
        service_until=next_month(month.month),
        entered_by=actor,
        entered_at=now,
    )


def _hours(office: _Office, luck: Random, now: datetime) -> None:
    """Hours of the providers' people in the field, one line of each kind a week; all closed."""
    activity = Activity.objects.filter(kinds__contains=["cross_case"]).order_by("position")[0]
    for provider in office.providers:
        people = _people(Role.PROVIDER_STAFF, memberships__provider=provider)
        spaces = list(SocialSpace.objects.filter(focus_providers__provider=provider).distinct())
        if not people or not spaces:
            continue
        HoursEntry.objects.bulk_create(_weeks(provider, people, spaces, activity, luck))
        HoursMonth.objects.bulk_create(
            HoursMonth(provider=provider, month=_day(number), state="closed", closed_at=now)
            for number in range(36)
        )


def _weeks(
    provider: Provider,
    people: Sequence[User],
    spaces: Sequence[SocialSpace],
    activity: Activity,
    luck: Random,
) -> Iterator[HoursEntry]:
    day = date(2016, 1, 6)
    while day < FOLLOWING:
        for user in people:
            for kind in ("cross_case", "case_independent"):
                space = luck.choice(spaces)
                yield HoursEntry(
                    user=user,
                    provider=provider,
                    day=day,
                    minutes=luck.choice((60, 90, 120, 150)),
                    kind=kind,
                    activity=activity,
                    social_space=space,
                    district_id=space.district_id,
                    note="erfunden",
                    state="closed",
                )
        day += timedelta(days=7)
