"""What was entrusted (§ 65 SGB VIII) is its author's alone: all four kinds, all ways."""

import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from cases.models import Absence, Disclosure, StandIn
from cases.services import disclosures, notes
from cases.services.exports import export_case
from cases.services.timeline import timeline_of
from sro import access
from sro.access import Role
from sro.audit.history import history_of
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.cases import factories as make
from tests.people import person

pytestmark = pytest.mark.django_db

SECRET = "Zimtstern-Geheimnis"
KINDS = {
    "casenote": make.make_note,
    "willstatement": make.make_statement,
    "diagnosisentry": make.make_diagnosis,
    "hypothesis": make.make_hypothesis,
}
OTHERS = ["lead", "deputy", "stand_in", "colleague", "lead_elsewhere", "auditor", "administrator"]


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def case():
    case = make.make_case()
    case.deputy = make.make_caseworker(case.district)
    case.save()
    return case


@pytest.fixture
def entry(case, kind):
    return KINDS[kind](case, text=SECRET, entrusted=True)


@pytest.fixture(params=OTHERS)
def other(request, case):
    match request.param:
        case "lead":
            return make.make_team_lead(case.district)
        case "deputy":
            # Also while the author is away.
            Absence.objects.create(
                user=case.responsible, valid_from="2020-01-01", valid_until="2120-01-01"
            )
            return case.deputy
        case "stand_in":
            user = make.make_caseworker(case.district)
            StandIn.objects.create(
                case=case,
                user=user,
                reason="Krankheit",
                valid_from="2020-01-01",
                valid_until="2120-01-01",
            )
            return user
        case "colleague":
            return make.make_caseworker(case.district)
        case "lead_elsewhere":
            return make.make_team_lead()
        case "auditor":
            return person(Role.AUDITOR)
    return person(Role.ADMINISTRATOR)


def pages(case, kind, entry):
    """Every page on which an entry may stand."""
    return [
        reverse("cases:case", args=[case.pk]),
        reverse("cases:timeline", args=[case.pk]),
        reverse("cases:notes", args=[case.pk]),
        reverse("cases:notes", args=[case.pk]) + f"?q={SECRET}",
        reverse("cases:will", args=[case.pk]),
        reverse("cases:diagnosis", args=[case.pk]),
        reverse("cases:entrusted"),
        reverse("cases:entrusted_entry", args=[kind, entry.pk]),
        reverse("cases:due"),
        reverse("networks:search") + f"?q={SECRET}",
        "/protokoll/",
    ]


def test_the_author_sees_it_and_nobody_else_does(client, case, kind, entry, other):
    model = type(entry)
    assert model.objects.visible_to(case.responsible).filter(pk=entry.pk).exists()
    assert not model.objects.visible_to(other).filter(pk=entry.pk).exists()
    for action in ("view", "change", "delete"):
        assert not access.can(other, action, entry)
    client.force_login(other)
    for page in pages(case, kind, entry):
        answer = client.get(page)
        assert answer.status_code in (200, 403, 404), page
        # The words somebody typed into the search stand in its field.
        assert SECRET not in answer.text.replace(f'value="{SECRET}"', "").replace(
            f": {SECRET}", ""
        ).replace(f"„{SECRET}“", ""), page
    client.force_login(case.responsible)
    assert SECRET in client.get(reverse("cases:entrusted_entry", args=[kind, entry.pk])).text


def test_it_does_not_count_and_leaves_no_line(case, kind, entry, other):
    assert entry.pk in [key for _day, _kind, key in timeline_of(case.responsible, case)]
    lines = [(line_kind, key) for _day, line_kind, key in timeline_of(other, case)]
    assert not lines
    model = type(entry)
    assert history_of(entry, viewer=case.responsible) is not None
    assert history_of(entry, viewer=other) == []
    assert history_of(case, viewer=other, also=[(model._meta.label, "case")]) is not None
    assert not any(
        SECRET in str(change) or model._meta.verbose_name.lower() in step.subject.lower()
        for step in history_of(case, viewer=other, also=[(model._meta.label, "case")])
        for change in step.changes
    )


def test_it_is_in_nobody_elses_export(case, kind, entry):
    def archive(actor):
        with export_case(actor=actor, case=case, now=make.NOW).archive as file:
            packed = zipfile.ZipFile(io.BytesIO(file.read()))
            return "".join(
                packed.read(name).decode("utf-8", "ignore") for name in packed.namelist()
            )

    assert SECRET not in archive(make.make_team_lead(case.district))
    assert SECRET not in archive(case.deputy)


def test_it_can_be_marked_later_by_the_author_alone(case, kind):
    entry = KINDS[kind](case, text=SECRET)
    lead = make.make_team_lead(case.district)
    assert access.can(lead, "view", entry)
    mark = {"entry": entry, "entrusted": True, "version": entry.version, "now": make.NOW}
    with pytest.raises(PermissionDenied):
        notes.mark_entrusted(actor=lead, **mark)
    entry = notes.mark_entrusted(actor=case.responsible, **mark)
    assert not access.can(lead, "view", entry)
    # What it said before the mark is gone from the history as well.
    assert history_of(entry, viewer=lead, beginning=True) == []
    logged = Entry.objects.filter(object_type=entry._meta.label, object_id=str(entry.pk))
    assert logged.filter(action=f"{kind}.entrusted").exists()
    assert not any(SECRET in str(line.details) for line in logged)


def disclose(actor, entry, **more):
    values = {"ground": "consent", "reason": "Die Mutter ist einverstanden.", **more}
    return disclosures.disclose(actor=actor, entry=entry, now=make.NOW, today=make.TODAY, **values)


def test_who_it_was_passed_on_to_reads_this_one_and_changes_nothing(client, case, kind, entry):
    recipient = make.make_caseworker(case.district)
    another = KINDS[kind](case, text="Noch eines", entrusted=True)
    row = disclose(case.responsible, entry, recipient_user=recipient)
    assert access.can(recipient, "view", entry)
    assert not access.can(recipient, "change", entry)
    assert not access.can(recipient, "view", another)
    assert not access.can(make.make_team_lead(case.district), "view", entry)
    client.force_login(recipient)
    assert SECRET in client.get(reverse("cases:entrusted_entry", args=[kind, entry.pk])).text
    assert client.get(reverse("cases:entrusted")).text.count(case.reference) == 1
    assert client.get(reverse("cases:disclose", args=[case.pk, kind, entry.pk])).status_code == 403
    logged = Entry.objects.get(action="disclosure.made", object_id=str(row.pk))
    assert logged.details == {"ground": "consent", "user": recipient.pk}
    assert Entry.objects.filter(kind="read", actor_id=recipient.pk, object_id=str(case.pk)).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.filter(pk=row.pk).update(reason="anders")


def test_passing_on_needs_the_author_a_ground_a_recipient_and_a_reason(case, kind, entry):
    colleague = make.make_caseworker(case.district)
    for stranger in (case.deputy, make.make_team_lead(case.district)):
        with pytest.raises(PermissionDenied):
            disclose(stranger, entry, recipient_user=colleague)
    for wrong in (
        {},
        {"recipient": "Familiengericht", "ground": "weil"},
        {"recipient": "Familiengericht", "reason": " "},
        {"recipient_user": case.responsible},
        {"recipient_user": person(Role.CONTROLLER)},
    ):
        with pytest.raises(ValidationError):
            disclose(case.responsible, entry, **wrong)
    open_entry = KINDS[kind](case)
    with pytest.raises(NotPossible):
        disclose(case.responsible, open_entry, recipient="Familiengericht")
    assert not Disclosure.objects.exists()


def test_it_stays_with_its_author_when_somebody_else_takes_over(client, case, kind, entry):
    author, successor = case.responsible, make.make_caseworker(case.district)
    type(case).objects.filter(pk=case.pk).update(responsible=successor)
    assert not access.can(successor, "view", entry)
    assert access.can(author, "view", entry)
    assert not access.can(author, "work", case)
    client.force_login(author)
    assert SECRET in client.get(reverse("cases:entrusted_entry", args=[kind, entry.pk])).text
    answer = client.post(
        reverse("cases:disclose", args=[case.pk, kind, entry.pk]),
        {"ground": "successor", "recipient_user": successor.pk, "reason": "Gefahr für das Kind."},
    )
    assert answer.status_code == 302
    assert access.can(successor, "view", entry)


def test_a_note_that_was_passed_on_is_not_deleted(case):
    note = make.make_note(case, entrusted=True)
    disclose(case.responsible, note, recipient="Familiengericht")
    with pytest.raises(NotPossible):
        notes.delete_note(actor=case.responsible, note=note, version=note.version, now=make.NOW)
