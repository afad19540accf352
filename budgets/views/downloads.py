"""Taking an allocation or a comparison along."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from budgets.exports import Sheet, explanation_sheet
from budgets.models import AllocationRun
from budgets.papers import result_paper
from budgets.services.results import result_of
from budgets.sheets import result_workbook, sheet_workbook
from budgets.views.runs import load_run
from sro import access
from sro.audit.trail import record_export
from sro.ui.exports import DIALECTS, attachment, csv_attachment
from sro.ui.spreadsheets import XLSX_TYPE


def run_download(
    request: HttpRequest, year: int, slug: str, pk: int, form: str
) -> HttpResponse | StreamingHttpResponse:
    """Hand out the result with its explanation as xlsx, csv, csv-plain or pdf."""
    run = load_run(request, year, slug, pk)
    access.require(request.user, "export", run)
    result = result_of(actor=request.user, run=run)
    if result is None or form not in {"xlsx", "pdf", *DIALECTS}:
        raise Http404
    log_export(request, run, form, sum(len(line.parts) for line in result))
    stem = file_stem(run)
    if form == "xlsx":
        return attachment(result_workbook(result), f"{stem}.xlsx", XLSX_TYPE)
    if form == "pdf":
        paper = result_paper(result, timezone.localtime())
        return attachment(paper, f"{stem}.pdf", "application/pdf")
    return _csv(explanation_sheet(run), f"{stem}.csv", form)


def log_export(request: HttpRequest, run: AllocationRun, form: str, rows: int) -> None:
    """Write into the trail who took what along."""
    record_export(request.user, "allocation_run.exported", run, format=form, rows=rows)


def file_stem(run: AllocationRun) -> str:
    """Return a file name that says what is in the file."""
    place = f"-{run.district.key}" if run.district else ""
    name = slugify(run.name) or run.pk
    return f"zuweisung-{run.fund.budget_year.year}-{run.fund.slug}{place}-{name}"


def sheet_attachment(sheet: Sheet, stem: str, form: str) -> HttpResponse | StreamingHttpResponse:
    """Return a table as xlsx, csv or csv-plain; 404 for any other form."""
    if form == "xlsx":
        return attachment(sheet_workbook(sheet), f"{stem}.xlsx", XLSX_TYPE)
    if form not in DIALECTS:
        raise Http404
    return _csv(sheet, f"{stem}.csv", form)


def _csv(sheet: Sheet, name: str, form: str) -> StreamingHttpResponse:
    return csv_attachment(sheet.rows, list(sheet.headings), name, form)
