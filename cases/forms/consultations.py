"""Forms of consultations and of offers that are handed over."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cases.models import Consultation, Person
from cases.services.offers import NearOffer, Order
from networks.models.choices import Language, OfferKind, TargetGroup
from networks.models.institutions import MAX_AGE
from sro.ui.forms import DateInput


class PersonsChoice(forms.ModelMultipleChoiceField):
    """Choose persons of the case by name."""

    def label_from_instance(self, obj: Person) -> str:
        return obj.name


class ConsultationForm(forms.ModelForm):
    """What was asked and advised; only the day and the concern are needed."""

    persons = PersonsChoice(
        Person.objects.none(),
        label=_("With"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    close = forms.BooleanField(
        label=_("The consultation has ended without formal support: close the case now"),
        required=False,
        help_text=_("It can be reopened at any time."),
    )
    field_order = ("held_on", "persons", "concern", "advice", "outcome", "close")

    class Meta:
        model = Consultation
        fields = ["held_on", "persons", "concern", "advice", "outcome"]
        widgets = {
            "held_on": DateInput,
            "concern": forms.Textarea({"rows": 4}),
            "advice": forms.Textarea({"rows": 6}),
        }
        error_messages = {
            "concern": {"required": _("Please write in a few words what it was about.")}
        }

    def __init__(self, *args: Any, people: QuerySet[Person], may_close: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["persons"].queryset = people
        if not people:
            del self.fields["persons"]
        if not may_close:
            del self.fields["close"]


class OfferSearchForm(forms.Form):
    """Narrows the offers down; everything is optional."""

    q = forms.CharField(
        label=_("Search"),
        max_length=100,
        required=False,
        widget=forms.SearchInput(attrs={"autocomplete": "off"}),
    )
    alter = forms.IntegerField(
        label=_("age in years"), min_value=0, max_value=MAX_AGE, required=False
    )
    art = forms.ChoiceField(label=_("kind"), required=False)
    zielgruppe = forms.ChoiceField(label=_("for whom"), required=False)
    sprache = forms.ChoiceField(label=_("language"), required=False)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[(Order.NEAR, _("nearest first")), (Order.NAME, _("by name"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("art", OfferKind), ("zielgruppe", TargetGroup), ("sprache", Language)):
            self.fields[name].choices = [("", _("all")), *words.choices]
        for field in self.fields.values():
            field.label = capfirst(str(field.label))

    def asked(self) -> dict[str, Any]:
        """Return the question for :func:`cases.services.offers.offers_for`; nonsense asks nothing.

        A filter that is not understood is shown beside its field and left out.
        """
        self.is_valid()
        cleaned = self.cleaned_data
        return {
            "text": cleaned.get("q", ""),
            "age": cleaned.get("alter"),
            "kind": cleaned.get("art", ""),
            "group": cleaned.get("zielgruppe", ""),
            "language": cleaned.get("sprache", ""),
            "order": Order(cleaned.get("sort") or Order.NEAR),
        }


class HandOverForm(forms.Form):
    """A note for the family with each offer; none is needed."""

    wahl = forms.MultipleChoiceField(widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, offers: Iterable[NearOffer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers = [each.offer for each in offers]
        ids = [str(offer.pk) for offer in self.offers]
        self.fields["wahl"].choices = [(pk, pk) for pk in ids]
        self.fields["wahl"].initial = ids
        self.fields["wahl"].error_messages["required"] = _(
            "Please choose at least one offer first."
        )
        for offer in self.offers:
            self.fields[f"note_{offer.pk}"] = forms.CharField(
                # Two places may have an offer of the same name.
                label=_("Note on “%(offer)s”") % {"offer": offer.name}
                + f" ({offer.institution.name})",
                max_length=300,
                required=False,
                help_text=_("Such as whom to ask for. It is printed on the list."),
            )

    def chosen(self) -> list[tuple[Any, str]]:
        """Return the offers with their notes."""
        return [(offer, self.cleaned_data[f"note_{offer.pk}"]) for offer in self.offers]
