"""Proposals for the registry: what caseworkers found, and what planning makes of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from networks.filters.proposals import ProposalFilter
from networks.forms.institutions import InstitutionForm
from networks.forms.proposals import filled_in
from networks.models import Institution, ResourceProposal
from networks.models.proposals import ProposalState
from networks.search.words import typed_words
from networks.services import proposals as service
from networks.views.entries import changes_of
from networks.views.pages import crumbs, load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.forms import ReasonForm
from sro.ui.tables import Action, Column, EmptyState, ListPage

#: Entries of the registry shown beside a proposal, and the longest text looked for.
SIMILAR, LONGEST = 6, 200
RELATED = ("category", "social_space__district", "proposed_by")


def address_of(proposal: ResourceProposal) -> str:
    """Return the address of a proposal's page."""
    return reverse("networks:proposal_detail", args=[proposal.pk])


def list_title(user: Any) -> str:
    """Return what the list is called: planning sees all, others their own."""
    if access.can(user, "decide", ResourceProposal):
        return _("Proposals for the registry")
    return _("Own proposals for the registry")


def to_list(user: Any) -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(list_title(user), "networks:proposal_list"))


def to_proposal(user: Any, proposal: ResourceProposal) -> list[Crumb]:
    """Return the way to a proposal."""
    return [*to_list(user), crumb(proposal.name, "networks:proposal_detail", proposal.pk)]


def month_of(proposal: ResourceProposal) -> str:
    """Return the month of a proposal in words; the day is not kept."""
    return date_format(proposal.proposed_in, "YEAR_MONTH_FORMAT")


@require_safe
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Show the proposals: open ones first, then the newest."""
    user = request.user
    access.require(user, "view", ResourceProposal)
    decides = access.can(user, "decide", ResourceProposal)
    place = ("social_space__sort_key", "rank")
    columns = [
        Column("name", _("Name"), "name", ("name",), url=address_of),
        Column("art", _("Category"), "category.name", ("category__sort_key", "rank")),
        Column("sozialraum", _("Social space"), "social_space.name", place),
        Column("monat", _("Proposed in"), month_of, ("proposed_in", "rank")),
        *([Column("von", _("Proposed by"), "proposed_by")] if decides else []),
        Column("stand", _("State"), "get_state_display", ("rank", "-proposed_in", "-pk")),
    ]
    rank = Case(When(state=ProposalState.OPEN, then=Value(0)), default=Value(1))
    return ListPage(
        request,
        title=list_title(user),
        queryset=ResourceProposal.objects.visible_to(user)
        .select_related(*RELATED)
        .annotate(rank=rank),
        columns=columns,
        sort="stand",
        filterset_class=ProposalFilter,
        breadcrumbs=crumbs(),
        empty=EmptyState(
            _("Nothing has been proposed yet."),
            _(
                "Caseworkers propose from the resource map what a family has found in the quarter"
                " and what may help others."
            ),
        ),
    ).response()


@require_safe
def proposal_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal, what became of it, and for planning what the registry has already."""
    user = request.user
    rows = ResourceProposal.objects.visible_to(user).select_related(
        *RELATED, "institution", "decided_by"
    )
    proposal = load(request, rows, pk)
    decides = proposal.state == ProposalState.OPEN and access.can(user, "decide", proposal)
    text = request.GET.get("q", proposal.name).strip()[:LONGEST]
    actions = [
        Action(_("Take over"), reverse("networks:proposal_take_over", args=[pk]), primary=True),
        Action(_("Do not take over"), reverse("networks:proposal_decline", args=[pk])),
    ]
    return render(
        request,
        "networks/proposal_detail.html",
        {
            "title": proposal.name,
            "breadcrumbs": to_list(user),
            "actions": actions if decides else [],
            "proposal": proposal,
            "month": month_of(proposal),
            "decides": decides,
            "unread": (
                proposal.state != ProposalState.OPEN
                and proposal.seen_at is None
                and access.can(user, "read", proposal)
            ),
            "text": text,
            "similar": similar_to(user, text, timezone.localdate()) if decides else [],
        },
    )


@require_POST
def proposal_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that who proposed has read what became of it."""
    proposal = load(request, ResourceProposal.objects.visible_to(request.user), pk)
    if service.mark_read(actor=request.user, proposal=proposal, now=timezone.now()):
        messages.success(request, _("The answer is marked as read."))
    return HttpResponseRedirect(address_of(proposal))


def similar_to(user: Any, text: str, today: date) -> list[Institution]:
    """Return entries the proposal may mean: by its words, by their sound, by its longest word."""
    rows = (
        Institution.objects.visible_to(user)
        .active_on(today)
        .select_related("category", "social_space__district")
        .defer("search_vector")
    )
    found = rows.found(text, SIMILAR)
    found += rows.resembling(text, SIMILAR - len(found), without=[row.pk for row in found])
    longest = max(typed_words(text), key=len, default="")
    if longest and len(found) < SIMILAR:
        rest = rows.exclude(pk__in=[row.pk for row in found])
        found += rest.found(longest, SIMILAR - len(found))
    return found


def proposal_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the institution, filled in from the proposal; saving decides the proposal as well."""
    user = request.user
    rows = ResourceProposal.objects.visible_to(user).select_related(*RELATED, "institution")
    proposal = load(request, rows, pk, "decide")
    if request.method != "POST" and proposal.state != ProposalState.OPEN:
        return HttpResponseRedirect(address_of(proposal))
    if _clicked_twice(request, proposal):
        return HttpResponseRedirect(_entry_of(proposal))
    return form_page(
        request,
        form_class=InstitutionForm,
        template="networks/proposal_take_over.html",
        initial=filled_in(proposal),
        save=lambda form, version: service.take_over(
            actor=user,
            proposal=proposal,
            version=version,
            now=timezone.now(),
            **changes_of(request, form, Institution, timezone.localdate()),
        ),
        title=_("Take over %(name)s") % {"name": proposal.name},
        submit_label=_("Take over into the registry"),
        success_url=_entry_of,
        success_message=lambda taken: (
            _("“%(name)s” is in the registry now; the proposal is done.")
            % {"name": taken.institution.name}
        ),
        cancel_url=address_of(proposal),
        breadcrumbs=to_proposal(user, proposal),
        draft_key=f"networks:proposal_take_over:{pk}",
        context={
            "proposal": proposal,
            "month": month_of(proposal),
            # What is saved is decided about this very proposal.
            "version": proposal.version,
        },
    )


def _entry_of(proposal: ResourceProposal) -> str:
    return reverse("networks:institution_detail", args=[proposal.institution_id])


def _clicked_twice(request: HttpRequest, proposal: ResourceProposal) -> bool:
    """Whether this very form was saved before: its identifier is that of the entry made."""
    entry = proposal.institution
    return (
        request.method == "POST"
        and entry is not None
        and proposal.decided_by_id == request.user.pk
        and entry.key == request.POST.get("key")
    )


def proposal_link(request: HttpRequest, pk: int, institution_pk: int) -> HttpResponse:
    """Say that the registry has an entry for it already."""
    user = request.user
    proposal = load(request, ResourceProposal.objects.visible_to(user), pk, "decide")
    institution = get_object_or_404(
        Institution.objects.visible_to(user).select_related("social_space"), pk=institution_pk
    )
    return confirm_page(
        request,
        title=_("Link with %(name)s") % {"name": institution.name},
        consequences=[
            _("The proposal “%(proposal)s” is done; it leads to “%(name)s” (%(space)s).")
            % {
                "proposal": proposal.name,
                "name": institution.name,
                "space": institution.social_space.name,
            },
            _("The entry in the registry stays as it is."),
        ],
        action=lambda cleaned, version: service.link(
            actor=user,
            proposal=proposal,
            institution=institution,
            version=version,
            now=timezone.now(),
        ),
        instance=proposal,
        submit_label=_("Link this entry"),
        success_message=_("The proposal leads to “%(name)s” now.") % {"name": institution.name},
        success_url=address_of(proposal),
        cancel_url=address_of(proposal),
        breadcrumbs=to_proposal(user, proposal),
    )


def proposal_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a proposal is not taken over."""
    user = request.user
    proposal = load(request, ResourceProposal.objects.visible_to(user), pk, "decide")
    return confirm_page(
        request,
        title=_("Do not take over %(name)s") % {"name": proposal.name},
        consequences=[
            _("The reason is shown to the person who proposed it."),
            _("The proposal stays in the list; it can still be read there."),
        ],
        form_class=ReasonForm,
        action=lambda cleaned, version: service.decline(
            actor=user,
            proposal=proposal,
            reason=cleaned["reason"],
            version=version,
            now=timezone.now(),
        ),
        instance=proposal,
        submit_label=_("Do not take over"),
        success_message=_("“%(name)s” is not taken over; the reason is noted.")
        % {"name": proposal.name},
        success_url=address_of(proposal),
        cancel_url=address_of(proposal),
        breadcrumbs=to_proposal(user, proposal),
    )
