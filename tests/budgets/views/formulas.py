"""A spreadsheet's arithmetic for the formulas of our downloads, in Python.

Reads the operators and functions that budgets/sheets.py writes, and no others: a name that is not
known here is an error.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

_RANGE = re.compile(r"(?:'([^']+)'!)?\$?([A-Z])\$?(\d+):\$?([A-Z])\$?(\d+)")


def evaluate(book: Any, sheet: str, formula: str) -> Any:
    """The value of a formula in a sheet of an openpyxl workbook (read without data_only)."""
    text = formula.removeprefix("=").replace("=", "==")
    text = _RANGE.sub(lambda m: f"R('{m[1] or sheet}','{m[2]}',{m[3]},{m[5]})", text)
    text = re.sub(
        r"(R\([^)]*\))|(?:'([^']+)'!)?\$?\b([A-Z])\$?(\d+)\b",
        lambda m: m[1] or f"C('{m[2] or sheet}','{m[3]}{m[4]}')",
        text,
    )

    def cell(name: str, place: str) -> Any:
        value = book[name][place].value
        if isinstance(value, str) and value.startswith("="):
            value = evaluate(book, name, value)
        return np.float64(value) if isinstance(value, (int, float)) else value

    def column(name: str, letter: str, first: int, last: int) -> np.ndarray:
        found = [cell(name, f"{letter}{row}") for row in range(first, last + 1)]
        numbers = all(isinstance(value, (int, float)) for value in found)
        return np.array(found, dtype=float if numbers else object)

    known = {
        "C": cell,
        "R": column,
        "SUM": sum,
        "SUMPRODUCT": sum,
        "MIN": min,
        "MAX": max,
        "IF": lambda test, then, other: then if test else other,
        "SUMIF": lambda keys, key, values: sum(values[keys == key]),
    }
    # A spreadsheet's IF leaves the other branch alone; here it may divide by zero unheard.
    with np.errstate(all="ignore"):
        return eval(text, {"__builtins__": {}}, known)
