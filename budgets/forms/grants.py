"""A small grant from the application to the checked proof of use."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from budgets.forms.dates import DayField
from budgets.forms.outflow import DistrictChoice
from budgets.models import BudgetYear, Fund, FundKind, GrantPartner, Outflow, SmallGrant
from budgets.services.grants import APPLICATION, districts_for
from budgets.services.lines import LineFigures
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.forms.institutions import SpaceChoice
from networks.models import District, Project, Provider, SocialSpace
from networks.rules.states import OPEN_PROJECTS
from sro.ui.fields import MoneyField
from sro.ui.forms import ReasonForm
from sro.ui.templatetags.ui import day as day_text
from sro.ui.templatetags.ui import money


class GrantForm(GroupedForm, forms.ModelForm):
    """What an organisation applies for; private people are not named."""

    fund = forms.ModelChoiceField(label=gettext_lazy("Fund"), queryset=Fund.objects.none())
    district = DistrictChoice(label=gettext_lazy("District"), queryset=District.objects.none())
    social_space = SpaceChoice(
        SocialSpace.objects.none(), label=gettext_lazy("Social space"), required=False
    )
    partners = forms.CharField(
        label=gettext_lazy("Partners"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Organisations that take part, one in each line. No names of private people."
        ),
    )
    volunteers = forms.IntegerField(
        label=gettext_lazy("Volunteers"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("How many people take part without pay; no names."),
    )
    requested = MoneyField(label=gettext_lazy("Amount applied for, in euro"))
    applied_on = DayField(label=gettext_lazy("Applied on"))

    groups = (
        Group(
            gettext_lazy("The project"),
            ("title", "purpose", "project", "district", "social_space"),
        ),
        Group(
            gettext_lazy("Who is behind it"), ("applicant", "provider", "partners", "volunteers")
        ),
        Group(gettext_lazy("The money"), ("fund", "requested", "applied_on")),
    )

    class Meta:
        model = SmallGrant
        fields = [
            "title",
            "purpose",
            "district",
            "social_space",
            "applicant",
            "provider",
            "project",
            "volunteers",
            "fund",
            "requested",
            "applied_on",
        ]
        widgets = {"purpose": forms.Textarea({"rows": 4})}
        labels = {
            "title": gettext_lazy("Name of the project"),
            "purpose": gettext_lazy("What the money is for"),
            "applicant": gettext_lazy("Applicant"),
            "provider": gettext_lazy("Registered provider"),
            "project": gettext_lazy("Project in the registry"),
        }
        help_texts = {
            "title": gettext_lazy("Such as “Neighbourhood breakfast in the courtyard”."),
            "purpose": gettext_lazy(
                "In plain words, as the council could read it. No names of private people."
            ),
            "applicant": gettext_lazy(
                "Name of the organisation or group, if need be with the function of who signs"
                " (“board”). No names of private people."
            ),
            "project": gettext_lazy("If it is one of the projects of the social space."),
            "provider": gettext_lazy("If the applicant is one of the providers in the registry."),
        }

    def __init__(self, *args: Any, user: Any, budget_year: BudgetYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        day = budget_year.first_day
        districts = districts_for(user, budget_year, timezone.localdate())
        funds = Fund.objects.visible_to(user).filter(budget_year=budget_year)
        self.fields["fund"].queryset = funds.exclude(
            kind__in=(FundKind.FALL, FundKind.OTHER)
        ).select_related("budget_year")
        self.fields["district"].queryset = districts
        self.fields["social_space"].queryset = (
            SocialSpace.objects.visible_to(user)
            .valid_on(day)
            .filter(district__in=districts)
            .select_related("district")
            .order_by("sort_key", "pk")
            .defer("search_vector", "district__search_vector")
        )
        self.fields["provider"].queryset = (
            Provider.objects.visible_to(user).order_by("sort_key", "pk").defer("search_vector")
        )
        self.fields["project"].queryset = Project.objects.visible_to(user).filter(
            Q(district__in=districts, state__in=OPEN_PROJECTS) | Q(pk=self.instance.project_id)
        )
        name_empty_choices(self)
        if self.instance.pk:
            names = self.instance.partners.values_list("name", flat=True)
            self.initial["partners"] = "\n".join(names)
        elif len(districts) == 1:
            self.initial.setdefault("district", districts[0])

    def clean_partners(self) -> str:
        """Say at the field which name is too long for the registry of partners."""
        most = GrantPartner._meta.get_field("name").max_length
        for name in self.cleaned_data["partners"].splitlines():
            if len(name.strip()) > most:
                raise forms.ValidationError(
                    _("“%(start)s …” is too long: a name has at most %(most)s characters.")
                    % {"start": name.strip()[:40], "most": most}
                )
        return self.cleaned_data["partners"]

    def clean(self) -> dict[str, Any]:
        """Say at the field where a social space or a project belongs to another district."""
        cleaned = super().clean() or {}
        space, district = cleaned.get("social_space"), cleaned.get("district")
        if space is not None and district is not None and space.district_id != district.pk:
            self.add_error("social_space", _("This social space lies in another district."))
        project = cleaned.get("project")
        if project is not None and district is not None and project.district_id != district.pk:
            self.add_error("project", _("This project belongs to another district."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in APPLICATION}

    def partner_names(self) -> list[str]:
        """Return the partners, one for each line."""
        return self.cleaned_data["partners"].splitlines()


class DecisionForm(forms.Form):
    """How much is granted, from which line, and up to when its use is to be proven."""

    amount = MoneyField(label=gettext_lazy("Amount granted, in euro"))
    from_space = forms.TypedChoiceField(
        label=gettext_lazy("Money of"),
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    proof_due = DayField(
        label=gettext_lazy("Proof of use until"),
        help_text=gettext_lazy("After this day the start page reminds of it."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(
        self, *args: Any, grant: SmallGrant, rooms: list[LineFigures], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._requested = grant.requested
        if len(rooms) == 1:
            del self.fields["from_space"]
            return
        self.fields["from_space"].choices = [
            (room.social_space is not None, room_in_words(room)) for room in rooms
        ]
        # Usual is the line that has enough.
        enough = (room for room in rooms if room.free is not None and room.free >= grant.requested)
        usual = next(enough, rooms[0])
        self.initial.setdefault("from_space", str(usual.social_space is not None))

    def clean_amount(self) -> Decimal:
        """Refuse nothing at all, and more than was applied for."""
        amount = self.cleaned_data["amount"]
        if not 0 < amount <= self._requested:
            raise forms.ValidationError(
                _("The amount granted is more than zero and not more than was applied for.")
            )
        return amount


def room_in_words(room: LineFigures) -> str:
    """Return a line with what is free in it."""
    free = _("not known") if room.free is None else money(room.free)
    return _("%(place)s: %(free)s free") % {
        "place": room.social_space or room.district,
        "free": free,
    }


class BookingChoice(forms.ModelChoiceField):
    """A booking of the ledger by day, amount and text."""

    def label_from_instance(self, obj: Outflow) -> str:
        return " · ".join(
            filter(None, [day_text(obj.booked_on), money(obj.amount), obj.text, obj.provider_name])
        )


class PaymentForm(forms.Form):
    """A payment: a new booking, or one that the finance system has brought already."""

    booking = BookingChoice(
        Outflow.objects.none(),
        label=gettext_lazy("Booking"),
        required=False,
        empty_label=gettext_lazy("enter a new one"),
        help_text=gettext_lazy(
            "Bookings of this fund and district that belong to no grant yet. With one of them"
            " chosen, the fields below do not count."
        ),
    )
    amount = MoneyField(label=gettext_lazy("Amount in euro"), required=False)
    booked_on = DayField(label=gettext_lazy("Booked on"), required=False)
    external_id = forms.CharField(
        label=gettext_lazy("Number in the finance system"),
        max_length=80,
        required=False,
        help_text=gettext_lazy(
            "With it the booking is not counted twice when the finance system’s file is read in."
        ),
    )

    def __init__(self, *args: Any, bookings: QuerySet[Outflow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["booking"].queryset = bookings
        if not bookings.exists():
            del self.fields["booking"]
            self.fields["amount"].required = self.fields["booked_on"].required = True

    def clean(self) -> dict[str, Any]:
        """Ask for amount and day of a new booking."""
        cleaned = super().clean() or {}
        if cleaned.get("booking") is None:
            for name in ("amount", "booked_on"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, _("This field is required."))
        return cleaned


class RepaymentForm(forms.Form):
    """Money that came back."""

    amount = MoneyField(label=gettext_lazy("Amount in euro"))
    booked_on = DayField(label=gettext_lazy("Booked on"))
    external_id = forms.CharField(
        label=gettext_lazy("Number in the finance system"), max_length=80, required=False
    )


class ProofForm(forms.Form):
    """What was used, and what came of it."""

    used = MoneyField(
        label=gettext_lazy("Amount used, in euro"),
        help_text=gettext_lazy("Of the grant; what is left is to be paid back."),
    )
    outcome = forms.CharField(
        label=gettext_lazy("What came of it"),
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy(
            "How many people came, what stays, what surprised. No names of private people."
        ),
    )
    handed_in = DayField(label=gettext_lazy("Proof handed in on"))


class ExtensionForm(ReasonForm):
    """Until when the proof of use is expected now."""

    proof_due = DayField(label=gettext_lazy("Proof of use until"))

    field_order = ["proof_due", "reason"]


class ClosingForm(forms.Form):
    """A word at the end."""

    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )


class OwingForm(ClosingForm):
    """Why money may stay that was neither used nor paid back."""

    remark = forms.CharField(
        label=gettext_lazy("Why the money may stay"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={
            "required": gettext_lazy(
                "Please note the repayment first, or say here why the money may stay."
            )
        },
    )
