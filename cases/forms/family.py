"""Forms for the people of a case. Few fields first, the rest is folded away; unknown is allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CaseMember, MemberRole, Person
from networks.forms.groups import Group, GroupedForm, name_empty_choices
from sro.ui.forms import DateInput

#: Looks for people who may be the one typed in: given, family, birth date, birth year → hits.
Finder = Callable[..., Sequence[Any]]
_BIRTH = ("birth_date", "birth_year")


def check_birth(form: forms.BaseForm, today: date, names: tuple[str, str] = _BIRTH) -> None:
    """Refuse births to come: with a pregnancy the field stays empty."""
    born, year = (form.cleaned_data.get(name) for name in names)
    if born and born > today:
        form.add_error(
            names[0],
            _("This day has not come yet. Before a birth, please leave the field empty."),
        )
    if year and year > today.year:
        form.add_error(names[1], _("This year has not come yet."))


class RoleField(forms.ChoiceField):
    """What a person is in a case."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("in this case"), choices=MemberRole.choices, **kwargs)


class PersonForm(GroupedForm, forms.ModelForm):
    """A person and what they are in this case."""

    role = RoleField()
    note = forms.CharField(
        label=_("note"),
        max_length=300,
        required=False,
        help_text=_("Only for this case, for example “godmother” or “sees Ada every weekend”."),
    )

    groups = (
        Group("", ("given_name", "family_name", "role")),
        Group(_("Birth"), ("birth_date", "birth_year")),
        Group(
            _("Language and taking part"),
            ("languages", "interpreter", "plain_language", "participation"),
            folded=True,
        ),
        Group(
            _("Gender, other names, more"),
            ("gender", "pronoun", "legal_name", "died_on", "note"),
            folded=True,
        ),
    )

    class Meta:
        model = Person
        fields = [
            "given_name",
            "family_name",
            "birth_date",
            "birth_year",
            "languages",
            "interpreter",
            "plain_language",
            "participation",
            "gender",
            "pronoun",
            "legal_name",
            "died_on",
        ]
        widgets = {
            "birth_date": DateInput,
            "died_on": DateInput,
            "participation": forms.Textarea({"rows": 2}),
        }

    def __init__(
        self, *args: Any, today: date, member: CaseMember | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if member is not None:
            self.initial.setdefault("role", member.role)
            self.initial.setdefault("note", member.note)
        for name in ("given_name", "family_name"):
            # Names are not kept by the browser of a shared laptop.
            self.fields[name].widget.attrs["autocomplete"] = "off"
        name_empty_choices(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        check_birth(self, self._today)
        return cleaned

    def person_values(self) -> dict[str, Any]:
        """The values that belong to the person wherever they appear."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    def member_values(self) -> dict[str, Any]:
        """The values that belong to this case alone."""
        return {name: self.cleaned_data[name] for name in ("role", "note")}


class FindFirst(forms.Form):
    """Part of a form: shows who may be meant already, and asks before somebody is entered twice."""

    different = forms.BooleanField(
        label=_("None of these people: enter a new person"), required=False
    )

    def __init__(self, *args: Any, find: Finder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._find = find
        self.similar: list[Any] = []

    def look_for(self, typed: Iterable[dict[str, Any]]) -> None:
        """Remember who is similar to the people typed in; refuse unless they are others."""
        for one in typed:
            if one["given_name"] or one["family_name"]:
                known = {each.person.pk for each in self.similar}
                self.similar += [each for each in self._find(**one) if each.person.pk not in known]
        if self.similar and not self.cleaned_data.get("different"):
            self.add_error(
                None,
                _("There are similar people already. Please look whether it is one of them."),
            )


class NewPersonForm(FindFirst, PersonForm):
    """Enter a person, after looking whether the person is known."""

    template_name = "cases/new_person_fields.html"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            names = ("given_name", "family_name", "birth_date", "birth_year")
            self.look_for([{name: cleaned.get(name) for name in names}])
        return cleaned


class ChildrenForm(FindFirst):
    """Several young people in one go: one line each, lines left empty do not count."""

    template_name = "cases/children_fields.html"
    LINES, SHOWN = 8, 3
    COLUMNS = ("given_name", "birth_date", "birth_year", "other_name")

    family_name = forms.CharField(
        label=_("family name of the children"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    parents = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=_("Parents of these children"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("By birth. You can enter other relations afterwards."),
    )

    def __init__(
        self, *args: Any, today: date, adults: Sequence[Person] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["parents"].queryset = Person.objects.filter(
            pk__in=[person.pk for person in adults]
        ).defer("search_vector")
        if not adults:
            del self.fields["parents"]
        off = {"autocomplete": "off"}
        for line in range(1, self.LINES + 1):
            self.fields[f"given_name_{line}"] = forms.CharField(
                label=_("given name"), max_length=80, required=False, widget=forms.TextInput(off)
            )
            self.fields[f"birth_date_{line}"] = forms.DateField(
                label=_("birth date"), required=False, widget=DateInput
            )
            self.fields[f"birth_year_{line}"] = forms.IntegerField(
                label=_("or estimated year"),
                required=False,
                min_value=1880,
                max_value=2200,
                widget=forms.TextInput({"inputmode": "numeric", **off}),
            )
            self.fields[f"other_name_{line}"] = forms.CharField(
                label=_("other family name"),
                max_length=80,
                required=False,
                widget=forms.TextInput(off),
            )

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        lines = [
            {
                "number": line,
                "fields": [self[f"{name}_{line}"] for name in self.COLUMNS],
            }
            for line in range(1, self.LINES + 1)
        ]
        context["lines"], context["more"] = lines[: self.SHOWN], lines[self.SHOWN :]
        context["more_open"] = any(
            field.errors or field.value() for line in context["more"] for field in line["fields"]
        )
        context["family_name"] = self["family_name"]
        context["parents"] = self["parents"] if "parents" in self.fields else None
        return context

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for line in range(1, self.LINES + 1):
            self._check_line(line)
        if self.errors:
            return cleaned
        children = self.children()
        if not children:
            self.add_error("given_name_1", _("Please enter at least one child."))
            return cleaned
        self.look_for(children)
        return cleaned

    def _check_line(self, line: int) -> None:
        born, year = f"birth_date_{line}", f"birth_year_{line}"
        check_birth(self, self._today, (born, year))
        if self.cleaned_data.get(born) and self.cleaned_data.get(year):
            self.add_error(year, _("Please enter the birth date or an estimated year."))
        typed = any(self.cleaned_data.get(f"{name}_{line}") for name in self.COLUMNS)
        named = any(self.cleaned_data.get(f"{n}_{line}") for n in ("given_name", "other_name"))
        if typed and not named and not self.cleaned_data.get("family_name"):
            self.add_error(f"given_name_{line}", _("Please enter a name."))

    def children(self) -> list[dict[str, Any]]:
        """The children typed in, as the service takes them."""
        found = []
        for line in range(1, self.LINES + 1):
            given, born, year, other = (
                self.cleaned_data.get(f"{name}_{line}") for name in self.COLUMNS
            )
            if given or born or year or other:
                found.append(
                    {
                        "given_name": given or "",
                        "family_name": other or self.cleaned_data.get("family_name") or "",
                        "birth_date": born,
                        "birth_year": year,
                    }
                )
        return found


class LinkForm(forms.Form):
    """What a person known from another case is in this one."""

    role = RoleField()
    note = forms.CharField(label=_("note"), max_length=300, required=False)


class SearchForm(forms.Form):
    """Look for a person in the cases one may see; sent by POST, names are kept out of addresses."""

    given_name = forms.CharField(
        label=_("given name"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    family_name = forms.CharField(
        label=_("family name"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    birth_date = forms.DateField(label=_("birth date"), required=False, widget=DateInput)
    birth_year = forms.IntegerField(required=False, widget=forms.HiddenInput)
