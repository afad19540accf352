"""Indicator values: the list to take along, entering, correcting, removing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from budgets.filters.indicators import ValueFilter
from budgets.forms.indicators import NewValueForm, ValueForm
from budgets.models import Indicator, IndicatorValue
from budgets.services import indicators as services
from budgets.services.value_tables import Level
from budgets.views.crumbs import catalogue_trail, indicator_trail
from budgets.views.entries import removal
from budgets.views.indicators import address_of, load_indicator
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import day as day_text
from sro.ui.templatetags.ui import number as number_text


def page_of(value: IndicatorValue) -> str:
    """Return the indicator's page for the level and day of a value."""
    level = Level.DISTRICTS if value.district_id else Level.SOCIAL_SPACES
    day = value.reference_date.isoformat()
    return f"{address_of(value.indicator)}?ebene={level}&stichtag={day}"


@require_safe
def value_list(request: HttpRequest) -> HttpResponse:
    """Show values of all indicators; the export can be imported again."""
    user = request.user
    access.require(user, "view", IndicatorValue)
    may_change = access.can(user, "change", IndicatorValue)
    return ListPage(
        request,
        title=_("Indicator values"),
        queryset=IndicatorValue.objects.visible_to(user)
        .select_related("indicator")
        .annotate(
            area_key=Coalesce("district__key", "social_space__key"),
            area_name=Coalesce("district__name", "social_space__name"),
        ),
        columns=[
            Column("schluessel", _("Key"), "area_key", ("area_key", "indicator__code")),
            Column("gebiet", _("Name of the area"), "area_name", url=page_of),
            Column("kennzahl", _("Indicator"), "indicator.code", ("indicator__code", "area_key")),
            Column(
                "stichtag",
                _("Reference date"),
                "reference_date",
                ("reference_date", "indicator__code", "area_key"),
                kind="date",
            ),
            Column(
                "wert",
                _("Value"),
                _short,
                ("value", "area_key"),
                kind="number",
                url=edit_address if may_change else None,
            ),
            Column("einheit", _("Unit"), "indicator.unit"),
            Column("hinweis", _("Note on the source"), "source"),
            Column("quelle", _("Source of the indicator"), "indicator.source"),
            Column("lizenz", _("Licence"), lambda row: row.indicator.licence or _("not stated")),
        ],
        sort="-stichtag",
        filterset_class=ValueFilter,
        breadcrumbs=catalogue_trail(),
        actions=[
            Action(_("Import values"), reverse("ui:import_new", args=["indicator-values"]), True)
        ]
        if access.can(user, "import", IndicatorValue)
        else [],
        export_name="kennzahlenwerte",
        empty=EmptyState(
            _("No values yet."),
            _("Values come from a file of the statistical office or are entered one by one."),
            *(
                (reverse("ui:import_new", args=["indicator-values"]), _("Import values"))
                if access.can(user, "import", IndicatorValue)
                else ()
            ),
        ),
    ).response()


def _short(value: IndicatorValue) -> Decimal:
    """Return the figure without the zeros that only the table's column adds."""
    number = value.value.normalize()
    return number.quantize(Decimal(1)) if number == number.to_integral() else number


def edit_address(value: IndicatorValue) -> str:
    """Return the page on which a value is corrected."""
    return reverse("budgets:value_edit", args=[value.indicator.code, value.pk])


def load_value(request: HttpRequest, code: str, pk: int) -> IndicatorValue:
    """Return a value the person may see, or 404."""
    values = IndicatorValue.objects.visible_to(request.user)
    return get_object_or_404(
        values.select_related("indicator", "district", "social_space"),
        indicator__code=code,
        pk=pk,
    )


def go_on(request: HttpRequest, otherwise: str) -> str:
    """Return where the person came from (a work list, say), if it is a page of ours."""
    asked = request.GET.get("weiter", "")
    here = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if here else otherwise


def value_add(request: HttpRequest, code: str) -> HttpResponse:
    """Enter the value of an area and day."""
    indicator = load_indicator(request, code)
    access.require(request.user, "add", IndicatorValue)

    def save(form: NewValueForm, version: int) -> IndicatorValue:
        data = form.cleaned_data
        return services.create_value(
            actor=request.user,
            indicator=indicator,
            reference_date=data["reference_date"],
            value=data["value"],
            source=data["source"],
            now=timezone.now(),
            **form.area(),
        )

    back = go_on(request, address_of(indicator))
    return form_page(
        request,
        form_class=NewValueForm,
        form_kwargs={"indicator": indicator, "user": request.user},
        initial=_asked_for(request),
        save=save,
        title=_("Enter a value: %(indicator)s") % {"indicator": indicator.name},
        intro=_definition(indicator),
        draft_key=f"budgets:value_add:{indicator.pk}",
        breadcrumbs=indicator_trail(indicator),
        cancel_url=back,
        success_url=lambda saved: go_on(request, page_of(saved)),
        success_message=_entered,
    )


def value_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Correct a value or the note on its source."""
    value = load_value(request, code, pk)
    access.require(request.user, "change", value)
    return form_page(
        request,
        form_class=ValueForm,
        form_kwargs={"indicator": value.indicator},
        instance=value,
        save=lambda form, version: services.update_value(
            actor=request.user,
            value=value,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Correct the value of %(area)s as of %(day)s") % _place(value),
        intro=_definition(value.indicator)
        + " "
        + _("Allocations that were proposed keep the value they were calculated with."),
        breadcrumbs=indicator_trail(value.indicator),
        cancel_url=go_on(request, page_of(value)),
        success_url=lambda saved: go_on(request, page_of(saved)),
        success_message=_entered,
        context=removal(
            request,
            value,
            _("Remove this value"),
            reverse("budgets:value_delete", args=[code, pk]),
        ),
        template="budgets/removable_form.html",
    )


def value_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Remove a value that was entered wrongly."""
    value = load_value(request, code, pk)
    access.require(request.user, "delete", value)
    return confirm_page(
        request,
        title=_("Remove the value of %(area)s as of %(day)s") % _place(value),
        consequences=[
            _("%(indicator)s: %(value)s %(unit)s is removed; the history keeps it.")
            % {
                "indicator": value.indicator.name,
                "value": number_text(value.value),
                "unit": value.indicator.unit,
            },
            _("The value is then missing; allocations that need it cannot be calculated."),
            _("Allocations that were proposed keep the value they were calculated with."),
        ],
        action=lambda data, version: services.delete_value(
            actor=request.user, value=value, version=version, now=timezone.now()
        ),
        instance=value,
        danger=True,
        breadcrumbs=indicator_trail(value.indicator),
        cancel_url=go_on(request, page_of(value)),
        success_url=go_on(request, address_of(value.indicator)),
        submit_label=_("Remove the value"),
        success_message=_("The value of %(area)s as of %(day)s was removed.") % _place(value),
    )


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return area and day if the address names them."""
    initial: dict[str, Any] = {"place": request.GET.get("gebiet", "")}
    try:
        initial["reference_date"] = date.fromisoformat(request.GET.get("stichtag", ""))
    except ValueError:
        initial["reference_date"] = None
    return initial


def _definition(indicator: Indicator) -> str:
    source = _("Source: %(source)s.") % {"source": indicator.source}
    return f"{indicator.description} {source}".strip()


def _place(value: IndicatorValue) -> dict[str, str]:
    return {"area": str(value.area), "day": day_text(value.reference_date)}


def _entered(value: IndicatorValue) -> str:
    return _("%(area)s as of %(day)s: %(value)s %(unit)s has been saved.") % {
        **_place(value),
        "value": number_text(value.value),
        "unit": value.indicator.unit,
    }
