"""Steps with a need: reporting, joining, correcting, deciding, reading the answer."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from networks.forms.needs import (
    AssessForm,
    JoinForm,
    NeedForm,
    NeedReasonForm,
    NeedReportForm,
    PlanForm,
    RealiseForm,
    similar_needs,
)
from networks.models import (
    AgendaItem,
    InstitutionCategory,
    Need,
    NeedAnswer,
    NeedOrigin,
    NeedReport,
    NetworkMeeting,
)
from networks.services import needs as service
from networks.services.family_words import named_family
from networks.services.meeting_needs import report_from_meeting
from networks.views.need_words import RELATED, address_of, to_board, to_need
from networks.views.pages import load, named_in, place_of
from sro import access
from sro.ui.editing import form_page

#: A figure that led to the report is handed over in the address, no longer than this.
LONGEST = 300
#: What the form of a report says about the need.
REPORTED = ("title", "words", "category", "target_group", "social_space", "district")


def need_report(request: HttpRequest) -> HttpResponse:
    """Report what is missing; open needs of the place are shown, so that one can join instead."""
    user = request.user
    access.require(user, "add", Need)

    meeting = _meeting_of(request)
    item = _item_of(request, meeting)

    def save(form: NeedReportForm, version: int) -> Need:
        values = {name: form.cleaned_data[name] for name in REPORTED}
        now = timezone.now()
        if meeting is not None:
            return report_from_meeting(actor=user, meeting=meeting, item=item, now=now, **values)
        return service.report_need(actor=user, now=now, origin=_origin(request), **values)

    return form_page(
        request,
        form_class=NeedReportForm,
        template="networks/need_report.html",
        save=save,
        initial=_from_address(request, meeting, item),
        form_kwargs={
            "visible": Need.objects.visible_to(user),
            "named": partial(named_family, user),
        },
        title=_("Report a need"),
        intro=_(
            "What is missing in the quarter? Planning looks at it and tells you what became of it."
        ),
        context={"meeting": meeting},
        draft_key=f"networks:need_report:{meeting.pk if meeting else ''}",
        submit_label=_("Report"),
        # Whoever reports from a meeting goes on with its agenda.
        success_url=_agenda_of(meeting) if meeting else address_of,
        success_message=lambda need: (
            _("“%(need)s” has been reported. You will be told what becomes of it.")
            % {"need": need.title}
        ),
        cancel_url=_agenda_of(meeting) if meeting else reverse("networks:need_board"),
        breadcrumbs=to_board(),
    )


def _meeting_of(request: HttpRequest) -> NetworkMeeting | None:
    """Return the meeting in which the need was named, if the address names one."""
    rows = NetworkMeeting.objects.visible_to(request.user).select_related("network")
    return rows.filter(pk=named_in(request, "treffen")).first()


def _item_of(request: HttpRequest, meeting: NetworkMeeting | None) -> AgendaItem | None:
    """Return the point of the meeting's agenda in which it was named."""
    rows = AgendaItem.objects.visible_to(request.user).filter(pk=named_in(request, "punkt"))
    return rows.filter(meeting=meeting).first() if meeting is not None else None


def _agenda_of(meeting: NetworkMeeting) -> str:
    return f"{reverse('networks:meeting_detail', args=[meeting.pk])}#tagesordnung"


def _origin(request: HttpRequest) -> str:
    """Whoever comes from a figure reports from figures; everybody else directly."""
    figures = request.GET.get("herkunft") == "zahlen"
    return NeedOrigin.FIGURES if figures else NeedOrigin.DIRECT


def _from_address(
    request: HttpRequest, meeting: NetworkMeeting | None, item: AgendaItem | None
) -> dict[str, Any]:
    """Return the place, the kind and the figure or point of an agenda the person comes from."""
    if meeting is not None:
        network = meeting.network
        place = {"social_space": network.social_space_id, "district": network.district_id}
    else:
        place = place_of(request)
    found: dict[str, Any] = {name: pk for name, pk in place.items() if pk is not None}
    if "social_space" in found:
        # The district is chosen only where it is missing in the whole district.
        found.pop("district", None)
    if kind := named_in(request, "art"):
        found["category"] = kind
    if item is not None:
        found["title"] = item.title
    found["words"] = request.GET.get("anlass", "")[:LONGEST]
    return found


@require_safe
def need_similar(request: HttpRequest) -> HttpResponse:
    """Show open needs like the one being reported; the form asks for them while it is filled in."""
    user = request.user
    access.require(user, "add", Need)

    kinds = InstitutionCategory.objects.visible_to(user)
    found = similar_needs(
        Need.objects.visible_to(user),
        # The database knows no NUL; nobody types one.
        title=request.GET.get("title", "")[:200].replace("\0", ""),
        category=kinds.filter(pk=named_in(request, "category")).first(),
        social_space=named_in(request, "social_space"),
        district=named_in(request, "district"),
    )
    context = {"similar": found, "meeting": _meeting_of(request)}
    return render(request, "networks/need_similar.html", context)


def need_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one misses the same."""
    user = request.user
    need = load(request, Need.objects.visible_to(user).select_related(*RELATED), pk)
    access.require(user, "add", NeedReport)
    meeting = _meeting_of(request)
    named = {"source": NeedOrigin.MEETING, "network": meeting.network} if meeting else {}
    return form_page(
        request,
        form_class=JoinForm,
        form_kwargs={"named": partial(named_family, user)},
        draft_key=f"networks:need_join:{pk}",
        save=lambda form, version: service.join_need(
            actor=user, need=need, words=form.cleaned_data["words"], now=timezone.now(), **named
        ),
        title=_("I miss this too"),
        intro=f"{need.title} · {need.place}",
        submit_label=_("Join"),
        success_url=address_of(need),
        success_message=_("Noted. You will be told what becomes of it."),
        cancel_url=address_of(need),
        breadcrumbs=to_need(need),
    )


def need_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what is missing, for whom and where."""
    need = load(request, Need.objects.visible_to(request.user), pk, "change")
    return form_page(
        request,
        form_class=NeedForm,
        instance=need,
        save=lambda form, version: service.change_need(
            actor=request.user,
            need=need,
            changes=form.cleaned_data,
            version=version,
            now=timezone.now(),
        ),
        title=_("Edit %(name)s") % {"name": need.title},
        success_url=address_of,
        success_message=lambda saved: _("“%(name)s” has been saved.") % {"name": saved.title},
        cancel_url=address_of(need),
        breadcrumbs=to_need(need),
    )


def _step(
    request: HttpRequest,
    pk: int,
    step: str,
    form_class: type[forms.Form],
    title: str,
    button: str,
    done: str,
) -> HttpResponse:
    """Ask what the step needs to know, then take it."""
    user = request.user
    need = load(request, Need.objects.visible_to(user).select_related(*RELATED), pk, "decide")
    writes = sorted(service.STEPS[step][0])
    links = form_class in (PlanForm, RealiseForm)

    def save(form: forms.Form, version: int) -> Need:
        values = form.cleaned_data
        return service.take_step(
            actor=user,
            need=need,
            step=step,
            version=version,
            now=timezone.now(),
            reason=values.get("reason", ""),
            answer=values.get("answer", ""),
            values={name: values[name] for name in writes},
        )

    return form_page(
        request,
        form_class=form_class,
        instance=need,
        initial={name: getattr(need, name) for name in writes} | _project_named(request, links),
        form_kwargs={"need": need, "user": user} if links else {},
        draft_key=f"networks:need_{step}:{pk}",
        save=save,
        title=title,
        intro=f"{need.title} · {need.place}",
        submit_label=button,
        success_url=address_of,
        success_message=done % {"need": need.title},
        cancel_url=address_of(need),
        breadcrumbs=to_need(need),
    )


def _project_named(request: HttpRequest, links: bool) -> dict[str, Any]:
    """Return the project that was entered for the need just now; the form knows which it may be."""
    pk = named_in(request, "projekt") if links else 0
    return {"project": pk} if pk else {}


def need_assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how pressing a need is."""
    done = _("“%(need)s” is assessed.")
    return _step(request, pk, "assess", AssessForm, _("Assess the need"), _("Assess"), done)


def need_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a need is going to be met."""
    done = _("“%(need)s” is planned. Those who reported it are told.")
    return _step(request, pk, "plan", PlanForm, _("Plan the need"), _("Plan"), done)


def need_realise(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how a need was met."""
    done = _("“%(need)s” is done. Those who reported it are told.")
    title, button = _("The need is met"), _("Mark as done")
    return _step(request, pk, "realise", RealiseForm, title, button, done)


def need_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a need is not going to be met."""
    done = _("“%(need)s” is declined. Those who reported it read the reason.")
    return _step(request, pk, "decline", NeedReasonForm, _("Decline the need"), _("Decline"), done)


def need_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why a need is taken up again."""
    done = _("“%(need)s” is taken up again.")
    title, button = _("Take up the need again"), _("Take up again")
    return _step(request, pk, "reopen", NeedReasonForm, title, button, done)


@require_POST
def need_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the answers to the own reports were read."""
    need = load(request, Need.objects.visible_to(request.user), pk)
    access.require(request.user, "read", NeedAnswer)
    number = service.mark_read(actor=request.user, need=need, now=timezone.now())
    if number:
        text = ngettext("The answer is marked as read.", "The answers are marked as read.", number)
        messages.success(request, text)
    return HttpResponseRedirect(address_of(need))
