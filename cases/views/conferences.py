"""Conferences of a case: the list, one of them, preparing and changing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases import conference_words as words
from cases.conference_facts import conference_facts, plan_that_holds, plans_of, young_people
from cases.forms.conferences import ConferenceForm, PrepareForm
from cases.models import Case, Person, PlanConference
from cases.services import conferences as service
from cases.services.invitees import proposals
from cases.views.pages import open_case, part_of, to_case
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_conferences(case: Case) -> list[Crumb]:
    """Return the way to the conferences of a case."""
    return to_case(case, crumb(_("Conversations"), "cases:conference_list", case.pk))


def to_conference(conference: PlanConference) -> list[Crumb]:
    """Return the way to one conference."""
    case = conference.case
    step = crumb(str(conference), "cases:conference", case.pk, conference.pk)
    return [*to_conferences(case), step]


def address_of(conference: PlanConference, page: str = "conference") -> str:
    """Return the address of a page of a conference."""
    return reverse(f"cases:{page}", args=[conference.case_id, conference.pk])


def load(
    request: HttpRequest, pk: int, conference_pk: int, action: str = "view"
) -> tuple[Case, PlanConference]:
    """Return a case one works on and one of its conferences."""
    case = open_case(request, pk)
    rows = PlanConference.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related("case", "young_person", "plan", "author")
    return case, part_of(request, case, rows, conference_pk, action)


@require_safe
def conference_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all conferences of a case, the newest first."""
    case = open_case(request, pk)
    new = reverse("cases:conference_new", args=[case.pk])
    rows = PlanConference.objects.visible_to(request.user).filter(case=case)
    return ListPage(
        request,
        title=_("Plan conferences"),
        queryset=rows.select_related("young_person"),
        columns=[
            Column("am", _("On"), "scheduled_at", ("scheduled_at",), "datetime", url=address_of),
            Column("fuer", _("For"), "young_person.name", ("young_person__sort_key",)),
            Column("stand", _("State"), "get_state_display", ("state",)),
            Column("ort", _("Place"), "place"),
            Column("naechstes", _("Next conversation"), "next_on", ("next_on",), "date"),
        ],
        sort="-am",
        empty=EmptyState(
            _("No conversation yet."),
            _("Here stand the conversations about the support plan, with who took part."),
            new if case.is_open else "",
            _("Prepare a conversation"),
        ),
        breadcrumbs=to_case(case),
        actions=[Action(_("Prepare a conversation"), new, primary=True, icon="add")]
        if case.is_open
        else [],
    ).response()


@require_safe
def conference_detail(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Show a conference: when, who, consent, what was said, what follows."""
    case, conference = load(request, pk, conference_pk)
    facts = conference_facts(request.user, case, conference, timezone.localdate())
    return render(
        request,
        "cases/conference.html",
        {
            "title": _("Plan conference %(day)s") % {"day": conference},
            "case": case,
            "conference": conference,
            "facts": facts,
            "actions": facts.actions if case.is_open else [],
            "breadcrumbs": to_conferences(case),
        },
    )


def conference_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a conference; with several young people the first question is for whom."""
    case = open_case(request, pk)
    people = list(young_people(request.user, case))
    child = _asked_for(request, people)
    if child is None:
        return render(
            request,
            "cases/conference_for.html",
            {
                "title": _("Prepare a conversation"),
                "case": case,
                "people": people,
                "breadcrumbs": to_conferences(case),
            },
        )
    suggested = proposals(request.user, case, child, timezone.localdate())
    plans = plans_of(request.user, case, child)
    return form_page(
        request,
        form_class=PrepareForm,
        form_kwargs={
            "plans": plans,
            "proposals": suggested,
            "labels": [words.proposal_label(each) for each in suggested],
        },
        initial={"plan": plan_that_holds(plans)},
        save=lambda form, version: service.prepare_conference(
            actor=request.user,
            case=case,
            young_person=child,
            participants=form.invitees(),
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Prepare a conversation"),
        intro=_("About the support for %(name)s.") % {"name": child.name},
        template="networks/form_page.html",
        draft_key=f"cases:conference_new:{case.pk}:{child.pk}",
        breadcrumbs=to_conferences(case),
        cancel_url=reverse("cases:conference_list", args=[case.pk]),
        success_url=address_of,
        success_message=_("The conversation is prepared. Nobody has been invited yet."),
    )


def _asked_for(request: HttpRequest, people: list[Person]) -> Person | None:
    """Return for whom a conference is prepared: as asked for, else the only one."""
    wanted = request.GET.get("fuer", "")
    if not wanted:
        return people[0] if len(people) == 1 else None
    chosen = [person for person in people if str(person.pk) == wanted]
    if chosen:
        return chosen[0]
    return get_object_or_404(Person.objects.none(), pk=0)


def conference_edit(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Change day, place, topic or plan while it is planned."""
    case, conference = load(request, pk, conference_pk, "change")
    return form_page(
        request,
        form_class=ConferenceForm,
        instance=conference,
        form_kwargs={"plans": plans_of(request.user, case, conference.young_person)},
        save=lambda form, version: service.update_conference(
            actor=request.user,
            conference=conference,
            changes=form.values(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the conversation"),
        template="networks/form_page.html",
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=address_of(conference),
        success_message=_("The changes have been saved."),
    )
