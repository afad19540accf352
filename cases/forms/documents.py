"""Forms of papers: to whom a letter goes, and what the office prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import OfficeSettings, Person
from networks.forms.groups import Group, GroupedForm


class IssueForm(forms.Form):
    """Nothing to fill in: what the paper says stands in the file."""


class PersonChoice(forms.ModelChoiceField):
    """Choose a person of the case by name."""

    def label_from_instance(self, obj: Person) -> str:
        return obj.name


class RecipientForm(forms.Form):
    """To whom a letter goes."""

    person = PersonChoice(
        Person.objects.none(),
        label=_("The letter goes to"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Please choose to whom the letter goes.")},
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = [person.pk for person in people]
        self.fields["person"].queryset = Person.objects.filter(pk__in=ids).order_by("sort_key")


class ExportForm(forms.Form):
    """Whether one's own entrusted entries go along."""

    entrusted = forms.BooleanField(
        label=_("Include the entries that were entrusted to me"),
        required=False,
        help_text=_("Only what was entrusted to you personally; nobody else's entries."),
    )


class OfficeForm(GroupedForm, forms.ModelForm):
    """What the office prints on its papers and how it numbers its files."""

    groups = (
        Group(
            _("Letterhead"),
            ("office_name", "department", "street", "postal_code", "city", "phone", "email"),
        ),
        Group(_("Texts of letters"), ("invitation_text", "decision_text", "appeal_text")),
        Group(_("File references"), ("reference_pattern",)),
    )

    class Meta:
        model = OfficeSettings
        fields = [
            "office_name",
            "department",
            "street",
            "postal_code",
            "city",
            "phone",
            "email",
            "invitation_text",
            "decision_text",
            "appeal_text",
            "reference_pattern",
        ]
        widgets = {
            "invitation_text": forms.Textarea({"rows": 5}),
            "decision_text": forms.Textarea({"rows": 5}),
            "appeal_text": forms.Textarea({"rows": 6}),
        }
        help_texts = {
            "office_name": _("Empty: the name of the municipality."),
            "department": _("Empty: “Youth welfare office”."),
            "invitation_text": _(
                "Stands after the greeting and before date and place. Begins with a small letter,"
                " because it goes on from the greeting. Empty: a friendly standard sentence."
            ),
            "decision_text": _("Stands after the reasons, such as whom to ask."),
            "appeal_text": _(
                "Within which time and where one can object (Rechtsbehelfsbelehrung). The law of"
                " your state decides; without this text no decision letter is issued."
            ),
        }

    def __init__(self, *args: Any, example_url: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # While a pattern is typed, a reference made by it stands below.
        self.fields["reference_pattern"].widget.attrs |= {
            "hx-get": example_url,
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#aktenzeichen-beispiel",
            "autocomplete": "off",
            "spellcheck": "false",
        }
