"""Area groups and their members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from budgets.forms.dates import DayField
from networks.models import District, SocialSpace
from reporting.models import AreaGroup, AreaGroupMember, AreaLevel


class AreaGroupForm(forms.ModelForm):
    """Name and text of a group."""

    class Meta:
        model = AreaGroup
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea({"rows": 4})}


class NewAreaGroupForm(AreaGroupForm):
    """A new group; of which areas it is made is said once."""

    class Meta(AreaGroupForm.Meta):
        fields = ["name", "level", "description"]
        widgets = {**AreaGroupForm.Meta.widgets, "level": forms.RadioSelect}


class AreaGroupMemberForm(forms.ModelForm):
    """Since when, and until when, an area works so."""

    since = DayField(label=_("Networked work since"), help_text=_("The first day."))
    until = DayField(
        label=_("No longer from"),
        required=False,
        help_text=_("First day without networked work; empty means until further notice."),
    )

    class Meta:
        model = AreaGroupMember
        fields = ["since", "until"]


class NewAreaGroupMemberForm(forms.Form):
    """An area that the group does not have yet."""

    area = forms.ModelChoiceField(
        label=pgettext_lazy("place", "Area"), queryset=District.objects.none()
    )
    since = DayField(label=_("Networked work since"), help_text=_("The first day."))
    until = DayField(
        label=_("No longer from"),
        required=False,
        help_text=_("First day without networked work; empty means until further notice."),
    )

    def __init__(self, *args: Any, user: Any, group: AreaGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_districts = group.level == AreaLevel.DISTRICT
        model = District if of_districts else SocialSpace
        path = "district_id" if of_districts else "social_space_id"
        taken = group.members.values_list(path, flat=True)
        field = self.fields["area"]
        field.queryset = (
            model.objects.visible_to(user).exclude(pk__in=list(taken)).defer("search_vector")
        )
        field.empty_label = _("please choose")
        field.label_from_instance = lambda area: (
            f"{area.key} {area.name}" + (f" ({area.days_text})" if area.valid_until else "")
        )
