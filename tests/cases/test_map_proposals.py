"""From a map to the registry: what helps others leaves the case, the family does not."""

import json
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.services.proposals import names_of, propose_found_resource
from networks.models import ResourceProposal
from sro.audit.models import Entry
from sro.refusals import NotPossible
from tests.cases.factories import (
    NOW,
    TODAY,
    make_case,
    make_caseworker,
    make_map,
    make_person,
    make_resource,
)
from tests.networks.factories import make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    case = make_case(make_caseworker(), name="Familie Musterhaus")
    make_person(case, given_name="Ada", family_name="Musterhaus")
    make_person(case, given_name="Jo", family_name="Beispielmann", legal_name="Josefine Erfunden")
    make_person(
        case, given_name="Mika", family_name="Müller", birth_date=date(2013, 5, 28), birth_year=None
    )
    return case


@pytest.fixture
def found(case):
    return make_resource(
        make_map(case, case.members.first().person),
        field="infrastructure",
        name="Nähtreff im Hof, da geht Ada hin",
        note="Ada war dienstags dort",
        found_here=True,
    )


def propose(resource, **values):
    return propose_found_resource(
        actor=resource.resource_map.case.responsible,
        resource=resource,
        now=NOW,
        today=TODAY,
        **{"name": "Nähtreff im Hof", **values},
    )


def test_only_the_texts_of_the_proposal_are_stored(case, found):
    space = make_space()
    proposal = propose(
        found, description="Dienstags ab 15 Uhr, offen für alle.", social_space=space
    )
    stored = ResourceProposal.objects.filter(pk=proposal.pk).values().get()
    assert stored == {
        "id": proposal.pk,
        "version": 1,
        "name": "Nähtreff im Hof",
        "description": "Dienstags ab 15 Uhr, offen für alle.",
        "category_id": None,
        "social_space_id": space.pk,
        "contact": "",
        "state": "open",
        "reason": "",
        "institution_id": None,
        "decided_by_id": None,
        "seen_at": None,
        # The month alone: a day would lead back to an entry in a case.
        "proposed_in": date(2025, 6, 1),
        "proposed_by_id": case.responsible.pk,
    }


def test_neither_row_nor_history_nor_trail_leads_to_the_case(case, found):
    proposal = propose(found)
    event = proposal.events.values().get()
    line = Entry.objects.get(action="resourceproposal.created")
    assert line.object_id == str(proposal.pk)
    assert line.details == {}
    written = json.dumps([event, line.details], default=str)
    for secret in ("Ada", "Musterhaus", case.reference, "dienstags", "case", "resource_map"):
        assert secret not in written
    related = {field.related_model for field in ResourceProposal._meta.get_fields()}
    assert not any(model and model._meta.app_label == "cases" for model in related)


@pytest.mark.parametrize("field", ["name", "description", "contact"])
@pytest.mark.parametrize(
    "text",
    [
        *("Gruppe von Ada", "für ADA!", "Bei musterhaus klingeln", "Josefine Erfunden fragen"),
        *("Adas Treff", "Die Beispielmanns", "Muellers Hof", "geboren am 28.05.2013"),
    ],
)
def test_names_of_the_family_are_refused_where_they_stand(found, field, text):
    with pytest.raises(ValidationError) as refused:
        propose(found, **{field: text})
    assert set(refused.value.error_dict) == {field}
    assert not ResourceProposal.objects.exists()


def test_the_file_reference_is_refused(case, found):
    with pytest.raises(ValidationError):
        propose(found, contact=f"siehe {case.reference}")


@pytest.mark.parametrize("text", ["Adalbertstraße 5", "Familie und Nachbarschaft", "Jobbörse"])
def test_ordinary_words_are_no_names(found, text):
    assert propose(found, name=text).name == text


def test_the_words_that_lead_to_the_family(case):
    assert {"Ada", "Musterhaus", "Beispielmann", case.reference} <= set(names_of(case))
    assert not {"Familie", "Jo", ""} & set(names_of(case))


def test_only_what_is_marked_is_proposed(found):
    type(found).objects.filter(pk=found.pk).update(found_here=False)
    found.refresh_from_db()
    with pytest.raises(NotPossible):
        propose(found)


def test_who_does_not_work_on_the_case_proposes_nothing_from_it(found):
    with pytest.raises(PermissionDenied):
        propose_found_resource(
            actor=make_caseworker(), resource=found, now=NOW, today=TODAY, name="Nähtreff"
        )
