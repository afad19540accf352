"""The catalogue of activities."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from budgets.forms.hours import ActivityForm
from budgets.models import Activity, HoursKind
from budgets.services import hours_catalogue as services
from budgets.views.hours.pages import to_hours, ways
from sro import access
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def _kinds(activity: Activity) -> str:
    return ", ".join(str(HoursKind(kind).label) for kind in activity.kinds)


COLUMNS = [
    Column("name", gettext_lazy("Name"), "name", ("name",)),
    Column("art", gettext_lazy("Fits to"), _kinds),
    Column("platz", gettext_lazy("Place in lists"), "position", ("position", "name"), "number"),
    Column("aktiv", gettext_lazy("In use"), "is_active", kind="boolean"),
]


def _edit_address(activity: Activity) -> str:
    return reverse("hours:activity_edit", args=[activity.pk])


@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    """Show what people can choose in their week."""
    user = request.user
    access.require(user, "view", Activity)
    columns, actions = list(COLUMNS), []
    if access.can(user, "add", Activity):
        columns.append(Column("edit", _("Edit"), lambda row: _("Edit"), url=_edit_address))
        actions = [
            Action(_("Enter activity"), reverse("hours:activity_new"), primary=True, icon="add"),
            Action(_("Enter the usual ones"), reverse("hours:activity_usual"), post=True),
        ]
    return ListPage(
        request,
        title=_("Activities"),
        queryset=Activity.objects.visible_to(user),
        columns=columns,
        sort="platz",
        empty=EmptyState(
            _("The catalogue is empty."),
            _("Whoever enters hours says with an activity what was done."),
        ),
        breadcrumbs=to_hours(),
        actions=actions,
        template="budgets/hours/list.html",
        context={"ways": ways(request, "activities")},
    ).response()


def _to_catalogue() -> list[Crumb]:
    return [*to_hours(), crumb(_("Activities"), "hours:activities")]


def activity_new(request: HttpRequest) -> HttpResponse:
    """Add an activity."""
    access.require(request.user, "add", Activity)
    return form_page(
        request,
        form_class=ActivityForm,
        save=lambda form, version: services.create_activity(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter activity"),
        breadcrumbs=_to_catalogue(),
        cancel_url=reverse("hours:activities"),
        success_url=reverse("hours:activities"),
        success_message=lambda each: _("%(name)s has been entered.") % {"name": each.name},
    )


def activity_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an activity."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user), pk=pk)
    access.require(request.user, "change", activity)
    return form_page(
        request,
        form_class=ActivityForm,
        instance=activity,
        save=lambda form, version: services.update_activity(
            actor=request.user,
            activity=activity,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit activity"),
        breadcrumbs=_to_catalogue(),
        cancel_url=reverse("hours:activities"),
        success_url=reverse("hours:activities"),
        success_message=_("The changes have been saved."),
    )


@require_POST
def activity_usual(request: HttpRequest) -> HttpResponse:
    """Enter the usual activities that are missing."""
    added = services.ensure_activities(actor=request.user, now=timezone.now())
    messages.success(
        request,
        ngettext(
            "%(count)s activity has been entered.",
            "%(count)s activities have been entered.",
            len(added),
        )
        % {"count": len(added)}
        if added
        else _("The usual activities are all there already."),
    )
    return redirect("hours:activities")
