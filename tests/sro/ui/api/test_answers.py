"""What all answers of the interface have in common: problems, languages, marks, limits."""

import json

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.settings import api_settings
from rest_framework.views import APIView

from sro.access import Role
from sro.audit.models import Entry
from sro.ui.api import throttles
from sro.ui.api.middleware import versions_named
from tests.budgets.factories import make_calculated_run
from tests.networks.factories import make_district
from tests.people import person

TYPE = "application/problem+json"


@pytest.fixture
def api(client) -> Client:
    client.force_login(person(Role.CONTROLLER))
    return client


def problem(answer, status: int, kind: str) -> dict:
    body = json.loads(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (status, TYPE)
    assert (body["status"], body["type"]) == (status, f"urn:sro:problem:{kind}")
    assert body["title"]
    assert body["detail"]
    return body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "path", "more", "status", "kind"),
    [
        ("get", "/api/v1/nirgends/", {}, 404, "not-found"),
        ("post", "/api/v2", {}, 404, "not-found"),
        ("get", "/api/v1/districts/0/", {}, 404, "not-found"),
        ("get", "/api/v1/districts/%00/", {}, 404, "not-found"),
        ("get", "/api/v1/districts/?page=99", {}, 404, "not-found"),
        ("get", "/api/v1/districts/?q=%00", {}, 400, "invalid"),
        ("get", "/api/v1/districts/?valid_on=31.02.2024", {}, 400, "invalid"),
        ("get", "/api/v1/hours/", {}, 403, "not-allowed"),
        ("delete", "/api/v1/districts/", {}, 405, "method-not-allowed"),
        ("get", "/api/v1/districts/", {"headers": {"accept": "text/csv"}}, 406, "not-acceptable"),
    ],
)
def test_whatever_goes_wrong_is_a_problem(api, method, path, more, status, kind):
    problem(getattr(api, method)(path, **more), status, kind)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("body", "content_type", "status", "kind"),
    [
        ("{", "application/json", 400, "bad-request"),
        ("[1]", "application/json", 400, "invalid"),
        ('{"version": "x"}', "application/json", 400, "invalid"),
        ("version=1", "application/x-www-form-urlencoded", 415, "unsupported-format"),
        ('{"version": 999}', "application/json", 409, "changed-meanwhile"),
    ],
)
def test_bodies_that_cannot_be_taken(api, body, content_type, status, kind):
    run = make_calculated_run()
    path = f"/api/v1/allocation-runs/{run.pk}/propose/"
    found = problem(api.post(path, body, content_type=content_type), status, kind)
    assert ("version" in found) == (status == 409)
    run.refresh_from_db()
    assert run.state == "complete"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "title"),
    [("en", "Not found"), ("de", "Nicht gefunden"), ("fr", "Nicht gefunden"), ("", None)],
)
def test_problems_speak_the_language_that_was_asked_for(api, asked, title):
    headers = {"accept-language": asked} if asked else {}
    answer = api.get("/api/v1/districts/0/", headers=headers)
    assert answer.json()["title"] == (title or "Nicht gefunden")
    assert "Accept-Language" in answer["Vary"]


@pytest.mark.django_db
def test_a_mark_holds_as_long_as_the_content(api):
    district = make_district(key="07")
    path = f"/api/v1/districts/{district.pk}/"
    first = api.get(path)
    assert first["ETag"].startswith(f'"{district.version}-')
    same = api.get(path, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    type(district).objects.filter(pk=district.pk).update(name="Anders")
    assert api.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200
    rows = api.get("/api/v1/districts/")
    assert api.get("/api/v1/districts/", headers={"if-none-match": rows["ETag"]}).status_code == 304
    assert "private" in rows["Cache-Control"]


@pytest.mark.django_db
def test_a_write_names_the_row_it_has_read(api):
    run = make_calculated_run()
    path = f"/api/v1/allocation-runs/{run.pk}/"
    mark = api.get(path)["ETag"]
    kind = {"content_type": "application/json"}
    old = api.post(f"{path}propose/", {}, headers={"if-match": '"999-abc"'}, **kind)
    problem(old, 412, "changed-meanwhile")
    assert api.post(f"{path}propose/", {}, headers={"if-match": mark}, **kind).status_code == 200


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("*", None),
        ('"3-abc"', {3}),
        ('W/"3-abc", "4-x"', {3, 4}),
        ('"abc"', set()),
        ("x", set()),
    ],
)
def test_versions_named(header, expected):
    assert versions_named(header) == expected


@given(st.text(max_size=30))
def test_any_header_is_read(header):
    found = versions_named(header)
    assert found is None or all(number < 10**9 for number in found)


@pytest.mark.django_db
def test_a_list_leaves_the_names_of_its_filters_and_nothing_else(api):
    api.get("/api/v1/outflows/?year=2018&Familie%20Muster%00=1&page_size=5")
    assert Entry.objects.get(action="export.api").details["filters"] == ["year"]


@pytest.fixture
def limits(monkeypatch):
    cache.clear()
    kinds = [throttles.PersonThrottle, throttles.StrangerThrottle]
    for kind in kinds:
        monkeypatch.setattr(kind, "THROTTLE_RATES", {"user": "2/min", "anon": "2/min"})
    monkeypatch.setattr(APIView, "throttle_classes", kinds)
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_CLASSES", kinds)
    yield
    cache.clear()


@pytest.mark.django_db
@pytest.mark.parametrize("known", [True, False])
def test_too_many_requests_wait(client, monkeypatch, limits, known):
    from networks.api.areas import DistrictViewSet

    monkeypatch.setattr(DistrictViewSet, "throttle_classes", APIView.throttle_classes)
    if known:
        client.force_login(person(Role.PLANNER))
    headers = {} if known else {"authorization": "Bearer sro_geraten"}
    asked = [client.get("/api/v1/districts/", headers=headers) for _each in range(3)]
    assert [answer.status_code for answer in asked[:2]] == [200 if known else 401] * 2
    problem(asked[2], 429, "too-many-requests")
    assert 0 < int(asked[2]["Retry-After"]) <= 60


@pytest.mark.django_db
def test_the_description_has_no_gaps(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    text = target.read_text(encoding="utf-8")
    assert "personalAccess" in text
    assert "application/problem+json" in text
