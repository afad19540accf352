"""Groups of areas for tests, and supports to count in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import count
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from cases.models import Support
from networks.models import District
from reporting.models import AreaGroup, AreaGroupMember, AreaLevel, ReportSettings
from sro.access import Role
from sro.periods import Quarter
from tests.budgets.factories import make_indicator, make_value
from tests.cases.factories import make_case, make_person, make_support
from tests.networks.factories import make_district, make_space
from tests.networks.factories_providers import make_support_type
from tests.people import person

SINCE = date(2024, 1, 1)
#: The last quarters that are over, as pages offer them.
QUARTERS = tuple(Quarter.of(timezone.localdate()).shifted(-n) for n in range(12, 0, -1))
SINCE_QUARTER = QUARTERS[6]
_number = count(1)


def make_group(level: str = AreaLevel.SPACE, **values: Any) -> AreaGroup:
    """A group without areas."""
    return AreaGroup.objects.create(
        **{
            "name": f"Vernetzt {next(_number)}",
            "level": level,
            "description": "Alle Träger treffen sich jede Woche.",
            **values,
        }
    )


def make_member(group: AreaGroup, area: Any, **values: Any) -> AreaGroupMember:
    """An area of a group."""
    path = "district" if isinstance(area, District) else "social_space"
    return AreaGroupMember.objects.create(**{"group": group, path: area, "since": SINCE, **values})


def fill(space: Any, kind: Any, numbers: Sequence[int]) -> None:
    """So many supports that run all the time, then so many that run in each quarter alone."""
    case = make_case(district=space.district, social_space=space)
    first = make_support(
        case,
        make_person(case),
        support_type=kind,
        state="running",
        start=QUARTERS[0].shifted(-8).start,
    )
    rows = [_copy(first) for _each in range(numbers[0] - 1)]
    for quarter, number in zip(QUARTERS, numbers[1:], strict=False):
        span = {"start": quarter.start, "end": quarter.end, "state": "ended"}
        rows += [_copy(first, **span, end_reason="moved") for _each in range(number)]
    Support.objects.bulk_create(rows)


def _copy(support: Support, **values: Any) -> Support:
    known = {
        field.attname: getattr(support, field.attname)
        for field in Support._meta.concrete_fields
        if not field.primary_key and not getattr(field, "generated", False)
    }
    return Support(**{**known, **values})


def make_town() -> SimpleNamespace:
    """Five networked spaces, five others that vary as well, and one with two supports."""
    kind = make_support_type(code="31", legal_basis="§ 31", setting="ambulatory")
    north, south = make_district(name="Nord"), make_district(name="Süd")
    networked = [make_space(district=north) for _each in range(5)]
    others = [make_space(district=south) for _each in range(5)]
    lake = make_space(district=south, name="Am See")
    residents = make_indicator(name="Unter 21-Jährige", unit="Personen")
    long_ago = QUARTERS[0].shifted(-8).start
    for number, space in enumerate([*networked, *others]):
        fill(space, kind, [30] + [(3 * n + 5 * number) % 7 for n in range(len(QUARTERS))])
        make_value(residents, space, 1000 + 10 * number, reference_date=long_ago)
    fill(lake, kind, [2])
    make_value(residents, lake, 500, reference_date=long_ago)
    for district in (north, south):
        make_value(residents, district, 5_500, reference_date=long_ago)
    ReportSettings.objects.update_or_create(defaults={"base": residents})
    group = make_group(AreaLevel.SPACE, name="Nordwerkstatt")
    members = [make_member(group, space, since=SINCE_QUARTER.start) for space in networked]
    return SimpleNamespace(
        kind=kind,
        north=north,
        south=south,
        networked=networked,
        others=others,
        lake=lake,
        group=group,
        members=members,
        planner=person(Role.PLANNER),
    )
