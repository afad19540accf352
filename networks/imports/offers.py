"""Offers of institutions from a file."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.imports import cells
from networks.imports.entries import DETAILS, KEY, NAME, EntryImporter, recognised
from networks.models import Institution, Offer
from networks.models.choices import OfferKind
from networks.models.institutions import offer_texts
from sro.ui.imports import Batch, Column, ImportContext, Kind, register


@register
class Offers(EntryImporter):
    """One row per offer."""

    key = "offers"
    title = _("Offers")
    description = _(
        "One row per offer. Rows are found again by their identifier; without one, by name, kind "
        "and institution."
    )
    model = Offer
    columns = (
        KEY,
        NAME,
        Column(
            name="institution",
            header="Einrichtung",
            synonyms=("Kennung der Einrichtung",),
            kind=Kind.CODE,
            example="SRO-0A1B2C3D4E",
        ),
        Column(name="kind", header="Art", convert=cells.one_of(OfferKind), example="Gruppe"),
        *DETAILS,
    )
    own_fields = ("institution_id", "kind")
    place = ("kind", "institution_id")

    def resolve(self, batch: Batch, context: ImportContext) -> None:
        batch.lookup(
            "institution",
            dict(Institution.objects.values_list("key", "pk")),
            into="institution_id",
            message=gettext_noop("There is no institution with this identifier."),
        )

    def known_keys(self) -> dict[tuple, str]:
        rows = Offer.objects.values_list("name", "kind", "institution_id", "key")
        return {recognised(*where): key for *where, key in rows.iterator(chunk_size=5000)}

    def texts(self, batch: Batch) -> Iterable[tuple[str, ...]]:
        places = {
            pk: names
            for pk, *names in Institution.objects.filter(
                pk__in=set(batch["institution_id"])
            ).values_list("pk", "name", "social_space__name", "social_space__district__name")
        }
        for name, institution in batch.rows("name", "institution_id"):
            yield offer_texts(name, *places[institution])
