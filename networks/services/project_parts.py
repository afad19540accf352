"""What is written down in the course of a project: milestones, sessions, outcome, judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from networks.models import (
    AvoidedSupport,
    Project,
    ProjectMilestone,
    ProjectOutcome,
    ProjectSession,
    SupportType,
)
from networks.rules.projects import session_problem
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, in_words, updated
from sro.records import create_records, locked
from sro.refusals import NotPossible

SESSION = ("day", "minutes", "children", "parents", "others", "note")


class SessionsRefused(ValidationError):
    """Sessions that cannot be: `rows` maps the number of a row to what is wrong with its day."""

    def __init__(self, rows: Mapping[int, str]) -> None:
        super().__init__([*rows.values()])
        self.rows = rows


# --- milestones --------------------------------------------------------------------------------


def add_milestone(
    *, actor: Any, project: Project, title: str, due: date, now: datetime
) -> ProjectMilestone:
    """Set something that is to be reached."""
    access.require(actor, "note", project)
    return created(actor, ProjectMilestone(project=project, title=title, due=due), now)


def change_milestone(
    *,
    actor: Any,
    milestone: ProjectMilestone,
    changes: Mapping[str, Any],
    version: int,
    today: date,
    now: datetime,
) -> ProjectMilestone:
    """Change a milestone, or note that it was reached."""
    done = changes.get("done_on")
    if done is not None and done > today:
        raise ValidationError({"done_on": _("This day is still to come.")})
    return updated(actor, milestone, changes, version, now)


def delete_milestone(
    *, actor: Any, milestone: ProjectMilestone, version: int, now: datetime
) -> None:
    """Remove a milestone set by mistake."""
    deleted(actor, milestone, version, now)


# --- sessions ----------------------------------------------------------------------------------


def enter_sessions(
    *,
    actor: Any,
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    today: date,
    now: datetime,
) -> list[ProjectSession]:
    """Write several sessions at once, all or none; each row has the fields of `SESSION`.

    Raises SessionsRefused for days that cannot be or are there already, NotPossible before the
    project has begun.
    """
    with transaction.atomic():
        access.require(actor, "note", project)
        current = locked(project)
        if not current.takes_sessions:
            raise NotPossible(_("The project has not begun yet; sessions come after that."))
        known = set(current.sessions.values_list("day", flat=True))
        refused: dict[int, str] = {}
        above: set[date] = set()
        for number, row in enumerate(rows):
            text = _wrong_day(current, row["day"], today, known, above)
            if text:
                refused[number] = text
            above.add(row["day"])
        if refused:
            raise SessionsRefused(refused)
        with in_words(ProjectSession):
            made = create_records(
                actor, [ProjectSession(project=current, **dict(row)) for row in rows]
            )
        if made:
            trail.record(actor, "projectsession.entered", current, now=now, number=len(made))
    return list(made)


def change_session(
    *,
    actor: Any,
    session: ProjectSession,
    changes: Mapping[str, Any],
    version: int,
    today: date,
    now: datetime,
) -> ProjectSession:
    """Correct a session."""
    day = changes.get("day", session.day)
    with transaction.atomic():
        project = locked(session.project)
        others = project.sessions.exclude(pk=session.pk).filter(day=day)
        known = set(others.values_list("day", flat=True))
        if day != session.day and (text := _wrong_day(project, day, today, known)):
            raise ValidationError({"day": text})
        return updated(actor, session, changes, version, now)


def delete_session(*, actor: Any, session: ProjectSession, version: int, now: datetime) -> None:
    """Remove a session entered by mistake."""
    deleted(actor, session, version, now)


def _wrong_day(
    project: Project, day: date, today: date, known: set[date], above: set[date] | None = None
) -> str:
    """Return in words what speaks against a session on a day."""
    problem = session_problem(
        day,
        today=today,
        starts_on=project.starts_on,
        ends_on=project.ends_on,
        known=known,
        above=above or (),
    )
    values = {
        "day": date_format(day, "SHORT_DATE_FORMAT"),
        "start": date_format(project.starts_on, "SHORT_DATE_FORMAT") if project.starts_on else "",
        "end": date_format(project.ends_on, "SHORT_DATE_FORMAT") if project.ends_on else "",
    }
    return str(_WRONG[problem]() % values) if problem else ""


_WRONG = {
    "future": lambda: _("%(day)s is still to come."),
    "before": lambda: _("The project began on %(start)s only."),
    "after": lambda: _("The project was over from %(end)s on."),
    "known": lambda: _("%(day)s is entered already. Please change that session instead."),
    "twice": lambda: _("%(day)s stands in a row above already."),
}


# --- what came of it ---------------------------------------------------------------------------


def write_outcome(
    *, actor: Any, project: Project, texts: Mapping[str, str], version: int, now: datetime
) -> ProjectOutcome:
    """Write what changed; `version` is 0 for the first time. Raises StaleRecord."""
    access.require(actor, "note", project)
    with transaction.atomic():
        current = locked(project)
        if not current.takes_sessions:
            raise NotPossible(_("The project has not begun yet; the outcome comes after that."))
        there = ProjectOutcome.objects.filter(project=current).first()
        if there is None:
            fresh = ProjectOutcome(project=current, written_by=actor, **texts)
            return created(actor, fresh, now)
        return updated(actor, there, {**texts, "written_by": actor}, version, now)


def judge(
    *,
    actor: Any,
    project: Project,
    support_type: SupportType | None,
    number: int,
    basis: str,
    judged_on: date,
    today: date,
    now: datetime,
) -> AvoidedSupport:
    """Note how many formal supports of a kind became unnecessary, or (without a kind) none.

    Only the office judges. Raises ValidationError without a basis, or where "none" and a number
    would stand side by side.
    """
    access.require(actor, "judge", project)
    with transaction.atomic():
        current = locked(project)
        if not current.takes_sessions:
            raise NotPossible(_("The project has not begun yet; the judgement comes after that."))
        _require_past(judged_on, today)
        there = current.avoided.filter(support_type__isnull=support_type is not None)
        if there.exists():
            raise ValidationError(
                _("“None” and a number cannot stand side by side. Please remove the other first.")
            )
        return created(
            actor,
            AvoidedSupport(
                project=current,
                support_type=support_type,
                number=number if support_type else 0,
                basis=basis,
                judged_by=actor,
                judged_on=judged_on,
            ),
            now,
        )


def change_judgement(
    *,
    actor: Any,
    judgement: AvoidedSupport,
    number: int,
    basis: str,
    judged_on: date,
    version: int,
    today: date,
    now: datetime,
) -> AvoidedSupport:
    """Judge anew; from then on it is the judgement of who does so."""
    access.require(actor, "judge", judgement.project)
    _require_past(judged_on, today)
    changes: dict[str, Any] = {"basis": basis, "judged_on": judged_on, "judged_by": actor}
    if judgement.support_type_id:
        changes["number"] = number
    return updated(actor, judgement, changes, version, now)


def delete_judgement(*, actor: Any, judgement: AvoidedSupport, version: int, now: datetime) -> None:
    """Take a judgement back."""
    access.require(actor, "judge", judgement.project)
    deleted(actor, judgement, version, now)


def _require_past(day: date, today: date) -> None:
    if day > today:
        raise ValidationError({"judged_on": _("This day is still to come.")})
