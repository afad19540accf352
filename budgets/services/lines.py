"""How each line of a budget year stands: allocated, carried over, transferred, bound, spent, free.

Every figure is counted from its rows: approved allocation, what the year before left, transfers
carried out, commitments, small grants, bookings. Nothing is stored twice, so nothing can disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from budgets.models import (
    BudgetYear,
    Fund,
    FundKind,
    Outflow,
    SmallGrant,
)
from budgets.services.bound import bound_in
from budgets.services.given import ZERO, PlaceKey, given_to
from networks.models import District, SocialSpace


@dataclass
class LineFigures:
    """The figures of one line in euro. `None` is unknown, which is not zero.

    What was handed on to social spaces by an allocation inside the district is allocated to them
    and no longer to the district's own line, which may fall below zero by it.

    `committed` is what supports, base budgets and small grants still bind; `granted` the part of
    it that small grants do. `unknown` is the number of supports whose commitment is not (wholly)
    known: then `committed` is what is known of it. `spent` is None where bookings cannot be told
    apart. `carried` is what the closing of the year before brought.
    """

    fund: Fund
    district: District | None
    social_space: SocialSpace | None
    allocated: Decimal | None = ZERO
    carried: Decimal = ZERO
    transferred: Decimal = ZERO
    committed: Decimal = ZERO
    granted: Decimal = ZERO
    unknown: int = 0
    spent: Decimal | None = ZERO

    @property
    def place(self) -> PlaceKey:
        """Where the line lies, by numbers."""
        return PlaceKey(
            self.fund.pk,
            self.district.pk if self.district else 0,
            self.social_space.pk if self.social_space else 0,
        )

    @property
    def planned(self) -> Decimal | None:
        """What may be used: allocated, carried over from the year before, and transferred."""
        if self.allocated is None:
            return None
        return self.allocated + self.carried + self.transferred

    @property
    def free(self) -> Decimal | None:
        """What is neither bound nor spent; less than zero where more is needed than planned."""
        if self.planned is None or self.spent is None:
            return None
        return self.planned - self.committed - self.spent


@dataclass
class FundFigures:
    """A fund with its lines: the undivided rest first, then districts, then their spaces."""

    fund: Fund
    lines: list[LineFigures] = field(default_factory=list)

    @property
    def total(self) -> LineFigures:
        """The sums of all lines; a figure is unknown as soon as one of its lines is."""
        return _together(self.fund, None, self.lines)

    @property
    def by_district(self) -> dict[int, LineFigures]:
        """Each district with its social spaces: bookings and thresholds know the whole alone."""
        found: dict[int, list[LineFigures]] = defaultdict(list)
        for line in self.lines:
            if line.district is not None:
                found[line.district.pk].append(line)
        return {pk: _together(self.fund, lines[0].district, lines) for pk, lines in found.items()}


def standing(
    *,
    year: BudgetYear,
    funds: Sequence[Fund] | None = None,
    district: District | None = None,
) -> list[FundFigures]:
    """Return how all lines of a year (or of some of its funds) stand; the caller asks for rights.

    A place appears as soon as anything happens there: an allocation, a carry-over, a transfer, a
    commitment, a booking. The rest of each fund always does. With a district, its places are all
    that is returned; that takes a fraction of the time.
    """
    only = None if district is None else district.pk
    if funds is None:
        funds = list(Fund.objects.filter(budget_year=year).order_by("pk"))
    lines = _Lines(funds)
    _add_given(lines)
    if only is not None:
        lines.keep(only)
    for (fund, place), amount in spent_in(year, funds, only).items():
        lines.at(PlaceKey(fund, place)).spent = amount
    _add_commitments(year, lines, only)
    _add_grants(year, lines, only)
    lines.name_places()
    return [FundFigures(fund, lines.of(fund)) for fund in funds]


def free_at(fund: Fund, place: PlaceKey) -> Decimal | None:
    """Return what is neither bound nor spent at a place of a fund, in euro; None if not known.

    Holds until the end of the transaction where its line is locked: whoever moves, grants or pays
    money waits for it.
    """
    [figures] = standing(year=fund.budget_year, funds=[fund])
    return next((line.free for line in figures.lines if line.place == place), ZERO)


class _Lines:
    """The lines of some funds, written down as they are found."""

    def __init__(self, funds: Sequence[Fund]) -> None:
        self.funds = {fund.pk: fund for fund in funds}
        self._found: dict[PlaceKey, LineFigures] = {}

    def at(self, place: PlaceKey) -> LineFigures:
        """Return the line of a place; a new one where there was none."""
        if place not in self._found:
            self._found[place] = LineFigures(self.funds[place.fund], None, None)
        return self._found[place]

    def keep(self, district: int) -> None:
        """Forget what is not in a district."""
        self._found = {key: each for key, each in self._found.items() if key.district == district}

    def name_places(self) -> None:
        """Read the districts and social spaces of all lines."""
        districts = {key.district for key in self._found} - {0}
        spaces = {key.social_space for key in self._found} - {0}
        named = District.objects.defer("search_vector").in_bulk(districts)
        within = SocialSpace.objects.defer("search_vector").in_bulk(spaces) if spaces else {}
        for key, line in self._found.items():
            line.district = named.get(key.district)
            line.social_space = within.get(key.social_space)

    def of(self, fund: Fund) -> list[LineFigures]:
        """Return the lines of a fund: the rest, then each district with its spaces."""
        return sorted(
            (line for key, line in self._found.items() if key.fund == fund.pk),
            key=lambda line: (
                line.district.key if line.district else "",
                line.social_space.key if line.social_space else "",
            ),
        )


def spent_in(
    year: BudgetYear, funds: Sequence[Fund], district: int | None = None
) -> dict[tuple[int, int], Decimal | None]:
    """Return what was spent: euro by (fund, district), of all districts or of one.

    Bookings name the purpose of their fund. Where a year has several funds of one purpose ("other
    purpose" only) they cannot be told apart, and the amount is None.
    """
    wanted = {fund.pk for fund in funds}
    by_kind: dict[str, list[Fund]] = defaultdict(list)
    for fund in funds:
        by_kind[fund.kind].append(fund)
    if FundKind.OTHER in by_kind:
        others = Fund.objects.filter(budget_year=year, kind=FundKind.OTHER).exclude(pk__in=wanted)
        by_kind[FundKind.OTHER] += others
    booked = Outflow.objects.filter(year=year.year, fund_kind__in={fund.kind for fund in funds})
    if district is not None:
        booked = booked.filter(district=district)
    rows = booked.order_by().values_list("fund_kind", "district_id").annotate(total=Sum("amount"))
    return {
        (fund.pk, place): total if len(by_kind[kind]) == 1 else None
        for kind, place, total in rows
        for fund in by_kind[kind]
        if fund.pk in wanted
    }


def _add_given(lines: _Lines) -> None:
    """What the lines were given, and what the allocations leave of each fund."""
    given = given_to(lines.funds)
    divided: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for place, amount in given.allocated.items():
        lines.at(place).allocated = amount
        divided[place.fund] += amount
    for place, amount in given.carried.items():
        lines.at(place).carried = amount
    for place, amount in given.transferred.items():
        lines.at(place).transferred = amount
    for pk, each in lines.funds.items():
        rest = None if each.amount is None else each.amount - divided[pk]
        lines.at(PlaceKey(pk)).allocated = rest


def _add_commitments(year: BudgetYear, lines: _Lines, district: int | None) -> None:
    """What is agreed and not paid yet; a fund of "other purpose" binds nothing."""
    by_kind = {fund.kind: pk for pk, fund in lines.funds.items()}
    for place, bound in bound_in(year.year, by_kind, district).items():
        line = lines.at(PlaceKey(by_kind[place.kind], place.district))
        line.committed, line.unknown = bound.amount, bound.unknown


def _together(fund: Fund, district: District | None, lines: Sequence[LineFigures]) -> LineFigures:
    """The sums of some lines of a fund."""
    return LineFigures(
        fund=fund,
        district=district,
        social_space=None,
        allocated=_sum(line.allocated for line in lines),
        carried=sum((line.carried for line in lines), ZERO),
        transferred=sum((line.transferred for line in lines), ZERO),
        committed=sum((line.committed for line in lines), ZERO),
        granted=sum((line.granted for line in lines), ZERO),
        unknown=sum(line.unknown for line in lines),
        spent=_sum(line.spent for line in lines),
    )


def _add_grants(year: BudgetYear, lines: _Lines, district: int | None) -> None:
    """What was granted and is not paid yet is bound; what was paid stands in the ledger.

    The ledger knows districts. What a grant took from the line of a social space is shown there
    and not in the district's line, so that no euro counts twice.
    """
    grants = SmallGrant.objects.filter(fund__in=lines.funds).with_money().spending_of(year.year)
    if district is not None:
        grants = grants.filter(district=district)
    for grant in grants.order_by().only("fund", "district", "social_space", "from_space"):
        space = grant.social_space_id if grant.from_space else None
        place = PlaceKey(grant.fund_id, grant.district_id, space or 0)
        if grant.bound:
            lines.at(place).committed += grant.bound
            lines.at(place).granted += grant.bound
        if space and grant.spent:
            here, whole = lines.at(place), lines.at(PlaceKey(grant.fund_id, grant.district_id))
            if whole.spent is None or here.spent is None:
                here.spent = None
            else:
                here.spent += grant.spent
                whole.spent -= grant.spent


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    found = list(amounts)
    return None if None in found else sum((each for each in found if each is not None), ZERO)
