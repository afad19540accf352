"""Forms of a case's life: who is in charge, absences, transfers, follow-ups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Absence, Case, CaseTransfer, FollowUp
from cases.services.assigning import LONGEST_STAND_IN
from cases.services.colleagues import colleagues
from networks.models import District, SocialSpace
from sro.ui.forms import DateInput, ReasonForm


class CloseForm(ReasonForm):
    """Why a case is closed, reopened or goes on."""


class ResponsibleForm(forms.Form):
    """Who looks after the case from now on."""

    responsible = forms.ModelChoiceField(
        None, label=_("Responsible"), empty_label=_("please choose")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues(today, case.district_id)
        self.fields["responsible"].queryset = people.exclude(pk=case.responsible_id)


class DeputyForm(forms.Form):
    """Who looks after the case while the one responsible is away."""

    deputy = forms.ModelChoiceField(
        None,
        label=_("Deputy"),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Sees everything in the case, except what was entrusted to you (§ 65)."),
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = colleagues(today, case.district_id)
        self.fields["deputy"].queryset = people.exclude(pk=case.responsible_id)


class SpaceForm(forms.Form):
    """In which social space of the district the family lives."""

    social_space = forms.ModelChoiceField(
        None,
        label=_("social space"),
        required=False,
        empty_label=_("not known"),
        help_text=_("Where the family lives, as far as known. Offers nearby are found by it."),
    )

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spaces = SocialSpace.objects.filter(district=case.district_id)
        spaces = spaces.valid_on(today) | spaces.filter(pk=case.social_space_id)
        self.fields["social_space"].queryset = spaces.order_by("sort_key", "pk")


class StandInForm(forms.Form):
    """Why somebody has to open a colleague's case, and for how long."""

    reason = forms.CharField(
        label=_("Why do you have to open this case?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Those in charge and the team lead read this."),
        error_messages={"required": _("Please write down the reason; it is kept in the log.")},
    )
    days = forms.IntegerField(
        label=_("For how many days?"),
        min_value=1,
        max_value=LONGEST_STAND_IN,
        initial=1,
        help_text=_("Today counts. Afterwards the case closes for you by itself."),
    )


class AbsenceForm(forms.ModelForm):
    """Days on which one is away."""

    class Meta:
        model = Absence
        fields = ["valid_from", "valid_until"]
        widgets = {"valid_from": DateInput, "valid_until": DateInput}


class TransferForm(forms.ModelForm):
    """Which district is to take the case over, and what it needs to know."""

    class Meta:
        model = CaseTransfer
        fields = ["to_district", "handover_note", "keeps_provider"]
        widgets = {"handover_note": forms.Textarea({"rows": 10})}

    def __init__(self, *args: Any, case: Case, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.valid_on(today).exclude(pk=case.district_id)
        self.fields["to_district"].queryset = districts.order_by("sort_key", "pk")
        self.fields["to_district"].empty_label = _("please choose")


class AcceptForm(forms.Form):
    """Who in the receiving team looks after the case."""

    responsible = forms.ModelChoiceField(
        None,
        label=_("Responsible"),
        required=False,
        empty_label=_("decided later"),
        help_text=_("Until somebody is chosen, the case stands in your team's overview."),
    )

    def __init__(self, *args: Any, transfer: CaseTransfer, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = colleagues(today, transfer.to_district_id)


class FollowUpForm(forms.ModelForm):
    """What to come back to, and when."""

    class Meta:
        model = FollowUp
        fields = ["due_on", "note"]
        widgets = {"due_on": DateInput}
