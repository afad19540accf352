"""One's own week of hours: read as the sheet shows it, written cell by cell as the sheet does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from budgets.api.base import RefusalsAsConflicts, ScopedViewSet
from budgets.models import Activity, HoursKind, HoursWeek
from budgets.rules.hours import DAY, monday_of
from budgets.services.hours_places import Employer, employers_of
from budgets.services.hours_sheet import Key, Row, Sheet, read_sheet
from budgets.services.hours_weeks import Cell, CellsRefused, Line, save_week
from sro import access
from sro.ui.api.middleware import versions_named
from sro.ui.api.writing import check_if_match

#: As on the page.
MOST_LINES = 100
_WEEK = timedelta(days=7)
_YEARS = range(2000, 2101)
#: Larger than any number of a row; keeps what cannot be one away.
_NUMBER = {"min_value": 1, "max_value": 2**63 - 1}


class ActivitySerializer(serializers.ModelSerializer):
    """What people do in their hours, and the kinds of hours it fits to."""

    class Meta:
        model = Activity
        fields = ["id", "version", "name", "kinds", "is_active"]


class ActivityViewSet(ScopedViewSet):
    """Activities that hours name."""

    model = Activity
    topic = "hours"
    serializer_class = ActivitySerializer
    filterset_fields = ["is_active"]


class HoursCellSerializer(serializers.Serializer):
    """A day of a line. No minutes (null or 0) empties it."""

    day = serializers.DateField()
    minutes = serializers.IntegerField(min_value=0, max_value=DAY, allow_null=True)
    entry = serializers.IntegerField(
        **_NUMBER,
        required=False,
        allow_null=True,
        help_text="The id of the line of hours that stands there, where one was read.",
    )


class StoredHoursCellSerializer(HoursCellSerializer):
    """A day of a line as it is stored."""

    state = serializers.CharField()
    return_reason = serializers.CharField(allow_blank=True)


class HoursLineSerializer(serializers.Serializer):
    """What the work was about: for a support, or in a social space (its key)."""

    kind = serializers.ChoiceField(HoursKind.choices)
    activity = serializers.IntegerField(**_NUMBER)
    support = serializers.IntegerField(**_NUMBER, required=False, allow_null=True)
    social_space = serializers.CharField(max_length=40, required=False, allow_null=True)
    offer = serializers.IntegerField(**_NUMBER, required=False, allow_null=True)
    network = serializers.IntegerField(**_NUMBER, required=False, allow_null=True)
    project = serializers.IntegerField(**_NUMBER, required=False, allow_null=True)
    note = serializers.CharField(max_length=120, required=False, allow_blank=True)
    cells = HoursCellSerializer(many=True)


class StoredHoursLineSerializer(HoursLineSerializer):
    """A line as it is stored."""

    cells = StoredHoursCellSerializer(many=True)


class HoursDaySerializer(serializers.Serializer):
    """A day with the minutes of all employers; `open` takes new lines."""

    day = serializers.DateField()
    minutes = serializers.IntegerField()
    open = serializers.BooleanField()


class HoursWeekSerializer(serializers.Serializer):
    """A week. The other lists are the ids that lines may name."""

    monday = serializers.DateField()
    employer = serializers.CharField()
    version = serializers.IntegerField(help_text="0 for a week that was never saved.")
    saved_at = serializers.DateTimeField(allow_null=True)
    days = HoursDaySerializer(many=True)
    lines = StoredHoursLineSerializer(many=True)
    supports = serializers.ListField(child=serializers.IntegerField())
    offers = serializers.ListField(child=serializers.IntegerField())
    networks = serializers.ListField(child=serializers.IntegerField())
    projects = serializers.ListField(child=serializers.IntegerField())


class HoursCellsSerializer(serializers.Serializer):
    """Cells to write; what is not named stays. `version` is that of the week as it was read."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    lines = HoursLineSerializer(many=True, max_length=MOST_LINES)


_MONDAY = OpenApiParameter("monday", OpenApiTypes.DATE, "path", description="The week’s Monday.")
_EMPLOYER = OpenApiParameter(
    "employer",
    str,
    description="Whose hours: t and the provider’s id, or b and that of the office’s district. "
    "Only needed by those who work for several.",
)


class HoursWeekViewSet(RefusalsAsConflicts, viewsets.ViewSet):
    """One's own week."""

    model = HoursWeek
    topic = "hours"
    needed = "view"
    needed_to_write = "add"
    lookup_field = "monday"
    lookup_value_regex = r"\d{4}-\d{2}-\d{2}"

    @extend_schema(parameters=[_MONDAY, _EMPLOYER], responses=HoursWeekSerializer)
    def retrieve(self, request: Request, monday: str, **_suffix: Any) -> Response:
        """The week as it is stored."""
        return self._answer(self._sheet(request, monday))

    @extend_schema(
        parameters=[_MONDAY, _EMPLOYER], request=HoursCellsSerializer, responses=HoursWeekSerializer
    )
    def partial_update(self, request: Request, monday: str, **_suffix: Any) -> Response:
        """Write cells of the week: all of them, or none where one cannot be."""
        sheet = self._sheet(request, monday)
        given = HoursCellsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        stored = sheet.week.version if sheet.week else 0
        check_if_match(request, stored)
        version = given.validated_data.get("version")
        if version is None:
            if not versions_named(request.headers.get("If-Match", "")):
                text = _("Please send the version of the week that you have read, or If-Match.")
                raise serializers.ValidationError({"version": text})
            version = stored
        lines = _lines(sheet, given.validated_data["lines"])
        try:
            save_week(
                actor=request.user,
                employer=sheet.employer,
                monday=sheet.monday,
                lines=lines,
                version=version,
                now=timezone.now(),
            )
        except CellsRefused as refused:
            raise serializers.ValidationError(
                {
                    f"lines.{name}.{day:%Y-%m-%d}": text
                    for (name, day), text in refused.cells.items()
                }
            ) from refused
        return self._answer(self._sheet(request, monday))

    def _sheet(self, request: Request, monday: str) -> Sheet:
        access.require(request.user, "add", HoursWeek)
        first = _monday(monday)
        employer = _employer(request, first)
        return read_sheet(actor=request.user, employer=employer, monday=first)

    def _answer(self, sheet: Sheet) -> Response:
        minutes = sheet.by_day()
        return Response(
            HoursWeekSerializer(
                {
                    "monday": sheet.monday,
                    "employer": sheet.employer.key,
                    "version": sheet.week.version if sheet.week else 0,
                    "saved_at": sheet.week.saved_at if sheet.week else None,
                    "days": [
                        {"day": day, "minutes": minutes[day], "open": sheet.takes_new(day)}
                        for day in sheet.days
                    ],
                    "lines": [_stored(row) for row in sheet.rows],
                    "supports": [*sheet.supports],
                    "offers": [*sheet.offers],
                    "networks": [*sheet.networks],
                    "projects": [*sheet.projects],
                }
            ).data
        )


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if day.year not in _YEARS:
        raise Http404
    if day != monday_of(day):
        raise serializers.ValidationError({"monday": _("A week begins on a Monday.")})
    return day


def _employer(request: Request, monday: date) -> Employer:
    own = {each.key: each for each in employers_of(request.user, monday, monday + _WEEK)}
    wanted = request.query_params.get("employer", "")
    if not wanted and len(own) > 1:
        text = _("Please say for whom you have worked: %(keys)s.") % {"keys": ", ".join(own)}
        raise serializers.ValidationError({"employer": text})
    found = own.get(wanted) if wanted else next(iter(own.values()), None)
    if found is None:
        raise Http404
    return found


def _stored(row: Row) -> dict[str, Any]:
    key = row.key
    space = next(iter(row.entries.values())).social_space
    return {
        "kind": key.kind,
        "activity": key.activity,
        "support": key.support,
        "social_space": space.key if space else None,
        "offer": key.offer,
        "network": key.network,
        "project": key.project,
        "note": key.note,
        "cells": [
            {
                "day": day,
                "minutes": entry.minutes,
                "entry": entry.pk,
                "state": entry.state,
                "return_reason": entry.return_reason,
            }
            for day, entry in sorted(row.entries.items())
        ],
    }


def _lines(sheet: Sheet, given: list[dict[str, Any]]) -> list[Line]:
    """Return the lines as the service takes them; raises for what is no place or day of the week.

    An id that is not the person's is refused by the service like one that does not exist.
    """
    spaces = {space.key: pk for pk, space in sheet.spaces.items()}
    spaces |= {e.social_space.key: e.social_space_id for e in sheet.entries if e.social_space}
    wrong: dict[str, str] = {}
    lines = []
    for number, line in enumerate(given):
        place = line.get("social_space")
        if place is not None and place not in spaces:
            wrong[f"lines.{number}.social_space"] = _("There is no such social space this week.")
        if any(cell["day"] not in sheet.days for cell in line["cells"]):
            wrong[f"lines.{number}.cells"] = _("These days do not all lie in the week.")
        key = Key(
            kind=line["kind"],
            activity=line["activity"],
            support=line.get("support"),
            space=spaces.get(place or ""),
            offer=line.get("offer"),
            network=line.get("network"),
            project=line.get("project"),
            note=line.get("note", ""),
        )
        cells = [Cell(cell["day"], cell["minutes"], cell.get("entry")) for cell in line["cells"]]
        lines.append(Line(key, cells, name=str(number)))
    if wrong:
        raise serializers.ValidationError(wrong)
    return lines
