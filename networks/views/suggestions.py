"""Corrections by institutions: one after the other, field by field, with the way back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from networks.filters.rounds import SuggestionFilter
from networks.forms.suggestions import Decision, decision_form
from networks.models import EntrySuggestion, SuggestionState
from networks.services import suggestions as service
from networks.views.pages import crumbs, load
from sro import access
from sro.records import StaleRecord
from sro.ui.crumbs import crumb
from sro.ui.once import Done, once
from sro.ui.tables import Action, Column, EmptyState, ListPage

RELATED = ("institution__social_space__district", "institution__category", "offer", "decided_by")


def address_of(suggestion: EntrySuggestion) -> str:
    """Return the address of a correction's page."""
    return reverse("networks:suggestion_detail", args=[suggestion.pk])


def to_list() -> Any:
    """Return the way to the list."""
    return crumbs(crumb(_("Corrections by institutions"), "networks:suggestion_list"))


@require_safe
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """Show the corrections: open ones first, the oldest of them on top."""
    user = request.user
    access.require(user, "view", EntrySuggestion)
    rank = Case(When(state=SuggestionState.OPEN, then=Value(0)), default=Value(1))
    return ListPage(
        request,
        title=_("Corrections by institutions"),
        queryset=EntrySuggestion.objects.visible_to(user)
        .select_related(*RELATED)
        .defer("institution__search_vector", "offer__search_vector")
        .annotate(rank=rank),
        columns=[
            Column("name", _("About"), "name", ("name",), url=address_of),
            Column("was", _("What"), "get_kind_display"),
            Column(
                "einrichtung",
                _("Institution"),
                "institution.name",
                ("institution__sort_key", "pk"),
            ),
            Column("sozialraum", _("Social space"), "institution.social_space.name"),
            Column("eingang", _("Received"), "received_on", ("received_on", "pk"), kind="date"),
            Column("stand", _("State"), "get_state_display", ("rank", "received_on", "pk")),
            Column("von", _("Decided by"), "decided_by"),
        ],
        sort="stand",
        filterset_class=SuggestionFilter,
        breadcrumbs=crumbs(),
        actions=[Action(_("Verification rounds"), reverse("networks:round_list"))],
        empty=EmptyState(
            _("No institution has sent a correction."),
            _("What institutions answer by the link of their letter is looked at here first."),
            reverse("networks:round_new"),
            _("Start a round"),
        ),
        template="networks/list.html",
        context={"full_export": ""},
    ).response()


@once
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what should change beside what is there, and decide about each field."""
    user, today = request.user, timezone.localdate()
    rows = EntrySuggestion.objects.visible_to(user).select_related(*RELATED)
    suggestion = load(request, rows, pk)
    if request.method != "POST":
        return _page(request, suggestion, decision_form(suggestion))
    access.require(user, "decide", suggestion)
    form = decision_form(suggestion, request.POST)
    if not form.is_valid():
        return _page(request, suggestion, form, status=422)
    try:
        decided = _decide(request, suggestion, form, today)
    except StaleRecord:
        fresh = rows.get(pk=pk)
        return _page(request, fresh, decision_form(fresh), status=409, changed=True)
    except ValidationError as error:
        return _page(request, suggestion, form, status=422, errors=error.messages)
    following = _open(user).exclude(pk=pk).first()
    target = address_of(following) if following else reverse("networks:suggestion_list")
    return Done(
        f"{target}?zuletzt={decided.pk}" if following else address_of(decided),
        _("“%(name)s”: %(state)s.") % {"name": decided.name, "state": decided.get_state_display()},
    )


def _decide(
    request: HttpRequest, suggestion: EntrySuggestion, form: Decision, today: date
) -> EntrySuggestion:
    return service.decide(
        actor=request.user,
        suggestion=suggestion,
        accepted=form.accepted(),
        version=form.cleaned_data["version"],
        entry_version=form.cleaned_data["entry_version"],
        today=today,
        now=timezone.now(),
    )


def _open(user: Any) -> QuerySet[EntrySuggestion]:
    """Return the corrections that wait, in the order in which they are worked through."""
    rows = EntrySuggestion.objects.visible_to(user).filter(state=SuggestionState.OPEN)
    return rows.order_by("received_on", "pk")


def _page(
    request: HttpRequest,
    suggestion: EntrySuggestion,
    form: forms.Form,
    *,
    status: int = 200,
    changed: bool = False,
    errors: list[str] | None = None,
) -> HttpResponse:
    user = request.user
    waiting = list(_open(user).values_list("pk", flat=True))
    place = waiting.index(suggestion.pk) if suggestion.pk in waiting else None
    last = request.GET.get("zuletzt", "")
    latest = EntrySuggestion.objects.visible_to(user).exclude(state=SuggestionState.OPEN)
    return render(
        request,
        "networks/suggestion_detail.html",
        {
            "title": suggestion.name,
            "breadcrumbs": to_list(),
            "suggestion": suggestion,
            "form": form,
            "is_open": suggestion.state == SuggestionState.OPEN,
            "decides": access.can(user, "decide", suggestion),
            "place": None if place is None else place + 1,
            "count": len(waiting),
            "before": _neighbour(waiting, place, -1),
            "after": _neighbour(waiting, place, 1),
            "changed": changed,
            "errors": errors or [],
            "latest": (
                latest.filter(pk=int(last), decided_by=user).first()
                if last.isdecimal() and len(last) < 16
                else None
            ),
        },
        status=status,
    )


def _neighbour(waiting: list[int], place: int | None, step: int) -> str:
    if place is None or not 0 <= place + step < len(waiting):
        return ""
    return reverse("networks:suggestion_detail", args=[waiting[place + step]])


@require_POST
def suggestion_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back: the entry says what it said before."""
    user = request.user
    suggestion = load(request, EntrySuggestion.objects.visible_to(user), pk, "decide")
    version = request.POST.get("version", "")
    try:
        service.take_back(
            actor=user,
            suggestion=suggestion,
            version=int(version) if version.isdecimal() else 0,
            now=timezone.now(),
        )
    except StaleRecord:
        messages.warning(request, _("Somebody has changed this meanwhile. Please look again."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. The correction waits for a decision again."))
    return HttpResponseRedirect(address_of(suggestion))
