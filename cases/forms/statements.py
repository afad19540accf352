"""Forms for what people want: all five questions of a conversation, or one newer version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Question, StatementKind, WillStatement
from cases.services.statements import Answer
from sro.ui.editing import display_value
from sro.ui.forms import DateInput

_WILL, _WISH = str(StatementKind.WILL), str(StatementKind.WISH)
KINDS = [
    (_WILL, gettext_lazy("will: the person is ready to do something for it")),
    (_WISH, gettext_lazy("wish: others are to do something")),
]
KINDS_TALKING = [
    (_WILL, gettext_lazy("I want this, and I will do something for it myself.")),
    (_WISH, gettext_lazy("I would like this; others are to do something.")),
]
WORDS_MOST, READINESS_MOST = 8000, 4000


class AnswersForm(forms.Form):
    """One conversation with one person. Nothing but the day has to be filled in.

    `talking` is the form on the laptop turned to the family: it asks in the person's own voice,
    and what was entrusted to the professional is carried along unseen.
    """

    use_required_attribute = False

    said_on = forms.DateField(label=gettext_lazy("Said on"), widget=DateInput)

    def __init__(
        self,
        *args: Any,
        holding: Sequence[WillStatement] = (),
        talking: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.talking = talking
        self.holding = {str(question): [] for question in Question}
        for statement in holding:
            self.holding[statement.question].append(statement)
        for question in self.holding:
            self._ask(question)
        if talking:
            self.fields["said_on"].widget = forms.HiddenInput()
            self._keep_entrusted_unseen()

    def _ask(self, question: str) -> None:
        talking = self.talking
        self.fields[f"{question}_text"] = forms.CharField(
            label=_("In own words"),
            max_length=WORDS_MOST,
            required=False,
            widget=forms.Textarea({"rows": 4}),
        )
        self.fields[f"{question}_kind"] = forms.ChoiceField(
            label=_("Will or wish?"),
            choices=KINDS_TALKING if talking else KINDS,
            required=False,
            widget=forms.RadioSelect,
        )
        self.fields[f"{question}_readiness"] = forms.CharField(
            label=_("What I will do for it myself") if talking else _("What the person will do"),
            max_length=READINESS_MOST,
            required=False,
            widget=forms.Textarea({"rows": 2}),
        )
        before = self.holding[question]
        if before:
            field = forms.TypedChoiceField(
                label=_("Does this replace something said before?"),
                choices=[("", _("no, it stands beside it")), *((s.pk, _line(s)) for s in before)],
                coerce=int,
                empty_value=None,
                required=False,
            )
            self.fields[f"{question}_follows"] = field
        self.fields[f"{question}_entrusted"] = forms.BooleanField(
            label=_("entrusted to me personally (§ 65)"), required=False
        )
        if talking:
            for name in ("follows", "entrusted"):
                if f"{question}_{name}" in self.fields:
                    self.fields[f"{question}_{name}"].widget = forms.HiddenInput()

    def _keep_entrusted_unseen(self) -> None:
        """The whole family may be looking at the screen."""
        for question in self.holding:
            told = self.data.get(f"{question}_entrusted") if self.is_bound else None
            if told and told not in ("False", "false"):
                for part in ("text", "kind", "readiness"):
                    self.fields[f"{question}_{part}"].widget = forms.HiddenInput()

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The questions in the order in which one asks, each with its fields."""
        labels = dict(Question.choices)
        return [
            {
                "key": question,
                "label": labels[question],
                "unseen": self[f"{question}_text"].is_hidden,
                "fields": self._fields_of(question),
                "before": [s for s in before if not (self.talking and s.entrusted)],
            }
            for question, before in self.holding.items()
        ]

    def _fields_of(self, question: str) -> list[BoundField]:
        parts = ("text", "kind", "readiness", "follows", "entrusted")
        names = [f"{question}_{part}" for part in parts]
        return [self[name] for name in names if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for question in self.holding:
            text = cleaned.get(f"{question}_text", "").strip()
            kind = cleaned.get(f"{question}_kind", "")
            readiness = cleaned.get(f"{question}_readiness", "").strip()
            if not text and (readiness or kind):
                self.add_error(f"{question}_text", _("Please write down what was said, too."))
            if kind == _WISH and readiness:
                self.add_error(f"{question}_readiness", readiness_makes_a_will())
        return cleaned

    def answers(self) -> list[Answer]:
        """Return what was said; questions without an answer are left out."""
        cleaned = self.cleaned_data
        found = []
        for question, before in self.holding.items():
            text = cleaned[f"{question}_text"].strip()
            if not text:
                continue
            follows = cleaned.get(f"{question}_follows")
            found.append(
                Answer(
                    text=text,
                    question=question,
                    kind=cleaned[f"{question}_kind"],
                    readiness=cleaned[f"{question}_readiness"],
                    entrusted=cleaned[f"{question}_entrusted"],
                    follows=next((s for s in before if s.pk == follows), None),
                )
            )
        return found


COMPARED = ("text", "kind", "readiness", "said_on")


class VersionForm(forms.Form):
    """A newer version of one statement."""

    text = forms.CharField(
        label=gettext_lazy("In own words"),
        max_length=WORDS_MOST,
        widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("As it was said. The former version stays readable."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Will or wish?"),
        choices=KINDS,
        required=False,
        widget=forms.RadioSelect,
    )
    readiness = forms.CharField(
        label=gettext_lazy("What the person will do"),
        max_length=READINESS_MOST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    said_on = forms.DateField(label=gettext_lazy("Said on"), widget=DateInput)

    def differences_from(self, current: Any) -> list[dict[str, str]]:
        """Say where the newest version differs from what was typed."""
        shown = ((self[n], display_value(self[n], getattr(current, n))) for n in COMPARED)
        lines = ((field, display_value(field, field.value()), theirs) for field, theirs in shown)
        return [
            {"label": str(field.label), "mine": mine, "theirs": theirs}
            for field, mine, theirs in lines
            if mine != theirs
        ]


class WithdrawForm(forms.Form):
    """That somebody no longer says so."""

    words = forms.CharField(
        label=gettext_lazy("In own words"),
        max_length=WORDS_MOST,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("What the person says about it now, if anything."),
    )
    said_on = forms.DateField(label=gettext_lazy("Said on"), widget=DateInput)

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = today


def readiness_makes_a_will() -> str:
    """Say why a wish with readiness is asked about."""
    return _(
        "Whoever is ready to do something for it has a will. Please choose “will”, or leave open"
        " what the person will do."
    )


def _line(statement: WillStatement) -> str:
    text = Truncator(statement.text).chars(60)
    return f"„{text}“ ({date_format(statement.said_on, 'SHORT_DATE_FORMAT')})"
