"""Guessing numbers: what belongs to one case is not found under the address of another.

A team lead works on both cases, so that only the address can keep them apart. The addresses are
those of the access matrix; whoever adds a page with a number in it is asked here, too.
"""

from types import SimpleNamespace

import pytest
from django import forms
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.exports.tables import TABLES
from cases.models import Case, Person
from sro.access import Role
from tests.access import case_world
from tests.access import world as worlds
from tests.access.case_rows import CASE_ROWS
from tests.cases import factories as make

#: These take a person of another case on purpose; the matrix has rows of their own for them.
ELSEWHERE = {"cases:person_link"}


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker):
    """Two cases with one of everything: one's own, and a colleague's in the same district."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            own = worlds.build()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(case_world, "digest", lambda text: f"anders-{text}")
                other = twin(own)
            yield own, other
            transaction.set_rollback(True)


def twin(own):
    """The same for a colleague; the provider is the same one, too."""
    other = SimpleNamespace(**vars(own))
    other.people = {**own.people, Role.CASEWORKER: make.make_caseworker(own.district)}
    case_world.build(other)
    return other


def numbered(rows):
    """Yield rows with at least one further number of the case in the address."""
    seen = set()
    for row in rows:
        things = {
            name: value
            for name, value in row.target.items()
            if name != "pk" and not value.startswith("=")
        }
        holder = row.target.get("pk")
        key = (row.route, row.method, *sorted(row.target.items()))
        wanted = row.route not in ELSEWHERE and not row.note.startswith("by another")
        if wanted and things and holder in ("case", "support") and key not in seen:
            seen.add(key)
            yield row, things


NUMBERED = list(numbered(CASE_ROWS))


def ask(client, row, target, method):
    with transaction.atomic():
        answer = getattr(client, method)(reverse(row.route, kwargs=target), row.data)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer


def test_there_are_enough_of_them():
    assert len(NUMBERED) > 60


@pytest.mark.parametrize(("row", "things"), NUMBERED, ids=lambda value: getattr(value, "name", ""))
def test_what_belongs_to_another_case_is_not_found_under_ones_own(two, row, things):
    own, other = two
    role = Role.PROVIDER_LEAD if row.target["pk"] == "support" else Role.TEAM_LEAD
    plain = {name: value[1:] for name, value in row.target.items() if value.startswith("=")}
    numbers = {name: getattr(own, thing).pk for name, thing in things.items()}
    last = list(things)[-1]
    foreign = {name: getattr(other, thing).pk for name, thing in things.items()}
    for who in {role, Role.CASEWORKER} - ({Role.CASEWORKER} if role != Role.TEAM_LEAD else set()):
        client = Client(raise_request_exception=False)
        client.force_login(own.people[who])
        holder = {"pk": getattr(own, row.target["pk"]).pk, **plain}
        for wrong in (foreign, {**numbers, last: foreign[last]}):
            for method in ("get", "post"):
                answer = ask(client, row, {**holder, **wrong}, method)
                # Some pages take a POST only.
                expected = (404, 405) if method != row.method else (404,)
                if row.route in ("cases:entrust", "cases:disclose") and who == Role.TEAM_LEAD:
                    # Both notes are in sight there; the team lead has written none of them.
                    expected = (*expected, 403)
                assert answer.status_code in expected, (row.name, who, wrong, method)


# --- what can be chosen in forms ------------------------------------------------------------------


def case_ids(model, keys):
    """The cases that rows of a model belong to; None for rows of no case."""
    if model is Person:
        return set(Case.objects.filter(members__person__in=keys).values_list("pk", flat=True))
    path = TABLES.get(model.__name__)
    if model._meta.app_label != "cases" or path is None:
        return set()
    rows = model._default_manager.filter(pk__in=keys)
    return set(rows.values_list(path if path == "pk" else f"{path}_id", flat=True))


def all_forms(context):
    """Every form a page was shown with, also those in lists."""
    for layer in context or ():
        for value in layer.dicts if hasattr(layer, "dicts") else [layer]:
            for thing in value.values() if isinstance(value, dict) else ():
                for each in thing if isinstance(thing, list | tuple) else [thing]:
                    if isinstance(each, forms.BaseForm):
                        yield each


@pytest.mark.parametrize(
    "row",
    [row for row in CASE_ROWS if row.target.get("pk") == "case" and row.method == "get"],
    ids=lambda row: row.name,
)
def test_forms_offer_nothing_of_another_case(two, row):
    own, _other = two
    client = Client(raise_request_exception=False)
    for role in (Role.TEAM_LEAD, Role.CASEWORKER):
        client.force_login(own.people[role])
        target = {
            name: value[1:] if value.startswith("=") else getattr(own, value).pk
            for name, value in row.target.items()
        }
        answer = ask(client, row, target, "get")
        if answer.status_code != 200:
            continue
        for form in all_forms(answer.context):
            for name, field in form.fields.items():
                rows = getattr(field, "queryset", None)
                if rows is None:
                    continue
                offered = case_ids(rows.model, list(rows.values_list("pk", flat=True)))
                assert offered <= {own.case.pk}, (row.name, role, name)


def test_forms_with_choices_are_found(two):
    own, other = two
    client = Client()
    client.force_login(own.people[Role.TEAM_LEAD])
    answer = client.get(reverse("cases:support_new", args=[own.case.pk]))
    offered = [
        set(field.queryset.values_list("pk", flat=True))
        for form in all_forms(answer.context)
        for name, field in form.fields.items()
        if name == "person"
    ]
    assert offered
    assert all(own.young_person.pk in keys for keys in offered)
    assert case_ids(Person, [other.young_person.pk]) == {other.case.pk}


def test_the_twin_is_a_twin(two):
    own, other = two
    assert own.case.district == other.case.district
    assert own.support.provider == other.support.provider
    assert own.note.pk != other.note.pk
