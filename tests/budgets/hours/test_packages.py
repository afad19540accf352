"""Hours packages and base budgets: agreed, used, changed with a reason, shown."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from budgets.models import BaseBudget, HoursPackage
from budgets.services.hours_balance import deliveries
from budgets.services.hours_packages import (
    change_package,
    packages_of,
    packages_with_use,
    set_package,
)
from cases.models import Case
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from sro.refusals import NotPossible
from tests.budgets.hours.factories import (
    JUNE,
    MONDAY,
    NOW,
    make_base_budget,
    make_entry,
    make_package,
    make_scene,
)
from tests.cases import factories as cases
from tests.networks.factories import make_district, make_space
from tests.people import person

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 15)


@pytest.fixture
def scene():
    return make_scene()


def put(scene, actor=None, **values):
    return set_package(
        actor=actor or scene.worker,
        support=scene.support,
        now=NOW,
        **{
            "start": JUNE,
            "end": date(2025, 9, 1),
            "minutes": 2400,
            "reason": "Im Gespräch vereinbart.",
            **values,
        },
    )


def change(scene, package, actor=None, version=None, **values):
    return change_package(
        actor=actor or scene.worker,
        package=package,
        changes={"minutes": 3000, "reason": "Mehr Bedarf.", **values},
        version=version or package.version,
        now=NOW,
    )


def test_whoever_is_in_charge_sets_and_changes_it(scene):
    package = put(scene)
    changed = change(scene, package)
    assert (changed.minutes, changed.reason, changed.set_by) == (
        3000,
        "Mehr Bedarf.",
        scene.worker,
    )
    actions = list(Entry.objects.filter(object_type="budgets.HoursPackage").values_list("action"))
    assert sorted(actions) == [("hourspackage.created",), ("hourspackage.updated",)]


def test_nobody_else_does(scene):
    package = make_package(scene)
    for actor in (
        scene.staff,
        scene.lead,
        cases.make_caseworker(scene.district),
        cases.make_team_lead(make_district()),
        person(Role.CONTROLLER),
    ):
        with pytest.raises(PermissionDenied):
            put(scene, actor=actor, start=date(2026, 1, 1), end=date(2026, 2, 1))
        with pytest.raises(PermissionDenied):
            change(scene, package, actor=actor)


def test_a_reason_is_needed_each_time(scene):
    with pytest.raises(ValidationError):
        put(scene, reason=" ")
    with pytest.raises(ValidationError):
        change(scene, make_package(scene), reason="")


def test_two_packages_of_a_support_share_no_day(scene):
    put(scene)
    with pytest.raises(ValidationError):
        put(scene, start=date(2025, 8, 31), end=date(2025, 10, 1))
    put(scene, start=date(2025, 9, 1), end=date(2025, 10, 1))
    assert HoursPackage.objects.count() == 2


def test_a_stale_change_writes_nothing(scene):
    package = make_package(scene)
    change(scene, package)
    with pytest.raises(StaleRecord):
        change(scene, package, minutes=10)
    assert HoursPackage.objects.get().minutes == 3000


def test_a_conference_of_another_case_is_refused(scene):
    other = cases.make_conference(cases.make_case())
    with pytest.raises(ValidationError):
        put(scene, conference=other)


def test_a_closed_case_takes_no_package(scene):
    Case.objects.filter(pk=scene.case.pk).update(state="planning")
    Case.objects.filter(pk=scene.case.pk).update(state="closed", closed_on=TODAY)
    with pytest.raises(NotPossible):
        put(scene)


def test_all_case_specific_hours_of_its_days_are_its_use(scene):
    package = make_package(scene)
    for state in ("entered", "submitted", "approved"):
        make_entry(scene, kind="case_specific", minutes=60, state=state)
    make_entry(scene, minutes=500)
    make_entry(scene, kind="case_specific", minutes=700, day=date(2025, 9, 1))
    make_entry(scene, kind="case_specific", minutes=700, day=date(2025, 5, 31))
    (found,) = packages_with_use(packages_of(scene.worker, [scene.support.pk]), TODAY)
    assert found.package == package
    assert (found.use.used, found.use.left, found.use.per_cent) == (180, 2220, 8)
    assert found.unsubmitted == 60
    assert found.running


def test_the_fragment_shows_use_and_what_is_left(client, scene):
    make_package(scene)
    make_entry(scene, kind="case_specific", minutes=600)
    client.force_login(scene.worker)
    address = f"/stunden/kontingente/hilfe/{scene.support.pk}/"
    part = client.get(address, headers={"hx-request": "true"})
    assert part.text.lstrip().startswith("<section")
    assert "10 Std. von 40 Std. genutzt (25 %)" in part.text
    assert "noch 30 Std., nutzbar bis 31.08.2025" in part.text
    assert "<html" in client.get(address).text
    looked = Entry.objects.filter(kind="read", object_type="cases.Case")
    assert looked.filter(object_id=str(scene.case.pk), actor_id=scene.worker.pk).count() == 2
    page = client.get(f"/faelle/{scene.case.pk}/hilfen/{scene.support.pk}/").text
    assert f'hx-get="{address}"' in page
    assert f'href="{address}"' in page


def test_a_package_is_set_and_reviewed_from_the_conference(client, scene):
    talk = cases.make_conference(scene.case)
    client.force_login(scene.worker)
    address = f"/stunden/kontingente/gespraech/{talk.pk}/"
    page = client.get(reverse("cases:conference", args=[scene.case.pk, talk.pk])).text
    assert f'hx-get="{address}"' in page
    new = f"/stunden/kontingente/hilfe/{scene.support.pk}/neu/?gespraech={talk.pk}"
    assert new in client.get(address).text
    form = client.get(new).context["form"]
    assert form["conference"].value() == talk.pk or form.initial["conference"] == talk
    answer = client.post(
        new,
        {
            "start": "2025-06-01",
            "end": "2025-08-31",
            "minutes": "40,5",
            "conference": str(talk.pk),
            "reason": "Vereinbart.",
            "_version": "0",
        },
    )
    assert answer.status_code == 302
    package = HoursPackage.objects.get()
    assert (package.minutes, package.end, package.conference) == (2430, date(2025, 9, 1), talk)
    edit = f"/stunden/kontingente/{package.pk}/bearbeiten/"
    page = client.get(edit).text
    assert 'value="40,5"' in page
    assert 'value="2025-08-31"' in page


def test_the_provider_sees_packages_and_cannot_set_them(client, scene):
    make_package(scene)
    client.force_login(scene.staff)
    page = client.get(f"/stunden/kontingente/hilfe/{scene.support.pk}/").text
    assert "von 40 Std." in page
    assert "festlegen" not in page


def test_delivered_are_told_hours_in_the_field_of_district_and_year(scene):
    budget = make_base_budget(scene)
    far = make_space(district=make_district())
    make_entry(scene, minutes=60, state="submitted")
    make_entry(scene, minutes=30, state="approved", kind="cross_case")
    make_entry(scene, minutes=700)
    make_entry(scene, minutes=700, state="approved", kind="case_specific")
    make_entry(scene, minutes=700, state="approved", day=date(2024, 12, 31))
    make_entry(scene, minutes=700, state="approved", social_space=far, district=far.district)
    delivery = deliveries([budget])[budget.pk]
    assert (delivery.sums.case_independent, delivery.sums.cross_case) == (60, 30)
    assert (delivery.field.agreed, delivery.field.used, delivery.field.per_cent) == (9000, 90, 1)
    assert delivery.by_state == {"submitted": 60, "approved": 30}


def test_a_base_budget_is_entered_changed_and_removed(client, scene):
    client.force_login(person(Role.CONTROLLER))
    data = {
        "provider": str(scene.provider.pk),
        "district": str(scene.district.pk),
        "year": "2025",
        "fund_kind": "milieu",
        "amount": "60.000,00",
        "minutes": "1.000",
        "field_percent": "15",
        "note": "",
        "_version": "0",
    }
    assert client.post("/stunden/grundbudgets/neu/", data).status_code == 302
    budget = BaseBudget.objects.get()
    assert (budget.minutes, budget.field_percent, str(budget.amount)) == (60_000, 15, "60000.00")
    again = client.post("/stunden/grundbudgets/neu/", data)
    assert again.status_code == 422
    page = client.get(f"/stunden/grundbudgets/{budget.pk}/").text
    assert "15 % = 150 Std." in page
    edited = {**data, "minutes": "1.200", "_version": "1"}
    client.post(f"/stunden/grundbudgets/{budget.pk}/bearbeiten/", edited)
    assert BaseBudget.objects.get().minutes == 72_000
    client.post(f"/stunden/grundbudgets/{budget.pk}/loeschen/", {"_version": "2"})
    assert not BaseBudget.objects.exists()


def test_a_lead_sees_only_the_own_base_budget(client, scene):
    make_base_budget(scene)
    other = make_scene()
    make_base_budget(other)
    client.force_login(scene.lead)
    page = client.get("/stunden/grundbudgets/").text
    assert scene.provider.name in page
    assert other.provider.name not in page
    assert "sort=betrag" not in page


def test_hours_before_the_month_count_where_they_belong(scene):
    package = make_package(scene, start=MONDAY)
    make_entry(scene, kind="case_specific", day=JUNE)
    (found,) = packages_with_use(HoursPackage.objects.filter(pk=package.pk), TODAY)
    assert found.use.used == 0
