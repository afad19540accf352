"""Districts and social spaces from a file."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.imports.cells import checked
from networks.models import District, Municipality, SocialSpace
from networks.models.areas import KEY as AREA_KEY
from networks.models.areas import Area
from networks.services.search import refresh_later
from sro import access
from sro.ui.forms import DateInput
from sro.ui.imports import Batch, Column, ImportContext, Kind, RowImporter, register
from sro.ui.imports.importer import Report


def areas_by_key(model: type[Area], today: date) -> dict[str, Any]:
    """Return key → area: the one of today, or else the last that had the key."""
    found: dict[str, Any] = {}
    for area in model.objects.order_by("valid_from").defer("search_vector"):
        earlier = found.get(area.key)
        if earlier is None or not earlier.is_valid_on(today):
            found[area.key] = area
    return found


class FirstDayForm(forms.Form):
    """From when on new areas exist, unless their row says so."""

    valid_from = forms.DateField(
        label=_("New areas are valid from"),
        widget=DateInput,
        help_text=_("Used for new areas whose row names no day."),
    )

    def clean_valid_from(self) -> str:
        """Keep the day as text: options are stored as JSON."""
        return self.cleaned_data["valid_from"].isoformat()


KEY = Column(
    name="key",
    header="Schlüssel",
    kind=Kind.CODE,
    length=12,
    convert=checked(AREA_KEY, gettext_noop("Official keys consist of digits and letters.")),
    example="0101",
)
NAME = Column(name="name", header="Name", length=120, example="Heide")
DETAILS = (
    Column(
        name="area_m2",
        header="Fläche (m²)",
        synonyms=("Fläche",),
        kind=Kind.INTEGER,
        required=False,
        blank=True,
        minimum=1,
    ),
    Column(name="valid_from", header="Gültig ab", kind=Kind.DATE, required=False, blank=True),
    Column(
        name="valid_until",
        header="Gültig bis",
        synonyms=("Ungültig ab",),
        kind=Kind.DATE,
        required=False,
        blank=True,
    ),
)


class AreaImporter(RowImporter):
    """Matches rows by key and first day; a row without a day means the area of today."""

    model: ClassVar[type[Area]]
    unique = ("key", "valid_from")
    match = ("key", "valid_from")
    options_form = FirstDayForm

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        known = areas_by_key(self.model, context.today)
        starts = {key: area.valid_from for key, area in known.items()}
        first_day = context.options.get("valid_from")
        fallback = date.fromisoformat(first_day) if first_day else None
        given = batch["valid_from"] if "valid_from" in batch else [None] * len(batch)
        days = [
            day or starts.get(key) or fallback for key, day in zip(batch["key"], given, strict=True)
        ]
        batch.add("valid_from", days)
        self._check_rows(batch, context, days)

    def _check_rows(self, batch: Batch, context: ImportContext, days: list[date | None]) -> None:
        may_add = access.can(context.actor, "add", self.model)
        known = set(self.model.objects.values_list("key", "valid_from"))
        ends = batch["valid_until"] if "valid_until" in batch else [None] * len(batch)
        for row, (key, start, end) in enumerate(zip(batch["key"], days, ends, strict=True)):
            if batch.bad[row]:
                continue
            if start is None:
                batch.error(row, gettext_noop("It is not said from when on this area is valid."))
            elif end is not None and end <= start:
                batch.error(row, gettext_noop("The end must lie after the beginning."))
            elif not may_add and (key, start) not in known:
                batch.error(
                    row, gettext_noop("This area is new. Only administrators add such areas.")
                )

    def finish(self, context: ImportContext, report: Report) -> None:
        if report.changed:
            refresh_later()


@register
class Districts(AreaImporter):
    """One row per district."""

    key = "districts"
    title = _("Districts")
    description = _("One row per district.")
    model = District
    columns = (KEY, NAME, *DETAILS)
    fields = ("name", "area_m2", "valid_until", "municipality_id")

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        municipality = Municipality.objects.values_list("pk", flat=True).first()
        if municipality is None:
            batch.error(0, gettext_noop("Please enter the municipality first."))
        batch.add("municipality_id", [municipality] * len(batch))
        super().prepare(batch, context)


@register
class SocialSpaces(AreaImporter):
    """One row per social space."""

    key = "social-spaces"
    title = _("Social spaces")
    description = _("One row per social space, with the key of its district.")
    model = SocialSpace
    columns = (
        KEY,
        NAME,
        Column(
            name="district",
            header="Bezirk",
            synonyms=("parent_key", "Übergeordnet"),
            kind=Kind.CODE,
            example="01",
        ),
        *DETAILS,
    )
    fields = ("name", "area_m2", "valid_until", "district_id")

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        districts = areas_by_key(District, context.today)
        # By key or by name, as the list's own export has it.
        known = {district.name: district.pk for district in districts.values()}
        batch.lookup(
            "district",
            known | {key: district.pk for key, district in districts.items()},
            into="district_id",
            message=gettext_noop("There is no district with this key or name."),
            restore_zeros=True,
        )
        super().prepare(batch, context)
