"""The harness keeps its promises: role, restored rows, strict templates, quiet pages."""

import os

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection
from django.template import Context, Template

from tests.harness import templates


@pytest.mark.django_db
def test_tests_run_as_the_applications_role():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("sro_app", False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["CREATE TABLE x (a int)", "TRUNCATE accounts_user"])
def test_the_applications_role_may_not_change_the_schema(statement):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        with connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_number", [1, 2])
def test_a_transactional_test_leaves_no_rows(round_number, django_user_model):
    assert not django_user_model.objects.filter(email="left@example.org").exists()
    django_user_model.objects.create(email="left@example.org")
    assert ContentType.objects.exists()


def test_an_undefined_variable_fails():
    with pytest.raises(templates.UndefinedVariableError, match="nonsense"):
        Template("{{ nonsense }}").render(Context({}))
    with pytest.raises(templates.UndefinedVariableError, match=r"user\.nonsense"):
        Template("{{ user.nonsense }}").render(Context({"user": object()}))
    with pytest.raises(templates.UndefinedVariableError, match="rows"):
        Template("{% for row in rows %}{{ row }}{% endfor %}").render(Context({}))
    assert len(templates.found()) == 3


def test_what_may_be_missing_is_asked_for_openly():
    text = "{% if nonsense %}a{% else %}b{% endif %}{{ nonsense|default:'–' }}"
    assert Template(text).render(Context({})) == "b–"


def test_every_process_has_its_own_servers(servers):
    assert "127.0.0.1" in servers.database or "DATABASE_URL" in os.environ
