"""The rows of a file of hours against what is known: people, places, days, sums."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop

from budgets.imports.hours_known import Known
from budgets.rules.hours import DAY, Kind, outside, place_problem
from budgets.rules.states import WRITABLE_ENTRY
from sro.periods import month_of
from sro.ui.imports import Batch

VALUES = (
    "user_id",
    "day",
    "minutes",
    "kind",
    "activity_id",
    "support_id",
    "social_space_id",
    "offer_id",
    "network_id",
    "project_id",
    "district_id",
    "note",
)
_PLACE = {
    "support": gettext_noop("Case-specific hours need the file reference of the support."),
    "space": gettext_noop("These hours need the key of a social space."),
    "one": gettext_noop("Please give either a file reference or a social space."),
}
_UNKNOWN = {
    "network": gettext_noop("You work in no network of this name, or there are several of it."),
    "project": gettext_noop("You work in no project of this name, or there are several of it."),
}
_COLUMN = {"support": "reference", "space": "space", "one": "space"}


class Rows:
    """The rows of a file against what is known."""

    def __init__(self, batch: Batch, known: Known) -> None:
        self.batch = batch
        self.known = known
        self.found: dict[str, list[Any]] = {name: [] for name in VALUES if name.endswith("_id")}

    def resolve(self) -> None:
        """Add the columns with ids; report what is unknown or not possible."""
        names = (
            "external_id",
            "day",
            "minutes",
            "kind",
            "activity",
            "reference",
            "support_type",
            "space",
            "offer",
            "network",
            "project",
            "email",
        )
        for number, values in enumerate(self.batch.rows(*names)):
            self._row(number, dict(zip(names, values, strict=True)))
        for name, column in self.found.items():
            self.batch.add(name, column)
        self._submitted()
        self._full_days()

    def _row(self, number: int, row: dict[str, Any]) -> None:
        found = dict.fromkeys(self.found)
        if row["day"] is not None and row["kind"] is not None:
            found |= self._people(number, row)
            found |= self._activity(number, row)
            found |= self._place(number, row, found["user_id"])
        for name, value in found.items():
            self.found[name].append(value)

    def _people(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        user = self.known.person(row["email"], row["day"])
        if user is None:
            self.batch.error(
                number,
                gettext_noop("On that day this person does not work for you, or it is not you."),
                "email" if row["email"] else "day",
            )
        return {"user_id": user}

    def _activity(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        activity = self.known.activity(row["activity"])
        if activity is None or not activity.is_active:
            self.batch.error(
                number, gettext_noop("There is no activity with this name."), "activity"
            )
        elif row["kind"] not in activity.kinds:
            self.batch.error(
                number, gettext_noop("This activity does not fit the kind of hours."), "activity"
            )
        return {"activity_id": activity.pk if activity else None}

    def _place(self, number: int, row: dict[str, Any], user: int | None) -> dict[str, Any]:
        problem = place_problem(
            row["kind"], support=bool(row["reference"]), space=bool(row["space"]), office=False
        )
        if problem:
            self.batch.error(number, _PLACE[problem], _COLUMN[problem])
            return {}
        shared = self._shared(number, row)
        if row["reference"]:
            return self._support(number, row, user)
        space = self.known.space(row["space"], row["day"])
        if space is None:
            self.batch.error(
                number, gettext_noop("There is no social space with this key on that day."), "space"
            )
            return {}
        offer = self.known.offers.get(row["offer"]) if row["offer"] else None
        if row["offer"] and offer is None:
            self.batch.error(number, gettext_noop("You have no offer with this key."), "offer")
        return {
            "social_space_id": space.pk,
            "district_id": space.district_id,
            "offer_id": offer,
            **shared,
        }

    def _shared(self, number: int, row: dict[str, Any]) -> dict[str, Any]:
        """Return network and project of a row, by name or number."""
        found: dict[str, Any] = {}
        for name, text in _UNKNOWN.items():
            if not row[name]:
                continue
            if row["kind"] == Kind.CASE_SPECIFIC:
                self.batch.error(
                    number,
                    gettext_noop(
                        "Only cross-case and case-independent hours belong to a network or project."
                    ),
                    name,
                )
                continue
            found[f"{name}_id"] = self.known.shared(name, row[name])
            if found[f"{name}_id"] is None:
                self.batch.error(number, text, name)
        return found

    def _support(self, number: int, row: dict[str, Any], user: int | None) -> dict[str, Any]:
        fitting = self.known.supports(row["reference"], row["support_type"], user, row["day"])
        if len(fitting) > 1:
            self.batch.error(
                number,
                gettext_noop("Several supports have this reference. Please give the Hilfeart too."),
                "reference",
            )
        if len(fitting) != 1:
            if not fitting:
                self.batch.error(
                    number,
                    gettext_noop("This person works in no support with this reference."),
                    "reference",
                )
            return {}
        support = fitting[0]
        if outside(row["day"], support.start, support.end):
            end = f"{support.end:%d.%m.%Y}" if support.end else "–"
            self.batch.error(
                number,
                gettext_noop("The support goes from %(start)s to before %(end)s."),
                "day",
                start=f"{support.start:%d.%m.%Y}",
                end=end,
            )
        return {"support_id": support.pk, "district_id": support.case.district_id}

    def _submitted(self) -> None:
        """Refuse to change what was submitted, and new lines in months that were."""
        for number, (row, values) in enumerate(
            zip(self.batch.rows("external_id", "day"), self.batch.rows(*VALUES), strict=True)
        ):
            external_id, day = row
            stored = self.known.stored.get(external_id)
            if stored is None:
                if day is not None and month_of(day) in self.known.submitted_months:
                    self.batch.error(
                        number,
                        gettext_noop("This month is submitted. New lines are no longer possible."),
                        "day",
                    )
            elif stored.state not in WRITABLE_ENTRY and any(
                getattr(stored, name) != value for name, value in zip(VALUES, values, strict=True)
            ):
                self.batch.error(
                    number,
                    gettext_noop("This line is submitted and stands there with other values."),
                    "external_id",
                )

    def _full_days(self) -> None:
        """Refuse days of more than 24 hours, with what is stored beside the file."""
        total: dict[tuple[int, date], int] = defaultdict(int)
        for user, day, minutes in self.batch.rows("user_id", "day", "minutes"):
            if user is not None and day is not None and minutes is not None:
                total[user, day] += minutes
        besides = self.known.minutes_besides(total, self.batch["external_id"])
        for number, (user, day) in enumerate(self.batch.rows("user_id", "day")):
            if total.get((user, day), 0) + besides.get((user, day), 0) > DAY:
                self.batch.error(
                    number, gettext_noop("This day would have more than 24 hours."), "day"
                )
