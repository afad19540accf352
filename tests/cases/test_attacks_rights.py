"""Rights that have ended, providers, filters: what somebody could see yesterday, or elsewhere."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from cases.models import Absence, Case, GoalShare, StandIn, SupportStaff
from cases.services import calendars
from cases.services.shared import share_goals
from sro import access
from sro.access import Role
from sro.accounts.models import User
from sro.refusals import NotPossible
from tests.cases import factories as make
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


def end_today(user):
    """End every membership today: from today on it no longer holds."""
    user.memberships.update(valid_until=timezone.localdate())
    return User.objects.get(pk=user.pk)


def sees_nothing(client, user, case):
    """Ask by all ways for a case and its note; nothing may come back."""
    client.force_login(user)
    addresses = [
        reverse("cases:case", args=[case.pk]),
        reverse("cases:notes", args=[case.pk]),
        reverse("cases:list") + "?umfang=alle&stand=alle",
        reverse("cases:list") + "?format=csv",
        reverse("networks:search") + "?q=Musterhaus",
        reverse("networks:search_suggestions") + "?q=Musterhaus",
        reverse("api:case-list"),
        reverse("api:case-detail", args=[case.pk]),
        reverse("api:note-list") + f"?case={case.pk}",
        reverse("cases:due"),
        reverse("start"),
    ]
    for address in addresses:
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = body.decode().replace("Musterhaus</", "").replace('"Musterhaus"', "")
        assert "Familie Musterhaus" not in text, address
        assert case.reference not in text, address


@pytest.fixture
def case():
    case = make.make_case(name="Familie Musterhaus")
    make.make_person(case, family_name="Musterhaus")
    make.make_note(case)
    return case


# --- rights that have ended -----------------------------------------------------------------------


@pytest.mark.parametrize("way", ["membership", "district", "role"])
def test_who_no_longer_belongs_to_the_district_sees_nothing(client, case, way):
    user = case.responsible
    if way == "membership":
        user = end_today(user)
    else:
        end_today(user)
        role = Role.CASEWORKER if way == "district" else Role.CONTROLLER
        elsewhere = make.make_case().district
        other = person(role, district=elsewhere)
        other.memberships.update(user=user)
        user = User.objects.get(pk=user.pk)
    sees_nothing(client, user, case)


def test_a_closed_account_reads_nothing_with_an_open_session(client, case):
    client.force_login(case.responsible)
    User.objects.filter(pk=case.responsible.pk).update(is_active=False)
    answer = client.get(reverse("cases:case", args=[case.pk]))
    assert answer.status_code == 302
    assert not access.can(User.objects.get(pk=case.responsible.pk), "view", case)


def test_a_stand_in_that_ended_today_is_over(client, case):
    user = make.make_caseworker(case.district)
    today = timezone.localdate()
    StandIn.objects.create(
        case=case,
        user=user,
        reason="Krankheit",
        valid_from=today - timedelta(days=3),
        valid_until=today,
    )
    client.force_login(user)
    # The face of the case is seen by all of the district, its content is not.
    assert client.get(reverse("cases:notes", args=[case.pk])).status_code == 403
    assert client.get(reverse("api:note-list")).json()["results"] == []
    assert not access.can(user, "work", case)


def test_a_deputy_who_went_to_another_district_is_none(client, case):
    deputy = make.make_caseworker(case.district)
    Case.objects.filter(pk=case.pk).update(deputy=deputy)
    assert access.can(deputy, "work", case)
    sees_nothing(client, end_today(deputy), case)


def test_the_calendar_of_somebody_who_left_or_revoked_it_is_gone(client, case):
    cache.clear()
    _feed, token = calendars.make_feed(actor=case.responsible, now=make.NOW)
    address = reverse("cases:calendar_feed", args=[token])
    assert client.get(address).status_code == 200
    calendars.revoke_feed(actor=case.responsible, now=make.NOW)
    assert client.get(address).status_code == 404
    _feed, token = calendars.make_feed(actor=case.responsible, now=make.NOW)
    end_today(case.responsible)
    assert client.get(reverse("cases:calendar_feed", args=[token])).status_code == 404


def test_the_team_lead_sees_no_absence_of_who_left_the_team(case):
    lead = make.make_team_lead(case.district)
    today = timezone.localdate()
    absence = Absence.objects.create(
        user=case.responsible, valid_from=today, valid_until=today + timedelta(days=3)
    )
    assert access.can(lead, "view", absence)
    end_today(case.responsible)
    assert not access.can(lead, "view", absence)


# --- those who have nothing to do with cases ------------------------------------------------------


@pytest.mark.parametrize(
    "role", [Role.CONTROLLER, Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR, Role.PROVIDER_LEAD]
)
def test_who_does_not_work_on_cases_finds_none(client, case, role):
    sees_nothing(client, person(role, provider=make_provider()), case)


# --- providers ------------------------------------------------------------------------------------


@pytest.fixture
def support(case):
    provider = make_provider()
    young = case.members.get().person
    return make.make_support(case, young, provider=provider, state="running")


@pytest.fixture
def goals(support):
    """A shared goal, its action goal that is not shared, and one of an older version."""
    plan = make.make_plan(support.case, support.person)
    shared = make.make_goal(plan, text="Gemeinsam essen")
    make.make_goal(plan, shared, text="Streng vertraulich")
    make.agree(plan, in_force=True)
    GoalShare.objects.create(goal=shared, support=support, author=support.case.responsible)
    return shared


def provider_pages(client, support):
    texts = []
    for address in (
        reverse("cases:shared_support", args=[support.pk]),
        reverse("cases:shared_supports"),
        reverse("api:shared-goal-list"),
        reverse("api:shared-support-list"),
        reverse("start"),
    ):
        answer = client.get(address)
        texts.append(answer.text if answer.status_code == 200 else "")
    return "".join(texts)


def test_the_provider_sees_exactly_the_shared_goals(client, support, goals):
    lead = person(Role.PROVIDER_LEAD, provider=support.provider)
    client.force_login(lead)
    text = provider_pages(client, support)
    assert "Gemeinsam essen" in text
    for secret in ("Streng vertraulich", "Familie Musterhaus", support.case.reference):
        assert secret not in text
    GoalShare.objects.all().delete()
    assert "Gemeinsam essen" not in provider_pages(client, support)


@pytest.mark.parametrize("assigned", ["never", "not yet", "no longer", "to another support"])
def test_staff_without_the_assignment_sees_nothing(client, support, goals, assigned):
    staff = person(Role.PROVIDER_STAFF, provider=support.provider)
    today = timezone.localdate()
    if assigned == "not yet":
        SupportStaff.objects.create(
            support=support, user=staff, valid_from=today + timedelta(days=1)
        )
    elif assigned == "no longer":
        SupportStaff.objects.create(
            support=support, user=staff, valid_from=make.TODAY, valid_until=today
        )
    elif assigned == "to another support":
        other = make.make_support(make.make_case(), provider=support.provider, state="running")
        SupportStaff.objects.create(support=other, user=staff, valid_from=make.TODAY)
    client.force_login(staff)
    assert client.get(reverse("cases:shared_support", args=[support.pk])).status_code == 404
    text = provider_pages(client, support)
    assert "Gemeinsam essen" not in text
    assert "Musterhaus" not in text


def test_an_assignment_at_the_former_employer_shows_nothing(client, support, goals):
    staff = person(Role.PROVIDER_STAFF, provider=support.provider)
    SupportStaff.objects.create(support=support, user=staff, valid_from=make.TODAY)
    assert access.can(staff, "read_shared", support)
    staff.memberships.update(provider=make_provider())
    client.force_login(User.objects.get(pk=staff.pk))
    assert client.get(reverse("cases:shared_support", args=[support.pk])).status_code == 404


def test_after_the_end_of_a_support_nothing_new_is_shared(support, goals):
    type(support).objects.filter(pk=support.pk).update(
        state="ended", end=make.TODAY + timedelta(days=1), end_reason="goals_reached"
    )
    support.refresh_from_db()
    actor = support.case.responsible
    other = goals.children.get()
    with pytest.raises(NotPossible):
        share_goals(actor=actor, support=support, goals=[goals, other], now=make.NOW)
    assert share_goals(actor=actor, support=support, goals=[], now=make.NOW) == []


# --- filters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("api:support-list", "case"),
        ("api:support-list", "person"),
        ("api:support-plan-list", "young_person"),
        ("api:goal-list", "plan"),
        ("api:note-list", "case"),
        ("api:development-report-list", "support"),
    ],
)
def test_a_filter_does_not_tell_which_numbers_exist(client, case, route, name):
    foreign = make.make_case()
    young = make.make_person(foreign)
    plan = make.make_plan(foreign, young)
    make.make_goal(plan)
    numbers = {
        "case": foreign.pk,
        "person": young.pk,
        "young_person": young.pk,
        "plan": plan.pk,
        "support": make.make_support(foreign, young).pk,
    }
    client.force_login(case.responsible)
    answers = [
        client.get(reverse(route), {name: value})
        for value in (numbers[name], numbers[name] + 10_000, "9" * 30, "1.5")
    ]
    assert {(each.status_code, each.content) for each in answers} == {
        (200, answers[0].content),
    }
    assert answers[0].json()["results"] == []


@pytest.mark.parametrize(
    "query", ["sort=concern", "sort=-responsible__password", "concern=bittet", "q=%00"]
)
def test_a_list_sorts_and_filters_by_nothing_it_does_not_show(client, case, query):
    client.force_login(case.responsible)
    plain = client.get(reverse("cases:list"))
    asked = client.get(f"{reverse('cases:list')}?{query}")
    assert asked.status_code in (200, 400)
    assert case.concern not in plain.text + asked.text


def test_names_are_no_formulas_in_a_spreadsheet(client, case):
    Case.objects.filter(pk=case.pk).update(name='=HYPERLINK("http://x.example")')
    client.force_login(case.responsible)
    answer = client.get(f"{reverse('cases:list')}?format=csv")
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
    assert "HYPERLINK" in text
    assert not any(cell.strip('"').startswith("=") for cell in text.replace("\n", ";").split(";"))
