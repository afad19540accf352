"""Every icon that a page names is one that the design system draws."""

import re

from tests.harness.servers import ROOT

SHEET = ROOT / "node_modules" / "@kern-ux" / "native" / "dist" / "kern.css"
NAMED = re.compile(r"""{% icon "([a-z-]+)" %}|\bicon=["']([a-z-]+)["']""")
ROOMS = ("sro", "cases", "networks", "budgets", "reporting", "templates")


def test_every_icon_named_is_drawn():
    sheet = SHEET.read_text(encoding="utf-8")
    drawn = set(re.findall(r"\.kern-icon--([a-z-]+)", sheet))
    files = [
        path
        for room in ROOMS
        for kind in ("html", "py")
        for path in (ROOT / room).rglob(f"*.{kind}")
    ]
    named = {
        (name, path.relative_to(ROOT).as_posix())
        for path in files
        for found in NAMED.findall(path.read_text(encoding="utf-8"))
        for name in found
        if name
    }
    assert len(named) > 50
    assert [each for each in sorted(named) if each[0] not in drawn] == []
