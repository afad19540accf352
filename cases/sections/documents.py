"""Section of a case's page: the papers that were issued last."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases.models import Case, IssuedDocument
from cases.sections import Section
from sro.ui.tables import Action

_SHOWN = 5


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the last papers and the way to all of them, with one query."""
    rows = (
        IssuedDocument.objects.visible_to(request.user)
        .filter(case=case)
        .defer("content")
        .select_related("issued_by")
    )
    found = list(rows[: _SHOWN + 1])
    return Section(
        key="dokumente",
        title=_("Papers"),
        template="cases/sections/documents.html",
        context={"case": case, "documents": found[:_SHOWN], "more": len(found) > _SHOWN},
        actions=(Action(_("Issue a paper"), reverse("cases:document_list", args=[case.pk])),),
    )
