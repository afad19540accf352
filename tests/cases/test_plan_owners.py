"""Whose goal it is, as it is typed."""

import pytest

from cases.forms.plan_rows import RowOptions

OPTIONS = RowOptions(
    owners={"Mika Muster": 1, "Jo Muster": 2, "Jo Beispiel": 3, "Mikael Muster": 4, "Ben": 5}
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Mika Muster", (1, "")),
        ("  mika   muster ", (1, "")),
        ("Mika", (1, "")),
        ("mikael", (4, "")),
        ("Jo", (None, "Jo")),
        ("Mik", (None, "Mik")),
        ("Muster", (None, "Muster")),
        ("Ben", (5, "")),
        ("die Lehrerin", (None, "die Lehrerin")),
        ("", (None, "")),
    ],
)
def test_the_beginning_of_a_name_is_enough_where_only_one_begins_so(typed, expected):
    assert OPTIONS.owner(typed) == expected
