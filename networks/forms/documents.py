"""Forms for documents of networks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from networks.models import NetworkDocument
from networks.rules.documents import ENDINGS, MAX_BYTES, MAX_MEGABYTES

#: What the box says, by whether the document belongs to a meeting.
READERS = {
    True: _(
        "Guests and providers who were invited to the meeting. Colleagues who work in the network"
        " read it anyway."
    ),
    False: _(
        "Everybody who sees the network: the whole office, and providers that work in it."
        " Colleagues who work in the network read it anyway."
    ),
}


class DocumentForm(forms.ModelForm):
    """What a document is called and who reads it."""

    class Meta:
        model = NetworkDocument
        fields = ["title", "shared"]

    def __init__(self, *args: Any, of_meeting: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shared"].help_text = READERS[of_meeting]

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""


class NewDocumentForm(DocumentForm):
    """A file, what it is called and who reads it."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.FileInput(
            {"accept": ",".join(f".{each}" for kind in ENDINGS.values() for each in kind)}
        ),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty."),
        },
    )

    field_order = ["file", "title", "shared"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "PDF, PNG, JPEG, DOCX, XLSX, ODT, text or CSV, up to %(limit)s MB. No papers of cases:"
            " they belong to the case."
        ) % {"limit": MAX_MEGABYTES}
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Empty: the name of the file.")

    def clean_file(self) -> UploadedFile:
        """Refuse a large file before it is read into memory."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(limit)s MB."), params={"limit": MAX_MEGABYTES}
            )
        return file

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        file = data["file"]
        return {
            "title": data["title"],
            "shared": data["shared"],
            "file_name": file.name or "",
            "content": file.read(),
        }
