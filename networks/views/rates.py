"""The rates of an agreement: entering, correcting, following, deleting."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.forms.agreements import FollowRateForm, RateForm
from networks.models import Rate
from networks.services import agreements as service
from networks.views.agreements import address_of, to_agreement
from networks.views.agreements import load as load_agreement
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def load(request: HttpRequest, pk: int, action: str) -> Rate:
    """Return a rate with which the person may do `action`."""
    rates = Rate.objects.visible_to(request.user)
    rate = get_object_or_404(rates.select_related("agreement__provider", "support_type"), pk=pk)
    access.require(request.user, action, rate)
    return rate


def _facts(rate: Rate) -> str:
    return _("%(support)s, %(unit)s: %(amount)s, %(days)s") % {
        "support": rate.support_type,
        "unit": rate.get_unit_display(),
        "amount": rate.amount_text,
        "days": rate.days_text,
    }


def rate_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a rate to an agreement."""
    agreement = load_agreement(request, pk)
    access.require(request.user, "add", Rate)
    return form_page(
        request,
        form_class=RateForm,
        instance=Rate(agreement=agreement, valid_from=agreement.valid_from),
        save=lambda form, version: service.add_rate(
            actor=request.user, agreement=agreement, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add rate"),
        draft_key=f"networks:rate_new:{agreement.pk}",
        breadcrumbs=to_agreement(agreement),
        cancel_url=address_of(agreement),
        success_url=address_of(agreement),
        success_message=lambda rate: _("Added: %(rate)s") % {"rate": _facts(rate)},
    )


def rate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct or end a rate."""
    rate = load(request, pk, "change")
    return form_page(
        request,
        form_class=RateForm,
        instance=rate,
        save=lambda form, version: service.update_rate(
            actor=request.user,
            rate=rate,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Correct rate"),
        intro=_("For a new amount from a certain day on, choose “New amount” instead."),
        breadcrumbs=to_agreement(rate.agreement),
        cancel_url=address_of(rate.agreement),
        success_url=address_of(rate.agreement),
        success_message=lambda saved: _("Saved: %(rate)s") % {"rate": _facts(saved)},
    )


def rate_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on a new amount from a day on; the present one ends there."""
    rate = load(request, pk, "change")
    access.require(request.user, "add", Rate)
    return form_page(
        request,
        form_class=FollowRateForm,
        form_kwargs={"rate": rate},
        instance=rate,
        save=lambda form, version: service.follow_rate(
            actor=request.user, rate=rate, version=version, now=timezone.now(), **form.cleaned_data
        ),
        title=_("New amount"),
        intro=_("At present: %(rate)s") % {"rate": _facts(rate)},
        breadcrumbs=to_agreement(rate.agreement),
        cancel_url=address_of(rate.agreement),
        success_url=lambda new: address_of(new.agreement),
        success_message=lambda new: _("Added: %(rate)s") % {"rate": _facts(new)},
    )


def rate_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a rate entered by mistake."""
    rate = load(request, pk, "delete")
    return confirm_page(
        request,
        title=_("Delete rate"),
        consequences=[
            _("Deleted is: %(rate)s") % {"rate": _facts(rate)},
            _("Without it, no amount can be found for these days."),
            _("If it was in force, please enter its end instead: then it can still be read."),
        ],
        action=lambda cleaned, version: service.delete_rate(
            actor=request.user, rate=rate, version=version, now=timezone.now()
        ),
        instance=rate,
        danger=True,
        submit_label=_("Delete rate"),
        success_message=_("The rate has been deleted."),
        success_url=address_of(rate.agreement),
        cancel_url=address_of(rate.agreement),
        breadcrumbs=to_agreement(rate.agreement),
    )
