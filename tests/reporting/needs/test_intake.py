"""Needs from plans: protected numbers become needs, once, and nothing else crosses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from networks.models import Need, NeedReport
from networks.services.need_merging import merge
from reporting.models import ReportSettings
from reporting.services import need_intake as service
from reporting.tasks import take_in_needs
from sro.access import Role
from sro.audit.models import Entry
from sro.periods import Quarter
from sro.refusals import NotPossible
from tests.cases.factories import make_case
from tests.networks.factories import make_category, make_offer, make_space
from tests.networks.factories_needs import make_need, take
from tests.networks.factories_providers import make_provider
from tests.people import person
from tests.reporting.needs.test_needs import miss

pytestmark = pytest.mark.django_db
SPRING = Quarter(2025, 2)
IN_SPRING = datetime(2025, 5, 6, 9, 0, tzinfo=UTC)
IN_SUMMER = datetime(2025, 8, 6, 9, 0, tzinfo=UTC)
NOW = datetime(2025, 10, 2, 4, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def families(number, space, kind, agreed=IN_SPRING, **values):
    for _each in range(number):
        miss(space, kind, agreed=agreed, **values)


def take_in(planner, quarter=SPRING):
    return service.take_in_quarter(actor=planner, quarter=quarter, today=TODAY, now=NOW)


def told():
    return {
        (report.need.place, report.need.category.name, report.words)
        for report in NeedReport.objects.select_related("need")
    }


def in_words(number, quarter=2):
    return f"In Hilfeplänen von {number} Familien im {quarter}. Quartal 2025 genannt."


def test_a_number_that_is_shown_becomes_a_need_of_the_social_space(planner):
    kind, space = make_category(name="Nähstube"), make_space()
    families(5, space, kind)
    assert take_in(planner) == 1
    need = Need.objects.get()
    assert (need.title, need.origin, need.social_space, need.category) == (
        "Es fehlt: Nähstube",
        "plans",
        space,
        kind,
    )
    assert (need.reported_on, need.reported_by) == (date(2025, 6, 30), None)
    assert told() == {(need.place, "Nähstube", in_words(5))}


@pytest.mark.parametrize(
    ("here", "there", "places"),
    [
        # Two social spaces of a district: what is hidden below is told of the district.
        (5, 4, {"here": 5, "there": 4}),
        (2, 2, {"district": 4}),
        (1, 1, {}),
    ],
)
def test_where_a_space_is_hidden_the_district_speaks(planner, here, there, places):
    kind, one = make_category(), make_space()
    other = make_space(district=one.district)
    families(here, one, kind)
    families(there, other, kind)
    take_in(planner)
    names = {one: "here", other: "there", None: "district"}
    found = {
        names[report.need.social_space]: report.words
        for report in NeedReport.objects.select_related("need__social_space")
    }
    assert found == {name: in_words(number) for name, number in places.items()}


def test_families_without_a_social_space_speak_for_the_district(planner):
    kind, space = make_category(), make_space()
    for _each in range(4):
        miss(None, kind, case=make_case(district=space.district), agreed=IN_SPRING)
    assert take_in(planner) == 1
    assert Need.objects.get().social_space is None


def test_the_office_s_limit_holds(planner):
    ReportSettings.objects.create(limit=5)
    families(5, make_space(), make_category())
    assert take_in(planner) == 0


def test_words_without_a_kind_are_no_need(planner):
    for _each in range(5):
        miss(make_space(), agreed=IN_SPRING)
    assert take_in(planner) == 0


def test_twice_makes_nothing_twice(planner):
    families(5, make_space(), make_category())
    assert [take_in(planner), take_in(planner)] == [1, 0]
    assert (Need.objects.count(), NeedReport.objects.count()) == (1, 1)
    assert Entry.objects.filter(action="need.taken_in").count() == 1


def test_the_next_quarter_is_one_more_voice_of_an_open_need(planner):
    kind, space = make_category(), make_space()
    families(5, space, kind)
    families(3, space, kind, agreed=IN_SUMMER)
    take_in(planner)
    head = make_need(social_space=space)
    merge(actor=planner, target=head, target_version=1, others=[(_plans(), 1)], now=NOW)
    assert take_in(planner, SPRING.next) == 1
    assert Need.objects.filter(origin="plans").count() == 1
    assert Need.objects.voices_of([head.pk]) == {head.pk: 3}


def test_what_was_declined_is_named_anew(planner):
    kind, space = make_category(), make_space()
    families(5, space, kind)
    families(3, space, kind, agreed=IN_SUMMER)
    take_in(planner)
    take(_plans(), "decline", planner)
    take_in(planner, SPRING.next)
    states = Need.objects.filter(origin="plans").order_by("pk").values_list("state", flat=True)
    assert [*states] == ["declined", "reported"]


def _plans():
    return Need.objects.get(origin="plans")


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_planning_alone_takes_in(role):
    with pytest.raises(PermissionDenied):
        take_in(person(role, district=make_space().district, provider=make_provider()))


def test_a_quarter_has_to_be_over(planner):
    with pytest.raises(NotPossible):
        take_in(planner, Quarter.of(TODAY))


def test_it_happens_by_itself_once_a_quarter():
    kind, space = make_category(), make_space()
    families(5, space, kind, agreed=IN_SUMMER)
    assert service.take_in_due(today=TODAY, now=NOW) == 1
    # Who moves later tells nothing by the day on which a number grows.
    families(5, make_space(), kind, agreed=IN_SUMMER)
    assert service.take_in_due(today=TODAY, now=NOW) == 0


def test_the_task_takes_in_the_last_quarter(eager_jobs):
    assert take_in_needs.delay().get() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_each_need_once(planner):
    families(5, make_space(), make_category())
    start, made = Barrier(2), []

    def work():
        start.wait()
        made.append(take_in(planner))
        connection.close()

    threads = [Thread(target=work) for _twice in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [0, 1]
    assert (Need.objects.count(), NeedReport.objects.count()) == (1, 1)


MARKER = "Wanda Storchenbein sucht heimlich"


def test_no_word_of_a_plan_crosses(planner):
    """The markers stand in answers and names of the case; no page of needs shows them."""
    kind, space = make_category(), make_space()
    offer = make_offer()
    families(4, space, kind, text=MARKER)
    families(4, space, None, text=MARKER, offer=offer)
    assert take_in(planner) == 2
    pk = Need.objects.first().pk
    pages = [
        *[reverse(f"networks:need_{view}") for view in ("board", "list", "counts", "report")],
        *[f"{reverse(f'networks:need_{view}')}?format=csv" for view in ("list", "counts")],
        reverse("networks:need_similar") + f"?social_space={space.pk}",
        *[reverse(f"networks:need_{view}", args=[pk]) for view in ("detail", "edit", "assess")],
        reverse("api:need-list"),
        reverse("api:need-detail", args=[pk]),
        reverse("networks:home"),
        reverse("start"),
    ]
    names = ["Storchenbein", *space.cases.values_list("name", flat=True)]
    people = [planner, person(Role.CONTROLLER), person(Role.TEAM_LEAD, district=space.district)]
    read = 0
    for user in people:
        client = Client()
        client.force_login(user)
        for address in pages:
            answer = client.get(address)
            if answer.status_code == 403:
                continue
            assert answer.status_code == 200, address
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = content.decode()
            read += 1
            if user is planner or "start" not in address:
                assert [name for name in names if name in text] == [], address
    assert read > 30
    kept = [str(row) for model in (Need, NeedReport) for row in model.objects.values()]
    kept += [str(row) for row in Entry.objects.filter(action="need.taken_in").values("details")]
    assert MARKER not in "".join(kept)
