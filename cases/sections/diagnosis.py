"""Section of a case's page: the diagnosis."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.models import Case, DiagnosisEntry, DiagnosisStep, Hypothesis, HypothesisState
from cases.sections import Section
from sro.ui.tables import Action

SHOWN = 5


def section(request: HttpRequest, case: Case) -> Section | None:
    """Return the section; two queries, whatever the number of entries."""
    entries = DiagnosisEntry.objects.visible_to(request.user).filter(case=case)
    numbers = Counter(entries.order_by().values_list("step", flat=True))
    assumptions = Hypothesis.objects.visible_to(request.user).filter(
        case=case, state=HypothesisState.OPEN
    )
    still_open = sorted(assumptions, key=lambda row: (row.check_on is None, str(row.check_on)))
    steps = [(label, numbers[step]) for step, label in DiagnosisStep.choices if numbers[step]]
    return Section(
        key="diagnose",
        title=_("Diagnosis"),
        template="cases/sections/diagnosis.html",
        context={"case": case, "steps": steps, "open_ones": still_open[:SHOWN]},
        actions=(Action(_("To the diagnosis"), reverse("cases:diagnosis", args=[case.pk])),),
        count=sum(numbers.values()),
    )
