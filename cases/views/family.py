"""The family of a case: who belongs to it, as a picture and as tables."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.family_facts import family_facts
from cases.family_words import born_text
from cases.models import Case
from cases.views.pages import open_case, to_case
from sro.ui.crumbs import Crumb, crumb
from sro.ui.tables import Action


def to_family(case: Case, *steps: Crumb) -> list[Crumb]:
    """Return the way to the family of a case and further into it."""
    return to_case(case, crumb(_("Family"), "cases:family", case.pk), *steps)


def family_address(case: Case, part: str = "") -> str:
    """Return the address of the family's page, at one of its parts."""
    base = reverse("cases:family", args=[case.pk])
    return f"{base}#{part}" if part else base


@require_safe
def family(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the family: picture, people, relations, custody, households."""
    case = open_case(request, pk)
    today = timezone.localdate()
    facts = family_facts(request.user, case, today)
    return render(
        request,
        "cases/family.html",
        {
            "title": _("Family and relationships"),
            "breadcrumbs": to_case(case),
            "case": case,
            "facts": facts,
            "picture": facts.picture(),
            "people": [
                (
                    member,
                    born_text(member.person, today),
                    facts.current_stays.get(member.person_id, []),
                )
                for member in facts.members
            ],
            "homes": facts.homes(),
            "actions": [
                Action(
                    _("Add person"),
                    reverse("cases:person_new", args=[case.pk]),
                    primary=True,
                    icon="add",
                ),
                Action(_("Add several children"), reverse("cases:children_new", args=[case.pk])),
                Action(_("Take over from another case"), reverse("cases:person_find", args=[pk])),
            ],
        },
    )
