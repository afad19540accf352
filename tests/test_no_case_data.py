"""No case data crosses into the social space.

Markers are planted in every text of the cases; then every page, export and answer of the registry
is asked for as every role that may open it. Addresses join by being in the access matrix.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F, Min
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from pypdf import PdfReader

from networks.models import EntryRequest, MeetingInvitation, NetworkMeeting, Provider
from networks.services import invitations, rounds
from sro.access import Role
from tests.access import world as worlds
from tests.test_access_matrix import ROWS, target

MARKER = "Quittengelee"
#: Texts that must have taken the marker; what a trigger keeps as it was may stay without.
PLANTED = {
    "cases.Case.name",
    "cases.Person.given_name",
    "cases.Person.family_name",
    "cases.CaseNote.text",
    "cases.Resource.name",
    "cases.Resource.note",
    "cases.Goal.text",
}


def api_names(resolver=None) -> Iterator[str]:
    """Yield the addresses of the interface that the registry answers itself."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from api_names(pattern)
        elif getattr(pattern.callback, "cls", object).__module__.startswith("networks."):
            yield f"api:{pattern.name}"


API = frozenset(api_names())
#: What other rooms put into the pages of a place.
FRAGMENTS = {"hours:place", "hours:project_hours", "hours:network_hours", "reporting:place"}
ASKED = [
    row
    for row in ROWS
    if row.method == "get"
    and (row.route.startswith(("networks:", "public:")) or row.route in API | FRAGMENTS)
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    """The world of the access matrix with markers in its cases; nothing of it stays."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            built = worlds.build()
            built.planted = plant()
            yield built
            transaction.set_rollback(True)
        connection.close()


def plant() -> set[str]:
    """Write the marker into every free text of the cases; return where it stands now."""
    planted = set()
    for model in apps.get_app_config("cases").get_models():
        if model._meta.model_name.endswith("event") or not model._meta.managed:
            continue
        for field in model._meta.concrete_fields:
            if is_free_text(field) and write(model, field.name):
                planted.add(f"{model._meta.label}.{field.name}")
    return planted


def is_free_text(field: models.Field) -> bool:
    """Whether somebody types what they like there."""
    plain = type(field) in (models.CharField, models.TextField)
    return plain and not field.choices and not field.unique and (field.max_length or 99) > 20


def write(model: type[models.Model], name: str) -> bool:
    """Put the marker there; False where the database keeps every row as it was."""
    numbers = list(model._base_manager.values_list("pk", flat=True))
    if changed(model, numbers, name):
        return True
    return sum(changed(model, [number], name) for number in numbers) > 0


def changed(model: type[models.Model], numbers: list[int], name: str) -> bool:
    """Write the marker into these rows: into all of them or none."""
    try:
        with transaction.atomic():
            return model._base_manager.filter(pk__in=numbers).update(**{name: MARKER}) > 0
    except DatabaseError:
        return False


def test_the_marker_stands_where_families_are_spoken_of(world):
    assert PLANTED - world.planted == set()


def test_every_part_of_the_registry_is_asked():
    named = {row.route for row in ASKED}
    routes = {f"networks:{each}" for each in networks_names()}
    assert len(named & routes) > 30
    assert len(named & API) > 10
    assert named >= FRAGMENTS
    assert {"public:directory", "public:institution", "public:entry"} <= named


def networks_names() -> Iterator[str]:
    for pattern in get_resolver().url_patterns:
        if getattr(pattern, "namespace", None) == "networks":
            yield from _names(pattern)


def _names(resolver) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _names(pattern)
        else:
            yield pattern.name


@pytest.mark.parametrize("row", ASKED, ids=lambda row: row.name)
def test_nothing_of_a_family_is_said(world, row):
    for role in Role:
        if row.status_for(role) != 200:
            continue
        client = Client()
        client.force_login(world.people[role])
        address = reverse(row.route, kwargs=target(row, world, role))
        page = said(client, address, row.data)
        assert MARKER not in page, (role, address)
        for each in ("csv", "xlsx"):
            if f"format={each}" in page:
                taken = said(client, address, {**row.data, "format": each})
                assert MARKER not in taken, (role, address, each)


def test_no_mail_says_anything_of_a_family(world, mailoutbox):
    with transaction.atomic():
        EntryRequest.objects.update(sent_at=None)
        Provider.objects.update(email="traeger@sro.example")
        MeetingInvitation.objects.update(wanted_edition=F("wanted_edition") + 1)
        now = timezone.now()
        # Of meetings that are over nobody is written to any more.
        before = NetworkMeeting.objects.aggregate(first=Min("starts_at"))["first"]
        for pk in MeetingInvitation.objects.values_list("pk", flat=True):
            invitations.send(invitation_pk=pk, now=before)
        invited = len(mailoutbox)
        for pk in EntryRequest.objects.values_list("pk", flat=True):
            rounds.send_letter(pk=pk, now=now)
        transaction.set_rollback(True)
    assert 0 < invited < len(mailoutbox)
    for mail in mailoutbox:
        parts = [part.get_payload(decode=True) or b"" for part in mail.message().walk()]
        assert MARKER not in mail.subject
        assert MARKER.encode() not in b"".join(parts), mail.subject


def said(client: Client, address: str, data: dict) -> str:
    """Everything an answer says, out of whatever wrapping; what it writes is undone."""
    with transaction.atomic():
        answer = client.get(address, data)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    assert answer.status_code == 200, (address, data)
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return body.decode("utf-8", errors="replace")


def test_a_wrapped_answer_is_unwrapped():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sheet.xml", MARKER * 9)
    answer = SimpleNamespace(streaming=False, content=packed.getvalue(), status_code=200)
    client = SimpleNamespace(get=lambda address, data: answer)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transaction, "atomic", lambda: zipfile.ZipFile(io.BytesIO(), "w"))
        patch.setattr(transaction, "set_rollback", lambda _value: None)
        assert MARKER in said(client, "/", {})
