"""What is typed about needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.forms.groups import name_empty_choices
from networks.forms.institutions import SpaceChoice
from networks.forms.widgets import PlainSelect
from networks.models import (
    District,
    InstitutionCategory,
    Need,
    NeedPriority,
    Network,
    Offer,
    Project,
    SocialSpace,
)
from networks.rules.states import OPEN_NEEDS
from networks.services.one_place import elsewhere

#: So many similar needs are shown to whoever reports one.
SIMILAR = 5
#: Shorter words occur everywhere.
SHORTEST = 5


class AboutNobody(forms.Form):
    """Asks once where a family's name seems to stand in a text that the whole office reads.

    `named` returns the word of a text that is such a name. A family may be called like a street,
    so that the person has the last word.
    """

    about_nobody = forms.BooleanField(
        label=gettext_lazy("No family is meant."), required=False, widget=forms.HiddenInput
    )

    #: Fields that the whole office reads.
    public_words: tuple[str, ...] = ("words",)

    def __init__(self, *args: Any, named: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._named = named
        if self.data.get("about_nobody"):
            self.fields["about_nobody"].widget = forms.CheckboxInput()

    def clean(self) -> dict[str, Any]:
        """Ask about the first name found."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        text = "\n".join(str(cleaned.get(name) or "") for name in self.public_words)
        if not cleaned.get("about_nobody") and (word := self._named(text)):
            self.fields["about_nobody"].widget = forms.CheckboxInput()
            self.add_error(
                "about_nobody",
                _(
                    "“%(word)s” is the name of a family you work with. Please write nothing about"
                    " families, or say here that none is meant."
                )
                % {"word": word},
            )
        return cleaned


class OfferChoice(forms.ModelChoiceField):
    """Choose an offer by name, with the institution that has it."""

    def label_from_instance(self, obj: Offer) -> str:
        return f"{obj.name} ({obj.institution.name})"


class WhereForm(forms.ModelForm):
    """What is missing, for whom and where; the district follows from the social space."""

    social_space = SpaceChoice(
        SocialSpace.objects.none(),
        label=gettext_lazy("social space"),
        required=False,
        widget=PlainSelect,
    )
    district = forms.ModelChoiceField(
        District.objects.none(),
        label=gettext_lazy("district"),
        required=False,
        widget=PlainSelect,
        help_text=gettext_lazy("Only where it is missing in the whole district."),
    )

    class Meta:
        model = Need
        fields = ["title", "category", "target_group", "social_space", "district", "description"]
        widgets = {"description": forms.Textarea({"rows": 3}), "category": PlainSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = self.instance
        spaces = SocialSpace.objects.filter(Q(valid_until=None) | Q(pk=here.social_space_id))
        self.fields["social_space"].queryset = (
            spaces.select_related("district").defer("search_vector").order_by("sort_key", "pk")
        )
        self.fields["district"].queryset = (
            District.objects.filter(Q(valid_until=None) | Q(pk=here.district_id))
            .defer("search_vector")
            .order_by("key")
        )
        self.fields["category"].queryset = InstitutionCategory.objects.order_by("sort_key", "pk")
        name_empty_choices(self)

    def clean(self) -> dict[str, Any]:
        """Take the district from the social space; one of the two is needed."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        space = cleaned.get("social_space")
        if space is not None:
            text = elsewhere(space, cleaned.get("district"))
            # A district that stood there before goes along with the social space.
            if text and "district" in self.changed_data:
                self.add_error("district", text)
            cleaned["district"] = space.district
        elif cleaned.get("district") is None and "social_space" not in self.errors:
            self.add_error(
                "social_space", _("Please choose the social space, or the whole district below.")
            )
        return cleaned


class NeedForm(WhereForm):
    """Correcting a need."""


class NeedReportForm(AboutNobody, WhereForm):
    """Reporting a need: short, and asking once whether one of the open ones is meant."""

    words = forms.CharField(
        label=gettext_lazy("How you see it"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "Please write nothing about families; what you write can be read in the whole office."
        ),
        widget=forms.Textarea({"rows": 4}),
    )
    new_anyway = forms.BooleanField(
        label=gettext_lazy("None of the needs below is meant; report it as a new one."),
        required=False,
    )

    class Meta(WhereForm.Meta):
        fields = ["title", "category", "target_group", "social_space", "district"]

    field_order = [*Meta.fields, "words", "about_nobody", "new_anyway"]
    public_words = ("title", "words")

    def __init__(self, *args: Any, visible: QuerySet[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible = visible
        self.similar: list[Need] = []
        if not self.data.get("new_anyway"):
            self.fields["new_anyway"].widget = forms.HiddenInput()
        if not self.is_bound:
            wanted = {name: self.initial.get(name) for name in ("social_space", "district")}
            self.similar = similar_needs(
                visible, title="", category=self.initial.get("category"), **wanted
            )

    def clean(self) -> dict[str, Any]:
        """Ask once whether an open need of the place is meant."""
        cleaned = super().clean()
        if not self.errors:
            self.similar = similar_needs(
                self.visible,
                title=cleaned["title"],
                category=cleaned["category"],
                social_space=cleaned["social_space"],
                district=cleaned["district"],
            )
            if self.similar and not cleaned.get("new_anyway"):
                self.fields["new_anyway"].widget = forms.CheckboxInput()
                self.add_error(
                    "new_anyway",
                    _("Something similar was reported already. Please look below first."),
                )
        return cleaned


def similar_needs(
    visible: QuerySet[Need],
    *,
    title: str,
    category: Any,
    social_space: Any,
    district: Any,
) -> list[Need]:
    """Return open needs of the place that may mean the same: of its kind, or with a word of it."""
    if not (social_space or district):
        return []
    rows = visible.filter(state__in=[state.value for state in OPEN_NEEDS])
    # What is missing in the whole district is missing here as well.
    here = Q(district=district) if district else Q()
    if social_space:
        here = Q(social_space=social_space)
        if district:
            here |= Q(district=district, social_space=None)
    alike = Q(category=category) if category else Q()
    for word in title.split():
        if len(word) >= SHORTEST:
            alike |= Q(title__icontains=word)
    if title and not alike:
        return []
    found = rows.filter(here).filter(alike).select_related("category", "social_space", "district")
    return list(found[:SIMILAR])


class JoinForm(AboutNobody):
    """Joining a need with words of one's own."""

    words = forms.CharField(
        label=gettext_lazy("How you see it"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "Please write nothing about families; what you write can be read in the whole office."
        ),
        widget=forms.Textarea({"rows": 4}),
    )
    field_order = ("words", "about_nobody")


class AssessForm(forms.Form):
    """How pressing a need is, in words."""

    priority = forms.ChoiceField(
        label=gettext_lazy("how pressing"),
        choices=NeedPriority.choices,
        widget=forms.RadioSelect,
    )
    assessment = forms.CharField(
        label=gettext_lazy("assessment"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("What speaks for it, what is there already, who should be asked."),
        widget=forms.Textarea({"rows": 4}),
    )


def _answer(text: str | Promise) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("answer to those who reported it"),
        max_length=2000,
        required=False,
        help_text=text,
        widget=forms.Textarea({"rows": 3}),
    )


class LinksForm(forms.Form):
    """How a need is met."""

    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=gettext_lazy("project"),
        required=False,
        widget=PlainSelect,
    )
    offer = OfferChoice(
        Offer.objects.none(), label=gettext_lazy("offer"), required=False, widget=PlainSelect
    )
    network = forms.ModelChoiceField(
        Network.objects.none(),
        label=gettext_lazy("network"),
        required=False,
        widget=PlainSelect,
        help_text=gettext_lazy("Which network takes care of it."),
    )
    budget_line = forms.CharField(
        label=gettext_lazy("budget line"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Where the money comes from, in words."),
    )

    def __init__(self, *args: Any, need: Need, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        district = need.district_id
        self.fields["project"].queryset = (
            Project.objects.visible_to(user)
            .filter(Q(district=district) | Q(pk=need.project_id))
            .order_by("title", "pk")
        )
        space = {"institution__social_space__district": district}
        if need.social_space_id:
            space = {"institution__social_space": need.social_space_id}
        self.fields["offer"].queryset = (
            Offer.objects.visible_to(user)
            .filter(Q(active_until=None, **space) | Q(pk=need.offer_id))
            .select_related("institution")
            .defer("search_vector", "institution__search_vector")
            .order_by("sort_key", "pk")
        )
        self.fields["network"].queryset = (
            Network.objects.visible_to(user)
            .filter(
                Q(valid_until=None) & (Q(district=district) | Q(district=None))
                | Q(pk=need.network_id)
            )
            .order_by("name", "pk")
        )
        name_empty_choices(self)

    def links(self) -> dict[str, Any]:
        """Return what was chosen."""
        names = ("project", "offer", "network", "budget_line")
        return {name: self.cleaned_data[name] for name in names}


class PlanForm(LinksForm):
    """How a need is going to be met."""

    answer = _answer(gettext_lazy("They are told in any case that it is planned."))

    def clean(self) -> dict[str, Any]:
        """Planned is what somebody takes care of, or what has its money."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not any(self.links().values()):
            raise ValidationError(
                _("Please say how it is planned: project, offer, network or budget line.")
            )
        return cleaned


class RealiseForm(LinksForm):
    """How a need was met."""

    answer = _answer(gettext_lazy("They are told in any case that it is there now."))


class NeedReasonForm(forms.Form):
    """Why a need is declined or taken up again; those who reported it read it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        help_text=gettext_lazy("Those who reported the need read it as your answer."),
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": gettext_lazy("Please give a reason.")},
    )


def target_form(needs: list[Need]) -> type[forms.Form]:
    """Return the form in which one of the needs is chosen that stands for the others."""

    class TargetForm(forms.Form):
        target = forms.TypedChoiceField(
            label=gettext_lazy("Which need stays?"),
            choices=[
                (need.pk, f"{need.title} · {need.place} · {need.get_state_display()}")
                for need in needs
            ],
            coerce=int,
            initial=needs[0].pk if needs else None,
            widget=forms.RadioSelect,
        )

    return TargetForm
