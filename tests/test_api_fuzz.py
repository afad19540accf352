"""The interface is asked what nobody thought of: by every role, from its own description.

Each request is made up by schemathesis and sent with every person's access, inside a transaction
that is undone. `SRO_API_REQUESTS` raises the number of requests in all.
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from django.urls import resolve
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.specs.openapi import checks

from sro.access import Role
from sro.accounts.models import PersonalToken
from sro.accounts.models.accesses import Scope
from sro.accounts.services.accesses import fingerprint
from tests.access import world as worlds

TOPICS = [
    "areas",
    "institutions",
    "providers",
    "networks",
    "indicators",
    "budgets",
    "cases",
    "hours",
    "needs",
    "reports",
    "projects",
]
# Compressed answers are not read.
_PLAIN = {"Accept-Encoding": "identity"}
#: Requests in the ordinary run; the whole one asks at least 5,000.
REQUESTS = int(os.environ.get("SRO_API_REQUESTS", "0"))
PEOPLE = len(Role) + 1
#: Operations of the description, roughly; more of them only mean more requests.
OPERATIONS = 70
EXAMPLES = max(2, math.ceil(REQUESTS / PEOPLE / OPERATIONS))


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """One of everything, and an access with all scopes for everybody."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            # As Django's own test client does: the transaction outlives the requests.
            for signal in (request_started, request_finished):
                signal.disconnect(close_old_connections)
            found = worlds.build()
            found.accesses = {role: _access(user) for role, user in found.people.items()}
            yield found
            transaction.set_rollback(True)
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        connection.close()


def _access(user: Any) -> str:
    text = f"sro_{user.pk}"
    PersonalToken.objects.create(
        owner=user,
        name="Probe",
        digest=fingerprint(text),
        hint="obe1",
        scopes=Scope.values,
        expires_on=date.today() + timedelta(days=1),
        created_at=timezone.now(),
        last_used_at=timezone.now(),
    )
    return text


@pytest.fixture(scope="module")
def schema(world) -> Any:
    load_all_checks()
    return schemathesis.openapi.from_wsgi("/api/schema/?format=json", get_wsgi_application())


@pytest.mark.parametrize("topic", TOPICS)
def test_whatever_is_asked_the_answer_is_as_described(world, schema, topic):
    operations = [each.ok() for each in schema.get_all_operations()]
    chosen = [each for each in operations if topic in each.tags]
    assert chosen
    answers = Counter()
    for operation in chosen:
        _ask(world, operation, answers)
    print(f"{topic}: {answers.total()} requests, {dict(sorted(answers.items()))}")
    # Neither refused throughout nor all alike: the requests reach the rows.
    assert answers[200] > len(chosen) / 2


def _ask(world: SimpleNamespace, operation: Any, answers: Counter) -> None:
    kind = _kind(operation)
    numbers = _numbers(kind)
    modes = [operation.as_strategy(mode) for mode in GenerationMode]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    @seed(2018)
    @given(case=st.one_of(*modes), number=st.sampled_from(numbers), real=st.booleans())
    def check(case: Any, number: str, real: bool) -> None:
        if case.path_parameters and real:
            case.path_parameters = dict.fromkeys(case.path_parameters, number)
        for role, text in world.accesses.items():
            with transaction.atomic():
                answer = case.call(headers={**_PLAIN, "Authorization": f"Bearer {text}"})
                answers[answer.status_code] += 1
                _judge(case, answer)
                _within_reach(world.people[role], kind, answer)
                transaction.set_rollback(True)

    check()


def _judge(case: Any, answer: Any) -> None:
    case.validate_response(
        answer,
        checks=[
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_schema_conformance,
        ],
    )
    assert answer.status_code < 500, (case.as_curl_command(), answer.text[:500])


def _kind(operation: Any) -> Any:
    """Return the class behind the operation."""
    path = operation.full_path.replace("{monday}", "2025-06-02")
    return resolve(path.replace("{sign}", "1").replace("{id}", "1")).func.cls


def _numbers(kind: Any) -> list[str]:
    """Return what addresses of this kind really name, one's own and others' alike."""
    field = getattr(kind, "lookup_field", "pk")
    if field == "monday":
        return ["2025-06-02", "2025-06-09"]
    rows = kind.model.objects.order_by("pk").values_list(field, flat=True)
    return [str(each) for each in rows[:30]] or ["1"]


def _within_reach(user: Any, kind: Any, answer: Any) -> None:
    """Fail if the answer shows rows that the person may not see."""
    if answer.status_code != 200 or not answer.content:
        return
    body = json.loads(answer.content)
    rows = body.get("results", [body]) if isinstance(body, dict) else []
    shown = {row["id"] for row in rows if isinstance(row, dict) and "id" in row}
    if shown:
        visible = kind.model.objects.visible_to(user).filter(pk__in=shown)
        assert shown <= set(visible.values_list("pk", flat=True))
