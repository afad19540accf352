"""The catalogue of support types: list and what administrators do with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from networks.forms.agreements import SupportTypeForm
from networks.models import SupportType
from networks.services import catalogue as service
from networks.views.providers import to_registry
from sro import access
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage

COLUMNS = [
    Column("name", gettext_lazy("Name"), "name", sort=("name",)),
    Column("grundlage", gettext_lazy("Legal basis"), "legal_basis", sort=("position", "name")),
    Column("setting", gettext_lazy("Setting"), "get_setting_display"),
    Column("code", gettext_lazy("Code"), "code", sort=("code",)),
    Column("is_active", gettext_lazy("In use"), "is_active", kind="boolean"),
]


def _edit_address(support_type: SupportType) -> str:
    return reverse("networks:support_type_edit", args=[support_type.pk])


@require_safe
def support_type_list(request: HttpRequest) -> HttpResponse:
    """The kinds of support and their place in the law."""
    access.require(request.user, "view", SupportType)
    may_add = access.can(request.user, "add", SupportType)
    actions = []
    columns = COLUMNS
    if may_add:
        new = reverse("networks:support_type_new")
        actions.append(Action(_("Enter support type"), new, primary=True, icon="add"))
        legal = reverse("networks:support_type_legal")
        actions.append(Action(_("Enter those of SGB VIII"), legal, post=True))
        columns = [*COLUMNS, Column("edit", _("Edit"), lambda row: _("Edit"), url=_edit_address)]
    return ListPage(
        request,
        title=_("Support types"),
        queryset=SupportType.objects.visible_to(request.user),
        columns=columns,
        sort="grundlage",
        empty=EmptyState(
            _("The catalogue is empty."),
            _("The kinds of support of SGB VIII can be entered with one click."),
        ),
        breadcrumbs=[to_registry()],
        actions=actions,
    ).response()


def support_type_new(request: HttpRequest) -> HttpResponse:
    """Add a kind of support."""
    access.require(request.user, "add", SupportType)
    return form_page(
        request,
        form_class=SupportTypeForm,
        save=lambda form, version: service.create_support_type(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter support type"),
        breadcrumbs=_to_catalogue(),
        cancel_url=reverse("networks:support_type_list"),
        success_url=reverse("networks:support_type_list"),
        success_message=lambda each: _("%(name)s has been entered.") % {"name": each.name},
    )


def support_type_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a kind of support."""
    support_type = get_object_or_404(SupportType.objects.visible_to(request.user), pk=pk)
    access.require(request.user, "change", support_type)
    return form_page(
        request,
        form_class=SupportTypeForm,
        instance=support_type,
        save=lambda form, version: service.update_support_type(
            actor=request.user,
            support_type=support_type,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit support type"),
        breadcrumbs=_to_catalogue(),
        cancel_url=reverse("networks:support_type_list"),
        success_url=reverse("networks:support_type_list"),
        success_message=_("The changes have been saved."),
    )


@require_POST
def support_type_legal(request: HttpRequest) -> HttpResponse:
    """Enter the kinds of support of SGB VIII that are missing."""
    added = service.ensure_support_types(actor=request.user, now=timezone.now())
    messages.success(
        request,
        ngettext(
            "%(count)s support type has been entered.",
            "%(count)s support types have been entered.",
            len(added),
        )
        % {"count": len(added)}
        if added
        else _("All support types of SGB VIII are there already."),
    )
    return redirect("networks:support_type_list")


def _to_catalogue() -> list:
    return [to_registry(), crumb(_("Support types"), "networks:support_type_list")]
