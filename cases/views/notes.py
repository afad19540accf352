"""Entries in the file of a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cases.filters.notes import NoteFilter
from cases.forms.notes import NoteForm
from cases.models import Case, CaseNote, Disclosure
from cases.services import notes as service
from cases.views.pages import address_of, open_case, part_of, to_case
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_notes(case: Case) -> list[Crumb]:
    """Return the way to the notes of a case."""
    return to_case(case, crumb(_("Notes"), "cases:notes", case.pk))


def address_of_note(note: CaseNote) -> str:
    """Return the address of a note."""
    return reverse("cases:note", args=[note.case_id, note.pk])


def mark_of(note: CaseNote) -> str:
    """Say whether a note was entrusted."""
    return _("entrusted (§ 65)") if note.entrusted else ""


COLUMNS = [
    Column("tag", gettext_lazy("On"), "noted_on", ("noted_on",), kind="date"),
    Column("titel", gettext_lazy("Entry"), str, url=address_of_note),
    Column("art", gettext_lazy("Kind"), "get_kind_display", ("kind",)),
    Column("von", gettext_lazy("Written by"), "author", ("author__sort_key",)),
    Column("anvertraut", gettext_lazy("Protection"), mark_of),
]


@require_safe
def note_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the notes of a case, the newest first."""
    case = open_case(request, pk)
    new = reverse("cases:note_new", args=[pk])
    return ListPage(
        request,
        title=_("Notes"),
        queryset=CaseNote.objects.visible_to(request.user)
        .filter(case=case)
        .select_related("author"),
        columns=COLUMNS,
        sort="-tag",
        filterset_class=NoteFilter,
        empty=EmptyState(
            _("No notes yet."),
            _("Here you find what was said on the telephone, on visits and in conversations."),
            new,
            _("Write the first note"),
        ),
        breadcrumbs=to_case(case),
        actions=[Action(_("Write note"), new, primary=True, icon="add")] if case.is_open else [],
    ).response()


def note_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note."""
    case = open_case(request, pk)
    return form_page(
        request,
        form_class=NoteForm,
        save=lambda form, version: service.add_note(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Write note"),
        initial={"noted_on": timezone.localdate()},
        draft_key=f"cases:note_new:{pk}",
        breadcrumbs=to_notes(case),
        cancel_url=address_of(case, "notizen"),
        success_url=address_of(case, "notizen"),
        success_message=_("The note has been saved."),
    )


def load(request: HttpRequest, case: Case, pk: int, action: str = "view") -> CaseNote:
    """Return a note of the case that the person may see."""
    rows = CaseNote.objects.visible_to(request.user).filter(case=case)
    return part_of(request, case, rows.select_related("author", "case"), pk, action)


@require_safe
def note_detail(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Show a note, and for its author what was passed on of it."""
    case = open_case(request, pk)
    note = load(request, case, note_pk)
    own = note.author_id == request.user.pk
    return render(
        request,
        "cases/note.html",
        {
            "title": str(note),
            "breadcrumbs": to_notes(case),
            "case": case,
            "note": note,
            "actions": _actions(case, note) if own else [],
            "disclosures": Disclosure.objects.visible_to(request.user)
            .filter(entry_kind="casenote", entry_id=note.pk)
            .select_related("recipient_user"),
        },
    )


def _actions(case: Case, note: CaseNote) -> list[Action]:
    arguments = [case.pk, "casenote", note.pk]
    found = []
    if case.is_open:
        edit = reverse("cases:note_edit", args=[case.pk, note.pk])
        found.append(Action(_("Edit"), edit, primary=True, icon="edit"))
        mark = _("No longer entrusted") if note.entrusted else _("Mark as entrusted (§ 65)")
        found.append(Action(mark, reverse("cases:entrust", args=arguments)))
    if note.entrusted:
        found.append(Action(_("Pass on"), reverse("cases:disclose", args=arguments)))
    if case.is_open:
        delete = reverse("cases:note_delete", args=[case.pk, note.pk])
        found.append(Action(_("Delete"), delete, icon="delete"))
    return found


def note_edit(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Correct a note of one's own."""
    case = open_case(request, pk)
    note = load(request, case, note_pk, "change")
    return form_page(
        request,
        form_class=NoteForm,
        instance=note,
        save=lambda form, version: service.update_note(
            actor=request.user,
            note=note,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit note"),
        breadcrumbs=to_notes(case),
        cancel_url=reverse("cases:note", args=[pk, note_pk]),
        success_url=reverse("cases:note", args=[pk, note_pk]),
        success_message=_("The note has been changed; the history keeps what stood there before."),
    )


def note_delete(request: HttpRequest, pk: int, note_pk: int) -> HttpResponse:
    """Delete a note of one's own that was written by mistake."""
    case = open_case(request, pk)
    note = load(request, case, note_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete note"),
        consequences=[
            _("The note disappears from the file. It stays in the log that it was there.")
        ],
        action=lambda cleaned, version: service.delete_note(
            actor=request.user, note=note, version=version, now=timezone.now()
        ),
        instance=note,
        danger=True,
        submit_label=_("Delete note"),
        success_message=_("The note has been deleted."),
        success_url=reverse("cases:notes", args=[pk]),
        cancel_url=reverse("cases:note", args=[pk, note_pk]),
        breadcrumbs=to_notes(case),
    )
