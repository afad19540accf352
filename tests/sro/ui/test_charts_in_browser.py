"""Figures as a browser shows them: under the strict policy, on every width, judged by axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from sro.ui.charts import bar_chart, choropleth, difference_chart, line_chart

ROOT = Path(__file__).resolve().parents[3]
FILES = {
    "/kern.css": ROOT / "node_modules/@kern-ux/native/dist/kern.min.css",
    "/static/ui/app.css": ROOT / "static/ui/app.css",
    "/static/ui/charts.css": ROOT / "static/ui/charts.css",
    "/axe.js": ROOT / "node_modules/axe-core/axe.min.js",
}
POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'"
PAGE = """{% load charts %}<!doctype html><html lang="de"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Figures</title>
<link rel="stylesheet" href="/kern.css"><link rel="stylesheet" href="/static/ui/app.css">
<script src="/axe.js"></script></head><body><main class="sro-main"><h1>Figures</h1>
{% for picture in pictures %}{% chart picture %}{% endfor %}</main></body></html>"""


def pictures() -> list:
    texts = {"title": "Friedrichshain-Kreuzberg grows most", "description": "Values."}
    square = [[13, 52], [13.2, 52], [13.2, 52.2], [13, 52.2], [13, 52]]
    district = {
        "properties": {"key": "1", "name": "Mitte"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    return [
        bar_chart([("Mitte", 5), ("Spandau", None)], columns=("a", "b"), **texts),
        difference_chart([("Mitte", 5), ("Spandau", -6)], columns=("a", "b"), **texts),
        line_chart(["1", "2"], [("Mitte", [1, 2])], column="a", **texts),
        choropleth([district], {"1": 4}, columns=("a", "b"), **texts),
        bar_chart([], columns=("a", "b"), **texts),
    ]


@pytest.fixture
def figures(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page of figures and what the browser complained about; nothing leaves this process."""
    with translation.override("de"):
        html = engines["django"].from_string(PAGE).render({"pictures": pictures()})
    complaints: list[str] = []

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("http://figures.test")
        if path == "/":
            route.fulfill(
                body=html, headers={"Content-Security-Policy": POLICY}, content_type="text/html"
            )
        elif path in FILES:
            route.fulfill(path=FILES[path])
        else:
            route.fulfill(status=404, body="")

    page = browser.new_page()
    page.route("**/*", answer)
    page.on("console", lambda m: m.text.startswith("Failed to load") or complaints.append(m.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("http://figures.test/")
    yield page, complaints
    page.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark"), (320, "light")])
def test_no_violation_no_overflow_one_drawing_per_figure(figures, width, scheme):
    page, complaints = figures
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    found = page.evaluate(
        "axe.run().then(r => r.violations.map(v => `${v.id}: ${v.nodes[0].html}`))"
    )
    assert found == []
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg:visible").count() == 4
    assert page.locator("svg:visible").first.bounding_box()["width"] <= width


def test_writing_in_drawings_stays_legible_on_a_telephone(figures):
    page, _ = figures
    page.set_viewport_size({"width": 375, "height": 900})
    heights = page.evaluate(
        "[...document.querySelectorAll('svg text')].map(t => t.getBoundingClientRect().height)"
        ".filter(height => height > 0)"
    )
    assert len(heights) > 10
    assert min(heights) >= 11


def test_nothing_in_a_drawing_takes_the_focus(figures):
    page, _ = figures
    inside = page.evaluate(
        "[...document.querySelectorAll('svg, svg *')].filter(e => e.tabIndex >= 0).length"
    )
    assert inside == 0
