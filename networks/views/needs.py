"""Needs: the board, the list, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db import models
from django.db.models import Case, Count, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.filters.needs import WORD_OF, NeedBoardFilter, NeedListFilter
from networks.forms.needs import similar_needs
from networks.models import Need, NeedAnswer, NeedPriority, NeedReport, Project
from networks.models.needs import NEED_STATES
from networks.querysets.needs import NeedQuerySet
from networks.rules.states import NEED_TRANSITIONS, OPEN_NEEDS, NeedState
from networks.services.needs import has_reported
from networks.services.own_districts import own_districts
from networks.views.need_words import (
    HEAVY,
    ICONS,
    RELATED,
    address_of,
    answer_in_words,
    to_board,
)
from networks.views.pages import allowed, crumbs, load
from sro import access
from sro.states import possible_actions
from sro.ui.tables import Action, Column, EmptyState, ListPage, _chips

#: Cards in one column of a page.
CARDS = 20
COLUMNS = (
    NeedState.REPORTED,
    NeedState.ASSESSED,
    NeedState.PLANNED,
    NeedState.REALISED,
    NeedState.DECLINED,
)


@dataclass(frozen=True)
class Card:
    """A need on the board, with its next steps; `priority` is empty outside the office."""

    need: Need
    voices: int
    steps: list[Action]
    priority: str


@dataclass(frozen=True)
class Lane:
    """A column of the board."""

    state: str
    label: str
    icon: str
    count: int
    cards: list[Card]
    more: str


def buttons(need: Need) -> list[Action]:
    """Return the steps that start from a need's state, the usual one first."""
    words = {
        "assess": (_("Assess"), "need_assess"),
        "plan": (_("Plan"), "need_plan"),
        "realise": (_("Mark as done"), "need_realise"),
        "decline": (_("Decline"), "need_decline"),
        "reopen": (_("Take up again"), "need_reopen"),
    }
    return [
        Action(words[step][0], reverse(f"networks:{words[step][1]}", args=[need.pk]), number == 0)
        for number, step in enumerate(
            step for step in possible_actions(NEED_TRANSITIONS, need.state) if step in words
        )
    ]


def page_actions(request: HttpRequest, *others: Action) -> list[Action]:
    """Return the buttons of board, list and counts."""
    query = request.GET.copy()
    for name in ("seite", "sort", "format", "nach"):
        query.pop(name, None)
    # The place that is looked at is the one that is reported for.
    place = "&".join(f"{key}={query[key]}" for key in ("bezirk", "sozialraum") if query.get(key))
    report = reverse("networks:need_report")
    button = Action(_("Report a need"), f"{report}?{place}" if place else report, primary=True)
    kept = query.urlencode()
    return [
        *allowed(request, "add", Need, button),
        *(Action(each.label, f"{each.url}?{kept}" if kept else each.url) for each in others),
    ]


def way(name: str) -> Action:
    """Return the button to one of the views of needs."""
    words = {"need_board": _("Board"), "need_list": _("List"), "need_counts": _("Counts")}
    return Action(words[name], reverse(f"networks:{name}"))


@require_safe
def need_board(request: HttpRequest) -> HttpResponse:
    """Show the needs in columns by their state; each page has the next cards of every column."""
    user = request.user
    access.require(user, "view", Need)
    rows = Need.objects.visible_to(user)
    filterset = NeedBoardFilter(request.GET, queryset=rows, request=request)
    found: Any = filterset.qs if filterset.is_valid() else rows.none()
    states = filterset.states()
    found = found.filter(state__in=states)
    counts = dict(found.order_by().values_list("state").annotate(number=Count("pk")))
    most = max((counts.get(state.value, 0) for state in states), default=0)
    pages = max(1, ceil(most / CARDS))
    page = min(_page(request), pages)
    chips = _chips(filterset)
    return render(
        request,
        "networks/need_board.html",
        {
            "title": _("Needs"),
            "breadcrumbs": crumbs(),
            "actions": page_actions(request, way("need_list"), way("need_counts")),
            "filterset": filterset,
            "chips": chips,
            "filtered": bool(chips),
            "lanes": _lanes(request, found, states, counts, page),
            "decides": access.can(user, "decide", Need),
            "count": sum(counts.get(state.value, 0) for state in states),
            "page": page,
            "pages": pages,
        },
    )


def _page(request: HttpRequest) -> int:
    asked = request.GET.get("seite", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 9 else 1


def _lanes(
    request: HttpRequest,
    found: NeedQuerySet,
    states: Sequence[NeedState],
    counts: dict[str, int],
    page: int,
) -> list[Lane]:
    first = (page - 1) * CARDS
    parts = [
        found.filter(state=state.value).order_by("-reported_on", "-pk").values("pk")
        for state in states
        if counts.get(state.value, 0) > first
    ]
    sliced = [part[first : first + CARDS] for part in parts]
    keys = [row["pk"] for row in sliced[0].union(*sliced[1:], all=True)] if sliced else []
    needs = (
        Need.objects.visible_to(request.user)
        .filter(pk__in=keys)
        .select_related(*RELATED)
        .defer("description", "assessment", *HEAVY)
        .order_by("-reported_on", "-pk")
    )
    voices = Need.objects.visible_to(request.user).voices_of(keys)
    cards: dict[str, list[Card]] = {state.value: [] for state in states}
    decides = access.can(request.user, "decide", Need)
    inside = access.has_role(request.user, *access.OFFICE)
    for need in needs:
        steps = buttons(need) if decides else []
        priority = need.get_priority_display() if inside else ""
        cards[need.state].append(Card(need, voices[need.pk], steps, priority))
    query = request.GET.copy()
    query.pop("seite", None)
    lanes = []
    for state in states:
        query["stand"] = WORD_OF[state.value]
        number = counts.get(state.value, 0)
        shown = cards[state.value]
        more = f"{reverse('networks:need_list')}?{query.urlencode()}"
        lanes.append(
            Lane(
                state.value,
                str(NEED_STATES[state.value]),
                ICONS[state],
                number,
                shown,
                more if number > len(shown) else "",
            )
        )
    return lanes


@require_safe
def need_list(request: HttpRequest) -> HttpResponse:
    """Show, filter, sort and take along the needs."""
    user = request.user
    access.require(user, "view", Need)
    rank = Case(
        *(When(priority=word, then=Value(place)) for place, word in enumerate(NeedPriority.values)),
        default=Value(len(NeedPriority.values)),
        output_field=models.IntegerField(),
    )
    order = Case(
        *(When(state=state.value, then=Value(place)) for place, state in enumerate(COLUMNS)),
        default=Value(len(COLUMNS)),
        output_field=models.IntegerField(),
    )
    newest = ("-reported_on", "-pk")
    pressing = Column("dringlich", _("How pressing"), "get_priority_display", ("rank", *newest))
    inside = access.has_role(user, *access.OFFICE)
    return ListPage(
        request,
        title=_("Needs"),
        queryset=Need.objects.visible_to(user)
        .select_related(*RELATED)
        .defer("assessment", *HEAVY)
        .annotate(rank=rank, standing=order),
        columns=[
            Column("bedarf", _("What is missing"), "title", ("title",), url=address_of),
            Column("art", _("Category"), "category.name", ("category__sort_key", *newest)),
            Column("zielgruppe", _("For whom"), "get_target_group_display", ("target_group",)),
            Column(
                "sozialraum",
                _("Social space"),
                "social_space.name",
                ("social_space__sort_key", *newest),
            ),
            Column("bezirk", _("District"), "district.name", ("district__sort_key", *newest)),
            Column("herkunft", _("Seen in"), "get_origin_display", ("origin", *newest)),
            Column("stand", _("State"), "get_state_display", ("standing", *newest)),
            # Neither shown nor sorted by where the need's own page is silent about it.
            *([pressing] if inside else []),
            Column("gemeldet", _("Reported on"), "reported_on", ("reported_on",), kind="date"),
            Column("schritt", _("Latest step on"), "decided_on", ("decided_on",), kind="date"),
        ],
        sort="-gemeldet",
        filterset_class=NeedListFilter,
        breadcrumbs=to_board(),
        actions=page_actions(request, way("need_board"), way("need_counts")),
        export_name="bedarfe",
        empty=EmptyState(
            _("No need has been reported yet."),
            _("Here stands what is missing in the quarters, who said so and what became of it."),
            *(
                (reverse("networks:need_report"), _("Report a need"))
                if access.can(user, "add", Need)
                else ()
            ),
        ),
    ).response()


@require_safe
def need_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a need: what is missing, who said so, how it is met, what it stands for, its history."""
    user = request.user
    rows = Need.objects.visible_to(user).select_related(
        *RELATED, "project", "offer__institution", "network", "merged_into"
    )
    need = load(request, rows, pk)
    decides = access.can(user, "decide", need)
    # What the office noted, and by what it was linked, is the office's.
    inside = access.has_role(user, *access.OFFICE)
    members = Need.objects.visible_to(user).members_of([pk])[pk]
    merged = list(Need.objects.visible_to(user).filter(merged_into=need).select_related(*RELATED))
    reports = (
        NeedReport.objects.visible_to(user)
        .filter(need__in=members)
        .select_related("reporter", "network", "need")
        .order_by("reported_on", "pk")
    )
    answers = list(
        NeedAnswer.objects.visible_to(user)
        .filter(report__need=need, report__reporter=user.pk)
        .order_by("-answered_at", "-pk")
    )
    head = need.merged_into
    return render(
        request,
        "networks/need_detail.html",
        {
            "title": need.title,
            "breadcrumbs": to_board(),
            "actions": _actions(request, need, decides),
            "need": need,
            "icon": ICONS[NeedState(need.state)],
            "facts": _facts(need, inside),
            "links": _links(user, need, inside),
            "reports": list(reports),
            "decides": decides,
            "head": head if head and access.can(user, "view", head) else None,
            "merged": merged,
            "answers": [(answer, answer_in_words(answer.state)) for answer in answers],
            "sees_history": inside,
            "unread": any(answer.seen_at is None for answer in answers),
            "similar": _similar(request, need) if decides else [],
        },
    )


def _actions(request: HttpRequest, need: Need, decides: bool) -> list[Action]:
    found = buttons(need) if decides else []
    if need.state in OPEN_NEEDS:
        join = Action(_("I miss this too"), reverse("networks:need_join", args=[need.pk]))
        # Whoever reported it has said so; one voice is one voice.
        if not has_reported(request.user, need):
            found += allowed(request, "add", NeedReport, join)
    own = own_districts(request.user, timezone.localdate())
    if need.state in OPEN_NEEDS and (own is None or need.district_id in own):
        project = f"{reverse('networks:project_new')}?bedarf={need.pk}"
        found += allowed(request, "add", Project, Action(_("Enter a project"), project))
    if decides and need.state != NeedState.MERGED:
        edit = Action(_("Edit"), reverse("networks:need_edit", args=[need.pk]))
        found += allowed(request, "change", need, edit)
    if decides and need.state == NeedState.MERGED:
        found.append(
            Action(_("Take the merge back"), reverse("networks:need_split", args=[need.pk]), True)
        )
    return found


def _facts(need: Need, inside: bool) -> list[dict[str, Any]]:
    """Return what is known of a need; what the office thinks of it stays inside the office."""
    facts = [
        (_("Social space"), need.social_space, "space_detail", need.social_space_id),
        (_("District"), need.district, "district_detail", need.district_id),
        (_("Category"), need.category, "", None),
        (_("For whom"), need.get_target_group_display(), "", None),
        (_("Seen in"), need.get_origin_display(), "", None),
        (_("How pressing"), need.get_priority_display() if inside else "", "", None),
        (_("Assessment"), need.assessment if inside else "", "", None),
        (_("Reason"), need.reason, "", None),
        (_("Description"), need.description, "", None),
    ]
    return [
        {
            "label": label,
            "value": getattr(value, "name", value),
            "url": reverse(f"networks:{view}", args=[pk]) if view else "",
        }
        for label, value, view, pk in facts
        if value
    ]


def _links(user: Any, need: Need, inside: bool) -> list[dict[str, Any]]:
    """Return how the need is met, as far as the person may see by what."""
    offer = f"{need.offer.name} ({need.offer.institution.name})" if need.offer else ""
    named = (
        (capfirst(_("project")), need.project, str(need.project), "project_detail"),
        (_("Offer"), need.offer, offer, "offer_detail"),
        (_("Network"), need.network, str(need.network), "network_detail"),
    )
    found = [
        {"label": label, "value": text, "url": reverse(f"networks:{view}", args=[row.pk])}
        for label, row, text, view in named
        if row is not None and access.can(user, "view", row)
    ]
    if need.budget_line and inside:
        found.append({"label": _("Budget line"), "value": need.budget_line, "url": ""})
    return found


def _similar(request: HttpRequest, need: Need) -> list[tuple[Need, str]]:
    """Return open needs that may mean the same, each with the way to merge them."""
    if need.state not in OPEN_NEEDS:
        return []
    found = similar_needs(
        Need.objects.visible_to(request.user).exclude(pk=need.pk),
        title=need.title,
        category=need.category_id,
        social_space=need.social_space_id,
        district=need.district_id,
    )
    merge = reverse("networks:need_merge")
    chosen = f"bedarf={need.pk}.{need.version}"
    return [(each, f"{merge}?{chosen}&bedarf={each.pk}.{each.version}") for each in found]
