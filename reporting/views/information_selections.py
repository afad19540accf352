"""Kept selections: one's own and those that colleagues share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.models import Indicator, IndicatorValue
from networks.models import District
from reporting.filters.information import SelectionFilter
from reporting.forms.information import SelectionForm, initial_of
from reporting.models import SavedSelection
from reporting.services import selections as services
from reporting.services.information import compare_indicators
from reporting.views.information import information_trail, table_export
from reporting.views.information_compare import asked_of, query_of, shown
from reporting.views.information_tables import comparison_export
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import EXPORTS, Action, Column, EmptyState, ListPage


def selections_trail() -> list[Crumb]:
    """Berichte › Familieninformation › Auswahlen ›"""
    return [*information_trail(), crumb(_("Kept selections"), "reporting:selections")]


def selection_trail(kept: SavedSelection) -> list[Crumb]:
    """Berichte › Familieninformation › Auswahlen › Kinder in Berlin ›"""
    return [*selections_trail(), crumb(kept.name, "reporting:selection", kept.pk)]


def address_of(kept: SavedSelection) -> str:
    """Return the address at which a selection is opened."""
    return reverse("reporting:selection", args=[kept.pk])


@require_safe
def selection_list(request: HttpRequest) -> HttpResponse:
    """Show one's own selections and the shared ones."""
    user = request.user
    access.require(user, "view", SavedSelection)
    compare = reverse("reporting:information_compare")
    return ListPage(
        request,
        title=_("Kept selections"),
        queryset=SavedSelection.objects.visible_to(user).select_related("owner"),
        columns=[
            Column("name", _("Name"), "name", ("name",), url=address_of),
            Column("von", _("Kept by"), lambda row: _owner(row, user), ("owner__display_name",)),
            Column("geteilt", _("Shared"), "shared", ("shared", "name"), kind="boolean"),
            Column("kennzahlen", _("Indicators"), lambda row: len(row.indicators), kind="number"),
            Column("geaendert", _("Last changed"), "changed_at", ("changed_at",), kind="date"),
        ],
        sort="name",
        filterset_class=SelectionFilter,
        breadcrumbs=information_trail(),
        actions=[Action(_("Several side by side"), compare, True)],
        empty=EmptyState(
            _("No selection yet."),
            _("Put indicators side by side and keep what you will want to see again."),
            compare,
            _("Several side by side"),
        ),
    ).response()


def _owner(kept: SavedSelection, user: Any) -> str:
    return _("you") if kept.owner_id == user.pk else str(kept.owner)


def _load(request: HttpRequest, pk: int) -> SavedSelection:
    kept = SavedSelection.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(kept, pk=pk)


@require_safe
def selection(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a selection: its values as they are known today."""
    user = request.user
    kept = _load(request, pk)
    indicators = list(Indicator.objects.visible_to(user).filter(code__in=kept.indicators))
    districts = list(
        District.objects.visible_to(user)
        .valid_on(timezone.localdate())
        .filter(key__in=kept.districts)
        .defer("search_vector")
    )
    asked = asked_of(
        {
            "kennzahl": indicators,
            "ebene": kept.level,
            "bezirk": districts,
            "stand": kept.days,
        }
    )
    comparison = None
    # A choice of districts of which none is left is no choice of all of them.
    if districts or not kept.districts:
        comparison = compare_indicators(actor=user, **asked)
    if comparison is not None and request.GET.get("format") in EXPORTS:
        return table_export(request, f"auswahl-{kept.pk}", *comparison_export(comparison))
    gone = set(kept.indicators) - {each.code for each in indicators}
    gone |= set(kept.districts) - {each.key for each in districts}
    context = {
        "title": kept.name,
        "breadcrumbs": selections_trail(),
        "actions": _actions(user, kept),
        "form": None,
        "kept": kept,
        "own": kept.owner_id == user.pk,
        "gone": sorted(gone),
        **shown(user, comparison),
    }
    return render(request, "reporting/information_compare.html", context)


def _actions(user: Any, kept: SavedSelection) -> list[Action]:
    query = urlencode({**query_of(services.chosen_of(kept)), "waehlen": "ja"}, doseq=True)
    actions = [
        Action(_("Choose otherwise"), f"{reverse('reporting:information_compare')}?{query}"),
    ]
    if access.can(user, "change", kept):
        change = Action(_("Change"), reverse("reporting:selection_edit", args=[kept.pk]))
        return [
            change,
            *actions,
            Action(_("Remove"), reverse("reporting:selection_delete", args=[kept.pk])),
        ]
    copy = f"{reverse('reporting:selection_add')}?von={kept.pk}"
    return [Action(_("Copy to my selections"), copy, True), *actions]


def selection_add(request: HttpRequest) -> HttpResponse:
    """Keep what stands side by side, or a copy of a shared selection."""
    access.require(request.user, "view", IndicatorValue)
    access.require(request.user, "add", SavedSelection)
    return form_page(
        request,
        form_class=SelectionForm,
        form_kwargs={"user": request.user, "today": timezone.localdate()},
        initial=_beginning(request),
        save=lambda form, version: services.create_selection(
            actor=request.user, now=timezone.now(), **form.to_keep()
        ),
        title=_("Keep a selection"),
        breadcrumbs=selections_trail(),
        cancel_url=reverse("reporting:selections"),
        success_url=address_of,
        success_message=lambda kept: _("“%(name)s” is kept.") % {"name": kept.name},
    )


def _beginning(request: HttpRequest) -> dict[str, Any]:
    """Return what the form begins with: the address, or the selection that is copied."""
    source = request.GET.get("von", "")
    if source:
        if not source.isascii() or not source.isdigit():
            raise Http404
        return {**initial_of(_load(request, int(source))), "shared": False}
    return {
        "kennzahl": request.GET.getlist("kennzahl"),
        "ebene": request.GET.get("ebene", ""),
        "bezirk": request.GET.getlist("bezirk"),
        "stand": request.GET.getlist("stand"),
    }


def selection_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own selection."""
    kept = _load(request, pk)
    access.require(request.user, "change", kept)
    return form_page(
        request,
        form_class=SelectionForm,
        form_kwargs={"user": request.user, "today": timezone.localdate()},
        instance=kept,
        initial=dict(initial_of(kept)),
        save=lambda form, version: services.update_selection(
            actor=request.user,
            selection=kept,
            changes=form.to_keep(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change “%(name)s”") % {"name": kept.name},
        breadcrumbs=selection_trail(kept),
        cancel_url=address_of(kept),
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
    )


def selection_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one's own selection."""
    kept = _load(request, pk)
    access.require(request.user, "delete", kept)
    consequences = [_("Indicators and values stay; only the selection is removed.")]
    if kept.shared:
        consequences.append(_("Colleagues can no longer open it; their copies stay."))
    return confirm_page(
        request,
        title=_("Remove “%(name)s”") % {"name": kept.name},
        consequences=consequences,
        action=lambda data, version: services.delete_selection(
            actor=request.user, selection=kept, version=version, now=timezone.now()
        ),
        instance=kept,
        danger=True,
        breadcrumbs=selection_trail(kept),
        cancel_url=address_of(kept),
        success_url=reverse("reporting:selections"),
        submit_label=_("Remove the selection"),
        success_message=_("“%(name)s” was removed.") % {"name": kept.name},
    )
