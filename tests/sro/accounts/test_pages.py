"""Pages of the administration: who may open them, and what they do."""

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.urls import reverse

from sro.access import Role
from sro.accounts.models import Membership, User
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

# What each page answers: (administrator, auditor, everybody else).
PAGES = [
    ("home", (200, 200, 403)),
    ("user_list", (200, 200, 403)),
    ("user_create", (200, 403, 403)),
    ("user_detail", (200, 200, 404)),
    ("user_edit", (200, 403, 404)),
    ("user_invite", (200, 403, 404)),
    ("user_deactivate", (200, 403, 404)),
    ("user_reactivate", (200, 403, 404)),
    ("user_end_sessions", (200, 403, 404)),
    ("membership_create", (200, 403, 404)),
    ("membership_edit", (200, 403, 404)),
    ("membership_end", (200, 403, 404)),
]


@pytest.fixture
def district():
    return make_district(name="Nord")


@pytest.fixture
def admin():
    return person(Role.ADMINISTRATOR, display_name="Änne Erfunden")


@pytest.fixture
def somebody(district):
    return person(Role.CASEWORKER, district=district, display_name="Ömer Beispiel")


@pytest.fixture
def logged_in(client, admin):
    client.force_login(admin)
    return client


def address(page: str, user: User) -> str:
    if page in {"home", "user_list", "user_create"}:
        return reverse(f"accounts:{page}")
    if page in {"membership_edit", "membership_end"}:
        return reverse(f"accounts:{page}", args=[user.pk, user.memberships.get().pk])
    return reverse(f"accounts:{page}", args=[user.pk])


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("page", "answers"), PAGES)
def test_who_may_open_which_page(client, somebody, district, page, answers, role):
    provider = make_provider()
    viewer = person(role, district=district, provider=provider)
    client.force_login(viewer)
    expected = {Role.ADMINISTRATOR: answers[0], Role.AUDITOR: answers[1]}.get(role, answers[2])
    assert client.get(address(page, somebody)).status_code == expected


@pytest.mark.parametrize("page", [name for name, _ in PAGES])
def test_strangers_are_asked_to_log_in(client, somebody, page):
    response = client.get(address(page, somebody))
    assert response.status_code == 302
    assert response.url == f"/konto/anmelden/?next={address(page, somebody)}"


@pytest.mark.parametrize(
    "page",
    [
        "user_deactivate",
        "user_reactivate",
        "user_end_sessions",
        "membership_create",
        "membership_edit",
        "membership_end",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_opens_these_pages_for_their_own_account(logged_in, admin, page, method):
    assert getattr(logged_in, method)(address(page, admin)).status_code == 403


def test_own_record_says_who_else_changes_it(logged_in, admin):
    text = logged_in.get(address("user_detail", admin)).content.decode()
    assert "von einer anderen Person aus der Verwaltung" in text
    assert "schliessen/" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Änne Erfunden", "Ömer Beispiel", "Zu Gemacht"}),
        ("q=omer", {"Ömer Beispiel"}),
        ("q=zu@sro", {"Zu Gemacht"}),
        ("role=caseworker", {"Ömer Beispiel"}),
        ("role=controller", set()),
        ("district={district}", {"Ömer Beispiel"}),
        ("role=team_lead&district={district}", set()),
        ("state=active", {"Änne Erfunden", "Ömer Beispiel"}),
        ("state=closed", {"Zu Gemacht"}),
        ("state=no_role", set()),
    ],
)
def test_the_list_finds_people(logged_in, admin, somebody, district, query, found):
    person(email="zu@sro.example", display_name="Zu Gemacht", is_active=False)
    response = logged_in.get(f"/verwaltung/benutzer/?{query.format(district=district.pk)}")
    assert {row.object.display_name for row in response.context["table_rows"]} == found


def test_names_are_sorted_as_in_a_german_register(logged_in, admin, somebody):
    person(display_name="Zoe Beispiel")
    response = logged_in.get("/verwaltung/benutzer/")
    names = [row.object.display_name for row in response.context["table_rows"]]
    assert names == ["Änne Erfunden", "Ömer Beispiel", "Zoe Beispiel"]


def test_the_list_asks_as_often_for_many_as_for_few(
    logged_in, somebody, district, django_assert_num_queries
):
    logged_in.get("/verwaltung/benutzer/")
    with django_assert_num_queries(8):
        logged_in.get("/verwaltung/benutzer/")
    for _ in range(20):
        person(Role.CASEWORKER, Role.CONTROLLER, district=district)
    with django_assert_num_queries(8):
        logged_in.get("/verwaltung/benutzer/")


@pytest.mark.parametrize("form", ["csv", "csv-plain", "xlsx"])
def test_the_list_can_be_taken_along(logged_in, somebody, form):
    response = logged_in.get(f"/verwaltung/benutzer/?q=omer&format={form}")
    content = response.getvalue()
    assert response.status_code == 200
    if form != "xlsx":
        assert "Ömer Beispiel" in content.decode()
        assert "Änne" not in content.decode()


def test_an_auditor_sees_the_list_but_does_not_take_it_along(client, somebody):
    client.force_login(person(Role.AUDITOR))
    assert client.get("/verwaltung/benutzer/?format=csv").status_code == 403


def test_creating_a_user_sends_an_invitation(logged_in):
    response = logged_in.post(
        "/verwaltung/benutzer/neu/",
        {"display_name": "Neu Dabei", "email": "Neu@SRO.example", "language": "de"},
    )
    user = User.objects.get(email="neu@sro.example")
    assert response.url == f"/verwaltung/benutzer/{user.pk}/"
    assert not user.has_usable_password()
    assert [m.to for m in mail.outbox] == [["neu@sro.example"]]


def test_an_address_in_use_is_named_at_its_field(logged_in, somebody):
    response = logged_in.post(
        "/verwaltung/benutzer/neu/",
        {"display_name": "Neu", "email": somebody.email.upper(), "language": "de"},
    )
    assert response.status_code == 422
    assert "email" in response.context["form"].errors


def test_a_stale_save_shows_both_texts(logged_in, somebody):
    User.objects.filter(pk=somebody.pk).update(display_name="Ömer Anders")
    response = logged_in.post(
        f"/verwaltung/benutzer/{somebody.pk}/bearbeiten/",
        {
            "display_name": "Ömer Neu",
            "email": somebody.email,
            "language": "de",
            "_version": somebody.version,
        },
    )
    assert response.status_code == 409
    assert "Ömer Anders" in response.content.decode()
    somebody.refresh_from_db()
    assert somebody.display_name == "Ömer Anders"


def test_closing_and_opening_an_account(logged_in, somebody):
    page = f"/verwaltung/benutzer/{somebody.pk}"
    assert logged_in.post(f"{page}/schliessen/").status_code == 302
    somebody.refresh_from_db()
    assert not somebody.is_active
    assert "Konto öffnen" in logged_in.get(f"{page}/").content.decode()
    assert logged_in.post(f"{page}/oeffnen/").status_code == 302
    somebody.refresh_from_db()
    assert somebody.is_active


def test_a_role_is_given_until_its_last_day(logged_in, somebody, district):
    logged_in.post(
        f"/verwaltung/benutzer/{somebody.pk}/rollen/neu/",
        {
            "role": "team_lead",
            "district": district.pk,
            "valid_from": "2030-01-01",
            "valid_until": "2030-12-31",
        },
    )
    role = Membership.objects.get(role="team_lead")
    assert (role.valid_from.isoformat(), role.valid_until.isoformat()) == (
        "2030-01-01",
        "2031-01-01",
    )
    text = logged_in.get(f"/verwaltung/benutzer/{somebody.pk}/").content.decode()
    assert "01.01.2030 bis 31.12.2030" in text
    edit = logged_in.get(f"/verwaltung/benutzer/{somebody.pk}/rollen/{role.pk}/")
    assert 'value="2030-12-31"' in edit.content.decode()


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"role": "caseworker", "valid_from": "2030-01-01"}, {"district"}),
        ({"role": "provider_lead", "valid_from": "2030-01-01"}, {"provider"}),
        ({"role": "planner", "district": "{district}", "valid_from": "2030-01-01"}, {"district"}),
        (
            {"role": "planner", "valid_from": "2030-01-02", "valid_until": "2030-01-01"},
            {"valid_until"},
        ),
        (
            {"role": "planner", "valid_from": "2030-01-02", "valid_until": "9999-12-31"},
            {"valid_until"},
        ),
        ({"valid_from": "2030-01-01"}, {"role"}),
        ({"role": "planner"}, {"valid_from"}),
    ],
)
def test_a_role_in_the_wrong_place_is_explained(logged_in, somebody, district, values, wrong):
    data = {k: v.format(district=district.pk) for k, v in values.items()}
    response = logged_in.post(f"/verwaltung/benutzer/{somebody.pk}/rollen/neu/", data)
    assert response.status_code == 422
    assert wrong <= set(response.context["form"].errors)
    assert somebody.memberships.count() == 1


def test_ending_a_role(logged_in, somebody):
    role = somebody.memberships.get()
    page = f"/verwaltung/benutzer/{somebody.pk}/rollen/{role.pk}/beenden/"
    response = logged_in.post(page, {"last_day": "2020-06-30", "_version": role.version})
    assert response.status_code == 302
    role.refresh_from_db()
    assert role.valid_until.isoformat() == "2020-07-01"


def test_logging_somebody_out_everywhere(logged_in, somebody, client_class):
    telephone = client_class()
    telephone.force_login(somebody)
    assert telephone.get("/konto/profil/").status_code == 200
    logged_in.post(f"/verwaltung/benutzer/{somebody.pk}/abmelden/")
    assert telephone.get("/konto/profil/").status_code == 302
    assert not UserSession.objects.filter(user=somebody).exists()


@pytest.fixture
def client_class(client):
    return type(client)


def test_a_foreign_role_is_not_found_under_another_person(logged_in, admin, somebody, district):
    other = person(Role.CASEWORKER, district=district)
    role = other.memberships.get()
    page = f"/verwaltung/benutzer/{somebody.pk}/rollen/{role.pk}/"
    assert logged_in.get(page).status_code == 404


def test_one_changes_the_own_name_on_the_page(client):
    user = person(Role.PLANNER, display_name="Alt Erfunden")
    client.force_login(user)
    page = reverse("account_profile")
    data = {"display_name": "Neu Erfunden", "language": "de", "_version": user.version}
    assert client.post(page, data).status_code == 302
    user.refresh_from_db()
    assert user.display_name == "Neu Erfunden"
    stale = client.post(page, {**data, "display_name": "Älter", "_version": 1})
    assert stale.status_code == 409
    user.refresh_from_db()
    assert user.display_name == "Neu Erfunden"
