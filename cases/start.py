"""What help planning adds to start page, administration and log."""

from __future__ import annotations

from cases import life_words  # noqa: F401 - registers its sentences of the log
