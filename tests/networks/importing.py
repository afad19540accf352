"""Feeding files to the registry's importers as a person would."""

from pathlib import Path

from sro.ui.imports import ImportContext, apply_file, check_file
from tests.networks.factories import NOW

BERLIN = Path(__file__).parents[2] / "sro/demo/data/berlin"
HEAD = ("Kennung", "Name", "Art", "Sozialraum")


def context(actor, **options):
    return ImportContext(actor=actor, now=NOW, options=options)


def csv_bytes(*rows):
    return "\n".join(";".join(row) for row in rows).encode()


def take(actor, importer, *rows, **options):
    return apply_file(importer(), csv_bytes(*rows), context(actor, **options))


def errors(actor, importer, *rows, **options):
    preview = check_file(importer(), csv_bytes(*rows), context(actor, **options))
    return [(each.line, each.column, each.text) for each in preview.problems.errors]
