"""Networks and bodies: list, record, entering, changing; their members."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.filters.bodies import NetworkFilter
from networks.forms.bodies import MemberForm, NetworkForm
from networks.meeting_facts import names_for, task_lines
from networks.models import (
    Need,
    NeedReport,
    Network,
    NetworkDocument,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
    Project,
)
from networks.models.bodies import MemberKind
from networks.rules.meetings import is_overdue, meet_by
from networks.services import bodies as service
from networks.views.fragments import HOURS
from networks.views.pages import allowed, crumbs, load, place_of, with_place
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import day

PLACES = ("social_space", "district", "coordinator")
#: Meetings shown on a network's page; the others stand behind "all".
SHOWN = 12


def address_of(network: Network) -> str:
    """Return the address of a network's page."""
    return reverse("networks:network_detail", args=[network.pk])


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Networks and bodies"), "networks:network_list"))


def to_network(network: Network) -> list[Crumb]:
    """Return the way to a network."""
    return [*to_list(), crumb(network.name, "networks:network_detail", network.pk)]


def in_words(network: Any, today: date) -> str:
    """Say whether a network meets as it should; needs `last_held`."""
    if network.is_over_on(today):
        return _("ended")
    if network.rhythm_weeks is None:
        return _("no fixed rhythm")
    last, since = network.last_held, network.valid_from
    if is_overdue(last, since, network.rhythm_weeks, network.valid_until, today):
        by = meet_by(last, since, network.rhythm_weeks)
        return _("meeting overdue since %(day)s") % {"day": day(by)}
    return _("in its rhythm")


@require_safe
def network_list(request: HttpRequest) -> HttpResponse:
    """Show, filter and take along the networks."""
    user, today = request.user, timezone.localdate()
    access.require(user, "view", Network)
    new = reverse("networks:network_new")
    rows = Network.objects.visible_to(user).select_related(*PLACES)
    return ListPage(
        request,
        title=_("Networks and bodies"),
        queryset=rows.with_dates(user, timezone.now()),
        columns=[
            Column("name", _("Name"), "name", ("name",), url=address_of),
            Column("art", _("Kind"), "get_kind_display", ("kind", "name")),
            Column("ort", _("Place"), "place_name", ("district__key", "social_space__sort_key")),
            Column("zuletzt", _("Last meeting"), "last_held", ("last_held",), kind="date"),
            Column("naechstes", _("Next meeting"), "next_at", ("next_at",), kind="datetime"),
            Column("stand", _("State"), lambda row: in_words(row, today)),
        ],
        sort="name",
        filterset_class=NetworkFilter,
        breadcrumbs=crumbs(),
        actions=allowed(
            request,
            "add",
            Network,
            Action(_("Add network"), with_place(request, new), primary=True),
        ),
        export_name="netzwerke",
        empty=EmptyState(
            _("No network has been entered yet."),
            _("Here you find social-space conferences, working groups and other bodies."),
            *((new, _("Add network")) if access.can(user, "add", Network) else ()),
        ),
    ).response()


def _loaded(request: HttpRequest, pk: int, action: str = "view") -> Network:
    rows = Network.objects.visible_to(request.user).select_related(*PLACES)
    return load(request, rows.with_dates(request.user, timezone.now()), pk, action)


@require_safe
def network_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a network: rhythm, dates, members, tasks."""
    user, today, now = request.user, timezone.localdate(), timezone.now()
    network = _loaded(request, pk)
    changes = access.can(user, "change", network)
    meetings = NetworkMeeting.objects.visible_to(user).filter(network=network)
    members = NetworkMember.objects.visible_to(user).filter(network=network).with_names()
    past = meetings.exclude(pk__in=meetings.coming(now).values("pk"))
    tasks = NetworkTask.objects.visible_to(user).filter(network=network).open()
    current = list(members.valid_on(today))
    coming = list(meetings.coming(now)[:SHOWN])
    before = list(past.order_by("-starts_at", "-pk")[:SHOWN])
    return render(
        request,
        "networks/network_detail.html",
        {
            "title": network.name,
            "breadcrumbs": to_list(),
            "actions": _actions(network, today) if changes else [],
            "network": network,
            "state": in_words(network, today),
            "overdue": is_overdue(
                getattr(network, "last_held", None),
                network.valid_from,
                network.rhythm_weeks,
                network.valid_until,
                today,
            )
            and access.has_role(user, *access.OFFICE),
            "coming": coming,
            "past": before,
            # Whoever sees none must not read that there are none.
            "closed_to": not coming
            and not before
            and bool(getattr(network, "next_at", None) or getattr(network, "last_held", None)),
            "tasks": task_lines(user, tasks, names_for(user, network.pk)),
            "members": sorted(current, key=lambda member: str(member).casefold()),
            "documents": NetworkDocument.objects.visible_to(user).of(network),
            "changes": changes,
            # Needs it takes care of, and those its meetings named.
            "needs": Need.objects.visible_to(user)
            .standing()
            .filter(Q(network=network) | Q(pk__in=_named_by(user, network)))
            .order_by("-reported_on", "-pk")[:SHOWN],
            "projects": Project.objects.visible_to(user)
            .filter(network=network)
            .order_by("title", "pk")[:SHOWN],
            "sees_hours": access.has_role(user, *HOURS),
        },
    )


def _named_by(user: Any, network: Network) -> Any:
    rows = NeedReport.objects.visible_to(user).filter(network=network)
    return rows.order_by().values("need")


def _actions(network: Network, today: date) -> list[Action]:
    args = [network.pk]
    if network.is_over_on(today):
        return [Action(_("Edit"), reverse("networks:network_edit", args=args))]
    return [
        Action(_("Plan meeting"), reverse("networks:meeting_new", args=args), primary=True),
        Action(_("Plan several meetings"), reverse("networks:meeting_series", args=args)),
        Action(_("Edit"), reverse("networks:network_edit", args=args)),
    ]


def network_new(request: HttpRequest) -> HttpResponse:
    """Enter a network."""
    access.require(request.user, "add", Network)
    today = timezone.localdate()
    return form_page(
        request,
        form_class=NetworkForm,
        form_kwargs={"user": request.user, "today": today},
        template="networks/form_page.html",
        save=lambda form, version: service.found_network(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add network"),
        initial={"valid_from": today, **place_of(request)},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.name},
        cancel_url=reverse("networks:network_list"),
        breadcrumbs=to_list(),
    )


def network_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a network, or let it end."""
    network = _loaded(request, pk, "change")
    return form_page(
        request,
        form_class=NetworkForm,
        form_kwargs={"user": request.user, "today": timezone.localdate()},
        template="networks/form_page.html",
        instance=network,
        save=lambda form, version: service.update_network(
            actor=request.user,
            network=network,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": network.name},
        success_url=address_of,
        success_message=_("The changes have been saved."),
        cancel_url=address_of(network),
        breadcrumbs=to_network(network),
    )


# --- members ------------------------------------------------------------------------------------


def member_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who works in a network."""
    network = _loaded(request, pk, "change")
    access.require(request.user, "add", NetworkMember)
    today = timezone.localdate()
    return form_page(
        request,
        form_class=MemberForm,
        form_kwargs={"today": today, "network": network},
        template="networks/form_page.html",
        save=lambda form, version: service.add_member(
            actor=request.user, network=network, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add member"),
        initial={"valid_from": today, "kind": MemberKind.INSTITUTION},
        draft_key=f"networks:member_new:{network.pk}",
        success_url=address_of(network),
        success_message=lambda saved: _("%(name)s has been added.") % {"name": saved},
        cancel_url=address_of(network),
        breadcrumbs=to_network(network),
    )


def _member(request: HttpRequest, pk: int, action: str) -> NetworkMember:
    rows = NetworkMember.objects.visible_to(request.user).with_names().select_related("network")
    return load(request, rows.with_names(), pk, action)


def member_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change role and period of a member."""
    member = _member(request, pk, "change")
    return form_page(
        request,
        form_class=MemberForm,
        form_kwargs={"today": timezone.localdate(), "network": member.network},
        template="networks/form_page.html",
        instance=member,
        save=lambda form, version: service.update_member(
            actor=request.user,
            member=member,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": member},
        success_url=address_of(member.network),
        success_message=_("The changes have been saved."),
        cancel_url=address_of(member.network),
        breadcrumbs=to_network(member.network),
    )


def member_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a member entered by mistake."""
    member = _member(request, pk, "delete")
    name = str(member)
    return confirm_page(
        request,
        title=_("Take off %(name)s?") % {"name": name},
        consequences=[
            _("%(name)s is no longer among the members.") % {"name": name},
            _("Whoever was invited once or took something on stays; please enter an end instead."),
        ],
        action=lambda cleaned, version: service.remove_member(
            actor=request.user, member=member, version=version, now=timezone.now()
        ),
        instance=member,
        danger=True,
        submit_label=_("Take off"),
        success_message=_("%(name)s has been taken off.") % {"name": name},
        success_url=address_of(member.network),
        cancel_url=address_of(member.network),
        breadcrumbs=to_network(member.network),
    )
