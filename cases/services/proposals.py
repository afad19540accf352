"""From a map to the registry: only what others may know leaves the case."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, Person, Resource
from cases.rules.mapping import INFRASTRUCTURE
from cases.rules.states import CaseState
from networks.models import InstitutionCategory, ResourceProposal, SocialSpace
from networks.services import proposals
from sro import access
from sro.refusals import NotPossible

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
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

    Stored is what the person has read and sent, nothing else of the resource. Raises
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


def name_for_others(resource: Resource) -> str:
    """Return the resource's name to begin a proposal with; empty where it names the family.

    Only of what lies in the field of infrastructure: elsewhere on the map the names are people's.
    """
    if resource.field != INFRASTRUCTURE:
        return ""
    said = names_of(resource.resource_map.case)
    return "" if any(_names(resource.name, word) for word in said) else resource.name


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
    found = {word for word in words if len(word) >= _SHORTEST}
    return sorted(
        found | {f"{person.birth_date:%d.%m.%Y}" for person in people if person.birth_date}
    )


def named_in_own_cases(user: Any, text: str) -> str:
    """Return the word of a text that is a family's name, or the sign of the file.

    Of the open cases that the person is in charge of or stands in for; given names alone are those
    of many.
    """
    mine = Case.objects.filter(Q(responsible=user.pk) | Q(deputy=user.pk)).exclude(
        state=CaseState.CLOSED
    )
    people = Person.objects.filter(memberships__case__in=mine).exclude(family_name="")
    words = {
        *people.order_by().values_list("family_name", flat=True).distinct(),
        *mine.order_by().values_list("reference", flat=True),
    }
    return next(
        (word for word in sorted(words) if len(word) >= _SHORTEST and _names(text, word)), ""
    )


def _names(text: str, word: str) -> bool:
    """Whether a text has a word, also with the ending of a genitive or plural, and ü as ue."""
    pattern = rf"(?<!\w){re.escape(_folded(word))}(?:s|ns|n|en|es)?(?!\w)"
    return bool(re.search(pattern, _folded(text)))


def _folded(text: str) -> str:
    return text.casefold().translate(_UMLAUTS)
