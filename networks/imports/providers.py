"""Providers from a CSV file, found again by their name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from networks.models import LegalForm, Provider, Recognition
from networks.querysets.providers import ProviderQuerySet
from sro.names import search_key
from sro.ui.imports import Batch, Column, ImportContext, Kind, RowImporter, register

#: Words of the file, which are German in every language of the interface.
LEGAL_FORMS = {
    "eingetragener Verein": LegalForm.ASSOCIATION.value,
    "gemeinnützige Gesellschaft": LegalForm.COMPANY.value,
    "Stiftung": LegalForm.FOUNDATION.value,
    "Genossenschaft": LegalForm.COOPERATIVE.value,
    "Körperschaft des öffentlichen Rechts": LegalForm.PUBLIC_BODY.value,
    "privat-gewerblich": LegalForm.PRIVATE.value,
    "sonstige": LegalForm.OTHER.value,
}
RECOGNITIONS = {
    "noch nicht bekannt": Recognition.UNKNOWN.value,
    "anerkannt": Recognition.RECOGNISED.value,
    "kraft Gesetzes anerkannt": Recognition.BY_LAW.value,
    "nicht anerkannt": Recognition.NONE.value,
}


def with_codes(words: dict[str, str]) -> dict[str, str]:
    """Return the labels together with the codes other programs write."""
    return {**words, **{code: code for code in words.values()}}


def optional(name: str, header: str, **kwargs: object) -> Column:
    """Return a column that may be absent, and empty."""
    return Column(name=name, header=header, required=False, blank=True, **kwargs)  # type: ignore[arg-type]


@register
class Providers(RowImporter):
    """One row per provider."""

    key = "providers"
    title = _("Providers")
    description = _("One row per provider; a provider is found again by its name.")
    model = Provider
    columns = (
        Column(name="name", header="Name", synonyms=("Träger",), length=200),
        optional("short_name", "Kurzname", length=60),
        optional(
            "legal_form", "Rechtsform", kind=Kind.CHOICE, choices=with_codes(LEGAL_FORMS), empty=""
        ),
        optional("umbrella", "Spitzenverband", synonyms=("Dachverband",), length=120),
        optional(
            "recognition",
            "Anerkennung",
            kind=Kind.CHOICE,
            choices=with_codes(RECOGNITIONS),
            empty=Recognition.UNKNOWN.value,
        ),
        optional("recognised_on", "Anerkannt am", kind=Kind.DATE),
        optional("contact_person", "Ansprechperson", length=120),
        optional("street", "Straße und Hausnummer", synonyms=("Straße",), length=120),
        optional("postal_code", "Postleitzahl", synonyms=("PLZ",), kind=Kind.CODE, length=5),
        optional("city", "Ort", length=80),
        optional("phone", "Telefon", kind=Kind.PHONE, length=40),
        optional("email", "E-Mail", synonyms=("E-Mail-Adresse",), length=254),
        optional("website", "Website", synonyms=("Internet", "Webseite"), length=200),
        optional("description", "Beschreibung", length=4000),
        Column(name="valid_from", header="Gültig ab", kind=Kind.DATE, example="01.01.2024"),
        optional("valid_until", "Nicht mehr gültig ab", kind=Kind.DATE),
    )
    unique = ("name",)
    match = ("name",)
    fields = tuple(column.name for column in columns if column.name != "name")

    def records(self, batch: Batch, context: ImportContext) -> ProviderQuerySet:
        return Provider.objects.visible_to(context.actor)

    def prepare(self, batch: Batch, context: ImportContext) -> None:
        """Refuse periods without a day; point at providers that are spelled alike."""
        known = dict(self.records(batch, context).values_list("name", "search_key"))
        spelled = {key: name for name, key in known.items()}
        ends = batch["valid_until"] if "valid_until" in batch else [None] * len(batch)
        for row, (name, start) in enumerate(batch.rows("name", "valid_from")):
            end = ends[row]
            if start and end and end <= start:
                batch.error(
                    row,
                    gettext_noop("The end must lie after the beginning."),
                    "valid_until",
                )
            if name and name not in known and search_key(name) in spelled:
                batch.warning(
                    row,
                    gettext_noop("There is a provider “%(name)s”. Is this the same one?"),
                    "name",
                    name=spelled[search_key(name)],
                )
