"""Needs and reports of them for tests."""

from __future__ import annotations

from itertools import count
from typing import Any

from networks.models import Need, NeedReport
from networks.services import needs as service
from sro.access import Role
from tests.networks.factories import NOW, TODAY, make_space
from tests.people import person

_number = count(1)


def make_need(**values: Any) -> Need:
    """A need somebody reported, in a social space of its own unless one is given."""
    space = values.get("social_space")
    if space is None and "district" not in values:
        space = make_space()
    district = values.get("district") or space.district
    who = values.pop("by", None) or person(Role.CASEWORKER, district=district)
    words = values.pop("words", "")
    need = Need.objects.create(
        **{
            "title": f"Treff {next(_number)}",
            "reported_on": TODAY,
            "reported_by": who,
            **values,
            "social_space": space,
            "district": district,
        }
    )
    NeedReport.objects.create(need=need, reporter=who, reported_on=TODAY, words=words)
    return need


def take(need: Need, step: str, planner: Any, **more: Any) -> Need:
    """Take a step with a need as it stands now."""
    need = Need.objects.get(pk=need.pk)
    usual: dict[str, dict[str, Any]] = {
        "assess": {"values": {"priority": "soon", "assessment": "Wird gebraucht."}},
        "plan": {"values": {"budget_line": "Milieu"}},
        "decline": {"reason": "Das gibt es schon."},
        "reopen": {"reason": "Nun doch."},
    }
    return service.take_step(
        actor=planner,
        need=need,
        step=step,
        version=need.version,
        now=NOW,
        **{**usual.get(step, {}), **more},
    )
