"""Pages of team consultation, decision and supports."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Support, SupportDecision, TeamConsultation
from sro.access import Role
from sro.accounts.models import Membership
from tests.cases.factories import (
    agree,
    make_case,
    make_caseworker,
    make_person,
    make_plan,
    make_support,
    make_team_consultation,
    make_team_lead,
)
from tests.networks.factories import make_space
from tests.networks.factories_providers import make_focus, make_provider, make_support_type
from tests.people import LONG_AGO

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker):
    district = worker.memberships.get().district
    return make_case(worker, social_space=make_space(district=district))


@pytest.fixture
def child(case):
    return make_person(case, birth_date=date(2008, 1, 1))


@pytest.fixture
def lead(case):
    return make_team_lead(case.district)


@pytest.fixture(autouse=True)
def logged_in(client, worker):
    client.force_login(worker)


def url(support, name="support"):
    return reverse(f"cases:{name}", args=[support.case_id, support.pk])


def decision_data(consultation, support, provider, **changes):
    return {
        "consultation": consultation.pk,
        "decided_on": timezone.localdate().isoformat(),
        "result": "granted",
        "suitable": "Passt.",
        "necessary": "Nötig.",
        "wish_and_choice": "Wie gewünscht.",
        f"hilfe_{support.pk}": "on",
        f"traeger_{support.pk}": provider.pk,
        **changes,
    }


# --- team consultation ----------------------------------------------------------------------------


def test_the_team_is_written_down_with_two_professionals(client, case, worker, lead):
    new = reverse("cases:team_new", args=[case.pk])
    data = {"held_on": "2025-06-02", "question": "Was hilft?"}
    refused = client.post(new, {**data, "professionals": [worker.pk]})
    assert refused.status_code == 422
    assert "mindestens zwei Fachkräfte" in refused.text
    client.post(new, {**data, "professionals": [worker.pk, lead.pk]})
    consultation = TeamConsultation.objects.get()
    page = reverse("cases:team_consultation", args=[case.pk, consultation.pk])
    assert lead.display_name in client.get(page).text
    edit = reverse("cases:team_edit", args=[case.pk, consultation.pk])
    guest = make_caseworker()
    client.post(edit, {**data, "professionals": [worker.pk], "guest": guest.pk, "_version": 1})
    people = set(consultation.participants.values_list("user_id", flat=True))
    assert people == {worker.pk, guest.pk}
    assert f'value="{guest.pk}" selected' in client.get(edit).text


# --- decision -------------------------------------------------------------------------------------


def test_the_lead_decides_on_one_page(client, case, child, lead):
    support = make_support(case, child, provider=None)
    consultation = make_team_consultation(case, recommendation="Familienhilfe")
    provider = make_provider()
    client.force_login(lead)
    new = reverse("cases:decision_new", args=[case.pk])
    page = client.get(new)
    assert "Familienhilfe" in page.text
    answer = client.post(new, decision_data(consultation, support, provider))
    decision = SupportDecision.objects.get()
    assert answer.url == reverse("cases:decision", args=[case.pk, decision.pk])
    support.refresh_from_db()
    assert (support.state, support.provider) == ("granted", provider)
    assert provider.name in client.get(answer.url).text


def test_a_caseworker_finds_no_way_to_decide(client, case):
    consultation = make_team_consultation(case)
    new = reverse("cases:decision_new", args=[case.pk])
    assert client.get(new).status_code == 403
    for page in (
        reverse("cases:case", args=[case.pk]),
        reverse("cases:team_consultation", args=[case.pk, consultation.pk]),
    ):
        assert new not in client.get(page).text


def test_a_lead_who_works_for_a_provider_is_refused(client, case, lead):
    Membership.objects.create(
        user=lead, role=Role.PROVIDER_LEAD, provider=make_provider(), valid_from=LONG_AGO
    )
    client.force_login(lead)
    assert client.get(reverse("cases:decision_new", args=[case.pk])).status_code == 403
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200


def test_all_providers_by_name_and_the_focus_only_marked(client, case, child, lead):
    support = make_support(case, child, provider=make_provider("Brücke"))
    make_team_consultation(case)
    names = ["Anker", "Öse", "Omega", "Zink"]
    providers = {name: make_provider(name) for name in names}
    make_focus(case.social_space, providers["Zink"])
    make_provider("Vorbei", valid_until=date(2020, 1, 1))
    client.force_login(lead)
    form = client.get(reverse("cases:decision_new", args=[case.pk])).context["form"]
    labels = [str(label) for _value, label in form.fields[f"traeger_{support.pk}"].choices][1:]
    assert labels == ["Anker", "Brücke", "Omega", "Öse", "Zink – Schwerpunktträger hier"]


def test_no_money_stands_where_is_decided(client, case, child, lead):
    make_support(case, child, state="running")
    make_support(case, child)
    make_team_consultation(case)
    client.force_login(lead)
    page = client.get(reverse("cases:decision_new", args=[case.pk])).text
    main = page.split("<main")[1].split("</main")[0]
    for word in ("€", "Euro", "Budget", "Haushalt", "Kosten", "Preis"):
        assert word not in main


def test_a_refusal_names_its_ground(client, case, child, lead):
    support = make_support(case, child)
    consultation = make_team_consultation(case)
    client.force_login(lead)
    new = reverse("cases:decision_new", args=[case.pk])
    data = decision_data(consultation, support, make_provider(), result="refused")
    answer = client.post(new, data)
    assert answer.status_code == 422
    assert "refusal_ground" in answer.context["form"].errors
    client.post(new, {**data, "refusal_ground": "not_necessary"})
    support.refresh_from_db()
    assert support.state == "declined"


def test_other_hours_of_a_running_support_are_decided(client, case, child, lead):
    running = make_support(case, child, state="running", minutes=240)
    consultation = make_team_consultation(case)
    client.force_login(lead)
    new = reverse("cases:decision_new", args=[case.pk])
    shown = client.get(new).context["form"]
    assert "Schon bewilligt" in client.get(new).text
    data = decision_data(consultation, running, make_provider())
    same = {f"stunden_{running.pk}": "4", f"je_{running.pk}": "week", f"ende_{running.pk}": ""}
    assert shown[f"stunden_{running.pk}"].value() == "4"
    # Nothing is changed: the decision would be about nothing.
    assert client.post(new, {**data, **same}).status_code == 422
    client.post(new, {**data, **same, f"stunden_{running.pk}": "6,5"})
    running.refresh_from_db()
    assert running.minutes == 390


# --- supports -------------------------------------------------------------------------------------


def test_a_support_is_proposed_with_hours_as_people_write_them(client, case, child):
    kind = make_support_type()
    new = reverse("cases:support_new", args=[case.pk])
    data = {"person": child.pk, "support_type": kind.pk, "start": "2025-07-01"}
    answer = client.post(new, {**data, "hours": "1,5", "minutes_per": "week"})
    support = Support.objects.get()
    assert answer.url == url(support)
    assert (support.minutes, support.setting) == (90, "ambulatory")
    page = client.get(url(support)).text
    assert "1,5 Std. in der Woche" in page
    assert 'value="1,5"' in client.get(url(support, "support_edit")).text


def test_the_kind_the_plan_asks_for_stands_there_already(client, case, child):
    plan, kind = make_plan(case, child), make_support_type()
    new = reverse("cases:support_new", args=[case.pk])
    chosen = f'value="{kind.pk}" selected'
    assert chosen not in client.get(new).text
    plan.support_types.add(kind)
    assert chosen in client.get(new).text
    plan.support_types.add(make_support_type())
    assert chosen not in client.get(new).text


@pytest.mark.parametrize("page", ["support_new", "team_new"])
def test_the_plan_that_was_agreed_is_chosen_not_the_draft_after_it(client, case, child, page):
    agreed = make_plan(case, child)
    agree(agreed, in_force=True)
    draft = make_plan(case, child, number=2, previous=agreed)
    form = client.get(reverse(f"cases:{page}", args=[case.pk])).context["form"]
    assert {agreed, draft} == set(form.fields["plan"].queryset)
    assert form.get_initial_for_field(form.fields["plan"], "plan") == agreed


def test_after_a_proposal_the_team_consults(client, case, child):
    consult = reverse("cases:team_new", args=[case.pk])
    support = make_support(case, child)
    assert consult in client.get(url(support)).text
    Support.objects.filter(pk=support.pk).update(state="declined")
    assert consult not in client.get(url(support)).text


@pytest.mark.parametrize("hours", ["0", "-2", "viel", "1,234"])
def test_hours_that_are_none(client, case, child, hours):
    new = reverse("cases:support_new", args=[case.pk])
    data = {"person": child.pk, "support_type": make_support_type().pk, "start": "2025-07-01"}
    answer = client.post(new, {**data, "hours": hours, "minutes_per": "week"})
    assert answer.status_code == 422
    assert not Support.objects.exists()


def test_two_people_change_a_proposal(client, case, child):
    support = make_support(case, child, minutes=60)
    Support.objects.filter(pk=support.pk).update(minutes=120)
    data = {
        "person": child.pk,
        "support_type": support.support_type_id,
        "provider": support.provider_id,
        "start": "2025-06-02",
        "hours": "3",
        "minutes_per": "week",
        "_version": 1,
    }
    answer = client.post(url(support, "support_edit"), data)
    assert answer.status_code == 409
    support.refresh_from_db()
    assert support.minutes == 120


def test_a_support_begins_is_prolonged_and_ends(client, case, child):
    support = make_support(case, child, state="granted", planned_end=date(2025, 12, 1))
    client.post(url(support, "support_begin"), {"start": "2025-06-03", "_version": 1})
    support.refresh_from_db()
    assert support.state == "running"
    prolong = url(support, "support_prolong")
    data = {"planned_end": "2026-02-01", "_version": support.version}
    assert client.post(prolong, data).status_code == 422
    client.post(prolong, {**data, "reason": "Schulwechsel"})
    support.refresh_from_db()
    assert support.planned_end == date(2026, 2, 1)
    end = {"end": timezone.localdate().isoformat(), "_version": support.version}
    assert client.post(url(support, "support_end"), end).status_code == 422
    client.post(url(support, "support_end"), {**end, "end_reason": "moved"})
    support.refresh_from_db()
    assert support.state == "ended"


def test_an_end_far_ahead_is_a_planned_end(client, case, child):
    support = make_support(case, child, state="running")
    day = timezone.localdate() + timedelta(days=9)
    data = {"end": day.isoformat(), "end_reason": "moved", "_version": 1}
    answer = client.post(url(support, "support_end"), data)
    assert answer.status_code == 422
    assert "geplantes Ende" in answer.text


def test_a_proposal_is_withdrawn_after_a_question(client, case, child):
    support = make_support(case, child)
    withdraw = url(support, "support_withdraw")
    assert client.get(withdraw).status_code == 200
    assert Support.objects.exists()
    client.post(withdraw, {"_version": support.version})
    assert not Support.objects.exists()


def test_what_the_law_asks_for_stands_with_the_support(client, case, child):
    kind = make_support_type()
    kind.legal_basis, kind.setting = "§ 34 SGB VIII", "residential"
    kind.save()
    plan = make_plan(case, child)
    home = make_support(case, child, support_type=kind, plan=plan)
    page = client.get(url(home)).text
    assert "37c" in page
    assert "Der Hilfeplan sagt noch nichts dazu." in page
    plan.plansection_set.create(section="37c", text="Rückkehr im Sommer.")
    assert "Der Hilfeplan sagt etwas dazu." in client.get(url(home)).text
    plain = make_support(case, child)
    assert "37c" not in client.get(url(plain)).text


def test_combined_supports_stand_together(client, case, child):
    first = make_support(case, child)
    make_support(case, child, start=date(2025, 8, 1))
    second = make_support(case, child, start=date(2025, 9, 1), combined_with=first)
    page = client.get(reverse("cases:case", args=[case.pk])).text
    assert page.count("verbunden (§ 27 Abs. 2)") == 2
    assert url(first) in client.get(url(second)).text
    assert url(second) in client.get(url(first)).text


def test_the_case_offers_its_next_step(client, case, child):
    type(case).objects.filter(pk=case.pk).update(state="planning")
    page = reverse("cases:case", args=[case.pk])
    step = reverse("cases:step", args=[case.pk, "run"])
    make_support(case, child, state="granted")
    assert "Eine Hilfe hat begonnen" not in client.get(page).text
    make_support(case, child, state="running")
    text = client.get(page).text
    assert "Eine Hilfe hat begonnen" in text
    assert step in text
    # Offered, not done.
    case.refresh_from_db()
    assert case.state == "planning"


def test_queries_do_not_grow_with_supports(client, case, child):
    support = make_support(case, child, state="running")
    pages = [url(support), reverse("cases:support_list", args=[case.pk])]
    counts = []
    for _ in range(2):
        for _each in range(4):
            make_support(case, child, combined_with=support)
        for page in pages:
            client.get(page)
        with CaptureQueriesContext(connection) as captured:
            for page in pages:
                client.get(page)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_closed_case_offers_nothing_new(client, case, child):
    make_support(case, child)
    type(case).objects.filter(pk=case.pk).update(state="closed", closed_on=date(2025, 6, 2))
    page = client.get(reverse("cases:case", args=[case.pk])).text
    for name in ("support_new", "team_new", "conference_new"):
        assert reverse(f"cases:{name}", args=[case.pk]) not in page
