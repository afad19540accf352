"""Drafts: kept by a signed token, read by the owner alone."""

import pytest
from django.http import QueryDict
from django.utils import timezone

from sro.access import Role
from sro.ui.models import Draft
from sro.ui.services import drafts
from tests.people import person

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def owner():
    return person(Role.PLANNER)


@pytest.fixture
def token(owner):
    return drafts.draft_token(owner, "networks:institution_edit:7", "Jugendtreff", "/x/")


def typed(text: str) -> QueryDict:
    return QueryDict(text)


def test_what_was_typed_comes_back(owner, token):
    drafts.keep(token=token, data=typed("name=Jugendtreff&tag=a&tag=b"), now=NOW)
    data = drafts.as_form_data(drafts.find(owner, "networks:institution_edit:7"))
    assert (data["name"], data.getlist("tag")) == ("Jugendtreff", ["a", "b"])


def test_the_newest_text_replaces_the_older(owner, token):
    drafts.keep(token=token, data=typed("name=A"), now=NOW)
    drafts.keep(token=token, data=typed("name=B"), now=NOW)
    assert [d.data["name"] for d in Draft.objects.all()] == [["B"]]


@pytest.mark.parametrize(
    "name", ["password", "new_password1", "old_password", "csrfmiddlewaretoken", "_draft"]
)
def test_secrets_are_not_kept(token, name):
    kept = drafts.keep(token=token, data=typed(f"{name}=geheim&x=1"), now=NOW)
    assert kept.data == {"x": ["1"]}


@pytest.mark.parametrize("bad", ["", "x", "eyJ:x:y"])
def test_a_forged_token_keeps_nothing(bad):
    assert drafts.keep(token=bad, data=typed("a=1"), now=NOW) is None
    assert not Draft.objects.exists()


def test_text_with_a_sign_that_postgresql_cannot_keep_is_kept_without_it(token):
    kept = drafts.keep(token=token, data=typed("a=vor%00her&b%00=1"), now=NOW)
    kept.refresh_from_db()
    assert kept.data == {"a": ["vorher"], "b": ["1"]}


def test_too_much_text_is_refused(token):
    data = QueryDict(mutable=True)
    data["a"] = "x" * (drafts.MAX_CHARACTERS + 1)
    assert drafts.keep(token=token, data=data, now=NOW) is None


def test_an_inactive_owner_keeps_nothing(owner, token):
    owner.is_active = False
    owner.save()
    assert drafts.keep(token=token, data=typed("a=1"), now=NOW) is None


def test_others_do_not_find_it(token):
    drafts.keep(token=token, data=typed("a=1"), now=NOW)
    for role in (Role.PLANNER, Role.ADMINISTRATOR, Role.AUDITOR):
        other = person(role)
        assert drafts.find(other, "networks:institution_edit:7") is None
        assert not Draft.objects.visible_to(other).exists()
