"""Forms for networks and their members."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import Group, GroupedForm, name_empty_choices
from networks.forms.institutions import SpaceChoice
from networks.forms.widgets import PlainSelect
from networks.models import District, Institution, Network, NetworkMember, Provider, SocialSpace
from networks.models.bodies import PRIVATE
from networks.services.bodies import WHO
from networks.services.own_districts import own_districts
from sro.access import DISTRICT_ROLES, Role
from sro.accounts.models import Membership, User
from sro.ui.forms import DateInput


def colleagues(today: date) -> Any:
    """Return the people of the office who work with networks, by name."""
    memberships = Membership.objects.valid_on(today).filter(
        role__in=[*DISTRICT_ROLES, Role.PLANNER, Role.CONTROLLER]
    )
    return User.objects.filter(
        is_active=True, pk__in=memberships.order_by().values("user_id")
    ).order_by("sort_key", "pk")


class NetworkForm(GroupedForm, forms.ModelForm):
    """A network: what it is, where, how often it meets."""

    social_space = SpaceChoice(
        SocialSpace.objects.none(),
        label=_("social space"),
        required=False,
        help_text=_("Only for a network of a single social space."),
    )

    groups = (
        Group(_("What it is"), ("name", "kind", "aim")),
        Group(_("Where"), ("district", "social_space")),
        Group(_("How often, and who sees to it"), ("rhythm_weeks", "coordinator")),
        Group(_("Since when"), ("valid_from", "valid_until")),
    )

    class Meta:
        model = Network
        fields = [
            "name",
            "kind",
            "aim",
            "district",
            "social_space",
            "rhythm_weeks",
            "coordinator",
            "valid_from",
            "valid_until",
        ]
        widgets = {
            "aim": forms.Textarea({"rows": 3}),
            "valid_from": DateInput,
            "valid_until": DateInput,
        }
        help_texts = {
            "rhythm_weeks": _("Empty: there is no fixed rhythm, and nobody is reminded."),
        }

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        districts = District.objects.filter(
            Q(valid_until=None) | Q(pk=self.instance.district_id)
        ).defer("search_vector")
        spaces = (
            SocialSpace.objects.filter(Q(valid_until=None) | Q(pk=self.instance.social_space_id))
            .select_related("district")
            .defer("search_vector", "district__search_vector")
        )
        own = own_districts(user, today)
        if own is not None:
            # Bodies of other districts and of the whole municipality are planning's.
            districts = districts.filter(pk__in=own)
            spaces = spaces.filter(district__in=own)
        self.fields["district"].queryset = districts.order_by("key")
        self.fields["social_space"].queryset = spaces.order_by("sort_key", "pk")
        self.fields["coordinator"].queryset = colleagues(today)
        name_empty_choices(self)
        if own is None:
            self.fields["district"].empty_label = _("whole municipality")
        else:
            self.fields["district"].required = True
            self.fields["district"].empty_label = _("please choose")
            if not self.instance.pk and len(own) == 1:
                self.initial.setdefault("district", next(iter(own)))
        self.fields["social_space"].empty_label = _("no single one")
        self.fields["coordinator"].empty_label = _("nobody yet")

    def _post_clean(self) -> None:
        """Leave the judgement to the service: it knows the district of a social space."""


class InstitutionChoice(forms.ModelChoiceField):
    """Choose an institution by name, with its social space: two may be called the same."""

    def label_from_instance(self, obj: Institution) -> str:
        return f"{obj.name} ({obj.social_space.name})"


class MemberForm(GroupedForm, forms.ModelForm):
    """Who somebody is, as what, since when and until when."""

    groups = (
        Group(_("Who"), ("kind", "institution", "provider", "user", "name", "email")),
        Group(_("As what, and how long"), ("role", "valid_from", "valid_until", "consent_on")),
    )

    class Meta:
        model = NetworkMember
        fields = [
            "kind",
            "institution",
            "provider",
            "user",
            "name",
            "email",
            "role",
            "valid_from",
            "valid_until",
            "consent_on",
        ]
        field_classes = {"institution": InstitutionChoice}
        widgets = {
            "institution": PlainSelect,
            "provider": PlainSelect,
            "user": PlainSelect,
            "valid_from": DateInput,
            "valid_until": DateInput,
            "consent_on": DateInput,
        }
        labels = {"user": _("colleague of the office"), "name": _("name of a private person")}
        help_texts = {
            "name": _("Only of residents and volunteers; of organisations no names are kept."),
            "email": _("Invitations go there. Empty: the address of the entry or account."),
            "valid_until": _(
                "Always needed for residents and volunteers. Then name and e-mail address are"
                " erased."
            ),
            "consent_on": _("Only for residents and volunteers."),
        }

    def __init__(self, *args: Any, today: date, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions = Institution.objects.active_on(today)
        if network.district_id is not None:
            # Who is near stands in the list; somebody from further away is found by provider.
            institutions = institutions.filter(social_space__district=network.district_id)
        known = Institution.objects.filter(pk=self.instance.institution_id)
        self.fields["institution"].queryset = (
            (institutions | known)
            .select_related("social_space")
            .only("name", "sort_key", "social_space__name")
            .order_by("sort_key", "pk")
        )
        self.fields["provider"].queryset = Provider.objects.in_order().only("name", "sort_key")
        self.fields["user"].queryset = colleagues(today)
        name_empty_choices(self)
        if self.instance.pk:
            # Who a member is does not change; somebody else is another member.
            mine = WHO.get(self.instance.kind, "name")
            for name in {"kind", "institution", "provider", "user", "name"} - {mine}:
                del self.fields[name]
            if not self.instance.is_private:
                del self.fields[mine], self.fields["consent_on"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind") or self.instance.kind
        wanted = WHO.get(kind, "name")
        if wanted in self.fields and not data.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, _("Please say who it is."))
        if kind in PRIVATE:
            for name in ("consent_on", "valid_until"):
                if name in self.fields and not data.get(name) and name not in self.errors:
                    text = _(
                        "For residents and volunteers please enter their consent and until when."
                    )
                    self.add_error(name, text)
        return data

    def _post_clean(self) -> None:
        """Leave the judgement to the service: the instance is only read here."""
