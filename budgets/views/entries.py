"""What forms of budgets share."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from sro import access
from sro.records import Record


def removal(request: HttpRequest, record: Record, label: str, url: str) -> dict[str, Any]:
    """Return what `budgets/removable_form.html` needs to offer the removal to those who may."""
    may_delete = access.can(request.user, "delete", record)
    return {"remove_url": url if may_delete else "", "remove_label": label}
