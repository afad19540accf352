"""Laying out a scenario: the mix, the indicators with their weights, the bounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from budgets.allocation import Direction, Method
from budgets.models import AllocationRun, Fund, Indicator, IndicatorValue
from budgets.models.indicators import IndicatorKind
from budgets.models.runs import ReferenceKind
from budgets.querysets import IndicatorValueQuerySet
from budgets.services.inside import Purse
from budgets.services.outflow import known_years
from budgets.services.runs import SelectionData
from networks.models import District
from sro.ui.fields import NumberField

# Method and direction are one decision for whoever lays out a scenario.
USES = {
    "proportional": (Method.PROPORTIONAL, Direction.DIRECT, _("Count: more means more money")),
    "inverse": (Method.INVERSE, Direction.DIRECT, _("Reciprocal: less means more money")),
    "range_direct": (
        Method.RANGE_WEIGHTED,
        Direction.DIRECT,
        _("Rate: higher means more money"),
    ),
    "range_inverse": (
        Method.RANGE_WEIGHTED,
        Direction.INVERSE,
        _("Rate: higher means less money"),
    ),
}


def use_of(method: str, direction: str) -> str:
    """Return the key in USES for a method with its direction."""
    if method == Method.RANGE_WEIGHTED:
        return "range_inverse" if direction == Direction.INVERSE else "range_direct"
    return "inverse" if method == Method.INVERSE else "proportional"


BOUND_FIELDS = ("floor_percent", "cap_percent", "reference_kind", "reference_run")


@dataclass(frozen=True)
class Row:
    """One indicator in the form: (kind, label, field) of its fields, its share of all weights."""

    indicator: Indicator
    cells: list[tuple[str, Any, forms.BoundField]]
    share: Decimal | None
    begins_rest: bool


class RunForm(forms.ModelForm):
    """Name, mix and bounds of a run; one line per indicator of the catalogue.

    An indicator without a weight is not used. `selections()` gives the service what it needs.
    """

    #: Inside which district money is divided; none: among the districts.
    district: District | None = None
    #: What that district has to divide.
    purse: Purse | None = None
    #: What bounds are measured against unless something else is chosen.
    usual_reference = ReferenceKind.OUTFLOW

    indicator_share = NumberField(
        label=_("Indicator share in per cent"),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
        decimal_places=4,
        max_digits=7,
        help_text=_(
            "This part follows the indicators, the rest follows last year's spending. "
            "Essen began with 60."
        ),
    )
    outflow_year = forms.TypedChoiceField(
        label=_("Spending of the year"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("The last year with known spending. Not needed at 100 per cent."),
    )
    floor_percent = NumberField(
        label=_("Nobody loses more than (per cent)"),
        required=False,
        decimal_places=4,
        max_digits=9,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))],
    )
    cap_percent = NumberField(
        label=_("Nobody gains more than (per cent)"),
        required=False,
        decimal_places=4,
        max_digits=9,
        validators=[MinValueValidator(Decimal(0))],
    )

    class Meta:
        model = AllocationRun
        fields = [
            "name",
            "note",
            "indicator_share",
            "outflow_year",
            "floor_percent",
            "cap_percent",
            "reference_kind",
            "reference_run",
        ]
        widgets = {"note": forms.Textarea({"rows": 3})}

    def __init__(self, *args: Any, fund: Fund, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.instance.fund = fund
            self.instance.district = self.district
        self.fields["name"].label = _("Name of the scenario")
        self.fields["note"].label = _("What this scenario assumes")
        self.fields["reference_run"].label = _("Earlier allocation")
        self.fields["reference_run"].help_text = _(
            "Only if the bounds are measured against another allocation."
        )
        self.fields["reference_run"].empty_label = _("none")
        self.fields["reference_run"].queryset = (
            AllocationRun.objects.visible_to(user)
            .with_result()
            .filter(fund__kind=fund.kind, district=self.instance.district_id)
            .exclude(pk=self.instance.pk)
        )
        self._offer_outflow(known_years(actor=user, fund_kind=fund.kind))
        self._show_percent()
        self.chosen = {
            s.indicator_id: s for s in (self.instance.selections.all() if self.instance.pk else [])
        }
        # Those in use first, in the order they were given; then the rest of the catalogue.
        self.indicators = sorted(
            Indicator.objects.visible_to(user).order_by("name"),
            key=lambda i: (i.pk not in self.chosen, getattr(self.chosen.get(i.pk), "position", 0)),
        )
        self._add_indicator_fields()

    def _offer_outflow(self, years: Sequence[int]) -> None:
        """Offer the years with known spending, the latest first."""
        self.fields["reference_kind"].label = _("Bounds are measured against")
        self.fields["reference_kind"].choices = [
            ("", _("not needed without bounds")),
            *ReferenceKind.choices,
        ]
        self.fields["outflow_year"].choices = [("", _("none"))] + [(y, str(y)) for y in years]
        if self.instance._state.adding:
            self.initial.setdefault("outflow_year", years[0] if years else "")

    def _show_percent(self) -> None:
        """Show shares as people speak of them: 60 instead of 0.6, a loss without its sign."""
        run = self.instance
        if run._state.adding:
            self.initial.setdefault("indicator_share", Decimal(60))
            return
        self.initial["indicator_share"] = (run.indicator_share * 100).normalize() + 0
        if run.floor_percent is not None:
            self.initial["floor_percent"] = -run.floor_percent.normalize() + 0

    def _values(self) -> IndicatorValueQuerySet:
        """Return the values that can be used: those of the units."""
        return IndicatorValue.objects.of_districts()

    def _add_indicator_fields(self) -> None:
        dates: dict[int, list[date]] = defaultdict(list)
        for indicator_id, day in (
            self._values()
            .order_by("-reference_date")
            .values_list("indicator_id", "reference_date")
            .distinct()
        ):
            dates[indicator_id].append(day)
        bases = [(i.pk, i.name) for i in self.indicators if i.kind == IndicatorKind.COUNT]
        for indicator in self.indicators:
            self._add_row(indicator, dates[indicator.pk], bases, self.chosen.get(indicator.pk))

    def _add_row(self, indicator: Indicator, dates: list[date], bases: list, chosen: Any) -> None:
        number = indicator.pk
        name = {"name": indicator.name}
        use = use_of(indicator.default_method, indicator.default_direction)
        if chosen:
            use = use_of(chosen.method, chosen.direction)
        self.fields[f"weight_{number}"] = NumberField(
            label=_("Weight of %(name)s") % name,
            required=False,
            decimal_places=6,
            max_digits=12,
            validators=[MinValueValidator(Decimal(0))],
            initial=chosen.weight.normalize() + 0 if chosen else None,
        )
        # An empty hint lets the style sheet see whether the weight is empty.
        self.fields[f"weight_{number}"].widget.attrs["placeholder"] = " "
        self.fields[f"date_{number}"] = forms.TypedChoiceField(
            label=_("As of, %(name)s") % name,
            required=False,
            coerce=date.fromisoformat,
            empty_value=None,
            choices=[(d.isoformat(), date_format(d, "SHORT_DATE_FORMAT")) for d in dates]
            or [("", _("no values yet"))],
            initial=chosen.reference_date.isoformat() if chosen else None,
        )
        self.fields[f"use_{number}"] = forms.ChoiceField(
            label=_("Use of %(name)s") % name,
            required=False,
            choices=[(key, label) for key, (_m, _d, label) in USES.items()],
            initial=use,
        )
        base = chosen.base_id if chosen else indicator.default_base_id
        self.fields[f"base_{number}"] = forms.TypedChoiceField(
            label=_("Count weighted by %(name)s") % name,
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("none"))] + [(pk, label) for pk, label in bases if pk != number],
            initial=base,
        )

    def rows(self) -> Iterator[Row]:
        """Yield each indicator with its fields: those in use first."""
        labels = {
            "weight": _("Weight"),
            "date": _("As of"),
            "use": _("Use"),
            "base": _("Count that is weighted"),
        }
        weights = {i.pk: self._weight(i) for i in self.indicators}
        total = sum(weights.values())
        for position, indicator in enumerate(self.indicators):
            own = weights[indicator.pk]
            yield Row(
                indicator,
                [(kind, label, self[f"{kind}_{indicator.pk}"]) for kind, label in labels.items()],
                own / total if own else None,
                begins_rest=0 < len(self.chosen) == position,
            )

    def _weight(self, indicator: Indicator) -> Decimal:
        """Return the weight as typed or stored; nothing counts as zero here."""
        field = self.fields[f"weight_{indicator.pk}"]
        try:
            return max(field.to_python(self[f"weight_{indicator.pk}"].value()) or Decimal(0), 0)
        except ValidationError:
            return Decimal(0)

    def plain_fields(self) -> list[forms.BoundField]:
        """Return the fields above the table of indicators."""
        return [self[name] for name in self.Meta.fields if name not in BOUND_FIELDS]

    def bound_fields(self) -> list[forms.BoundField]:
        """Return the fields of the bounds, below the table."""
        return [self[name] for name in self.Meta.fields if name in BOUND_FIELDS]

    def clean_indicator_share(self) -> Decimal:
        """Return the share as a part of one."""
        return self.cleaned_data["indicator_share"] / 100

    def clean_floor_percent(self) -> Decimal | None:
        """Return the bound as a change: losing at most 5 per cent is −5."""
        value = self.cleaned_data["floor_percent"]
        return None if value is None else -value

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        bounded = data.get("floor_percent") is not None or data.get("cap_percent") is not None
        if bounded and not data.get("reference_kind"):
            data["reference_kind"] = self.usual_reference
        if not bounded:
            data["reference_kind"], data["reference_run"] = "", None
        if data.get("reference_kind") != ReferenceKind.RUN:
            data["reference_run"] = None
        elif data.get("reference_run") is None:
            self.add_error("reference_run", _("Please choose the allocation to measure against."))
        for indicator in self.indicators:
            self._check_row(indicator, data)
        return data

    def _check_row(self, indicator: Indicator, data: dict[str, Any]) -> None:
        number = indicator.pk
        if not data.get(f"weight_{number}"):
            return
        if data.get(f"date_{number}") is None:
            self.add_error(f"weight_{number}", _("There are no values of this indicator yet."))
        method = USES[data.get(f"use_{number}") or "proportional"][0]
        if method == Method.RANGE_WEIGHTED and data.get(f"base_{number}") is None:
            self.add_error(f"base_{number}", _("Please choose the count that is to be weighted."))

    def parameters(self) -> dict[str, Any]:
        """Return what the service stores on the run itself."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def selections(self) -> list[SelectionData]:
        """Return the indicators with a weight, in the order of their names."""
        if not self.is_valid():
            raise ValidationError(_("Please check these entries. Nothing you typed is lost."))
        data, by_pk = self.cleaned_data, {i.pk: i for i in self.indicators}
        found = []
        for indicator in self.indicators:
            number = indicator.pk
            weight = data.get(f"weight_{number}")
            if not weight:
                continue
            method, direction, _label = USES[data[f"use_{number}"] or "proportional"]
            base = by_pk.get(data.get(f"base_{number}"))
            found.append(
                SelectionData(
                    indicator=indicator,
                    reference_date=data[f"date_{number}"],
                    weight=weight,
                    method=method.value,
                    direction=direction.value,
                    base=base if method == Method.RANGE_WEIGHTED else None,
                )
            )
        return found


class CopyForm(forms.Form):
    """The copy's own name."""

    name = forms.CharField(label=_("Name of the new scenario"), max_length=120)
