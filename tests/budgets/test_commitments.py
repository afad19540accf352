"""What supports bind, calculated when something changes: supports, rates, districts, years."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from budgets.models import Commitment, CommitmentSchedule, DueCommitment, Gap, HoursPackage
from budgets.services.commitments import calculate_due, choose_unit, note_outdated, recalculate
from budgets.services.pseudonyms import pseudonym_of
from cases.models import Case, CaseTransfer, Support
from networks.models import Rate
from networks.models.agreements import Unit
from sro.access import Role
from tests.cases.factories import make_case, make_support
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_agreement, make_rate, make_support_type
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
TODAY = date(2025, 6, 2)


@pytest.fixture
def rate():
    return make_rate(unit=Unit.DAY, amount=Decimal("100.00"))


@pytest.fixture
def support(rate):
    return make_support(
        make_case(),
        support_type=rate.support_type,
        provider=rate.provider,
        state="running",
        start=date(2025, 5, 20),
        planned_end=date(2025, 7, 3),
    )


def calculate(today=TODAY, now=NOW):
    while calculate_due(today=today, now=now):
        pass


def amounts(support):
    rows = Commitment.objects.filter(schedule__support=support).order_by("month")
    return {row.month: row.amount for row in rows}


def due():
    return set(DueCommitment.objects.values_list("support_id", flat=True))


def test_each_month_at_the_rate_of_its_days(support):
    calculate()
    assert amounts(support) == {
        date(2025, 5, 1): Decimal("1200.00"),
        date(2025, 6, 1): Decimal("3000.00"),
        date(2025, 7, 1): Decimal("200.00"),
    }
    schedule = CommitmentSchedule.objects.get(support=support)
    assert schedule.pseudonym == pseudonym_of(support.pk)
    assert (schedule.gap, schedule.until) == ("", date(2025, 7, 3))
    assert not due()


def test_without_a_planned_end_until_the_end_of_the_year(support):
    Support.objects.filter(pk=support.pk).update(planned_end=None)
    calculate()
    assert max(amounts(support)) == date(2025, 12, 1)


def test_hours_per_month_count_at_the_hourly_rate(support, rate):
    make_rate(rate.agreement, support_type=rate.support_type, amount=Decimal("60.00"))
    by_the_hour = make_support(
        make_case(),
        support_type=rate.support_type,
        provider=rate.provider,
        state="granted",
        start=date(2025, 5, 20),
        minutes=630,
        minutes_per="month",
    )
    calculate()
    assert amounts(by_the_hour)[date(2025, 6, 1)] == Decimal("630.00")
    assert amounts(support)[date(2025, 6, 1)] == Decimal("3000.00")


def test_a_package_of_hours_goes_before_the_granted_hours(rate):
    make_rate(rate.agreement, support_type=rate.support_type, amount=Decimal("60.00"))
    by_the_hour = make_support(
        make_case(),
        support_type=rate.support_type,
        provider=rate.provider,
        state="granted",
        start=date(2025, 5, 1),
        planned_end=date(2025, 8, 1),
        minutes=600,
        minutes_per="month",
    )
    calculate()
    before = amounts(by_the_hour)
    assert set(before.values()) == {Decimal("600.00")}
    HoursPackage.objects.create(
        support=by_the_hour,
        start=date(2025, 6, 1),
        end=date(2025, 7, 1),
        minutes=1_200,
        reason="Mehr Zeit in den Ferien.",
        set_by=by_the_hour.created_by,
        set_at=NOW,
    )
    assert due() == {by_the_hour.pk}
    calculate()
    june = date(2025, 6, 1)
    assert amounts(by_the_hour) == {**before, june: Decimal("1200.00")}


def test_a_proposed_support_binds_nothing(rate):
    proposed = make_support(make_case(), support_type=rate.support_type, provider=rate.provider)
    calculate()
    recalculate(support_ids=[proposed.pk], today=TODAY, now=NOW)
    assert not CommitmentSchedule.objects.exists()


@pytest.mark.parametrize(
    ("change", "gap"),
    [
        (lambda support: Rate.objects.all().delete(), Gap.NO_RATE),
        (lambda support: Rate.objects.update(unit=Unit.HOUR), Gap.NO_HOURS),
        (
            lambda support: make_rate(
                Rate.objects.get().agreement, support_type=support.support_type, unit=Unit.MONTH
            ),
            Gap.SEVERAL_UNITS,
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_zero(support, change, gap):
    change(support)
    calculate()
    schedule = CommitmentSchedule.objects.get(support=support)
    assert (schedule.gap, schedule.gap_day) == (gap, support.start)
    assert not schedule.months.exists()


def test_a_support_without_provider_has_no_amount(rate):
    make_support(make_case(), support_type=rate.support_type, state="granted", provider=None)
    calculate()
    assert CommitmentSchedule.objects.get().gap == Gap.NO_PROVIDER


def test_a_rate_that_ends_leaves_the_months_before_it(support):
    Rate.objects.update(valid_until=date(2025, 6, 15))
    calculate()
    assert amounts(support) == {date(2025, 5, 1): Decimal("1200.00")}
    assert CommitmentSchedule.objects.get().gap_day == date(2025, 6, 15)


@pytest.mark.parametrize(
    "change",
    [
        lambda support: Support.objects.filter(pk=support.pk).update(planned_end=date(2025, 8, 1)),
        lambda support: Rate.objects.update(amount=Decimal("99.00")),
        lambda support: Rate.objects.all().delete(),
        lambda support: make_rate(
            Rate.objects.get().agreement, support_type=support.support_type, unit=Unit.MONTH
        ),
    ],
)
def test_whatever_changes_makes_its_supports_due(support, change):
    other = make_support(make_case(), support_type=make_support_type(), state="running")
    calculate()
    change(support)
    assert due() == {support.pk}
    assert other.pk not in due()


def test_raw_sql_is_noticed_as_well(support):
    calculate()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_support SET planned_end = NULL WHERE id = %s", [support.pk])
    assert due() == {support.pk}


def test_a_case_that_moves_takes_its_later_months_along(support):
    calculate()
    before = support.case.district_id
    there = make_district()
    Case.objects.filter(pk=support.case_id).update(district=there)
    CaseTransfer.objects.create(
        case=support.case,
        from_district_id=before,
        to_district=there,
        handover_note="Die Familie ist umgezogen.",
        state="accepted",
        requested_by=support.case.responsible,
        requested_at=NOW,
        decided_by=support.case.responsible,
        decided_at=datetime(2025, 6, 10, 8, tzinfo=UTC),
    )
    assert due() == {support.pk}
    calculate()
    rows = Commitment.objects.order_by("month").values_list("month", "district_id")
    assert list(rows) == [
        (date(2025, 5, 1), before),
        (date(2025, 6, 1), before),
        (date(2025, 7, 1), there.pk),
    ]


def test_only_what_differs_is_written_and_the_old_stays_in_the_history(support):
    calculate()
    rows = {row.month: row for row in Commitment.objects.all()}
    Support.objects.filter(pk=support.pk).update(planned_end=date(2025, 7, 2))
    calculate(now=timezone.now())
    after = {row.month: row for row in Commitment.objects.all()}
    unchanged, changed = date(2025, 6, 1), date(2025, 7, 1)
    assert after[unchanged].version == rows[unchanged].version
    assert after[changed].amount == Decimal("100.00")
    events = rows[changed].events.order_by("pgh_id").values_list("amount", flat=True)
    assert list(events) == [Decimal("200.00"), Decimal("100.00")]


def test_calculated_twice_is_calculated_once(support):
    calculate()
    before = list(Commitment.objects.values()), list(CommitmentSchedule.objects.values())
    recalculate(support_ids=[support.pk], today=TODAY, now=timezone.now())
    assert (list(Commitment.objects.values()), list(CommitmentSchedule.objects.values())) == before


def test_months_that_are_over_disappear(support):
    calculate()
    Support.objects.filter(pk=support.pk).update(
        state="ended", end=date(2025, 6, 1), end_reason="family"
    )
    calculate()
    assert list(amounts(support)) == [date(2025, 5, 1)]


def test_a_new_year_makes_open_supports_due(support):
    Support.objects.filter(pk=support.pk).update(planned_end=None)
    calculate()
    assert note_outdated(today=date(2025, 12, 31)) == 0
    assert note_outdated(today=date(2026, 1, 1)) == 1
    calculate(today=date(2026, 1, 1))
    assert max(amounts(support)) == date(2026, 12, 1)


def test_an_ended_support_is_not_calculated_anew_each_year(support):
    Support.objects.filter(pk=support.pk).update(
        state="ended", end=date(2025, 6, 1), end_reason="family"
    )
    calculate()
    assert note_outdated(today=date(2026, 1, 1)) == 0


def test_the_controller_says_which_unit_counts(support, rate):
    agreement = Rate.objects.get().agreement
    make_rate(agreement, support_type=rate.support_type, unit=Unit.MONTH, amount=Decimal(2000))
    calculate()
    schedule = CommitmentSchedule.objects.get()
    chosen = choose_unit(
        actor=person(Role.CONTROLLER),
        commitment=schedule,
        unit=Unit.MONTH,
        reason="So steht es in der Vereinbarung.",
        version=schedule.version,
        now=NOW,
    )
    assert (chosen.gap, chosen.unit) == ("", Unit.MONTH)
    assert amounts(support)[date(2025, 6, 1)] == Decimal("2000.00")


def test_a_unit_is_not_chosen_without_a_reason(support):
    calculate()
    schedule = CommitmentSchedule.objects.get()
    with pytest.raises(ValidationError):
        choose_unit(
            actor=person(Role.CONTROLLER),
            commitment=schedule,
            unit=Unit.DAY,
            reason=" ",
            version=schedule.version,
            now=NOW,
        )


@pytest.mark.parametrize("role", [Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_chooses(support, role):
    calculate()
    schedule = CommitmentSchedule.objects.get()
    with pytest.raises(PermissionDenied):
        choose_unit(
            actor=person(role),
            commitment=schedule,
            unit=Unit.DAY,
            reason="Probe",
            version=schedule.version,
            now=NOW,
        )


def test_rates_of_another_provider_do_not_count(support):
    Rate.objects.all().delete()
    make_rate(make_agreement(), support_type=support.support_type, unit=Unit.DAY)
    calculate()
    assert CommitmentSchedule.objects.get().gap == Gap.NO_RATE
