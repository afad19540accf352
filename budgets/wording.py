"""What pages, spreadsheets and papers call those among whom a run divides its money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from budgets.models import AllocationRun


@dataclass(frozen=True)
class Words:
    """Labels and sentences, to be translated when they are shown.

    `total` is the amount divided, `part` and `share` head the columns of what a unit gets of it and
    of an indicator, `amount_of_each` names the table. The sentences with placeholders take `total`
    and `count` (divided, frozen, receive), `district`, `space` and `share` (most), and `run`,
    `basis`, `winners` and `losers` (differences).
    """

    unit: Any
    units: Any
    total: Any
    part: Any
    share: Any
    amount_of_each: Any
    amounts_by_unit: Any
    sums: Any
    sum_of_one: Any
    calculated: Any
    divided: Any
    frozen: Any
    receive: Any
    supersedes: Any
    most: Any
    bars: Any
    map_title: Any
    map_text: Any
    differences: Any
    differences_text: Any
    difference_map_text: Any


AMONG_DISTRICTS = Words(
    unit=_("District"),
    units=_("Districts"),
    total=_("Amount of the fund"),
    part=_("Part of the fund"),
    share=_("Share of the district"),
    amount_of_each=_("Amount of each district"),
    amounts_by_unit=_("Amounts of the scenarios by district"),
    sums=_(
        "Each amount is the sum of its parts, exact to the cent. Each part is: amount of the fund"
        " × weight × share of the district."
    ),
    sum_of_one=_(
        "The amount is the sum of its parts, exact to the cent. Each part is: amount of the fund"
        " × weight × share of the district."
    ),
    calculated=_("Calculated: fund × weight × share"),
    divided=_("%(total)s completely divided among %(count)s districts"),
    frozen=_("The result is frozen: %(total)s for %(count)s districts."),
    receive=_("The districts receive these amounts: %(total)s in all."),
    supersedes=_(
        "An allocation of this fund approved earlier is superseded; it stays readable."
        " Allocations inside the districts stay in force."
    ),
    most=_("%(district)s receives the most: %(share)s of the fund"),
    bars=_("One bar for the amount of each district, largest first."),
    map_title=_("Where the money goes: part of the fund by district"),
    map_text=_("Map of the districts, darker where the part of the fund is larger."),
    differences=_("“%(run)s”: %(winners)s districts get more, %(losers)s less than in “%(basis)s”"),
    differences_text=_("One bar for the difference of each district, gains first."),
    difference_map_text=_(
        "Map of the districts: one colour for more, the other, hatched, for less."
    ),
)

INSIDE_A_DISTRICT = Words(
    unit=_("Social space"),
    units=_("Social spaces"),
    total=_("Amount divided"),
    part=_("Part of the amount"),
    share=_("Share of the social space"),
    amount_of_each=_("Amount of each social space"),
    amounts_by_unit=_("Amounts of the scenarios by social space"),
    sums=_(
        "Each amount is the sum of its parts, exact to the cent. Each part is: amount divided"
        " × weight × share of the social space."
    ),
    sum_of_one=_(
        "The amount is the sum of its parts, exact to the cent. Each part is: amount divided"
        " × weight × share of the social space."
    ),
    calculated=_("Calculated: amount × weight × share"),
    divided=_("%(total)s completely divided among %(count)s social spaces"),
    frozen=_("The result is frozen: %(total)s for %(count)s social spaces."),
    receive=_("The social spaces receive these amounts from their district: %(total)s in all."),
    supersedes=_(
        "An allocation inside this district approved earlier is superseded; it stays readable."
    ),
    most=_("%(space)s receives the most: %(share)s of the amount"),
    bars=_("One bar for the amount of each social space, largest first."),
    map_title=_("Where the money goes: part of the amount by social space"),
    map_text=_("Map of the social spaces, darker where the part of the amount is larger."),
    differences=_(
        "“%(run)s”: %(winners)s social spaces get more, %(losers)s less than in “%(basis)s”"
    ),
    differences_text=_("One bar for the difference of each social space, gains first."),
    difference_map_text=_(
        "Map of the social spaces: one colour for more, the other, hatched, for less."
    ),
)


def words_of(run: AllocationRun) -> Words:
    """Return the words for a run among districts or inside one."""
    return INSIDE_A_DISTRICT if run.district_id else AMONG_DISTRICTS
