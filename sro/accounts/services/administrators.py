"""There is always somebody who can help: the last administrator stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sro.access import Role
from sro.accounts import rules
from sro.accounts.models import Membership, User
from sro.audit import trail
from sro.periods import DateRange

# One at a time: two administrators removing each other would both see the other one still there.
_LOCK = 0x53524F01


@contextmanager
def keeping_an_administrator(*, actor: User, now: datetime) -> Iterator[User]:
    """Run a change of accounts or roles; undo it if it leaves days without an administrator.

    Yields the actor as the database knows them now, because the change may have waited for
    another one that took their role away. Raises ValidationError naming the first such day.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        before = _first_day_without(today)
        yield User.objects.get(pk=actor.pk)
        after = _first_day_without(today)
        if after is not None and rules.got_worse(before, after):
            raise ValidationError(
                _(
                    "From %(day)s on nobody would be administrator. "
                    "Please give the role to somebody else first."
                )
                % {"day": date_format(after, "SHORT_DATE_FORMAT")},
                code="last_administrator",
            )


def create_first_administrator(*, email: str, display_name: str, now: datetime) -> User:
    """Create the account from which all others are created; it gets its password by mail.

    Raises ValidationError when there is an active administrator already.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        if User.objects.administrators_on(today).exists():
            raise ValidationError(_("There is an administrator already; ask that person."))
        user = User.objects.create_user(email, display_name=display_name)
        membership = Membership(user=user, role=Role.ADMINISTRATOR, valid_from=today)
        membership.full_clean()
        membership.save(force_insert=True)
        trail.record(None, "user.created", user, now=now, name=display_name)
        trail.record(
            None, "membership.created", membership, now=now, user=user.pk, role=membership.role
        )
    return user


def _first_day_without(today: date) -> date | None:
    memberships = Membership.objects.current_or_coming(today).filter(
        role=Role.ADMINISTRATOR, user__is_active=True
    )
    spans = memberships.values_list("valid_from", "valid_until")
    return rules.first_day_uncovered([DateRange(start, end) for start, end in spans], today)
