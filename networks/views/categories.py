"""Kinds of institutions: list, entering, changing, deleting."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.forms.institutions import CategoryForm
from networks.models import InstitutionCategory
from networks.services import institutions as service
from networks.views.pages import allowed, crumbs, load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Categories"), "networks:category_list"))


@require_safe
def category_list(request: HttpRequest) -> HttpResponse:
    """Show the kinds of institutions."""
    may_change = access.can(request.user, "change", InstitutionCategory)
    rows = (
        InstitutionCategory.objects.visible_to(request.user)
        .defer("search_vector")
        .annotate(places=Count("institutions"))
    )
    return ListPage(
        request,
        title=_("Categories"),
        queryset=rows,
        columns=[
            Column(
                "name",
                _("Name"),
                "name",
                ("sort_key",),
                url=lambda row: (
                    reverse("networks:category_edit", args=[row.pk]) if may_change else ""
                ),
            ),
            Column("code", _("Code"), "code", ("code",)),
            Column("einrichtungen", _("Institutions"), "places", ("places",), kind="number"),
        ],
        sort="name",
        breadcrumbs=crumbs(),
        actions=allowed(
            request,
            "add",
            InstitutionCategory,
            Action(_("Add category"), reverse("networks:category_new"), primary=True),
        ),
        empty=EmptyState(
            _("No category has been entered yet."),
            _("Each institution has one: library, school, family centre."),
        ),
    ).response()


def category_new(request: HttpRequest) -> HttpResponse:
    """Enter a kind of institution."""
    access.require(request.user, "add", InstitutionCategory)
    return form_page(
        request,
        form_class=CategoryForm,
        save=lambda form, version: service.create_category(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add category"),
        success_url=reverse("networks:category_list"),
        success_message=lambda saved: _("“%(name)s” has been added.") % {"name": saved.name},
        cancel_url=reverse("networks:category_list"),
        breadcrumbs=to_list(),
    )


def category_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a kind of institution."""
    category = load(request, InstitutionCategory.objects.visible_to(request.user), pk, "change")
    return form_page(
        request,
        form_class=CategoryForm,
        instance=category,
        save=lambda form, version: service.update_category(
            actor=request.user,
            category=category,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": category.name},
        success_url=reverse("networks:category_list"),
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
        cancel_url=reverse("networks:category_list"),
        breadcrumbs=to_list(),
        template="networks/category_form.html",
        context={
            "delete_url": (
                reverse("networks:category_delete", args=[pk])
                if access.can(request.user, "delete", category)
                else ""
            )
        },
    )


def category_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a kind nobody uses."""
    category = load(request, InstitutionCategory.objects.visible_to(request.user), pk, "delete")
    return confirm_page(
        request,
        title=_("Delete %(name)s?") % {"name": category.name},
        consequences=[
            _("The category “%(name)s” is removed. Its history is kept.") % {"name": category.name}
        ],
        action=lambda cleaned, version: service.delete_category(
            actor=request.user, category=category, version=version, now=timezone.now()
        ),
        success_url=reverse("networks:category_list"),
        cancel_url=reverse("networks:category_edit", args=[pk]),
        submit_label=_("Delete"),
        success_message=_("“%(name)s” has been deleted.") % {"name": category.name},
        instance=category,
        danger=True,
        breadcrumbs=to_list(),
    )
