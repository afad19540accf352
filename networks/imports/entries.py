"""What files of institutions and of offers have in common."""

from __future__ import annotations

import abc
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.imports import cells
from networks.models.choices import Language, TargetGroup
from networks.models.institutions import MAX_AGE, Institution, Offer
from networks.models.search import SEARCH_COLUMNS, search_fields
from sro.names import search_key
from sro.ui.imports import Batch, Column, ImportContext, Importer, Kind, Target

KEY = Column(
    name="key",
    header="Kennung",
    synonyms=("source_id", "id", "Nummer"),
    kind=Kind.CODE,
    required=False,
    blank=True,
    length=60,
    convert=cells.identifier,
    example="SRO-0A1B2C3D4E",
)
NAME = Column(name="name", header="Name", length=200, example="Nachbarschaftstreff Heide")
DETAILS: tuple[Column, ...] = (
    Column(name="description", header="Beschreibung", required=False, blank=True, length=4000),
    Column(
        name="target_groups",
        header="Zielgruppen",
        required=False,
        blank=True,
        empty=[],
        convert=cells.some_of(TargetGroup),
        example="Kinder, Eltern",
    ),
    Column(
        name="age_from",
        header="Alter von",
        kind=Kind.INTEGER,
        required=False,
        blank=True,
        minimum=0,
        maximum=MAX_AGE,
        example="6",
    ),
    Column(
        name="age_to",
        header="Alter bis",
        kind=Kind.INTEGER,
        required=False,
        blank=True,
        minimum=0,
        maximum=MAX_AGE,
        example="12",
    ),
    Column(
        name="direct_access",
        header="Ohne Antrag",
        kind=Kind.BOOLEAN,
        required=False,
        blank=True,
        example="ja",
    ),
    Column(
        name="languages",
        header="Sprachen",
        required=False,
        blank=True,
        empty=[],
        convert=cells.some_of(Language),
        example="Deutsch, Türkisch",
    ),
    Column(name="opening_hours", header="Öffnungszeiten", required=False, blank=True, length=1000),
    Column(
        name="phone",
        header="Telefon",
        kind=Kind.PHONE,
        required=False,
        blank=True,
        length=40,
        example="030 123456",
    ),
    Column(
        name="email",
        header="E-Mail",
        required=False,
        blank=True,
        length=254,
        convert=cells.email,
    ),
    Column(
        name="website",
        header="Internet",
        synonyms=("Webseite", "Website"),
        required=False,
        blank=True,
        length=300,
        convert=cells.website,
    ),
    Column(
        name="basic_offer",
        header="Grundangebot",
        kind=Kind.BOOLEAN,
        required=False,
        blank=True,
        empty=False,
    ),
    Column(
        name="early_help",
        header="Frühe Hilfen",
        kind=Kind.BOOLEAN,
        required=False,
        blank=True,
        empty=False,
    ),
    Column(name="active_from", header="Besteht seit", kind=Kind.DATE, required=False, blank=True),
    Column(
        name="active_until", header="Geschlossen ab", kind=Kind.DATE, required=False, blank=True
    ),
    Column(
        name="last_verified", header="Zuletzt geprüft", kind=Kind.DATE, required=False, blank=True
    ),
    Column(name="source", header="Quelle", required=False, blank=True, length=200),
)


class SourceForm(forms.Form):
    """Where a whole file comes from."""

    source = forms.CharField(
        label=_("Source of the file"),
        max_length=200,
        required=False,
        help_text=_("Kept with new rows that name no source of their own; shown beside maps."),
    )


class EntryImporter(Importer, abc.ABC):
    """Matches rows by their identifier, or else by what everybody would call the same entry."""

    model: ClassVar[type[Institution | Offer]]
    #: Further model fields that are compared and updated.
    own_fields: ClassVar[Sequence[str]] = ()
    #: Batch columns that together with the name make an entry without identifier recognisable.
    place: ClassVar[Sequence[str]] = ()
    max_rows = 200_000
    options_form = SourceForm

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        self.resolve(batch, context)
        self._name_rows(batch)
        batch.report_duplicates(("key",))
        self._check_pairs(batch, context)
        self._take_source(batch, context)
        if not batch.problems.error_count:
            self._add_search(batch)

    def target(self, batch: Batch, context: ImportContext) -> Target:
        details = [column.name for column in DETAILS]
        return Target(
            model=self.model,
            key=("key",),
            values=("name", *self.own_fields, *details, *SEARCH_COLUMNS),
        )

    @abc.abstractmethod
    def resolve(self, batch: Batch, context: ImportContext) -> None:
        """Look up what the rows refer to and add the columns named in `own_fields`."""

    @abc.abstractmethod
    def known_keys(self) -> dict[tuple, str]:
        """Return how entries are recognised (see `recognised`) → their identifier."""

    @abc.abstractmethod
    def texts(self, batch: Batch) -> Iterable[tuple[str, ...]]:
        """Return the texts each row is found by."""

    # --- steps --------------------------------------------------------------------------------

    def _name_rows(self, batch: Batch) -> None:
        """Give each row without identifier that of the entry it means, or a new one.

        A new identifier is made from what the row says, so that the same file finds it again.
        """
        given = batch["key"] if "key" in batch else [""] * len(batch)
        if all(given):
            return
        known = self.known_keys()
        keys = []
        for key, name, *where in zip(
            given, batch["name"], *(batch[column] for column in self.place), strict=True
        ):
            sign = recognised(name or "", *where)
            keys.append(key or known.get(sign) or _made(sign))
        batch.add("key", keys)

    def _check_pairs(self, batch: Batch, context: ImportContext) -> None:
        for first, second, message in (
            ("age_from", "age_to", gettext_noop("“Alter bis” is below “Alter von”.")),
            (
                "active_from",
                "active_until",
                gettext_noop("“Geschlossen ab” must lie after “Besteht seit”."),
            ),
        ):
            if first not in batch or second not in batch:
                continue
            strict = first == "active_from"
            for row, (low, high) in enumerate(batch.rows(first, second)):
                if low is None or high is None:
                    continue
                if high < low or (strict and high == low):
                    batch.error(row, message, second)
        if "last_verified" in batch:
            for row, day in enumerate(batch["last_verified"]):
                if day is not None and day > context.today:
                    batch.error(row, gettext_noop("This day lies in the future."), "last_verified")

    def _take_source(self, batch: Batch, context: ImportContext) -> None:
        """Note the source of the file where a row names none; known entries keep theirs."""
        source = context.options.get("source") or ""
        if not source or "source" in batch:
            return
        kept = dict(self.model.objects.filter(key__in=batch["key"]).values_list("key", "source"))
        batch.add("source", [kept.get(key) or source for key in batch["key"]])

    def _add_search(self, batch: Batch) -> None:
        found = [search_fields(*texts) for texts in self.texts(batch)]
        for name in SEARCH_COLUMNS:
            batch.add(name, [each[name] for each in found])


def recognised(name: str, *where: Any) -> tuple:
    """Return what makes an entry recognisable: names and streets however they are spelled."""
    return tuple(search_key(each) if isinstance(each, str) else each for each in (name, *where))


def _made(sign: tuple) -> str:
    digest = hashlib.blake2b(repr(sign).encode(), digest_size=5).hexdigest()
    return f"SRO-{digest.upper()}"


def present(batch: Batch, name: str, kept: Mapping[str, Any], empty: Any = "") -> list[Any]:
    """Return a column of the batch, or what the known entries have where the file lacks it."""
    if name in batch:
        return batch[name]
    return [kept.get(key, empty) for key in batch["key"]]
