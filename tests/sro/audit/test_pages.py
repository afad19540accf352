"""The auditor's page: finding lines, reading one, taking them along."""

from datetime import UTC, datetime

import pytest
from django.utils.text import capfirst

from sro.access import Role
from sro.audit import trail
from sro.audit.models import Entry, Kind
from tests.networks.factories import make_district
from tests.networks.factories_providers import make_agreement, make_provider
from tests.people import person

pytestmark = pytest.mark.django_db

JUNE = datetime(2025, 6, 2, 22, 30, tzinfo=UTC)  # the third of June in Berlin
JULY = datetime(2025, 7, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def ada():
    return person(Role.CONTROLLER, display_name="Ada Beispiel")


@pytest.fixture
def lines(ada):
    """Six lines of two people."""
    bob = person(Role.PLANNER, display_name="Bob Erfunden")
    agreement = make_agreement()
    return {
        "created": trail.record(ada, "agreement.created", agreement, now=JUNE),
        "updated": trail.record(ada, "agreement.updated", agreement, now=JULY, fields=["note"]),
        "changed": trail.record(bob, "user.changed", bob, now=JULY),
        "read": trail.record_read(bob, agreement, now=JULY),
        "denied": trail.record_denial(bob, "change", object_type="networks.Agreement", now=JULY),
        "failed": trail.record_security(None, Kind.LOGIN_FAILED, "login", now=JULY),
    }


@pytest.fixture
def auditor(client, lines):
    user = person(Role.AUDITOR)
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("page", ["/protokoll/", "/protokoll/{pk}/", "/protokoll/?format=csv"])
def test_only_the_auditor_reads_the_trail(client, lines, role, page):
    viewer = person(role, district=make_district(), provider=make_provider())
    client.force_login(viewer)
    response = client.get(page.format(pk=lines["read"].pk))
    assert response.status_code == (200 if role == Role.AUDITOR else 403)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("last_day=2025-12-31", "created updated changed read denied failed"),
        ("first_day=2025-06-03&last_day=2025-06-03", "created"),
        ("first_day=2025-06-02&last_day=2025-06-02", ""),
        ("first_day=2025-07-01&last_day=2025-07-01", "updated changed read denied failed"),
        ("kind=read", "read"),
        ("kind=login_failed", "failed"),
        ("person={ada}", "created updated"),
        ("object_type=networks.Agreement&last_day=2025-12-31", "created updated read denied"),
        ("object_type=networks.Agreement&object={agreement}", "created updated read"),
        ("action=changed&last_day=2025-12-31", "updated changed"),
        ("action=created&last_day=2025-12-31", "created"),
        ("q=erfunden", "changed read denied"),
        ("q=agreement.", "created updated"),
        ("kind=unsinn", ""),
    ],
)
def test_lines_are_found(auditor, lines, ada, query, found):
    query = query.format(ada=ada.pk, agreement=lines["created"].object_id)
    response = auditor.get(f"/protokoll/?{query}")
    shown = {row.object.pk for row in response.context["table_rows"]}
    assert shown == {lines[name].pk for name in found.split()}


def test_the_list_reads_like_sentences_newest_first(auditor, lines):
    response = auditor.get("/protokoll/")
    text = response.content.decode()
    assert f"hat Person {lines['changed'].object_id} geändert" in text
    assert "hat vergeblich versucht, sich anzumelden" in text
    times = [row.object.at for row in response.context["table_rows"]]
    assert times == sorted(times, reverse=True)


def test_the_number_of_questions_does_not_grow(auditor, ada, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        auditor.get("/protokoll/")
    for _ in range(60):
        trail.record(ada, "user.changed", ada, now=JULY)
    with django_assert_max_num_queries(14):
        auditor.get("/protokoll/")


@pytest.mark.parametrize("form", ["csv", "csv-plain", "xlsx"])
def test_taking_lines_along_is_itself_logged(auditor, lines, form):
    response = auditor.get(f"/protokoll/?kind=read&format={form}")
    content = response.getvalue()
    if form != "xlsx":
        assert content.decode().count("Bob Erfunden") == 1
    entry = Entry.objects.get(kind=Kind.EXPORT)
    assert entry.action == "export.protokoll"
    assert entry.details == {
        "format": form,
        "rows": 1,
        "filters": ["kind"],
        "model": "audit.Entry",
    }


def test_a_formula_in_a_name_does_not_run_in_a_spreadsheet(auditor):
    user = person(display_name='=HYPERLINK("http://boese")')
    trail.record(user, "user.changed", user, now=JULY)
    content = auditor.get("/protokoll/?format=csv").getvalue().decode()
    assert "'=HYPERLINK" in content


def test_a_line_shows_its_particulars_and_the_objects_history(auditor, lines):
    entry = lines["updated"]
    agreement_type = "networks.Agreement"
    text = auditor.get(f"/protokoll/{entry.pk}/").content.decode()
    assert "Hinweis" in text
    assert "Verlauf" in text
    assert f"?object_type={agreement_type}&amp;object={entry.object_id}" in text
    # The auditor sees that Bob looked, not what the agreement says.
    assert "Bob Erfunden" in text


def test_the_auditor_reads_no_protected_values(auditor, lines):
    from networks.models import Agreement

    agreement = Agreement.objects.get(pk=lines["created"].object_id)
    Agreement.objects.filter(pk=agreement.pk).update(note="Streng vertraulich")
    text = auditor.get(f"/protokoll/{lines['created'].pk}/").content.decode()
    assert "Streng vertraulich" not in text
    name = capfirst(str(Agreement._meta.verbose_name))
    assert f"hat {name} geändert" in " ".join(text.split())


@pytest.mark.parametrize(
    "object_type", ["", "weg.Gone", "kein Modell", "audit.Entry", "sessions.Session"]
)
def test_a_line_about_anything_can_be_read(auditor, object_type):
    entry = Entry(kind=Kind.ACTION, action="x", at=JULY, object_type=object_type, object_id="abc")
    entry.save()
    assert auditor.get(f"/protokoll/{entry.pk}/").status_code == 200


def test_a_line_that_does_not_exist(auditor):
    assert auditor.get("/protokoll/999999/").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", ["first_day", "last_day"])
def test_the_first_and_last_of_all_days_can_be_asked_for(auditor, name, day):
    response = auditor.get("/protokoll/", {name: day})
    assert response.status_code == 200
    german = ".".join(reversed(day.split("-")))
    assert german in " ".join(response.content.decode().split())
