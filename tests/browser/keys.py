"""Going through a page with the Tab key, as somebody without a mouse does."""

from __future__ import annotations

from playwright.sync_api import Page

STOPS = """() => {
  const shown = (each) => each.checkVisibility({visibilityProperty: true})
    && !each.closest("[inert]");
  const reached = (each) => {
    if (each.type !== "radio" || each.checked) return true;
    const group = [...document.querySelectorAll("input[type=radio]")]
      .filter((other) => other.name === each.name && other.form === each.form);
    return !group.some((other) => other.checked) && group[0] === each;
  };
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  return [...all].filter((each) => shown(each) && !each.disabled && reached(each))
    .map((each, number) => { each.dataset.stop = number; return each.outerHTML.slice(0, 160); });
}"""
HERE = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const ring = (each) => {
    const style = getComputedStyle(each);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
      || style.boxShadow !== "none";
  };
  const box = now.getBoundingClientRect();
  return {
    stop: now.dataset.stop === undefined ? null : Number(now.dataset.stop),
    html: now.outerHTML.slice(0, 160),
    ring: ring(now) || ring(now.parentElement) || [...(now.labels || [])].some(ring),
    seen: box.bottom > 0 && box.right > 0
      && box.top < window.innerHeight && box.left < window.innerWidth,
  };
}"""


def stops(page: Page) -> list[str]:
    """Return what the Tab key has to reach, in the order of the page; marks it for `walk`."""
    return page.evaluate(STOPS)


def walk(page: Page) -> tuple[list[str], list[str]]:
    """Press Tab through the whole page; return what it reached, and what was wrong on the way.

    A date field has several stops of its own (day, month, year): it counts once.
    """
    wanted = stops(page)
    page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
    reached: list[int] = []
    faults: list[str] = []
    for _ in range(4 * len(wanted) + 10):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or (reached and here["stop"] == reached[0]):
            break
        if here["stop"] is None:
            faults.append(f"stops at something unexpected: {here['html']}")
        elif not reached or reached[-1] != here["stop"]:
            reached.append(here["stop"])
            if not here["ring"]:
                faults.append(f"no visible focus: {here['html']}")
            if not here["seen"]:
                faults.append(f"focus outside the window: {here['html']}")
    else:
        faults.append(f"the Tab key does not come out again: {here['html']}")
    if reached != sorted(reached):
        faults.append("the order is not that of the page")
    missed = set(range(len(wanted))) - set(reached)
    faults += [f"never reached: {wanted[number]}" for number in sorted(missed)]
    return [wanted[number] for number in reached], faults


def focused(page: Page) -> str:
    """Return the id of the element that has the focus."""
    return page.evaluate("document.activeElement?.id || ''")


def tab_to(page: Page, target, *, most: int = 120) -> None:
    """Press Tab until the locator `target` has the focus."""
    for _ in range(most):
        if target.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by the Tab key")


def fill(page: Page, label: str, text: str) -> None:
    """Reach a field with the Tab key and replace what stands in it by typing."""
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)
