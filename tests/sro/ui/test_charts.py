"""Charts: exact labels, clean drawings, the same content as picture and as table."""

import json
import pickle
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree as ET

import pytest
from django.template import engines
from django.test import override_settings
from django.utils import translation

from sro.ui.charts import (
    MONEY,
    SUPPRESSED,
    ChartError,
    Picture,
    Table,
    bar_chart,
    difference_chart,
    grouped_bar_chart,
    line_chart,
    render,
)
from sro.ui.charts.isolation import PROJECT
from sro.ui.charts.picture import _drawn as drawn
from sro.ui.charts.svg import clean

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "Süd & <script>alert('1')</script> \"x\" {{7*7}} datum['a'] \x00\u202e\ue000 ]]>"
ALLOWED = {
    "svg", "title", "desc", "defs", "pattern", "g", "path", "rect", "line", "text", "tspan",
}  # fmt: skip


def bars(rows, **more) -> Picture:
    given_parts = {
        "title": "Mitte receives the most",
        "description": "Bars of allocations.",
        "columns": ("District", "Allocation"),
        "number": MONEY,
    }
    return bar_chart(rows, **{**given_parts, **more})


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)
    return ["".join(t.itertext()) for t in root.iter(f"{SVG}text")]


def bar_lengths(svg: str) -> list[float]:
    paths = [
        p.get("d")
        for p in ET.fromstring(svg).iter(f"{SVG}path")
        if p.find(f"{SVG}title") is not None
    ]
    return [float(re.search(r"h(-?[\d.]+)", d).group(1)) for d in paths]


def every_kind(name: str = "Mitte") -> list[Picture]:
    common = {"title": name, "description": name, "source": name}
    return [
        bars([(name, 100), ("B", None), ("C", SUPPRESSED)], **common),
        grouped_bar_chart(
            [(name, [1, 2]), ("B", [3, None])], series=[name, "new"], column=name, **common
        ),
        difference_chart([(name, -5), ("B", 3), ("C", 0)], columns=(name, "x"), **common),
        line_chart(
            ["2018", name],
            [(name, [1, 2]), ("B", [None, 3]), ("C", [2, 2])],
            column=name,
            muted=["C"],
            **common,
        ),
    ]


class TestTable:
    def test_rows_have_the_width_of_the_head(self):
        with pytest.raises(ChartError, match="row 2"):
            Table(("a", "b"), (("1", "2"), ("3",)))

    def test_values_and_gaps_in_words(self):
        table = bars([("Mitte", 100), ("Spandau", None), ("Pankow", SUPPRESSED)], total=100).table
        assert table.columns == ("District", "Allocation")
        assert table.rows == (
            ("Mitte", "1,00\u00a0€"),
            ("Spandau", "keine Angabe"),
            ("Pankow", "– (zu kleine Zahl)"),
        )
        assert table.totals == ("Summe", "1,00\u00a0€")

    def test_differences_say_their_direction(self):
        table = difference_chart(
            [("A", -5), ("B", 3), ("C", 0), ("D", None)],
            title="t",
            description="d",
            columns=("x", "y"),
        ).table
        assert [row[2] for row in table.rows] == ["weniger", "mehr", "unverändert", "keine Angabe"]


class TestBuilders:
    def test_bars_are_as_long_as_their_values(self):
        svg = bars([("A", 1000), ("B", 500), ("C", 250), ("D", 0)]).svg
        longest, *others = bar_lengths(svg)
        assert others == [
            pytest.approx(longest / 2, abs=0.1),
            pytest.approx(longest / 4, abs=0.1),
            0,
        ]

    def test_gaps_have_no_bar_but_a_word(self):
        svg = bars([("A", 1000), ("B", None), ("C", SUPPRESSED)]).svg
        assert len(bar_lengths(svg)) == 1
        assert {"keine Angabe", "–"} <= set(texts(svg))

    def test_decreases_are_hatched_and_labelled_with_a_minus(self):
        svg = difference_chart(
            [("A", -500), ("B", 300)], title="t", description="d", columns=("x", "y")
        ).svg
        assert svg.count("<pattern") == 1
        assert {"−5,00\u00a0€", "+3,00\u00a0€", "mehr", "weniger"} <= set(texts(svg))

    def test_equal_names_keep_bars_of_their_own(self):
        svg = bars([("Mitte", 100), ("Mitte", 50)]).svg
        assert texts(svg).count("Mitte") == 2
        assert len(bar_lengths(svg)) == 2

    def test_a_gap_breaks_a_line(self):
        whole = line_chart(
            ["1", "2", "3"], [("A", [1, 2, 3])], title="t", description="d", column="x"
        ).svg
        broken = line_chart(
            ["1", "2", "3"], [("A", [1, None, 3])], title="t", description="d", column="x"
        ).svg
        assert whole.count('fill="#0072b2"') == broken.count('fill="#0072b2"') + 1
        assert texts(broken).count("A") == 1

    @pytest.mark.parametrize(
        ("values", "shown"), [([90, 100], False), ([10, 100], True), ([-100, -10], True)]
    )
    def test_the_axis_begins_at_zero_where_zero_is_near(self, values, shown):
        svg = line_chart(["1", "2"], [("A", values)], title="t", description="d", column="x").svg
        assert ("0" in texts(svg)) is shown

    def test_series_differ_in_shape_and_dash_too(self):
        svg = line_chart(
            ["1", "2"], [("A", [1, 2]), ("B", [2, 3])], title="t", description="d", column="x"
        ).svg
        dashes = {
            p.get("stroke-dasharray")
            for p in ET.fromstring(svg).iter(f"{SVG}path")
            if p.get("stroke-width") == "2.5"
        }
        assert len(dashes) == 2

    @pytest.mark.parametrize(
        "build",
        [
            lambda: bars([("Mitte", -1)]),
            lambda: bars([("Mitte", float("nan"))]),
            lambda: grouped_bar_chart(
                [("Mitte", [1])], series=["a", "b"], title="t", description="d", column="c"
            ),
            lambda: line_chart(["1"], [("Mitte", [1, 2])], title="t", description="d", column="c"),
        ],
    )
    def test_errors_name_the_row(self, build):
        with pytest.raises(ChartError, match="Mitte"):
            build()

    @pytest.mark.parametrize("part", ["title", "description"])
    def test_a_picture_needs_its_texts(self, part):
        with pytest.raises(ChartError, match="title and a description"):
            bars([("Mitte", 1)], **{part: " "})

    def test_more_series_than_can_be_told_apart(self):
        series = [(str(i), [i]) for i in range(9)]
        with pytest.raises(ChartError, match="more than 8"):
            line_chart(["1"], series, title="t", description="d", column="c")
        assert line_chart(["1"], series, muted=["0"], title="t", description="d", column="c").svg

    def test_nothing_to_draw_leaves_the_table(self):
        picture = bars([])
        assert (picture.svg, picture.table.rows) == ("", ())

    def test_pictures_are_values(self):
        picture = bars([("Mitte", 1)])
        assert picture == bars([("Mitte", 1)])
        assert pickle.loads(pickle.dumps(picture)) == picture
        with pytest.raises(AttributeError):
            picture.title = "x"


class TestDrawing:
    @pytest.mark.parametrize("narrow", [False, True])
    @pytest.mark.parametrize("number", range(4))
    def test_only_plain_elements_under_a_strict_policy(self, number, narrow):
        svg = every_kind(NASTY)[number].draw("x", narrow=narrow)
        root = ET.fromstring(svg)
        for element in root.iter():
            assert element.tag.removeprefix(SVG) in ALLOWED
            assert not {"style", "class", "href", "tabindex", "role"} & (
                set(element.attrib) if element is not root else set()
            )
            assert not [name for name in element.attrib if name.startswith("on")]
            assert all(v.startswith("url(#x-") for v in element.attrib.values() if "url" in v)
        assert "alert('1')" in "".join(root.itertext())  # shown as the text it is
        assert "49" not in "".join(root.itertext())
        assert "\x00" not in svg
        assert "\ue000" not in svg

    @pytest.mark.parametrize("narrow", [False, True])
    def test_long_names_of_picture_signs_do_not_break_the_renderer(self, narrow):
        """The renderer, left to cut such a name, cuts a sign in half and then fails."""
        for picture in every_kind("😀" * 80):
            assert "😀" in picture.draw("x", narrow=narrow)

    def test_title_and_description_are_what_is_read(self):
        root = ET.fromstring(bars([("Mitte", 1)]).draw("budget"))
        assert root.get("role") == "img"
        named = [root.find(f"*[@id='{i}']").text for i in root.get("aria-labelledby").split()]
        assert named == ["Mitte receives the most", "Bars of allocations."]
        assert root.get("viewBox")
        assert root.get("width") is None

    def test_ids_belong_to_their_drawing(self):
        picture = difference_chart([("A", -5)], title="t", description="d", columns=("x", "y"))
        ids = [set(re.findall(r'id="([^"]+)"', picture.draw(name))) for name in ("one", "two")]
        assert len(ids[0]) == 3
        assert not ids[0] & ids[1]
        with pytest.raises(ChartError, match="id"):
            picture.draw('x" onload="y')

    def test_tips_name_row_and_value(self):
        root = ET.fromstring(bars([("Mitte", 12345)]).svg)
        assert [t.text for t in root.iter(f"{SVG}title")][1:] == ["Mitte: 123,45\u00a0€"]

    def test_unknown_content_is_dropped(self):
        svg = clean(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><script>x</script>'
            '<foreignObject/><a href="https://example.org"><text>y</text></a>'
            '<rect style="fill:red" onclick="z" fill="url(https://example.org)" width="1"/></svg>'
        )
        assert svg.endswith('<rect width="1"/></svg>')

    def test_the_renderer_fetches_nothing(self):
        spec = {
            "data": {"url": "http://127.0.0.1:9/x.csv"},
            "mark": "bar",
            "encoding": {"x": {"field": "a"}},
        }
        with pytest.raises(ValueError, match="not allowed"):
            render.draw(json.dumps(spec))

    def test_drawings_are_kept_under_the_hash_of_their_spec(self):
        kept: dict[str, str] = {}

        def get_or_set(key, make):
            return kept.setdefault(key, kept.get(key) or make())

        one, two = bars([("Mitte", 1)]), bars([("Mitte", 1)], title="Another message")
        assert one.draw("a", cache=get_or_set) != two.draw("a", cache=get_or_set)
        assert list(kept) == [render.cache_key(one.wide)]
        kept[render.cache_key(one.wide)] = '<svg aria-labelledby="">kept</svg>'
        assert "kept" in one.draw("b", cache=get_or_set)

    def test_threads_may_draw_at_once(self):
        pictures = [bars([(f"Bezirk {i}", i + 1)]) for i in range(12)]
        with ThreadPoolExecutor(4) as pool:
            drawn = list(pool.map(lambda p: p.draw("x"), pictures))
        assert [f"Bezirk {i}" in svg for i, svg in enumerate(drawn)] == [True] * 12

    def test_a_forked_worker_can_draw_after_its_parent_did(self):
        """The engine's threads do not survive a fork; without care the child waits for ever."""
        code = """
import os, sys
from sro.ui.charts import bar_chart
def draw(n):
    return bar_chart([(f"A{n}", n)], title="t", description="d", columns=("a", "b")).draw("x")
draw(1)
reading, writing = os.pipe()
child = os.fork()
if child == 0:
    os.write(writing, draw(2).encode())
    os._exit(0)
os.close(writing)
os.waitpid(child, 0)
sys.stdout.write(os.fdopen(reading).read())
"""
        done = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            timeout=60,
            cwd=PROJECT,
            check=True,
        )
        assert ">A2</text>" in done.stdout


class TestTag:
    @staticmethod
    def page(source: str, language: str = "de", **context) -> str:
        with translation.override(language):
            return engines["django"].from_string("{% load charts %}" + source).render(context)

    def test_figure_with_title_drawing_source_and_table(self):
        picture = bars([("Mitte <b>", 100)], source="Statistik, 31.12.2017", total=100)
        html = self.page('{% chart p "allocation" %}', language="en", p=picture)
        assert html.count("<svg") == 2
        assert 'id="allocation"' in html
        assert "Source: Statistik, 31.12.2017" in html
        assert re.search(r"<details[^>]*>\s*<summary>Values as a table", html)
        assert '<th class="kern-table__cell" scope="row">Mitte &lt;b&gt;</th>' in html
        assert 'scope="col">District</th>' in html
        assert re.search(r"<tfoot.*Summe.*1,00\s€", html, re.DOTALL)
        assert "<b>" not in html
        assert "style=" not in html

    def test_the_same_picture_twice_has_no_id_twice_and_one_style_sheet(self):
        html = self.page("{% chart p %}{% chart p %}", p=bars([("Mitte", 1)]))
        ids = re.findall(r'\bid="([^"]+)"', html)
        assert len(ids) == len(set(ids)) == 12
        assert html.count("<link") == 1

    def test_without_a_drawing_the_table_is_open(self):
        html = self.page("{% chart p %}", p=bars([]))
        assert "<svg" not in html
        assert re.search(r"<details[^>]* open>", html)

    @override_settings(
        CACHES={
            "default": {
                "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
                "LOCATION": "charts",
            }
        }
    )
    def test_drawings_come_from_the_cache(self, monkeypatch):
        picture = bars([("Mitte", 4711)])
        first = self.page("{% chart p %}", p=picture)
        drawn.cache_clear()  # what this process remembers by itself
        monkeypatch.setattr(render, "draw", None)
        assert self.page("{% chart p %}", p=picture) == first

    def test_a_renderer_that_fails_leaves_the_page_its_table(self, monkeypatch, caplog):
        def fail(spec):
            raise ValueError("out of order")

        monkeypatch.setattr(render, "draw", fail)
        html = self.page("{% chart p %}", language="en", p=bars([("Neustadt", 815)]))
        assert "not available at the moment" in html
        assert "8,15\u00a0€" in html
        assert "out of order" in caplog.text

    def test_words_follow_the_language(self):
        from sro.ui.templatetags.charts import translated_words

        with translation.override("en"):
            assert translated_words().between.format(low="1", high="2") == "1 to below 2"
