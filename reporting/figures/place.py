"""Figures of what goes on in the place, and of the conferences that families hold themselves."""

from __future__ import annotations

from reporting.figures.base import Figure, Section, Unit, complete, gettext_noop

_COUNCILS = gettext_noop("Support planning: family group conferences")
_NETWORKS = gettext_noop("Social space: networks and their meetings")
_NEEDS = gettext_noop("Social space: the board of needs")
_PROJECTS = gettext_noop("Social space: projects")
_REGISTRY = gettext_noop("Social space: history of the registry")

PLACE: tuple[Figure, ...] = (
    Figure(
        "councils_held",
        Section.TOGETHER,
        gettext_noop("Family group conferences held"),
        gettext_noop("Family group conferences whose day lies in the quarter and that took place."),
        _COUNCILS,
        Unit.NUMBER,
        ("councils_held",),
        people=("councils_held",),
    ),
    Figure(
        "meetings_held",
        Section.PLACE,
        gettext_noop("Meetings of networks"),
        gettext_noop(
            "Meetings of networks of the district and its social spaces that were held in the"
            " quarter. Networks of the whole municipality are not counted."
        ),
        _NETWORKS,
        Unit.NUMBER,
        ("meetings_held",),
    ),
    Figure(
        "networks_overdue",
        Section.PLACE,
        gettext_noop("Networks overdue"),
        gettext_noop(
            "Networks with an agreed rhythm that exist on the last day of the quarter and have had"
            " no meeting for longer than the rhythm."
        ),
        _NETWORKS,
        Unit.NUMBER,
        ("networks_overdue",),
    ),
    Figure(
        "needs_realised",
        Section.PLACE,
        gettext_noop("Needs realised"),
        gettext_noop("Needs of the place that were noted as realised in the quarter."),
        _NEEDS,
        Unit.NUMBER,
        ("needs_realised",),
    ),
    Figure(
        "projects_running",
        Section.PLACE,
        gettext_noop("Projects running"),
        gettext_noop(
            "Projects that have begun and not ended on the last day of the quarter. Ideas, plans"
            " and projects that were dropped are not counted."
        ),
        _PROJECTS,
        Unit.NUMBER,
        ("projects_running",),
    ),
    Figure(
        "volunteers",
        Section.PLACE,
        gettext_noop("Volunteers in projects"),
        gettext_noop(
            "Volunteers of the projects running on the last day of the quarter, as the projects"
            " give their number. Somebody in two projects counts twice. Where a project has not"
            " given its number, the sum is not known."
        ),
        _PROJECTS,
        Unit.NUMBER,
        ("volunteers", "projects_unnumbered"),
        complete,
        people=("volunteers",),
    ),
    Figure(
        "entries_verified",
        Section.PLACE,
        gettext_noop("Institutions and offers verified"),
        gettext_noop("Entries of the registry that were verified on a day of the quarter."),
        _REGISTRY,
        Unit.NUMBER,
        ("entries_verified",),
    ),
)
