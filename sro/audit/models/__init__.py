"""The append-only log."""

from sro.audit.models.entries import Entry, Kind

__all__ = ["Entry", "Kind"]
