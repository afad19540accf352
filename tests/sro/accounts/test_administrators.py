"""Two administrators acting at the same moment; needs real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from sro.access import Role
from sro.accounts.models import User
from sro.accounts.services.users import create_user, deactivate_user
from tests.people import person


def together(*calls):
    """Run the calls at the same time; returns what each raised, None where it went through."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            call()
        except Exception as error:  # noqa: BLE001 - handed on to the test
            return error
        finally:
            connections.close_all()
        return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_two_administrators_cannot_close_each_other(round_):
    one, other = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)
    now = timezone.now()
    errors = together(
        lambda: deactivate_user(actor=one, user=other, version=1, now=now),
        lambda: deactivate_user(actor=other, user=one, version=1, now=now),
    )
    failed = [error for error in errors if error is not None]
    assert len(failed) == 1
    assert isinstance(failed[0], (PermissionDenied, ValidationError))
    assert User.objects.administrators_on(timezone.localdate(now)).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_address_entered_twice_at_once_makes_one_account():
    admin = person(Role.ADMINISTRATOR)
    now = timezone.now()

    def create():
        create_user(actor=admin, email="neu@sro.example", display_name="Neu", now=now)

    errors = together(create, create, create)
    assert User.objects.filter(email="neu@sro.example").count() == 1
    assert [type(error) for error in errors if error] == [ValidationError] * 2


@pytest.mark.django_db
def test_the_command_prints_a_link_for_the_password(capsys, client):
    call_command("create_administrator", "erste@sro.example", "Erste Person", "https://sro.example")
    link = capsys.readouterr().out.strip().splitlines()[-1]
    assert link.startswith("https://sro.example/konto/passwort/neu/")
    page = client.get(link.removeprefix("https://sro.example"), follow=True)
    assert "Passwort setzen" in page.content.decode()


@pytest.mark.django_db
def test_the_command_refuses_a_second_first_administrator():
    person(Role.ADMINISTRATOR)
    with pytest.raises(CommandError, match="Administration"):
        call_command("create_administrator", "a@sro.example", "A", "https://sro.example")
