"""Quarters in words."""

from sro.periods import Quarter
from sro.ui.quarters import quarter_name, short_quarter


def test_quarters_in_words():
    assert quarter_name(Quarter(2018, 3)) == "3. Quartal 2018"
    assert short_quarter(Quarter(2018, 3)) == "3/2018"
