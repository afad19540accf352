"""What is compared: figure, area or level, quarters. All of it stands in the address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models import District, SocialSpace
from reporting.evaluation.families import is_compared
from reporting.evaluation.kinds import WITH_CHANCE
from reporting.figures import BY_CODE, FIGURES, Figure
from reporting.models import AreaLevel
from reporting.services.comparing import MOST_QUARTERS
from sro.periods import Quarter
from sro.ui.quarters import quarter_name

OFFERED = 40
"""How many quarters one can choose from: ten years."""
DEFAULT_FIGURE = "density"
DEFAULT_QUARTERS = 12


class QuarterField(forms.ChoiceField):
    """One of the last quarters that are over."""

    def __init__(self, **more: Any) -> None:
        super().__init__(choices=(), **more)

    def offer(self, today: date) -> None:
        """Offer the quarters that are over on this day, the latest first."""
        latest = Quarter.of(today).previous
        self.quarters = {q.code: q for q in (latest.shifted(-n) for n in range(OFFERED))}
        self.choices = [(code, quarter_name(quarter)) for code, quarter in self.quarters.items()]

    def clean(self, value: Any) -> Quarter:
        """Return the quarter."""
        return self.quarters[super().clean(value)]


class FigureForm(forms.Form):
    """A figure; `figures` are those on offer."""

    kennzahl = forms.ChoiceField(label=_("Figure"))
    figures: Sequence[Figure] = ()

    def __init__(self, given: Any, *, today: date, **defaults: str) -> None:
        values = {"kennzahl": DEFAULT_FIGURE, **defaults}
        values |= {name: given[name] for name in self.base_fields if given.get(name)}
        super().__init__(values)
        self.fields["kennzahl"].choices = [(f.code, _(f.title)) for f in self.figures]
        for field in self.fields.values():
            if isinstance(field, QuarterField):
                field.offer(today)

    def clean_kennzahl(self) -> Figure:
        """Return the figure."""
        return BY_CODE[self.cleaned_data["kennzahl"]]


class SpanForm(FigureForm):
    """A figure from one quarter to another."""

    von = QuarterField(label=_("From quarter"))
    bis = QuarterField(label=_("Up to quarter"))
    most = MOST_QUARTERS

    def __init__(self, given: Any, *, today: date, **defaults: str) -> None:
        latest = Quarter.of(today).previous
        first = latest.shifted(1 - DEFAULT_QUARTERS)
        span = {"von": first.code, "bis": latest.code}
        super().__init__(given, today=today, **span, **defaults)

    def clean(self) -> dict[str, Any]:
        """Say at the field what cannot be meant."""
        data = super().clean() or {}
        first, last = data.get("von"), data.get("bis")
        if first and last:
            if last < first:
                self.add_error("bis", _("The last quarter must not lie before the first."))
            elif first.shifted(self.most) <= last:
                self.add_error(
                    "von",
                    _("Please choose at most %(number)s quarters.") % {"number": self.most},
                )
        return data

    def quarters(self) -> list[Quarter]:
        """Return the quarters chosen."""
        quarter, last = self.cleaned_data["von"], self.cleaned_data["bis"]
        found = [quarter]
        while found[-1] < last:
            found.append(found[-1].next)
        return found


class CourseForm(SpanForm):
    """An area over time; the year before the first quarter is looked at as well."""

    gebiet = forms.ChoiceField(label=pgettext_lazy("place", "Area"))
    field_order = ["kennzahl", "gebiet", "von", "bis"]
    figures = tuple(figure for figure in FIGURES if is_compared(figure))
    most = MOST_QUARTERS - 4

    def __init__(
        self,
        given: Any,
        *,
        today: date,
        districts: Sequence[District],
        spaces: Sequence[SocialSpace],
    ) -> None:
        self.places: dict[str, District | SocialSpace] = {}
        choices: list[tuple[str | Promise, list[tuple[str, str]]]] = [
            (_("Districts"), [self._choice(AreaLevel.DISTRICT, each) for each in districts]),
            (_("Social spaces"), [self._choice(AreaLevel.SPACE, each) for each in spaces]),
        ]
        first = next(iter(self.places), "")
        super().__init__(given, today=today, gebiet=first)
        self.fields["gebiet"].choices = choices

    def _choice(self, level: str, area: District | SocialSpace) -> tuple[str, str]:
        code = f"{level}-{area.key}"
        self.places[code] = area
        return code, f"{area.key} {area.name}"

    def clean_gebiet(self) -> District | SocialSpace:
        """Return the area."""
        return self.places[self.cleaned_data["gebiet"]]


class FunnelForm(FigureForm):
    """All areas of a level in a quarter."""

    ebene = forms.ChoiceField(label=_("Level"), choices=AreaLevel)
    quartal = QuarterField(label=_("Quarter"))
    figures = tuple(figure for figure in WITH_CHANCE if is_compared(figure))

    def __init__(self, given: Any, *, today: date) -> None:
        latest = Quarter.of(today).previous.code
        super().__init__(given, today=today, ebene=AreaLevel.DISTRICT.value, quartal=latest)


class EvaluationForm(SpanForm):
    """What a group is evaluated by."""

    figures = WITH_CHANCE
