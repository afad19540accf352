"""The form of a resource map: one form for the whole map, one set of fields for each resource."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Person, Resource, ResourceField, ResourceMap
from cases.pictures.resource_map_words import drawings, ring_words, short_name, tie_words
from cases.rules.mapping import MIDDLE, MOST
from cases.services.resource_maps import Wanted
from networks.models import Institution, InstitutionCategory, Offer, SocialSpace
from sro.ui.forms import DateInput

#: Empty lines for new resources where no script adds them.
BLANK = 3
_NAME = re.compile(r"r(\d{1,4})-name")
_LINKS = {"offer": Offer, "institution": Institution}
_KEPT = ("name", "field", "closeness", "tie", "note", "angle", "offer", "institution", "found_here")


class RowForm(forms.Form):
    """One resource. Only a name is needed; everything else has an ordinary value."""

    use_required_attribute = False

    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    angle = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)
    offer = forms.IntegerField(required=False, widget=forms.HiddenInput)
    institution = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Who or what?"), max_length=120, required=False)
    field = forms.ChoiceField(label=gettext_lazy("Field"), choices=ResourceField)
    closeness = forms.TypedChoiceField(label=gettext_lazy("How close?"), coerce=int)
    tie = forms.ChoiceField(label=gettext_lazy("Tie"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=300, required=False)
    found_here = forms.BooleanField(
        label=gettext_lazy("Found in this case"),
        required=False,
        help_text=gettext_lazy("Not in the registry yet, and useful for other families, too."),
    )
    remove = forms.BooleanField(label=gettext_lazy("Take off the map"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closeness"].choices = list(ring_words().items())
        self.fields["tie"].choices = list(tie_words().items())

    @property
    def shown(self) -> list[forms.BoundField]:
        """The fields people see, in their order."""
        names = ("name", "field", "closeness", "tie", "note", "found_here", "remove")
        return [self[name] for name in names]

    @property
    def text(self) -> str:
        """What is typed as name."""
        return str(self["name"].value() or "").strip()

    @property
    def words(self) -> str:
        """The resource in one line."""
        return in_a_line({name: self[name].value() for name in ("name", *_SAID)})

    @property
    def is_going(self) -> bool:
        """Whether the resource is marked to be taken off."""
        return bool(self["remove"].value())

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into a line for a new resource."""
        given = (self["pk"].value(), self.text, str(self["note"].value() or "").strip())
        return not any(given)

    def clean_angle(self) -> int | None:
        """An angle is a wish, never a reason to refuse the form."""
        text = self.cleaned_data["angle"]
        return int(text) % 360 if text.isascii() and text.isdigit() else None

    def clean(self) -> dict[str, Any]:
        """Every resource that stays needs a name; an empty line for a new one is none."""
        data = super().clean() or self.cleaned_data
        if self.is_blank:
            return data
        if not data.get("name") and not data.get("remove") and "name" not in self.errors:
            self.add_error("name", _("Please enter who or what it is."))
        return data

    def wanted(self) -> Wanted:
        """Return the resource as the service takes it; only for a valid row."""
        data = self.cleaned_data
        return Wanted(
            field=data["field"],
            name=data["name"],
            tie=data["tie"],
            closeness=data["closeness"],
            angle=data["angle"],
            note=data["note"],
            offer_id=data["offer"],
            institution_id=data["institution"],
            found_here=data["found_here"],
            pk=data["pk"],
        )


_SAID = ("field", "closeness", "tie")


def in_a_line(values: Mapping[str, Any]) -> str:
    """Return a resource in words: name, field, closeness, tie."""
    fields = {code: str(label) for code, label in ResourceField.choices}
    rings = {str(ring): word for ring, word in ring_words().items()}
    parts = (
        fields.get(str(values.get("field")), ""),
        rings.get(str(values.get("closeness")), ""),
        tie_words()[str(values.get("tie") or "")] if values.get("tie") in tie_words() else "",
    )
    return f"{values.get('name') or '–'} ({', '.join(part for part in parts if part)})"


class RowsWidget(forms.Widget):
    """Reads all resources out of the posted form; the page draws the rows itself."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[dict[str, str]]:
        rows = []
        for index in indices(data):
            row = {each: data.get(f"r{index}-{each}", "") for each in _KEPT}
            if row["name"].strip() and not data.get(f"r{index}-remove"):
                rows.append(row)
        return rows

    def format_value(self, value: Any) -> str:
        return in_a_line(value)


class ResourcesField(forms.Field):
    """All resources of the map as one value, so that two texts can be laid side by side."""

    widget = RowsWidget

    def has_changed(self, initial: Any, data: Any) -> bool:
        return [in_a_line(row) for row in initial or ()] != [in_a_line(row) for row in data or ()]


class MapForm(forms.ModelForm):
    """The whole map. `rows` are the forms of its resources, `preview` what can be drawn of them."""

    resources = ResourcesField(label=gettext_lazy("Resources"), required=False)

    class Meta:
        model = ResourceMap
        fields = ["drawn_on"]
        widgets = {"drawn_on": DateInput}

    def __init__(self, *args: Any, user: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user
        self._judged = False
        stored = self.instance.resources.order_by("pk") if self.instance.pk else ()
        self.initial["resources"] = [row_values(each) for each in stored]

    @cached_property
    def rows(self) -> list[RowForm]:
        """The forms of the resources, those for new ones last."""
        if self.is_bound:
            return [RowForm(self.data, prefix=f"r{n}") for n in indices(self.data)]
        stored = [
            RowForm(initial=values, prefix=f"r{n}")
            for n, values in enumerate(self.initial["resources"])
        ]
        return [*stored, *(self.blank_row(len(stored) + n) for n in range(BLANK))]

    @property
    def shown_rows(self) -> list[RowForm]:
        """The rows for the page; those of a draft, unfinished by nature, are not judged yet."""
        if not self._judged:
            for row in self.rows:
                row._errors = ErrorDict()  # noqa: SLF001
        return self.rows

    def blank_row(self, index: int | str) -> RowForm:
        """Return a line for a new resource."""
        return RowForm(initial={"closeness": MIDDLE, "field": "social"}, prefix=f"r{index}")

    @property
    def pattern(self) -> RowForm:
        """The line that scripts copy; its number is put in place of `__n__`."""
        return self.blank_row("__n__")

    @property
    def preview(self) -> list[tuple[str, Resource]]:
        """What can be drawn of the form as it is now: key and resource, unsaved."""
        drawn = []
        for row in self.rows:
            if not row.text or row.is_going:
                continue
            values = {name: row[name].value() for name in ("field", "closeness", "tie", "angle")}
            drawn.append((str(row.prefix), drawable(row.text, values)))
        return drawn[:MOST]

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawings of the form as it is now."""
        shown = self.preview
        person = short_name(self.instance.person)
        return drawings(person, [row for _key, row in shown], [key for key, _row in shown])

    def clean(self) -> dict[str, Any]:
        """Judge every row; what is wrong stands at the row and in the summary."""
        data = super().clean() or self.cleaned_data
        self._judged = True
        rows = [row for row in self.rows if not row.is_blank]
        wrong = [row for row in rows if not row.is_valid()]
        for row in wrong:
            said = [str(error) for errors in row.errors.values() for error in errors]
            name = row.text or _("Without a name")
            self.add_error("resources", f"{name}: {' '.join(said)}")
        data["resources"], data["removed"] = [], []
        if wrong:
            return data
        staying = [row.wanted() for row in rows if not row.cleaned_data["remove"]]
        going = [row.cleaned_data["pk"] for row in rows if row.cleaned_data["remove"]]
        data["removed"] = [pk for pk in going if pk is not None]
        data["resources"] = self._linked(staying)
        return data

    def _linked(self, resources: list[Wanted]) -> list[Wanted]:
        """Keep links to the registry only where they lead to what this person may see."""
        known: dict[str, set[int]] = {}
        for name, model in _LINKS.items():
            asked = {getattr(each, f"{name}_id") for each in resources} - {None}
            visible = model.objects.visible_to(self._user).filter(pk__in=asked)
            known[name] = set(visible.values_list("pk", flat=True)) if asked else set()
        return [
            Wanted(
                **{
                    **vars_of(each),
                    "offer_id": each.offer_id if each.offer_id in known["offer"] else None,
                    "institution_id": (
                        each.institution_id if each.institution_id in known["institution"] else None
                    ),
                }
            )
            for each in resources
        ]


def vars_of(wanted: Wanted) -> dict[str, Any]:
    """Return the fields of a wanted resource."""
    return {name: getattr(wanted, name) for name in wanted.__dataclass_fields__}


def indices(data: Mapping[str, Any]) -> list[int]:
    """Return the numbers of the rows in a posted form, in their order."""
    found = {int(match[1]) for name in data if (match := _NAME.fullmatch(name))}
    return sorted(found)[: 3 * MOST]


def row_values(resource: Resource) -> dict[str, Any]:
    """Return a stored resource as the form shows it."""
    return {
        "pk": resource.pk,
        "name": resource.name,
        "field": resource.field,
        "closeness": str(resource.closeness),
        "tie": resource.tie,
        "note": resource.note,
        "angle": "" if resource.angle is None else str(resource.angle),
        "offer": resource.offer_id,
        "institution": resource.institution_id,
        "found_here": resource.found_here,
    }


def drawable(name: str, values: Mapping[str, Any]) -> Resource:
    """Return a resource that can be drawn, whatever is written in the form so far."""
    field, tie = str(values["field"] or ""), str(values["tie"] or "")
    closeness, angle = str(values["closeness"] or ""), str(values["angle"] or "")
    return Resource(
        name=name,
        field=field if field in ResourceField.values else "social",
        closeness=int(closeness) if closeness in ("1", "2", "3") else MIDDLE,
        tie=tie if tie in tie_words() else "",
        angle=int(angle) % 360 if angle.isascii() and angle.isdigit() else None,
    )


class NewMapForm(forms.Form):
    """Whose map is drawn."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("Whose map?"),
        empty_label=gettext_lazy("please choose"),
        help_text=gettext_lazy("The map shows how this person sees it."),
    )
    drawn_on = forms.DateField(label=gettext_lazy("Drawn on"), widget=DateInput)

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class NextMapForm(forms.Form):
    """From when the next map is."""

    drawn_on = forms.DateField(label=gettext_lazy("Drawn on"), widget=DateInput)


class FoundForm(forms.Form):
    """What others may know of a resource; but for its name nothing of the map is filled in."""

    name = forms.CharField(
        label=gettext_lazy("What is it called?"),
        max_length=200,
        help_text=gettext_lazy("Such as “Sewing circle in the yard”. No names of private persons."),
    )
    description = forms.CharField(
        label=gettext_lazy("What do people find there?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("Please write nothing about the family."),
    )
    category = forms.ModelChoiceField(
        InstitutionCategory.objects.order_by("sort_key", "pk"),
        label=gettext_lazy("Category"),
        required=False,
        empty_label=gettext_lazy("not stated"),
    )
    social_space = forms.ModelChoiceField(
        SocialSpace.objects.none(),
        label=gettext_lazy("Social space"),
        required=False,
        empty_label=gettext_lazy("not stated"),
    )
    contact = forms.CharField(
        label=gettext_lazy("Where can one ask?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Address, telephone or website of the place."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["social_space"].queryset = SocialSpace.objects.filter(
            valid_until=None
        ).order_by("sort_key", "pk")
