"""Adding, changing and removing funds and cover groups."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.forms.funds import CoverGroupForm, FundForm
from budgets.models import CoverGroup, Fund
from budgets.services import funds as services
from budgets.views.crumbs import fund_trail, year_trail
from budgets.views.entries import removal
from budgets.views.years import load_year
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def load_fund(request: HttpRequest, year: int, slug: str) -> Fund:
    """Return a fund the person may see, or 404."""
    funds = Fund.objects.visible_to(request.user).select_related("budget_year", "cover_group")
    return get_object_or_404(funds, budget_year__year=year, slug=slug)


def fund_add(request: HttpRequest, year: int) -> HttpResponse:
    """Add a fund to a year."""
    budget_year = load_year(request, year)
    access.require(request.user, "add", Fund)
    return form_page(
        request,
        form_class=FundForm,
        form_kwargs={"budget_year": budget_year},
        save=lambda form, version: services.create_fund(
            actor=request.user, budget_year=budget_year, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add a fund to %(year)s") % {"year": year},
        draft_key=f"budgets:fund_add:{year}",
        breadcrumbs=year_trail(budget_year),
        cancel_url=reverse("budgets:year", args=[year]),
        success_url=reverse("budgets:year", args=[year]),
        success_message=lambda fund: _("%(fund)s was added.") % {"fund": fund.name},
    )


def fund_edit(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Change a fund's name, amount, cover group or note."""
    fund = load_fund(request, year, slug)
    access.require(request.user, "change", fund)

    def save(form: FundForm, version: int) -> Fund:
        changes = dict(form.cleaned_data)
        reason = changes.pop("reason", "")
        return services.update_fund(
            actor=request.user,
            fund=fund,
            changes=changes,
            version=version,
            reason=reason,
            now=timezone.now(),
        )

    return form_page(
        request,
        form_class=FundForm,
        form_kwargs={"budget_year": fund.budget_year},
        instance=fund,
        save=save,
        title=_("Change %(fund)s") % {"fund": fund},
        breadcrumbs=fund_trail(fund),
        cancel_url=reverse("budgets:fund", args=[year, slug]),
        success_url=reverse("budgets:fund", args=[year, slug]),
        context=removal(
            request,
            fund,
            _("Remove this fund"),
            reverse("budgets:fund_delete", args=[year, slug]),
        ),
        template="budgets/removable_form.html",
    )


def fund_delete(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """Remove a fund for which nothing was calculated."""
    fund = load_fund(request, year, slug)
    access.require(request.user, "delete", fund)
    return confirm_page(
        request,
        title=_("Remove %(fund)s") % {"fund": fund},
        consequences=[
            _("The fund disappears from the year; the log keeps what it was."),
            _("A fund with allocations cannot be removed."),
        ],
        action=lambda data, version: services.delete_fund(
            actor=request.user, fund=fund, version=version, now=timezone.now()
        ),
        instance=fund,
        danger=True,
        breadcrumbs=fund_trail(fund),
        cancel_url=reverse("budgets:fund", args=[year, slug]),
        success_url=reverse("budgets:year", args=[year]),
        submit_label=_("Remove the fund"),
        success_message=_("%(fund)s was removed.") % {"fund": fund},
    )


def _load_group(request: HttpRequest, year: int, pk: int) -> CoverGroup:
    groups = CoverGroup.objects.visible_to(request.user).select_related("budget_year")
    return get_object_or_404(groups, budget_year__year=year, pk=pk)


def cover_group_add(request: HttpRequest, year: int) -> HttpResponse:
    """Let funds of a year cover each other."""
    budget_year = load_year(request, year)
    access.require(request.user, "add", CoverGroup)
    return form_page(
        request,
        form_class=CoverGroupForm,
        form_kwargs={"budget_year": budget_year},
        save=lambda form, version: services.create_cover_group(
            actor=request.user,
            budget_year=budget_year,
            name=form.cleaned_data["name"],
            funds=form.cleaned_data["funds"],
            now=timezone.now(),
        ),
        title=_("Funds that cover each other"),
        intro=_("Money may later be moved between the funds of one group."),
        draft_key=f"budgets:cover_group_add:{year}",
        breadcrumbs=year_trail(budget_year),
        cancel_url=reverse("budgets:year", args=[year]),
        success_url=reverse("budgets:year", args=[year]),
    )


def cover_group_edit(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Change the name or the members of a cover group."""
    group = _load_group(request, year, pk)
    access.require(request.user, "change", group)
    return form_page(
        request,
        form_class=CoverGroupForm,
        form_kwargs={"budget_year": group.budget_year},
        instance=group,
        save=lambda form, version: services.update_cover_group(
            actor=request.user,
            group=group,
            name=form.cleaned_data["name"],
            funds=form.cleaned_data["funds"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Change %(group)s") % {"group": group},
        breadcrumbs=year_trail(group.budget_year),
        cancel_url=reverse("budgets:year", args=[year]),
        success_url=reverse("budgets:year", args=[year]),
    )


def cover_group_delete(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Dissolve a cover group; its funds stand alone afterwards."""
    group = _load_group(request, year, pk)
    access.require(request.user, "delete", group)
    return confirm_page(
        request,
        title=_("Dissolve %(group)s") % {"group": group},
        consequences=[_("Its funds stay, with their amounts; each stands alone afterwards.")],
        action=lambda data, version: services.delete_cover_group(
            actor=request.user, group=group, version=version, now=timezone.now()
        ),
        instance=group,
        danger=True,
        breadcrumbs=year_trail(group.budget_year),
        cancel_url=reverse("budgets:year", args=[year]),
        success_url=reverse("budgets:year", args=[year]),
        submit_label=_("Dissolve the group"),
        success_message=_("%(group)s was dissolved.") % {"group": group},
    )
