"""Documents of networks and meetings: filing, naming, taking off, handing out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from networks.forms.documents import DocumentForm, NewDocumentForm
from networks.models import Network, NetworkDocument, NetworkMeeting
from networks.services import documents as service
from networks.views.meetings import loaded, to_meeting
from networks.views.networks import to_network
from networks.views.pages import load
from sro import access
from sro.refusals import NotPossible
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb
from sro.ui.editing import form_page


def document_new(request: HttpRequest, pk: int) -> HttpResponse:
    """File a document with a network."""
    network = load(request, Network.objects.visible_to(request.user), pk, "change")
    return _filing(request, network, None)


def meeting_document_new(request: HttpRequest, pk: int) -> HttpResponse:
    """File a document with a meeting."""
    meeting = loaded(request, pk, "change")
    return _filing(request, meeting.network, meeting)


def _filing(request: HttpRequest, network: Network, meeting: NetworkMeeting | None) -> HttpResponse:
    access.require(request.user, "add", NetworkDocument)
    back = _page_of(network.pk, meeting.pk if meeting else None)
    return form_page(
        request,
        form_class=NewDocumentForm,
        form_kwargs={"of_meeting": meeting is not None},
        template="networks/form_page.html",
        save=lambda form, version: service.file_document(
            actor=request.user,
            network=network,
            meeting=meeting,
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Add document"),
        draft_key=f"networks:document_new:{network.pk}:{meeting.pk if meeting else ''}",
        success_url=back,
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.title},
        cancel_url=back,
        breadcrumbs=to_meeting(meeting) if meeting else to_network(network),
        submit_label=_("Upload"),
    )


def _page_of(network: int, meeting: int | None) -> str:
    """Return the place where a document is listed."""
    name, number = ("meeting_detail", meeting) if meeting else ("network_detail", network)
    return f"{reverse(f'networks:{name}', args=[number])}#dokumente"


def _document(request: HttpRequest, pk: int, action: str = "view") -> NetworkDocument:
    rows = NetworkDocument.objects.visible_to(request.user).select_related(
        "network", "meeting__network"
    )
    return load(request, rows, pk, action)


def _back(document: NetworkDocument) -> str:
    return _page_of(document.network_id, document.meeting_id)


def _way(document: NetworkDocument) -> list[Crumb]:
    return to_meeting(document.meeting) if document.meeting else to_network(document.network)


def document_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the title of a document, or who may read it."""
    document = _document(request, pk, "change")
    return form_page(
        request,
        form_class=DocumentForm,
        form_kwargs={"of_meeting": document.meeting_id is not None},
        template="networks/form_page.html",
        instance=document,
        save=lambda form, version: service.update_document(
            actor=request.user,
            document=document,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": document.title},
        success_url=_back(document),
        success_message=_("The changes have been saved."),
        cancel_url=_back(document),
        breadcrumbs=_way(document),
    )


def document_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a document off."""
    document = _document(request, pk, "delete")
    name = document.title
    return confirm_page(
        request,
        title=_("Delete “%(name)s”?") % {"name": name},
        consequences=[
            _("The file is deleted and cannot be brought back here."),
            _("The history keeps that it existed, and who deleted it."),
        ],
        action=lambda cleaned, version: service.remove_document(
            actor=request.user, document=document, version=version, now=timezone.now()
        ),
        instance=document,
        danger=True,
        submit_label=_("Delete"),
        success_message=_("“%(name)s” has been deleted.") % {"name": name},
        success_url=_back(document),
        cancel_url=_back(document),
        breadcrumbs=_way(document),
    )


@never_cache
@require_safe
def document_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a document out, to be kept and never to be shown by the browser."""
    document = _document(request, pk)
    try:
        content = service.taken_out(actor=request.user, document=document, now=timezone.now())
    except NotPossible as refused:
        messages.error(request, " ".join(refused.messages))
        return HttpResponseRedirect(_back(document))
    kind = document.content_type
    response = HttpResponse(
        content, content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    )
    response["Content-Disposition"] = content_disposition_header(True, document.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
