"""Rows as no service writes them: imports and repairs by hand ask nobody."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models


def force(row: models.Model, **values: Any) -> None:
    """Write values past the steps that a row may take."""
    with pgtrigger.ignore("cases.Case:case_steps"):
        type(row)._default_manager.filter(pk=row.pk).update(**values)
