"""The groups of areas with networked work: list, page, adding, changing, removing."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from reporting.forms.area_groups import (
    AreaGroupForm,
    AreaGroupMemberForm,
    NewAreaGroupForm,
    NewAreaGroupMemberForm,
)
from reporting.models import AreaGroup, AreaGroupMember
from reporting.services import area_groups as services
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage, Row


def groups_trail() -> list[Crumb]:
    """Berichte › Vergleich › Gebietsgruppen ›"""
    return [
        crumb(_("Reports"), "reporting:home"),
        crumb(_("Comparison"), "reporting:comparison"),
        crumb(_("Area groups"), "reporting:area_groups"),
    ]


def address_of(group: AreaGroup) -> str:
    """Return the address of a group's page."""
    return reverse("reporting:area_group", args=[group.pk])


def group_trail(group: AreaGroup) -> list[Crumb]:
    """… › Gebietsgruppen › Nord ›"""
    return [*groups_trail(), Crumb(group.name, address_of(group))]


def load_group(request: HttpRequest, pk: int) -> AreaGroup:
    """Return a group the person may see, or 404."""
    return get_object_or_404(AreaGroup.objects.visible_to(request.user), pk=pk)


def load_member(request: HttpRequest, group: AreaGroup, pk: int) -> AreaGroupMember:
    """Return an area of the group, or 404."""
    members = AreaGroupMember.objects.visible_to(request.user).filter(group=group)
    return get_object_or_404(members.select_related("group", "district", "social_space"), pk=pk)


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """Show all groups."""
    user = request.user
    access.require(user, "view", AreaGroup)
    add = reverse("reporting:area_group_add")
    may_add = access.can(user, "add", AreaGroup)
    return ListPage(
        request,
        title=_("Area groups"),
        queryset=AreaGroup.objects.visible_to(user).annotate(number=Count("members")),
        columns=[
            Column("name", _("Name"), "name", ("name",), url=address_of),
            Column("ebene", _("Level"), "get_level_display", ("level", "name")),
            Column("gebiete", _("Areas"), "number", ("number",), kind="number"),
            Column("text", _("What networked work means there"), "description"),
        ],
        sort="name",
        breadcrumbs=groups_trail()[:-1],
        actions=[Action(_("Add a group"), add, primary=True)] if may_add else [],
        export_name="gebietsgruppen",
        empty=EmptyState(
            _("No area group yet."),
            _("A group says which areas have had networked work since when."),
            *((add, _("Add a group")) if may_add else ()),
        ),
    ).response()


@require_safe
def group_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a group with its areas."""
    group = load_group(request, pk)
    user = request.user
    evaluation = reverse("reporting:evaluation", args=[pk])
    actions = [Action(_("Evaluate"), evaluation, primary=True)]
    may_change = access.can(user, "change", group)
    may_add = access.can(user, "add", AreaGroupMember)
    if may_add:
        actions.append(
            Action(_("Add an area"), reverse("reporting:area_group_member_add", args=[pk]))
        )
    if may_change:
        actions.append(Action(_("Change"), reverse("reporting:area_group_edit", args=[pk])))
    if access.can(user, "delete", group):
        actions.append(Action(_("Remove"), reverse("reporting:area_group_delete", args=[pk])))

    def edit(member: AreaGroupMember) -> str:
        return reverse("reporting:area_group_member", args=[pk, member.pk]) if may_change else ""

    columns = [
        Column("schluessel", _("Key"), "area.key"),
        Column("name", pgettext("place", "Area"), "area.name", url=edit),
        Column("seit", _("Since"), "since", kind="date"),
        Column("bis", _("Last day"), "last_day", kind="date"),
    ]
    members = AreaGroupMember.objects.visible_to(user).filter(group=group)
    return render(
        request,
        "reporting/evaluation_group.html",
        {
            "title": group.name,
            "breadcrumbs": groups_trail(),
            "group": group,
            "actions": actions,
            "columns": columns,
            "rows": [
                Row(each, columns) for each in members.select_related("district", "social_space")
            ],
            "may_add": may_add,
        },
    )


def group_add(request: HttpRequest) -> HttpResponse:
    """Begin a group; its areas follow."""
    access.require(request.user, "add", AreaGroup)
    return form_page(
        request,
        form_class=NewAreaGroupForm,
        save=lambda form, version: services.create_group(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add a group"),
        breadcrumbs=groups_trail(),
        cancel_url=reverse("reporting:area_groups"),
        success_url=address_of,
        success_message=lambda saved: (
            _("“%(name)s” has been saved. Now add its areas.") % {"name": saved.name}
        ),
    )


def group_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name or text of a group."""
    group = load_group(request, pk)
    access.require(request.user, "change", group)
    return form_page(
        request,
        form_class=AreaGroupForm,
        instance=group,
        save=lambda form, version: services.update_group(
            actor=request.user,
            group=group,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change “%(name)s”") % {"name": group.name},
        breadcrumbs=group_trail(group),
        cancel_url=address_of(group),
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
    )


def group_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a group."""
    group = load_group(request, pk)
    access.require(request.user, "delete", group)
    return confirm_page(
        request,
        title=_("Remove “%(name)s”") % {"name": group.name},
        consequences=[
            _("The group disappears with the dates of its areas; the log keeps what they were."),
            _("Its areas then count as never networked in the evaluation of other groups."),
        ],
        action=lambda data, version: services.delete_group(
            actor=request.user, group=group, version=version, now=timezone.now()
        ),
        instance=group,
        danger=True,
        breadcrumbs=group_trail(group),
        cancel_url=address_of(group),
        success_url=reverse("reporting:area_groups"),
        submit_label=_("Remove the group"),
        success_message=_("“%(name)s” was removed.") % {"name": group.name},
    )


def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an area into the group."""
    group = load_group(request, pk)
    access.require(request.user, "add", AreaGroupMember)
    return form_page(
        request,
        form_class=NewAreaGroupMemberForm,
        form_kwargs={"user": request.user, "group": group},
        save=lambda form, version: services.add_member(
            actor=request.user, group=group, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add an area"),
        breadcrumbs=group_trail(group),
        cancel_url=address_of(group),
        success_url=address_of(group),
        success_message=lambda saved: (
            _("“%(name)s” is in the group now.") % {"name": saved.area.name}
        ),
        draft_key=f"reporting:area_group_member_add:{group.pk}",
    )


def member_edit(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """Change since when an area works so, or say when that ended."""
    group = load_group(request, pk)
    member = load_member(request, group, member_pk)
    access.require(request.user, "change", member)
    context: dict[str, Any] = {}
    if access.can(request.user, "delete", member):
        remove = reverse("reporting:area_group_member_delete", args=[pk, member_pk])
        context["actions"] = [Action(_("Remove"), remove)]
    return form_page(
        request,
        form_class=AreaGroupMemberForm,
        instance=member,
        save=lambda form, version: services.update_member(
            actor=request.user,
            member=member,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change “%(name)s”") % {"name": member.area.name},
        breadcrumbs=group_trail(group),
        cancel_url=address_of(group),
        success_url=address_of(group),
        success_message=_("“%(name)s” has been saved.") % {"name": member.area.name},
        context=context,
    )


def member_delete(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """Take out an area that was entered by mistake."""
    group = load_group(request, pk)
    member = load_member(request, group, member_pk)
    access.require(request.user, "delete", member)
    return confirm_page(
        request,
        title=_("Take “%(name)s” out of the group") % {"name": member.area.name},
        consequences=[
            _("The area then counts as never networked, unless another group names it."),
            _("If networked work has ended there, please say from when on instead."),
        ],
        action=lambda data, version: services.remove_member(
            actor=request.user, member=member, version=version, now=timezone.now()
        ),
        instance=member,
        danger=True,
        breadcrumbs=group_trail(group),
        cancel_url=address_of(group),
        success_url=address_of(group),
        submit_label=_("Take it out"),
        success_message=_("“%(name)s” is no longer in the group.") % {"name": member.area.name},
    )
