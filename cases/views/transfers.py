"""Handing cases over to other districts: asking, reading what is handed over, deciding."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.life import AcceptForm, TransferForm
from cases.models import Case, CaseTransfer
from cases.rules.states import TransferState
from cases.services import transfers as service
from cases.views.pages import address_of, open_case, to_case, to_cases
from sro import access
from sro.audit import trail
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action


def transfer_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another district to take the case over."""
    case = open_case(request, pk, "transfer")
    return form_page(
        request,
        form_class=TransferForm,
        form_kwargs={"case": case, "today": timezone.localdate()},
        save=lambda form, version: service.request_transfer(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Hand over to another district"),
        intro=_(
            "The team lead there reads your note and who is in charge, nothing else, until the"
            " case is accepted. Until then you go on working on it."
        ),
        submit_label=_("Ask for the transfer"),
        draft_key=f"cases:transfer_new:{pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case),
        success_url=lambda row: reverse("cases:transfer", args=[row.pk]),
        success_message=_("The other district has been asked."),
    )


def load(request: HttpRequest, transfer_pk: int) -> CaseTransfer:
    """Return a transfer somebody has to do with; looking leaves a line in the trail of the case."""
    rows = CaseTransfer.objects.visible_to(request.user).select_related(
        "case", "case__responsible", "from_district", "to_district", "requested_by", "decided_by"
    )
    row = get_object_or_404(rows, pk=transfer_pk)
    if request.method in ("GET", "HEAD"):
        trail.record_read(request.user, row.case, now=timezone.now(), page="cases:transfer")
    return row


def way(request: HttpRequest, row: CaseTransfer) -> list[Crumb]:
    """Return the way to a transfer: over its case, as long as the person may see that."""
    if Case.objects.visible_to(request.user).filter(pk=row.case_id).exists():
        return to_case(row.case)
    return to_cases()


@require_safe
def transfer_detail(request: HttpRequest, transfer_pk: int) -> HttpResponse:
    """Show what is handed over and what can be done about it."""
    row = load(request, transfer_pk)
    return render(
        request,
        "cases/transfer.html",
        {
            "title": _("Transfer of %(family)s") % {"family": row.case.name},
            "breadcrumbs": way(request, row),
            "transfer": row,
            "actions": _actions(request, row),
        },
    )


def _actions(request: HttpRequest, row: CaseTransfer) -> list[Action]:
    if row.state != TransferState.REQUESTED:
        return []
    found = []
    if access.can(request.user, "accept", row):
        accept = reverse("cases:transfer_accept", args=[row.pk])
        found.append(Action(_("Accept case"), accept, primary=True))
        found.append(Action(_("Decline"), reverse("cases:transfer_decline", args=[row.pk])))
    if access.can(request.user, "withdraw", row):
        found.append(
            Action(_("Withdraw request"), reverse("cases:transfer_withdraw", args=[row.pk]))
        )
    return found


def transfer_accept(request: HttpRequest, transfer_pk: int) -> HttpResponse:
    """Take the case into the own district and give it to a colleague."""
    row = load(request, transfer_pk)
    access.require(request.user, "accept", row)
    today = timezone.localdate()
    return form_page(
        request,
        form_class=AcceptForm,
        form_kwargs={"transfer": row, "today": today},
        instance=row,
        save=lambda form, version: service.accept_transfer(
            actor=request.user,
            transfer=row,
            now=timezone.now(),
            today=today,
            version=version,
            **form.cleaned_data,
        ),
        title=_("Accept case"),
        intro=_("From then on your team works on the case; the other district no longer sees it."),
        submit_label=_("Accept case"),
        draft_key=f"cases:transfer_accept:{row.pk}",
        breadcrumbs=[*way(request, row), crumb(_("Transfer"), "cases:transfer", row.pk)],
        cancel_url=reverse("cases:transfer", args=[row.pk]),
        success_url=address_of,
        success_message=lambda case: (
            _("%(family)s belongs to your district now.") % {"family": case.name}
        ),
    )


def transfer_decline(request: HttpRequest, transfer_pk: int) -> HttpResponse:
    """Leave the case where it is, with a reason."""
    row = load(request, transfer_pk)
    access.require(request.user, "decline", row)
    return confirm_page(
        request,
        title=_("Decline transfer"),
        consequences=[
            _("The case stays in the district %(district)s.")
            % {"district": row.from_district.name},
            _("Those in charge there read your reason."),
        ],
        form_class=ReasonForm,
        action=lambda cleaned, version: service.decline_transfer(
            actor=request.user,
            transfer=row,
            reason=cleaned["reason"],
            now=timezone.now(),
            version=version,
        ),
        instance=row,
        submit_label=_("Decline transfer"),
        success_message=_("The transfer has been declined."),
        # Who declined has no more to do with the case.
        success_url=reverse("cases:team"),
        cancel_url=reverse("cases:transfer", args=[row.pk]),
        breadcrumbs=[*way(request, row), crumb(_("Transfer"), "cases:transfer", row.pk)],
    )


def transfer_withdraw(request: HttpRequest, transfer_pk: int) -> HttpResponse:
    """Take the request back."""
    row = load(request, transfer_pk)
    access.require(request.user, "withdraw", row)
    return confirm_page(
        request,
        title=_("Withdraw request"),
        consequences=[_("The case stays with you; the other district no longer sees the note.")],
        action=lambda cleaned, version: service.withdraw_transfer(
            actor=request.user, transfer=row, now=timezone.now(), version=version
        ),
        instance=row,
        submit_label=_("Withdraw request"),
        success_message=_("The request has been withdrawn."),
        success_url=address_of(row.case),
        cancel_url=reverse("cases:transfer", args=[row.pk]),
        breadcrumbs=[*way(request, row), crumb(_("Transfer"), "cases:transfer", row.pk)],
    )
