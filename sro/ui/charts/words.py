"""The words a chart says by itself. Everything else comes from the caller, already translated."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the charts, in the language of the page. The defaults are German.

    Pages get them in the language of the request from
    `sro.ui.templatetags.charts.translated_words()`.
    """

    missing: str = "keine Angabe"
    suppressed: str = "zu kleine Zahl"
    more: str = "mehr"
    less: str = "weniger"
    unchanged: str = "unverändert"
    below: str = "unter {high}"
    between: str = "{low} bis unter {high}"
    above: str = "ab {low}"
    total: str = "Summe"
    change: str = "Veränderung"
    others: str = "übrige"


GERMAN = Words()
SUPPRESSED_MARK = "–"
