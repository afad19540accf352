"""Text that a spreadsheet would run as a formula: refused on import, guarded on export.

The guard is an apostrophe in front. `guarded` and `unguarded` undo each other exactly, so that an
exported file can be imported again without a change.
Source: OWASP, "CSV Injection" (characters = + - @, tab, carriage return, their full-width forms).
"""

import re

_FORMULA = re.compile(r"'*(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return not text.startswith("'") and _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """The text for a file, with an apostrophe in front where a spreadsheet would calculate."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text of a file without the guard that `guarded` put there."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
