"""Pages of papers: looking first, issuing, taking out, what the administrator sets."""

import hashlib
import io
import re

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from cases import models
from cases.services import documents
from sro.access import Role
from sro.audit.models import Entry
from tests.cases.factories import (
    NOW,
    agree,
    make_case,
    make_caseworker,
    make_conference,
    make_decision,
    make_document,
    make_goal,
    make_handover,
    make_map,
    make_person,
    make_plan,
    make_resource,
)
from tests.people import person as make_user

pytestmark = pytest.mark.django_db


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker, client):
    client.force_login(worker)
    return make_case(worker)


@pytest.fixture
def plan(case):
    plan = make_plan(case)
    make_goal(plan, text="Ada geht zur Schule.")
    return agree(plan)


def url(name, *args):
    return reverse(f"cases:{name}", args=args)


class TestIssuing:
    def test_the_list_offers_what_can_be_issued(self, client, case, plan):
        conference = make_conference(case, young_person=plan.young_person)
        guest = models.ConferenceParticipant.objects.create(
            conference=conference, name="Lena Lehr", role="professional", consent="asked"
        )
        decision, handover, card = make_decision(case), make_handover(case), make_map(case)
        page = client.get(url("document_list", case.pk)).text
        for kind, subject in (
            ("hilfeplan", plan),
            ("familienblatt", plan),
            ("einladung", guest),
            ("bescheid", decision),
            ("angebote", handover),
            ("ressourcenkarte", card),
        ):
            assert url("document_new", case.pk, kind, subject.pk) in page
        assert "die Einwilligung der Sorgeberechtigten fehlt noch" in page

    def test_offers_of_one_day_are_one_list(self, client, case):
        first, second = make_handover(case), make_handover(case)
        page = client.get(url("document_list", case.pk)).text
        assert url("document_new", case.pk, "angebote", first.pk) in page
        assert url("document_new", case.pk, "angebote", second.pk) not in page
        client.post(url("document_new", case.pk, "angebote", first.pk))
        text = text_of(models.IssuedDocument.objects.get().content)
        assert first.offer.name in text
        assert second.offer.name in text

    def test_looking_first_stores_nothing(self, client, case, plan):
        answer = client.get(url("document_preview", case.pk, "hilfeplan", plan.pk))
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
        assert "noch nicht ausgestellt" in text_of(answer.content)
        assert not models.IssuedDocument.objects.exists()
        assert Entry.objects.filter(action="document.previewed").exists()

    @pytest.mark.parametrize("kind", ["hilfeplan", "familienblatt"])
    def test_a_plan_is_issued_and_taken_out(self, client, case, plan, kind):
        new = url("document_new", case.pk, kind, plan.pk)
        page = client.get(new).text
        assert url("document_preview", case.pk, kind, plan.pk) in page
        answer = client.post(new, follow=True)
        document = models.IssuedDocument.objects.get()
        assert f"„{document.title}“ ist ausgestellt." in answer.text
        taken = client.get(url("document_download", case.pk, document.pk))
        assert taken.content == bytes(document.content)
        assert taken["Content-Disposition"] == f'inline; filename="{kind}-{document.pk}.pdf"'
        assert "noch nicht ausgestellt" not in text_of(taken.content)

    def test_what_is_missing_is_said_on_the_page(self, client, case):
        draft = make_plan(case)
        answer = client.post(url("document_new", case.pk, "hilfeplan", draft.pk))
        assert answer.status_code == 422
        assert "Diese Fassung ist noch ein Entwurf." in answer.text

    def test_a_preview_that_cannot_be_made_says_why(self, client, case):
        conference = make_conference(case)
        guest = models.ConferenceParticipant.objects.create(
            conference=conference, name="Lena Lehr", role="professional", consent="asked"
        )
        answer = client.get(url("document_preview", case.pk, "einladung", guest.pk))
        assert answer.status_code == 422
        assert "bevor Lena Lehr eingeladen wird" in answer.text

    def test_a_decision_goes_to_whom_is_chosen(self, client, case):
        child = make_person(case, given_name="Ada")
        mother = make_person(case, role="parent", given_name="Dana")
        models.Custody.objects.create(case=case, child=child, holder=mother, kind="sole")
        models.OfficeSettings.objects.create(appeal_text="Sie können widersprechen.")
        decision = make_decision(case)
        new = url("document_new", case.pk, "bescheid", decision.pk)
        chosen = re.findall(r'value="(\d+)"[^>]* checked', client.get(new).text)
        assert chosen == [str(mother.pk)]
        preview = url("document_preview", case.pk, "bescheid", decision.pk)
        assert "Guten Tag Ada" in text_of(client.get(f"{preview}?person={child.pk}").content)
        assert "Guten Tag Dana" in text_of(client.get(f"{preview}?person=x").content)
        client.post(new, {"person": mother.pk})
        document = models.IssuedDocument.objects.get()
        assert (document.person, document.decision) == (mother, decision)

    def test_a_map_is_issued(self, client, case):
        card = make_map(case)
        make_resource(card, name="Oma Hilde")
        client.post(url("document_new", case.pk, "ressourcenkarte", card.pk))
        assert "Oma Hilde" in text_of(models.IssuedDocument.objects.get().content)

    def test_unknown_kinds_and_rows_of_other_cases_are_not_found(self, client, case, worker):
        foreign = make_plan(make_case(worker))
        for kind, pk in (("nichts", 1), ("hilfeplan", foreign.pk), ("angebote", 99999)):
            assert client.get(url("document_new", case.pk, kind, pk)).status_code == 404
            assert client.get(url("document_preview", case.pk, kind, pk)).status_code == 404

    def test_the_page_of_the_case_shows_the_last_ones(self, client, case):
        for number in range(7):
            make_document(case, title=f"Hilfeplan {number}")
        page = client.get(url("case", case.pk)).text
        assert page.count("Hilfeplan ") >= 5
        assert "Alle Dokumente" in page


class TestTakingOut:
    def test_a_damaged_paper_is_refused_in_words(self, client, case):
        broken = make_document(case, sha256=hashlib.sha256(b"anders").hexdigest())
        answer = client.get(url("document_download", case.pk, broken.pk))
        assert answer.status_code == 409
        assert "Die Prüfsumme stimmt nicht" in answer.text
        assert Entry.objects.filter(action="document.found_damaged").exists()

    def test_papers_of_another_case_are_not_found(self, client, case, worker):
        other = make_document(make_case(worker))
        assert client.get(url("document_download", case.pk, other.pk)).status_code == 404

    def test_every_taking_out_is_logged(self, client, case, worker):
        document = make_document(case)
        client.get(url("document_download", case.pk, document.pk))
        entry = Entry.objects.get(action="document.taken_out")
        assert (entry.actor_id, entry.object_id) == (worker.pk, str(document.pk))
        assert entry.details == {"kind": "plan", "format": "pdf"}


class TestOffice:
    @pytest.fixture
    def administrator(self, client):
        user = make_user(Role.ADMINISTRATOR)
        client.force_login(user)
        return user

    def data(self, **changes):
        return {
            "office_name": "Stadt Beispielhausen",
            "department": "Amt für Jugend",
            "street": "Ratsplatz 1",
            "postal_code": "54321",
            "city": "Beispielhausen",
            "phone": "0123 45",
            "email": "jugend@example.org",
            "invitation_text": "schön, dass wir sprechen.",
            "appeal_text": "Sie können widersprechen.",
            "reference_pattern": "{jahr}-{nummer:5}",
            **changes,
        }

    def test_the_first_save_makes_the_row_the_next_changes_it(self, client, administrator):
        page = url("office_settings")
        assert client.get(page).status_code == 200
        assert client.post(page, self.data()).status_code == 302
        row = models.OfficeSettings.objects.get()
        client.post(page, self.data(department="Jugendamt", _version=row.version))
        row = models.OfficeSettings.objects.get()
        assert (row.department, row.office_name) == ("Jugendamt", "Stadt Beispielhausen")
        assert Entry.objects.filter(action="officesettings.updated").exists()

    def test_a_stale_save_overwrites_nothing(self, client, administrator):
        models.OfficeSettings.objects.create(office_name="Alt")
        models.OfficeSettings.objects.update(office_name="Von anderen")
        answer = client.post(url("office_settings"), self.data(_version=1))
        assert answer.status_code == 409
        assert "Von anderen" in answer.text
        assert models.OfficeSettings.objects.get().office_name == "Von anderen"

    def test_the_sample_shows_letterhead_and_text(self, client, administrator):
        client.post(url("office_settings"), self.data())
        text = text_of(client.get(url("office_sample")).content)
        for expected in (
            "Stadt Beispielhausen",
            "Amt für Jugend",
            "Ratsplatz 1, 54321 Beispielhausen",
            "schön, dass wir sprechen.",
            "ENTWURF",
        ):
            assert expected in text

    def test_papers_issued_before_stay_as_they_are(self, worker, case, plan):
        document = documents.issue(actor=worker, case=case, kind="plan", plan=plan, now=NOW)
        models.OfficeSettings.objects.create(office_name="Neuer Name")
        again = models.IssuedDocument.objects.get(pk=document.pk)
        assert bytes(again.content) == bytes(document.content)
        newer = documents.issue(actor=worker, case=case, kind="plan", plan=plan, now=NOW)
        assert "Neuer Name" in text_of(newer.content)
        assert "Neuer Name" not in text_of(again.content)

    def test_a_pattern_shows_what_it_makes_while_it_is_typed(self, client, administrator):
        example = url("reference_example")
        page = client.get(url("office_settings")).text
        assert f'hx-get="{example}"' in page
        year = timezone.localdate().year
        assert f"{year}-00042" in page
        answer = client.get(example, {"reference_pattern": "{bezirk}/{jahr:2}-{nummer}"})
        assert f"03/{year % 100}-42" in answer.text

    @pytest.mark.parametrize(
        ("pattern", "words"),
        [
            ("{nummer}", "{jahr} fehlt"),
            ("{jahr}", "{nummer} fehlt"),
            ("{jahr}-{nummer}-{jahr}", "nur einmal"),
            ("{jahr}-{fall}", "Nur {jahr}, {nummer} und {bezirk}"),
            ("{jahr}-{nummer", "Jede Klammer"),
            ("{jahr}-{nummer:0}", "Zahl der Ziffern"),
            ("{nummer}{jahr}", "Bitte setzen Sie ein Zeichen zwischen"),
        ],
    )
    def test_a_pattern_that_makes_no_references_is_refused(
        self, client, administrator, pattern, words
    ):
        shown = client.get(url("reference_example"), {"reference_pattern": pattern}).text
        assert words in shown
        answer = client.post(url("office_settings"), self.data(reference_pattern=pattern))
        assert answer.status_code == 422
        assert words in answer.text
        assert not models.OfficeSettings.objects.exists()
