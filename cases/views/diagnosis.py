"""Diagnosis in three steps: the page, entries, assumptions and their checks."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.forms.diagnosis import CheckForm, EntryForm, HypothesisForm
from cases.models import (
    Case,
    DiagnosisEntry,
    DiagnosisStep,
    Hypothesis,
    HypothesisState,
    Person,
)
from cases.services import diagnosis as service
from cases.views.pages import open_case, part_of, to_case
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action


def _address(case: Case) -> str:
    return reverse("cases:diagnosis", args=[case.pk])


def _way(case: Case) -> list[Crumb]:
    return to_case(case, crumb(_("Diagnosis"), "cases:diagnosis", case.pk))


def _people(request: HttpRequest, case: Case) -> QuerySet[Person]:
    people = Person.objects.visible_to(request.user).filter(memberships__case=case)
    return people.order_by("sort_key", "pk")


@require_safe
def diagnosis(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was seen, how it is understood, what follows; and the assumptions."""
    case = open_case(request, pk)
    entries = DiagnosisEntry.objects.visible_to(request.user).filter(case=case)
    steps: dict[str, list[DiagnosisEntry]] = {str(step): [] for step in DiagnosisStep}
    for entry in entries.select_related("about", "author"):
        steps[entry.step].append(entry)
    assumptions = list(
        Hypothesis.objects.visible_to(request.user).filter(case=case).select_related("author")
    )
    today = timezone.localdate()
    still_open = [row for row in assumptions if row.state == HypothesisState.OPEN]
    # What is to be checked soonest comes first, what has no day last.
    still_open.sort(key=lambda row: (row.check_on is None, row.check_on or today, row.pk))
    labels = dict(DiagnosisStep.choices)
    return render(
        request,
        "cases/diagnosis.html",
        {
            "title": _("Diagnosis"),
            "case": case,
            "today": today,
            "steps": [(step, labels[step], rows) for step, rows in steps.items()],
            "open_ones": still_open,
            "checked": [row for row in assumptions if row.state != HypothesisState.OPEN],
            "may_write": case.is_open,
            "breadcrumbs": to_case(case),
            "actions": _actions(case) if case.is_open else [],
        },
    )


def _actions(case: Case) -> list[Action]:
    return [
        Action(
            _("Write an entry"),
            reverse("cases:diagnosis_new", args=[case.pk]),
            primary=True,
            icon="add",
        ),
        Action(_("Write an assumption"), reverse("cases:hypothesis_new", args=[case.pk])),
    ]


def entry_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an observation, an explanation or a conclusion."""
    case = open_case(request, pk)
    access.require(request.user, "add", DiagnosisEntry)
    step = request.GET.get("schritt", "")
    return form_page(
        request,
        form_class=EntryForm,
        form_kwargs={"people": _people(request, case)},
        initial={
            "step": step if step in DiagnosisStep.values else DiagnosisStep.PERCEIVE,
            "written_on": timezone.localdate(),
        },
        save=lambda form, version: service.add_entry(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Write an entry"),
        breadcrumbs=_way(case),
        cancel_url=_address(case),
        success_url=_address(case),
        success_message=_("The entry has been saved."),
        draft_key=f"cases:diagnosis_new:{case.pk}",
    )


def _entry_of(
    request: HttpRequest, pk: int, entry_pk: int, action: str
) -> tuple[Case, DiagnosisEntry]:
    case = open_case(request, pk)
    rows = case.diagnosis.select_related("case")
    return case, part_of(request, case, rows, entry_pk, action)


def entry_edit(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Change an entry."""
    case, entry = _entry_of(request, pk, entry_pk, "change")
    return form_page(
        request,
        form_class=EntryForm,
        form_kwargs={"people": _people(request, case)},
        instance=entry,
        save=lambda form, version: service.change_entry(
            actor=request.user,
            entry=entry,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit entry"),
        breadcrumbs=_way(case),
        cancel_url=_address(case),
        success_url=_address(case),
        success_message=_("The changes have been saved."),
    )


def entry_delete(request: HttpRequest, pk: int, entry_pk: int) -> HttpResponse:
    """Delete an entry written by mistake."""
    case, entry = _entry_of(request, pk, entry_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete entry"),
        consequences=[_("The entry no longer appears; the history of changes remains.")],
        action=lambda cleaned, version: service.delete_entry(
            actor=request.user, entry=entry, version=version, now=timezone.now()
        ),
        instance=entry,
        danger=True,
        submit_label=_("Delete"),
        success_message=_("The entry has been deleted."),
        success_url=_address(case),
        cancel_url=_address(case),
        breadcrumbs=_way(case),
    )


# --- assumptions --------------------------------------------------------------------------------


def hypothesis_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an assumption that will be checked."""
    case = open_case(request, pk)
    access.require(request.user, "add", Hypothesis)
    return form_page(
        request,
        form_class=HypothesisForm,
        initial={"written_on": timezone.localdate()},
        save=lambda form, version: service.add_hypothesis(
            actor=request.user, case=case, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Write an assumption"),
        intro=_("An assumption is no fact yet. Say what would speak against it, too."),
        breadcrumbs=_way(case),
        cancel_url=_address(case),
        success_url=_address(case),
        success_message=_("The assumption has been saved."),
        draft_key=f"cases:hypothesis_new:{case.pk}",
    )


def _hypothesis_of(
    request: HttpRequest, pk: int, hypothesis_pk: int, action: str = "change"
) -> tuple[Case, Hypothesis]:
    case = open_case(request, pk)
    rows = case.hypotheses.select_related("case")
    return case, part_of(request, case, rows, hypothesis_pk, action)


def hypothesis_edit(request: HttpRequest, pk: int, hypothesis_pk: int) -> HttpResponse:
    """Change an assumption that is still to be checked."""
    case, hypothesis = _hypothesis_of(request, pk, hypothesis_pk)
    return form_page(
        request,
        form_class=HypothesisForm,
        instance=hypothesis,
        save=lambda form, version: service.change_hypothesis(
            actor=request.user,
            hypothesis=hypothesis,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit assumption"),
        breadcrumbs=_way(case),
        cancel_url=_address(case),
        success_url=_address(case),
        success_message=_("The changes have been saved."),
    )


def hypothesis_check(request: HttpRequest, pk: int, hypothesis_pk: int) -> HttpResponse:
    """Note what a check of an assumption showed."""
    case, hypothesis = _hypothesis_of(request, pk, hypothesis_pk)
    return form_page(
        request,
        form_class=CheckForm,
        instance=hypothesis,
        initial={"checked_on": timezone.localdate()},
        template="cases/hypothesis_check.html",
        save=lambda form, version: service.check_hypothesis(
            actor=request.user,
            hypothesis=hypothesis,
            finding=form.finding(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Check assumption"),
        breadcrumbs=_way(case),
        cancel_url=_address(case),
        success_url=_address(case),
        success_message=_("The result has been saved."),
        draft_key=f"cases:hypothesis_check:{hypothesis.pk}",
        context={"hypothesis": hypothesis},
    )


def hypothesis_delete(request: HttpRequest, pk: int, hypothesis_pk: int) -> HttpResponse:
    """Delete an assumption written by mistake."""
    case, hypothesis = _hypothesis_of(request, pk, hypothesis_pk, "delete")
    return confirm_page(
        request,
        title=_("Delete assumption"),
        consequences=[_("The assumption no longer appears; the history of changes remains.")],
        action=lambda cleaned, version: service.delete_hypothesis(
            actor=request.user, hypothesis=hypothesis, version=version, now=timezone.now()
        ),
        instance=hypothesis,
        danger=True,
        submit_label=_("Delete"),
        success_message=_("The assumption has been deleted."),
        success_url=_address(case),
        cancel_url=_address(case),
        breadcrumbs=_way(case),
    )
