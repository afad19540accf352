"""From a proposal to the form of an institution."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator

from networks.models import ResourceProposal
from networks.models.providers import PHONE

#: What is surely a website, an e-mail address, a telephone number; the rest is left to people.
_FORMS: dict[str, Callable[[str], object]] = {
    "website": RegexValidator(r"^(https?://|www\.)[^\s.]+\.\S{2,190}$", flags=re.IGNORECASE),
    "email": EmailValidator(),
    "phone": PHONE,
}


def filled_in(proposal: ResourceProposal) -> dict[str, Any]:
    """Return what the form of a new institution can take from a proposal."""
    return {
        "name": proposal.name,
        "description": proposal.description,
        "category": proposal.category_id,
        "social_space": proposal.social_space_id,
        **contact_fields(proposal.contact),
    }


def contact_fields(text: str) -> dict[str, str]:
    """Sort "where to ask" into website, e-mail address and telephone.

    Each part between commas goes where it plainly belongs; what is nothing of the kind (a street,
    a name) is left out: it still stands beside the form.
    """
    found: dict[str, str] = {}
    for part in re.split(r"[,;\n]", text):
        name = _kind(part.strip())
        if name and name not in found:
            found[name] = part.strip()
    return found


def _kind(part: str) -> str:
    return next((name for name, form in _FORMS.items() if _fits(form, part)), "")


def _fits(form: Callable[[str], object], part: str) -> bool:
    try:
        form(part)
    except ValidationError:
        return False
    return True
