"""The catalogue of indicators: list, adding, changing, removing."""

from __future__ import annotations

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from budgets.filters.indicators import IndicatorFilter
from budgets.forms.indicators import IndicatorForm
from budgets.models import Indicator, IndicatorKind, IndicatorValue
from budgets.services import indicators as services
from budgets.views.crumbs import catalogue_trail, home_trail, indicator_trail
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def load_indicator(request: HttpRequest, code: str) -> Indicator:
    """Return an indicator the person may see, or 404."""
    indicators = Indicator.objects.visible_to(request.user).select_related("default_base")
    return get_object_or_404(indicators, code=code)


def address_of(indicator: Indicator) -> str:
    """Return the address of an indicator's page."""
    return reverse("budgets:indicator", args=[indicator.code])


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Show the catalogue."""
    user = request.user
    access.require(user, "view", Indicator)
    add = reverse("budgets:indicator_add")
    actions = []
    if access.can(user, "add", Indicator):
        actions.append(Action(_("Add an indicator"), add, primary=True))
    if access.can(user, "import", IndicatorValue):
        actions.append(
            Action(_("Import values"), reverse("ui:import_new", args=["indicator-values"]))
        )
    actions.append(Action(_("Plausibility"), reverse("budgets:plausibility")))
    actions.append(Action(_("All values"), reverse("budgets:values")))
    return ListPage(
        request,
        title=_("Indicators"),
        queryset=Indicator.objects.visible_to(user).annotate(
            latest=Max("values__reference_date"), value_count=Count("values")
        ),
        columns=[
            Column("name", _("Indicator"), "name", ("name",), url=address_of),
            Column("einheit", _("Unit"), "unit", ("unit", "name")),
            Column("art", _("Kind"), _kind, ("kind", "name")),
            Column("stand", _("Latest values"), "latest", ("latest", "name"), kind="date"),
            Column("werte", _("Values"), "value_count", ("value_count", "name"), kind="number"),
            Column("quelle", _("Source"), "source", ("source", "name")),
            Column("lizenz", _("Licence"), _licence, ("licence", "name")),
            Column("kurzname", _("Code"), "code", ("code",)),
        ],
        sort="name",
        filterset_class=IndicatorFilter,
        breadcrumbs=home_trail(),
        actions=actions,
        export_name="kennzahlen",
        empty=EmptyState(
            _("No indicator yet."),
            _("An indicator says how much need there is in a district, from a named source."),
            *((add, _("Add an indicator")) if access.can(user, "add", Indicator) else ()),
        ),
    ).response()


def _kind(indicator: Indicator) -> str:
    if indicator.kind == IndicatorKind.COUNT:
        return pgettext("indicator", "count")
    return pgettext("indicator", "rate")


def _licence(indicator: Indicator) -> str:
    return indicator.licence or _("not stated")


def indicator_add(request: HttpRequest) -> HttpResponse:
    """Add an indicator; its values follow."""
    access.require(request.user, "add", Indicator)
    return form_page(
        request,
        form_class=IndicatorForm,
        form_kwargs={"user": request.user},
        save=lambda form, version: services.create_indicator(
            actor=request.user, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Add an indicator"),
        breadcrumbs=catalogue_trail(),
        cancel_url=reverse("budgets:indicators"),
        success_url=address_of,
        success_message=lambda saved: (
            _("“%(name)s” is in the catalogue. Now enter or import its values.")
            % {"name": saved.name}
        ),
    )


def indicator_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change an entry of the catalogue."""
    indicator = load_indicator(request, code)
    access.require(request.user, "change", indicator)
    return form_page(
        request,
        form_class=IndicatorForm,
        form_kwargs={"user": request.user},
        instance=indicator,
        save=lambda form, version: services.update_indicator(
            actor=request.user,
            indicator=indicator,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Change “%(name)s”") % {"name": indicator.name},
        breadcrumbs=indicator_trail(indicator),
        cancel_url=address_of(indicator),
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.name},
    )


def indicator_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Remove an indicator nobody has used."""
    indicator = load_indicator(request, code)
    access.require(request.user, "delete", indicator)
    return confirm_page(
        request,
        title=_("Remove “%(name)s”") % {"name": indicator.name},
        consequences=[
            _("The indicator disappears from the catalogue; the log keeps what it was."),
            _("An indicator with values or allocations cannot be removed."),
        ],
        action=lambda data, version: services.delete_indicator(
            actor=request.user, indicator=indicator, version=version, now=timezone.now()
        ),
        instance=indicator,
        danger=True,
        breadcrumbs=indicator_trail(indicator),
        cancel_url=address_of(indicator),
        success_url=reverse("budgets:indicators"),
        submit_label=_("Remove the indicator"),
        success_message=_("“%(name)s” was removed.") % {"name": indicator.name},
    )
