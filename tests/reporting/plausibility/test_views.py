"""The work list: who sees what, going through it, undo, taking it along."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.services.commitments import recalculate
from budgets.services.pseudonyms import pseudonym_of
from reporting.figures import BY_CODE as FIGURES
from reporting.models import PlausibilityNote
from reporting.suppression import HIDDEN
from sro.access import Role
from sro.audit.models import Entry
from tests.cases import factories as make
from tests.networks.factories import make_space
from tests.people import person

pytestmark = pytest.mark.django_db
LIST = reverse("reporting:findings")


@pytest.fixture
def lead(client):
    user = make.make_team_lead()
    client.force_login(user)
    return user


def district_of(user):
    return user.memberships.get().district


def without_end(district, name: str = "Familie Storchenbein", **values):
    case = make.make_case(district=district, social_space=make_space(district=district), name=name)
    child = make.make_person(case, birth_year=2012, given_name="Wanda")
    return make.make_support(case, child, state="running", **values)


def address(support, rule: str = "no_end") -> str:
    return reverse("reporting:finding", args=[f"{rule}-{support.pk}"])


def test_a_row_says_what_is_wrong_whose_it_is_and_which_figures_suffer(client, lead):
    support = without_end(district_of(lead))
    page = client.get(LIST).content.decode()
    assert address(support) in page
    assert "Familie Storchenbein" in page
    assert _(FIGURES["density"].title) in page


def test_names_of_a_colleagues_case_are_not_there_for_a_caseworker(client):
    support = without_end(make.make_case().district)
    client.force_login(make.make_caseworker(support.case.district))
    assert "Storchenbein" not in client.get(LIST).content.decode()


def test_the_controller_sees_signs_and_no_names(client):
    support = without_end(make.make_case().district)
    recalculate(support_ids=[support.pk], today=make.TODAY, now=make.NOW)
    client.force_login(person(Role.CONTROLLER))
    for url in (LIST, address(support, "no_rate")):
        page = client.get(url).content.decode()
        assert pseudonym_of(support.pk) in page
        assert "Storchenbein" not in page
        assert "Wanda" not in page
        assert support.case.reference not in page
    assert client.get(address(support)).status_code == 404


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 2),
        ("?regel=end_passed", 1),
        ("?kennzahl=density", 2),
        ("?kennzahl=ended_as_planned", 1),
        ("?kennzahl=hours_case", 0),
        ("?bezirk=H1", 2),
        ("?bezirk=H2", 0),
        ("?stand=richtig", 0),
    ],
)
def test_the_list_is_narrowed_by_rule_figure_district_and_state(client, query, number):
    district = make.make_district(key="H1")
    client.force_login(make.make_team_lead(district))
    without_end(district)
    without_end(district, planned_end=make.TODAY + timedelta(days=1))
    assert client.get(f"{LIST}{query}").context["count"] == number


def test_one_goes_through_the_list_and_may_undo(client, lead):
    first = without_end(district_of(lead))
    second = without_end(district_of(lead), start=make.TODAY + timedelta(days=1))
    query = "?regel=no_end"
    page = client.get(f"{address(first)}{query}")
    assert (page.context["place"], page.context["count"]) == (1, 2)
    assert page.context["after"] == f"{address(second)}{query}"
    said = client.post(f"{address(first)}{query}", {"reason": "Pflege auf Dauer.", "_version": 0})
    assert said.status_code == 302
    assert said.url.startswith(f"{address(second)}{query}&zuletzt=no_end-")
    after = client.get(said.url)
    assert after.context["count"] == 1
    note = PlausibilityNote.objects.get()
    undo = reverse("reporting:finding_reopen", args=[after.context["latest"].pk])
    assert undo in after.content.decode()
    client.post(undo, {"version": note.version})
    assert client.get(f"{LIST}{query}").context["count"] == 2


def test_a_second_reason_from_a_stale_tab_is_not_swallowed(client, lead):
    support = without_end(district_of(lead))
    client.post(address(support), {"reason": "Pflege auf Dauer.", "_version": 0})
    again = client.post(address(support), {"reason": "Kommt noch.", "_version": 0})
    assert again.status_code == 409
    assert "Kommt noch." in again.text
    assert "Pflege auf Dauer." in again.text
    same = client.post(address(support), {"reason": "Pflege auf Dauer.", "_version": 0, "x": "1"})
    assert same.status_code == 302
    assert PlausibilityNote.objects.get().reason == "Pflege auf Dauer."


def test_what_was_called_right_shows_its_reason_and_can_be_opened_again(client, lead):
    support = without_end(district_of(lead))
    client.post(address(support), {"reason": "Pflege auf Dauer.", "_version": 0})
    page = client.get(address(support)).content.decode()
    assert "Pflege auf Dauer." in page
    assert reverse("reporting:finding_reopen", args=[f"no_end-{support.pk}"]) in page
    assert client.get(f"{LIST}?stand=richtig").context["count"] == 1


def test_a_stale_undo_changes_nothing(client, lead):
    support = without_end(district_of(lead))
    client.post(address(support), {"reason": "Pflege auf Dauer.", "_version": 0})
    undo = reverse("reporting:finding_reopen", args=[f"no_end-{support.pk}"])
    client.post(undo, {"version": "7"})
    assert PlausibilityNote.objects.get().withdrawn_at is None


def test_a_finding_leads_to_the_place_where_it_is_mended(client, lead):
    support = without_end(district_of(lead))
    mend = reverse("cases:support_prolong", args=[support.case_id, support.pk])
    assert mend in client.get(address(support)).content.decode()
    assert client.get(mend).status_code == 200


def test_the_list_taken_along_bears_signs_and_is_logged(client, lead):
    support = without_end(district_of(lead))
    client.post(address(support), {"reason": "Wanda bleibt.", "_version": 0})
    answer = client.get(LIST, {"format": "csv", "stand": "alle"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert pseudonym_of(support.pk) in text
    assert not [name for name in ("Storchenbein", "Wanda", "Pflege") if name in text]
    entry = Entry.objects.using("default").filter(action="export.unstimmigkeiten").get()
    assert entry.details["rows"] == 1


def test_an_empty_list_says_so(client, lead):
    page = client.get(LIST)
    assert page.context["count"] == 0
    assert page.context["empty"].title in page.content.decode()


def test_numbers_are_shown_without_small_ones(client):
    district = make.make_district()
    for _each in range(3):
        without_end(district)
    without_end(district, planned_end=make.TODAY + timedelta(days=1))
    client.force_login(person(Role.PLANNER))
    page = client.get(reverse("reporting:finding_numbers"))
    assert page.context["total"] == 4
    assert [line[2] for line in page.context["lines"]] == [[HIDDEN], [HIDDEN]]
    assert "Storchenbein" not in page.content.decode()
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize(("page", "most"), [("list", 12), ("single", 17), ("numbers", 12)])
def test_pages_ask_no_more_often_when_there_is_more(client, lead, page, most):
    support = without_end(district_of(lead))
    url = {
        "list": LIST,
        "single": address(support),
        "numbers": reverse("reporting:finding_numbers"),
    }[page]
    client.get(url)
    few = queries(client, url)
    for _each in range(4):
        without_end(district_of(lead))
    assert queries(client, url) == few <= most


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)
