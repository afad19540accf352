"""Two at the same moment, each with a connection of their own: nothing lost, nothing double."""

import pytest

from budgets.models import HoursEntry, HoursMonth
from budgets.services.hours_months import approve_lines, submit_month
from sro.accounts.models import User
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.hours.factories import (
    JUNE,
    MONDAY,
    NOW,
    field_key,
    line,
    make_entry,
    make_month,
    make_scene,
)
from tests.budgets.hours.test_weeks import save
from tests.budgets.test_two_people import at_once, divided

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(user: User) -> User:
    """The person as another process reads it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("_round", range(3))
def test_the_same_new_week_in_two_tabs_is_saved_once(_round):
    scene = make_scene()
    done, failed = divided(
        at_once(
            *(
                lambda minutes=minutes: save(
                    scene, line(field_key(scene), (MONDAY, minutes)), actor=fresh(scene.staff)
                )
                for minutes in (60, 90)
            )
        )
    )
    assert len(done) == 1
    assert [type(each) for each in failed] == [StaleRecord]
    assert HoursEntry.objects.count() == 1
    assert HoursMonth.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_a_line_is_either_in_the_submitted_month_or_refused(_round):
    scene = make_scene()
    make_entry(scene)
    at_once(
        lambda: save(
            scene, line(field_key(scene, note="spät"), (MONDAY, 60)), actor=fresh(scene.staff)
        ),
        lambda: submit_month(actor=fresh(scene.lead), employer=scene.employer, month=JUNE, now=NOW),
    )
    assert set(HoursEntry.objects.values_list("state", flat=True)) == {"submitted"}


@pytest.mark.parametrize("_round", range(3))
def test_two_approvals_of_the_last_lines_close_the_month_once(_round):
    scene = make_scene()
    make_month(scene, "submitted")
    lines = [make_entry(scene, state="submitted") for _number in range(2)]
    done, failed = divided(
        at_once(
            *(
                lambda pk=each.pk: approve_lines(actor=fresh(scene.team_lead), lines=[pk], now=NOW)
                for each in lines
            )
        )
    )
    assert (len(done), failed) == (2, [])
    assert HoursMonth.objects.get().state == "closed"


def test_the_same_line_is_approved_once():
    scene = make_scene()
    make_month(scene, "submitted")
    entry = make_entry(scene, state="submitted")
    make_entry(scene, state="submitted")
    done, failed = divided(
        at_once(
            *(
                lambda: approve_lines(actor=fresh(scene.team_lead), lines=[entry.pk], now=NOW)
                for _number in range(2)
            )
        )
    )
    assert len(done) == 1
    assert [type(each) for each in failed] == [NotPossible]
