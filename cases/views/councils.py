"""Family group conferences: the list, one of them, suggesting one, who coordinates."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cases.council_facts import council_facts
from cases.filters.councils import CouncilFilter
from cases.forms.councils import CoordinatorForm, CouncilForm, PersonForm
from cases.models import Case, FamilyGroupConference, Referral
from cases.rules.councils import RUNNING, CouncilState
from cases.services import councils as service
from cases.views.pages import address_of, open_case, to_case
from networks.models import Provider
from sro import access
from sro.audit import trail
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Column, EmptyState, ListPage

SECTION = "familienrat"


def load(request: HttpRequest, pk: int, action: str = "view") -> FamilyGroupConference:
    """Return a family group conference the user may see (404) and do `action` with (403).

    Looking leaves a line with the conference; for those who work on the case one with it, too.
    """
    rows = FamilyGroupConference.objects.visible_to(request.user).select_related(
        "case__district", "case__responsible", "case__deputy", "provider", "coordinator"
    )
    council = get_object_or_404(rows.defer("case__search_vector"), pk=pk)
    if action != "view":
        access.require(request.user, action, council)
    if request.method in ("GET", "HEAD"):
        match = request.resolver_match
        page, now = (match.view_name if match else ""), timezone.now()
        trail.record_read(request.user, council, now=now, page=page)
        if reads_all(request.user, council):
            trail.record_read(request.user, council.case, now=now, page=page)
    return council


def not_now(
    request: HttpRequest, council: FamilyGroupConference, states: Collection[str]
) -> HttpResponse | None:
    """Lead back from a form that can only be refused; what was typed before is not lost by it.

    An old tab still sends its form, and gets it back with the reason.
    """
    if request.method == "POST" or council.state in states:
        return None
    messages.error(
        request,
        _("This step is not possible while the family group conference is: %(state)s.")
        % {"state": council.get_state_display()},
    )
    return redirect(council_address(council))


def reads_all(user: Any, council: FamilyGroupConference) -> bool:
    """Return whether somebody works on the case and not only coordinates."""
    known = council.__dict__.setdefault("_read_all", {})
    if user.pk not in known:
        known[user.pk] = access.can(user, "read_all", council)
    return known[user.pk]


def council_address(council: FamilyGroupConference, page: str = "council", *more: Any) -> str:
    """Return the address of a page of a family group conference."""
    return reverse(f"cases:{page}", args=[council.pk, *more])


def to_councils(user: Any, council: FamilyGroupConference) -> list[Crumb]:
    """Return the way there: through the case, or through one's list for whoever coordinates."""
    if reads_all(user, council):
        return to_case(council.case)
    return [crumb(_("Family group conferences"), "cases:council_list")]


def to_council(user: Any, council: FamilyGroupConference) -> list[Crumb]:
    """Return the way to a family group conference."""
    return [*to_councils(user, council), crumb(page_title(council), "cases:council", council.pk)]


def page_title(council: FamilyGroupConference) -> str:
    """Return what the page is called."""
    return _("Family group conference: %(name)s") % {"name": council.name}


COLUMNS = [
    Column("fuer", gettext_lazy("For"), "name", ("name",), url=council_address),
    Column("stand", gettext_lazy("State"), "get_state_display", ("state",)),
    Column("am", gettext_lazy("On"), "scheduled_at", ("scheduled_at",), "datetime"),
    Column("ort", gettext_lazy("Place"), "place"),
    Column("koordination", gettext_lazy("Coordinator"), "coordinator"),
    Column("weiter", gettext_lazy("Next meeting"), "follow_up_on", ("follow_up_on",), "date"),
]


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    """Show the family group conferences one coordinates or works on."""
    access.require(request.user, "view", FamilyGroupConference)
    rows = FamilyGroupConference.objects.visible_to(request.user)
    return ListPage(
        request,
        title=_("Family group conferences"),
        queryset=rows.select_related("coordinator"),
        filterset_class=CouncilFilter,
        columns=COLUMNS,
        sort="am",
        empty=EmptyState(
            _("No family group conference yet"),
            _("Here stand those you coordinate, and those of the families you work with."),
        ),
    ).response()


@require_safe
def council_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it: question, preparation, the day, the family's plan, what became of it."""
    council = load(request, pk)
    whole = reads_all(request.user, council)
    facts = council_facts(request.user, council, whole=whole, today=timezone.localdate())
    return render(
        request,
        "cases/council.html",
        {
            "title": page_title(council),
            "council": council,
            "whole": whole,
            "facts": facts,
            "actions": facts.actions,
            "breadcrumbs": to_councils(request.user, council),
        },
    )


def council_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Suggest a family group conference to a family (`?aus=` says where it came up)."""
    case = open_case(request, pk)
    access.require(request.user, "add", FamilyGroupConference)
    return form_page(
        request,
        form_class=CouncilForm,
        initial={"name": case.name, "referral": _came_up(request, case)},
        save=lambda form, version: service.refer(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Suggest a family group conference"),
        intro=_(
            "The family itself finds a way, with everybody it wants to have there. Whether it"
            " wants that is for the family to say."
        ),
        template="networks/form_page.html",
        draft_key=f"cases:council_new:{case.pk}",
        breadcrumbs=to_case(case),
        cancel_url=address_of(case, SECTION),
        success_url=council_address,
        success_message=_("Noted. Next: who coordinates, and does the family want it?"),
    )


def _came_up(request: HttpRequest, case: Case) -> str:
    wanted = request.GET.get("aus", "")
    return wanted if wanted in Referral.values else Referral.CONSULTATION


def council_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change for whom, where it came up, and the question."""
    council = load(request, pk, "change")
    return form_page(
        request,
        form_class=CouncilForm,
        instance=council,
        save=lambda form, version: service.update_council(
            actor=request.user,
            council=council,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the question to the family"),
        template="networks/form_page.html",
        breadcrumbs=to_council(request.user, council),
        cancel_url=council_address(council),
        success_url=council_address(council),
        success_message=_("The changes have been saved."),
    )


def council_coordinator(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who coordinates: a colleague or a provider."""
    council = load(request, pk, "name_coordinator")
    if away := not_now(request, council, RUNNING):
        return away
    today = timezone.localdate()
    providers = Provider.objects.visible_to(request.user).valid_on(today)

    def save(form: Any, version: int) -> FamilyGroupConference:
        data = form.cleaned_data
        # The person stays if it is the same provider that goes on.
        same = data["provider"] is not None and data["provider"] == council.provider
        return service.name_coordinator(
            actor=request.user,
            council=council,
            provider=data["provider"],
            coordinator=council.coordinator if same else data["coordinator"],
            version=version,
            now=timezone.now(),
            family_agrees=data.get("family_agrees", False),
        )

    colleague = None if council.provider_id else council.coordinator
    return form_page(
        request,
        form_class=CoordinatorForm,
        instance=council,
        form_kwargs={
            "colleagues": service.possible_coordinators(council.case, today),
            "providers": providers.order_by("sort_key", "pk"),
            "asked": council.state != CouncilState.REFERRED,
        },
        initial={"coordinator": colleague, "provider": council.provider},
        save=save,
        title=_("Who coordinates?"),
        intro=_(
            "The coordinator prepares the day with the family and takes nobody's side. Whoever"
            " decides on the case cannot do it."
        ),
        breadcrumbs=to_council(request.user, council),
        cancel_url=council_address(council),
        success_url=council_address(council),
        success_message=_("The coordination is settled."),
    )


def council_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the provider's lead say who of them coordinates."""
    council = load(request, pk, "name_person")
    people = service.staff_of(council.provider, timezone.localdate())
    return form_page(
        request,
        form_class=PersonForm,
        instance=council,
        form_kwargs={"people": people},
        initial={"coordinator": council.coordinator},
        save=lambda form, version: service.name_person(
            actor=request.user,
            council=council,
            coordinator=form.cleaned_data["coordinator"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Who coordinates?"),
        breadcrumbs=to_council(request.user, council),
        cancel_url=council_address(council),
        success_url=council_address(council),
        success_message=lambda row: _("%(name)s coordinates now.") % {"name": row.coordinator},
    )
