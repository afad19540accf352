"""Keeping what people type.

A form carries a signed token that names its owner and itself. With it the content can be stored
even after the session has ended or the CSRF token has changed; it can be read by the owner alone.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core import signing
from django.http import HttpRequest, QueryDict

from sro.ui.models import Draft

SALT = "sro.ui.draft"
MAX_AGE = 60 * 60 * 24 * 30
# A long plan fits many times; a script that fills the table does not.
MAX_CHARACTERS = 500_000
# Room for all needs of a board, ticked.
LONGEST_ADDRESS = 10_000
NOT_KEPT = {"csrfmiddlewaretoken", "_draft", "password", "old_password"}

VERSION = re.compile(r"[0-9]{1,9}")


def address_of(request: HttpRequest) -> str:
    """Return the address of a form's page with what it is about, without the wish to go on."""
    query = request.GET.copy()
    query.pop("entwurf", None)
    full = f"{request.path}?{query.urlencode()}" if query else request.path
    return full if len(full) <= LONGEST_ADDRESS else request.path


def draft_token(user: Any, key: str, title: str, address: str) -> str:
    """Return the token with which a form's content may be kept for `user`."""
    return signing.dumps([user.pk, key[:200], title[:200], address[:LONGEST_ADDRESS]], salt=SALT)


def keep(*, token: str, data: QueryDict, now: datetime) -> Draft | None:
    """Store the content for the token's owner; None for a bad token or an inactive owner."""
    try:
        owner_id, key, title, address = signing.loads(token, salt=SALT, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    if not get_user_model().objects.filter(pk=owner_id, is_active=True).exists():
        return None
    content = {
        # PostgreSQL keeps no NUL; nobody types one, some programs paste it.
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in data.lists()
        if name not in NOT_KEPT and "password" not in name
    }
    if sum(len(value) for values in content.values() for value in values) > MAX_CHARACTERS:
        return None
    draft = Draft(
        owner_id=owner_id, key=key, title=title, address=address, data=content, saved_at=now
    )
    # One statement that cannot fail when two arrive at once: a server writes statements that fail
    # into its log, with what was typed.
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["owner", "key"],
        update_fields=["title", "address", "data", "saved_at"],
    )
    return draft


def find(user: Any, key: str) -> Draft | None:
    """Return the user's draft of a form."""
    return Draft.objects.visible_to(user).filter(key=key, owner=user).first()


def based_on(draft: Draft) -> int | None:
    """Return the version of the row the draft was written on; None for a draft that names none.

    Going on with it from a newer version would overwrite what was saved in between.
    """
    told = (draft.data.get("_version") or [""])[0]
    return int(told) if VERSION.fullmatch(told) else None


def drop(user: Any, key: str) -> None:
    """Forget the draft: it was saved, or the user does not want it."""
    Draft.objects.filter(owner=user, key=key).delete()


def as_form_data(draft: Draft) -> QueryDict:
    """Return the draft as a form receives it."""
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, [str(value) for value in values])
    return data
