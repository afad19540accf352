"""The form that opens a case: three fields are needed, the others help if they are known."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cases.models import Case, ConsultationOutcome, ContactKind, MemberRole, Person
from cases.services.opening import NewPerson, family_name_of
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.forms.institutions import SpaceChoice
from networks.models import District, SocialSpace
from sro.ui.forms import DateInput

# Who turns to the office is hardly ever entered as the young person by mistake.
CALLERS = [choice for choice in MemberRole.choices if choice[0] != MemberRole.YOUNG_PERSON]
CALLERS.append((MemberRole.YOUNG_PERSON, MemberRole.YOUNG_PERSON.label))


def _person_field(name: str, label: Any, **options: Any) -> forms.Field:
    """Return the form field of a column of Person, optional here."""
    return Person._meta.get_field(name).formfield(label=label, required=False, **options)


class OpenCaseForm(GroupedForm, forms.Form):
    """Name, concern, district; everything else may stay unknown."""

    name = forms.CharField(
        label=_("family name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Please enter the name of the family.")},
    )
    concern = forms.CharField(
        label=_("concern"),
        max_length=Case._meta.get_field("concern").max_length,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("What is it about? In the words of the person who turned to you."),
        error_messages={"required": _("Please write in a few words what it is about.")},
    )
    district = forms.ModelChoiceField(District.objects.none(), label=_("district"))
    child_given_name = _person_field("given_name", _("given name"))
    child_family_name = _person_field(
        "family_name", _("family name, if it is another"), help_text=""
    )
    child_birth_date = _person_field("birth_date", _("birth date"), widget=DateInput)
    child_birth_year = _person_field("birth_year", _("birth year, estimated"))
    caller_given_name = _person_field("given_name", _("given name"), help_text="")
    caller_family_name = _person_field(
        "family_name", _("family name, if it is another"), help_text=""
    )
    caller_role = forms.ChoiceField(
        label=_("in this family"), choices=CALLERS, required=False, initial=MemberRole.PARENT
    )
    phone = forms.CharField(label=_("telephone"), max_length=200, required=False)
    social_space = SpaceChoice(
        SocialSpace.objects.none(),
        label=_("social space"),
        required=False,
        help_text=_("Where the family lives, as far as known. Offers nearby are found by it."),
    )
    advice = forms.CharField(
        label=_("what was advised"),
        max_length=8000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Possibilities, consequences, rights: what you explained, and how."),
    )
    outcome = forms.ChoiceField(
        label=_("outcome"), choices=ConsultationOutcome.choices, required=False
    )

    groups = (
        Group("", ("name", "concern", "district")),
        Group(
            _("The young person it is about"),
            ("child_given_name", "child_family_name", "child_birth_date", "child_birth_year"),
            folded=True,
        ),
        Group(
            _("Who turned to you"),
            ("caller_given_name", "caller_family_name", "caller_role", "phone"),
            folded=True,
        ),
        Group(_("Where the family lives"), ("social_space",), folded=True),
        Group(_("Note the consultation at once"), ("advice", "outcome"), folded=True),
    )

    def __init__(
        self, *args: Any, districts: QuerySet[District], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = list(districts)
        self.fields["district"].queryset = districts
        if len(own) == 1:
            # Nothing to choose: no field to look at.
            self.fields["district"].initial = own[0].pk
            self.fields["district"].widget = forms.HiddenInput()
        spaces = SocialSpace.objects.valid_on(today).filter(district__in=own)
        self.fields["social_space"].queryset = spaces.select_related("district").order_by(
            "sort_key", "pk"
        )
        name_empty_choices(self)
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        for group in context["groups"]:
            # The suggested role alone is no reason to unfold.
            said = [f for f in group["fields"] if f.name != "caller_role"]
            group["open"] = any(f.errors or f.value() not in (None, "") for f in said)
        return context

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("child_birth_date") and cleaned.get("child_birth_year"):
            self.add_error(
                "child_birth_year",
                ValidationError(_("Please enter the birth date or an estimated year.")),
            )
        return cleaned

    def people(self) -> tuple[NewPerson, ...]:
        """Return those who were named at all; nobody is made up."""
        found = []
        cleaned = self.cleaned_data
        family = family_name_of(cleaned["name"])
        child = {
            "given_name": cleaned["child_given_name"],
            "birth_date": cleaned["child_birth_date"],
            "birth_year": cleaned["child_birth_year"],
        }
        if any(child.values()) or cleaned["child_family_name"]:
            name = cleaned["child_family_name"] or family
            found.append(NewPerson(MemberRole.YOUNG_PERSON, {**child, "family_name": name}))
        names = (cleaned["caller_given_name"], cleaned["caller_family_name"])
        if any(names) or cleaned["phone"]:
            contact = {"kind": kind_of(cleaned["phone"]), "value": cleaned["phone"]}
            found.append(
                NewPerson(
                    cleaned["caller_role"] or MemberRole.PARENT,
                    {"given_name": names[0], "family_name": names[1] or family},
                    contact if cleaned["phone"] else {},
                )
            )
        return tuple(found)


def kind_of(phone: str) -> str:
    """Return whether a German number is one of a mobile phone, by its beginning."""
    digits = "".join(char for char in phone if char.isdigit())
    national = digits.removeprefix("00").removeprefix("49").removeprefix("0")
    mobile = national.startswith(("15", "16", "17")) and len(national) > 6
    return ContactKind.MOBILE if mobile else ContactKind.PHONE
