"""Taking a report along: PDF, XLSX, CSV; the same numbers and the same dashes as on the page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from reporting.exports import headings, rows, workbook
from reporting.models import DistrictReport
from reporting.papers import report_paper
from reporting.rules.document import Document
from reporting.services.documents import document_of
from reporting.views.reports import load_report
from sro import access
from sro.audit.trail import record_export
from sro.ui.exports import DIALECTS, attachment, csv_attachment
from sro.ui.spreadsheets import XLSX_TYPE

#: The version of the office, and the one that is published.
INSIDE, PUBLIC = VERSIONS = ("bericht", "oeffentlich")
FORMS = ("pdf", "xlsx", *DIALECTS)


@require_safe
def download(
    request: HttpRequest,
    year: int,
    quarter: int,
    key: str,
    number: int,
    version: str,
    form: str,
) -> HttpResponse | StreamingHttpResponse:
    """Hand out a version of a report as pdf, xlsx, csv (German) or csv-plain."""
    report = load_report(request, year, quarter, key, number, "export")
    if version == INSIDE:
        access.require(request.user, "read_inside", report)
    document = _version(report, version)
    if document is None or form not in FORMS:
        raise Http404
    record_export(
        request.user,
        "districtreport.exported",
        report,
        format=form,
        version=version,
        rows=sum(1 for _row in rows(document)),
    )
    stem = f"bezirksbericht-{year}-{quarter}-{key}-{version}"
    if form == "pdf":
        paper = report_paper(report, document, timezone.localtime())
        return attachment(paper, f"{stem}.pdf", "application/pdf")
    if form == "xlsx":
        return attachment(workbook(document), f"{stem}.xlsx", XLSX_TYPE)
    return csv_attachment(rows(document), headings(document), f"{stem}.csv", form)


def _version(report: DistrictReport, version: str) -> Document | None:
    if version not in VERSIONS:
        return None
    if version == INSIDE:
        return document_of(report)
    return Document.from_json(report.public_sheet) if report.public_sheet else None
