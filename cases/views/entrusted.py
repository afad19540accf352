"""What was entrusted (§ 65 SGB VIII): marking it, passing it on, reading what was passed on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.notes import DisclosureForm
from cases.models import Case, DisclosedEntry, Disclosure, Entrusted
from cases.services import disclosures as service
from cases.services.notes import mark_entrusted
from cases.views.pages import open_case, to_case, to_cases
from sro import access
from sro.audit import trail
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page


def load(request: HttpRequest, kind: str, entry_pk: int) -> Entrusted:
    """Return an entry of one of the four kinds that the person may see."""
    if kind not in service.ENTRUSTED:
        raise Http404
    rows = service.ENTRUSTED[kind]._default_manager.visible_to(request.user)
    return get_object_or_404(rows.select_related("case", "author"), pk=entry_pk)


def _own(request: HttpRequest, kind: str, entry_pk: int) -> Entrusted:
    entry = load(request, kind, entry_pk)
    if entry.author_id != request.user.pk:
        access.require(request.user, "disclose", entry)
    return entry


def entrust(request: HttpRequest, pk: int, kind: str, entry_pk: int) -> HttpResponse:
    """Mark an entry of one's own as entrusted, or take the mark away."""
    case = open_case(request, pk)
    entry = _own(request, kind, entry_pk)
    if entry.case_id != case.pk:
        raise Http404
    wanted = not entry.entrusted
    if wanted:
        title = _("Mark as entrusted (§ 65)")
        consequences = [
            _("Only you see this entry from now on, also not the team lead or your deputy."),
            _("It appears in no list, search, history, export and no paper of other people."),
            _("Who has read it before knows it all the same."),
        ]
    else:
        title = _("No longer entrusted")
        consequences = [_("Everybody who works on the case can read this entry from now on.")]
    back = reverse("cases:entrusted_entry", args=[kind, entry.pk])
    return confirm_page(
        request,
        title=title,
        consequences=consequences,
        action=lambda cleaned, version: mark_entrusted(
            actor=request.user, entry=entry, entrusted=wanted, version=version, now=timezone.now()
        ),
        instance=entry,
        danger=not wanted,
        submit_label=title,
        success_message=_("The entry is entrusted to you alone now.")
        if wanted
        else _("The entry can be read now by all who work on the case."),
        success_url=back,
        cancel_url=back,
        breadcrumbs=to_case(case),
    )


def disclose(request: HttpRequest, pk: int, kind: str, entry_pk: int) -> HttpResponse:
    """Pass an entrusted entry on and write down to whom, on which ground and why.

    Also possible when the case has gone to somebody else: what was entrusted stays with its
    author.
    """
    entry = _own(request, kind, entry_pk)
    if entry.case_id != pk:
        raise Http404
    _note_look(request, entry)
    back = reverse("cases:entrusted_entry", args=[kind, entry.pk])
    return form_page(
        request,
        form_class=DisclosureForm,
        form_kwargs={"author": request.user, "today": timezone.localdate()},
        save=lambda form, version: service.disclose(
            actor=request.user,
            entry=entry,
            now=timezone.now(),
            today=timezone.localdate(),
            **form.cleaned_data,
        ),
        title=_("Pass on what was entrusted"),
        intro=_(
            "Only what is needed for the purpose may be passed on. Ground, recipient and reason are"
            " kept and cannot be changed."
        ),
        submit_label=_("Pass on"),
        draft_key=f"cases:disclose:{kind}:{entry_pk}",
        breadcrumbs=to_entrusted(),
        cancel_url=back,
        success_url=back,
        success_message=_("It has been written down that the entry was passed on."),
    )


def to_entrusted() -> list[Crumb]:
    """Return the way to what was entrusted to somebody."""
    return [*to_cases(), crumb(_("Entrusted to me"), "cases:entrusted")]


@require_safe
def entrusted_list(request: HttpRequest) -> HttpResponse:
    """Show what was entrusted to somebody, in whichever case, and what was passed on to them."""
    user = request.user
    access.require(user, "view", Disclosure)
    found: list[dict[str, Any]] = []
    for kind, model in service.ENTRUSTED.items():
        rows = model._default_manager.visible_to(user).select_related("case", "author")
        found += [
            {"kind": DisclosedEntry(kind).label, "code": kind, "entry": entry}
            for entry in rows.filter(entrusted=True)
        ]
    found.sort(key=lambda line: (line["entry"].case.reference, line["code"], line["entry"].pk))
    return render(
        request,
        "cases/entrusted_list.html",
        {
            "title": _("Entrusted to me"),
            "breadcrumbs": to_cases(),
            "own": [line for line in found if line["entry"].author_id == user.pk],
            "passed_on": [line for line in found if line["entry"].author_id != user.pk],
        },
    )


@require_safe
def entrusted_entry(request: HttpRequest, kind: str, entry_pk: int) -> HttpResponse:
    """Show one entry: to its author, to whom it was passed on, or to all if it is not entrusted."""
    entry = load(request, kind, entry_pk)
    _note_look(request, entry)
    own = entry.author_id == request.user.pk
    case = Case.objects.visible_to(request.user).filter(pk=entry.case_id).first()
    return render(
        request,
        "cases/entrusted_entry.html",
        {
            "title": capfirst(str(DisclosedEntry(kind).label)),
            "breadcrumbs": to_entrusted(),
            "entry": entry,
            "kind": kind,
            "own": own,
            "case": case,
            "may_mark": own
            and entry.case.is_open
            and case
            and access.can(request.user, "work", case),
            "disclosures": Disclosure.objects.visible_to(request.user)
            .filter(entry_kind=kind, entry_id=entry.pk)
            .select_related("recipient_user"),
        },
    )


def _note_look(request: HttpRequest, entry: Entrusted) -> None:
    match = request.resolver_match
    page = match.view_name if match else ""
    trail.record_read(request.user, entry.case, now=timezone.now(), page=page)
