"""Bookings find their support, by rule or by hand, and nothing is settled twice."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import Error, transaction

from budgets.models import FinanceLayout, Outflow, OutflowMatch
from budgets.rules.matching import Finding
from budgets.services import matching, outflow, settling
from budgets.services.paid_supports import paid_supports, supports_of_file
from budgets.services.pseudonyms import pseudonym_of
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.factories import NOW, make_outflow
from tests.cases.factories import make_case, make_support
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider, make_rate
from tests.people import person

pytestmark = pytest.mark.django_db

MARCH, APRIL = date(2018, 3, 1), date(2018, 4, 1)


@pytest.fixture
def controller():
    return person(Role.CONTROLLER)


def support_of(reference="2018-00042", **values):
    case = values.pop("case", None) or make_case(reference=reference)
    return make_support(case, **{"state": "running", "start": date(2018, 1, 1), **values})


def booking(**values):
    given = {"year": 2018, "booked_on": date(2018, 4, 5), "file_reference": "2018/42", **values}
    return make_outflow(given.pop("district", None) or make_district(), "500.00", **given)


def run(actor):
    return matching.match_bookings(actor=actor, now=NOW)


def found(row):
    return OutflowMatch.objects.get(outflow=row)


def test_every_new_booking_of_the_fall_fund_waits_and_no_other():
    fall, milieu = booking(), booking(fund_kind="milieu")
    assert (found(fall).state, found(fall).finding) == ("open", "waiting")
    assert not OutflowMatch.objects.filter(outflow=milieu).exists()


def test_a_booking_finds_its_support(controller):
    support = support_of()
    row = booking()
    outcome = run(controller)
    assert (outcome.looked_at, outcome.found) == (1, 1)
    match = found(row)
    assert (match.state, match.support, match.how) == ("support", support, "rule")
    assert (match.matched_by, match.matched_at) == (controller, NOW)
    assert Entry.objects.get(action="outflowmatch.matched").details == {"rows": 1, "found": 1}


@pytest.mark.parametrize("state", ["proposed", "declined"])
def test_what_was_not_granted_is_not_paid(controller, state):
    case = make_case(reference="2018-00042")
    make_support(case, start=date(2018, 1, 1), state="proposed")
    if state == "declined":
        case.supports.update(state="declined")
    row = booking()
    run(controller)
    assert found(row).finding == Finding.UNKNOWN_REFERENCE


def test_doing_it_again_changes_nothing(controller):
    support_of()
    booking()
    booking(file_reference="")
    run(controller)
    before = list(OutflowMatch.objects.order_by("pk").values())
    entries = Entry.objects.count()
    assert run(controller).found == 0
    assert list(OutflowMatch.objects.order_by("pk").values()) == before
    assert Entry.objects.count() == entries


def test_a_support_that_is_granted_later_is_found_later(controller):
    row = booking()
    run(controller)
    assert found(row).finding == Finding.UNKNOWN_REFERENCE
    support = support_of()
    run(controller)
    assert found(row).support == support


def test_several_supports_leave_it_to_people_with_the_candidates(controller):
    first = support_of()
    second = support_of(case=first.case)
    row = booking()
    run(controller)
    match = found(row)
    assert (match.state, match.finding) == ("open", Finding.SEVERAL)
    assert set(match.candidates) == {first.pk, second.pk}
    seen = paid_supports(actor=controller, ids=match.candidates)
    assert {each.sign for each in seen} == {pseudonym_of(first.pk), pseudonym_of(second.pk)}


def test_the_amount_decides_by_the_rates(controller):
    provider = make_provider()
    rate = make_rate(
        make_agreement_of(provider), unit=3, amount=Decimal("500.00"), valid_from=date(2018, 1, 1)
    )
    cheap = support_of(provider=provider, support_type=rate.support_type)
    support_of(case=cheap.case, provider=provider)
    row = booking(service_from=MARCH, service_until=APRIL)
    run(controller)
    match = found(row)
    assert (match.finding, match.support) == (Finding.FOUND_BY_AMOUNT, cheap)


def make_agreement_of(provider):
    from tests.networks.factories_providers import make_agreement

    return make_agreement(provider, valid_from=date(2018, 1, 1))


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"provider_name": "TRÄGER  Nord e. V."}, Finding.FOUND),
        ({"provider_number": "0070012"}, Finding.FOUND),
        ({"provider_number": "70012", "provider_name": "Nord"}, Finding.FOUND),
        ({"provider_name": "Taxi Schnell"}, Finding.UNKNOWN_PROVIDER),
        ({"provider_name": "Träger Süd"}, Finding.OTHER_PROVIDER),
    ],
)
def test_the_payee_is_known_by_name_or_number(controller, values, finding):
    north = make_provider("Träger Nord e. V.")
    make_provider("Träger Süd gGmbH", short_name="Träger Süd")
    FinanceLayout.objects.create(name="SAP", providers={"70012": north.pk})
    support_of(provider=north)
    row = booking(**values)
    run(controller)
    assert found(row).finding == finding


def test_a_number_that_two_formats_give_to_two_providers_means_nobody(controller):
    one, other = make_provider(), make_provider()
    FinanceLayout.objects.create(name="SAP", providers={"7": one.pk})
    FinanceLayout.objects.create(name="Infoma", providers={"7": other.pk})
    support_of(provider=one)
    row = booking(provider_number="7")
    run(controller)
    assert found(row).finding == Finding.UNKNOWN_PROVIDER


def test_a_booking_by_hand_is_assigned_at_once(controller):
    support = support_of()
    row = outflow.book(
        actor=controller,
        fund_kind="fall",
        year=2018,
        district=make_district(),
        amount=Decimal("12.00"),
        booked_on=APRIL,
        source="Handkasse",
        file_reference="2018-00042",
        provider=support.provider,
        now=NOW,
    )
    assert found(row).support == support
    assert row.provider_name == support.provider.name


# --- by hand --------------------------------------------------------------------------------------


def settle(actor, row, support):
    match = found(row)
    return settling.assign(
        actor=actor, match=match, support=support.pk, version=match.version, now=NOW
    )


def test_a_person_assigns_and_takes_back(controller):
    support, row = support_of("2018-00001"), booking()
    match = settle(controller, row, support)
    assert (match.state, match.support, match.how) == ("support", support, "hand")
    assert match.matched_by == controller
    after = settling.take_back(actor=controller, match=match, version=match.version, now=NOW)
    assert (after.state, after.support, after.matched_by) == ("open", None, None)
    assert after.finding == Finding.TAKEN_BACK
    assert {"outflowmatch.assigned", "outflowmatch.taken_back"} <= set(
        Entry.objects.values_list("action", flat=True)
    )


def test_what_a_person_took_back_is_not_assigned_by_rule_again(controller):
    support_of()
    row = booking()
    run(controller)
    match = found(row)
    settling.take_back(actor=controller, match=match, version=match.version, now=NOW)
    run(controller)
    assert found(row).state == "open"


def test_what_a_person_settled_is_left_alone_by_the_rule(controller):
    support_of()
    row = booking()
    match = found(row)
    settling.set_aside(
        actor=controller, match=match, reason="Jahressumme", version=match.version, now=NOW
    )
    run(controller)
    assert (found(row).state, found(row).reason) == ("no_support", "Jahressumme")


def test_settled_is_settled(controller):
    support, row = support_of("2018-00001"), booking()
    match = settle(controller, row, support)
    with pytest.raises(NotPossible):
        settle(controller, row, support)
    with pytest.raises(NotPossible):
        settling.set_aside(
            actor=controller, match=match, reason="doch nicht", version=match.version, now=NOW
        )
    opened = settling.take_back(actor=controller, match=match, version=match.version, now=NOW)
    with pytest.raises(NotPossible):
        settling.take_back(actor=controller, match=opened, version=opened.version, now=NOW)


def test_two_people_do_not_overwrite_each_other(controller):
    row, support = booking(), support_of("2018-00001")
    stale = found(row)
    OutflowMatch.objects.filter(pk=stale.pk).update(finding=Finding.SEVERAL)
    with pytest.raises(StaleRecord):
        settling.assign(actor=controller, match=stale, support=support.pk, version=1, now=NOW)


def test_only_granted_supports_and_only_with_a_reason(controller):
    row = booking()
    proposed = make_support(make_case())
    with pytest.raises(ValidationError) as wrong:
        settle(controller, row, proposed)
    assert "support" in wrong.value.message_dict
    with pytest.raises(ValidationError) as wrong:
        settling.set_aside(actor=controller, match=found(row), reason=" ", version=1, now=NOW)
    assert "reason" in wrong.value.message_dict


def test_several_at_once_are_set_aside(controller):
    rows = [booking() for _ in range(3)]
    support = support_of("2018-00001")
    settle(controller, rows[0], support)
    done = settling.set_all_aside(
        actor=controller, matches=OutflowMatch.objects.all(), reason="Jahressummen", now=NOW
    )
    assert done == 2
    assert [found(row).state for row in rows] == ["support", "no_support", "no_support"]


@pytest.mark.parametrize("role", [Role.PLANNER, Role.TEAM_LEAD, Role.CASEWORKER])
def test_bookings_are_settled_by_controllers_alone(role):
    other = person(role, district=make_district())
    match = found(booking())
    support = support_of("2018-00001")
    attempts = (
        lambda: run(other),
        lambda: settling.assign(actor=other, match=match, support=support.pk, version=1, now=NOW),
        lambda: settling.set_aside(actor=other, match=match, reason="x", version=1, now=NOW),
        lambda: settling.take_back(actor=other, match=match, version=1, now=NOW),
        lambda: settling.set_all_aside(actor=other, matches=[match], reason="x", now=NOW),
        lambda: paid_supports(actor=other, ids=[support.pk]),
        lambda: supports_of_file(actor=other, reference="2018-00001"),
    )
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert not OutflowMatch.objects.visible_to(other).exists()


def test_supports_are_found_by_their_file_however_it_is_typed(controller):
    first = support_of("2018-00042")
    support_of("2018-00043")
    for typed in ("2018-00042", "2018/42", " 201800042"):
        assert [each.pk for each in supports_of_file(actor=controller, reference=typed)] == [
            first.pk
        ]
    assert supports_of_file(actor=controller, reference=" - ") == []
    assert supports_of_file(actor=controller, reference="20-1800042") == []


# --- reversals ------------------------------------------------------------------------------------


def reverse(actor, row):
    return outflow.reverse(actor=actor, outflow=row, reason="Doppelt", booked_on=APRIL, now=NOW)


def test_a_reversal_follows_its_booking(controller):
    support = support_of()
    row = booking()
    run(controller)
    reversal = reverse(controller, row)
    match = found(reversal)
    assert (match.state, match.support, match.how) == ("support", support, "reversal")
    assert sum(each.outflow.amount for each in support.outflow_matches.all()) == 0
    for each in (row, reversal):
        match = found(each)
        with pytest.raises(NotPossible):
            settling.take_back(actor=controller, match=match, version=match.version, now=NOW)


def test_a_reversed_booking_leaves_the_work_list(controller):
    row = booking()
    reverse(controller, row)
    assert not OutflowMatch.objects.unsettled().exists()
    support_of()
    run(controller)
    assert found(row).state == "open"


# --- the database's own word ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"state": "no_support"},
        {"state": "support"},
        {"state": "erfunden"},
        {"how": "hand"},
        {"matched_at": NOW},
    ],
)
def test_the_database_refuses_what_contradicts_itself(values):
    row = booking()
    with pytest.raises(Error), transaction.atomic():
        OutflowMatch.objects.filter(outflow=row).update(**values)


def test_the_database_knows_the_steps(controller):
    support, row = support_of("2018-00001"), booking()
    match = settle(controller, row, support)
    with pytest.raises(Error), transaction.atomic():
        OutflowMatch.objects.filter(pk=match.pk).update(
            state="no_support", support=None, reason="an der Regel vorbei"
        )


@pytest.mark.parametrize(
    "days",
    [
        {"service_from": MARCH},
        {"service_until": MARCH},
        {"service_from": MARCH, "service_until": MARCH},
        {"service_from": APRIL, "service_until": MARCH},
    ],
)
def test_days_that_were_paid_for_have_both_ends(days):
    with pytest.raises(Error), transaction.atomic():
        booking(**days)
    assert not Outflow.objects.exists()
