"""Steps of a support: beginning, prolonging, ending, taking a proposal back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.forms.supports import BeginForm, EndForm, ProlongForm
from cases.models import Support
from cases.services import supports as service
from cases.views.supports import address_of, load, to_support
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def _page(request: HttpRequest, support: Support, **more: Any) -> HttpResponse:
    return form_page(
        request,
        instance=support,
        breadcrumbs=to_support(support),
        cancel_url=address_of(support),
        success_url=address_of(support),
        **more,
    )


def support_withdraw(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Take a proposal back that was not decided about."""
    case, support = load(request, pk, support_pk, "delete")
    return confirm_page(
        request,
        title=_("Withdraw the proposal"),
        consequences=[
            _("“%(support)s” is no longer proposed; the history of changes remains.")
            % {"support": support}
        ],
        action=lambda data, version: service.withdraw_support(
            actor=request.user, support=support, version=version, now=timezone.now()
        ),
        instance=support,
        submit_label=_("Withdraw the proposal"),
        success_message=_("The proposal has been withdrawn."),
        success_url=reverse("cases:support_list", args=[case.pk]),
        cancel_url=address_of(support),
        breadcrumbs=to_support(support),
    )


def support_begin(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Note that a granted support has begun."""
    _case, support = load(request, pk, support_pk, "begin")
    return _page(
        request,
        support,
        form_class=BeginForm,
        initial={"start": min(support.start, timezone.localdate())},
        save=lambda form, version: service.begin_support(
            actor=request.user,
            support=support,
            start=form.cleaned_data["start"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Note the beginning"),
        success_message=_("The support has begun."),
    )


def support_prolong(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Move the planned end, with a reason; hours and provider change by a decision only."""
    _case, support = load(request, pk, support_pk, "change")
    return _page(
        request,
        support,
        form_class=ProlongForm,
        initial={"planned_end": support.planned_end},
        save=lambda form, version: service.prolong_support(
            actor=request.user,
            support=support,
            version=version,
            now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("Move the planned end"),
        intro=_("Other hours or another provider need a new decision of the team lead."),
        success_message=_("The planned end has been moved."),
    )


def support_end(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """End a support with its reason."""
    _case, support = load(request, pk, support_pk, "end")
    return _page(
        request,
        support,
        form_class=EndForm,
        save=lambda form, version: service.end_support(
            actor=request.user,
            support=support,
            version=version,
            now=timezone.now(),
            **form.cleaned_data,
        ),
        title=_("End the support"),
        submit_label=_("End the support"),
        success_message=_("The end of the support has been noted."),
    )
