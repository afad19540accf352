"""The way of a file: choose → preview → take over → report."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from sro import access
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page
from sro.ui.exports import write_csv
from sro.ui.models import ImportJob
from sro.ui.services import imports as services
from sro.ui.tables import Column, EmptyState, ListPage

from .forms import NumberFormatForm, upload_form
from .importer import Importer
from .registry import importers, importers_for


def _title(import_job: ImportJob) -> str:
    importer = importers().get(import_job.importer)
    return str(importer.title) if importer else import_job.importer


COLUMNS = (
    Column(
        "file_name",
        gettext_lazy("File"),
        "file_name",
        sort=("file_name",),
        url=lambda each: reverse("ui:import", args=[each.pk]),
    ),
    Column("importer", gettext_lazy("Content"), _title, sort=("importer",)),
    Column("state", gettext_lazy("State"), "get_state_display", sort=("state",)),
    Column("new", gettext_lazy("New"), "new", sort=("new",), kind="number"),
    Column("changed", gettext_lazy("Changed"), "changed", sort=("changed",), kind="number"),
    Column("unchanged", gettext_lazy("Unchanged"), "unchanged", kind="number"),
    Column("created_by", gettext_lazy("By"), "created_by"),
    Column(
        "created_at", gettext_lazy("Uploaded"), "created_at", sort=("created_at",), kind="datetime"
    ),
)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List one's own imports and what may be imported."""
    access.require(request.user, "view", ImportJob)
    return ListPage(
        request=request,
        title=_("Imports"),
        queryset=ImportJob.objects.visible_to(request.user)
        .select_related("created_by")
        .defer("report"),
        columns=COLUMNS,
        sort="-created_at",
        empty=EmptyState(
            gettext_lazy("No imports yet."),
            gettext_lazy("Files that you bring in are listed here with their reports."),
        ),
        template="ui/imports/index.html",
        context={"importers": importers_for(request.user)},
    ).response()


def new(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for a file and check it."""
    importer = _importer(request, key)
    fields = importer.options_form.base_fields if importer.options_form else ()

    def save(form: Any, _version: int) -> ImportJob:
        return services.upload_import(
            actor=request.user,
            importer=importer,
            file=form.cleaned_data["file"],
            number_format=form.cleaned_data["number_format"],
            options={name: form.cleaned_data[name] for name in fields},
            now=timezone.now(),
        )

    return form_page(
        request,
        form_class=upload_form(importer),
        # A link may bring the choices along.
        initial={name: request.GET[name] for name in fields if name in request.GET} or None,
        save=save,
        title=_("Import: %(title)s") % {"title": importer.title},
        intro=str(importer.description),
        success_url=_next_page,
        success_message=_("The file was uploaded."),
        submit_label=_("Check the file"),
        breadcrumbs=[crumb(_("Imports"), "ui:imports")],
        cancel_url=reverse("ui:imports"),
        template="ui/imports/upload.html",
        context={"importer": importer},
    )


@require_GET
def template(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """Hand out an empty file with the right headings and one example."""
    importer = _importer(request, key)
    content = write_csv(
        [[column.example for column in importer.columns]],
        [column.header for column in importer.columns],
    )
    response = StreamingHttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{key}.csv"'
    return response


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would happen (preview) or what has happened (report)."""
    import_job = _visible(request, pk)
    if import_job.job is not None and import_job.job.is_active:
        return redirect("ui:job", import_job.job.pk)
    report = import_job.report
    own = import_job.created_by_id == request.user.pk
    return render(
        request,
        "ui/imports/detail.html",
        {
            "title": import_job.file_name,
            "breadcrumbs": [crumb(_("Imports"), "ui:imports")],
            "import_job": import_job,
            "importer_title": _title(import_job),
            "errors": import_job.errors,
            "warnings": import_job.warnings,
            "sample": _sample(report),
            "headings": report.get("headings", []),
            "facts": _facts(import_job),
            "may_change": own and access.can(request.user, "change", import_job),
            "may_upload": import_job.importer in importers_for(request.user),
            "number_form": NumberFormatForm() if report.get("unclear") else None,
            "unclear": report.get("unclear", []),
            "earlier": services.applied_before(import_job, request.user),
        },
    )


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the file over."""
    return _step(
        request,
        pk,
        lambda import_job: services.confirm_import(
            actor=request.user, import_job=import_job, now=timezone.now()
        ),
        _done,
    )


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away."""
    return _step(
        request,
        pk,
        lambda import_job: services.discard_import(
            actor=request.user, import_job=import_job, now=timezone.now()
        ),
        lambda _job: _("The file was discarded. Nothing was changed."),
    )


@require_POST
def numbers(request: HttpRequest, pk: int) -> HttpResponse:
    """Check the file again with the form of numbers that was chosen (or as before)."""
    form = NumberFormatForm(request.POST)
    return _step(
        request,
        pk,
        lambda import_job: services.recheck_import(
            actor=request.user,
            import_job=import_job,
            number_format=form.cleaned_data["number_format"]
            if form.is_valid()
            else import_job.number_format,
            now=timezone.now(),
        ),
        lambda _job: _("The file was checked again."),
    )


# --- helpers ----------------------------------------------------------------------------------


def _step(
    request: HttpRequest,
    pk: int,
    service: Callable[[ImportJob], ImportJob],
    message: Callable[[ImportJob], str],
) -> HttpResponse:
    import_job = _visible(request, pk)
    try:
        import_job = service(import_job)
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
        return redirect("ui:import", pk)
    if import_job.job is None or not import_job.job.is_active:
        messages.success(request, message(import_job))
    return redirect(_next_page(import_job))


def _visible(request: HttpRequest, pk: int) -> ImportJob:
    rows = ImportJob.objects.visible_to(request.user).select_related("job", "created_by")
    return get_object_or_404(rows, pk=pk)


def _importer(request: HttpRequest, key: str) -> Importer:
    importer = importers().get(key)
    if importer is None:
        raise Http404
    access.require(request.user, "import", importer.model)
    return importer


def _next_page(import_job: ImportJob) -> str:
    if import_job.job is not None and import_job.job.is_active:
        return reverse("ui:job", args=[import_job.job.pk])
    return reverse("ui:import", args=[import_job.pk])


def _done(import_job: ImportJob) -> str:
    written = import_job.new + import_job.changed
    return ngettext(
        "%(count)s row was imported completely.",
        "%(count)s rows were imported completely.",
        written,
    ) % {"count": written}


def _sample(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The sample rows, each cell with the value it would replace (None: it stays)."""
    return [
        {
            "line": row["line"],
            "state": row["state"],
            "pairs": [(row["cells"][name], row["old"].get(name)) for name in report["headings"]],
        }
        for row in report.get("sample", [])
    ]


def _facts(import_job: ImportJob) -> list[tuple[str, str]]:
    """How the file was read, for those who wonder."""
    report = import_job.report
    if not report.get("encoding"):
        return []
    delimiters = {
        ";": _("semicolon"),
        ",": _("comma"),
        "\t": _("tab character"),
        "|": _("vertical bar"),
    }
    forms = set(report["number_formats"].values())
    written = {"german": _("with a decimal comma"), "plain": _("with a decimal point")}
    facts = [
        (_("Characters"), report["encoding"]),
        (_("Columns separated by"), delimiters[report["delimiter"]]),
    ]
    if forms:
        facts.append((_("Numbers"), ", ".join(written[form] for form in sorted(forms))))
    return facts
