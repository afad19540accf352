"""Forms in the KERN look: one renderer for all, so that templates only say `{{ form }}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

#: Sentences of Django that every form says: named here, they are translated in the office's words.
OF_DJANGO = (
    _("This field is required."),
    _("Enter a valid date."),
    _("Enter a valid email address."),
    _("Enter a valid URL."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
)


class KernRenderer(TemplatesSetting):
    """Labels above, hint below the label, error beside the field; see templates/ui/forms."""

    form_template_name = "ui/forms/form.html"
    formset_template_name = "ui/forms/formset.html"
    field_template_name = "ui/forms/field.html"


class DateInput(forms.DateInput):
    """The browser's own date field; its value travels in ISO form."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MoneyInput(forms.TextInput):
    """Text with a decimal keyboard: `1.234,56` as people write it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


#: The same as in imports: a year outside, such as 0205, is a slip of the finger.
FIRST_YEAR, LAST_YEAR = 1800, 2200


def days_make_sense(form: forms.BaseForm) -> bool:
    """Return whether all days of a valid form lie in years one can mean; else say so at each."""
    strange = [
        name
        for name, value in form.cleaned_data.items()
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR
    ]
    for name in strange:
        form.add_error(name, _("This year is hardly meant."))
    return not strange


class ReasonForm(forms.Form):
    """Why something was done; kept in the trail."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Please write down the reason; it is kept in the log.")},
    )


def take_errors(form: forms.BaseForm, error: Exception) -> None:
    """Put a service's ValidationError where people look for it: at the field or on top."""
    messages = getattr(error, "error_dict", None)
    if messages is None:
        form.add_error(None, error)
        return
    for name, errors in messages.items():
        form.add_error(name if name in form.fields else None, errors)


class RowsOfOthers:
    """For forms with a group of fields for each row that is there.

    Somebody else may have added rows since a page was opened. What is sent from that page then
    has no word about them, and no word must not be taken for "empty it": the form goes on with
    what is saved. `unseen` names the groups concerned.
    """

    def keep_unseen(self, rows: Mapping[str, Sequence[str]]) -> None:
        """Fill the groups of `rows` (key and names of its fields) of which nothing was sent."""
        form: Any = self
        self.unseen: set[str] = set()
        if not form.is_bound:
            return
        self.unseen = {
            key for key, names in rows.items() if not any(name in form.data for name in names)
        }
        if not self.unseen:
            return
        form.data = form.data.copy()
        for key in self.unseen:
            for name in rows[key]:
                saved = form.fields[name].initial
                if saved not in (None, False, ""):
                    form.data[name] = saved
