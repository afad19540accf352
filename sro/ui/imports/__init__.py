"""Importing CSV files: reading, checking row by row, and writing all or nothing.

An app declares an `Importer` (or `RowImporter`) in its `imports.py`; the pages are in
`sro.ui.imports.views`. Names are loaded when first used, so that the reading of files works
without the database.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "BadCell": "numbers",
    "Batch": "batch",
    "Column": "columns",
    "Comparison": "target",
    "FileRefused": "problems",
    "ImportContext": "importer",
    "ImportRefused": "importer",
    "Importer": "importer",
    "Kind": "columns",
    "NumberFormat": "numbers",
    "Preview": "importer",
    "Problem": "problems",
    "Report": "importer",
    "RowImporter": "rows",
    "StaleImport": "target",
    "Target": "target",
    "apply_file": "importer",
    "check_file": "importer",
    "copy_rows": "copying",
    "importers": "registry",
    "importers_for": "registry",
    "parse": "batch",
    "parse_number": "numbers",
    "read_table": "reading",
    "register": "registry",
}

__all__ = sorted(_HOME)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_HOME[name]}", __name__), name)
