"""The Berlin budget of 2018 for the demo, made by the product's own services.

Indicators and outflow are published figures (sro/demo/data/berlin/README.md); the amounts of the
Milieu and Struktur funds and the mix are invented or assumed, and say so.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from budgets.allocation import Direction, Method
from budgets.imports import IndicatorValues, OutflowBookings
from budgets.models import AllocationRun, BudgetYear, Fund, Indicator, IndicatorModule
from budgets.services.funds import create_cover_group, create_fund
from budgets.services.indicators import create_indicator
from budgets.services.runs import SelectionData, create_run
from budgets.services.years import create_year
from sro.access import Role
from sro.accounts.models import User
from sro.demo.finance import create_layouts, set_year_sums_aside
from sro.ui.imports import ImportContext, apply_file

DATA = Path(__file__).parent / "data" / "berlin"
YEAR = 2018
OUTFLOW_YEAR = 2016
AS_OF = date(2017, 12, 31)
RUN_NAME = "Essen 60/40"

POPULATION = "Amt für Statistik Berlin-Brandenburg, Einwohnerregister, via open-data-product"
POPULATION_LICENCE = "CC BY 3.0 DE"
CORE = (
    "Kernindikatoren, Senatsverwaltung für Stadtentwicklung und Wohnen Berlin / Amt für Statistik "
    "Berlin-Brandenburg, via technologiestiftung/bezirksregionenprofile"
)
SPENDING = "Abgeordnetenhaus Berlin, Drucksache 18/10556"
DERIVED = "Hier errechnet: veröffentlichter Anteil × Bevölkerung. "

#: code → name, unit, whether it adds up, source, licence, what exactly is counted
_COUNTS = {
    "inhabitants": (
        "Bevölkerung",
        "Personen",
        POPULATION,
        POPULATION_LICENCE,
        "Gemeldete Personen am Ort der Hauptwohnung.",
    ),
    "inhabitants_u18": (
        "Bevölkerung unter 18 Jahren",
        "Personen",
        POPULATION,
        POPULATION_LICENCE,
        "Gemeldete Personen unter 18 Jahren.",
    ),
    "inhabitants_u18_migration_background": (
        "Bevölkerung unter 18 Jahren mit Migrationshintergrund",
        "Personen",
        POPULATION,
        POPULATION_LICENCE,
        "Gemeldete Personen unter 18 Jahren mit Migrationshintergrund.",
    ),
    "transfer_recipients_u65": (
        "Personen unter 65 Jahren mit Transferbezug",
        "Personen",
        CORE,
        "",
        DERIVED + "Bezug von Leistungen nach SGB II und SGB XII, unter 65 Jahren.",
    ),
    "public_green_m2": (
        "Öffentliche Grünfläche",
        "m²",
        CORE,
        "",
        DERIVED + "Fläche öffentlicher Grünanlagen.",
    ),
}
_SOCIOECONOMIC = ("transfer_recipients", "unemployed")
_SURROUNDINGS = ("public_green", "youth_facility")
#: code → name, unit, direction, what exactly is measured
_RATES = {
    "public_green_m2_per_inhabitant": (
        "Öffentliche Grünfläche je Kopf",
        "m² je Kopf",
        Direction.INVERSE,
        "Fläche öffentlicher Grünanlagen im Verhältnis zur Bevölkerung.",
    ),
    "transfer_recipients_u65_percent": (
        "Anteil der Personen unter 65 Jahren mit Transferbezug",
        "Prozent",
        Direction.DIRECT,
        "Bezug von Leistungen nach SGB II und SGB XII, unter 65 Jahren.",
    ),
    "transfer_recipients_u15_percent": (
        "Anteil der Kinder unter 15 Jahren mit Transferbezug",
        "Prozent",
        Direction.DIRECT,
        "Kinder unter 15 Jahren in Haushalten mit Leistungen nach SGB II.",
    ),
    "unemployed_percent": (
        "Anteil der Arbeitslosen",
        "Prozent",
        Direction.DIRECT,
        "Arbeitslose nach SGB II und SGB III.",
    ),
    "youth_facility_places_percent": (
        "Plätze in Jugendfreizeiteinrichtungen",
        "Prozent",
        Direction.INVERSE,
        "Plätze im Verhältnis zur Zahl der jungen Menschen, veröffentlichter Anteil.",
    ),
}
_FUNDS = (
    ("fall", "Fall", Decimal("545000000.00"), "Summe zum Rechnen, keine amtliche Zahl."),
    ("milieu", "Milieu", Decimal("12000000.00"), "Erfundener Betrag."),
    ("struktur", "Struktur", Decimal("4000000.00"), "Erfundener Betrag."),
)
ASSUMPTIONS = (
    "Annahmen: Essen hat weder Gewichte noch Verfahren veröffentlicht. Hier zählen die vier "
    "Kennzahlen gleich viel; Personenzahlen wirken im Verhältnis, die Grünfläche je Kopf gewichtet "
    "die jungen Menschen umgekehrt: weniger Grün, mehr Geld. Letzte veröffentlichte Ausgaben: 2016."
)
_GOLDEN_COUNTS = (
    "inhabitants_u18",
    "transfer_recipients_u65",
    "inhabitants_u18_migration_background",
)
_GOLDEN_RATE = "public_green_m2_per_inhabitant"


def create(now: datetime, actor: Any = None) -> AllocationRun:
    """Make indicators, ledger, budget year, funds and a draft run; what exists stays as it is.

    `actor` is the demo's controller unless given. Needs the districts and social spaces of Berlin.
    """
    controller = actor or _controller()
    context = ImportContext(actor=controller, now=now)
    with transaction.atomic():
        _indicators(controller, now)
        for name in ("indicators_districts.csv", "indicators_regions.csv"):
            apply_file(IndicatorValues(), DATA / name, context)
        apply_file(OutflowBookings(), _bookings(), context)
        set_year_sums_aside(controller, SPENDING, now)
        create_layouts(controller, now)
        year = BudgetYear.objects.filter(year=YEAR).first() or create_year(
            actor=controller, year=YEAR, now=now
        )
        funds = _funds(controller, year, now)
        return _run(controller, funds["fall"], now)


def _controller() -> User:
    people = User.objects.filter(is_active=True, memberships__role=Role.CONTROLLER)
    found = people.order_by("pk").first()
    if found is None:
        raise ObjectDoesNotExist("The demo budget needs a controller; make the people first.")
    return found


def _indicators(actor: Any, now: datetime) -> None:
    present = set(Indicator.objects.values_list("code", flat=True))
    for code, (name, unit, source, licence, description) in _COUNTS.items():
        if code not in present:
            create_indicator(
                actor=actor,
                now=now,
                code=code,
                name=name,
                unit=unit,
                kind="count",
                module=_module(code),
                source=source,
                licence=licence,
                description=description,
            )
    children = Indicator.objects.get(code="inhabitants_u18")
    for code, (name, unit, direction, description) in _RATES.items():
        if code not in present:
            create_indicator(
                actor=actor,
                now=now,
                code=code,
                name=name,
                unit=unit,
                kind="rate",
                module=_module(code),
                source=CORE,
                description=description,
                default_method=Method.RANGE_WEIGHTED.value,
                default_direction=direction.value,
                default_base=children,
            )


def _module(code: str) -> IndicatorModule:
    if code.startswith(_SOCIOECONOMIC):
        return IndicatorModule.SOCIOECONOMIC
    if code.startswith(_SURROUNDINGS):
        return IndicatorModule.SURROUNDINGS
    return IndicatorModule.SOCIODEMOGRAPHIC


def _bookings() -> bytes:
    """The published spending as a file of the finance system: one booking a district and year."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(
        [
            "Buchungsnummer",
            "Topf",
            "Haushaltsjahr",
            "Bezirk",
            "Betrag",
            "Buchungstag",
            "Text",
            "Quelle",
        ]
    )
    with (DATA / "hze_outflow.csv").open(encoding="utf-8", newline="") as published:
        for row in csv.DictReader(published):
            year, key = row["year"], row["district_key"]
            writer.writerow(
                [
                    f"BE-18-10556-{year}-{key}",
                    "Fall",
                    year,
                    key,
                    f"{row['outflow_eur']},00",
                    f"31.12.{year}",
                    "Jahressumme Hilfen zur Erziehung, veröffentlicht in Tausend Euro",
                    SPENDING,
                ]
            )
    return text.getvalue().encode()


def _funds(actor: Any, year: BudgetYear, now: datetime) -> dict[str, Fund]:
    present = {fund.kind: fund for fund in Fund.objects.filter(budget_year=year)}
    if present:
        return present
    for kind, name, amount, note in _FUNDS:
        present[kind] = create_fund(
            actor=actor,
            budget_year=year,
            kind=kind,
            name=name,
            amount=amount,
            note=note,
            now=now,
        )
    create_cover_group(
        actor=actor,
        budget_year=year,
        name="Fall und Milieu",
        funds=[present["fall"], present["milieu"]],
        now=now,
    )
    return present


def _run(actor: Any, fund: Fund, now: datetime) -> AllocationRun:
    present = AllocationRun.objects.filter(fund=fund, name=RUN_NAME).first()
    if present is not None:
        return present
    return create_run(
        actor=actor,
        fund=fund,
        name=RUN_NAME,
        note=ASSUMPTIONS,
        parameters={"indicator_share": Decimal("0.6"), "outflow_year": OUTFLOW_YEAR},
        selections=golden_selections(),
        now=now,
    )


def by_indicators(actor: Any, fund: Fund, now: datetime) -> AllocationRun:
    """Lay out a draft that divides the fund by the indicators alone."""
    return create_run(
        actor=actor,
        fund=fund,
        name="Nach Kennzahlen",
        note="Ohne Vorjahr: Für diesen Topf gibt es noch keines.",
        parameters={"indicator_share": Decimal(1)},
        selections=golden_selections(),
        now=now,
    )


def golden_selections() -> list[SelectionData]:
    """The four indicators of Essen as far as Berlin publishes them, with equal weights."""
    indicators = {each.code: each for each in Indicator.objects.all()}
    return [
        SelectionData.usual(indicators[code], AS_OF) for code in (*_GOLDEN_COUNTS, _GOLDEN_RATE)
    ]
