"""The page of a case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.sections import sections_of
from cases.views.pages import open_case, to_cases, works_on


@require_safe
def case_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case: to those who work on it all of it, to colleagues who is in charge."""
    case = open_case(request, pk, "view")
    if not works_on(request.user, case):
        return render(
            request,
            "cases/case_face.html",
            {"title": case.name, "case": case, "breadcrumbs": to_cases()},
        )
    return render(
        request,
        "cases/case.html",
        {
            "title": case.name,
            "case": case,
            "breadcrumbs": to_cases(),
            "sections": sections_of(request, case),
        },
    )
