"""Asking for a file."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .importer import Importer
from .numbers import NumberFormat

FORMS = [
    ("", _("Find out from the file")),
    (NumberFormat.GERMAN.value, _("1.675,50 (decimal comma)")),
    (NumberFormat.PLAIN.value, _("1,675.50 or 1675.50 (decimal point)")),
]


class NumberFormatForm(forms.Form):
    """How numbers are written in the file."""

    number_format = forms.ChoiceField(
        label=_("How are numbers written in the file?"),
        choices=FORMS[1:],
        widget=forms.RadioSelect,
    )


class UploadForm(forms.Form):
    """A file, and what cannot be found out from it."""

    file = forms.FileField(
        label=_("CSV file"),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty."),
        },
    )
    number_format = forms.ChoiceField(
        label=_("How are numbers written in the file?"),
        choices=FORMS,
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "As spreadsheets save it (CSV, best in UTF-8), up to %(limit)s MB."
        ) % {"limit": settings.IMPORT_MAX_BYTES // (1024 * 1024)}

    def clean_file(self) -> UploadedFile:
        """Refuse a file beyond the limit; the body as a whole may be a little larger."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB. Please divide it into several files."),
                params={"limit": settings.IMPORT_MAX_BYTES // (1024 * 1024)},
            )
        return file


def upload_form(importer: Importer) -> type[forms.Form]:
    """The upload form with the importer's own questions below."""
    own = importer.options_form
    return UploadForm if own is None else type("UploadForm", (own, UploadForm), {})
