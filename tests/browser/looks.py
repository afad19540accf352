"""What every page has to keep: axe's rules, one heading, no sideways scrolling, names for all.

axe-core is an npm package of the project (package.json); it is put into the page from outside, so
that the content security policy stays in force.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from tests.harness.servers import ROOT

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 375, "height": 812}
SMALLEST = {"width": 320, "height": 640}
# Below these addresses every page says where it stands; pages of the account and tools stand alone.
SECTIONS = ("sozialraum", "haushalt", "verwaltung", "protokoll")
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice",
        ],
    },
    # axe leaves this rule of WCAG 2.2 out unless it is asked for by name.
    "rules": {"target-size": {"enabled": True}},
}
# Colours do not depend on the width, and measuring them takes longest: once a page is enough.
WITHOUT_COLOURS = {**RULES, "rules": {**RULES["rules"], "color-contrast": {"enabled": False}}}
VIOLATIONS = """async (rules) => {
  const found = await axe.run(document, rules);
  return found.violations.map((rule) => [rule.id, rule.help, rule.nodes.map((node) => [
    node.target.join(" "), node.html.slice(0, 240), node.any.concat(node.all, node.none)
      .map((check) => check.message).join("; ").slice(0, 240)])]);
}"""
FRAME = """() => ({
  language: document.documentElement.lang,
  title: document.title,
  headings: [...document.querySelectorAll("h1")].map((h1) => h1.innerText.trim()),
  skip: document.querySelector("a.sro-skip")?.getAttribute("href"),
  header: Boolean(document.querySelector("header")),
  crumb: document.querySelector(".sro-crumbs [aria-current=page]")?.innerText.trim(),
  mute: [...document.querySelectorAll("a, button, input:not([type=hidden]), select, textarea")]
    .filter((each) => each.tabIndex !== 0).map((each) => each.outerHTML),
})"""
OVERFLOW = """() => {
  const most = window.innerWidth;
  if (document.scrollingElement.scrollWidth <= most) return [];
  const scrolls = (each) => each && each !== document.body && (
    ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(each).overflowX)
    || scrolls(each.parentElement));
  return [...document.body.querySelectorAll("*")]
    .filter((each) => each.getBoundingClientRect().right > most + 0.5
      && !scrolls(each.parentElement))
    .map((each) => each.outerHTML.slice(0, 160)).slice(0, 5).concat("page is wider");
}"""


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page, rules: dict = RULES) -> list[str]:
    """Return axe's findings on the page as it is, one line each."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_axe())
    return [
        f"{rule} ({help_text}) at {target}: {html} [{why}]"
        for rule, help_text, nodes in page.evaluate(VIOLATIONS, rules)
        for target, html, why in nodes
    ]


def frame_faults(page: Page, *, language: str, breadcrumbs: bool) -> list[str]:
    """Return what is missing in the frame: language, title, one heading, skip link, way back."""
    frame = page.evaluate(FRAME)
    faults = []
    if frame["language"] != language:
        faults.append(f"language {frame['language']!r}")
    if len(frame["title"].split(" – ")[0].strip()) < 2:
        faults.append(f"title {frame['title']!r}")
    if len(frame["headings"]) != 1 or not frame["headings"][0]:
        faults.append(f"headings {frame['headings']}")
    if frame["header"] and frame["skip"] != "#inhalt":
        faults.append("no skip link")
    inside = [part for part in urlsplit(page.url).path.split("/") if part]
    if breadcrumbs and len(inside) > 1 and inside[0] in SECTIONS and not frame["crumb"]:
        faults.append("no breadcrumbs")
    return [*faults, *(f"odd tabindex: {html}" for html in frame["mute"])]


def overflow(page: Page) -> list[str]:
    """Return what makes the page scroll sideways."""
    return page.evaluate(OVERFLOW)


def faults(
    page: Page,
    *,
    language: str = "de",
    breadcrumbs: bool = True,
    colours: bool = True,
) -> list[str]:
    """Return every fault of the open page at 1280, 375 and 320 px.

    Without `colours`, contrast is not measured: it takes longer than everything else together.
    """
    found = []
    page.set_viewport_size(WIDE)
    # What is folded away is looked at, too.
    page.evaluate("document.querySelectorAll('main details').forEach((each) => each.open = true)")
    rules = RULES if colours else WITHOUT_COLOURS
    found += [f"1280 px: {line}" for line in violations(page, rules)]
    found += frame_faults(page, language=language, breadcrumbs=breadcrumbs)
    page.set_viewport_size(NARROW)
    found += [f"375 px: {line}" for line in violations(page, WITHOUT_COLOURS)]
    page.set_viewport_size(SMALLEST)
    found += [f"320 px: {line}" for line in overflow(page)]
    page.set_viewport_size(WIDE)
    return found


def open_by(link: Locator, *, key: str = "") -> None:
    """Click a link or button, or press `key` on it, and wait until the page it leads to is there.

    Whoever looks at a page at once after a step would often still see the page being left.
    """
    with link.page.expect_navigation():
        if key:
            link.press(key)
        else:
            link.click()


def sound(page: Page) -> None:
    """Fail with what axe finds on the page at its present width, or what makes it too wide.

    After a step that leads to another page, wait for that page first (`open_by`).
    """
    page.wait_for_load_state()
    # What is folded away is looked at, too, and is folded again.
    page.evaluate(
        """document.querySelectorAll("main details:not([open])").forEach((each) => {
          each.open = true; each.dataset.looked = "";
        })"""
    )
    found = [*violations(page), *overflow(page)]
    page.evaluate(
        """document.querySelectorAll("main details[data-looked]").forEach((each) => {
          each.open = false; delete each.dataset.looked;
        })"""
    )
    assert not found, "\n".join([page.url, *found])
