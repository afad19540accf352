"""Pages that ask before something is done: what is typed there is kept as on every form."""

import re

import pytest
from django.urls import reverse

from sro.ui.models import Draft
from tests.cases import factories as make

pytestmark = pytest.mark.django_db
REASON = "Die Familie zieht nach Musterstadt und möchte dort neu anfangen."


@pytest.fixture
def case():
    return make.make_case(name="Familie Musterhaus")


@pytest.fixture
def page(case):
    return reverse("cases:step", args=[case.pk, "close"])


def sent(client, page, reason=REASON):
    hidden = dict(re.findall(r'name="(_draft|_version)" value="([^"]*)"', client.get(page).text))
    return {**hidden, "reason": reason}


def test_a_reason_outlives_the_end_of_the_session(client, case, page):
    client.force_login(case.responsible)
    data = sent(client, page)
    client.logout()
    answer = client.post(page, data)
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.closed_on is None
    client.force_login(case.responsible)
    assert "Mit dem Entwurf weiterarbeiten" in client.get(page).text
    going_on = client.get(page, {"entwurf": "1"}).text
    assert REASON in going_on
    assert "kern-error" not in going_on


def test_what_was_done_leaves_no_draft(client, case, page):
    client.force_login(case.responsible)
    data = sent(client, page)
    client.post(reverse("ui:draft_keep"), data)
    assert Draft.objects.filter(owner=case.responsible).count() == 1
    assert client.post(page, data).status_code == 302
    assert not Draft.objects.exists()
    case.refresh_from_db()
    assert case.closed_on is not None


def test_the_draft_of_one_case_is_not_offered_in_another(client, case, page):
    client.force_login(case.responsible)
    client.post(reverse("ui:draft_keep"), sent(client, page))
    other = make.make_case(district=case.district, responsible=case.responsible)
    elsewhere = reverse("cases:step", args=[other.pk, "close"])
    assert "Mit dem Entwurf weiterarbeiten" not in client.get(elsewhere).text
