"""The steps of a small grant: decision, payment, proof of use, end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.forms.grants import (
    ClosingForm,
    DecisionForm,
    ExtensionForm,
    OwingForm,
    PaymentForm,
    ProofForm,
    RepaymentForm,
    room_in_words,
)
from budgets.models import SmallGrant
from budgets.rules.states import GrantState
from budgets.services import grant_money as payments
from budgets.services import grant_proofs as proofs
from budgets.services import grants as services
from budgets.views.grants import address_of, load_grant, trail_to
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.templatetags.ui import money


def grant_grant(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Grant an amount; it is bound from then on."""
    grant = _load(request, year, pk, "grant")
    rooms = services.rooms_of(grant)
    return _form(
        request,
        grant,
        form_class=DecisionForm,
        form_kwargs={"grant": grant, "rooms": rooms},
        initial={
            "amount": grant.requested,
            "proof_due": date(max(year, grant.applied_on.year) + 1, 3, 31),
        },
        save=lambda form, version: services.grant_it(
            actor=request.user, grant=grant, version=version, now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Grant: %(title)s"),
        intro=_("Applied for are %(amount)s from %(fund)s. %(rooms)s.")
        % {
            "amount": money(grant.requested),
            "fund": grant.fund,
            "rooms": "; ".join(map(room_in_words, rooms)),
        },
        submit_label=_("Grant it"),
        success_message=lambda saved: (
            _("%(amount)s are granted and bound.") % {"amount": money(saved.granted)}
        ),
    )  # fmt: skip


def grant_reject(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Decline an application, with a reason."""
    grant = _load(request, year, pk, "reject")
    return _confirm(
        request,
        grant,
        title=_("Reject: %(title)s"),
        consequences=[_("The application stays in the list with your reason; no money is bound.")],
        action=lambda data, version: services.reject(
            actor=request.user, grant=grant, version=version, now=timezone.now(), **data
        ),
        form_class=ReasonForm,
        submit_label=_("Reject"),
        success_message=_("The application was rejected."),
    )


def grant_withdraw(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Note that the project comes to nothing."""
    grant = _load(request, year, pk, "withdraw")
    freed = (
        [_("%(amount)s are free again.") % {"amount": money(grant.bound)}] if grant.bound else []
    )
    return _confirm(
        request,
        grant,
        title=_("Note as withdrawn: %(title)s"),
        consequences=[_("It stays in the list as withdrawn, with the reason."), *freed],
        action=lambda data, version: services.withdraw(
            actor=request.user, grant=grant, version=version, now=timezone.now(), **data
        ),
        form_class=ReasonForm,
        danger=True,
        submit_label=_("Note as withdrawn"),
        success_message=_("It is noted as withdrawn."),
    )


def grant_pay(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Pay out, or say which booking was the payment."""
    grant = _load(request, year, pk, "pay")

    def save(form: PaymentForm, version: int) -> SmallGrant:
        data = {**form.cleaned_data}
        booking = data.pop("booking", None)
        common = {
            "actor": request.user, "grant": grant, "version": version, "now": timezone.now(),
        }  # fmt: skip
        if booking is not None:
            return payments.pay_by(booking=booking, **common)
        return payments.pay(**data, **common)

    return _form(
        request,
        grant,
        form_class=PaymentForm,
        form_kwargs={"bookings": payments.bookings_for(grant)},
        initial={"amount": grant.bound or None, "booked_on": timezone.localdate()},
        save=save,
        title=_("Pay out: %(title)s"),
        intro=_(
            "%(amount)s are granted and not paid yet. The payment enters the ledger and is bound"
            " no longer; no euro counts twice."
        )
        % {"amount": money(grant.bound)},
        submit_label=_("Pay out"),
        success_message=lambda saved: (
            _("The payment is booked; %(amount)s have been paid in all.")
            % {"amount": money(saved.paid)}
        ),
    )


def grant_repay(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Note money that came back."""
    grant = _load(request, year, pk, "repay")
    return _form(
        request,
        grant,
        form_class=RepaymentForm,
        initial={"amount": proofs.owed_by(grant) or None, "booked_on": timezone.localdate()},
        save=lambda form, version: payments.repay(
            actor=request.user, grant=grant, version=version, now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Note a repayment: %(title)s"),
        intro=_("It enters the ledger with a minus sign and is free again."),
        submit_label=_("Note the repayment"),
        success_message=_("The repayment is booked."),
    )  # fmt: skip


def grant_prove(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Record the proof of use."""
    grant = _load(request, year, pk, "prove")
    return _form(
        request,
        grant,
        form_class=ProofForm,
        initial={
            "used": grant.used,
            "outcome": grant.outcome,
            "handed_in": timezone.localdate(),
        },
        save=lambda form, version: proofs.prove(
            actor=request.user, grant=grant, version=version, now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Proof of use: %(title)s"),
        intro=_("%(amount)s were paid.") % {"amount": money(grant.paid - grant.repaid)},
        success_message=_("The proof of use is recorded; now it can be checked."),
    )  # fmt: skip


def grant_return(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Ask for a better proof of use."""
    grant = _load(request, year, pk, "return")
    return _confirm(
        request,
        grant,
        title=_("Return the proof: %(title)s"),
        consequences=[_("A new proof of use is expected; what was recorded can be gone on with.")],
        action=lambda data, version: proofs.return_proof(
            actor=request.user, grant=grant, version=version, now=timezone.now(), **data
        ),
        form_class=ReasonForm,
        submit_label=_("Return the proof"),
        success_message=_("The proof of use was returned."),
    )


def grant_extend(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Give more time for the proof of use."""
    grant = _load(request, year, pk, "extend")
    return _form(
        request,
        grant,
        form_class=ExtensionForm,
        initial={"proof_due": grant.proof_due},
        save=lambda form, version: proofs.extend(
            actor=request.user, grant=grant, version=version, now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("More time for the proof: %(title)s"),
        success_message=_("The proof of use is expected later."),
    )  # fmt: skip


def grant_close(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Note that the proof was checked."""
    grant = _load(request, year, pk, "close")
    owed = proofs.owed_by(grant)
    consequences = [_("The proof of use counts as checked; nothing more is paid.")]
    if grant.state == GrantState.PROVEN and grant.bound:
        consequences.append(
            _("%(amount)s were granted and never paid; they are free again.")
            % {"amount": money(grant.bound)}
        )
    if owed:
        consequences.append(
            _("%(owed)s were neither used nor paid back, and stay with the applicant.")
            % {"owed": money(owed)}
        )
    return _confirm(
        request,
        grant,
        title=_("Close: %(title)s"),
        consequences=consequences,
        action=lambda data, version: proofs.close(
            actor=request.user, grant=grant, version=version, now=timezone.now(), **data
        ),
        form_class=OwingForm if owed else ClosingForm,
        submit_label=_("Close the grant"),
        success_message=_("The grant is closed."),
    )


def _load(request: HttpRequest, year: int, pk: int, verb: str) -> SmallGrant:
    grant = load_grant(request, year, pk)
    access.require(request.user, verb, grant)
    return grant


def _form(request: HttpRequest, grant: SmallGrant, *, title: str, **page: Any) -> HttpResponse:
    return form_page(
        request,
        title=title % {"title": grant.title},
        instance=grant,
        breadcrumbs=trail_to(request, grant),
        cancel_url=address_of(grant),
        success_url=address_of(grant),
        **page,
    )


def _confirm(
    request: HttpRequest,
    grant: SmallGrant,
    *,
    title: str,
    action: Callable[[dict[str, Any], int], SmallGrant],
    **page: Any,
) -> HttpResponse:
    return confirm_page(
        request,
        title=title % {"title": grant.title},
        action=action,
        instance=grant,
        breadcrumbs=trail_to(request, grant),
        cancel_url=address_of(grant),
        success_url=address_of(grant),
        **page,
    )
