"""The needs report: what families miss, where, and what there is."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.models import SpaceAnswer
from networks.models import District, InstitutionCategory
from reporting import needs_tables
from reporting.forms.needs import NeedsForm
from reporting.need_reporting import actions_for
from reporting.rules.needs import Span
from reporting.services.needs import Needs, missing_answers, needs_of, readable_districts
from sro import access
from sro.audit.trail import record_export
from sro.ui.crumbs import crumb
from sro.ui.exports import attachment
from sro.ui.spreadsheets import export_response
from sro.ui.tables import EXPORTS

#: More answers in words than these nobody reads on a page.
IN_WORDS = 50


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """Show what is missed by kind and area, beside the offers there are."""
    form = _form(request)
    found = _needs(request, form)
    query = request.GET.urlencode()
    return render(
        request,
        "reporting/needs.html",
        {
            "title": _("Needs: %(area)s, %(span)s")
            % {
                "area": needs_tables.area_in_words(found),
                "span": needs_tables.span_in_words(found.span),
            },
            "breadcrumbs": [crumb(_("Reports"), "reporting:home")],
            "actions": actions_for(request.user, found),
            "form": form,
            "needs": found,
            "kind": needs_tables.kind_in_words(found),
            "kinds": needs_tables.kinds_table(found),
            "areas": needs_tables.areas_table(found),
            "bars": needs_tables.kinds_picture(found),
            "map": needs_tables.areas_picture(found),
            "definitions": needs_tables.definitions(),
            "answers": _in_words(request.user, found.span, found.district),
            "downloads": [
                (label, f"{reverse('reporting:needs_download', args=[form])}?{query}")
                for label, form in (
                    (_("PDF"), "pdf"),
                    (_("Excel (XLSX)"), "xlsx"),
                    (_("CSV, German form"), "csv"),
                    (_("CSV, plain"), "csv-plain"),
                )
            ],
        },
    )


@require_safe
def needs_download(request: HttpRequest, form: str) -> HttpResponseBase:
    """Hand out the same tables as PDF or spreadsheet."""
    found = _needs(request, _form(request))
    if form != "pdf" and form not in EXPORTS:
        raise Http404
    columns, rows = needs_tables.sheet(found)
    lines = list(rows)
    record_export(
        request.user,
        "export.bedarf",
        format=form,
        rows=len(lines),
        model=SpaceAnswer._meta.label,
        district=found.district.pk if found.district else None,
    )
    name = f"bedarf-{found.span.code}"
    if found.district:
        name = f"{name}-{found.district.key}"
    if form == "pdf":
        paper = needs_tables.paper(found, timezone.localtime())
        return attachment(paper, f"{name}.pdf", "application/pdf")
    return export_response(name, columns, lines, form)


def _form(request: HttpRequest) -> NeedsForm:
    districts = readable_districts(request.user)
    every = District.objects.visible_to(request.user).count()
    kinds = InstitutionCategory.objects.visible_to(request.user).defer("search_vector")
    return NeedsForm(
        request.GET,
        today=timezone.localdate(),
        districts=districts,
        everywhere=len(districts) == every,
        kinds=kinds,
    )


def _needs(request: HttpRequest, form: NeedsForm) -> Needs:
    return needs_of(
        actor=request.user,
        span=form.span,
        today=timezone.localdate(),
        district=form.district,
        kind=form.kind,
    )


def _in_words(user: Any, span: Span, district: District | None) -> list[SpaceAnswer]:
    """Return what families said in their words, for those who may read their plans."""
    if not access.can(user, "view", SpaceAnswer):
        return []
    rows = access.rows(user, missing_answers(span)).exclude(text="")
    if district is not None:
        rows = rows.filter(plan__case__district=district)
    rows = rows.select_related("category", "plan__case").defer("plan__case__search_vector")
    return list(rows.order_by("-plan__agreed_at", "pk")[:IN_WORDS])
