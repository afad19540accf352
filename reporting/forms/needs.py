"""Which needs are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.models import District, InstitutionCategory
from reporting.needs_tables import span_in_words
from reporting.rules.needs import Span, to_choose


class NeedsForm(forms.Form):
    """Span, district and kind, kept in the address."""

    zeitraum = forms.ChoiceField(label=gettext_lazy("Span"), required=False)
    bezirk = forms.ChoiceField(label=gettext_lazy("District"), required=False)
    art = forms.ChoiceField(
        label=gettext_lazy("Compare the areas by"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        districts: Sequence[District],
        everywhere: bool,
        kinds: Sequence[InstitutionCategory],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.districts = {each.key: each for each in districts if each.is_valid_on(today)}
        self.kinds = {each.code: each for each in kinds}
        self.everywhere = everywhere
        self.latest = Span(today.year)
        spans = to_choose(today)
        self.fields["zeitraum"].choices = [(each.code, span_in_words(each)) for each in spans]
        self.fields["bezirk"].choices = [
            *([("", _("all"))] if everywhere else []),
            *((key, f"{key} {each.name}") for key, each in self.districts.items()),
        ]
        self.fields["art"].choices = [
            ("", _("all kinds")),
            *((code, each.name) for code, each in self.kinds.items()),
        ]

    @property
    def span(self) -> Span:
        """The span asked for, this year unless another one was."""
        return Span.named(self._said("zeitraum")) or self.latest

    @property
    def district(self) -> District | None:
        """The district asked for; who may not read all of them gets the first."""
        first = None if self.everywhere else next(iter(self.districts.values()), None)
        return self.districts.get(self._said("bezirk"), first)

    @property
    def kind(self) -> InstitutionCategory | None:
        """The kind asked for, None for all."""
        return self.kinds.get(self._said("art"))

    def _said(self, name: str) -> str:
        return self.cleaned_data.get(name, "") if self.is_valid() else ""
