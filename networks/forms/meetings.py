"""Forms for meetings: date, series, agenda, invitation, minutes, tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from networks.models import AgendaItem, Need, Network, NetworkMeeting, NetworkMember
from networks.models.minutes import TASK_STATES
from networks.rules.meetings import MOST_DATES, TaskState
from networks.services.agendas import Point, called
from networks.services.meetings import moment
from sro.ui.editing import differing
from sro.ui.forms import DateInput, RowsOfOthers

FROM, TO = time(17), time(19)


class TimeInput(forms.TimeInput):
    """The browser's own time field."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class _When(forms.Form):
    begins = forms.TimeField(label=_("begins"), widget=TimeInput, initial=FROM)
    ends = forms.TimeField(label=_("ends"), widget=TimeInput, initial=TO)
    place = forms.CharField(label=_("place"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("begins"), data.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", _("The end must lie after the beginning."))
        return data


class MeetingForm(_When):
    """One date."""

    day = forms.DateField(label=_("day"), widget=DateInput)
    field_order = ("day", "begins", "ends", "place")

    @staticmethod
    def initial_of(meeting: NetworkMeeting) -> dict[str, Any]:
        """Return what the form shows of a meeting."""
        start = timezone.localtime(meeting.starts_at)
        return {
            "day": start.date(),
            "begins": start.time(),
            "ends": timezone.localtime(meeting.ends_at).time(),
            "place": meeting.place,
        }

    def values(self) -> dict[str, Any]:
        """Return what the service takes."""
        data = self.cleaned_data
        return {
            "starts_at": moment(data["day"], data["begins"]),
            "ends_at": moment(data["day"], data["ends"]),
            "place": data["place"],
        }

    def differences_from(self, current: NetworkMeeting) -> list[dict[str, str]]:
        """Return what differs from the meeting as it stands now."""
        return differing(self, self.initial_of(current))


class SeriesForm(_When):
    """Several dates in the rhythm of the network."""

    first = forms.DateField(label=_("first day"), widget=DateInput)
    weeks = forms.IntegerField(label=_("every … weeks"), min_value=1, max_value=104)
    number = forms.IntegerField(
        label=_("how many dates"), min_value=1, max_value=MOST_DATES, initial=4
    )
    field_order = ("first", "weeks", "number", "begins", "ends", "place")


class AgendaForm(RowsOfOthers, forms.Form):
    """The points in their order; an empty title takes a point off."""

    MORE = 4
    #: Of more needs than these, the ones reported last are offered.
    MOST_NEEDS = 100

    def __init__(
        self,
        *args: Any,
        items: Sequence[AgendaItem],
        needs: QuerySet[Need],
        network: Network,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.needs = {need.pk: need for need in self._offered(needs)}
        self.network = network
        named = ((pk, called(need, network)) for pk, need in self.needs.items())
        choices = [("", _("no need")), *named]
        for number, item in enumerate(self.items, 1):
            self._row(f"p{item.pk}", number, item.title)
        self.keep_unseen(
            {f"p{item.pk}": (f"p{item.pk}_title", f"p{item.pk}_position") for item in self.items}
        )
        for step in range(1, self.MORE + 1):
            number = len(self.items) + step
            self._row(f"n{step}", number, "")
            if self.needs:
                self.fields[f"n{step}_need"] = forms.TypedChoiceField(
                    label=_("need"), choices=choices, coerce=int, empty_value=None, required=False
                )

    def _offered(self, needs: QuerySet[Need]) -> list[Need]:
        """Return the needs to choose from; what was sent stays a choice."""
        sent = [self.data.get(f"n{step}_need", "") for step in range(1, self.MORE + 1)]
        chosen = [int(text) for text in sent if text.isdecimal() and len(text) < 10]
        newest = list(needs.order_by("-reported_on", "-pk")[: self.MOST_NEEDS])
        known = {need.pk for need in newest}
        return [*newest, *needs.filter(pk__in=set(chosen) - known)]

    def _row(self, key: str, number: int, title: str) -> None:
        self.fields[f"{key}_title"] = forms.CharField(
            label=_("Point"), max_length=200, required=False, initial=title
        )
        self.fields[f"{key}_position"] = forms.IntegerField(
            label=pgettext_lazy("order", "Place"),
            min_value=1,
            max_value=999,
            initial=number,
            required=False,
        )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows with their fields."""
        keys = [*(f"p{item.pk}" for item in self.items), *self._new]
        return [
            {
                "number": number,
                "fields": [
                    self[f"{key}_{part}"]
                    for part in ("position", "title", "need")
                    if f"{key}_{part}" in self.fields
                ],
            }
            for number, key in enumerate(keys, 1)
        ]

    @property
    def _new(self) -> list[str]:
        return [f"n{step}" for step in range(1, self.MORE + 1)]

    def points(self) -> list[Point]:
        """Return the points in the order wished for."""
        data = self.cleaned_data
        found = []
        for row, (key, item) in enumerate(
            [*((f"p{item.pk}", item) for item in self.items), *((key, None) for key in self._new)]
        ):
            need = self.needs.get(data.get(f"{key}_need") or 0)
            title = data[f"{key}_title"] or (
                called(need, self.network) if need and item is None else ""
            )
            place = data[f"{key}_position"] or 999
            found.append((place, row, Point(title, item, need)))
        return [point for _place, _row, point in sorted(found, key=lambda each: each[:2])]

    def differences_from(self, current: NetworkMeeting) -> list[dict[str, str]]:
        """Return the points as they stand now beside those of the form."""
        mine = "\n".join(point.title for point in self.points() if point.title)
        theirs = "\n".join(item.title for item in current.agenda.all())
        return [{"label": str(_("Agenda")), "mine": mine or "–", "theirs": theirs or "–"}]


class InviteForm(forms.Form):
    """Whom to invite; everybody is chosen to begin with."""

    members = forms.MultipleChoiceField(
        label=_("Members"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: Any, members: Sequence[NetworkMember] = (), told: Iterable[int] = (), **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.members = {str(member.pk): member for member in members}
        known = set(told)
        self.fields["members"].choices = [
            (key, _label(member, member.pk in known)) for key, member in self.members.items()
        ]
        self.fields["members"].initial = list(self.members)

    def chosen(self) -> list[NetworkMember]:
        """Return the members chosen."""
        return [self.members[key] for key in self.cleaned_data["members"]]


def _label(member: NetworkMember, told: bool) -> str:
    notes = [str(member.get_role_display())]
    if not member.address:
        notes.append(str(_("no e-mail address: please tell in person")))
    elif told:
        notes.append(str(_("invited already")))
    return f"{member} ({', '.join(notes)})"


class TaskForm(forms.Form):
    """What became of a task."""

    state = forms.ChoiceField(
        label=_("What became of it?"), choices=list(TASK_STATES.items()), widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In a sentence"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Needed when the task is dropped. Everybody invited reads it next time."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("state") == TaskState.DROPPED and not data.get("note", "").strip():
            self.add_error("note", _("Please give a reason."))
        return data

    def differences_from(self, current: Any) -> list[dict[str, str]]:
        """Return what differs from the row as it stands now."""
        return differing(self, {"state": current.state, "note": current.note})


def first_day(network: Network, last: date | None, weeks: int | None, today: date) -> date:
    """Return the day that a series begins with: a rhythm after the last meeting, never past."""
    wanted = (last or network.valid_from) + timedelta(weeks=weeks or 4)
    while wanted < today:
        wanted += timedelta(weeks=1)
    return wanted
