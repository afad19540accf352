"""How a report is put together of what was counted."""

from fractions import Fraction

import pytest

from reporting.figures import BY_CODE
from reporting.services.documents import value_of


def test_a_count_that_is_missing_is_no_zero_unless_it_is_a_part_of_a_split():
    assert value_of(BY_CODE["share_ambulatory"], {"running": Fraction(5)}) == "0"
    for code, counted in (
        ("share_ambulatory", {}),
        ("spent_fall", {}),
        ("cost_per_case", {"cases_with_support": Fraction(3)}),
        ("density", {"running": Fraction(3)}),
    ):
        with pytest.raises(KeyError):
            value_of(BY_CODE[code], counted)
    assert value_of(BY_CODE["spent_fall"], {"spent_fall": None}) is None
