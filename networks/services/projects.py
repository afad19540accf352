"""Projects: entering, changing, and their way from the idea to the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from networks.models import Institution, Need, Project, ProjectPartner, Provider
from networks.rules.states import OPEN_NEEDS, PROJECT_TRANSITIONS, ProjectState
from networks.services.one_place import require_one_place
from sro import access
from sro.audit.keeping import created, updated
from sro.records import acting, create_records, locked
from sro.refusals import NotPossible, only_known
from sro.states import TransitionRefused, next_state

FIELDS = frozenset(
    {
        "title",
        "aim",
        "district",
        "social_space",
        "institution",
        "provider",
        "network",
        "volunteers",
        "starts_on",
        "ends_on",
    }
)
VERBS = {
    "plan": "planned",
    "start": "begun",
    "end": "finished",
    "drop": "dropped",
    "resume": "resumed",
}


def create_project(
    *,
    actor: Any,
    values: Mapping[str, Any],
    partners: Iterable[str] = (),
    now: datetime,
    need: Need | None = None,
) -> Project:
    """Enter an idea; `values` are some of `FIELDS`, `partners` names of organisations.

    `need` is what it shall meet: whoever decides on needs links it by this, unless it is linked
    with a project already. Raises ValidationError for wrong values.
    """
    only_known(values, FIELDS)
    with transaction.atomic():
        _require_fitting_place(values)
        project = created(actor, Project(**values, created_by=actor), now)
        _set_partners(actor, project, partners)
        if need is not None and access.can(actor, "decide", need):
            current = locked(need)
            if current.project_id is None and current.state in OPEN_NEEDS:
                linked = {"project": project}
                updated(actor, current, linked, current.version, now, action="decide")
    return project


def update_project(
    *,
    actor: Any,
    project: Project,
    values: Mapping[str, Any],
    partners: Iterable[str],
    version: int,
    now: datetime,
) -> Project:
    """Change what is known of a project. Raises like :func:`create_project`, and StaleRecord."""
    only_known(values, FIELDS)
    with transaction.atomic():
        _require_fitting_place(values)
        fresh = updated(actor, project, values, version, now)
        wanted = names_of(partners)
        if set(fresh.partners.values_list("name", flat=True)) != set(wanted):
            with acting(actor):
                _set_partners(actor, fresh, wanted)
    return fresh


def take_step(
    *,
    actor: Any,
    project: Project,
    step: str,
    reason: str = "",
    version: int,
    today: date,
    now: datetime,
) -> Project:
    """Plan, start, end, drop or resume a project; the reason that is given stays with it.

    The first start and the end are dated today unless a day is set already. Raises
    ValidationError without the reason a step needs, NotPossible where it has moved on, StaleRecord.
    """
    with transaction.atomic():
        access.require(actor, "step", project)
        current = locked(project)
        try:
            state = next_state(PROJECT_TRANSITIONS, step, current.state, reason)
        except TransitionRefused as error:
            if error.code == "reason":
                raise ValidationError({"reason": _("Please give a reason.")}) from error
            raise NotPossible(
                _("The project has moved on; please look at it again before you go on.")
            ) from error
        changes = {"state": state.value, "reason": reason.strip(), **_days(current, state, today)}
        return updated(actor, project, changes, version, now, action="step", verb=VERBS[step])


def _days(project: Project, state: str, today: date) -> dict[str, Any]:
    """Return the days that a step sets: a project runs from today, and is over from tomorrow."""
    over = today + timedelta(days=1)
    if state == ProjectState.RUNNING:
        began = project.starts_on
        found: dict[str, Any] = {}
        if began is None or began > today:
            found["starts_on"] = today
        if project.ends_on is not None and project.ends_on <= over:
            found["ends_on"] = None
        return found
    if state == ProjectState.ENDED and (project.ends_on is None or project.ends_on > over):
        return {"ends_on": over}
    return {}


def names_of(partners: Iterable[str]) -> list[str]:
    """Return the names without outer spaces, empty ones and repetitions, in their order."""
    return list(dict.fromkeys(name for each in partners if (name := " ".join(each.split()))))


def institutions_named(name: str, *, today: date) -> list[Institution]:
    """Return the institutions of exactly this name, at most two: more than one is none."""
    rows = Institution.objects.active_on(today).filter(name__iexact=name.strip())
    return list(rows.select_related("social_space").defer("search_vector")[:2])


def _set_partners(actor: Any, project: Project, partners: Iterable[str]) -> None:
    wanted = names_of(partners)
    there = {each.name: each for each in project.partners.all()}
    gone = [each.pk for name, each in there.items() if name not in wanted]
    if gone:
        access.require(actor, "delete", ProjectPartner)
        project.partners.filter(pk__in=gone).delete()
    create_records(
        actor,
        [
            ProjectPartner(project=project, name=name, **_entry_named(name))
            for name in wanted
            if name not in there
        ],
    )


def _entry_named(name: str) -> dict[str, Any]:
    """Return the one entry of the registry that bears a name; its link stands with the name."""
    for field, model in (("institution", Institution), ("provider", Provider)):
        found = model.objects.filter(name__iexact=name).defer("search_vector")[:2]
        if len(found) == 1:
            return {field: found[0]}
    return {}


def _require_fitting_place(values: Mapping[str, Any]) -> None:
    """Refuse a social space of another district, and an institution elsewhere."""
    district = values.get("district")
    require_one_place(values.get("social_space"), district)
    institution = values.get("institution")
    there = institution.social_space if institution is not None else None
    if there is not None and district is not None and there.district_id != district.pk:
        raise ValidationError({"institution": _("This institution lies in another district.")})
