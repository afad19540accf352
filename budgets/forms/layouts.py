"""Describing the finance system's files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.imports.funds import FUNDS
from budgets.models import FinanceLayout
from budgets.rules.layouts import FIELDS, centre_key
from networks.models import District, Provider

#: Funds in the words of the import.
FUND_WORDS = {kind: word for word, kind in reversed(FUNDS.items())}
_BY_WORD = {word.casefold(): kind for word, kind in FUNDS.items()}
_SEPARATOR = re.compile(r"\s*[;\t]\s*")
LABELS = {
    "number": gettext_lazy("Number of the booking"),
    "item": gettext_lazy("Item within the number"),
    "booked_on": gettext_lazy("Day of the booking"),
    "amount": gettext_lazy("Amount"),
    "debit_credit": gettext_lazy("S or H"),
    "year": gettext_lazy("Budget year"),
    "fund": gettext_lazy("Fund"),
    "district": gettext_lazy("District"),
    "cost_centre": gettext_lazy("Cost centre"),
    "file_reference": gettext_lazy("File reference"),
    "provider_number": gettext_lazy("Number of the payee"),
    "provider_name": gettext_lazy("Name of the payee"),
    "service_from": gettext_lazy("First day that was paid for"),
    "service_until": gettext_lazy("Last day that was paid for"),
    "text": gettext_lazy("Text"),
}
_HINTS = {
    "number": gettext_lazy("The heading in the file, such as Belegnummer."),
    "item": gettext_lazy("If several rows share a number."),
    "debit_credit": gettext_lazy("Only if a column tells what was paid and what came back."),
    "year": gettext_lazy("Without it the year of the booking day counts."),
    "district": gettext_lazy("With the keys of the districts. Without it the cost centre decides."),
    "file_reference": gettext_lazy("The booking's support is found by it."),
    "text": gettext_lazy("Please only if no names of families stand in it."),
}
_NEEDED = ("number", "booked_on", "amount")


class LayoutForm(forms.ModelForm):
    """Which heading of the file means what, and what the file does not say."""

    cost_centres = forms.CharField(
        label=gettext_lazy("Cost centres"),
        required=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One line each: cost centre; key of the district; fund (optional). Copied from a "
            "spreadsheet it is right, too. Example: 4711; 01; Fall"
        ),
    )
    providers = forms.CharField(
        label=gettext_lazy("Numbers of providers"),
        required=False,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One line each: number in the finance system; name of the provider. "
            "Example: 70012; Träger Nord e. V."
        ),
    )

    class Meta:
        model = FinanceLayout
        fields = [
            "name",
            "date_form",
            "decimal_form",
            "sign_rule",
            "fund_kind",
            "numbers_per_year",
        ]
        help_texts = {
            "name": gettext_lazy("As you will look for it when you upload a file."),
            "decimal_form": gettext_lazy(
                "Choose it, if the file may hold whole amounts only, such as 1.234."
            ),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        for name in FIELDS:
            self.fields[name] = forms.CharField(
                label=_("Heading: %(what)s") % {"what": LABELS[name]},
                max_length=100,
                required=name in _NEEDED,
                help_text=_HINTS.get(name, ""),
                widget=forms.TextInput({"autocomplete": "off"}),
            )
            self.initial.setdefault(name, self.instance.headings.get(name, ""))
        if self.instance.pk:
            self.initial.setdefault("cost_centres", centres_as_text(self.instance))
            self.initial.setdefault("providers", self._providers_as_text())
        self.order_fields(["name", *FIELDS])

    def clean_cost_centres(self) -> dict[str, list[str]]:
        """Return cost centre → key of the district and fund. Every line must be right."""
        keys = set(District.objects.visible_to(self._user).values_list("key", flat=True))
        found: dict[str, list[str]] = {}
        seen: set[str] = set()
        for number, cells in _lines(self.cleaned_data["cost_centres"]):
            if not 2 <= len(cells) <= 3:
                raise ValidationError(
                    _("Line %(line)s: please give cost centre, key of the district and fund.")
                    % {"line": number}
                )
            code, key, word = (*cells, "")[:3]
            fund = _BY_WORD.get(word.casefold(), "")
            if key not in keys:
                raise ValidationError(
                    _("Line %(line)s: there is no district with the key “%(key)s”.")
                    % {"line": number, "key": key[:40]}
                )
            if word and not fund:
                raise ValidationError(
                    _("Line %(line)s: the fund “%(fund)s” is not known.")
                    % {"line": number, "fund": word[:40]}
                )
            if centre_key(code) in seen or not code:
                raise ValidationError(
                    _("Line %(line)s: this cost centre is missing or there twice.")
                    % {"line": number}
                )
            seen.add(centre_key(code))
            found[code[:40]] = [key, fund]
        return found

    def clean_providers(self) -> dict[str, int]:
        """Return number → provider. Every line must be right."""
        known: dict[str, int] = {}
        rows = Provider.objects.visible_to(self._user).values_list("pk", "name", "short_name")
        for pk, name, short_name in rows:
            known |= {each.casefold(): pk for each in (name, short_name) if each}
        found: dict[str, int] = {}
        for number, cells in _lines(self.cleaned_data["providers"]):
            if len(cells) != 2 or not cells[0]:
                raise ValidationError(
                    _("Line %(line)s: please give number and name.") % {"line": number}
                )
            code, name = cells
            if name.casefold() not in known:
                raise ValidationError(
                    _("Line %(line)s: there is no provider called “%(name)s”.")
                    % {"line": number, "name": name[:80]}
                )
            if code in found:
                raise ValidationError(
                    _("Line %(line)s: this number is there twice.") % {"line": number}
                )
            found[code[:40]] = known[name.casefold()]
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What the service saves."""
        data = self.cleaned_data
        headings = {name: " ".join(data[name].split()) for name in FIELDS if data[name].strip()}
        own = {name: data[name] for name in (*self._meta.fields, "cost_centres", "providers")}
        return {**own, "headings": headings}

    def _providers_as_text(self) -> str:
        names = dict(
            Provider.objects.visible_to(self._user)
            .filter(pk__in=self.instance.providers.values())
            .values_list("pk", "name")
        )
        rows = sorted(self.instance.providers.items())
        return "\n".join(f"{code}; {names[pk]}" for code, pk in rows if pk in names)


def centres_as_text(layout: FinanceLayout) -> str:
    """Return the cost centres as they are typed."""
    return "\n".join(
        "; ".join(part for part in (code, key, FUND_WORDS.get(fund, "")) if part)
        for code, (key, fund) in sorted(layout.cost_centres.items())
    )


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            cells = _SEPARATOR.split(line.strip())
            while len(cells) > 1 and not cells[-1]:
                cells.pop()
            yield number, cells
