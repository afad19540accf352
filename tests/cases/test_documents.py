"""Papers of a case: what gets in, what never does, kept as issued."""

import hashlib
import io
from datetime import timedelta

import pypdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InternalError, connection, transaction

from cases import models
from cases.services import documents
from cases.services.documents import BrokenDocument, Order
from sro.access import Role
from sro.audit.models import Entry
from tests.cases.factories import (
    NOW,
    TODAY,
    agree,
    make_case,
    make_caseworker,
    make_conference,
    make_decision,
    make_goal,
    make_handover,
    make_person,
    make_plan,
    make_statement,
    make_step,
    make_support,
    make_team_lead,
)
from tests.networks.factories import make_district, make_institution, make_offer
from tests.people import person as make_user

pytestmark = pytest.mark.django_db


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(bytes(pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def worker():
    return make_caseworker()


@pytest.fixture
def case(worker):
    return make_case(worker)


@pytest.fixture
def ada(case):
    return make_person(case, given_name="Ada", birth_date=TODAY - timedelta(days=4000))


@pytest.fixture
def mother(case, ada):
    dana = make_person(case, role="parent", given_name="Dana")
    models.Custody.objects.create(case=case, child=ada, holder=dana, kind="sole")
    return dana


@pytest.fixture
def plan(case, ada, mother):
    plan = make_plan(case, ada, no_ordinary_offers=False)
    will = make_statement(case, ada, text="Ich will wieder zur Schule.")
    goal = make_goal(
        plan, text="Ada geht jeden Tag zur Schule.", will=will, indicator="Klassenbuch"
    )
    part = make_goal(plan, goal, text="Ada packt abends den Ranzen.")
    make_step(part, text="Einen Wecker kaufen.", owner=mother, due_on=TODAY)
    models.GoalConsent.objects.create(
        plan=plan, goal=goal, person=mother, answer="dissent", note="Das geht mir zu schnell."
    )
    models.SpaceAnswer.objects.create(plan=plan, question="used", text="Der Bolzplatz")
    models.PlanSection.objects.create(plan=plan, section="36b", text="Jemand bleibt dabei.")
    return plan


def issued(actor, case, kind, **subject):
    return documents.issue(actor=actor, case=case, kind=kind, now=NOW, **subject)


class TestPlan:
    def test_says_what_was_agreed(self, worker, case, plan):
        make_support(case, plan.young_person, plan=plan, minutes=90)
        agree(plan)
        document = issued(worker, case, "plan", plan=plan)
        text = text_of(document.content)
        for expected in (
            "Richtungsziel 1 Ada geht jeden Tag zur Schule.",
            "Handlungsziel 1.1 Ada packt abends den Ranzen.",
            "Einen Wecker kaufen. Dana Beispiel 02.06.2025",
            "Klassenbuch",
            "Ich will wieder zur Schule.",
            f"Dana Beispiel: {models.Consent.DISSENT.label}",
            "Das geht mir zu schnell.",
            "Der Bolzplatz",
            "Es fehlt nichts.",
            "Jemand bleibt dabei.",
            "1,5 Std. in der Woche",
            case.reference,
        ):
            assert expected in text
        assert text.count("Ort, Datum, Unterschrift") == 3  # Ada, her mother, the caseworker

    @pytest.mark.parametrize("kind", ["plan", "family_plan"])
    def test_parents_sign_while_nobody_knows_who_holds_custody(self, worker, case, plan, kind):
        father = make_person(case, role="parent", given_name="Enno", family_name="Ohnesorge")
        agree(plan)
        assert father.name not in text_of(issued(worker, case, kind, plan=plan).content)
        models.Custody.objects.all().delete()
        text = text_of(issued(worker, case, kind, plan=plan).content)
        assert "Dana Beispiel, Elternteil" in text
        assert "Enno Ohnesorge, Elternteil" in text
        models.Custody.objects.create(
            case=case, child=plan.young_person, holder=father, kind="none"
        )
        assert father.name not in text_of(issued(worker, case, kind, plan=plan).content)

    @pytest.mark.parametrize("kind", ["plan", "family_plan"])
    def test_who_is_of_age_signs_without_parents(self, worker, case, ada, plan, kind):
        models.Custody.objects.all().delete()
        ada.birth_date = TODAY - timedelta(days=19 * 366)
        ada.save()
        agree(plan)
        text = text_of(issued(worker, case, kind, plan=plan).content)
        assert "Elternteil" not in text

    def test_is_not_issued_as_a_draft_but_can_be_looked_at(self, worker, case, plan):
        with pytest.raises(ValidationError, match="Entwurf"):
            issued(worker, case, "plan", plan=plan)
        order = Order("plan", case, plan=plan)
        text = text_of(documents.preview(actor=worker, order=order, now=NOW))
        assert "noch nicht ausgestellt" in text
        assert not models.IssuedDocument.objects.exists()

    def test_what_was_entrusted_stays_out_also_for_its_author(self, worker, case, ada, plan):
        plan.goal_set.update(will=make_statement(case, ada, text="GEHEIM", entrusted=True))
        agree(plan)
        for kind in ("plan", "family_plan"):
            assert "GEHEIM" not in text_of(issued(worker, case, kind, plan=plan).content)

    def test_the_family_gets_one_page(self, worker, case, plan):
        agree(plan)
        document = issued(worker, case, "family_plan", plan=plan)
        pages = pypdf.PdfReader(io.BytesIO(bytes(document.content))).pages
        assert len(pages) == 1
        text = text_of(document.content)
        assert "Dana Beispiel: Einen Wecker kaufen." in text
        assert "Dana Beispiel ist nicht einverstanden. „Das geht mir zu schnell.“" in text

    def test_number_of_queries_does_not_grow_with_the_goals(
        self, worker, case, plan, django_assert_max_num_queries
    ):
        for number in range(12):
            goal = make_goal(plan, text=f"Ziel {number}")
            make_step(goal)
            models.GoalConsent.objects.create(
                plan=plan, goal=goal, person=plan.young_person, answer="consent"
            )
        order = Order("plan", case, plan=models.SupportPlan.objects.get(pk=plan.pk))
        with django_assert_max_num_queries(40):
            documents.preview(actor=worker, order=order, now=NOW)


class TestInvitation:
    @pytest.fixture
    def conference(self, case, ada, mother):
        conference = make_conference(case, young_person=ada, place="Familienzentrum")
        for person, role in ((ada, "young_person"), (mother, "custodian")):
            models.ConferenceParticipant.objects.create(
                conference=conference, person=person, role=role
            )
        return conference

    def guest(self, conference, **values):
        return models.ConferenceParticipant.objects.create(conference=conference, **values)

    def invited(self, worker, case, conference, guest):
        return issued(worker, case, "invitation", conference=conference, participant=guest)

    def test_goes_to_the_address_in_force(self, worker, case, conference, mother):
        models.Address.objects.create(person=mother, street="Altweg 1", valid_until=TODAY)
        models.Address.objects.create(
            person=mother, street="Neuweg 2", postal_code="12345", city="Musterstadt"
        )
        guest = conference.participants.get(person=mother)
        document = self.invited(worker, case, conference, guest)
        text = text_of(document.content)
        assert "Dana Beispiel Neuweg 2 12345 Musterstadt" in text
        assert "Altweg" not in text
        assert "Montag, 2. Juni 2025, 11:30 Uhr" in text
        assert document.person == mother

    def test_a_blocked_address_is_never_printed(self, worker, case, conference, mother):
        models.Address.objects.create(person=mother, street="Neuweg 2", city="Musterstadt")
        models.Address.objects.create(
            person=mother, street="Fluchtweg 3", city="Anderswo", blocked=True
        )
        guest = conference.participants.get(person=mother)
        text = text_of(self.invited(worker, case, conference, guest).content)
        assert "Wird persönlich übergeben Dana Beispiel" in text
        for secret in ("Fluchtweg", "Anderswo", "Neuweg"):
            assert secret not in text

    def test_without_an_address_it_is_handed_over(self, worker, case, conference, ada):
        guest = conference.participants.get(person=ada)
        text = text_of(self.invited(worker, case, conference, guest).content)
        assert "Wird persönlich übergeben" in text

    def test_nobody_is_invited_without_the_consent_needed(self, worker, case, conference, mother):
        teacher = self.guest(conference, name="Lena Lehr", role="professional", consent="asked")
        with pytest.raises(ValidationError, match="einwilligen"):
            self.invited(worker, case, conference, teacher)
        asked = conference.participants.get(person=mother)
        text = text_of(self.invited(worker, case, conference, asked).content)
        assert "Dürfen diese Personen dazukommen?" in text
        assert "Lena Lehr" in text

    def test_a_young_person_is_not_asked_for_consent(self, worker, case, conference, ada):
        self.guest(conference, name="Lena Lehr", role="professional", consent="asked")
        guest = conference.participants.get(person=ada)
        assert "Lena Lehr" not in text_of(self.invited(worker, case, conference, guest).content)

    def test_says_what_helps_to_take_part(self, worker, case, conference, mother):
        mother.interpreter, mother.languages = "yes", ["de", "ar"]
        mother.save()
        guest = conference.participants.get(person=mother)
        text = text_of(self.invited(worker, case, conference, guest).content)
        assert "Dolmetschen: Arabisch" in text

    def test_a_guest_of_another_conversation_is_refused(self, worker, case, conference, ada):
        other = make_conference(case, young_person=ada)
        guest = conference.participants.first()
        with pytest.raises(ValidationError):
            issued(worker, case, "invitation", conference=other, participant=guest)


class TestDecision:
    def test_needs_the_text_on_the_right_to_object(self, worker, case, ada, mother):
        decision = make_decision(case)
        make_support(case, ada, state="granted", decision=decision)
        with pytest.raises(ValidationError, match="Widerspruch"):
            issued(worker, case, "decision", decision=decision, person=mother)
        models.OfficeSettings.objects.create(
            office_name="Beispielstadt", appeal_text="Sie können Widerspruch erheben."
        )
        text = text_of(issued(worker, case, "decision", decision=decision, person=mother).content)
        for expected in (
            "am 2. Juni 2025 haben wir die Hilfe bewilligt",
            "Sie können Widerspruch erheben.",
            "Wie gewünscht.",
            decision.decided_by.display_name,
        ):
            assert expected in text
        assert "€" not in text


class TestOffers:
    def test_say_where_and_when_and_name_no_one(self, worker, case):
        place = make_institution(street="Marktplatz 3", postal_code="12345", phone="030 12345")
        offer = make_offer(institution=place, name="Elterncafé", opening_hours="Mo 9–12 Uhr")
        handover = make_handover(case, offer=offer, note="Fragen Sie nach Frau Ruf.")
        text = text_of(issued(worker, case, "offers", offers=(handover,)).content)
        for expected in (
            "Elterncafé",
            "Marktplatz 3, 12345",
            "030 12345",
            "Mo 9–12 Uhr",
            "Fragen Sie nach Frau Ruf.",
            place.social_space.name,
        ):
            assert expected in text
        assert case.name not in text
        assert case.reference not in text


class TestKeeping:
    @pytest.fixture
    def document(self, worker, case, plan):
        agree(plan)
        return issued(worker, case, "plan", plan=plan)

    def test_is_kept_with_its_checksum(self, document, worker):
        document.refresh_from_db()
        assert document.sha256 == hashlib.sha256(bytes(document.content)).hexdigest()
        taken = documents.taken_out(actor=worker, document=document, now=NOW)
        assert taken == bytes(document.content)
        entry = Entry.objects.get(action="document.taken_out")
        assert (entry.kind, entry.object_id) == ("export", str(document.pk))

    @pytest.mark.parametrize("sql", ["UPDATE {} SET title = 'x'", "DELETE FROM {}"])
    def test_cannot_be_changed_or_deleted(self, document, sql):
        with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(sql.format("cases_issueddocument"))

    def test_damaged_bytes_are_not_handed_out(self, document, worker):
        document.content = bytes(document.content) + b" "
        with pytest.raises(BrokenDocument):
            documents.taken_out(actor=worker, document=document, now=NOW)
        assert Entry.objects.filter(action="document.found_damaged").exists()
        assert not Entry.objects.filter(action="document.taken_out").exists()

    def test_the_trail_holds_no_names(self, document):
        entry = Entry.objects.get(action="document.issued")
        assert entry.details == {"case": document.case_id, "document_kind": "plan"}

    def test_is_the_same_however_often_it_is_taken_out(self, document, worker, plan):
        first = documents.taken_out(actor=worker, document=document, now=NOW)
        models.Person.objects.filter(pk=plan.young_person_id).update(given_name="Anders")
        again = models.IssuedDocument.objects.get(pk=document.pk)
        assert documents.taken_out(actor=worker, document=again, now=NOW) == first


class TestRights:
    def test_only_who_works_on_the_case_issues(self, case, plan):
        agree(plan)
        lead = make_team_lead(case.district)
        assert issued(lead, case, "plan", plan=plan).pk
        colleague = make_caseworker(case.district)
        strangers = [colleague, make_team_lead(make_district()), make_user(Role.ADMINISTRATOR)]
        for actor in strangers:
            with pytest.raises(PermissionDenied):
                issued(actor, case, "plan", plan=plan)

    def test_a_subject_of_another_case_is_refused(self, worker, case, plan):
        other = make_case(worker)
        agree(plan)
        with pytest.raises(ValidationError):
            issued(worker, other, "plan", plan=plan)
        decision = make_decision(case)
        with pytest.raises(ValidationError):
            issued(worker, case, "decision", decision=decision, person=make_person(other))
