"""Institutions from a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.imports import cells
from networks.imports.areas import areas_by_key
from networks.imports.entries import DETAILS, KEY, NAME, EntryImporter, present, recognised
from networks.models import Institution, InstitutionCategory, Provider, SocialSpace
from networks.models.choices import Wheelchair
from networks.models.institutions import institution_texts
from sro.ui.imports import Batch, Column, ImportContext, Kind, register


@register
class Institutions(EntryImporter):
    """One row per institution."""

    key = "institutions"
    title = _("Institutions")
    description = _(
        "One row per institution. Rows are found again by their identifier; without one, by name, "
        "category, social space and street."
    )
    model = Institution
    columns = (
        KEY,
        NAME,
        Column(
            name="category",
            header="Art",
            synonyms=("Kategorie",),
            kind=Kind.CODE,
            example="Bibliothek",
        ),
        Column(
            name="space",
            header="Sozialraum",
            synonyms=("region_key", "Bezirksregion"),
            kind=Kind.CODE,
            example="010111",
        ),
        Column(
            name="street",
            header="Straße",
            required=False,
            blank=True,
            length=120,
            example="Heideweg 1",
        ),
        Column(
            name="postal_code",
            header="PLZ",
            synonyms=("Postleitzahl",),
            kind=Kind.CODE,
            required=False,
            blank=True,
            convert=cells.postal_code,
            example="10785",
        ),
        Column(
            name="latitude",
            header="Breite",
            synonyms=("Breitengrad",),
            kind=Kind.DECIMAL,
            places=6,
            required=False,
            blank=True,
            minimum=-90,
            maximum=90,
        ),
        Column(
            name="longitude",
            header="Länge",
            synonyms=("Längengrad",),
            kind=Kind.DECIMAL,
            places=6,
            required=False,
            blank=True,
            minimum=-180,
            maximum=180,
        ),
        Column(
            name="provider_name",
            header="Träger",
            required=False,
            blank=True,
        ),
        *DETAILS,
        Column(
            name="wheelchair",
            header="Rollstuhl",
            required=False,
            blank=True,
            convert=cells.one_of(Wheelchair),
            example="zugänglich",
        ),
        Column(
            name="accessibility_note",
            header="Barrierefreiheit",
            required=False,
            blank=True,
            length=300,
        ),
        Column(
            name="family_centre",
            header="Familienzentrum",
            kind=Kind.BOOLEAN,
            required=False,
            blank=True,
            empty=False,
        ),
    )
    own_fields = (
        "category_id",
        "social_space_id",
        "provider_id",
        "street",
        "postal_code",
        "latitude",
        "longitude",
        "wheelchair",
        "accessibility_note",
        "family_centre",
    )

    place = ("category_id", "social_space_id", "place_street")

    def resolve(self, batch: Batch, context: ImportContext) -> None:
        categories: dict[str, int] = {}
        for pk, code, name in InstitutionCategory.objects.values_list("pk", "code", "name"):
            categories |= {name: pk, code: pk}
        batch.lookup(
            "category",
            categories,
            into="category_id",
            message=gettext_noop("There is no such category. Please enter it first."),
        )
        batch.lookup(
            "space",
            {key: each.pk for key, each in areas_by_key(SocialSpace, context.today).items()},
            into="social_space_id",
            message=gettext_noop("There is no social space with this key."),
            restore_zeros=True,
        )
        if "provider_name" in batch:
            batch.lookup(
                "provider_name",
                dict(Provider.objects.values_list("name", "pk")),
                into="provider_id",
                message=gettext_noop("There is no provider with this name."),
            )
        batch.add("place_street", batch["street"] if "street" in batch else [""] * len(batch))
        self._check_places(batch)

    def known_keys(self) -> dict[tuple, str]:
        rows = Institution.objects.values_list(
            "name", "category_id", "social_space_id", "street", "key"
        )
        return {recognised(*where): key for *where, key in rows.iterator(chunk_size=5000)}

    def texts(self, batch: Batch) -> Iterable[tuple[str, ...]]:
        kept = Institution.objects.filter(key__in=batch["key"])
        streets = {} if "street" in batch else dict(kept.values_list("key", "street"))
        codes = {} if "postal_code" in batch else dict(kept.values_list("key", "postal_code"))
        categories = dict(InstitutionCategory.objects.values_list("pk", "name"))
        spaces = {
            pk: names
            for pk, *names in SocialSpace.objects.values_list("pk", "name", "district__name")
        }
        for name, street, code, category, space in zip(
            batch["name"],
            present(batch, "street", streets),
            present(batch, "postal_code", codes),
            batch["category_id"],
            batch["social_space_id"],
            strict=True,
        ):
            yield institution_texts(name, street, code, categories[category], *spaces[space])

    def _check_places(self, batch: Batch) -> None:
        if ("latitude" in batch) != ("longitude" in batch):
            for row in range(len(batch)):
                batch.error(row, HALF_A_PLACE)
        elif "latitude" in batch:
            for row, (latitude, longitude) in enumerate(batch.rows("latitude", "longitude")):
                if (latitude is None) != (longitude is None) and not batch.bad[row]:
                    batch.error(row, HALF_A_PLACE)


HALF_A_PLACE = gettext_noop("A place on the map needs both “Breite” and “Länge”.")
