"""Resource maps: looking, drawing, going on with the next, taking home."""

from __future__ import annotations

from math import isfinite
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.forms.resource_maps import MapForm, NewMapForm, NextMapForm
from cases.models import Case, Person, Resource, ResourceMap
from cases.pictures.resource_map_words import (
    FORMATS,
    drawings,
    ring_words,
    short_name,
    spot_of,
    tie_words,
    title_for,
)
from cases.rules.mapping import MOVES, READING, Spot, moved, spot_at
from cases.services import resource_maps as service
from cases.services.paperwork.resource_maps import take_home
from cases.views.pages import address_of, open_case, part_of, to_case
from sro import access
from sro.audit import trail
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action

SECTION = "ressourcenkarten"


def map_of(
    request: HttpRequest, pk: int, map_pk: int, action: str = "view"
) -> tuple[Case, ResourceMap]:
    """Return case and map (404 outside), with the right to do `action` (403)."""
    case = open_case(request, pk)
    rows = ResourceMap.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("person", "author", "next_map")
    return case, part_of(request, case, rows, map_pk, action)


def map_address(case: Case, card: ResourceMap) -> str:
    """Return the address of a map."""
    return reverse("cases:map", args=[case.pk, card.pk])


def map_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the map of a person of the case."""
    case = open_case(request, pk)
    access.require(request.user, "add", ResourceMap)
    people = without_map(request, case)
    return form_page(
        request,
        form_class=NewMapForm,
        form_kwargs={"people": people},
        initial={"drawn_on": timezone.localdate(), "person": _asked_for(request)},
        save=lambda form, version: service.draw_map(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Draw a resource map"),
        intro=_(
            "What carries this person, as the person sees it: skills, people, things, places. "
            "Only what the person names belongs on the map."
        ),
        submit_label=_("Begin the map"),
        success_url=lambda card: reverse("cases:map_edit", args=[case.pk, card.pk]),
        success_message=_("The map is ready. Now lay on it what is there."),
        cancel_url=address_of(case, SECTION),
        breadcrumbs=to_case(case),
        draft_key=f"cases:map_new:{case.pk}",
    )


def without_map(request: HttpRequest, case: Case) -> QuerySet[Person]:
    """Return the people of the case who have no map yet."""
    people = Person.objects.visible_to(request.user).filter(memberships__case=case)
    mapped = ResourceMap.objects.visible_to(request.user).filter(case=case)
    return people.exclude(pk__in=mapped.values("person_id")).order_by("sort_key", "pk")


def _asked_for(request: HttpRequest) -> int | None:
    asked = request.GET.get("person", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


@require_safe
def map_detail(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Show a map: picture, table, and the maps before and after it."""
    case, card = map_of(request, pk, map_pk)
    rows = list(
        card.resources.visible_to(request.user)
        .select_related("offer", "institution")
        .order_by("pk")
    )
    others = (
        ResourceMap.objects.visible_to(request.user)
        .filter(case=case, person=card.person_id)
        .exclude(pk=card.pk)
    )
    newest = not hasattr(card, "next_map")
    return render(
        request,
        "cases/map.html",
        {
            "title": title_for(short_name(card.person)),
            "breadcrumbs": to_case(case),
            "case": case,
            "card": card,
            "newest": newest,
            "actions": _actions(request, case, card, newest),
            "resources": [
                (row, ring_words()[row.closeness], tie_words()[row.tie])
                for row in sorted(rows, key=_reading_order)
            ],
            "others": others,
            "may_change": newest and access.can(request.user, "change", card),
            "drawn": drawings(short_name(card.person), rows),
        },
    )


def _reading_order(row: Resource) -> tuple[int, int, int]:
    return READING.index(row.field), row.closeness, row.pk


def _actions(request: HttpRequest, case: Case, card: ResourceMap, newest: bool) -> list[Action]:
    args = [case.pk, card.pk]
    paper = Action(_("PDF to take home"), reverse("cases:map_pdf", args=args))
    if not newest or not access.can(request.user, "change", card):
        return [paper]
    return [
        Action(_("Edit"), reverse("cases:map_edit", args=args), primary=True),
        Action(_("Conversation view"), reverse("cases:talk_map", args=args)),
        paper,
        Action(_("Begin the next map"), reverse("cases:map_next", args=args)),
    ]


def map_edit(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Draw: lay resources on the map, move them, say how strong the ties are."""
    case, card = map_of(request, pk, map_pk, "change")
    return _editor(
        request, case, card, template="cases/map_edit.html", breadcrumbs=way_to(case, card)
    )


def talk_map(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Draw with the laptop turned to the family: the same form, the same draft."""
    case, card = map_of(request, pk, map_pk, "change")
    return _editor(
        request,
        case,
        card,
        template="cases/talk_map.html",
        context={"form_frame": "conversation.html", "leave_url": map_address(case, card)},
    )


def way_to(case: Case, card: ResourceMap) -> list[Crumb]:
    """Return the way to a page of a map."""
    return to_case(case, crumb(title_for(short_name(card.person)), "cases:map", case.pk, card.pk))


def _editor(
    request: HttpRequest,
    case: Case,
    card: ResourceMap,
    *,
    template: str,
    breadcrumbs: list[Crumb] | None = None,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    return form_page(
        request,
        form_class=MapForm,
        instance=card,
        form_kwargs={"user": request.user},
        save=lambda form, version: service.save_map(
            actor=request.user,
            resource_map=card,
            version=version,
            now=timezone.now(),
            drawn_on=form.cleaned_data["drawn_on"],
            resources=form.cleaned_data["resources"],
            removed=form.cleaned_data["removed"],
        ),
        template=template,
        title=title_for(short_name(card.person)),
        success_url=map_address(case, card),
        success_message=_("The map has been saved."),
        cancel_url=map_address(case, card),
        breadcrumbs=breadcrumbs or [],
        draft_key=f"cases:map:{card.pk}",
        context={"case": case, "card": card, **(context or {})},
    )


@require_POST
def map_preview(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Draw what stands in the form, after one more move if one is asked for; nothing is stored."""
    _case, card = map_of(request, pk, map_pk, "change")
    form = MapForm(request.POST, instance=card, user=request.user)
    shown = dict(form.preview)
    key = request.POST.get("_key", "")
    done = None
    if key in shown and request.POST.get("_move"):
        done = _move(shown[key], request.POST)
        if done is None:
            return HttpResponseBadRequest()
        row = shown[key]
        row.field, row.closeness, row.angle = done.field, done.closeness, done.angle
    drawn = drawings(short_name(card.person), list(shown.values()), list(shown))
    return render(request, "cases/map_drawing.html", {"drawn": drawn, "key": key, "done": done})


def _move(row: Resource, data: Any) -> Spot | None:
    """Return where the resource lies after the move; None for one nobody knows."""
    move = data["_move"]
    angle = data.get("_angle", "")
    seen = int(angle) if angle.isascii() and angle.isdigit() and len(angle) < 4 else None
    if move in MOVES:
        return moved(spot_of(row), move, seen)
    size = FORMATS.get(data.get("_size", ""))
    if move != "drop" or size is None:
        return None
    try:
        x, y = float(data["_x"]), float(data["_y"])
    except (KeyError, ValueError):
        return None
    return spot_at(size.sheet, x, y) if isfinite(x) and isfinite(y) else None


def map_next(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Go on with a copy; the map as it is stays."""
    case, card = map_of(request, pk, map_pk, "change")
    today = timezone.localdate()
    return confirm_page(
        request,
        title=_("Begin the next map of %(name)s?") % {"name": short_name(card.person)},
        consequences=[
            _("A new map starts with everything that is on this one."),
            _("This map stays as it is and can be looked at any time."),
        ],
        form_class=NextMapForm,
        action=lambda cleaned, version: service.copy_map(
            actor=request.user,
            resource_map=card,
            drawn_on=cleaned.get("drawn_on") or today,
            now=timezone.now(),
        ),
        success_url=lambda fresh: reverse("cases:map_edit", args=[case.pk, fresh.pk]),
        cancel_url=map_address(case, card),
        submit_label=_("Begin the next map"),
        success_message=_("The next map is ready."),
        breadcrumbs=way_to(case, card),
    )


@require_safe
def map_pdf(request: HttpRequest, pk: int, map_pk: int) -> HttpResponse:
    """Hand out the map on one page, for the family."""
    case, card = map_of(request, pk, map_pk)
    access.require(request.user, "export", case)
    now = timezone.now()
    content = take_home(card, list(card.resources.visible_to(request.user).order_by("pk")), now)
    trail.record_export(request.user, "resourcemap.pdf", card, now=now, case=case.pk, format="pdf")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'inline; filename="ressourcenkarte.pdf"'
    return answer
