"""The invented families: the same for the same seed, complete after an interruption."""

from datetime import date

import pytest
from django.core.management import CommandError
from django.db import transaction
from django.utils import timezone, translation

from cases.models import (
    Case,
    CaseNote,
    CaseTransfer,
    DevelopmentReport,
    Goal,
    GoalReview,
    OfficeSettings,
    Support,
    TeamConsultation,
    WillStatement,
)
from cases.services.reminders import due_for, waiting_transfers
from networks.models import ResourceProposal
from sro.accounts.models import User
from sro.audit.models import Entry
from sro.demo.families import making
from sro.demo.families.lives import SHOWN, draw
from sro.demo.management.commands import demo_data
from tests.cases.factories import make_case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
FAMILIES = len(SHOWN) + 2


@pytest.fixture
def office(settings):
    """The demo before its families."""
    settings.DEMO = True
    settings.DEMO_FAMILIES = FAMILIES
    with translation.override("de"):
        for step in demo_data.STEPS:
            if step.create == making.create:
                break
            step.create(timezone.now())
        yield


def content():
    """Return what was told, without ids."""
    return {
        "cases": list(Case.objects.order_by("pk").values_list("reference", "name", "state")),
        "spaces": list(Case.objects.order_by("pk").values_list("social_space__key", flat=True)),
        "wills": sorted(WillStatement.objects.values_list("text", "said_on")),
        "goals": sorted(map(str, Goal.objects.values_list("origin", "text", "due_on"))),
        "reviews": sorted(GoalReview.objects.values_list("attainment", "evidence", "reviewed_on")),
        "supports": sorted(map(str, Support.objects.values_list("state", "start", "end"))),
    }


def test_a_seed_makes_the_same_lives():
    assert draw(TODAY, 40) == draw(TODAY, 40)
    few = {life.number: life for life in draw(TODAY, 12)}
    assert all(life == few[life.number] for life in draw(TODAY, 40) if life.number < 12)
    kinds = {life.kind for life in draw(TODAY, 400)}
    assert kinds == set(making.WRITERS)
    assert {life.district for life in draw(TODAY, 400)} == set(range(12))


def test_the_stories_do_not_depend_on_who_tells_them(office):
    with transaction.atomic():
        making.create(timezone.now())
        alone = content()
        transaction.set_rollback(True)
    assert not Case.objects.exists()
    begun = making._open_all(timezone.now())
    making.tell_others()
    assert Case.objects.filter(members=None).count() == -(-FAMILIES // 2)
    making.tell(begun, parts=2, part=0)
    assert content() == alone


def test_an_interrupted_demo_is_told_to_its_end(office, settings):
    # The second process was done, the first one had only opened the cases.
    begun = making._open_all(timezone.now())
    making.tell_others()
    assert not making.is_complete()
    before = set(Case.objects.exclude(members=None).values_list("pk", "version"))
    # A later start, with another number wanted: those that were begun are told, once.
    settings.DEMO_FAMILIES = 1
    making.create(timezone.now())
    assert making.is_complete()
    assert Case.objects.count() == begun.details["families"] == FAMILIES
    assert not Case.objects.filter(members=None).exists()
    assert before <= set(Case.objects.values_list("pk", "version"))
    assert Entry.objects.filter(action=making.TOLD).count() == 1


def test_without_families_of_the_demo_cases_are_peoples_own(office):
    assert not making.is_complete()
    make_case()
    assert making.is_complete()


def test_a_second_process_that_fails_is_named(office, monkeypatch):
    monkeypatch.setattr(making, "MANY", 1)
    monkeypatch.setattr(making, "tell", lambda begun, parts, part: None)
    monkeypatch.setattr(making.sys, "executable", "/bin/false")
    with pytest.raises(CommandError, match="second process"):
        making.create(timezone.now())
    assert not making.is_complete()


def user(mailbox):
    return User.objects.get(email=f"{mailbox}@sro.example")


def test_everybody_whose_login_is_printed_finds_something_to_do(office):
    making.create(timezone.now())
    today = timezone.localdate()
    assert OfficeSettings.objects.get().appeal_text
    assert ResourceProposal.objects.visible_to(user("planung")).filter(state="open").count() >= 3
    kinds = {due.kind for due in due_for(user("fachkraft"), today)}
    assert {"conference", "report", "follow_up"} <= kinds
    lead = user("teamleitung")
    waiting = Support.objects.visible_to(lead).filter(state="proposed", case__state="planning")
    consulted = TeamConsultation.objects.visible_to(lead).filter(decisions=None)
    assert consulted.filter(case__in=waiting.values("case")).exists()
    assert waiting_transfers(lead).exists()
    for mailbox in ("traegerleitung", "traeger"):
        colleague = user(mailbox)
        supports = Support.objects.visible_to(colleague).filter(state="running")
        assert Goal.objects.visible_to(colleague).exists()
        reports = DevelopmentReport.objects.visible_to(colleague).filter(support__in=supports)
        assert reports.filter(state="requested", due_on__gte=today).exists()
    assert not CaseNote.objects.visible_to(user("planung")).exists()
    assert CaseTransfer.objects.exists()
    # Nobody has written anything in the days to come.
    assert not Entry.objects.filter(at__date__gt=today).exists()
