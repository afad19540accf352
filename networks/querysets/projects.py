"""Projects with their numbers, and those that still owe an outcome."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.apps import apps
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery, Sum

from networks.rules.states import ProjectState
from sro.records import RecordQuerySet

#: Whom a session counts.
COUNTED = ("children", "parents", "others")


class ProjectQuerySet(RecordQuerySet):
    """Projects."""

    def with_places(self) -> Self:
        """Read what a line about a project names."""
        return self.select_related(
            "district", "social_space", "provider", "institution", "network"
        ).defer(
            "district__search_vector",
            "social_space__search_vector",
            "provider__search_vector",
            "institution__search_vector",
        )

    def with_numbers(self) -> Self:
        """Add the number of sessions, who came to them, and what became unnecessary."""
        return self.annotate(
            session_count=_of("ProjectSession", Count("pk")),
            minutes_sum=_of("ProjectSession", Sum("minutes")),
            **{f"{name}_sum": _of("ProjectSession", Sum(name)) for name in COUNTED},
            avoided_sum=_of("AvoidedSupport", Sum("number")),
        )

    def owing_outcome(self) -> Self:
        """Keep the ended projects whose outcome nobody has written down or judged yet."""
        told = _rows("ProjectOutcome")
        judged = _rows("AvoidedSupport")
        return self.filter(~Exists(told) | ~Exists(judged), state=ProjectState.ENDED.value)

    def going_on(self, start: date, end: date) -> Self:
        """Keep the projects one can work for on a day of `[start, end)`."""
        early = Q(state__in=(ProjectState.IDEA.value, ProjectState.PLANNED.value))
        over = Q(state=ProjectState.ENDED.value, ends_on__gt=start)
        begun = Q(starts_on__isnull=True) | Q(starts_on__lt=end)
        return self.filter(early | over | Q(state=ProjectState.RUNNING.value) & begun)


def _rows(model: str) -> RecordQuerySet:
    rows = apps.get_model("networks", model)._default_manager
    return rows.filter(project=OuterRef("pk")).order_by()


def _of(model: str, what: Count | Sum) -> Subquery:
    found = _rows(model).values("project").annotate(found=what).values("found")
    return Subquery(found, output_field=IntegerField())
