"""Documents as PDF: tagged for screen readers (PDF/UA-1), fit for archives (PDF/A-2a).

    from sro.ui.pdf import Letterhead, heading, key_values, picture, render_report, table

    pdf = render_report(
        _("Allocation 2018"),
        [heading(_("Result")), picture(chart), table(chart.table)],
        meta=[(_("Total"), "545.000.000,00 €")],
        letterhead=Letterhead(municipality.name, unit=_("Youth welfare office")),
        source=_("Office of Statistics, 31.12.2017"),
        now=timezone.localtime(),
    )

An ordinary list, record or report needs no template of its own. A document with a form of its
own has a Typst file in its app and calls `render_pdf`. All texts are data: nothing a person
typed is read as markup, and characters that no face has appear as □ with an explanation.

Setting three pages takes well under a third of a second; long lists belong into a job.
Nothing in this package needs Django.
"""

from collections.abc import Sequence
from datetime import datetime

from sro.ui.pdf.blocks import (
    Block,
    bullets,
    heading,
    key_values,
    note,
    page_break,
    paragraph,
    picture,
    picture_with_table,
    table,
)
from sro.ui.pdf.render import Letterhead, PdfError, render_pdf

__all__ = [
    "Block",
    "Letterhead",
    "PdfError",
    "bullets",
    "heading",
    "key_values",
    "note",
    "page_break",
    "paragraph",
    "picture",
    "picture_with_table",
    "render_pdf",
    "render_report",
    "table",
]


def render_report(
    title: str,
    blocks: Sequence[Block],
    *,
    letterhead: Letterhead,
    now: datetime,
    meta: Sequence[tuple[str, str]] = (),
    source: str = "",
    description: str = "",
    lang: str = "de",
    landscape: bool = False,
) -> bytes:
    """Set a document from blocks with the ready template `table_report.typ`.

    `meta` are pairs shown under the title. Headings may not leave out a level (`ValueError`).
    For the other arguments and errors see `render_pdf`.
    """
    level = 1
    for block in blocks:
        if block["kind"] == "heading":
            if block["level"] > level + 1:
                raise ValueError(f"the heading {block['text']!r} leaves out level {level + 1}")
            level = block["level"]
    return render_pdf(
        "table_report.typ",
        {"meta": key_values(meta)["pairs"], "blocks": list(blocks)},
        title=title,
        letterhead=letterhead,
        now=now,
        lang=lang,
        source=source,
        description=description,
        landscape=landscape,
    )
