"""Section of a case's page: notes."""

from __future__ import annotations

from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, CaseNote
from cases.sections import Section
from sro.ui.tables import Action

SHOWN = 5


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the latest notes that the person may see."""
    rows = CaseNote.objects.visible_to(request.user).filter(case=case).select_related("author")
    # The number of all comes along with the few that are shown.
    notes = list(rows.annotate(every=Window(Count("pk")))[:SHOWN])
    count = notes[0].every if notes else 0
    new = reverse("cases:note_new", args=[case.pk])
    return Section(
        key="notizen",
        title=_("Notes"),
        template="cases/sections/notes.html",
        context={
            "notes": notes,
            "more": count > len(notes),
            "url": reverse("cases:notes", args=[case.pk]),
        },
        actions=(Action(_("Write note"), new, icon="add"),) if case.is_open else (),
        count=count,
    )
