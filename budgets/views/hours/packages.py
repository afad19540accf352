"""Hours packages of a support: set, changed, used; shown on pages of the case as fragments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.forms.hours import PackageForm
from budgets.models import HoursPackage
from budgets.services import hours_packages as services
from cases.models import Case, PlanConference, Support
from cases.rules.states import SHARED_SUPPORT, CaseState
from sro import access
from sro.audit import trail
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page


def _supports(user: Any) -> Any:
    rows = Support.objects.visible_to(user).select_related(
        "case", "person", "support_type", "provider"
    )
    return rows.defer("case__search_vector", "person__search_vector", "provider__search_vector")


def _may_set(user: Any, support: Support) -> bool:
    return (
        access.can(user, "change", support)
        and support.case.state != CaseState.CLOSED
        and support.state in SHARED_SUPPORT
    )


def _way(user: Any, support: Support) -> list[Crumb]:
    if access.can(user, "read_shared", Support):
        return [
            crumb(_("Supports"), "cases:shared_supports"),
            crumb(support.person.name, "cases:shared_support", support.pk),
        ]
    return [
        crumb(_("Cases"), "cases:list"),
        crumb(support.case.name, "cases:case", support.case_id),
        crumb(support.support_type.name, "cases:support", support.case_id, support.pk),
    ]


def _looked(request: HttpRequest, case: Case, support: Support | None = None) -> None:
    """Leave a line that somebody looked: at the case for the office, at the support for others.

    Also for a part of another page: whoever asks for it alone has seen it just the same.
    """
    if request.method in ("GET", "HEAD"):
        shared = support is not None and access.can(request.user, "read_shared", Support)
        match = request.resolver_match
        trail.record_read(
            request.user,
            support if shared and support is not None else case,
            now=timezone.now(),
            page=match.view_name if match else "",
        )


def address_of(support: Support) -> str:
    """Return the page with the packages of a support."""
    return reverse("hours:support_packages", args=[support.pk])


@require_safe
def of_support(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the packages of a support with their use; as a fragment for the support's page."""
    user = request.user
    support = get_object_or_404(_supports(user), pk=pk)
    _looked(request, support.case, support)
    rows = services.packages_of(user, [support.pk])
    return render(
        request,
        _template(request, "packages"),
        {
            "title": _("Hours package: %(support)s") % {"support": support.support_type.name},
            "support": support,
            "packages": services.packages_with_use(rows, timezone.localdate()),
            "may_set": _may_set(user, support),
            "conference": None,
            "breadcrumbs": _way(user, support),
        },
    )


def _template(request: HttpRequest, name: str) -> str:
    partial = request.htmx and not request.htmx.boosted
    return f"budgets/hours/{name}_part.html" if partial else f"budgets/hours/{name}.html"


@require_safe
def of_conference(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the packages of all supports of the case, for the talk in a conference."""
    user = request.user
    conference = get_object_or_404(
        PlanConference.objects.visible_to(user).select_related("case").defer("case__search_vector"),
        pk=pk,
    )
    _looked(request, conference.case)
    supports = list(
        _supports(user)
        .filter(case=conference.case, state__in=SHARED_SUPPORT)
        .order_by("-start", "-pk")
    )
    found: dict[int, list[services.PackageUse]] = {support.pk: [] for support in supports}
    rows = services.packages_of(user, found)
    for each in services.packages_with_use(rows, timezone.localdate()):
        found[each.package.support_id].append(each)
    may_set = conference.case.state != CaseState.CLOSED
    return render(
        request,
        _template(request, "conference"),
        {
            "title": _("Hours packages in the plan conference"),
            "conference": conference,
            "supports": [(support, found[support.pk]) for support in supports],
            "may_set": may_set,
            "breadcrumbs": [
                crumb(_("Cases"), "cases:list"),
                crumb(conference.case.name, "cases:case", conference.case_id),
                crumb(_("Plan conference"), "cases:conference", conference.case_id, pk),
            ],
        },
    )


def _conferences(user: Any, support: Support) -> Any:
    rows = PlanConference.objects.visible_to(user).filter(case=support.case_id)
    return rows.order_by("-scheduled_at")


def package_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a package."""
    user = request.user
    support = get_object_or_404(_supports(user), pk=pk)
    access.require(user, "change", support)
    access.require(user, "add", HoursPackage)
    _looked(request, support.case, support)
    talk = _conferences(user, support).filter(pk=_asked(request)).first()
    last = services.packages_of(user, [support.pk]).order_by("-end").first()
    return form_page(
        request,
        form_class=PackageForm,
        form_kwargs={"conferences": _conferences(user, support)},
        initial={
            "start": last.end if last else support.start,
            "end": support.planned_end,
            "conference": talk,
        },
        save=lambda form, version: services.set_package(
            actor=user, support=support, now=timezone.now(), **form.values()
        ),
        title=_("Set an hours package"),
        intro=_("The provider divides these hours freely within the period."),
        draft_key=f"hours:package_new:{support.pk}",
        breadcrumbs=[*_way(user, support), Crumb(_("Hours package"), address_of(support))],
        cancel_url=address_of(support),
        success_url=address_of(support),
        success_message=_("The hours package has been set."),
    )


def _asked(request: HttpRequest) -> int | None:
    text = request.GET.get("gespraech", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def package_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a package or note that it was reviewed, with a reason."""
    user = request.user
    rows = HoursPackage.objects.visible_to(user).select_related(
        "support__case", "support__person", "support__support_type"
    )
    package = get_object_or_404(
        rows.defer("support__case__search_vector", "support__person__search_vector"), pk=pk
    )
    access.require(user, "change", package)
    support = package.support
    _looked(request, support.case, support)
    talk = _conferences(user, support).filter(pk=_asked(request)).first()
    return form_page(
        request,
        form_class=PackageForm,
        instance=package,
        form_kwargs={"conferences": _conferences(user, support)},
        initial={"conference": talk} if talk else None,
        save=lambda form, version: services.change_package(
            actor=user,
            package=package,
            changes=form.values(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the hours package"),
        intro=_("Please say why; what it was before stays in the history."),
        breadcrumbs=[*_way(user, support), Crumb(_("Hours package"), address_of(support))],
        cancel_url=address_of(support),
        success_url=address_of(support),
        success_message=_("The hours package has been changed."),
    )
