"""Questions asked of the budget tables in more than one place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.db.models import Case, DecimalField, F, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest

from budgets.rules.matching import Finding
from budgets.rules.states import (
    ACTIVE,
    BINDING_GRANT,
    WITH_RESULT,
    GrantState,
    MatchState,
    RunState,
)
from sro.records import RecordQuerySet


class RunQuerySet(RecordQuerySet):
    """Allocation runs by state."""

    def active(self) -> Self:
        """Return the runs whose calculation is under way."""
        return self.filter(state__in=ACTIVE)

    def with_result(self) -> Self:
        """Return the runs that have amounts to look at."""
        return self.filter(state__in=WITH_RESULT)

    def approved(self) -> Self:
        """Return the runs in force."""
        return self.filter(state=RunState.APPROVED)

    def among_districts(self) -> Self:
        """Return the runs that divide a whole fund among the districts."""
        return self.filter(district__isnull=True)

    def inside_districts(self) -> Self:
        """Return the runs that divide a district's money among its social spaces."""
        return self.filter(district__isnull=False)

    def of_same_money(self, run: Any) -> Self:
        """Return the runs that divide the same money as `run`, itself among them."""
        return self.filter(fund=run.fund_id, district=run.district_id)

    def with_people(self) -> Self:
        """Return the runs with fund, year, district and everybody who acted on them."""
        people = ("created_by", "proposed_by", "approved_by", "rejected_by")
        return self.select_related("fund__budget_year", "district", *people).defer(
            "district__search_vector"
        )


class AllocationQuerySet(RecordQuerySet):
    """Amounts of districts or social spaces."""

    def by_unit(self) -> Self:
        """Return the amounts in the order of their units' keys, each with its `unit_key`."""
        key = Coalesce("social_space__key", "district__key")
        return self.annotate(unit_key=key).order_by("unit_key")

    def amounts(self) -> dict[str, Decimal]:
        """Return the amounts (euro) of one run by the keys of its units."""
        return dict(self.by_unit().values_list("unit_key", "amount"))

    def parts(self) -> QuerySet[tuple[str, str | None, str, Decimal]]:
        """Return of one run the key of each unit with component, exact share and amount (euro)."""
        return self.by_unit().values_list(
            "unit_key", "parts__component", "parts__share_exact", "parts__amount"
        )

    def with_units(self) -> Self:
        """Return the amounts with the places that get them."""
        places = ("district", "social_space")
        return self.select_related(*places).defer(*(f"{each}__search_vector" for each in places))


class IndicatorValueQuerySet(RecordQuerySet):
    """Indicator values by place and date."""

    def of_districts(self) -> Self:
        """Return the values of districts."""
        return self.filter(district__isnull=False)

    def of_social_spaces(self) -> Self:
        """Return the values of social spaces."""
        return self.filter(social_space__isnull=False)

    def reference_dates(self) -> QuerySet[date]:
        """Return the dates for which there are values, latest first."""
        return self.order_by("-reference_date").values_list("reference_date", flat=True).distinct()


class OutflowQuerySet(RecordQuerySet):
    """Bookings of the ledger."""

    def of_year(self, fund_kind: str, year: int) -> Self:
        """Return the bookings of one kind of fund that belong to a budget year."""
        return self.filter(fund_kind=fund_kind, year=year)

    def totals(self) -> QuerySet:
        """Return one row per district: its id, `total` in euro and `latest` booking day."""
        return (
            self.order_by()
            .values("district_id")
            .annotate(total=Sum("amount"), latest=Max("booked_on"))
        )

    def open_to_reversal(self) -> Self:
        """Return the bookings that are neither reversals nor reversed."""
        return self.filter(Q(reversal_of__isnull=True), Q(reversed_by__isnull=True))


class LineQuerySet(RecordQuerySet):
    """Budget lines."""

    def with_places(self) -> Self:
        """Return the lines with all that their names need."""
        return self.select_related(
            "fund__budget_year", "fund__cover_group", "district", "social_space"
        ).defer("district__search_vector", "social_space__search_vector")


class TransferQuerySet(RecordQuerySet):
    """Transfers between budget lines."""

    def of_year(self, year: int) -> Self:
        """Return the transfers of a budget year."""
        return self.filter(source__fund__budget_year__year=year)

    def with_places(self) -> Self:
        """Return the transfers with both ends and everybody who acted."""
        ends = ("fund__budget_year", "district", "social_space")
        paths = [f"{end}__{path}" for end in ("source", "target") for path in ends]
        vectors = [f"{path}__search_vector" for path in paths if not path.endswith("year")]
        return self.select_related(*paths, "proposed_by", "decided_by").defer(*vectors)


class MatchQuerySet(RecordQuerySet):
    """What bookings were paid for."""

    def unsettled(self) -> Self:
        """Return what people have to settle: open, and not taken back by a reversal."""
        return self.filter(state=MatchState.OPEN, outflow__reversed_by__isnull=True)

    def for_rules(self) -> Self:
        """Return what the rule may settle; what a person took back is left to people."""
        return self.unsettled().exclude(finding=Finding.TAKEN_BACK)

    def with_bookings(self) -> Self:
        """Return the rows with all that is shown of their bookings."""
        return self.select_related("outflow__district", "outflow__provider").defer(
            "outflow__district__search_vector", "outflow__provider__search_vector"
        )


_EURO = DecimalField(max_digits=14, decimal_places=2)
_NOTHING = Value(Decimal("0.00"), output_field=_EURO)


def _booked(**conditions: object) -> Coalesce:
    """The sum of a grant's bookings that fulfil the conditions."""
    found = Sum("payments__outflow__amount", filter=Q(**conditions))
    return Coalesce(found, _NOTHING, output_field=_EURO)


class GrantQuerySet(RecordQuerySet):
    """Small grants."""

    def of_year(self, year: int) -> Self:
        """Return the grants of a budget year."""
        return self.filter(fund__budget_year__year=year)

    def overdue(self, today: date) -> Self:
        """Return the grants whose proof of use should have come by now."""
        return self.filter(state=GrantState.PAID, proof_due__lt=today)

    def with_money(self) -> Self:
        """Add to each grant in euro what was `paid`, what was `repaid`, and what it still `bound`.

        The rule is `budgets.rules.grants.still_bound`, said in SQL.
        """
        return self.annotate(
            paid=_booked(payments__kind="payment"),
            repaid=-_booked(payments__kind="repayment"),
        ).annotate(
            bound=Case(
                When(
                    state__in=BINDING_GRANT,
                    then=Greatest(F("granted") - F("paid"), _NOTHING, output_field=_EURO),
                ),
                default=_NOTHING,
                output_field=_EURO,
            )
        )

    def spending_of(self, year: int) -> Self:
        """Add to each grant the balance of its bookings of one year, in euro, as `spent`."""
        return self.annotate(spent=_booked(payments__outflow__year=year))

    def with_places(self) -> Self:
        """Return the grants with all that is shown of where they belong, and who acted."""
        return self.select_related(
            "fund__budget_year",
            "district",
            "social_space",
            "provider",
            "institution",
            "project",
            "recorded_by",
            "decided_by",
            "checked_by",
        ).defer(
            "district__search_vector",
            "social_space__search_vector",
            "provider__search_vector",
            "institution__search_vector",
        )
