"""What is written down in the course of a project: milestones, sessions, outcome, judgement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.forms.project_sessions import SessionsForm
from networks.forms.projects import (
    JudgementForm,
    MilestoneChangeForm,
    MilestoneForm,
    OutcomeForm,
    SessionForm,
)
from networks.models import (
    AvoidedSupport,
    Project,
    ProjectMilestone,
    ProjectOutcome,
    ProjectSession,
)
from networks.services import project_parts as service
from networks.views.pages import load
from networks.views.projects import address_of, to_project
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.templatetags.ui import day as day_text


def _project(request: HttpRequest, pk: int, action: str) -> Project:
    return load(request, Project.objects.visible_to(request.user), pk, action)


def _form(request: HttpRequest, project: Project, **options: Any) -> HttpResponse:
    """Show and take a form that leads back to the project."""
    return form_page(
        request,
        **{
            "template": "networks/form_page.html",
            "success_url": address_of(project),
            "cancel_url": address_of(project),
            "breadcrumbs": to_project(project),
            **options,
        },
    )


def _delete(
    request: HttpRequest, project: Project, row: Any, title: str, action: Callable[[int], None]
) -> HttpResponse:
    return confirm_page(
        request,
        title=title,
        consequences=[_("It is removed from the project. Its history is kept.")],
        action=lambda cleaned, version: action(version),
        instance=row,
        submit_label=_("Delete"),
        success_message=_("Deleted."),
        success_url=address_of(project),
        cancel_url=address_of(project),
        danger=True,
        breadcrumbs=to_project(project),
    )


def milestone_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a milestone."""
    project = _project(request, pk, "note")
    return _form(
        request,
        project,
        form_class=MilestoneForm,
        save=lambda form, version: service.add_milestone(
            actor=request.user, project=project, now=timezone.now(), **form.cleaned_data
        ),
        title=_("Set a milestone"),
        success_message=_("The milestone is set."),
        draft_key=f"networks:milestone_new:{pk}",
    )


def milestone_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a milestone, or note when it was reached."""
    user = request.user
    rows = ProjectMilestone.objects.visible_to(user).select_related("project")
    milestone = load(request, rows, pk, "change")
    return _form(
        request,
        milestone.project,
        form_class=MilestoneChangeForm,
        instance=milestone,
        save=lambda form, version: service.change_milestone(
            actor=user,
            milestone=milestone,
            changes=form.cleaned_data,
            version=version,
            today=timezone.localdate(),
            now=timezone.now(),
        ),
        title=_("Milestone: %(name)s") % {"name": milestone.title},
    )


def milestone_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a milestone."""
    rows = ProjectMilestone.objects.visible_to(request.user).select_related("project")
    milestone = load(request, rows, pk, "delete")
    return _delete(
        request,
        milestone.project,
        milestone,
        _("Delete the milestone “%(name)s”?") % {"name": milestone.title},
        lambda version: service.delete_milestone(
            actor=request.user, milestone=milestone, version=version, now=timezone.now()
        ),
    )


def sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter many sessions at once."""
    project = _project(request, pk, "note")

    def save(form: SessionsForm, version: int) -> list[ProjectSession]:
        try:
            return service.enter_sessions(
                actor=request.user,
                project=project,
                rows=form.rows(),
                today=timezone.localdate(),
                now=timezone.now(),
            )
        except service.SessionsRefused as refused:
            raise form.mark(refused) from refused

    return _form(
        request,
        project,
        form_class=SessionsForm,
        save=save,
        title=_("Enter sessions: %(name)s") % {"name": project.title},
        intro=_("One row for each day; rows that stay empty do not count. Numbers only, no names."),
        success_message=lambda made: (
            ngettext("%(count)s session is entered.", "%(count)s sessions are entered.", len(made))
            % {"count": len(made)}
        ),
        template="networks/project_sessions.html",
        draft_key=f"networks:project_sessions:{pk}",
    )


def session_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a session."""
    user = request.user
    rows = ProjectSession.objects.visible_to(user).select_related("project")
    session = load(request, rows, pk, "change")
    return _form(
        request,
        session.project,
        form_class=SessionForm,
        instance=session,
        save=lambda form, version: service.change_session(
            actor=user,
            session=session,
            changes=form.cleaned_data,
            version=version,
            today=timezone.localdate(),
            now=timezone.now(),
        ),
        title=_("Session of %(day)s") % {"day": day_text(session.day)},
    )


def session_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a session."""
    rows = ProjectSession.objects.visible_to(request.user).select_related("project")
    session = load(request, rows, pk, "delete")
    return _delete(
        request,
        session.project,
        session,
        _("Delete the session of %(day)s?") % {"day": day_text(session.day)},
        lambda version: service.delete_session(
            actor=request.user, session=session, version=version, now=timezone.now()
        ),
    )


def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down what changed."""
    project = _project(request, pk, "note")
    return _form(
        request,
        project,
        form_class=OutcomeForm,
        instance=ProjectOutcome.objects.visible_to(request.user).filter(project=project).first(),
        save=lambda form, version: service.write_outcome(
            actor=request.user,
            project=project,
            texts=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("What came of it: %(name)s") % {"name": project.title},
        intro=_("Plainly and honestly, as partners and the council may read it."),
        success_message=_("The outcome is written down."),
        draft_key=f"networks:project_outcome:{pk}",
    )


def judgement_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge how many formal supports of a kind became unnecessary."""
    project = _project(request, pk, "judge")
    return _form(
        request,
        project,
        form_class=JudgementForm,
        form_kwargs={"user": request.user},
        initial={"judged_on": timezone.localdate()},
        save=lambda form, version: service.judge(
            actor=request.user,
            project=project,
            today=timezone.localdate(),
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Formal supports that became unnecessary"),
        intro=_(
            "A professional judgement, no measurement. It bears your name; “none” is an answer."
        ),
        success_message=_("Your judgement is noted."),
        draft_key=f"networks:judgement_new:{pk}",
    )


def judgement_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Judge anew."""
    user = request.user
    rows = AvoidedSupport.objects.visible_to(user).select_related("project", "support_type")
    judgement = load(request, rows, pk, "change")
    return _form(
        request,
        judgement.project,
        form_class=JudgementForm,
        form_kwargs={"user": user},
        instance=judgement,
        save=lambda form, version: service.change_judgement(
            actor=user,
            judgement=judgement,
            version=version,
            today=timezone.localdate(),
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Judge anew: %(kind)s") % {"kind": judgement.support_type or _("none")},
        intro=_("A professional judgement, no measurement. From now on it bears your name."),
        success_message=_("Your judgement is noted."),
    )


def judgement_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a judgement back."""
    rows = AvoidedSupport.objects.visible_to(request.user).select_related("project", "support_type")
    judgement = load(request, rows, pk, "delete")
    return _delete(
        request,
        judgement.project,
        judgement,
        _("Delete the judgement “%(what)s”?") % {"what": judgement},
        lambda version: service.delete_judgement(
            actor=request.user, judgement=judgement, version=version, now=timezone.now()
        ),
    )
