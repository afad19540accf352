"""Formal supports that became unnecessary, as professionals judged it, by district and year."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum


@dataclass(frozen=True)
class Judged:
    """The judgements of a year about the projects of a district."""

    district: str
    year: str
    projects: int
    none: int
    """In how many projects no support became unnecessary."""
    supports: int


def judged_by_year(rows: QuerySet) -> list[Judged]:
    """Add up judgements the caller may show, by district and the year they were made in.

    Nobody stands behind these numbers, so that none of them has to be hidden: what is counted has
    never been.
    """
    grouped = (
        rows.order_by()
        .values_list("project__district__name", "judged_on__year")
        .annotate(
            projects=Count("project", distinct=True),
            none=Count("project", distinct=True, filter=Q(number=0)),
            supports=Sum("number"),
        )
        .order_by("-judged_on__year", "project__district__sort_key")
    )
    return [Judged(district, str(year), *numbers) for district, year, *numbers in grouped]
