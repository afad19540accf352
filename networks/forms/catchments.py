"""For which social spaces somebody is there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.forms.providers import SpacesChoice
from networks.models import Catchment, SocialSpace
from sro.ui.forms import DateInput


class CatchmentForm(forms.ModelForm):
    """The social spaces, who says so, and as of when."""

    social_spaces = SpacesChoice(
        SocialSpace.objects.none(),
        label=_("social spaces"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where the people come from, or for whom it works."),
    )

    class Meta:
        model = Catchment
        fields = ["social_spaces", "source", "as_of"]
        widgets = {"as_of": DateInput}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.instance.social_spaces.values("pk") if self.instance.pk else []
        self.fields["social_spaces"].queryset = (
            SocialSpace.objects.filter(
                Q(pk__in=SocialSpace.objects.valid_on(today).values("pk")) | Q(pk__in=chosen)
            )
            .select_related("district")
            .order_by("district__sort_key", "sort_key", "pk")
        )
