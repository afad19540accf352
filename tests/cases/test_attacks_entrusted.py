"""What was entrusted (§ 65) leaves no sign where others refer to it: refusals, plans, archives."""

import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cases.models import Goal, Person
from cases.services import diagnosis, disclosures, family, notes, statements
from cases.services.exports import export_case
from cases.services.plan_agreeing import around_of
from sro import access
from sro.audit.history import history_of
from sro.refusals import NotPossible
from tests.cases import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    case = make.make_case()
    case.deputy = make.make_caseworker(case.district)
    case.save()
    return case


@pytest.fixture
def mother(case):
    return make.make_person(case, "parent", given_name="Mara")


def entrust(actor, entry):
    entry.refresh_from_db()
    return notes.mark_entrusted(
        actor=actor, entry=entry, entrusted=True, version=entry.version, now=make.NOW
    )


def linked(case, mother):
    """A draft whose goal rests on what the mother said; then that was entrusted."""
    will = make.make_statement(case, mother, kind="will", readiness="Ich rufe selbst an.")
    goal = make.make_goal(make.make_plan(case), will=will, owner=mother)
    return entrust(case.responsible, will), goal


def archive_text(actor, case, **options):
    made = export_case(actor=actor, case=case, now=make.NOW, **options)
    with made.archive, zipfile.ZipFile(made.archive) as archive:
        return archive.read("akte.json").decode()


# --- statements ---------------------------------------------------------------------------------


def test_a_statement_is_entrusted_with_all_its_versions(case, mother):
    first = make.make_statement(case, mother)
    newer = make.make_statement(case, mother, follows=first)
    entrust(case.responsible, newer)
    for each in (first, newer):
        assert not access.can(case.deputy, "view", each)
        # Else a refusal would tell that there is a newer version.
        with pytest.raises(PermissionDenied):
            statements.revise_statement(
                actor=case.deputy,
                statement=each,
                answer=statements.Answer("Etwas anderes."),
                said_on=make.TODAY,
                now=make.NOW,
            )


def test_what_a_colleague_wrote_down_as_well_cannot_be_entrusted_by_either_way(case, mother):
    first = make.make_statement(case, mother, author=case.deputy)
    newer = make.make_statement(case, mother, follows=first)
    with pytest.raises(NotPossible):
        entrust(case.responsible, newer)
    assert access.can(case.deputy, "view", newer)


# --- plans that rest on it ----------------------------------------------------------------------


def test_a_plan_that_rests_on_it_does_not_name_it(client, case, mother):
    will, goal = linked(case, mother)
    lead = make.make_team_lead(case.district)
    client.force_login(lead)
    for name in ("cases:plan", "cases:plan_edit", "cases:plan_agree", "cases:talk_plan"):
        text = client.get(reverse(name, args=[case.pk, goal.plan_id])).text
        assert will.text not in text, name
        assert str(will) not in text, name


def test_the_history_of_a_plan_does_not_name_it(case, mother):
    will, goal = linked(case, mother)
    also = [("cases.Goal", "plan")]

    def values(viewer):
        steps = history_of(goal.plan, viewer=viewer, also=also, beginning=True)
        return [change for step in steps for change in step.changes]

    assert str(will) in [change.after for change in values(case.responsible)]
    lead = make.make_team_lead(case.district)
    label = Goal._meta.get_field("will").verbose_name.lower()
    assert str(will) not in [change.after for change in values(lead)]
    assert label not in [change.label.lower() for change in values(lead)]
    # The other fields of the goal are told all the same.
    assert goal.text in [change.after for change in values(lead)]


def test_the_advice_is_no_oracle_for_numbers(case, mother):
    hidden = make.make_statement(case, mother, kind="will", entrusted=True)
    plan = make.make_plan(case)
    assert hidden.pk not in around_of(case, plan).will_of
    will, goal = linked(case, make.make_person(case))
    # Where a goal rests on it already, the author's advice stays right.
    assert will.pk in around_of(case, goal.plan).will_of


def test_saving_the_plan_drops_no_link_nobody_else_sees(client, case, mother):
    will, goal = linked(case, mother)
    plan = goal.plan
    client.force_login(case.deputy)
    page = client.get(reverse("cases:plan_edit", args=[case.pk, plan.pk]))
    assert (
        f'value="{will.pk}"'
        not in page.text.split(f"z-{goal.origin}-will")[-1].split("</select>")[0]
    )


# --- archives -----------------------------------------------------------------------------------


def test_archives_of_others_do_not_name_it(case, mother):
    will, _goal = linked(case, mother)
    assert str(will) not in archive_text(make.make_team_lead(case.district), case)
    assert str(will) not in archive_text(case.responsible, case)
    assert str(will) in archive_text(case.responsible, case, with_entrusted=True)


def test_archives_hold_no_report_the_provider_has_not_submitted(case):
    from tests.networks.factories_providers import make_provider

    support = make.make_support(case, provider=make_provider(), state="running")
    report = make.make_report(support, development="Noch nicht fertig.")
    assert "Noch nicht fertig." not in archive_text(case.responsible, case)
    type(report).objects.filter(pk=report.pk).update(state="submitted", submitted_at=make.NOW)
    assert "Noch nicht fertig." in archive_text(case.responsible, case)


# --- refusals -----------------------------------------------------------------------------------


def test_removing_a_person_tells_nothing_of_what_was_entrusted_about_them(case, mother):
    make.make_statement(case, mother, entrusted=True)
    make.make_diagnosis(case, about=mother, entrusted=True)
    member = case.members.get(person=mother)
    family.remove_person(actor=case.deputy, member=member, version=member.version, now=make.NOW)
    assert not case.members.exists()
    # What was said keeps the person it is about.
    assert Person.objects.filter(pk=mother.pk).exists()


def test_who_wrote_it_is_told_that_it_is_about_the_person(case, mother):
    make.make_statement(case, mother, entrusted=True)
    member = case.members.get(person=mother)
    with pytest.raises(ValidationError):
        family.remove_person(
            actor=case.responsible, member=member, version=member.version, now=make.NOW
        )
    assert case.members.exists()


@pytest.mark.parametrize("kind", ["diagnosis", "hypothesis"])
def test_what_was_passed_on_is_not_deleted(case, kind):
    entry = {"diagnosis": make.make_diagnosis, "hypothesis": make.make_hypothesis}[kind](
        case, entrusted=True
    )
    disclosures.disclose(
        actor=case.responsible,
        entry=entry,
        ground="consent",
        reason="Die Mutter ist einverstanden.",
        recipient="Familiengericht",
        now=make.NOW,
        today=make.TODAY,
    )
    remove = {"diagnosis": diagnosis.delete_entry, "hypothesis": diagnosis.delete_hypothesis}[kind]
    name = "entry" if kind == "diagnosis" else kind
    with pytest.raises(NotPossible):
        remove(actor=case.responsible, version=entry.version, now=make.NOW, **{name: entry})
