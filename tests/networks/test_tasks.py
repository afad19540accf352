import pytest

from networks import tasks
from networks.models import Institution, InstitutionCategory, Offer
from networks.services import institutions as service
from sro.access import Role
from tests.networks.factories import NOW, make_category, make_institution, make_offer
from tests.people import person

pytestmark = pytest.mark.django_db


def test_search_follows_a_name_changed_behind_its_back():
    offer = make_offer(name="Frühstück")
    other = make_institution()
    space = offer.institution.social_space
    type(space).objects.filter(pk=space.pk).update(name="Lützowplatz")
    assert tasks.refresh_institutions("social_space", space.pk) == 2
    assert Institution.objects.matching("luetzow").get() == offer.institution
    assert Offer.objects.matching("luetzow").get() == offer
    other.refresh_from_db()
    assert other.version == 1


def test_only_rows_found_under_an_old_name_are_written():
    institution = make_institution()
    assert tasks.refresh_institutions() == 0
    institution.refresh_from_db()
    assert institution.version == 1
    Institution.objects.update(search_key="falsch")
    assert tasks.refresh_institutions() == 1


def test_institutions_are_not_found_by_anything_else():
    with pytest.raises(ValueError, match="key"):
        tasks.refresh_institutions("key", 1)


def test_the_work_starts_when_the_new_name_is_saved(
    monkeypatch, django_capture_on_commit_callbacks
):
    started = []
    monkeypatch.setattr(tasks.refresh_institutions, "delay", lambda *args: started.append(args))
    category = make_category(name="Alt")
    planner = person(Role.PLANNER)
    with django_capture_on_commit_callbacks(execute=True):
        fresh = service.update_category(
            actor=planner, category=category, changes={"name": "Neu"}, version=1, now=NOW
        )
    assert started == [("category", category.pk)]
    with django_capture_on_commit_callbacks(execute=True):
        service.update_category(
            actor=planner, category=fresh, changes={"code": "neu"}, version=2, now=NOW
        )
    assert len(started) == 1


def test_a_silent_queue_costs_no_name(monkeypatch, django_capture_on_commit_callbacks):
    def unreachable(*_args):
        raise ConnectionError

    monkeypatch.setattr(tasks.refresh_institutions, "delay", unreachable)
    category = make_category(name="Alt")
    with django_capture_on_commit_callbacks(execute=True):
        service.update_category(
            actor=person(Role.PLANNER),
            category=category,
            changes={"name": "Neu"},
            version=1,
            now=NOW,
        )
    assert InstitutionCategory.objects.get().name == "Neu"
