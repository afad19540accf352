"""File formats of the finance system: list, one of them, adding, changing, removing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.forms.layouts import FUND_WORDS, LABELS, LayoutForm
from budgets.models import FinanceLayout, Outflow
from budgets.rules.layouts import FIELDS
from budgets.services import layouts as services
from budgets.views.crumbs import layouts_trail, ledger_trail
from networks.models import Provider
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def address_of(layout: FinanceLayout) -> str:
    """Return the address of a file format's page."""
    return reverse("budgets:layout", args=[layout.pk])


@require_safe
def layout_list(request: HttpRequest) -> HttpResponse:
    """List the saved file formats."""
    access.require(request.user, "view", FinanceLayout)
    add = reverse("budgets:layout_add")
    return ListPage(
        request,
        title=_("File formats"),
        queryset=FinanceLayout.objects.visible_to(request.user),
        columns=[
            Column("name", _("Name"), "name", ("name",), url=address_of),
            Column("nummer", _("Number of the booking"), lambda row: row.headings.get("number")),
            Column("vorzeichen", _("Paid or came back"), "get_sign_rule_display"),
            Column(
                "kostenstellen", _("Cost centres"), lambda row: len(row.cost_centres), (), "number"
            ),
        ],
        sort="name",
        breadcrumbs=ledger_trail(),
        actions=[Action(_("Describe a file format"), add, primary=True)],
        empty=EmptyState(
            _("No file format yet."),
            _("A file format says what the columns of the finance system's files mean."),
            add,
            _("Describe a file format"),
        ),
    ).response()


def load_layout(request: HttpRequest, pk: int) -> FinanceLayout:
    """Return a file format the person may see, or 404."""
    return get_object_or_404(FinanceLayout.objects.visible_to(request.user), pk=pk)


@require_safe
def layout_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a file format means, and the ways to try it and to change it."""
    layout = load_layout(request, pk)
    actions = []
    if access.can(request.user, "import", Outflow):
        upload = reverse("ui:import_new", args=["outflow"])
        actions.append(Action(_("Try it with a file"), f"{upload}?layout={pk}", primary=True))
    if access.can(request.user, "change", layout):
        actions.append(Action(_("Change"), reverse("budgets:layout_edit", args=[pk])))
    if access.can(request.user, "delete", layout):
        actions.append(Action(_("Remove"), reverse("budgets:layout_delete", args=[pk])))
    names = dict(Provider.objects.visible_to(request.user).values_list("pk", "name"))
    return render(
        request,
        "budgets/layout.html",
        {
            "title": layout.name,
            "breadcrumbs": layouts_trail(),
            "layout": layout,
            "headings": [
                (LABELS[name], layout.headings[name]) for name in FIELDS if name in layout.headings
            ],
            "centres": [
                (code, key, FUND_WORDS.get(fund, ""))
                for code, (key, fund) in sorted(layout.cost_centres.items())
            ],
            "providers": [
                (code, names.get(known, "")) for code, known in sorted(layout.providers.items())
            ],
            "actions": actions,
        },
    )


def layout_add(request: HttpRequest) -> HttpResponse:
    """Describe a file format."""
    access.require(request.user, "add", FinanceLayout)
    return form_page(
        request,
        form_class=LayoutForm,
        form_kwargs={"user": request.user},
        save=lambda form, version: services.create_layout(
            actor=request.user, now=timezone.now(), **form.values
        ),
        title=_("Describe a file format"),
        intro=_(
            "Please type the headings as they stand in the file; capital letters and spaces do not "
            "matter. What the file does not have stays empty. Encoding and separators are found "
            "out from the file."
        ),
        breadcrumbs=layouts_trail(),
        cancel_url=reverse("budgets:layouts"),
        success_url=address_of,
        success_message=_("The file format was saved. Now try it with a file."),
    )


def layout_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a file format."""
    layout = load_layout(request, pk)
    access.require(request.user, "change", layout)
    return form_page(
        request,
        form_class=LayoutForm,
        form_kwargs={"user": request.user},
        instance=layout,
        save=lambda form, version: services.update_layout(
            actor=request.user,
            layout=layout,
            changes=form.values,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change “%(name)s”") % {"name": layout.name},
        breadcrumbs=[*layouts_trail(), crumb(layout.name, "budgets:layout", pk)],
        cancel_url=address_of(layout),
        success_url=address_of,
        success_message=_("The file format was saved."),
    )


def layout_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a file format."""
    layout = load_layout(request, pk)
    access.require(request.user, "delete", layout)
    return confirm_page(
        request,
        title=_("Remove “%(name)s”") % {"name": layout.name},
        consequences=[
            _("Files of this form can no longer be read in."),
            _("Bookings that were read in stay as they are."),
        ],
        action=lambda data, version: services.delete_layout(
            actor=request.user, layout=layout, version=version, now=timezone.now()
        ),
        instance=layout,
        danger=True,
        breadcrumbs=[*layouts_trail(), crumb(layout.name, "budgets:layout", pk)],
        cancel_url=address_of(layout),
        success_url=reverse("budgets:layouts"),
        submit_label=_("Remove the file format"),
        success_message=_("The file format was removed."),
    )
