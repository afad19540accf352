"""Projects: list, record, entering, changing, the steps of their way, the printed report."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from networks.filters.projects import ProjectFilter
from networks.forms.projects import STEP_FORMS, ProjectForm
from networks.models import (
    AvoidedSupport,
    Institution,
    Need,
    Project,
    ProjectOutcome,
    ProjectSession,
)
from networks.papers import project_report
from networks.project_numbers import Counts, counts_of
from networks.rules.states import PROJECT_TRANSITIONS, NeedState, ProjectState
from networks.services import projects as service
from networks.services.small_counts import limit
from networks.views.fragments import HOURS, MONEY
from networks.views.pages import allowed, crumbs, load, named_in, place_of, with_place
from sro import access
from sro.audit.trail import record_export
from sro.states import possible_actions
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.exports import attachment
from sro.ui.tables import Action, Column, EmptyState, ListPage

#: How many sessions the record shows at once.
LATEST = 12
#: A step: its button, the question, what happens, what is said afterwards.
STEPS = {
    "planen": (
        "plan",
        gettext_lazy("Plan it"),
        gettext_lazy("Plan “%(title)s”?"),
        gettext_lazy("The project is no longer only an idea; it has not begun yet."),
        gettext_lazy("The project is planned."),
    ),
    "beginnen": (
        "start",
        gettext_lazy("Start it"),
        gettext_lazy("Start “%(title)s”?"),
        gettext_lazy("From now on sessions can be entered. It begins today unless a day is set."),
        gettext_lazy("The project has begun."),
    ),
    "beenden": (
        "end",
        gettext_lazy("End it"),
        gettext_lazy("End “%(title)s”?"),
        gettext_lazy("Sessions up to today can still be entered; then the outcome is asked for."),
        gettext_lazy("The project has ended. Please write down what came of it."),
    ),
    "aufgeben": (
        "drop",
        gettext_lazy("Drop it"),
        gettext_lazy("Drop “%(title)s”?"),
        gettext_lazy("It stays in the list with your reason and can be taken up again."),
        gettext_lazy("The project is dropped; the reason is noted."),
    ),
    "fortsetzen": (
        "resume",
        gettext_lazy("Take it up again"),
        gettext_lazy("Take up “%(title)s” again?"),
        gettext_lazy("The project runs again; an outcome that is written down stays."),
        gettext_lazy("The project runs again."),
    ),
}


def address_of(project: Project) -> str:
    """Return the address of a project's page."""
    return reverse("networks:project_detail", args=[project.pk])


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Projects"), "networks:project_list"))


def to_project(project: Project) -> list[Crumb]:
    """Return the way to a project."""
    return [*to_list(), crumb(project.title, "networks:project_detail", project.pk)]


@require_safe
def project_list(request: HttpRequest) -> HttpResponse:
    """Show, filter, sort and take along the projects."""
    user = request.user
    access.require(user, "view", Project)
    new = reverse("networks:project_new")
    return ListPage(
        request,
        title=_("Projects"),
        queryset=Project.objects.visible_to(user).with_places().with_numbers(),
        columns=_columns(limit()),
        sort="titel",
        filterset_class=ProjectFilter,
        breadcrumbs=crumbs(),
        actions=allowed(
            request,
            "add",
            Project,
            Action(_("Enter a project"), with_place(request, new), primary=True),
        ),
        export_name="projekte",
        empty=EmptyState(
            _("No project has been entered yet."),
            _("Something people do together in a place, from the idea to an honest outcome."),
            *((new, _("Enter a project")) if access.can(user, "add", Project) else ()),
        ),
    ).response()


def _columns(most: int) -> list[Column]:
    def shown(name: str) -> Any:
        return lambda row: counts_of(row, most).shown(name)

    return [
        Column("titel", _("project"), "title", ("title",), url=address_of),
        Column("stand", _("State"), "get_state_display", ("state", "title")),
        Column("sozialraum", _("Social space"), "social_space.name", ("social_space__sort_key",)),
        Column("bezirk", _("District"), "district.name", ("district__sort_key", "title")),
        Column("traeger", _("Carried by"), "provider.name", ("provider__sort_key", "title")),
        Column("beginn", _("Begins"), "starts_on", ("starts_on",), "date"),
        Column("ende", _("Ends before"), "ends_on", ("ends_on",), "date"),
        Column("termine", _("Sessions"), "session_count", ("session_count",), "number"),
        Column("kinder", _("Children at sessions"), shown("children"), kind="number"),
        Column("eltern", _("Parents at sessions"), shown("parents"), kind="number"),
        Column("andere", _("Others at sessions"), shown("others"), kind="number"),
        Column("freiwillige", _("Volunteers"), shown("volunteers"), kind="number"),
    ]


@require_safe
def project_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a project: what it is for, who is in it, its course and what came of it."""
    user = request.user
    project = load(request, Project.objects.visible_to(user).with_places().with_numbers(), pk)
    notes = access.can(user, "note", project)
    counts = access.can(user, "count", project)
    every = request.GET.get("termine") == "alle"
    sessions = ProjectSession.objects.visible_to(user).filter(project=project)
    found = list(sessions if every else sessions[: LATEST + 1]) if counts else []
    more = not every and len(found) > LATEST
    return render(
        request,
        "networks/project_detail.html",
        {
            "title": project.title,
            "breadcrumbs": to_list(),
            "actions": _actions(request, project),
            "project": project,
            "partners": project.partners.select_related("institution", "provider").defer(
                "institution__search_vector", "provider__search_vector"
            ),
            "sees_network": project.network is not None
            and access.can(user, "view", project.network),
            "needs": Need.objects.visible_to(user).filter(project=project),
            "milestones": project.milestones.all(),
            "sessions": found[:LATEST] if more else found,
            "more_sessions": more,
            "sees_sessions": counts,
            "counts": Counts.plain(project) if notes else counts_of(project, limit()),
            "outcome": ProjectOutcome.objects.visible_to(user).filter(project=project).first(),
            "judgements": AvoidedSupport.objects.visible_to(user)
            .filter(project=project)
            .select_related("support_type", "judged_by"),
            "notes": notes,
            "judges": project.takes_sessions and access.can(user, "judge", project),
            "begun": project.takes_sessions,
            "today": timezone.localdate(),
            "sees_money": access.has_role(user, *MONEY),
            "sees_hours": access.has_role(user, *HOURS),
        },
    )


def _actions(request: HttpRequest, project: Project) -> list[Action]:
    user, pk = request.user, project.pk
    found: list[Action] = []
    if project.state == ProjectState.RUNNING and access.can(user, "note", project):
        found.append(
            Action(
                _("Enter sessions"), reverse("networks:project_sessions", args=[pk]), primary=True
            )
        )
    if access.can(user, "step", project):
        possible = possible_actions(PROJECT_TRANSITIONS, project.state)
        found += [
            Action(
                label,
                reverse("networks:project_step", args=[pk, word]),
                primary=not found and step in ("plan", "start") and step == possible[0],
            )
            for word, (step, label, *_rest) in STEPS.items()
            if step in possible
        ]
    if access.can(user, "change", project):
        found.append(Action(_("Edit"), reverse("networks:project_edit", args=[pk])))
    if project.takes_sessions:
        found.append(Action(_("Report (PDF)"), reverse("networks:project_report", args=[pk])))
    return found


def project_new(request: HttpRequest) -> HttpResponse:
    """Enter a project."""
    user = request.user
    access.require(user, "add", Project)
    need = _need_of(request)
    return form_page(
        request,
        form_class=ProjectForm,
        form_kwargs={"user": user},
        initial=_beginning(request),
        save=lambda form, version: service.create_project(
            actor=user,
            values=form.values(),
            partners=form.partner_names(),
            now=timezone.now(),
            need=need,
        ),
        title=_("Enter a project"),
        intro=_("Only a title, what it is for and the district are needed; the rest can follow."),
        template="networks/form_page.html",
        success_url=lambda saved: _after(need, user, saved),
        success_message=lambda saved: _("“%(name)s” is entered.") % {"name": saved.title},
        cancel_url=reverse("networks:project_list"),
        breadcrumbs=to_list(),
    )


def _beginning(request: HttpRequest) -> dict[str, Any]:
    """Return what the address names: the need or the place the person comes from."""
    user = request.user
    need = _need_of(request)
    if need is not None:
        return {
            "title": need.title,
            "aim": need.description,
            "social_space": need.social_space_id,
            "district": need.district_id,
        }
    institution = (
        Institution.objects.visible_to(user)
        .filter(pk=named_in(request, "einrichtung"))
        .select_related("social_space")
        .defer("search_vector")
        .first()
    )
    if institution is not None:
        return {
            "institution": institution.name,
            "social_space": institution.social_space_id,
            "district": institution.social_space.district_id,
        }
    return place_of(request)


def _need_of(request: HttpRequest) -> Need | None:
    """Return the need the project shall answer, if the address names one."""
    return Need.objects.visible_to(request.user).filter(pk=named_in(request, "bedarf")).first()


def _after(need: Need | None, user: Any, project: Project) -> str:
    """Lead to the project, or on to planning the need by it where the person decides on needs."""
    if need is None or need.state != NeedState.ASSESSED or not access.can(user, "decide", need):
        return address_of(project)
    return f"{reverse('networks:need_plan', args=[need.pk])}?projekt={project.pk}"


def project_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a project."""
    user = request.user
    project = load(request, Project.objects.visible_to(user).with_places(), pk, "change")
    return form_page(
        request,
        form_class=ProjectForm,
        form_kwargs={"user": user},
        instance=project,
        save=lambda form, version: service.update_project(
            actor=user,
            project=project,
            values=form.values(),
            partners=form.partner_names(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": project.title},
        template="networks/form_page.html",
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.title},
        cancel_url=address_of(project),
        breadcrumbs=to_project(project),
    )


def project_step(request: HttpRequest, pk: int, word: str) -> HttpResponse:
    """Plan, start, end, drop or resume a project."""
    if word not in STEPS:
        raise Http404
    user = request.user
    project = load(request, Project.objects.visible_to(user), pk, "step")
    step, label, question, what, done = STEPS[word]
    return confirm_page(
        request,
        title=question % {"title": project.title},
        consequences=[str(what)],
        form_class=STEP_FORMS[PROJECT_TRANSITIONS[step].needs_reason],
        action=lambda cleaned, version: service.take_step(
            actor=user,
            project=project,
            step=step,
            reason=cleaned["reason"],
            version=version,
            today=timezone.localdate(),
            now=timezone.now(),
        ),
        instance=project,
        submit_label=str(label),
        success_message=str(done),
        success_url=address_of(project),
        cancel_url=address_of(project),
        breadcrumbs=to_project(project),
    )


@require_safe
def project_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the report about a project as PDF, without numbers of so few people."""
    user = request.user
    project = get_object_or_404(
        Project.objects.visible_to(user).with_places().with_numbers(), pk=pk
    )
    if not project.takes_sessions:
        raise Http404
    paper = project_report(
        project,
        counts=counts_of(project, limit()),
        outcome=ProjectOutcome.objects.visible_to(user).filter(project=project).first(),
        judgements=AvoidedSupport.objects.visible_to(user)
        .filter(project=project)
        .select_related("support_type", "judged_by"),
        needs=Need.objects.visible_to(user).filter(project=project),
        now=timezone.localtime(),
    )
    record_export(user, "export.projekt", project, format="pdf", rows=1)
    name = slugify(project.title)[:60] or "projekt"
    return attachment(paper, f"projekt-{name}.pdf", "application/pdf")
