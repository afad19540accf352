"""The pages on which a case is found, opened and advised."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Consultation, IssuedDocument, OfferHandover
from sro.ui.models import Draft
from tests.cases.factories import make_case, make_caseworker, make_consultation, make_person
from tests.networks.factories import make_district, make_institution, make_offer, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def district():
    return make_district(name="Nord")


@pytest.fixture
def caseworker(client, district):
    user = make_caseworker(district)
    client.force_login(user)
    return user


def entries(district, **values):
    return {
        "name": "Musterhaus",
        "concern": "Die Mutter bittet um Rat.",
        "district": district.pk,
        "_version": "0",
        **values,
    }


def post_new(client, data):
    return client.post(reverse("cases:new"), data)


def test_three_fields_are_required_and_one_of_them_is_filled_in(client, caseworker, district):
    form = client.get(reverse("cases:new")).context["form"]
    assert {name for name, field in form.fields.items() if field.required} == {
        "name",
        "concern",
        "district",
    }
    assert form["district"].field.widget.is_hidden
    assert form["district"].value() == district.pk


def test_opening_leads_to_the_case(client, caseworker, district):
    response = post_new(client, entries(district))
    case = Case.objects.get()
    assert response.url.startswith(reverse("cases:case", args=[case.pk]))
    assert (case.name, case.responsible) == ("Musterhaus", caseworker)
    page = client.get(response.url).content.decode()
    assert "Die Mutter bittet um Rat." in page


def test_people_and_consultation_at_once(client, caseworker, district):
    response = post_new(
        client,
        entries(
            district,
            child_given_name="Mika",
            child_birth_date="2015-03-12",
            caller_given_name="Ada",
            caller_role="parent",
            phone="0151 234567890",
            advice="Offener Treff, Beratung.",
            outcome="offers",
        ),
    )
    case = Case.objects.get()
    assert response.url == reverse("cases:offers", args=[case.pk])
    child = case.members.get(role="young_person").person
    assert (child.name, child.birth_date) == ("Mika Musterhaus", date(2015, 3, 12))
    contact = case.members.get(role="parent").person.contacts.get()
    assert (contact.kind, contact.value) == ("mobile", "0151 234567890")
    consultation = Consultation.objects.get()
    assert consultation.concern == "Die Mutter bittet um Rat."
    assert consultation.persons.count() == 2


def test_a_similar_family_is_named_first_and_going_on_is_one_click(client, caseworker, district):
    known = make_case(caseworker, name="Familie Mustehaus")
    response = post_new(client, entries(district))
    assert response.status_code == 422
    text = response.content.decode()
    assert reverse("cases:case", args=[known.pk]) in text
    assert "Trotzdem neu anlegen" in text
    assert Case.objects.count() == 1
    # What was typed waits as a draft while the person looks.
    token = client.get(reverse("cases:new")).context["draft_token"]
    post_new(client, entries(district, _draft=token))
    assert Draft.objects.get().data["concern"] == ["Die Mutter bittet um Rat."]
    post_new(client, entries(district, seen=[known.pk]))
    assert Case.objects.count() == 2
    assert not Draft.objects.exists()


def test_a_changed_name_is_looked_for_again(client, caseworker, district):
    known = make_case(caseworker, name="Familie Mustehaus")
    other = make_case(caseworker, name="Familie Platzhalter")
    response = post_new(client, entries(district, name="Platzhalter", seen=[known.pk]))
    assert response.status_code == 422
    assert [each.case for each in response.context["similar"]] == [other]


def test_a_double_click_opens_one_case_and_shows_it(client, caseworker, district):
    first = post_new(client, entries(district))
    second = post_new(client, entries(district))
    assert Case.objects.count() == 1
    assert second.url == first.url


def test_what_is_missing_is_said_and_nothing_typed_is_lost(client, caseworker, district):
    response = post_new(client, entries(district, name="", concern="Wichtig"))
    assert response.status_code == 422
    assert response.context["form"]["concern"].value() == "Wichtig"


def test_words_searched_for_come_along_without_an_address(client, caseworker):
    response = client.post(reverse("cases:new_for"), {"q": "Musterhaus 12.3.2015"})
    assert response.url == reverse("cases:new")
    form = client.get(response.url).context["form"]
    assert form["name"].value() == "Musterhaus"
    assert form["child_birth_date"].value() == date(2015, 3, 12)
    assert not client.get(response.url).context["form"]["name"].value()


# --- consultation ------------------------------------------------------------------------------


@pytest.fixture
def case(caseworker):
    return make_case(caseworker, concern="Streit am Abend")


def consultation_entries(**values):
    return {
        "held_on": timezone.localdate().isoformat(),
        "concern": "Streit am Abend",
        "advice": "Treff im Quartier",
        "outcome": "",
        "_version": "0",
        **values,
    }


def test_the_first_consultation_knows_the_concern(client, case):
    address = reverse("cases:consultation_new", args=[case.pk])
    assert client.get(address).context["form"]["concern"].value() == "Streit am Abend"
    make_consultation(case)
    assert not client.get(address).context["form"]["concern"].value()


def test_a_consultation_with_persons(client, case):
    mika = make_person(case)
    address = reverse("cases:consultation_new", args=[case.pk])
    client.post(address, consultation_entries(persons=[mika.pk]))
    row = Consultation.objects.get()
    assert list(row.persons.all()) == [mika]
    page = client.get(reverse("cases:consultations", args=[case.pk])).content.decode()
    assert "Treff im Quartier" in page
    assert mika.name in page


def test_a_consultation_without_support_closes_the_case_in_one_step(client, case):
    address = reverse("cases:consultation_new", args=[case.pk])
    response = client.post(address, consultation_entries(outcome="answered", close="on"))
    case.refresh_from_db()
    assert case.state == "closed"
    assert "Frage beantwortet" in case.steps.get(action="close").reason
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("outcome", ["", "support", "clarify"])
def test_a_case_is_not_closed_while_something_is_wanted(client, case, outcome):
    address = reverse("cases:consultation_new", args=[case.pk])
    response = client.post(address, consultation_entries(outcome=outcome, close="on"))
    assert response.status_code == 422
    case.refresh_from_db()
    assert case.state == "consultation"
    assert not Consultation.objects.exists()


def test_a_consultation_of_tomorrow_is_refused(client, case):
    address = reverse("cases:consultation_new", args=[case.pk])
    response = client.post(address, consultation_entries(held_on="2999-01-01"))
    assert "held_on" in response.context["form"].errors


def test_a_consultation_is_changed_and_deleted(client, case):
    row = make_consultation(case, held_on=timezone.localdate())
    edit = reverse("cases:consultation_edit", args=[case.pk, row.pk])
    client.post(edit, consultation_entries(_version=row.version, advice="Anders"))
    row.refresh_from_db()
    assert row.advice == "Anders"
    stale = client.post(edit, consultation_entries(_version="1", advice="Zu spät"))
    assert stale.status_code == 409
    client.post(
        reverse("cases:consultation_delete", args=[case.pk, row.pk]), {"_version": row.version}
    )
    assert not Consultation.objects.exists()


# --- offers --------------------------------------------------------------------------------------


def offer_names(response):
    return [each.offer.name for each in response.context["found"]]


@pytest.fixture
def place(case, district):
    """Offers in the family's social space, in its district, and elsewhere."""
    home = make_space(name="Heide", district=district)
    Case.objects.filter(pk=case.pk).update(social_space=home)
    near = make_institution(name="Treff", social_space=home)
    district_space = make_space(name="Weide", district=district)
    beside = make_institution(name="Haus", social_space=district_space)
    far = make_institution(name="Ferne")
    return {
        "near": make_offer(name="Zirkus", institution=near, age_from=6, age_to=12),
        "beside": make_offer(name="Malen", institution=beside, languages=["tr"], kind="course"),
        "far": make_offer(name="Advent", institution=far),
    }


def test_offers_nearby_come_first(client, case, place):
    address = reverse("cases:offers", args=[case.pk])
    assert offer_names(client.get(address)) == ["Zirkus", "Malen", "Advent"]
    assert offer_names(client.get(address, {"sort": "name"})) == ["Advent", "Malen", "Zirkus"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"alter": "3"}, ["Malen", "Advent"]),
        ({"sprache": "tr"}, ["Malen"]),
        ({"art": "course"}, ["Malen"]),
        ({"q": "zirku"}, ["Zirkus"]),
        ({"q": "xyz"}, []),
        ({"alter": "viele"}, ["Zirkus", "Malen", "Advent"]),
    ],
)
def test_offers_are_narrowed_down(client, case, place, asked, found):
    assert offer_names(client.get(reverse("cases:offers", args=[case.pk]), asked)) == found


def test_what_is_chosen_stays_chosen_while_the_filter_changes(client, case, place):
    address = reverse("cases:offers", args=[case.pk])
    response = client.get(address, {"wahl": [place["far"].pk, place["near"].pk], "q": "malen"})
    assert [each.offer.name for each in response.context["chosen"]] == ["Advent", "Zirkus"]
    assert offer_names(response) == ["Malen"]


def test_three_offers_at_once_with_notes(client, case, place):
    consultation = make_consultation(case, held_on=timezone.localdate())
    ids = [offer.pk for offer in place.values()]
    address = reverse("cases:offers_hand_over", args=[case.pk])
    assert client.get(address, {"wahl": ids}).status_code == 200
    note = {f"note_{ids[0]}": "Fragen Sie nach Ida."}
    response = client.post(address, {"wahl": ids, "_version": "0", **note})
    assert response.url == reverse("cases:offers_handed", args=[case.pk])
    rows = OfferHandover.objects.filter(case=case)
    assert {row.offer_id for row in rows} == set(ids)
    assert {row.consultation for row in rows} == {consultation}
    assert rows.get(offer=place["near"]).note == "Fragen Sie nach Ida."
    page = client.get(response.url).content.decode()
    assert "Fragen Sie nach Ida." in page
    # Once more the same day: the list has each offer once.
    client.post(address, {"wahl": ids[:1], "_version": "0"})
    assert rows.count() == 3


def test_going_on_with_a_draft_knows_the_chosen_offers(client, case, place):
    address = reverse("cases:offers_hand_over", args=[case.pk])
    offer = place["near"]
    token = client.get(address, {"wahl": offer.pk}).context["draft_token"]
    client.post(
        reverse("ui:draft_keep"), {"_draft": token, "wahl": offer.pk, f"note_{offer.pk}": "Halb"}
    )
    form = client.get(address, {"entwurf": "1"}).context["form"]
    assert form[f"note_{offer.pk}"].value() == "Halb"


def test_nothing_chosen_leads_back(client, case):
    response = client.get(reverse("cases:offers_hand_over", args=[case.pk]))
    assert response.url == reverse("cases:offers", args=[case.pk])


def test_the_list_is_printed_as_a_paper(client, case, place):
    ids = [offer.pk for offer in place.values()]
    address = reverse("cases:offers_hand_over", args=[case.pk])
    client.post(address, {"wahl": ids, "_version": "0"})
    row = OfferHandover.objects.first()
    response = client.post(reverse("cases:offers_print", args=[case.pk, row.pk]), follow=True)
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")
    assert IssuedDocument.objects.get().kind == "offers"


def test_an_offer_is_taken_off_the_list(client, case, place):
    address = reverse("cases:offers_hand_over", args=[case.pk])
    client.post(address, {"wahl": place["near"].pk, "_version": "0"})
    row = OfferHandover.objects.get()
    client.post(reverse("cases:offer_take_back", args=[case.pk, row.pk]), {"_version": row.version})
    assert not OfferHandover.objects.exists()


def test_the_page_of_offers_needs_few_queries(client, case, place, django_assert_max_num_queries):
    for number in range(20):
        make_offer(name=f"Mehr {number}", institution=place["near"].institution)
    address = reverse("cases:offers", args=[case.pk])
    client.get(address)
    with django_assert_max_num_queries(14):
        client.get(address)
