"""Minutes: taking them, approving, sharing, printing; what became of tasks."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from networks.forms.meetings import TaskForm
from networks.forms.minutes import MinutesForm
from networks.meeting_facts import facts_of
from networks.minutes_paper import minutes_paper
from networks.models import (
    AgendaItem,
    MeetingInvitation,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
)
from networks.rules.meetings import TaskState
from networks.services import meetings as steps
from networks.services import minutes as service
from networks.views.meetings import address_of, loaded, to_meeting
from networks.views.networks import address_of as network_address
from networks.views.networks import to_network
from networks.views.pages import load, named_in
from sro import access
from sro.audit.trail import record_export
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page
from sro.ui.exports import attachment


def minutes_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the minutes while people speak; what is typed is kept at every moment."""
    meeting = loaded(request, pk, "change")
    user = request.user
    items = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
    rows = MeetingInvitation.objects.visible_to(user).filter(meeting=meeting)
    there = list(rows.filter(attended=True).values_list("member_id", flat=True))
    current = NetworkMember.objects.visible_to(user).filter(network=meeting.network_id)
    members = current.valid_on(meeting.day) | current.filter(pk__in=rows.values("member_id"))
    tasks = NetworkTask.objects.visible_to(user).filter(meeting=meeting).order_by("pk")
    return form_page(
        request,
        form_class=MinutesForm,
        form_kwargs={
            "meeting": meeting,
            "items": items.prefetch_related("decisions"),
            "tasks": tasks,
            "members": sorted(
                members.distinct().with_names(), key=lambda member: str(member).casefold()
            ),
            "present": there,
        },
        template="networks/minutes_form.html",
        save=lambda form, version: service.write_minutes(
            actor=user,
            meeting=meeting,
            minutes=form.minutes(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Minutes"),
        context={
            "version": meeting.version,
            "meeting": meeting,
            "earlier": facts_of(user, meeting).earlier,
        },
        draft_key=f"networks:minutes_edit:{pk}",
        success_url=address_of,
        success_message=_("The minutes have been saved as a draft."),
        cancel_url=address_of(meeting),
        breadcrumbs=to_meeting(meeting),
        submit_label=_("Save minutes"),
    )


def minutes_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a later meeting approves these minutes."""
    meeting = loaded(request, pk, "change")
    user = request.user
    later = NetworkMeeting.objects.visible_to(user).filter(
        network=meeting.network_id, starts_at__gt=meeting.starts_at
    )
    if asked := named_in(request, "in"):
        approving = get_object_or_404(later, pk=asked)
    else:
        approving = later.exclude(state="cancelled").order_by("starts_at").first()
    if approving is None:
        raise Http404
    return confirm_page(
        request,
        title=_("Approve the minutes?"),
        consequences=[
            _("The minutes of %(day)s are approved in the meeting of %(later)s.")
            % {"day": f"{meeting.day:%d.%m.%Y}", "later": f"{approving.day:%d.%m.%Y}"},
            _("From then on nobody can change them. Tasks can still be followed up."),
        ],
        action=lambda cleaned, version: steps.approve_minutes(
            actor=user,
            meeting=meeting,
            approved_in=approving,
            version=version,
            now=timezone.now(),
        ),
        instance=meeting,
        submit_label=_("Approve minutes"),
        success_message=_("The minutes are approved."),
        success_url=address_of(approving),
        cancel_url=address_of(approving),
        breadcrumbs=to_meeting(meeting),
    )


def minutes_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Let guests and providers read the minutes, or no longer."""
    meeting = loaded(request, pk, "change")
    shared = not meeting.minutes_shared
    if shared:
        title = _("Show the minutes to guests?")
        consequences = [
            _("Guests and people of providers who were invited read texts, decisions and tasks."),
            _(
                "Residents and volunteers are not named to them in lists; texts stay as you wrote"
                " them."
            ),
        ]
    else:
        title = _("No longer show the minutes to guests?")
        consequences = [_("Guests and people of providers see date and agenda only.")]
    return confirm_page(
        request,
        title=title,
        consequences=consequences,
        action=lambda cleaned, version: steps.share_minutes(
            actor=request.user,
            meeting=meeting,
            shared=shared,
            version=version,
            now=timezone.now(),
        ),
        instance=meeting,
        submit_label=_("Show them") if shared else _("No longer show them"),
        success_message=_("Saved."),
        success_url=address_of(meeting),
        cancel_url=address_of(meeting),
        breadcrumbs=to_meeting(meeting),
    )


@require_safe
def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand out the minutes as a document."""
    meeting = loaded(request, pk, "read_minutes")
    if not meeting.has_minutes:
        raise Http404
    paper = minutes_paper(facts_of(request.user, meeting), timezone.localtime())
    record_export(request.user, "networkmeeting.minutes", meeting, format="pdf", rows=1)
    stem = f"protokoll-{slugify(meeting.network.name)}-{meeting.day:%Y-%m-%d}"
    return attachment(paper, f"{stem}.pdf", "application/pdf")


def task_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a task."""
    rows = NetworkTask.objects.visible_to(request.user).select_related("network", "meeting")
    task = load(request, rows, pk, "follow_up")
    # Whoever took it on may not see the meeting; the network always.
    seen = access.can(request.user, "view", task.meeting)
    back = address_of(task.meeting) if seen else network_address(task.network)
    return form_page(
        request,
        form_class=TaskForm,
        instance=task,
        initial={
            "state": TaskState.DONE if task.state == TaskState.OPEN else task.state,
            "note": task.note,
        },
        save=lambda form, version: service.follow_up(
            actor=request.user,
            task=task,
            state=form.cleaned_data["state"],
            note=form.cleaned_data["note"],
            version=version,
            now=timezone.now(),
        ),
        title=_("What became of it?"),
        intro=task.title,
        success_url=back,
        success_message=_("Noted. The next meeting sees it on top."),
        cancel_url=back,
        breadcrumbs=to_meeting(task.meeting) if seen else to_network(task.network),
    )
