"""When the database refuses what two people wrote at the same moment.

Validation asks before it writes; a second transaction may slip in between. Then the constraint
speaks, and its message must reach the person as if validation had said it.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models


def broken(error: IntegrityError, constraint: str) -> bool:
    """Return whether `error` comes from this constraint."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) == constraint


def refusal(model: type[models.Model], constraint: str) -> ValidationError:
    """Return the constraint's own message as an error of the whole form."""
    found = next(each for each in model._meta.constraints if each.name == constraint)
    return ValidationError(found.get_violation_error_message())
