"""The figures of the district report: what each one is, of what it is counted, how it is derived.

Pure: no Django, no database, no clock. A figure is derived from counts that
`reporting.services.counting` fetches for all areas and quarters at once. To add one, write it down
in `catalogue`, add the count it needs there if there is none yet, and a line to the test's table.
"""

from reporting.figures.base import Figure, Section, Split, Unit
from reporting.figures.catalogue import FIGURES

BY_CODE: dict[str, Figure] = {figure.code: figure for figure in FIGURES}
"""Figure by its code."""

COUNTS: frozenset[str] = frozenset(name for figure in FIGURES for name in figure.counts)
"""What has to be counted for all figures."""

__all__ = ["BY_CODE", "COUNTS", "FIGURES", "Figure", "Section", "Split", "Unit"]
