"""Providers and their teams: list, record, and what planners do with them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from networks.exports.providers import PROVIDER_COLUMNS
from networks.filters.providers import ProviderFilter
from networks.forms.providers import CloseForm, ProviderForm, TeamForm
from networks.models import Agreement, FocusProvider, Institution, Provider, ProviderTeam, Rate
from networks.services import providers as service
from networks.views.body_links import dialogue_link
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage

SHOWN = 8


def to_registry() -> Crumb:
    """The way's first step."""
    return crumb(_("Social space"), "networks:home")


def to_providers() -> list[Crumb]:
    """The way to the list of providers."""
    return [to_registry(), crumb(_("Providers"), "networks:provider_list")]


def to_provider(provider: Provider) -> list[Crumb]:
    """The way to one provider."""
    return [*to_providers(), crumb(provider.name, "networks:provider_detail", provider.pk)]


def address_of(provider: Provider) -> str:
    """Return the address of a provider's record."""
    return reverse("networks:provider_detail", args=[provider.pk])


def load(request: HttpRequest, pk: int, action: str = "view") -> Provider:
    """Return a provider the person may see; 403 where seeing is all they may do."""
    provider = get_object_or_404(Provider.objects.visible_to(request.user), pk=pk)
    if action != "view":
        access.require(request.user, action, provider)
    return provider


# Sorted by name and by nothing else: no list of providers compares prices or sizes.
COLUMNS = [
    Column("name", gettext_lazy("Name"), "name", sort=("sort_key", "name"), url=address_of),
    Column("legal_form", gettext_lazy("Legal form"), "get_legal_form_display"),
    Column("recognition", gettext_lazy("Recognition"), "get_recognition_display"),
    Column("town", gettext_lazy("Place"), "town"),
    Column("phone", gettext_lazy("Telephone"), "phone"),
    Column("von", gettext_lazy("From"), "valid_from", kind="date"),
    Column("bis", gettext_lazy("Last day"), "last_day", kind="date"),
]


@require_safe
def provider_list(request: HttpRequest) -> HttpResponse:
    """All providers, by name."""
    access.require(request.user, "view", Provider)
    actions = []
    new = reverse("networks:provider_new")
    if access.can(request.user, "add", Provider):
        actions.append(Action(_("Enter provider"), new, primary=True, icon="add"))
    if access.can(request.user, "import", Provider):
        actions.append(Action(_("Import CSV"), reverse("ui:import_new", args=["providers"])))
    actions.append(Action(_("Focus providers"), reverse("networks:focus_list")))
    if access.can(request.user, "view", Agreement):
        actions.append(Action(_("Agreements"), reverse("networks:agreement_list")))
    exporting = "format" in request.GET
    return ListPage(
        request,
        title=_("Providers"),
        queryset=Provider.objects.visible_to(request.user).defer("search_vector"),
        columns=PROVIDER_COLUMNS if exporting else COLUMNS,
        sort="name",
        filterset_class=ProviderFilter,
        empty=EmptyState(
            _("No providers yet."),
            _("Here you find the free carriers the office works with."),
            new if access.can(request.user, "add", Provider) else "",
            _("Enter the first provider"),
        ),
        breadcrumbs=[to_registry()],
        actions=actions,
        export_name="traeger",
    ).response()


@require_safe
def provider_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One provider: who, where to reach, teams, focuses, agreements, history."""
    provider = load(request, pk)
    today = timezone.localdate()
    user = request.user
    agreements = Agreement.objects.visible_to(user).filter(provider=provider)
    rates = Rate.objects.visible_to(user).filter(provider=provider).valid_on(today)
    institutions = Institution.objects.visible_to(user).filter(provider=provider)
    return render(
        request,
        "networks/provider_detail.html",
        {
            "title": provider.name,
            "breadcrumbs": to_providers(),
            "actions": _actions(user, provider),
            "provider": provider,
            "phase": provider.phase_on(today),
            "teams": provider.teams.visible_to(user).prefetch_related("social_spaces"),
            "focuses": [
                (focus, focus.phase_on(today))
                for focus in FocusProvider.objects.visible_to(user)
                .filter(provider=provider)
                .select_related("social_space__district")
                .order_by("social_space__sort_key", "valid_from")
            ],
            "may_see_agreements": access.can(user, "view", Agreement)
            and (access.can(user, "add", Agreement) or agreements.exists()),
            "agreements": [
                (agreement, agreement.phase_on(today))
                for agreement in agreements.order_by("-valid_from", "pk")
            ],
            "rates": rates.select_related("support_type"),
            "institutions": institutions.order_by("sort_key", "pk")[:SHOWN],
            "institution_count": institutions.count(),
            "may_change_teams": access.can(user, "change", ProviderTeam),
            "may_change_focus": access.can(user, "change", FocusProvider),
            "may_add_agreement": access.can(user, "add", Agreement),
        },
    )


def _actions(user: Any, provider: Provider) -> list[Action]:
    found = []
    if access.can(user, "change", provider):
        edit = reverse("networks:provider_edit", args=[provider.pk])
        found.append(Action(_("Edit"), edit, primary=True, icon="edit"))
        if provider.valid_until is None:
            close = reverse("networks:provider_close", args=[provider.pk])
            found.append(Action(_("End cooperation"), close))
    found += dialogue_link(user, provider)
    if access.can(user, "delete", provider):
        delete = reverse("networks:provider_delete", args=[provider.pk])
        found.append(Action(_("Delete"), delete, icon="delete"))
    return found


def provider_new(request: HttpRequest) -> HttpResponse:
    """Enter a provider."""
    access.require(request.user, "add", Provider)
    return form_page(
        request,
        form_class=ProviderForm,
        template="networks/form_page.html",
        save=lambda form, version: service.create_provider(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter provider"),
        initial={"valid_from": timezone.localdate()},
        breadcrumbs=to_providers(),
        cancel_url=reverse("networks:provider_list"),
        success_url=address_of,
        success_message=lambda provider: _("%(name)s has been entered.") % {"name": provider.name},
    )


def provider_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a provider."""
    provider = load(request, pk, "change")
    return form_page(
        request,
        form_class=ProviderForm,
        template="networks/form_page.html",
        instance=provider,
        save=lambda form, version: service.update_provider(
            actor=request.user,
            provider=provider,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit provider"),
        breadcrumbs=to_provider(load(request, pk)),
        cancel_url=address_of(provider),
        success_url=address_of,
        success_message=_("The changes have been saved."),
    )


def provider_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End the cooperation by date; everything is kept."""
    provider = load(request, pk, "change")
    return confirm_page(
        request,
        title=_("End cooperation"),
        consequences=[
            _("From that day on %(name)s no longer appears among the current providers.")
            % {"name": provider.name},
            _("Agreements, rates, focuses and history stay as they are and can still be read."),
        ],
        form_class=CloseForm,
        action=lambda cleaned, version: service.close_provider(
            actor=request.user,
            provider=provider,
            valid_until=cleaned["valid_until"],
            version=version,
            now=timezone.now(),
        ),
        instance=provider,
        submit_label=_("End cooperation"),
        success_message=_("The end of the cooperation has been saved."),
        success_url=address_of,
        cancel_url=address_of(provider),
        breadcrumbs=to_provider(provider),
    )


def provider_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a provider entered by mistake."""
    provider = load(request, pk, "delete")
    name, teams = provider.name, provider.teams.count()
    return confirm_page(
        request,
        title=_("Delete provider"),
        consequences=[
            _("%(name)s is deleted; the history of changes remains.") % {"name": name},
            ngettext(
                "%(count)s team is deleted with it.", "%(count)s teams are deleted with it.", teams
            )
            % {"count": teams},
            _("A provider with agreements, focuses, institutions or people cannot be deleted."),
        ],
        action=lambda cleaned, version: service.delete_provider(
            actor=request.user, provider=provider, version=version, now=timezone.now()
        ),
        instance=provider,
        danger=True,
        submit_label=_("Delete provider"),
        success_message=_("%(name)s has been deleted.") % {"name": name},
        success_url=reverse("networks:provider_list"),
        cancel_url=address_of(provider),
        breadcrumbs=to_provider(provider),
    )


# --- teams ------------------------------------------------------------------------------------


def load_team(request: HttpRequest, pk: int, action: str) -> ProviderTeam:
    """Return a team with which the person may do `action`."""
    teams = ProviderTeam.objects.visible_to(request.user).select_related("provider")
    team = get_object_or_404(teams, pk=pk)
    access.require(request.user, action, team)
    return team


def team_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a team of a provider."""
    provider = load(request, pk)
    access.require(request.user, "add", ProviderTeam)
    return form_page(
        request,
        form_class=TeamForm,
        form_kwargs={"today": timezone.localdate()},
        save=lambda form, version: service.add_team(
            actor=request.user, provider=provider, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter team"),
        template="networks/team_form.html",
        draft_key=f"networks:team_new:{provider.pk}",
        breadcrumbs=to_provider(provider),
        cancel_url=address_of(provider),
        success_url=address_of(provider),
        success_message=lambda team: _("%(name)s has been entered.") % {"name": team.name},
    )


def team_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a team or where it works."""
    team = load_team(request, pk, "change")
    return form_page(
        request,
        form_class=TeamForm,
        form_kwargs={"today": timezone.localdate()},
        instance=team,
        save=lambda form, version: service.update_team(
            actor=request.user,
            team=team,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit team"),
        template="networks/team_form.html",
        breadcrumbs=to_provider(team.provider),
        cancel_url=address_of(team.provider),
        success_url=address_of(team.provider),
        success_message=_("The changes have been saved."),
    )


def team_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a team."""
    team = load_team(request, pk, "delete")
    return confirm_page(
        request,
        title=_("Delete team"),
        consequences=[
            _("%(name)s of %(provider)s is deleted; the history of changes remains.")
            % {"name": team.name, "provider": team.provider.name}
        ],
        action=lambda cleaned, version: service.delete_team(
            actor=request.user, team=team, version=version, now=timezone.now()
        ),
        instance=team,
        danger=True,
        submit_label=_("Delete team"),
        success_message=_("%(name)s has been deleted.") % {"name": team.name},
        success_url=address_of(team.provider),
        cancel_url=address_of(team.provider),
        breadcrumbs=to_provider(team.provider),
    )
