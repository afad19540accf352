"""The rate of a day, and a new amount from a day on."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from networks.models import Rate, Unit
from networks.services.agreements import MissingRate, follow_rate, rate_on
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories_providers import NOW, START, make_agreement, make_rate, person

pytestmark = pytest.mark.django_db
D = date.fromisoformat


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


# --- a new amount -------------------------------------------------------------------------------


def test_a_new_amount_ends_the_old_one(controller):
    rate = make_rate(valid_until=D("2026-01-01"))
    new = follow_rate(
        actor=controller,
        rate=rate,
        amount=Decimal("65.00"),
        valid_from=D("2025-01-01"),
        version=1,
        now=NOW,
    )
    rate.refresh_from_db()
    assert (rate.valid_until, new.valid_from) == (D("2025-01-01"), D("2025-01-01"))
    assert new.valid_until == D("2026-01-01")
    assert {"rate.ended", "rate.created"} <= set(Entry.objects.values_list("action", flat=True))


def test_a_new_amount_may_stand_in_the_next_agreement(controller):
    rate = make_rate(make_agreement(valid_until=D("2025-01-01")))
    following = make_agreement(rate.agreement.provider, valid_from=D("2025-01-01"))
    new = follow_rate(
        actor=controller,
        rate=rate,
        agreement=following,
        amount=Decimal("65.00"),
        valid_from=D("2025-01-01"),
        version=1,
        now=NOW,
    )
    assert new.agreement == following


@pytest.mark.parametrize("day", ["2023-12-31", "2024-01-01", "2026-01-01"])
def test_a_new_amount_begins_while_the_old_one_applies(controller, day):
    rate = make_rate(valid_until=D("2026-01-01"))
    with pytest.raises(ValidationError):
        follow_rate(
            actor=controller,
            rate=rate,
            amount=Decimal("65.00"),
            valid_from=D(day),
            version=1,
            now=NOW,
        )
    assert Rate.objects.get().valid_until == D("2026-01-01")


def test_a_new_amount_is_not_put_under_a_foreign_agreement(controller):
    rate = make_rate()
    with pytest.raises(ValidationError):
        follow_rate(
            actor=controller,
            rate=rate,
            agreement=make_agreement(),
            amount=Decimal("65.00"),
            valid_from=D("2025-01-01"),
            version=1,
            now=NOW,
        )


def test_of_two_new_amounts_the_second_is_stale(controller):
    rate = make_rate()
    values = {"amount": Decimal("65.00"), "version": 1, "now": NOW}
    follow_rate(actor=controller, rate=rate, valid_from=D("2025-01-01"), **values)
    with pytest.raises(StaleRecord):
        follow_rate(actor=controller, rate=rate, valid_from=D("2025-02-01"), **values)
    assert Rate.objects.count() == 2


# --- the rate of a day --------------------------------------------------------------------------


def test_the_rate_of_a_day():
    rate = make_rate(valid_until=D("2025-01-01"))
    asked = {
        "provider": rate.agreement.provider,
        "support_type": rate.support_type,
        "unit": Unit.HOUR,
    }
    assert rate_on(**asked, day=D("2024-12-31")) == rate
    with pytest.raises(MissingRate) as caught:
        rate_on(**asked, day=D("2025-01-01"))
    message = caught.value.messages[0]
    assert rate.agreement.provider.name in message
    assert rate.support_type.name in message
    assert "01.01.2025" in message


def test_a_rate_for_another_unit_is_no_rate():
    rate = make_rate()
    with pytest.raises(MissingRate):
        rate_on(
            provider=rate.agreement.provider,
            support_type=rate.support_type,
            unit=Unit.MONTH,
            day=START,
        )


def test_a_rate_may_outlast_its_agreement():
    agreement = make_agreement(valid_until=D("2025-01-01"))
    rate = make_rate(agreement)
    found = rate_on(
        provider=agreement.provider,
        support_type=rate.support_type,
        unit=Unit.HOUR,
        day=D("2025-06-01"),
    )
    assert found == rate
