"""Charts and maps: one spec, one look, readable by everybody.

Every picture comes from a builder and says three things beside its drawing: a title that states
the message, a description that is read aloud instead, and the values as a table.

    from sro.ui.charts import MONEY, bar_chart

    picture = bar_chart(
        [("Mitte", 6_460_195_590), ("Spandau", None)],        # whole cents; None = not known
        title=_("Mitte receives the most"),
        description=_("Bars of the allocation of 2018 for two districts."),
        columns=(_("District"), _("Allocation")),
        number=MONEY,
        source=_("Own calculation, 31.12.2017"),
        words=translated_words(),                # sro.ui.templatetags.charts
    )

In a page: `{% load charts %}{% chart picture %}`. In a PDF: `sro.ui.pdf.picture(picture)`.

Builders: `bar_chart`, `grouped_bar_chart`, `difference_chart`, `line_chart`,
`small_multiples`, `funnel_chart`, `choropleth`, `point_map`. Values are ints, Decimals, Fractions
or floats; `None` means nobody has said it, `SUPPRESSED` means known but too small a number of
people to be shown. Money is whole cents. Figures that cannot be drawn raise `ChartError`, which
names the row; nothing is guessed.

Nothing in this package needs Django. Names of areas and institutions are data, never markup.
"""

from sro.ui.charts.bars import bar_chart, difference_chart, grouped_bar_chart
from sro.ui.charts.funnel import FunnelLimit, FunnelPoint, funnel_chart
from sro.ui.charts.lines import line_chart
from sro.ui.charts.maps import MapPoint, choropleth, point_map
from sro.ui.charts.multiples import small_multiples
from sro.ui.charts.numbers import (
    COUNT,
    MONEY,
    MONEY_DIFFERENCE,
    PERCENT,
    SUPPRESSED,
    ChartError,
    NumberFormat,
    Value,
)
from sro.ui.charts.picture import Picture, Table
from sro.ui.charts.words import Words

__all__ = [
    "COUNT",
    "MONEY",
    "MONEY_DIFFERENCE",
    "PERCENT",
    "SUPPRESSED",
    "ChartError",
    "FunnelLimit",
    "FunnelPoint",
    "MapPoint",
    "NumberFormat",
    "Picture",
    "Table",
    "Value",
    "Words",
    "bar_chart",
    "choropleth",
    "difference_chart",
    "funnel_chart",
    "grouped_bar_chart",
    "line_chart",
    "point_map",
    "small_multiples",
]
