"""How a report is put together of what was counted."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from reporting.exports import notes
from reporting.figures import BY_CODE
from reporting.pictures import overview
from reporting.services.documents import figures_of, value_of
from tests.reporting.factories import TODAY, make_counted


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


@pytest.mark.django_db
def test_the_time_of_counting_is_that_of_the_office(city):
    report = make_counted(city.north)
    found = report.figures
    # Half an hour into the second of July in Berlin, still the first in Greenwich.
    found.calculated_at = datetime(2025, 7, 1, 22, 30, tzinfo=UTC)
    document = figures_of(report, found, today=TODAY)
    assert document.counted_at == "2025-07-02T00:30:00+02:00"
    kept_in_utc = replace(document, counted_at="2025-07-01T22:30:00+00:00")
    for each in (document, kept_in_utc):
        assert "02.07.2025 00:30" in [text for _label, text in notes(each)]
        assert "02.07.2025" in overview(each)["supports"].source
