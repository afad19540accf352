"""What a provider sees: the supports given to it, and nothing else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cases.forms.shared import StaffEndForm, StaffForm
from cases.models import DevelopmentReport, Goal, OfficeSettings, Support, SupportStaff
from cases.rules.supports import hours_of
from cases.services import shared as service
from sro import access
from sro.audit import trail
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def load_support(request: HttpRequest, pk: int, action: str = "read_shared") -> Support:
    """Return a support given to the user's provider; 404 for every other one.

    Looking at it leaves a line in the trail, as it does for the office.
    """
    supports = Support.objects.allowing(request.user, "read_shared").select_related(
        "case__responsible", "person", "support_type", "provider"
    )
    support = get_object_or_404(supports, pk=pk)
    if action != "read_shared":
        access.require(request.user, action, support)
    if request.method in ("GET", "HEAD"):
        match = request.resolver_match
        page = match.view_name if match else ""
        trail.record_read(request.user, support, now=timezone.now(), page=page)
    return support


def address_of(support: Support) -> str:
    """Return the address of a support as the provider sees it."""
    return reverse("cases:shared_support", args=[support.pk])


def to_support(support: Support) -> list[Crumb]:
    """Return the way to a support as the provider sees it."""
    return [
        crumb(_("Supports"), "cases:shared_supports"),
        crumb(support.person.name, "cases:shared_support", support.pk),
    ]


COLUMNS = [
    Column("person", gettext_lazy("For"), "person.name", ("person__sort_key",), url=address_of),
    Column("hilfe", gettext_lazy("Kind of support"), "support_type", ("support_type__position",)),
    Column("stand", gettext_lazy("State"), "get_state_display", ("state",)),
    Column("von", gettext_lazy("From"), "start", ("start",), kind="date"),
    Column("bis", gettext_lazy("Planned until"), "planned_end", ("planned_end",), kind="date"),
]


@require_safe
def shared_supports(request: HttpRequest) -> HttpResponse:
    """Show the supports one works in."""
    access.require(request.user, "read_shared", Support)
    rows = Support.objects.allowing(request.user, "read_shared")
    return ListPage(
        request,
        title=_("Supports"),
        queryset=rows.select_related("person", "support_type").defer("person__search_vector"),
        columns=COLUMNS,
        sort="person",
        empty=EmptyState(
            _("No supports yet"),
            _("Here you find the supports in which you work, once the office has granted them."),
        ),
    ).response()


@require_safe
def shared_support(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a support: for whom, what, until when, whom to ask, the shared goals, the reports."""
    support = load_support(request, pk)
    user = request.user
    goals = Goal.objects.visible_to(user).filter(shares__support=support)
    staff = SupportStaff.objects.visible_to(user).filter(support=support)
    reports = DevelopmentReport.objects.visible_to(user).filter(support=support)
    may_assign = access.can(user, "assign_staff", support)
    return render(
        request,
        "cases/shared_support.html",
        {
            "title": support.person.name,
            "support": support,
            "hours": hours_of(support.minutes) if support.minutes else None,
            "responsible": support.case.responsible,
            "office": OfficeSettings.objects.visible_to(user).first(),
            "goals": goals.order_by("-plan__number", "position", "pk"),
            "staff": staff.select_related("user"),
            "may_assign": may_assign,
            "today": timezone.localdate(),
            "reports": reports,
            "breadcrumbs": [crumb(_("Supports"), "cases:shared_supports")],
            "actions": _actions(support) if may_assign else [],
        },
    )


def _actions(support: Support) -> list[Action]:
    return [Action(_("Assign professional"), reverse("cases:staff_new", args=[support.pk]))]


def staff_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a professional of the provider work in a support."""
    support = load_support(request, pk, "assign_staff")
    today = timezone.localdate()
    return form_page(
        request,
        form_class=StaffForm,
        form_kwargs={"people": service.professionals_of(support, today)},
        initial={"valid_from": today},
        save=lambda form, version: service.assign_staff(
            actor=request.user, support=support, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Assign professional"),
        intro=_("From that day on this person sees the support and the goals shared with it."),
        breadcrumbs=to_support(support),
        cancel_url=address_of(support),
        success_url=address_of(support),
        success_message=lambda row: _("%(name)s now works in this support.") % {"name": row.user},
        draft_key=f"cases:staff_new:{support.pk}",
    )


def staff_end(request: HttpRequest, pk: int, staff_pk: int) -> HttpResponse:
    """End a professional's work in a support."""
    support = load_support(request, pk, "assign_staff")
    rows = SupportStaff.objects.visible_to(request.user).filter(support=support)
    row = get_object_or_404(rows.select_related("user", "support"), pk=staff_pk)

    def end(cleaned: dict[str, Any], version: int) -> SupportStaff:
        return service.end_staff(
            actor=request.user, staff=row, version=version, now=timezone.now(), **cleaned
        )

    return confirm_page(
        request,
        title=_("End work in the support"),
        consequences=[
            _("From that day on %(name)s no longer sees this support.") % {"name": row.user},
            _("What was written and reported stays."),
        ],
        form_class=StaffEndForm,
        action=end,
        instance=row,
        submit_label=_("End the work"),
        success_message=_("The end has been saved."),
        success_url=address_of(support),
        cancel_url=address_of(support),
        breadcrumbs=to_support(support),
    )
