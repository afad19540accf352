"""An importer for support types, by two ways, and a planner who may use it."""

from datetime import UTC, datetime

import pytest

from networks.models import SupportType
from networks.models.catalogue import Setting
from sro import access
from sro.access import Role
from sro.access.rules import allow
from sro.ui.imports import Column, ImportContext, Importer, Kind, RowImporter, Target, registry
from tests.people import person

NOW = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
COLUMNS = (
    Column(name="code", header="Kürzel", kind=Kind.CODE, length=20, example="34"),
    Column(name="name", header="Name", length=120, example="Heimerziehung"),
    Column(name="legal_basis", header="Grundlage", synonyms=("Paragraf",), length=60),
    Column(
        name="setting",
        header="Form",
        kind=Kind.CHOICE,
        choices={"ambulant": Setting.AMBULATORY.value, "stationär": Setting.RESIDENTIAL.value},
    ),
    Column(
        name="position", header="Platz", kind=Kind.INTEGER, minimum=0, maximum=999, required=False
    ),
)


class InOneGo(Importer):
    key = "support-types"
    title = "Hilfearten"
    model = SupportType
    columns = COLUMNS
    unique = ("code",)

    def target(self, batch, context):
        return Target(
            model=SupportType, key=("code",), values=("name", "legal_basis", "setting", "position")
        )


class RowByRow(RowImporter):
    key = "support-types-rows"
    title = "Hilfearten"
    model = SupportType
    columns = COLUMNS
    unique = ("code",)
    match = ("code",)
    fields = ("name", "legal_basis", "setting", "position")


@pytest.fixture(autouse=True)
def _may_import(monkeypatch):
    monkeypatch.setitem(
        access.TABLE,
        "networks.SupportType",
        [allow([Role.PLANNER], "view import"), allow([Role.ADMINISTRATOR], "view")],
    )
    for importer in (InOneGo, RowByRow):
        monkeypatch.setitem(registry._importers, importer.key, importer())


@pytest.fixture
def planner(db):
    return person(Role.PLANNER)


@pytest.fixture
def context(planner):
    return ImportContext(actor=planner, now=NOW)


@pytest.fixture
def existing(db):
    """Two support types as they stand."""
    return [
        SupportType.objects.create(
            code="30", name="Erziehungsbeistand", legal_basis="§ 30", setting="ambulatory"
        ),
        SupportType.objects.create(
            code="34", name="Heim", legal_basis="§ 34", setting="residential", position=7
        ),
    ]


def file_of(*rows: str, header: str = "Kürzel;Name;Grundlage;Form") -> bytes:
    """A CSV file of these rows."""
    return "\n".join([header, *rows, ""]).encode()


SAME = ("30;Erziehungsbeistand;§ 30;ambulant", "34;Heim;§ 34;stationär")
NEW = "31;Familienhilfe;§ 31;Ambulant"
CHANGED = "34;Heimerziehung;§ 34;stationär"
