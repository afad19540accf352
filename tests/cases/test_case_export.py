"""The complete file of a case: all that may go out, and never what must not."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation

from cases import models
from cases.exports.rows import in_words
from cases.exports.tables import ELSEWHERE, LEFT_OUT, TABLES
from cases.services.exports import export_case
from sro.access import Role
from sro.audit.models import Entry
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_conference,
    make_consultation,
    make_diagnosis,
    make_document,
    make_goal,
    make_handover,
    make_hypothesis,
    make_map,
    make_note,
    make_person,
    make_plan,
    make_resource,
    make_statement,
    make_step,
    make_support,
    make_team_lead,
)
from tests.people import person as make_user

pytestmark = pytest.mark.django_db

ENTRUSTED = (make_note, make_statement, make_diagnosis, make_hypothesis)


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker):
    return make_case(worker)


def archive_of(actor, case, **more):
    found = export_case(actor=actor, case=case, now=NOW, **more)
    with found.archive as archive:
        return zipfile.ZipFile(io.BytesIO(archive.read()))


def content_of(actor, case, **more):
    return archive_of(actor, case, **more).read("akte.json").decode()


def full(case):
    """Something in nearly every table."""
    person = make_person(case, given_name="Ada", languages=["de", "ar"])
    make_person(case, role="parent")
    make_note(case), make_handover(case), make_hypothesis(case), make_diagnosis(case)
    make_consultation(case).persons.add(person)
    make_resource(make_map(case, person))
    make_statement(case, person)
    make_step(make_goal(make_plan(case, person)))
    make_support(case, person, state="running")
    models.ConferenceParticipant.objects.create(
        conference=make_conference(case, young_person=person), person=person, role="young_person"
    )
    models.Contact.objects.create(person=person, value="0170 1")
    models.Address.objects.create(person=person, street="Lindenweg 7")
    return person


def test_every_table_of_a_case_is_taken_out():
    """A new table has to be listed, or named as one that is not about a family."""
    known = {
        model.__name__
        for model in apps.get_app_config("cases").get_models()
        if not model.__name__.endswith("Event") and not model._meta.auto_created
    }
    assert known == set(TABLES) | ELSEWHERE


@pytest.mark.parametrize("name", TABLES)
def test_no_two_fields_have_one_name(name):
    """Otherwise one would be lost; in German as well as in English."""
    model = apps.get_model("cases", name)
    for language in ("de", "en"):
        with translation.override(language):
            shown = [
                str(field.verbose_name).casefold()
                for field in model._meta.concrete_fields
                if not field.primary_key and field.name not in {*LEFT_OUT, "case"}
            ]
            assert len(shown) == len(set(shown)), shown


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_two_tables_have_one_name(language):
    with translation.override(language):
        names = [str(apps.get_model("cases", n)._meta.verbose_name_plural) for n in TABLES]
    assert sorted(names) == sorted(set(names))


def test_two_names_alike_are_an_error_instead_of_a_loss(case, monkeypatch):
    subject, text = (models.CaseNote._meta.get_field(name) for name in ("subject", "text"))
    monkeypatch.setattr(subject, "verbose_name", text.verbose_name)
    with pytest.raises(ValueError, match="two fields"):
        in_words(make_note(case))


def test_holds_the_whole_case_in_words(worker, case):
    full(case)
    found = json.loads(content_of(worker, case))
    assert found["Aktenzeichen"] == case.reference
    person = next(each for each in found["Personen"] if each["Vorname"] == "Ada")
    assert person["Sprachen"] == ["Deutsch", "Arabisch"]
    text = json.dumps(found, ensure_ascii=False)
    for expected in ("Telefonat mit der Mutter.", "Oma Hilde", "Lindenweg 7", "0170 1", case.name):
        assert expected in text
    assert "search_vector" not in text


def test_another_case_stays_out(worker, case):
    other = make_case(worker)
    full(case)
    full(other)
    make_note(other, text="NICHT HIER")
    text = content_of(worker, case)
    assert "NICHT HIER" not in text
    assert other.reference not in text


@pytest.mark.parametrize("make", ENTRUSTED)
def test_what_was_entrusted_to_others_is_never_in_it(worker, case, make):
    stranger = make_caseworker(case.district)
    make(case, author=stranger, entrusted=True, text="GEHEIM")
    for actor in (worker, make_team_lead(case.district)):
        for wish in (True, False):
            assert "GEHEIM" not in content_of(actor, case, with_entrusted=wish)


@pytest.mark.parametrize("make", ENTRUSTED)
def test_also_not_when_it_was_disclosed_to_the_person(worker, case, make):
    stranger = make_caseworker(case.district)
    entry = make(case, author=stranger, entrusted=True, text="GEHEIM")
    models.Disclosure.objects.create(
        case=case,
        entry_kind=entry._meta.model_name,
        entry_id=entry.pk,
        ground="expert",
        recipient_user=worker,
        reason="Einschätzung",
        author=stranger,
        at=NOW,
    )
    assert "GEHEIM" not in content_of(worker, case, with_entrusted=True)


@pytest.mark.parametrize("make", ENTRUSTED)
def test_ones_own_entrusted_entries_go_along_only_when_asked(worker, case, make):
    make(case, author=worker, entrusted=True, text="GEHEIM")
    assert "GEHEIM" not in content_of(worker, case)
    assert "GEHEIM" in content_of(worker, case, with_entrusted=True)


def test_a_secret_address_and_letters_to_it_stay_out(worker, case):
    mother = make_person(case, role="parent")
    models.Address.objects.create(person=mother, street="Fluchtweg 3", blocked=True)
    make_document(case, b"%PDF brief", kind="invitation", person=mother)
    kept = make_document(case, b"%PDF plan", kind="plan")
    archive = archive_of(worker, case)
    assert "Fluchtweg" not in archive.read("akte.json").decode()
    papers = [name for name in archive.namelist() if name.startswith("dokumente/")]
    assert papers == [f"dokumente/{kept.pk}-plan.pdf"]
    remarks = archive.read("hinweise.txt").decode()
    assert "geheime Anschriften: 1" in remarks
    assert "Anschrift geheim bleiben muss: 1" in remarks


def test_papers_are_in_it_as_issued_and_damaged_ones_are_named(worker, case):
    good = make_document(case, b"%PDF gut")
    make_document(case, b"%PDF schlecht", sha256="0" * 64)
    archive = archive_of(worker, case)
    assert archive.read(f"dokumente/{good.pk}-plan.pdf") == b"%PDF gut"
    assert "beschädigte Dokumente: 1" in archive.read("hinweise.txt").decode()


def test_only_who_works_on_the_case_takes_it_out(case):
    strangers = [
        make_caseworker(case.district),
        make_user(Role.ADMINISTRATOR),
        make_user(Role.AUDITOR),
        make_team_lead(),
    ]
    for actor in strangers:
        with pytest.raises(PermissionDenied):
            export_case(actor=actor, case=case, now=NOW)


def test_the_log_knows_it_with_counts_only(worker, case):
    full(case)
    make_document(case)
    found = export_case(actor=worker, case=case, now=NOW)
    found.archive.close()
    entry = Entry.objects.get(action="case.exported")
    assert entry.details == {
        "format": "zip",
        "rows": found.rows,
        "documents": 1,
        "entrusted": False,
    }
    assert found.rows > 15


def test_number_of_queries_does_not_grow_with_the_entries(
    worker, case, django_assert_max_num_queries
):
    full(case)
    for number in range(30):
        make_note(case, text=f"Notiz {number}")
        make_consultation(case)
    with django_assert_max_num_queries(len(TABLES) + 12):
        content_of(worker, case)


def test_the_page_says_what_goes_out_and_hands_it_over(worker, case, client):
    client.force_login(worker)
    make_note(case, entrusted=True, text="GEHEIM", noted_on=TODAY)
    url = reverse("cases:case_export", args=[case.pk])
    page = client.get(url).text
    assert "§ 83 SGB X" in page
    assert not Entry.objects.filter(action="case.exported").exists()
    answer = client.post(url, {"entrusted": "on"})
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"].startswith("attachment")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    answer.close()
    assert "GEHEIM" in archive.read("akte.json").decode()
