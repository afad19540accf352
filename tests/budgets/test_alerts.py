"""Those responsible are told early, once per crossing, and nothing is stopped by it."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from budgets.models import Alert, BudgetYear, Threshold
from budgets.services.alerts import (
    check_thresholds,
    remove_threshold,
    set_threshold,
    tell_by_mail,
)
from sro.access import Role
from tests.budgets.factories import make_approved_run, make_outflow
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = datetime(2018, 6, 2, 9, 30, tzinfo=UTC)
TODAY = date(2018, 6, 2)


@pytest.fixture
def draft():
    return make_approved_run()


@pytest.fixture
def run(draft):
    BudgetYear.objects.update(state="adopted")
    return draft


@pytest.fixture
def threshold(run):
    return Threshold.objects.create(fund=run.fund, percent=90)


def check():
    return check_thresholds(today=TODAY, now=NOW)


def overspend(run, position=0):
    allocation = run.allocations.order_by("position")[position]
    make_outflow(allocation.district, allocation.amount + 1, year=2018, booked_on=date(2018, 5, 1))
    return allocation.district


def test_nothing_is_said_below_the_threshold(threshold):
    assert check() == 0


def test_a_crossing_is_told_once(run, threshold):
    district = overspend(run)
    assert [check(), check()] == [1, 0]
    alert = Alert.objects.get()
    assert (alert.district, alert.closed_at) == (district, None)
    assert alert.forecast > alert.planned


def test_after_it_was_below_again_a_new_crossing_is_told(run, threshold):
    district = overspend(run)
    check()
    spent = Alert.objects.get().forecast
    make_outflow(district, -spent, year=2018, booked_on=date(2018, 5, 2))
    assert check() == 0
    assert Alert.objects.get().closed_at == NOW
    make_outflow(district, spent, year=2018, booked_on=date(2018, 5, 3))
    assert check() == 1
    assert Alert.objects.filter(closed_at__isnull=True).count() == 1


def test_the_fund_as_a_whole(run):
    Threshold.objects.create(fund=run.fund, percent=100, scope="fund")
    overspend(run)
    assert check() == 0
    make_outflow(run.allocations.first().district, "1000", year=2018)
    assert check() == 1
    assert Alert.objects.get().district is None


def test_a_draft_year_is_left_alone(draft):
    Threshold.objects.create(fund=draft.fund, percent=90)
    overspend(draft)
    assert check() == 0


def test_each_person_gets_one_message_about_what_they_see(run, threshold):
    here, there = overspend(run), overspend(run, 1)
    controller = person(Role.CONTROLLER)
    lead = person(Role.TEAM_LEAD, district=here)
    person(Role.CASEWORKER, district=here)
    check()
    assert tell_by_mail(now=NOW) >= 2
    letters = {letter.to[0]: letter.body for letter in mail.outbox}
    assert here.name in letters[controller.email]
    assert there.name in letters[controller.email]
    assert here.name in letters[lead.email]
    assert there.name not in letters[lead.email]
    assert Alert.objects.filter(mailed_at__isnull=True).count() == 0
    number = len(mail.outbox)
    assert tell_by_mail(now=NOW) == 0
    assert len(mail.outbox) == number


def test_what_cannot_be_sent_is_tried_again(run, threshold, monkeypatch):
    overspend(run)
    person(Role.CONTROLLER)
    check()

    def broken(*args, **kwargs):
        raise OSError("no mail server")

    monkeypatch.setattr("budgets.services.alerts.send_mail", broken)
    with pytest.raises(OSError, match="no mail server"):
        tell_by_mail(now=NOW)
    assert Alert.objects.filter(mailed_at__isnull=True).exists()
    monkeypatch.undo()
    assert tell_by_mail(now=NOW)


def test_only_controllers_set_thresholds(run):
    controller = person(Role.CONTROLLER)
    made = set_threshold(actor=controller, fund=run.fund, percent=80, scope="districts", now=NOW)
    with pytest.raises(ValidationError):
        set_threshold(actor=controller, fund=run.fund, percent=80, scope="districts", now=NOW)
    with pytest.raises(PermissionDenied):
        set_threshold(actor=person(Role.PLANNER), fund=run.fund, percent=70, scope="fund", now=NOW)
    remove_threshold(actor=controller, threshold=made, version=made.version, now=NOW)
    assert not Threshold.objects.exists()


def test_open_alerts_stand_on_the_start_page(run, threshold, client):
    district = overspend(run)
    check()
    client.force_login(person(Role.TEAM_LEAD, district=district))
    assert "Überschrittene Schwellen im Haushalt" in client.get("/").text
    client.force_login(person(Role.TEAM_LEAD, district=run.allocations.last().district))
    assert "Überschrittene Schwellen im Haushalt" not in client.get("/").text


def test_the_page_adds_and_removes(run, client):
    client.force_login(person(Role.CONTROLLER))
    new = "/haushalt/2018/warnungen/neu/"
    answer = client.post(
        new, {"fund": run.fund.pk, "percent": 90, "scope": "districts"}, follow=True
    )
    assert "90 %" in answer.text
    made = Threshold.objects.get()
    address = f"/haushalt/2018/warnungen/{made.pk}/loeschen/"
    client.get(address)
    client.post(address, {"version": made.version})
    assert not Threshold.objects.exists()
