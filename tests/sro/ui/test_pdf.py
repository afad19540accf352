"""Documents: tagged, complete, the same bytes for the same content, and text stays text."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pypdf
import pytest

from sro.ui.charts import ChartError, Table, bar_chart
from sro.ui.charts.isolation import PROJECT
from sro.ui.pdf import (
    Letterhead,
    PdfError,
    bullets,
    fonts,
    heading,
    key_values,
    note,
    page_break,
    paragraph,
    picture,
    picture_with_table,
    render_pdf,
    render_report,
    table,
)

NOW = datetime(2018, 1, 15, 10, 42, tzinfo=timezone(timedelta(hours=1)))
TOWN = Letterhead("Beispielstadt", "Jugendamt", ("Musterstraße 1", "12345 Beispielstadt"))
MARKUP = '#panic("x") *fett* _kursiv_ $x^2$ = Titel @ref <b> \\ // `code` #{1+1} "\']'
CHART = bar_chart(
    [("Mitte", 3), ("Spandau", None)],
    title="Mitte has three",
    description="One bar of three for Mitte; Spandau did not say.",
    columns=("Bezirk", "Zahl"),
    source="Zählung 2018",
)


def report(*blocks, title: str = "Bericht", **more) -> pypdf.PdfReader:
    return read(render_report(title, blocks, **{"letterhead": TOWN, "now": NOW, **more}))


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(document: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def tags(document: pypdf.PdfReader) -> list[tuple[str, dict]]:
    """All structure elements in reading order, as (tag, element)."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict) and "/S" in node:
            found.append((node["/S"].removeprefix("/"), node))
            walk(node.get("/K", pypdf.generic.ArrayObject()))

    walk(document.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def names(document: pypdf.PdfReader) -> list[str]:
    return [tag for tag, _ in tags(document)]


def long_table(rows: int) -> Table:
    return Table(
        ("Name", "Plätze"),
        tuple((f"Einrichtung {n}", str(n)) for n in range(rows)),
        numeric=frozenset({1}),
        totals=("Summe", "4711"),
    )


class TestAccessible:
    def test_declares_what_it_is(self):
        document = report(paragraph("Text"))
        root = document.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "de"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert document.metadata.title == "Bericht"
        assert document.metadata.author == "Beispielstadt"
        xmp = root["/Metadata"].get_data().decode()
        assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
        assert "<pdfaid:part>2</pdfaid:part>" in xmp

    def test_headings_lists_and_paragraphs_are_tagged(self):
        document = report(
            heading("Ergebnis"), heading("Einzeln", 3), paragraph("Text"), bullets(["a", "b"])
        )
        found = names(document)
        assert [tag for tag in found if tag in {"H1", "H2", "H3"}] == ["H1", "H2", "H3"]
        assert found.count("LI") == 2
        assert "P" in found

    def test_pairs_are_read_pair_by_pair(self):
        document = report(meta=[("Topf", "Fall"), ("Jahr", "2018")])
        found = [tag for tag in names(document) if tag in {"L", "Lbl", "LBody"}]
        assert found == ["L", "Lbl", "LBody", "Lbl", "LBody"]
        assert "Topf Fall" in text_of(document)

    def test_a_picture_has_its_description_and_its_message(self):
        document = report(picture(CHART))
        figures = [element for tag, element in tags(document) if tag == "Figure"]
        assert [figure["/Alt"] for figure in figures] == [CHART.description]
        assert "Caption" in names(document)
        assert "Mitte has three" in text_of(document)
        assert "Quelle: Zählung 2018" in text_of(document)

    def test_a_table_has_head_body_and_totals(self):
        found = names(report(table(long_table(3), "Plätze")))
        assert [tag for tag in found if tag in {"THead", "TBody", "TFoot"}] == [
            "THead",
            "TBody",
            "TFoot",
        ]
        assert found.count("TH") >= 2
        assert "Caption" in found

    def test_the_other_language(self):
        document = report(paragraph("Text"), lang="en", source="Count")
        assert document.trailer["/Root"]["/Lang"] == "en"
        assert "Page 1 of 1" in text_of(document)


class TestContent:
    def test_letterhead_moment_source_and_page_numbers(self):
        document = report(
            paragraph("Text"), page_break(), paragraph("Mehr"), source="Statistik 2017"
        )
        first, second = (page.extract_text() for page in document.pages)
        for line in ("Beispielstadt", "Jugendamt", "Musterstraße 1", "Seite 1 von 2"):
            assert line in first
        assert "Stand 15.01.2018, 10:42 Uhr" in first
        assert "Quelle: Statistik 2017" in second
        assert "Seite 2 von 2" in second
        assert "Musterstraße" not in second

    def test_the_head_of_a_table_is_on_every_page_and_totals_once(self):
        document = report(table(long_table(120)))
        pages = [page.extract_text() for page in document.pages]
        assert len(pages) >= 3
        assert all("Plätze" in page for page in pages)
        assert "".join(pages).count("4711") == 1
        assert names(document).count("THead") == 1

    def test_an_empty_table_says_so(self):
        assert "Keine Einträge." in text_of(report(table(Table(("a",), ()))))

    def test_a_picture_without_drawing_comes_as_table(self):
        empty = bar_chart([], title="Leer", description="Nichts", columns=("a", "b"))
        with pytest.raises(ChartError, match="Leer"):
            picture(empty)
        assert [block["kind"] for block in picture_with_table(empty)] == ["table"]
        assert [block["kind"] for block in picture_with_table(CHART)] == ["picture", "table"]

    def test_a_long_source_stands_in_full_at_the_end(self):
        source = "Amt für Statistik, " * 20 + "Ende der Quelle"
        assert "Ende der Quelle" in text_of(report(paragraph("Text"), source=source))

    def test_a_long_list_keeps_every_row(self):
        text = text_of(report(table(long_table(400)), landscape=True))
        assert all(f"Einrichtung {n} " in text for n in range(400))


class TestTextStaysText:
    def test_nothing_typed_is_read_as_markup(self):
        content = Table((MARKUP, "b"), ((MARKUP, MARKUP),), totals=(MARKUP, "x"))
        document = report(
            heading(MARKUP),
            paragraph(MARKUP),
            note(MARKUP),
            bullets([MARKUP]),
            key_values([(MARKUP, MARKUP)]),
            table(content, MARKUP),
            title=MARKUP,
            source=MARKUP,
            letterhead=Letterhead(MARKUP, MARKUP, (MARKUP,)),
        )
        together = "".join(text_of(document).split())
        assert together.count("".join(MARKUP.split())[:18]) >= 10
        assert document.metadata.title == MARKUP

    def test_line_ends_stay_and_control_characters_go(self):
        lines = report(paragraph("eins\nzwei\x00\x07\ufeff")).pages[0].extract_text().splitlines()
        assert "eins" in lines
        assert "zwei" in lines

    @pytest.mark.parametrize("name", ["Олена", "Ünal Şen", "Łódź", "محمد", "ქართული"])
    def test_names_of_the_world(self, name):
        assert "□" not in text_of(report(paragraph(name)))

    def test_a_character_without_a_face_is_shown_as_a_square_and_explained(self):
        chart = bar_chart([("አማርኛ", 1)], title="😀", description="d", columns=("a", "b"))
        document = report(paragraph("Name: አማ, Grüße"), picture(chart))
        text = text_of(document)
        assert "Name: □□, Grüße" in text
        assert "□ steht für Zeichen" in text


class TestSameContentSameBytes:
    def pdf(self, text: str = "Text", now: datetime = NOW) -> bytes:
        blocks = [paragraph(text), picture(CHART), table(long_table(5))]
        return render_report("Bericht", blocks, letterhead=TOWN, now=now)

    def test_twice_is_the_same(self):
        assert self.pdf() == self.pdf()

    def test_in_another_process_too(self, tmp_path):
        code = """
import sys
from datetime import datetime, timedelta, timezone
from sro.ui.pdf import Letterhead, paragraph, render_report
now = datetime(2018, 1, 15, 10, 42, tzinfo=timezone(timedelta(hours=1)))
sys.stdout.buffer.write(render_report("B", [paragraph("ä")], letterhead=Letterhead("S"), now=now))
"""
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, cwd=PROJECT, check=True, timeout=60
        )
        here = render_report("B", [paragraph("ä")], letterhead=Letterhead("S"), now=NOW)
        assert done.stdout == here

    def test_the_checksum_follows_the_content_and_not_the_clock(self):
        sums = [
            read(pdf).metadata["/Keywords"]
            for pdf in (self.pdf(), self.pdf(now=datetime(2019, 1, 1, tzinfo=UTC)), self.pdf("Neu"))
        ]
        assert sums[0] == sums[1] != sums[2]
        assert sums[0].startswith("sha256:")
        printed = sums[0].removeprefix("sha256:")[:4]
        assert f"Prüfsumme {printed} " in text_of(read(self.pdf()))

    def test_only_our_own_faces_are_used(self):
        document = read(self.pdf())
        found = {
            str(font.get_object()["/BaseFont"]).split("+")[1]
            for page in document.pages
            for font in page["/Resources"]["/Font"].values()
        }
        assert found == {"SourceSansPro-Regular", "SourceSansPro-Semibold"}
        assert sorted(path.stem.split("-")[1] for path in Path(fonts.folder()).iterdir()) == sorted(
            fonts.STYLES
        )

    def test_a_forked_worker_can_set_a_document_after_its_parent_did(self):
        code = """
import os
from datetime import UTC, datetime
from sro.ui.pdf import Letterhead, paragraph, render_report
def pdf(text):
    now = datetime(2018, 1, 1, tzinfo=UTC)
    return render_report(text, [paragraph(text)], letterhead=Letterhead("S"), now=now)
pdf("parent")
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.write(writing, pdf("child")[:8])
    os._exit(0)
os.close(writing)
os.waitpid(child, 0)
print(os.fdopen(reading, "rb").read())
"""
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            cwd=PROJECT,
            check=True,
            timeout=60,
        )
        assert done.stdout.startswith("b'%PDF-1.7")


class TestRefusals:
    @pytest.mark.parametrize(
        ("changed", "message"),
        [
            ({"title": " "}, "title"),
            ({"now": datetime(2018, 1, 1)}, "time zone"),
            ({"lang": "fr"}, "language"),
        ],
    )
    def test_of_what_is_missing(self, changed, message):
        with pytest.raises(ValueError, match=message):
            report(**changed)

    def test_of_headings_that_leave_out_a_level(self):
        with pytest.raises(ValueError, match="leaves out level 2"):
            report(heading("Tief", 3))
        with pytest.raises(ValueError, match="levels 2 to 4"):
            heading("Hoch", 1)

    def test_of_data_that_are_no_data(self):
        with pytest.raises(TypeError, match="texts, numbers"):
            render_pdf("table_report.typ", {"x": NOW}, title="x", letterhead=TOWN, now=NOW)

    @pytest.mark.parametrize(
        ("template", "data", "message"),
        [("none.typ", {}, "none.typ"), ("table_report.typ", {"meta": []}, "blocks")],
    )
    def test_of_a_template_that_is_missing_or_fails(self, template, data, message):
        with pytest.raises(PdfError, match=message):
            render_pdf(template, data, title="x", letterhead=TOWN, now=NOW)
