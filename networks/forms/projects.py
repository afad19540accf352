"""Forms of a project and of what is written down in its course."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.forms.institutions import SpaceChoice
from networks.models import (
    AvoidedSupport,
    District,
    Institution,
    Network,
    Project,
    ProjectMilestone,
    ProjectOutcome,
    ProjectPartner,
    ProjectSession,
    Provider,
    SocialSpace,
    SupportType,
)
from networks.rules.projects import MOST_AVOIDED
from networks.services.one_place import elsewhere
from networks.services.own_districts import own_districts
from networks.services.projects import FIELDS, institutions_named
from sro.ui.forms import DateInput, ReasonForm

NONE = "keine"
_WHOLE = {"inputmode": "numeric", "autocomplete": "off"}


class ProjectForm(GroupedForm, forms.ModelForm):
    """What a project is called and for, where it is, who is in it; nothing else is needed."""

    social_space = SpaceChoice(
        SocialSpace.objects.none(), label=gettext_lazy("Social space"), required=False
    )
    institution = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Name of an institution as it stands in the registry."),
    )
    partners = forms.CharField(
        label=gettext_lazy("Partners"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy(
            "Institutions, providers, groups: one in each line. No names of private people."
        ),
    )
    volunteers = forms.IntegerField(
        label=gettext_lazy("Volunteers"),
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.TextInput(_WHOLE),
        help_text=gettext_lazy("How many people take part without pay; no names."),
    )

    groups = (
        Group(gettext_lazy("What it is about"), ("title", "aim")),
        Group(gettext_lazy("Where"), ("district", "social_space", "institution")),
        Group(gettext_lazy("Who is in it"), ("provider", "network", "partners", "volunteers")),
        Group(gettext_lazy("When"), ("starts_on", "ends_on")),
    )

    class Meta:
        model = Project
        fields = [
            "title",
            "aim",
            "district",
            "social_space",
            "provider",
            "network",
            "volunteers",
            "starts_on",
            "ends_on",
        ]
        widgets = {
            "aim": forms.Textarea({"rows": 4}),
            "starts_on": DateInput,
            "ends_on": DateInput,
        }
        help_texts = {
            "title": gettext_lazy("Such as “Afternoons at the primary school”."),
            "aim": gettext_lazy("What shall be better for children and parents afterwards?"),
            "ends_on": gettext_lazy("First day after the project; may stay empty."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        districts = District.objects.visible_to(user).filter(
            Q(pk__in=District.objects.valid_on(today)) | Q(pk=self.instance.district_id)
        )
        own = own_districts(user, today)
        if own is not None:
            districts = districts.filter(pk__in=own)
        self.fields["district"].queryset = districts.defer("search_vector").order_by("key", "pk")
        self.fields["social_space"].queryset = (
            SocialSpace.objects.visible_to(user)
            .filter(
                Q(valid_until=None) | Q(pk=self.instance.social_space_id), district__in=districts
            )
            .select_related("district")
            .order_by("sort_key", "pk")
            .defer("search_vector", "district__search_vector")
        )
        self.fields["provider"].queryset = (
            Provider.objects.visible_to(user).order_by("sort_key", "pk").defer("search_vector")
        )
        self.fields["network"].queryset = (
            Network.objects.visible_to(user)
            .filter(Q(valid_until=None) | Q(valid_until__gt=today) | Q(pk=self.instance.network_id))
            .filter(Q(district=None) | Q(district__in=districts))
        )
        name_empty_choices(self)
        if self.instance.pk:
            names = self.instance.partners.values_list("name", flat=True)
            self.initial["partners"] = "\n".join(names)
            self.initial["institution"] = str(self.instance.institution or "")
        elif len(districts) == 1:
            self.initial.setdefault("district", districts[0])

    def clean_partners(self) -> str:
        """Say at the field which name is too long."""
        most = ProjectPartner._meta.get_field("name").max_length
        for name in self.cleaned_data["partners"].splitlines():
            if len(name.strip()) > most:
                raise forms.ValidationError(
                    _("“%(start)s …” is too long: a name has at most %(most)s characters.")
                    % {"start": name.strip()[:40], "most": most}
                )
        return self.cleaned_data["partners"]

    def clean_institution(self) -> Institution | None:
        """Find the institution that bears the name; one that is there already stays."""
        name = self.cleaned_data["institution"].strip()
        if not name:
            return None
        there = self.instance.institution
        if there is not None and there.name == name:
            return there
        found = institutions_named(name, today=timezone.localdate())
        if len(found) == 1:
            return found[0]
        if found:
            raise forms.ValidationError(
                _("Several institutions bear this name. Please name it among the partners instead.")
            )
        raise forms.ValidationError(
            _("No institution in the registry is called so. Please check the name, or leave it"
              " empty and name it among the partners.")
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Say at the field where a social space lies in another district."""
        cleaned = super().clean() or {}
        text = elsewhere(cleaned.get("social_space"), cleaned.get("district"))
        if text:
            self.add_error("social_space", text)
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    def partner_names(self) -> list[str]:
        """Return the partners, one for each line."""
        return self.cleaned_data["partners"].splitlines()


class RemarkForm(forms.Form):
    """A word on a step that needs none."""

    reason = forms.CharField(
        label=gettext_lazy("Remark"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


#: Which form a step asks with.
STEP_FORMS: dict[bool, type[forms.Form]] = {True: ReasonForm, False: RemarkForm}


class MilestoneForm(forms.ModelForm):
    """What is to be reached by when."""

    class Meta:
        model = ProjectMilestone
        fields = ["title", "due"]
        widgets = {"due": DateInput}


class MilestoneChangeForm(MilestoneForm):
    """The same, and when it was reached."""

    class Meta(MilestoneForm.Meta):
        fields = ["title", "due", "done_on"]
        widgets = {"due": DateInput, "done_on": DateInput}


class SessionForm(forms.ModelForm):
    """One session."""

    class Meta:
        model = ProjectSession
        fields = ["day", "minutes", "children", "parents", "others", "note"]
        widgets = {
            "day": DateInput,
            **{
                name: forms.TextInput(_WHOLE)
                for name in ("minutes", "children", "parents", "others")
            },
        }
        help_texts = {
            "children": gettext_lazy("Empty means: not counted."),
        }


class OutcomeForm(forms.ModelForm):
    """What changed, as those who did it tell it."""

    class Meta:
        model = ProjectOutcome
        fields = ["for_children", "for_parents", "for_service"]
        widgets = {name: forms.Textarea({"rows": 5}) for name in fields}
        help_texts = {
            "for_children": gettext_lazy(
                "What do they do, know, or dare now? No names, no single families."
            ),
            "for_service": gettext_lazy(
                "For the work of the office and its partners. Also what did not work."
            ),
        }


class JudgementForm(forms.ModelForm):
    """How many formal supports of one kind became unnecessary, and how one knows."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of support"))
    number = forms.IntegerField(
        label=gettext_lazy("Number of supports"),
        required=False,
        min_value=1,
        max_value=MOST_AVOIDED,
        widget=forms.TextInput(_WHOLE),
        help_text=gettext_lazy("Leave it empty for “none”."),
    )

    field_order = ["kind", "number", "basis", "judged_on"]

    class Meta:
        model = AvoidedSupport
        fields = ["basis", "judged_on"]
        widgets = {"basis": forms.Textarea({"rows": 5}), "judged_on": DateInput}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fixed = self.instance.pk is not None
        if self._fixed:
            # The kind says what the judgement is about; another kind is another judgement.
            del self.fields["kind"]
            if self.instance.support_type_id is None:
                del self.fields["number"]
            else:
                self.fields["number"].required = True
                self.initial["number"] = self.instance.number
            return
        types = SupportType.objects.visible_to(user).filter(is_active=True)
        self._types = {str(each.pk): each for each in types}
        self.fields["kind"].choices = [
            ("", _("please choose")),
            (NONE, _("none – no formal support became unnecessary")),
            *((key, f"{each.name} ({each.legal_basis})") for key, each in self._types.items()),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for a number where a kind is chosen."""
        cleaned = super().clean() or {}
        kind = cleaned.get("kind")
        if kind and kind != NONE and cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", _("How many supports of this kind?"))
        if kind == NONE and cleaned.get("number"):
            self.add_error("number", _("“None” has no number."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        found = {name: self.cleaned_data[name] for name in ("basis", "judged_on")}
        found["number"] = self.cleaned_data.get("number") or 0
        if not self._fixed:
            found["support_type"] = self._types.get(self.cleaned_data["kind"])
        return found
