"""Focus providers per social space: list and what planners do with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from networks.filters.providers import FocusFilter
from networks.forms.providers import FocusForm
from networks.models import FocusProvider
from networks.services import focus as service
from networks.views.providers import address_of, to_providers
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_focuses() -> list[Crumb]:
    """The way to the list of focus providers."""
    return [*to_providers(), crumb(_("Focus providers"), "networks:focus_list")]


COLUMNS = [
    Column(
        "sozialraum",
        gettext_lazy("Social space"),
        "social_space.name",
        sort=("social_space__sort_key", "provider__sort_key", "valid_from"),
    ),
    Column(
        "bezirk",
        gettext_lazy("District"),
        "social_space.district.name",
        sort=("social_space__district__sort_key", "social_space__sort_key", "provider__sort_key"),
    ),
    Column(
        "traeger",
        gettext_lazy("Provider"),
        "provider.name",
        sort=("provider__sort_key", "social_space__sort_key", "valid_from"),
        url=lambda focus: address_of(focus.provider),
    ),
    Column("von", gettext_lazy("From"), "valid_from", sort=("valid_from",), kind="date"),
    Column("bis", gettext_lazy("Last day"), "last_day", sort=("valid_until",), kind="date"),
    Column("note", gettext_lazy("Note"), "note"),
]


def _edit_address(focus: FocusProvider) -> str:
    return reverse("networks:focus_edit", args=[focus.pk])


@require_safe
def focus_list(request: HttpRequest) -> HttpResponse:
    """Which provider has the focus where."""
    access.require(request.user, "view", FocusProvider)
    may_add = access.can(request.user, "add", FocusProvider)
    new = reverse("networks:focus_new")
    columns: list[Any] = COLUMNS
    if may_add and "format" not in request.GET:
        columns = [*COLUMNS, Column("edit", _("Edit"), lambda focus: _("Edit"), url=_edit_address)]
    return ListPage(
        request,
        title=_("Focus providers"),
        queryset=FocusProvider.objects.visible_to(request.user).select_related(
            "provider", "social_space__district"
        ),
        columns=columns,
        sort="sozialraum",
        filterset_class=FocusFilter,
        empty=EmptyState(
            _("No focus providers yet."),
            _("Here you see who is especially bound to work in which social space."),
            new if may_add else "",
            _("Enter the first focus"),
        ),
        breadcrumbs=to_providers(),
        actions=[Action(_("Enter focus"), new, primary=True, icon="add")] if may_add else [],
        export_name="schwerpunkttraeger",
        template="networks/focus_list.html",
    ).response()


def focus_new(request: HttpRequest) -> HttpResponse:
    """Give a provider the focus on a social space; `?traeger=` and `?sozialraum=` fill in."""
    access.require(request.user, "add", FocusProvider)
    today = timezone.localdate()
    initial = {
        "valid_from": today,
        "provider": _number(request.GET.get("traeger")),
        "social_space": _number(request.GET.get("sozialraum")),
    }
    return form_page(
        request,
        form_class=FocusForm,
        form_kwargs={"today": today},
        initial=initial,
        save=lambda form, version: service.add_focus(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter focus"),
        intro=_("Several providers may have the focus on a social space. All stay selectable."),
        breadcrumbs=to_focuses(),
        cancel_url=reverse("networks:focus_list"),
        success_url=lambda focus: address_of(focus.provider),
        success_message=lambda focus: (
            _("%(provider)s now has the focus on %(space)s.")
            % {"provider": focus.provider.name, "space": focus.social_space.name}
        ),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None


def load(request: HttpRequest, pk: int, action: str) -> FocusProvider:
    """Return a focus with which the person may do `action`."""
    focuses = FocusProvider.objects.visible_to(request.user)
    focus = get_object_or_404(focuses.select_related("provider", "social_space"), pk=pk)
    access.require(request.user, action, focus)
    return focus


def focus_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or end a focus."""
    focus = load(request, pk, "change")
    back = address_of(focus.provider)
    return form_page(
        request,
        form_class=FocusForm,
        form_kwargs={"today": timezone.localdate()},
        instance=focus,
        save=lambda form, version: service.update_focus(
            actor=request.user,
            focus=focus,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit focus"),
        template="networks/focus_form.html",
        context={"delete_url": reverse("networks:focus_delete", args=[focus.pk])},
        breadcrumbs=to_focuses(),
        cancel_url=back,
        success_url=lambda saved: address_of(saved.provider),
        success_message=_("The changes have been saved."),
    )


def focus_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a focus entered by mistake."""
    focus = load(request, pk, "delete")
    return confirm_page(
        request,
        title=_("Delete focus"),
        consequences=[
            _("The focus of %(provider)s on %(space)s (%(days)s) is deleted.")
            % {
                "provider": focus.provider.name,
                "space": focus.social_space.name,
                "days": focus.days_text,
            },
            _("If it was in force, please enter its end instead: then it can still be read."),
        ],
        action=lambda cleaned, version: service.delete_focus(
            actor=request.user, focus=focus, version=version, now=timezone.now()
        ),
        instance=focus,
        danger=True,
        submit_label=_("Delete focus"),
        success_message=_("The focus has been deleted."),
        success_url=address_of(focus.provider),
        cancel_url=address_of(focus.provider),
        breadcrumbs=to_focuses(),
    )
