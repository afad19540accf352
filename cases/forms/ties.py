"""Forms for relations, custody, households, contacts and addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Address, Contact, Custody, CustodyKind, HouseholdMember, Person, Relation
from networks.forms.groups import name_empty_choices
from sro.ui.forms import DateInput


def among(people: Sequence[Person]) -> Any:
    """Return the people to choose from, as a queryset."""
    return Person.objects.filter(pk__in=[each.pk for each in people]).defer("search_vector")


class PeopleField(forms.ModelMultipleChoiceField):
    """Several people of the case."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Person.objects.none(), **kwargs)


class PeriodMixin:
    """Two days: since when, and the first day on which it no longer holds."""

    period_widgets = {"valid_from": DateInput, "valid_until": DateInput}


class RelationForm(forms.ModelForm):
    """Who is what to whom: read as a sentence."""

    class Meta:
        model = Relation
        fields = ["person", "kind", "other", "note"]
        labels = {"person": _("person"), "kind": _("is"), "other": _("of whom")}

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "other"):
            self.fields[name].queryset = among(people)
        name_empty_choices(self)


class NewCustodyForm(forms.Form):
    """Custody of one or several children, by one or several people."""

    children = PeopleField(label=_("Young people"))
    kind = forms.ChoiceField(label=_("custody"), choices=CustodyKind.choices)
    holders = PeopleField(
        label=_("Held by"),
        required=False,
        help_text=_("With joint custody: both of them."),
    )
    office = forms.CharField(
        label=_("guardian's office"),
        max_length=200,
        required=False,
        help_text=_("If an office or association is guardian."),
    )
    scope = forms.CharField(
        label=_("which part"),
        max_length=300,
        required=False,
        help_text=_("Such as residence, health care."),
    )
    valid_from = forms.DateField(
        label=_("since"),
        required=False,
        widget=DateInput,
        help_text=_("Leave it empty if it has been so since birth or nobody knows."),
    )
    valid_until = forms.DateField(
        label=_("no longer from"),
        required=False,
        widget=DateInput,
        help_text=_("The first day on which it no longer holds."),
    )
    replaces = forms.BooleanField(
        label=_("The custody so far ends on that day"),
        required=False,
    )

    def __init__(
        self, *args: Any, people: Sequence[Person], young: Sequence[Person], **kwargs: Any
    ):
        super().__init__(*args, **kwargs)
        self.fields["children"].queryset = among(young)
        self.fields["holders"].queryset = among(people)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if set(cleaned.get("children") or ()) & set(cleaned.get("holders") or ()):
            self.add_error("holders", _("Nobody holds custody of themselves."))
        if (
            cleaned.get("kind") not in {None, CustodyKind.UNKNOWN}
            and not cleaned.get("holders")
            and not cleaned.get("office")
        ):
            self.add_error("holders", _("Please say who holds custody, or choose “not known”."))
        return cleaned


class CustodyForm(PeriodMixin, forms.ModelForm):
    """One entry of custody."""

    class Meta:
        model = Custody
        fields = ["kind", "holder", "office", "scope", "valid_from", "valid_until"]
        widgets = PeriodMixin.period_widgets

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = among(
            [each for each in people if each.pk != self.instance.child_id]
        )
        name_empty_choices(self)


class HouseholdForm(forms.Form):
    """A household with who lives there."""

    name = forms.CharField(
        label=_("name"),
        max_length=120,
        help_text=_("Such as “with the mother” or “with grandmother”."),
    )
    people = PeopleField(label=_("Who lives there"), required=False)
    valid_from = forms.DateField(
        label=_("since"),
        required=False,
        widget=DateInput,
        help_text=_("Leave it empty if nobody knows."),
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = among(people)


class HouseholdNameForm(forms.Form):
    """The name of a household."""

    name = forms.CharField(label=_("name"), max_length=120)


class MoveInForm(forms.Form):
    """Who moves into a household, and when."""

    people = PeopleField(label=_("Who moves in"))
    valid_from = forms.DateField(label=_("since"), required=False, widget=DateInput)
    leave_others = forms.BooleanField(
        label=_("They leave their other households that day"),
        required=False,
        help_text=_("Not if a child lives with both parents in turn."),
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = among(people)


class StayForm(PeriodMixin, forms.ModelForm):
    """Since when and until when somebody lives in a household."""

    class Meta:
        model = HouseholdMember
        fields = ["valid_from", "valid_until"]
        widgets = PeriodMixin.period_widgets
        help_texts = {"valid_until": _("The first day on which the person no longer lives there.")}


class ContactForm(forms.ModelForm):
    """A way to reach a person."""

    class Meta:
        model = Contact
        fields = ["kind", "value", "note"]


class AddressForm(PeriodMixin, forms.ModelForm):
    """Where a person lives."""

    class Meta:
        model = Address
        fields = [
            "street",
            "addition",
            "postal_code",
            "city",
            "blocked",
            "valid_from",
            "valid_until",
        ]
        widgets = {
            **PeriodMixin.period_widgets,
            "street": forms.TextInput({"autocomplete": "off"}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.get(name) for name in ("street", "addition", "postal_code", "city")):
            self.add_error("street", _("Please enter at least a street or a place."))
        return cleaned


class NewAddressForm(AddressForm):
    """A further or a new address."""

    replaces = forms.BooleanField(
        label=_("The person has moved: the address so far ends"), required=False
    )
