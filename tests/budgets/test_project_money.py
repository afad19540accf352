"""What a project costs in small grants, for those who may see grants."""

import pytest
from django.urls import reverse

from budgets.models import SmallGrant
from sro.access import Role
from tests.budgets.factories import make_fund, make_grant
from tests.networks.factories import make_district
from tests.networks.projects.factories import make_project
from tests.people import person

pytestmark = pytest.mark.django_db


def test_the_money_of_a_project_is_that_of_its_grants_in_reach(client):
    district = make_district()
    project = make_project(district=district)
    fund = make_fund(kind="milieu", name="Milieu")
    here = make_grant(fund=fund, district=district, project=project)
    there = make_grant(fund=fund, project=project)
    make_grant(fund=fund, district=district)
    page = reverse("budgets:project_money", args=[project.pk])
    client.force_login(person(Role.CONTROLLER))
    answer = client.get(page, headers={"HX-Request": "true"})
    assert {grant for grant, _url in answer.context["rows"]} == {here, there}
    assert answer.context["sums"]["requested"] == here.requested + there.requested
    assert "<html" not in answer.content.decode()
    client.force_login(person(Role.TEAM_LEAD, district=district))
    assert [grant for grant, _url in client.get(page).context["rows"]] == [here]


def test_an_application_begins_with_what_the_project_says(client):
    fund = make_fund(kind="milieu", name="Milieu")
    project = make_project(title="Lesecafé", volunteers=4)
    client.force_login(person(Role.CONTROLLER))
    page = reverse("budgets:grant_add", args=[fund.budget_year.year])
    form = client.get(page, {"projekt": project.pk}).context["form"]
    assert (form["title"].value(), form["project"].value()) == ("Lesecafé", project.pk)
    assert not SmallGrant.objects.exists()
