"""The own week for other programs: the same service as the page, cell by cell."""

import pytest

from budgets.models import HoursEntry, HoursWeek
from sro.audit.models import Entry
from tests.budgets.hours.factories import MONDAY, TUESDAY, make_entry, make_month, make_scene

pytestmark = pytest.mark.django_db

WEEK = "/api/v1/hours-weeks/2025-06-02/"


@pytest.fixture
def scene():
    return make_scene()


@pytest.fixture
def api(client, scene):
    client.force_login(scene.staff)
    return client


def line(scene, *cells: tuple, **more) -> dict:
    return {
        "kind": "case_independent",
        "activity": scene.activity.pk,
        "social_space": scene.space.key,
        "cells": [{"day": f"{day}", "minutes": minutes} for day, minutes in cells],
        **more,
    }


def write(api, *lines: dict, version: int | None = 0, headers: dict | None = None):
    body = {"lines": lines} | ({} if version is None else {"version": version})
    return api.patch(WEEK, body, content_type="application/json", headers=headers or {})


def test_reading_and_writing_the_week(api, scene):
    empty = api.get(WEEK).json()
    assert (empty["version"], empty["lines"], empty["supports"]) == (0, [], [scene.support.pk])
    assert empty["employer"] == scene.employer.key
    case = {"kind": "case_specific", "support": scene.support.pk, "social_space": None}
    saved = write(api, line(scene, (MONDAY, 90)), line(scene, (TUESDAY, 60), **case))
    assert saved.status_code == 200, saved.content
    assert [row["cells"][0]["minutes"] for row in saved.json()["lines"]] == [60, 90]
    assert {e.user_id for e in HoursEntry.objects.all()} == {scene.staff.pk}
    assert Entry.objects.get(action="hoursweek.saved").details["new"] == 2
    # A cell that is not named stays; no minutes empty one.
    version = saved.json()["version"]
    again = write(api, line(scene, (MONDAY, None)), version=version)
    assert [row["kind"] for row in again.json()["lines"]] == ["case_specific"]


def test_a_week_saved_elsewhere_is_not_overwritten(api, scene):
    write(api, line(scene, (MONDAY, 90)))
    mark = api.get(WEEK)["ETag"]
    assert write(api, line(scene, (MONDAY, 30)), version=None).status_code == 400
    assert (
        write(api, line(scene, (MONDAY, 30)), version=None, headers={"if-match": mark}).status_code
        == 200
    )
    old = write(api, line(scene, (MONDAY, 15)), version=None, headers={"if-match": mark})
    assert old.status_code == 412
    assert HoursEntry.objects.get().minutes == 30


def test_cells_that_cannot_be_are_named_and_nothing_is_written(api, scene):
    make_month(scene, state="submitted")
    refused = write(api, line(scene, (MONDAY, 90)))
    assert refused.status_code == 400
    assert list(refused.json()["errors"]) == ["lines.0.2025-06-02"]
    assert not HoursEntry.objects.exists()


def test_supports_of_others_are_no_supports(api, scene):
    other = make_scene()
    case = {"kind": "case_specific", "support": other.support.pk, "social_space": None}
    assert write(api, line(scene, (MONDAY, 60), **case)).status_code == 400
    missing = {**case, "support": 2**62}
    found = [write(api, line(scene, (MONDAY, 60), **each)).json() for each in (case, missing)]
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"activity": 2**70}, "lines.0.activity"),
        ({"kind": "ferien"}, "lines.0.kind"),
        ({"social_space": "nirgends"}, "lines.0.social_space"),
        ({"note": "\x00"}, "lines.0.note"),
        ({"cells": [{"day": "2025-06-09", "minutes": 5}]}, "lines.0.cells"),
        ({"cells": [{"day": "2025-06-02", "minutes": 1441}]}, "lines.0.cells.0.minutes"),
        ({"cells": "x"}, "lines.0.cells"),
    ],
)
def test_what_makes_no_sense_is_named(api, scene, changes, field):
    answer = write(api, {**line(scene, (MONDAY, 60)), **changes})
    assert answer.status_code == 400
    assert any(name.startswith(field) for name in answer.json()["errors"]), answer.json()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("2025-06-03/", 400),
        ("2025-02-31/", 404),
        ("9999-12-27/", 404),
        ("2025-06-02/?employer=t999999", 404),
        ("2025-06-02/?employer=%00", 404),
        ("1990-01-01/", 404),
    ],
)
def test_addresses_of_no_week(api, path, status):
    assert api.get(f"/api/v1/hours-weeks/{path}").status_code == status


def test_nobody_reaches_the_week_of_another(client, scene):
    make_entry(scene)
    client.force_login(scene.lead)
    assert client.get(WEEK).json()["lines"] == []
    assert write(client, line(scene, (MONDAY, 45))).status_code == 200
    assert HoursWeek.objects.get().user == scene.lead
