"""Many sessions at once: a row for each day, a cell for each number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.rules.projects import LONGEST_SESSION, MOST_PEOPLE
from networks.services.project_parts import SessionsRefused
from sro.ui.forms import DateInput

ROWS = 8
_WHOLE = {"inputmode": "numeric", "autocomplete": "off", "maxlength": "5"}
#: The name of a column in the form, the field of a session, its heading.
COLUMNS = (
    ("tag", "day", gettext_lazy("Day")),
    ("minuten", "minutes", gettext_lazy("Length in minutes")),
    ("kinder", "children", gettext_lazy("Children")),
    ("eltern", "parents", gettext_lazy("Parents")),
    ("andere", "others", gettext_lazy("Others")),
    ("notiz", "note", gettext_lazy("Short note")),
)


@dataclass(frozen=True)
class SheetRow:
    """A row for the page."""

    number: int
    cells: list[tuple[Any, forms.BoundField]]


class SessionsForm(forms.Form):
    """Rows without a day and any number are left out."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(ROWS):
            for name, field, heading in COLUMNS:
                self.fields[f"{name}-{number}"] = _field(
                    field,
                    _("%(what)s, row %(number)s") % {"what": heading, "number": number + 1},
                )

    @property
    def headings(self) -> list[Any]:
        """The headings of the columns."""
        return [heading for _name, _field, heading in COLUMNS]

    @property
    def sheet(self) -> Iterator[SheetRow]:
        """The rows of the page."""
        for number in range(ROWS):
            cells = [(heading, self[f"{name}-{number}"]) for name, _field, heading in COLUMNS]
            yield SheetRow(number + 1, cells)

    def clean(self) -> dict[str, Any]:
        """Ask for day and minutes of each row that says something, and for one such row."""
        cleaned = super().clean() or {}
        used = False
        for number in range(ROWS):
            row = {name: cleaned.get(f"{name}-{number}") for name, _field, _heading in COLUMNS}
            wrong = {name for name, _f, _h in COLUMNS if f"{name}-{number}" in self.errors}
            if not wrong and all(value in (None, "") for value in row.values()):
                continue
            used = True
            if row["tag"] is None and "tag" not in wrong:
                self.add_error(f"tag-{number}", _("On which day?"))
            if row["minuten"] is None and "minuten" not in wrong:
                self.add_error(f"minuten-{number}", _("How long, in minutes?"))
        if not used:
            raise forms.ValidationError(_("Please fill in at least one row."))
        return cleaned

    def _used(self) -> list[int]:
        return [n for n in range(ROWS) if self.cleaned_data.get(f"tag-{n}") is not None]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that are filled in, as the service takes them."""
        return [
            {field: self.cleaned_data[f"{name}-{number}"] for name, field, _heading in COLUMNS}
            for number in self._used()
        ]

    def mark(self, refused: SessionsRefused) -> forms.ValidationError:
        """Return what was refused, each at its day."""
        used = self._used()
        return forms.ValidationError(
            {f"tag-{used[number]}": text for number, text in refused.rows.items()}
        )


def _field(name: str, label: str) -> forms.Field:
    if name == "day":
        return forms.DateField(label=label, required=False, widget=DateInput)
    if name == "note":
        return forms.CharField(label=label, required=False, max_length=200)
    most, least = (LONGEST_SESSION, 1) if name == "minutes" else (MOST_PEOPLE, 0)
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=least,
        max_value=most,
        widget=forms.TextInput(_WHOLE),
    )
