"""From a map to the registry: only what others may know leaves the case."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, Person, Resource
from networks.models import InstitutionCategory, ResourceProposal, SocialSpace
from networks.services import proposals
from sro import access
from sro.refusals import NotPossible

#: Shorter names are parts of ordinary words.
_SHORTEST = 3


def propose_found_resource(
    *,
    actor: Any,
    resource: Resource,
    now: datetime,
    today: date,
    name: str,
    description: str = "",
    category: InstitutionCategory | None = None,
    social_space: SocialSpace | None = None,
    contact: str = "",
) -> ResourceProposal:
    """Propose something found in a case to the registry, without anything of the case.

    Nothing of the resource is copied: the texts are those typed for the proposal. Raises
    ValidationError where they name somebody of the family or the file, NotPossible for a resource
    that is not marked as found in this case.
    """
    access.require(actor, "change", resource)
    if not resource.found_here:
        raise NotPossible(_("Only what is marked as found in this case is proposed."))
    case = resource.resource_map.case
    texts = {"name": name, "description": description, "contact": contact}
    said = names_of(case)
    errors = {
        field: _("Please write nothing about the family: “%(word)s”.") % {"word": word}
        for field, text in texts.items()
        if (word := next((word for word in said if _names(text, word)), ""))
    }
    if errors:
        raise ValidationError(errors)
    return proposals.propose_resource(
        actor=actor,
        now=now,
        today=today,
        category=category,
        social_space=social_space,
        **texts,
    )


def names_of(case: Case) -> list[str]:
    """Return the words that lead to the family: names of its people and of its maps, the file."""
    people = Person.objects.filter(
        Q(memberships__case=case) | Q(resource_maps__case=case)
    ).distinct()
    words = {case.reference}
    for person in people:
        words |= {person.given_name, person.family_name, person.legal_name}
    # "Familie Musterhaus" among colleagues: the name counts, the word "Familie" does not.
    general = {"familie", "fam."}
    words |= {word for word in case.name.split() if word.casefold() not in general}
    return sorted(word for word in words if len(word) >= _SHORTEST)


def _names(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))
