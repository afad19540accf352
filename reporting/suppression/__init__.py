"""Small counts of persons: what is hidden, what else has to be hidden, and what readers then see.

Pure: no database, no clock, no framework. Start with protect; show what it returns.
"""

from reporting.suppression.protecting import Equation, Protected, protect
from reporting.suppression.shown import (
    DASH,
    HIDDEN,
    SMALL,
    Hidden,
    Shown,
    change,
    is_small,
    is_sparse,
)

__all__ = [
    "DASH",
    "HIDDEN",
    "SMALL",
    "Equation",
    "Hidden",
    "Protected",
    "Shown",
    "change",
    "is_small",
    "is_sparse",
    "protect",
]
