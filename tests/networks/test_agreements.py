"""Agreements and rates: no two for the same thing on one day, and never a guessed amount."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from networks.models import Agreement, Rate, Unit
from networks.services.agreements import (
    add_rate,
    create_agreement,
    delete_agreement,
    update_agreement,
    update_rate,
)
from sro.access import Role
from tests.networks.factories_providers import (
    NOW,
    START,
    make_agreement,
    make_provider,
    make_rate,
    make_support_type,
    person,
)

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def add(controller, agreement, support_type, *, start="2024-01-01", end=None, unit=Unit.HOUR):
    return add_rate(
        actor=controller,
        agreement=agreement,
        support_type=support_type,
        unit=unit,
        amount=Decimal("62.50"),
        valid_from=D(start),
        valid_until=D(end) if end else None,
        now=NOW,
    )


# --- who ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CONTROLLER])
def test_only_controllers_enter_agreements_and_rates(role):
    provider = make_provider()
    agreement, support_type = make_agreement(provider), make_support_type()
    actor = person(role, provider=provider)
    with pytest.raises(PermissionDenied):
        create_agreement(actor=actor, provider=provider, reference="X", valid_from=START, now=NOW)
    with pytest.raises(PermissionDenied):
        add(actor, agreement, support_type)
    assert not Agreement.objects.filter(reference="X").exists()
    assert not Rate.objects.exists()


@pytest.mark.parametrize(
    ("role", "own", "foreign"),
    [
        (Role.CONTROLLER, True, True),
        (Role.PLANNER, True, True),
        (Role.PROVIDER_LEAD, True, False),
        (Role.PROVIDER_STAFF, True, False),
        (Role.CASEWORKER, False, False),
        (Role.TEAM_LEAD, False, False),
        (Role.ADMINISTRATOR, False, False),
        (Role.AUDITOR, False, False),
    ],
)
def test_who_sees_rates(role, own, foreign):
    provider = make_provider()
    mine, other = make_rate(make_agreement(provider)), make_rate()
    actor = person(role, provider=provider)
    seen = set(Rate.objects.visible_to(actor))
    assert (mine in seen, other in seen) == (own, foreign)
    seen = set(Agreement.objects.visible_to(actor))
    assert (mine.agreement in seen, other.agreement in seen) == (own, foreign)


# --- no overlap ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "free"),
    [
        ("2023-01-01", "2024-01-01", True),
        ("2025-01-01", None, True),
        ("2023-01-01", "2024-01-02", False),
        ("2024-12-31", "2026-01-01", False),
        ("2024-03-01", "2024-04-01", False),
        ("2023-01-01", None, False),
    ],
)
def test_rates_stand_side_by_side_but_never_overlap(controller, start, end, free):
    agreement = make_agreement(valid_from=D("2020-01-01"), reference="V 7")
    support_type = make_support_type(name="Familienhilfe")
    add(controller, agreement, support_type, start="2024-01-01", end="2025-01-01")
    if free:
        add(controller, agreement, support_type, start=start, end=end)
        return
    with pytest.raises(ValidationError) as caught:
        add(controller, agreement, support_type, start=start, end=end)
    [message] = caught.value.message_dict["valid_from"]
    for fact in ("Familienhilfe", "62,50\xa0€", "01.01.2024", "31.12.2024", "V 7"):
        assert fact in message


def test_an_open_rate_is_named_with_what_to_do(controller):
    agreement, support_type = make_agreement(), make_support_type()
    add(controller, agreement, support_type)
    with pytest.raises(ValidationError) as caught:
        add(controller, agreement, support_type, start="2030-01-01")
    assert "None" not in caught.value.messages[0]


def test_a_second_agreement_of_the_provider_does_not_help(controller):
    provider, support_type = make_provider(), make_support_type()
    add(controller, make_agreement(provider), support_type)
    with pytest.raises(ValidationError):
        add(controller, make_agreement(provider), support_type)


def test_another_provider_type_or_unit_is_another_rate(controller):
    agreement, support_type = make_agreement(), make_support_type()
    add(controller, agreement, support_type)
    add(controller, agreement, support_type, unit=Unit.MONTH)
    add(controller, agreement, make_support_type())
    add(controller, make_agreement(), support_type)
    assert Rate.objects.count() == 4


def test_a_rate_does_not_stand_in_its_own_way(controller):
    rate = make_rate()
    fresh = update_rate(
        actor=controller, rate=rate, changes={"amount": Decimal("63.00")}, version=1, now=NOW
    )
    assert fresh.amount == Decimal("63.00")


def test_moving_a_rate_onto_another_is_refused(controller):
    agreement, support_type = make_agreement(), make_support_type()
    add(controller, agreement, support_type, end="2025-01-01")
    later = add(controller, agreement, support_type, start="2025-01-01")
    with pytest.raises(ValidationError):
        update_rate(
            actor=controller,
            rate=later,
            changes={"valid_from": D("2024-12-31")},
            version=1,
            now=NOW,
        )


def test_the_database_itself_refuses_an_overlap():
    rate = make_rate()
    with pytest.raises(IntegrityError, match="rate_no_overlap"), transaction.atomic():
        make_rate(rate.agreement, support_type=rate.support_type, valid_from=D("2025-01-01"))


def test_the_provider_of_a_rate_is_that_of_its_agreement_whatever_is_written():
    rate, stranger = make_rate(), make_provider()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE networks_rate SET provider_id = %s WHERE id = %s", [stranger.pk, rate.pk]
        )
    rate.refresh_from_db()
    assert rate.provider_id == rate.agreement.provider_id


def test_an_agreement_keeps_its_provider():
    agreement = make_agreement()
    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(provider=make_provider())


@pytest.mark.parametrize(
    ("column", "value"),
    [("amount", "0"), ("amount", "-1"), ("unit", "9"), ("valid_until", "valid_from")],
)
def test_the_database_refuses_impossible_rates(column, value):
    rate = make_rate()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            f"UPDATE networks_rate SET {column} = {value} WHERE id = %s",
            [rate.pk],
        )


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "1.005"])
def test_an_amount_is_positive_and_in_whole_cents(controller, amount):
    with pytest.raises(ValidationError) as caught:
        add_rate(
            actor=controller,
            agreement=make_agreement(),
            support_type=make_support_type(),
            unit=Unit.DAY,
            amount=Decimal(amount),
            valid_from=START,
            now=NOW,
        )
    assert "amount" in caught.value.message_dict


# --- agreement and rates belong together --------------------------------------------------------


def test_a_rate_begins_within_its_agreement(controller):
    agreement = make_agreement(valid_until=D("2025-01-01"))
    support_type = make_support_type()
    for start in ("2023-12-31", "2025-01-01"):
        with pytest.raises(ValidationError) as caught:
            add(controller, agreement, support_type, start=start)
        assert "valid_from" in caught.value.message_dict


@pytest.mark.parametrize(
    "changes", [{"valid_from": D("2024-02-01")}, {"valid_until": D("2024-01-01")}]
)
def test_an_agreement_stays_around_the_beginning_of_its_rates(controller, changes):
    agreement = make_agreement(valid_from=D("2023-01-01"))
    make_rate(agreement)
    with pytest.raises(ValidationError):
        update_agreement(actor=controller, agreement=agreement, changes=changes, version=1, now=NOW)
    agreement.refresh_from_db()
    assert (agreement.valid_from, agreement.valid_until) == (D("2023-01-01"), None)


def test_references_are_unique_within_a_provider(controller):
    agreement = make_agreement()
    with pytest.raises(ValidationError):
        create_agreement(
            actor=controller,
            provider=agreement.provider,
            reference=agreement.reference,
            valid_from=START,
            now=NOW,
        )


def test_an_agreement_goes_with_its_rates_and_leaves_a_history(controller):
    rate = make_rate()
    events = type(rate).pgh_event_model.objects.filter(pgh_obj_id=rate.pk)
    delete_agreement(actor=controller, agreement=rate.agreement, version=1, now=NOW)
    assert not Rate.objects.exists()
    assert list(events.order_by("pgh_id").values_list("pgh_label", flat=True)) == [
        "insert",
        "delete",
    ]


# --- two people at once -------------------------------------------------------------------------


def at_once(*steps):
    """Run the steps in threads with a transaction each; return what each returned or raised."""
    barrier = threading.Barrier(len(steps))
    outcomes: list[object] = []

    def take(step):
        try:
            with transaction.atomic():
                # Both have looked before either has written.
                assert not Rate.objects.exists()
                barrier.wait(timeout=10)
                outcomes.append(step())
        except (ValidationError, DatabaseError) as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[step]) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_the_second_is_told_which_rate_is_there():
    controller = person(Role.CONTROLLER)
    provider, support_type = make_provider(), make_support_type()
    agreements = [make_agreement(provider), make_agreement(provider)]
    outcomes = at_once(
        *(lambda each=each: add(controller, each, support_type) for each in agreements)
    )
    [error] = [each for each in outcomes if isinstance(each, Exception)]
    assert len(outcomes) == 2
    assert isinstance(error, ValidationError)
    assert Rate.objects.get().agreement.reference in error.messages[0]


@pytest.mark.django_db(transaction=True)
def test_past_the_services_the_database_lets_only_one_of_two_transactions_through():
    support_type, agreement = make_support_type(), make_agreement()
    outcomes = at_once(*[lambda: make_rate(agreement, support_type=support_type)] * 2)
    assert sum(isinstance(each, Exception) for each in outcomes) == 1
    assert Rate.objects.count() == 1
