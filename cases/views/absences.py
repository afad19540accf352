"""One's own absences, and the team lead's look at all of the team."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.life import AbsenceForm
from cases.models import Absence, Case, StandIn
from cases.services import absences as service
from cases.services import reminders
from cases.views.pages import to_cases
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action


def to_absences() -> list[Crumb]:
    """Return the way to one's absences."""
    return [*to_cases(), crumb(_("My absences"), "cases:absences")]


@require_safe
def absence_list(request: HttpRequest) -> HttpResponse:
    """Show one's own absences, the coming ones first."""
    access.require(request.user, "add", Absence)
    own = Absence.objects.visible_to(request.user).filter(user=request.user)
    today = timezone.localdate()
    return render(
        request,
        "cases/absences.html",
        {
            "title": _("My absences"),
            "breadcrumbs": to_cases(),
            "actions": [
                Action(_("Enter absence"), reverse("cases:absence_new"), primary=True, icon="add")
            ],
            "coming": own.filter(valid_until__gt=today).order_by("valid_from"),
            "past": own.filter(valid_until__lte=today)[:10],
            "deputies_missing": Case.objects.visible_to(request.user)
            .still_open()
            .filter(responsible=request.user, deputy=None)
            .order_by("sort_key", "pk")
            .only("pk", "name", "reference"),
        },
    )


def absence_new(request: HttpRequest) -> HttpResponse:
    """Enter one's own absence."""
    access.require(request.user, "add", Absence)
    return form_page(
        request,
        form_class=AbsenceForm,
        save=lambda form, version: service.add_absence(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Enter absence"),
        intro=_("While you are away, your cases stand on the start pages of your deputies."),
        breadcrumbs=to_absences(),
        cancel_url=reverse("cases:absences"),
        success_url=reverse("cases:absences"),
        success_message=_("Your absence has been entered."),
    )


def _own(request: HttpRequest, pk: int) -> Absence:
    return get_object_or_404(Absence.objects.allowing(request.user, "change"), pk=pk)


def absence_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own absence."""
    absence = _own(request, pk)
    return form_page(
        request,
        form_class=AbsenceForm,
        instance=absence,
        save=lambda form, version: service.change_absence(
            actor=request.user,
            absence=absence,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change absence"),
        breadcrumbs=to_absences(),
        cancel_url=reverse("cases:absences"),
        success_url=reverse("cases:absences"),
        success_message=_("Your absence has been changed."),
    )


def absence_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own absence back."""
    absence = _own(request, pk)
    return confirm_page(
        request,
        title=_("Delete absence"),
        consequences=[_("On these days you count as being there again.")],
        action=lambda cleaned, version: service.delete_absence(
            actor=request.user, absence=absence, version=version, now=timezone.now()
        ),
        instance=absence,
        submit_label=_("Delete absence"),
        success_message=_("The absence has been deleted."),
        success_url=reverse("cases:absences"),
        cancel_url=reverse("cases:absences"),
        breadcrumbs=to_absences(),
    )


SHOWN = 50


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """Show the team lead what waits in the team: transfers, cases without anybody, absences."""
    user = request.user
    access.require(user, "assign", Case)
    today = timezone.localdate()
    return render(
        request,
        "cases/team.html",
        {
            "title": _("Team"),
            "breadcrumbs": to_cases(),
            "today": today,
            "actions": [
                Action(_("What is due in the team"), f"{reverse('cases:due')}?wer=team"),
                Action(_("My absences"), reverse("cases:absences")),
            ],
            "transfers": reminders.waiting_transfers(user),
            "without_responsible": reminders.without_responsible(user)[:SHOWN],
            "away_without_deputy": reminders.away_without_deputy(user, today).select_related(
                "responsible"
            )[:SHOWN],
            "absences": Absence.objects.visible_to(user)
            .filter(valid_until__gt=today)
            .select_related("user")
            .order_by("valid_from", "user__sort_key", "pk")[:SHOWN],
            "stand_ins": StandIn.objects.visible_to(user)
            .valid_on(today)
            .select_related("user", "case")
            .order_by("valid_until", "pk")[:SHOWN],
        },
    )
