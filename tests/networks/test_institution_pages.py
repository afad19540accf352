from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from networks.models import Institution, Offer
from sro.access import Role
from tests.networks.factories import make_category, make_institution, make_offer, make_space
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

LONG_UNVERIFIED = date(2015, 3, 1)


@pytest.fixture
def planner(client):
    user = person(Role.PLANNER)
    client.force_login(user)
    return user


def names(response):
    return [row.object.name for row in response.context["table_rows"]]


def listed(client, view="institution_list", **params):
    response = client.get(reverse(f"networks:{view}"), params)
    assert response.status_code == 200
    return names(response)


def form_data(**values):
    return {"name": "Treff", "_version": "0", **values}


# --- record ---------------------------------------------------------------------------------------


def test_record_shows_what_is_known_and_names_what_is_not(client, planner):
    institution = make_institution(
        name="Treff",
        phone="030 123 45",
        languages=["de", "tr"],
        age_from=6,
        age_to=12,
        family_centre=True,
        provider=make_provider("Freier Träger e. V."),
    )
    make_offer(institution=institution, name="Frühstück")
    make_offer(institution=institution, name="Vergangenes", active_until=LONG_UNVERIFIED)
    response = client.get(reverse("networks:institution_detail", args=[institution.pk]))
    page = response.content.decode()
    for text in ("030 123 45", "tel:03012345", "Freier Träger e. V.", "Frühstück", "Vergangenes"):
        assert text in page
    assert [offer.name for offer in response.context["offers"]] == ["Frühstück"]
    assert len(response.context["missing"]) >= 5
    assert response.context["may_verify"]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PLANNER])
def test_everyone_reads_and_only_planners_write(client, role):
    offer = make_offer()
    institution = offer.institution
    user = person(role, district=institution.social_space.district, provider=make_provider())
    client.force_login(user)
    for name, pk in (("institution_detail", institution.pk), ("offer_detail", offer.pk)):
        response = client.get(reverse(f"networks:{name}", args=[pk]))
        assert response.status_code == 200
        assert response.context["actions"] == []
        assert not response.context["may_verify"]
    for name, args in (
        ("institution_new", []),
        ("institution_edit", [institution.pk]),
        ("institution_delete", [institution.pk]),
        ("offer_new", [institution.pk]),
        ("offer_edit", [offer.pk]),
        ("offer_delete", [offer.pk]),
    ):
        assert client.get(reverse(f"networks:{name}", args=args)).status_code == 403, name
        assert client.post(reverse(f"networks:{name}", args=args)).status_code == 403, name
    for name, pk in (("institution_verify", institution.pk), ("offer_verify", offer.pk)):
        assert client.post(reverse(f"networks:{name}", args=[pk])).status_code == 403
    assert Institution.objects.get().version == 1


def test_what_does_not_exist_is_not_found(client, planner):
    for name in ("institution_detail", "institution_edit", "offer_detail", "offer_new"):
        assert client.get(reverse(f"networks:{name}", args=[4711])).status_code == 404


def test_pages_ask_for_a_login(client):
    response = client.get(reverse("networks:institution_list"))
    assert response.status_code == 302
    assert "konto" in response.url


# --- entering and changing ------------------------------------------------------------------------


def test_enter_an_institution(client, planner):
    space, category = make_space(), make_category()
    response = client.post(
        reverse("networks:institution_new"),
        form_data(
            category=category.pk,
            social_space=space.pk,
            languages=["tr", "de"],
            latitude="52,5",
            longitude="13,4",
            website="treff.example",
            verified_today="on",
        ),
    )
    institution = Institution.objects.get()
    assert response.url == reverse("networks:institution_detail", args=[institution.pk])
    assert str(institution.latitude) == "52.500000"
    assert institution.languages == ["de", "tr"]
    assert institution.website == "https://treff.example"
    assert institution.last_verified == timezone.localdate()
    assert institution.key.startswith("SRO-")


def test_the_way_from_a_social_space_fills_it_in(client, planner):
    space = make_space()
    response = client.get(reverse("networks:institution_new"), {"sozialraum": space.pk})
    assert response.context["form"]["social_space"].value() == space.pk
    response = client.get(reverse("networks:institution_new"), {"sozialraum": "x' OR 1"})
    assert response.status_code == 200


def test_mistakes_come_back_beside_their_fields(client, planner):
    response = client.post(
        reverse("networks:institution_new"),
        form_data(name="", phone="ruf an", age_from="9", age_to="3"),
    )
    assert response.status_code == 422
    assert {"name", "category", "social_space", "phone"} <= set(response.context["form"].errors)


def test_change_an_institution(client, planner):
    institution = make_institution(name="Alt", direct_access=True)
    response = client.post(
        reverse("networks:institution_edit", args=[institution.pk]),
        form_data(
            name="Neu",
            category=institution.category_id,
            social_space=institution.social_space_id,
            direct_access="False",
            _version="1",
        ),
    )
    assert response.status_code == 302
    institution.refresh_from_db()
    assert (institution.name, institution.direct_access, institution.version) == ("Neu", False, 2)
    assert institution.last_verified is None


def test_stale_change_shows_both_texts(client, planner):
    institution = make_institution(name="Alt")
    Institution.objects.update(name="Von anderen")
    response = client.post(
        reverse("networks:institution_edit", args=[institution.pk]),
        form_data(
            name="Von mir",
            category=institution.category_id,
            social_space=institution.social_space_id,
            _version="1",
        ),
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "Von anderen" in page
    assert "Von mir" in page
    assert Institution.objects.get().name == "Von anderen"


def test_institution_of_an_ended_space_can_still_be_edited(client, planner):
    institution = make_institution(social_space=make_space(valid_until=date(2021, 1, 1)))
    response = client.get(reverse("networks:institution_edit", args=[institution.pk]))
    choices = response.context["form"].fields["social_space"].queryset
    assert institution.social_space in choices


def test_delete_says_what_will_happen_and_does_it(client, planner):
    offer = make_offer()
    address = reverse("networks:institution_delete", args=[offer.institution_id])
    response = client.get(address)
    assert "1" in " ".join(response.context["consequences"])
    assert Institution.objects.exists()
    response = client.post(address, {"_version": "1"})
    assert response.url == reverse("networks:institution_list")
    assert not Institution.objects.exists()
    assert not Offer.objects.exists()


# --- verifying ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["institution", "offer"])
def test_verify_with_one_click(client, planner, kind):
    entry = make_institution() if kind == "institution" else make_offer()
    response = client.post(reverse(f"networks:{kind}_verify", args=[entry.pk]), {"_version": "1"})
    assert response.url == reverse(f"networks:{kind}_detail", args=[entry.pk])
    entry.refresh_from_db()
    assert entry.last_verified == timezone.localdate()


@pytest.mark.parametrize("version", ["1", "", "x", "²"])
def test_verifying_what_has_changed_is_refused(client, planner, version):
    institution = make_institution()
    Institution.objects.update(phone="030 1")
    response = client.post(
        reverse("networks:institution_verify", args=[institution.pk]),
        {"_version": version},
        follow=True,
    )
    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    institution.refresh_from_db()
    assert institution.last_verified is None


def test_verifying_is_a_post(client, planner):
    institution = make_institution()
    address = reverse("networks:institution_verify", args=[institution.pk])
    assert client.get(address).status_code == 405


# --- offers ---------------------------------------------------------------------------------------


def test_enter_change_and_delete_an_offer(client, planner):
    institution = make_institution()
    response = client.post(
        reverse("networks:offer_new", args=[institution.pk]), form_data(kind="group")
    )
    offer = Offer.objects.get()
    assert response.url == reverse("networks:offer_detail", args=[offer.pk])
    client.post(
        reverse("networks:offer_edit", args=[offer.pk]),
        form_data(name="Neu", kind="course", _version="1"),
    )
    offer.refresh_from_db()
    assert (offer.name, offer.kind) == ("Neu", "course")
    address = reverse("networks:offer_delete", args=[offer.pk])
    assert client.get(address).status_code == 200
    response = client.post(address, {"_version": "2"})
    assert response.url == reverse("networks:institution_detail", args=[institution.pk])
    assert not Offer.objects.exists()


# --- categories -----------------------------------------------------------------------------------


def test_categories(client, planner):
    client.post(
        reverse("networks:category_new"), {"name": "Treff", "code": "treff", "_version": "0"}
    )
    response = client.get(reverse("networks:category_list"))
    assert names(response) == ["Treff"]
    category = response.context["table_rows"][0].object
    client.post(
        reverse("networks:category_edit", args=[category.pk]),
        {"name": "Treffpunkt", "code": "treff", "_version": "1"},
    )
    category.refresh_from_db()
    assert category.name == "Treffpunkt"
    make_institution(category=category)
    address = reverse("networks:category_delete", args=[category.pk])
    response = client.post(address, {"_version": category.version})
    assert response.status_code == 422
    Institution.objects.all().delete()
    assert client.post(address, {"_version": category.version}).status_code == 302
