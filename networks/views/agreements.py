"""Agreements with providers and their rates: lists, record, and what controllers do with them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from networks.exports.providers import RATE_COLUMNS
from networks.filters.agreements import AgreementFilter, RateFilter
from networks.forms.agreements import AgreementForm
from networks.models import Agreement, Rate
from networks.services import agreements as service
from networks.views.providers import address_of as provider_address
from networks.views.providers import load as load_provider
from networks.views.providers import to_provider, to_providers
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_agreements() -> list[Crumb]:
    """The way to the list of agreements."""
    return [*to_providers(), crumb(_("Agreements"), "networks:agreement_list")]


def to_agreement(agreement: Agreement) -> list[Crumb]:
    """The way to one agreement."""
    return [
        *to_provider(agreement.provider),
        crumb(agreement.reference, "networks:agreement_detail", agreement.pk),
    ]


def address_of(agreement: Agreement) -> str:
    """Return the address of an agreement's record."""
    return reverse("networks:agreement_detail", args=[agreement.pk])


def load(request: HttpRequest, pk: int, action: str = "view") -> Agreement:
    """Return an agreement the person may see; 403 where seeing is all they may do."""
    agreements = Agreement.objects.visible_to(request.user).select_related("provider")
    agreement = get_object_or_404(agreements, pk=pk)
    if action != "view":
        access.require(request.user, action, agreement)
    return agreement


AGREEMENT_COLUMNS = [
    Column(
        "traeger",
        gettext_lazy("Provider"),
        "provider.name",
        sort=("provider__sort_key", "-valid_from"),
        url=lambda agreement: provider_address(agreement.provider),
    ),
    Column(
        "aktenzeichen", gettext_lazy("Reference"), "reference", sort=("reference",), url=address_of
    ),
    Column("kind", gettext_lazy("Kind"), "get_kind_display"),
    Column(
        "unterschrieben", gettext_lazy("Signed on"), "signed_on", sort=("signed_on",), kind="date"
    ),
    Column("von", gettext_lazy("From"), "valid_from", sort=("valid_from",), kind="date"),
    Column("bis", gettext_lazy("Last day"), "last_day", sort=("valid_until",), kind="date"),
]

# By provider or by kind of support, never by amount: § 5 SGB VIII leaves the choice to families.
RATES_SHOWN = [
    Column(
        "traeger",
        gettext_lazy("Provider"),
        "agreement.provider.name",
        sort=("agreement__provider__sort_key", "support_type__position", "unit", "valid_from"),
        url=lambda rate: provider_address(rate.agreement.provider),
    ),
    Column(
        "reference",
        gettext_lazy("Agreement"),
        "agreement.reference",
        url=lambda rate: address_of(rate.agreement),
    ),
    Column(
        "hilfeart",
        gettext_lazy("Support type"),
        "support_type",
        sort=("support_type__position", "unit", "agreement__provider__sort_key", "valid_from"),
    ),
    Column("unit", gettext_lazy("Unit"), "get_unit_display"),
    Column("amount", gettext_lazy("Amount"), "amount", kind="money"),
    Column("von", gettext_lazy("From"), "valid_from", sort=("valid_from",), kind="date"),
    Column("bis", gettext_lazy("Last day"), "last_day", sort=("valid_until",), kind="date"),
]


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    """The agreements the person may see."""
    access.require(request.user, "view", Agreement)
    actions = [Action(_("Rates"), reverse("networks:rate_list"))]
    return ListPage(
        request,
        title=_("Agreements"),
        queryset=Agreement.objects.visible_to(request.user).select_related("provider"),
        columns=AGREEMENT_COLUMNS,
        sort="traeger",
        filterset_class=AgreementFilter,
        empty=EmptyState(
            _("No agreements yet."),
            _("Agreements are entered at the provider they are made with."),
            reverse("networks:provider_list"),
            _("To the providers"),
        ),
        breadcrumbs=to_providers(),
        actions=actions,
        export_name="vereinbarungen",
    ).response()


@require_safe
def rate_list(request: HttpRequest) -> HttpResponse:
    """The rates the person may see."""
    access.require(request.user, "view", Rate)
    actions = []
    if access.can(request.user, "import", Rate):
        actions.append(Action(_("Import CSV"), reverse("ui:import_new", args=["rates"])))
    exporting = "format" in request.GET
    return ListPage(
        request,
        title=_("Rates"),
        queryset=Rate.objects.visible_to(request.user).select_related(
            "agreement__provider", "support_type"
        ),
        columns=RATE_COLUMNS if exporting else RATES_SHOWN,
        sort="traeger",
        filterset_class=RateFilter,
        empty=EmptyState(_("No rates yet."), _("Rates belong to an agreement with a provider.")),
        breadcrumbs=to_agreements(),
        actions=actions,
        export_name="entgelte",
    ).response()


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One agreement with its rates and its history."""
    agreement = load(request, pk)
    today = timezone.localdate()
    user = request.user
    rates = Rate.objects.visible_to(user).filter(agreement=agreement)
    actions = []
    if access.can(user, "change", agreement):
        edit = reverse("networks:agreement_edit", args=[agreement.pk])
        actions.append(Action(_("Edit"), edit, primary=True, icon="edit"))
    if access.can(user, "delete", agreement):
        delete = reverse("networks:agreement_delete", args=[agreement.pk])
        actions.append(Action(_("Delete"), delete, icon="delete"))
    return render(
        request,
        "networks/agreement_detail.html",
        {
            "title": _("Agreement %(reference)s") % {"reference": agreement.reference},
            "breadcrumbs": to_provider(agreement.provider),
            "actions": actions,
            "agreement": agreement,
            "phase": agreement.phase_on(today),
            "rates": [
                (rate, rate.phase_on(today)) for rate in rates.select_related("support_type")
            ],
            "may_change": access.can(user, "change", agreement),
        },
    )


def agreement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an agreement with a provider."""
    provider = load_provider(request, pk)
    access.require(request.user, "add", Agreement)
    return form_page(
        request,
        form_class=AgreementForm,
        save=lambda form, version: service.create_agreement(
            actor=request.user, provider=provider, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter agreement"),
        draft_key=f"networks:agreement_new:{provider.pk}",
        submit_label=_("Save and go on with the rates"),
        breadcrumbs=to_provider(provider),
        cancel_url=provider_address(provider),
        success_url=address_of,
        success_message=_("The agreement has been entered. Now add its rates."),
    )


def agreement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an agreement."""
    agreement = load(request, pk, "change")
    return form_page(
        request,
        form_class=AgreementForm,
        instance=agreement,
        save=lambda form, version: service.update_agreement(
            actor=request.user,
            agreement=agreement,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit agreement"),
        breadcrumbs=to_agreement(load(request, pk)),
        cancel_url=address_of(agreement),
        success_url=address_of,
        success_message=_("The changes have been saved."),
    )


def agreement_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an agreement entered by mistake, with its rates."""
    agreement = load(request, pk, "delete")
    rates = agreement.rates.count()
    return confirm_page(
        request,
        title=_("Delete agreement"),
        consequences=[
            _("The agreement %(reference)s with %(provider)s is deleted.")
            % {"reference": agreement.reference, "provider": agreement.provider.name},
            ngettext(
                "%(count)s rate is deleted with it.", "%(count)s rates are deleted with it.", rates
            )
            % {"count": rates},
            _("If it was in force, please enter its end instead: then it can still be read."),
        ],
        action=lambda cleaned, version: service.delete_agreement(
            actor=request.user, agreement=agreement, version=version, now=timezone.now()
        ),
        instance=agreement,
        danger=True,
        submit_label=_("Delete agreement"),
        success_message=_("The agreement has been deleted."),
        success_url=provider_address(agreement.provider),
        cancel_url=address_of(agreement),
        breadcrumbs=to_agreement(agreement),
    )
