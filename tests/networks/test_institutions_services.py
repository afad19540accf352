from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from networks.models import Institution, InstitutionCategory, Offer
from networks.services import institutions as service
from sro.access import Role
from sro.audit.models import Entry
from sro.records import StaleRecord
from tests.networks.factories import (
    NOW,
    TODAY,
    make_category,
    make_institution,
    make_offer,
    make_space,
)
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner():
    return person(Role.PLANNER)


def test_create_an_institution_with_next_to_nothing(planner):
    institution = service.create_institution(
        actor=planner,
        now=NOW,
        name="Öffentliche Bücherei",
        category=make_category(name="Bibliothek"),
        social_space=make_space(name="Wedding"),
    )
    assert institution.key.startswith("SRO-")
    assert Institution.objects.matching("buecherei wedding").get() == institution
    assert Entry.objects.get(action="institution.created").object_id == str(institution.pk)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"postal_code": "1234"}, "postal_code"),
        ({"phone": "ruf mich an"}, "phone"),
        ({"email": "kein-at"}, "email"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"latitude": Decimal("52.5")}, "__all__"),
        ({"latitude": Decimal(91), "longitude": Decimal(13)}, "latitude"),
        ({"age_from": 12, "age_to": 6}, "__all__"),
        ({"age_from": 121}, "age_from"),
        ({"languages": ["xx"]}, "languages"),
        ({"target_groups": ["cats"]}, "target_groups"),
        ({"active_from": TODAY, "active_until": TODAY}, "__all__"),
        ({"key": ""}, "key"),
    ],
)
def test_wrong_values_are_refused(planner, values, field):
    space, category = make_space(), make_category()
    with pytest.raises(ValidationError) as refused:
        service.create_institution(
            actor=planner,
            now=NOW,
            **{"name": "Treff", "category": category, "social_space": space, **values},
        )
    assert field in refused.value.error_dict
    assert not Institution.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"age_from": 12, "age_to": 6},
        {"latitude": Decimal("52.5")},
        {"active_from": TODAY, "active_until": TODAY},
        {"key": ""},
    ],
)
def test_the_database_refuses_them_too(values):
    make_institution()
    with pytest.raises(IntegrityError), transaction.atomic():
        Institution.objects.update(**values)


def test_an_identifier_taken_meanwhile_is_said_in_words(planner, monkeypatch):
    other = make_institution(key="a1")
    monkeypatch.setattr(Institution, "full_clean", lambda self: None)
    with pytest.raises(ValidationError) as refused:
        service.create_institution(
            actor=planner,
            now=NOW,
            key="a1",
            name="X",
            category=other.category,
            social_space=other.social_space,
        )
    assert "key" in refused.value.error_dict


def test_every_change_has_a_version_a_history_and_a_line(planner):
    institution = make_institution(name="Alt")
    fresh = service.update_institution(
        actor=planner,
        institution=institution,
        changes={"name": "Neu", "languages": ["de", "tr"]},
        version=1,
        now=NOW,
    )
    assert fresh.version == 2
    assert list(fresh.events.order_by("pgh_id").values_list("name", flat=True)) == ["Alt", "Neu"]
    assert Entry.objects.get(action="institution.updated").details == {
        "fields": ["languages", "name"]
    }


def test_offers_are_found_under_the_new_name_of_the_institution(planner):
    offer = make_offer(name="Frühstück", institution=make_institution(name="Alt"))
    service.update_institution(
        actor=planner,
        institution=offer.institution,
        changes={"name": "Lützowtreff"},
        version=1,
        now=NOW,
    )
    assert Offer.objects.matching("fruehst luetzow").get() == offer


def test_institutions_are_found_under_the_new_name_of_the_category(planner, search_follows):
    institution = make_institution(category=make_category(name="Alt"))
    service.update_category(
        actor=planner,
        category=institution.category,
        changes={"name": "Familienzentrum"},
        version=1,
        now=NOW,
    )
    assert Institution.objects.matching("zentrum").get() == institution


def test_stale_change_is_refused(planner):
    institution = make_institution()
    Institution.objects.update(phone="030 1")
    with pytest.raises(StaleRecord):
        service.update_institution(
            actor=planner, institution=institution, changes={"name": "X"}, version=1, now=NOW
        )


def test_delete_takes_the_offers_along(planner):
    offer = make_offer()
    service.delete_institution(actor=planner, institution=offer.institution, version=1, now=NOW)
    assert not Offer.objects.exists()
    assert Entry.objects.filter(action="institution.deleted").count() == 1


def test_category_and_provider_in_use_stay(planner):
    institution = make_institution(provider=make_provider())
    with pytest.raises(ValidationError, match="Einrichtungen"):
        service.delete_category(actor=planner, category=institution.category, version=1, now=NOW)
    assert InstitutionCategory.objects.exists()


def test_unused_category_goes(planner):
    category = service.create_category(actor=planner, now=NOW, code="treff", name="Treff")
    service.delete_category(actor=planner, category=category, version=1, now=NOW)
    assert not InstitutionCategory.objects.exists()


@pytest.mark.parametrize("make", [make_institution, make_offer])
def test_verify(planner, make):
    entry = make()
    fresh = service.verify(actor=planner, entry=entry, version=1, today=TODAY, now=NOW)
    assert fresh.last_verified == TODAY
    verb = f"{entry._meta.model_name}.verified"
    assert Entry.objects.get(action=verb).details == {"fields": ["last_verified"]}
    again = service.verify(actor=planner, entry=fresh, version=2, today=TODAY, now=NOW)
    assert again.version == 2


def test_nobody_verifies_what_they_have_not_seen(planner):
    institution = make_institution()
    Institution.objects.update(phone="030 1")
    with pytest.raises(StaleRecord):
        service.verify(actor=planner, entry=institution, version=1, today=TODAY, now=NOW)


def test_closed_entries_are_not_verified(planner):
    institution = make_institution(active_until=TODAY)
    with pytest.raises(ValidationError):
        service.verify(actor=planner, entry=institution, version=1, today=TODAY, now=NOW)


def test_offers_are_kept_like_institutions(planner):
    offer = service.create_offer(
        actor=planner, now=NOW, institution=make_institution(), name="Elterncafé", kind="group"
    )
    fresh = service.update_offer(
        actor=planner, offer=offer, changes={"direct_access": True}, version=1, now=NOW
    )
    assert fresh.direct_access is True
    service.delete_offer(actor=planner, offer=fresh, version=2, now=NOW)
    assert not Offer.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_only_planners_write(role):
    offer = make_offer()
    actor = person(role, district=offer.institution.social_space.district, provider=make_provider())
    assert Institution.objects.visible_to(actor).count() == 1
    assert Offer.objects.visible_to(actor).count() == 1
    attempts = [
        lambda: service.create_institution(
            actor=actor,
            now=NOW,
            name="X",
            category=offer.institution.category,
            social_space=offer.institution.social_space,
        ),
        lambda: service.update_institution(
            actor=actor, institution=offer.institution, changes={"name": "X"}, version=1, now=NOW
        ),
        lambda: service.delete_institution(
            actor=actor, institution=offer.institution, version=1, now=NOW
        ),
        lambda: service.create_offer(
            actor=actor, now=NOW, institution=offer.institution, name="X", kind="group"
        ),
        lambda: service.update_offer(
            actor=actor, offer=offer, changes={"name": "X"}, version=1, now=NOW
        ),
        lambda: service.delete_offer(actor=actor, offer=offer, version=1, now=NOW),
        lambda: service.verify(actor=actor, entry=offer, version=1, today=TODAY, now=NOW),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Entry.objects.exists()


def test_entries_in_time():
    running = make_institution(active_from=date(2020, 1, 1))
    unknown = make_institution(last_verified=TODAY)
    closed = make_institution(active_until=TODAY)
    coming = make_institution(active_from=date(2026, 1, 1))
    assert set(Institution.objects.active_on(TODAY)) == {running, unknown}
    assert set(Institution.objects.closed_on(TODAY)) == {closed}
    assert set(Institution.objects.due_for_verification(TODAY)) == {running}
    assert coming.is_active_on(date(2026, 1, 1))
    assert not coming.is_active_on(TODAY)


@pytest.mark.parametrize(
    ("limits", "age", "fits"),
    [
        ((6, 12), 12, True),
        ((6, 12), 13, False),
        ((6, None), 99, True),
        ((None, 3), 4, False),
        ((None, None), 0, True),
    ],
)
def test_entries_by_age(limits, age, fits):
    make_institution(age_from=limits[0], age_to=limits[1])
    assert Institution.objects.for_age(age).exists() is fits
