"""Rows for tests of budgets; people come from tests.people, places from tests.networks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import transaction

from budgets.allocation import Method, allocate
from budgets.models import (
    AllocationRun,
    BudgetYear,
    FinanceLayout,
    Fund,
    Indicator,
    IndicatorSelection,
    IndicatorValue,
    Outflow,
    SmallGrant,
    YearClosing,
)
from budgets.services import calculation, closing, inputs, proposals
from budgets.tasks import calculate_run
from networks.models import District
from sro.access import Role
from tests.networks.factories import make_district
from tests.people import person

NOW = datetime(2018, 3, 1, 9, 30, tzinfo=UTC)
TODAY = date(2018, 3, 1)
AS_OF = date(2017, 12, 31)
_number = count(1)


def make_year(year: int = 2018) -> BudgetYear:
    """The budget of a year, as a draft."""
    return BudgetYear.objects.filter(year=year).first() or BudgetYear.objects.create(year=year)


def close(year: BudgetYear) -> BudgetYear:
    """The year closed by two people, whatever its check list says."""
    sheet = closing.sheet_of(closing.situation_of(year, TODAY))
    proposal = YearClosing.objects.create(
        budget_year=year,
        reason="Jahresabschluss",
        sheet=sheet.as_json(),
        proposed_by=person(Role.CONTROLLER),
        proposed_at=NOW,
    )
    YearClosing.objects.filter(pk=proposal.pk).update(
        state="confirmed", decided_by=person(Role.CONTROLLER), decided_at=NOW
    )
    steps = ["draft", "adopted", "closing", "closed"]
    year.refresh_from_db()
    for state in steps[steps.index(year.state) + 1 :]:
        BudgetYear.objects.filter(pk=year.pk).update(state=state)
    return BudgetYear.objects.get(pk=year.pk)


def make_fund(**values: Any) -> Fund:
    """The Fall fund of 2018 with a thousand euro."""
    given = {"kind": "fall", "name": "Fall", "amount": Decimal("1000.00"), **values}
    given.setdefault("budget_year", make_year())
    fund = Fund(**given)
    fund.full_clean()
    fund.save()
    return fund


def make_indicator(**values: Any) -> Indicator:
    """A count."""
    number = next(_number)
    return Indicator.objects.create(
        **{
            "code": f"count_{number}",
            "name": f"Anzahl {number}",
            "unit": "Personen",
            "kind": "count",
            "source": "Erfundene Statistik",
            "licence": "CC0",
            **values,
        }
    )


def make_value(indicator: Indicator, place: Any, value: Any, **values: Any) -> IndicatorValue:
    """The value of a district or social space at the end of 2017."""
    name = "district" if isinstance(place, District) else "social_space"
    return IndicatorValue.objects.create(
        **{
            "indicator": indicator,
            name: place,
            "reference_date": AS_OF,
            "value": Decimal(value),
            **values,
        }
    )


def make_outflow(district: District, amount: Any, **values: Any) -> Outflow:
    """A booking of 2016."""
    return Outflow.objects.create(
        **{
            "fund_kind": "fall",
            "year": 2016,
            "district": district,
            "amount": Decimal(amount),
            "booked_on": date(2016, 12, 31),
            "source": "Erfundene Buchhaltung",
            "entered_by": values.pop("entered_by", None) or person(Role.CONTROLLER),
            "entered_at": NOW,
            **values,
        }
    )


def make_grant(**values: Any) -> SmallGrant:
    """An application over 100 €, in a district of its own unless one is given."""
    return SmallGrant.objects.create(
        **{
            "fund": values.get("fund") or make_fund(kind="milieu", name="Milieu"),
            "district": values.get("district") or make_district(),
            "title": f"Vorhaben {next(_number)}",
            "purpose": "Material für ein Fest der Nachbarschaft.",
            "applicant": "Nachbarschaftsverein Musterhof",
            "requested": Decimal(100),
            "applied_on": TODAY,
            "recorded_by": values.get("recorded_by") or person(Role.CONTROLLER),
            "recorded_at": NOW,
            **values,
        }
    )


def make_layout(**values: Any) -> FinanceLayout:
    """A file format with German headings; districts by cost centre, all of the Fall fund."""
    given = {
        "name": f"Finanzverfahren {next(_number)}",
        "headings": {
            "number": "Belegnummer",
            "booked_on": "Buchungsdatum",
            "amount": "Betrag",
            "cost_centre": "Kostenstelle",
            "file_reference": "Zuordnung",
        },
        "decimal_form": "german",
        "fund_kind": "fall",
        "cost_centres": {"4711": ["01", ""], "4712": ["02", ""]},
        **values,
    }
    return FinanceLayout.objects.create(**given)


def make_districts(number: int = 3) -> list[District]:
    """Districts with two-digit keys."""
    return [make_district(key=f"{index:02}") for index in range(1, number + 1)]


def make_run(**values: Any) -> AllocationRun:
    """A draft that can be calculated: three districts, one indicator, outflow of 2016.

    With `districts`, `indicator` or `fund` given, those are used as they are.
    """
    districts = values.pop("districts", None)
    if districts is None:
        districts = list(District.objects.all()) or make_districts()
    indicator = values.pop("indicator", None)
    if indicator is None:
        indicator = make_indicator()
        for position, district in enumerate(districts, start=1):
            make_value(indicator, district, position * 10)
    fund = values.pop("fund", None) or Fund.objects.first() or make_fund()
    for position, district in enumerate(districts, start=1):
        if not Outflow.objects.of_year(fund.kind, 2016).filter(district=district).exists():
            make_outflow(district, f"{position}00.00", fund_kind=fund.kind)
    actor = values.pop("created_by", None) or person(Role.CONTROLLER)
    run = AllocationRun.objects.create(
        **{
            "fund": fund,
            "name": f"Szenario {next(_number)}",
            "indicator_share": Decimal("0.6"),
            "outflow_year": 2016,
            "created_by": actor,
            "created_at": NOW,
            **values,
        }
    )
    IndicatorSelection.objects.create(
        run=run,
        indicator=indicator,
        position=1,
        method=Method.PROPORTIONAL.value,
        direction="direct",
        reference_date=AS_OF,
    )
    return run


def make_inside_run(
    *, district: District, fund: Fund, indicators: Sequence[Indicator], **values: Any
) -> AllocationRun:
    """A draft that divides 90 euro of a district's money among its social spaces."""
    run = AllocationRun.objects.create(
        **{
            "fund": fund,
            "district": district,
            "amount": Decimal("90.00"),
            "name": f"Aufteilung {next(_number)}",
            "indicator_share": Decimal(1),
            "created_by": values.pop("created_by", None) or person(Role.CONTROLLER),
            "created_at": NOW,
            **values,
        }
    )
    for position, indicator in enumerate(indicators, start=1):
        IndicatorSelection.objects.create(
            run=run,
            indicator=indicator,
            position=position,
            method=Method.PROPORTIONAL.value,
            direction="direct",
            reference_date=AS_OF,
        )
    return run


def in_force(run: AllocationRun) -> AllocationRun:
    """The draft after calculation, proposal and a second person's approval."""
    done = proposals.propose(actor=person(Role.CONTROLLER), run=calculated(run), now=NOW)
    return proposals.approve(actor=person(Role.CONTROLLER), run=done, now=NOW)


def worked(run: AllocationRun) -> AllocationRun:
    """The started run after a worker has taken its job."""
    calculate_run(run.job_id)
    return AllocationRun.objects.get(pk=run.pk)


def calculated(run: AllocationRun) -> AllocationRun:
    """The run with its result, as a worker leaves it, without job and queue."""
    AllocationRun.objects.filter(pk=run.pk).update(state="queued")
    AllocationRun.objects.filter(pk=run.pk).update(state="running")
    fresh = AllocationRun.objects.select_related("fund__budget_year").get(pk=run.pk)
    collected = inputs.collect(fresh)
    assert collected.inputs is not None, [gap.text for gap in collected.gaps]
    result = allocate(collected.inputs)
    with transaction.atomic():
        calculation.store(run=fresh, collected=collected, result=result, now=NOW)
    return AllocationRun.objects.get(pk=run.pk)


def make_calculated_run(**values: Any) -> AllocationRun:
    """A run with its result."""
    return calculated(make_run(**values))


def make_proposed_run(proposer: Any = None, **values: Any) -> AllocationRun:
    """A run that waits for a second person."""
    return proposals.propose(
        actor=proposer or person(Role.CONTROLLER), run=make_calculated_run(**values), now=NOW
    )


def make_approved_run(**values: Any) -> AllocationRun:
    """A run in force."""
    return proposals.approve(
        actor=person(Role.CONTROLLER), run=make_proposed_run(**values), now=NOW
    )
