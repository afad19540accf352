"""Section of a case's page: family."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.family_facts import people_facts
from cases.family_words import born_text
from cases.models import Case
from cases.sections import Section
from sro.ui.tables import Action


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return who belongs to the family and who decides for the young people; two queries."""
    today = timezone.localdate()
    facts = people_facts(request.user, case, today)
    actions = [Action(_("Family and relationships"), reverse("cases:family", args=[case.pk]))]
    if case.is_open:
        new = reverse("cases:person_new", args=[case.pk])
        actions.append(Action(_("Add person"), new, icon="add"))
    return Section(
        key="familie",
        title=_("Family"),
        template="cases/sections/family.html",
        context={
            "case": case,
            "people": [(member, born_text(member.person, today)) for member in facts.members],
            "custody": facts.custody,
        },
        actions=tuple(actions),
        count=len(facts.members),
    )
