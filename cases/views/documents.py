"""Papers of a case: the list, looking at one before it is issued, issuing, taking out."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.forms.documents import IssueForm, RecipientForm
from cases.models import (
    Case,
    ConferenceParticipant,
    DocumentKind,
    IssuedDocument,
    MemberRole,
    OfferHandover,
    Person,
)
from cases.services import documents
from cases.services.documents import BrokenDocument, Order
from cases.services.paperwork.possible import possible_papers
from cases.views.pages import open_case, part_of, to_case
from sro import access
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage

PDF_TYPE = "application/pdf"

# How the kinds are called in addresses.
SLUGS = {
    "hilfeplan": DocumentKind.PLAN,
    "familienblatt": DocumentKind.FAMILY_PLAN,
    "einladung": DocumentKind.INVITATION,
    "bescheid": DocumentKind.DECISION,
    "ressourcenkarte": DocumentKind.RESOURCE_MAP,
    "angebote": DocumentKind.OFFERS,
}
NAMES = {kind: slug for slug, kind in SLUGS.items()}


def to_documents(case: Case) -> list[Crumb]:
    """Return the way to the papers of a case."""
    return to_case(case, crumb(_("Papers"), "cases:document_list", case.pk))


def address_of_new(case: Case, kind: str, subject_pk: int) -> str:
    """Return where a paper of this kind about this row is issued."""
    return reverse("cases:document_new", args=[case.pk, NAMES[DocumentKind(kind)], subject_pk])


@require_safe
def document_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was issued, and what can be."""
    case = open_case(request, pk)
    rows = IssuedDocument.objects.visible_to(request.user).filter(case=case)
    possible = [
        {"paper": paper, "url": address_of_new(case, paper.kind, paper.subject_pk)}
        for paper in possible_papers(request.user, case)
    ]
    export = Action(_("Answer a request for access"), reverse("cases:case_export", args=[case.pk]))
    return ListPage(
        request,
        title=_("Papers"),
        queryset=rows.defer("content").select_related("issued_by"),
        columns=[
            Column("titel", _("Paper"), "title", ("title",), url=_address),
            Column("art", _("Kind"), "get_kind_display", ("kind",)),
            Column("am", _("Issued at"), "issued_at", ("issued_at",), kind="datetime"),
            Column("von", _("Issued by"), "issued_by.display_name", ("issued_by__sort_key",)),
        ],
        sort="-am",
        empty=EmptyState(
            _("Nothing has been issued yet."),
            _("What you issue stays here exactly as the family received it."),
        ),
        breadcrumbs=to_case(case),
        actions=[export] if access.can(request.user, "export", case) else [],
        template="cases/document_list.html",
        context={"case": case, "possible": possible},
    ).response()


def _address(document: IssuedDocument) -> str:
    return reverse("cases:document_download", args=[document.case_id, document.pk])


def document_new(request: HttpRequest, pk: int, kind: str, subject_pk: int) -> HttpResponse:
    """Issue a paper, after a look at it."""
    case = open_case(request, pk)
    access.require(request.user, "add", IssuedDocument)
    subject = _subject(request, case, kind, subject_pk)
    form_class: type[IssueForm | RecipientForm] = IssueForm
    kwargs: dict[str, Any] = {}
    initial: dict[str, Any] = {}
    if SLUGS[kind] == DocumentKind.DECISION:
        people = _recipients(case)
        form_class, kwargs = RecipientForm, {"people": people}
        initial = {"person": _usual_recipient(case, people)}
    return form_page(
        request,
        form_class=form_class,
        form_kwargs=kwargs,
        initial=initial,
        save=lambda form, version: documents.issue(
            actor=request.user,
            case=case,
            kind=SLUGS[kind],
            now=timezone.now(),
            **{**subject, **form.cleaned_data},
        ),
        title=_issue_title(kind),
        intro=_("As issued it is kept with a checksum and cannot be changed any more."),
        template="cases/document_new.html",
        breadcrumbs=to_documents(case),
        cancel_url=reverse("cases:document_list", args=[case.pk]),
        submit_label=_("Issue"),
        success_url=reverse("cases:document_list", args=[case.pk]),
        success_message=lambda document: (
            _("“%(title)s” has been issued.") % {"title": document.title}
        ),
        draft_key=f"cases:document_new:{case.pk}:{kind}:{subject_pk}",
        context={
            "case": case,
            "preview_url": reverse("cases:document_preview", args=[case.pk, kind, subject_pk]),
        },
    )


@never_cache
@require_safe
def document_preview(request: HttpRequest, pk: int, kind: str, subject_pk: int) -> HttpResponse:
    """Show a paper as it would be issued, marked as a draft."""
    case = open_case(request, pk)
    subject = _subject(request, case, kind, subject_pk)
    if SLUGS[kind] == DocumentKind.DECISION:
        subject["person"] = _asked_recipient(request, case)
    order = Order(kind=SLUGS[kind], case=case, **subject)
    try:
        pdf = documents.preview(actor=request.user, order=order, now=timezone.now())
    except ValidationError as error:
        return _message(request, case, _("This paper cannot be made yet"), error.messages, 422)
    return pdf_response(pdf, f"entwurf-{kind}.pdf")


@never_cache
@require_safe
def document_download(request: HttpRequest, pk: int, document_pk: int) -> HttpResponse:
    """Hand out a paper exactly as it was issued."""
    case = open_case(request, pk)
    rows = case.documents.all()
    document = part_of(request, case, rows, document_pk, "export")
    try:
        pdf = documents.taken_out(actor=request.user, document=document, now=timezone.now())
    except BrokenDocument:
        text = _(
            "The stored paper is no longer the one that was issued: its checksum does not match."
            " It is not handed out. Please tell your administrator; a copy can be taken from the"
            " backup. You can issue the paper anew at any time."
        )
        return _message(request, case, _("This paper is damaged"), [text], 409)
    return pdf_response(pdf, f"{NAMES[DocumentKind(document.kind)]}-{document.pk}.pdf")


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """Return a PDF to be looked at or printed; its file name says nothing about anybody."""
    response = HttpResponse(pdf, content_type=PDF_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _message(
    request: HttpRequest, case: Case, title: str, texts: list[str], status: int
) -> HttpResponse:
    page = {"title": title, "texts": texts, "case": case, "breadcrumbs": to_documents(case)}
    return render(request, "cases/document_refused.html", page, status=status)


def _subject(request: HttpRequest, case: Case, kind: str, pk: int) -> dict[str, Any]:
    """Return what the paper is about; 404 for another case's or an unknown kind."""
    wanted = SLUGS.get(kind)
    match wanted:
        case DocumentKind.PLAN | DocumentKind.FAMILY_PLAN:
            return {"plan": _row(request, case, case.plans.all(), pk)}
        case DocumentKind.INVITATION:
            guests = ConferenceParticipant.objects.visible_to(request.user).filter(
                conference__case=case
            )
            guest = _row(request, case, guests.select_related("conference"), pk)
            return {"conference": guest.conference, "participant": guest}
        case DocumentKind.DECISION:
            return {"decision": _row(request, case, case.decisions.all(), pk)}
        case DocumentKind.RESOURCE_MAP:
            return {"resource_map": _row(request, case, case.resource_maps.all(), pk)}
        case DocumentKind.OFFERS:
            return {"offers": _offers(request, case, pk)}
    raise Http404


def _row(request: HttpRequest, case: Case, rows: QuerySet, pk: int) -> Any:
    return part_of(request, case, rows, pk)


def _offers(request: HttpRequest, case: Case, pk: int) -> tuple[OfferHandover, ...]:
    """Return all offers that were handed over on the day of this one."""
    rows = case.handed_offers.all()
    one = _row(request, case, rows, pk)
    same_day = rows.visible_to(request.user).filter(handed_on=one.handed_on)
    places = "offer__institution__social_space__district"
    return tuple(same_day.select_related(places).order_by("offer__sort_key", "pk"))


def _recipients(case: Case) -> list[Person]:
    """Return to whom a decision can go: who holds custody, parents and carers, young people."""
    members = case.members.select_related("person").order_by("person__sort_key", "pk")
    adults = (MemberRole.PARENT, MemberRole.GUARDIAN, MemberRole.CARER, MemberRole.YOUNG_PERSON)
    return [member.person for member in members if member.role in adults]


def _usual_recipient(case: Case, people: list[Person]) -> Person | None:
    holders = case.custodies.filter(holder__in=people).valid_on(timezone.localdate()).order_by("pk")
    first = holders.first()
    return first.holder if first else next(iter(people), None)


def _asked_recipient(request: HttpRequest, case: Case) -> Person | None:
    people = _recipients(case)
    asked = request.GET.get("person", "")
    return next((p for p in people if str(p.pk) == asked), _usual_recipient(case, people))


def _issue_title(kind: str) -> str:
    return {
        DocumentKind.PLAN: _("Issue the support plan"),
        DocumentKind.FAMILY_PLAN: _("Issue the page for the family"),
        DocumentKind.INVITATION: _("Issue the invitation"),
        DocumentKind.DECISION: _("Issue the decision letter"),
        DocumentKind.RESOURCE_MAP: _("Issue the resource map"),
        DocumentKind.OFFERS: _("Issue the list of offers"),
    }[SLUGS[kind]]
