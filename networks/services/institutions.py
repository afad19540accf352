"""Keeping institutions, their offers and their kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import Institution, InstitutionCategory, Offer
from networks.services.search import refresh_later, refresh_search
from sro.audit.keeping import created, deleted, updated

E = TypeVar("E", Institution, Offer)


def create_institution(*, actor: Any, now: datetime, **fields: Any) -> Institution:
    """Enter an institution."""
    return created(actor, Institution(**fields), now)


def update_institution(
    *,
    actor: Any,
    institution: Institution,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> Institution:
    """Change an institution; its offers are found under the new name and place as well."""
    with transaction.atomic():
        fresh = updated(actor, institution, changes, version, now)
        if fresh.version != version and {"name", "social_space"} & changes.keys():
            refresh_search(fresh.offers.select_related("institution__social_space__district"))
    return fresh


def delete_institution(
    *, actor: Any, institution: Institution, version: int, now: datetime
) -> None:
    """Delete an institution entered by mistake, with its offers; a closed one gets its end date."""
    deleted(actor, institution, version, now)


def create_offer(*, actor: Any, now: datetime, **fields: Any) -> Offer:
    """Enter an offer of an institution."""
    return created(actor, Offer(**fields), now)


def update_offer(
    *, actor: Any, offer: Offer, changes: Mapping[str, Any], version: int, now: datetime
) -> Offer:
    """Change an offer."""
    return updated(actor, offer, changes, version, now)


def delete_offer(*, actor: Any, offer: Offer, version: int, now: datetime) -> None:
    """Delete an offer entered by mistake; one that has ended gets its end date."""
    deleted(actor, offer, version, now)


def verify(*, actor: Any, entry: E, version: int, today: date, now: datetime) -> E:
    """Note that somebody has asked today whether the entry, as it stands in `version`, is true.

    Raises StaleRecord when it was changed meanwhile: nobody verifies what they have not seen.
    """
    if not entry.is_active_on(today):
        raise ValidationError(_("A closed entry needs no verification."))
    return updated(
        actor,
        entry,
        {"last_verified": today},
        version,
        now,
        action="verify",
        verb="verified",
    )


# --- categories --------------------------------------------------------------------------------


def create_category(*, actor: Any, now: datetime, **fields: Any) -> InstitutionCategory:
    """Enter a kind of institution."""
    return created(actor, InstitutionCategory(**fields), now)


def update_category(
    *,
    actor: Any,
    category: InstitutionCategory,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> InstitutionCategory:
    """Change a kind; its institutions are found under the new name."""
    with transaction.atomic():
        # Asked of the database: a form may have put the new name into `category` already.
        before = InstitutionCategory.objects.values_list("name", flat=True).get(pk=category.pk)
        fresh = updated(actor, category, changes, version, now)
        if fresh.name != before:
            refresh_later("category", fresh.pk)
    return fresh


def delete_category(
    *, actor: Any, category: InstitutionCategory, version: int, now: datetime
) -> None:
    """Delete a kind nobody uses."""
    deleted(actor, category, version, now)
