"""What an institution fills in about itself; strangers send it, so every text has its limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from networks.forms.groups import name_empty_choices
from networks.forms.institutions import DIRECT_ACCESS
from networks.models import Institution, Offer
from networks.rules.corrections import INSTITUTION_FIELDS, NEW_OFFER_FIELDS, OFFER_FIELDS

_WIDGETS: dict[str, Any] = {
    "description": forms.Textarea({"rows": 4}),
    "opening_hours": forms.Textarea({"rows": 3}),
}


class _WithAccess(forms.ModelForm):
    """Whether people can simply come; not knowing it is an answer as well."""

    direct_access = forms.TypedChoiceField(
        label=_("without application"),
        required=False,
        choices=DIRECT_ACCESS,
        # What stands there already is compared with what was sent: the one True, the other "True".
        coerce=lambda value: str(value) == "True",
        empty_value=None,
        help_text=_("People can simply come; no application, no decision by the office."),
    )


class OwnEntryForm(_WithAccess):
    """The institution's own entry."""

    website = forms.URLField(
        label=_("website"), max_length=300, required=False, assume_scheme="https"
    )

    class Meta:
        model = Institution
        fields = INSTITUTION_FIELDS
        widgets = _WIDGETS

    field_order = INSTITUTION_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_empty_choices(self)


class OwnOfferForm(_WithAccess):
    """One offer of the institution."""

    gone = forms.BooleanField(label=_("This offer no longer exists"), required=False)

    class Meta:
        model = Offer
        fields = OFFER_FIELDS
        widgets = _WIDGETS

    field_order = ["gone", *OFFER_FIELDS]


class NewOfferForm(_WithAccess):
    """An offer the registry does not have yet; empty if there is none."""

    class Meta:
        model = Offer
        fields = NEW_OFFER_FIELDS
        widgets = _WIDGETS

    field_order = NEW_OFFER_FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        name_empty_choices(self)


class EntryForms:
    """All forms of the page: the entry, its offers, a new offer.

    Only offers that are handed in have a form: numbers of others in what was sent say nothing.
    """

    def __init__(
        self, institution: Institution, offers: Sequence[Offer], data: QueryDict | None = None
    ) -> None:
        self.entry = OwnEntryForm(data, instance=institution, prefix="einrichtung")
        self.offers = [
            (offer.pk, offer.name, OwnOfferForm(data, instance=offer, prefix=f"angebot-{offer.pk}"))
            for offer in offers
        ]
        self.new = NewOfferForm(data, prefix="neu")

    def is_valid(self) -> bool:
        """Whether all of them can be understood; every form is asked, so that all errors show."""
        kept = [form for _pk, _name, form in self.offers if not _is_gone(form)]
        valid = [form.is_valid() for form in (self.entry, *kept, self.new)]
        return all(valid)

    def said(self) -> dict[str, Any]:
        """Return what was said, as the service takes it."""
        ended = frozenset(pk for pk, _name, form in self.offers if _is_gone(form))
        return {
            "institution": self.entry.cleaned_data,
            "offers": {pk: form.cleaned_data for pk, _name, form in self.offers if pk not in ended},
            "ended": ended,
            "new": self.new.cleaned_data if self.new.has_changed() else None,
        }

    @property
    def has_errors(self) -> bool:
        """Whether something has to be put right."""
        return any(form.errors for form in (self.entry, self.new, *(f for *_x, f in self.offers)))


def _is_gone(form: OwnOfferForm) -> bool:
    return form.is_bound and form["gone"].data is True
