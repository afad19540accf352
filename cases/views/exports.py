"""Handing out the complete file of a case (§ 83 SGB X)."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cases.forms.documents import ExportForm
from cases.services.exports import export_case
from cases.views.documents import to_documents
from cases.views.pages import open_case


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def case_export(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """Say what goes out, then hand it out as one archive."""
    case = open_case(request, pk, "export")
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = export_case(
            actor=request.user,
            case=case,
            now=timezone.now(),
            with_entrusted=form.cleaned_data["entrusted"],
        )
        name = f"auskunft-{slugify(case.reference) or case.pk}.zip"
        # The response closes the archive when it has been sent.
        return FileResponse(
            made.archive, as_attachment=True, filename=name, content_type="application/zip"
        )
    page = {
        "title": _("Answer a request for access"),
        "breadcrumbs": to_documents(case),
        "consequences": [
            _("You receive everything that is stored about this case, with all papers."),
            _("Addresses that must stay secret are never in it, nor what was entrusted to others."),
            _(
                "Before you hand it over, please check what is told about other people: their"
                " legitimate interests may stand against it (§ 83 SGB X)."
            ),
            _("That you took it out is written into the log."),
        ],
        "form": form,
        "draft_token": "",
        "errors": [],
        "danger": False,
        "version": 0,
        "submit_label": _("Put the archive together"),
        "cancel_url": reverse("cases:document_list", args=[case.pk]),
    }
    return render(request, "ui/confirm.html", page)
