"""Steps of a conference: who takes part, consent, inviting, holding, closing, calling off."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.conference_facts import participants_of
from cases.forms.conferences import (
    CancelForm,
    CloseForm,
    ConsentForm,
    InviteForm,
    MinutesForm,
    NextForm,
    ParticipantForm,
    moment,
)
from cases.models import Case, ConferenceParticipant, CustodianConsent, Person, PlanConference
from cases.rules.conferences import NEEDS_CONSENT
from cases.services import conferences as service
from cases.services import participants as taking_part
from cases.services.colleagues import colleagues
from cases.services.invitees import custodians_of
from cases.views.conferences import address_of, load, to_conference
from cases.views.pages import part_of
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.editing import form_page


def participant_new(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Add somebody to a conference."""
    case, conference = load(request, pk, conference_pk, "change")
    people = Person.objects.visible_to(request.user).filter(memberships__case=case)
    return form_page(
        request,
        form_class=ParticipantForm,
        form_kwargs={
            "people": people.defer("search_vector").order_by("sort_key", "pk").distinct(),
            "users": colleagues(timezone.localdate(), case.district_id),
        },
        save=lambda form, version: taking_part.add_participant(
            actor=request.user, conference=conference, invitee=form.invitee(), now=timezone.now()
        ),
        title=_("Add somebody"),
        draft_key=f"cases:participant_new:{conference.pk}",
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=address_of(conference),
        success_message=lambda row: _("%(name)s has been added.") % {"name": row},
    )


def _participant(
    request: HttpRequest, pk: int, conference_pk: int, participant_pk: int, action: str
) -> tuple[Case, PlanConference, ConferenceParticipant]:
    case, conference = load(request, pk, conference_pk)
    rows = ConferenceParticipant.objects.visible_to(request.user).filter(conference=conference)
    rows = rows.select_related("person", "user", "conference__case")
    return case, conference, part_of(request, case, rows, participant_pk, action)


def participant_remove(
    request: HttpRequest, pk: int, conference_pk: int, participant_pk: int
) -> HttpResponse:
    """Take somebody off who was not invited."""
    _case, conference, row = _participant(request, pk, conference_pk, participant_pk, "delete")
    name = str(row)
    return confirm_page(
        request,
        title=_("Take off"),
        consequences=[
            _("%(name)s is no longer among the participants.") % {"name": name},
            _("Whoever was invited already stays; then it is noted who took part."),
        ],
        action=lambda data, version: taking_part.remove_participant(
            actor=request.user, participant=row, version=version, now=timezone.now()
        ),
        instance=row,
        submit_label=_("Take off"),
        success_message=_("%(name)s has been taken off.") % {"name": name},
        success_url=address_of(conference),
        cancel_url=address_of(conference),
        breadcrumbs=to_conference(conference),
    )


def participant_consent(
    request: HttpRequest, pk: int, conference_pk: int, participant_pk: int
) -> HttpResponse:
    """Write down what the custodians say to somebody's part."""
    case, conference, row = _participant(request, pk, conference_pk, participant_pk, "change")
    names = custodians_of(request.user, case, conference.young_person, timezone.localdate())
    return form_page(
        request,
        form_class=ConsentForm,
        instance=row,
        form_kwargs={"custodians": names},
        save=lambda form, version: taking_part.note_consent(
            actor=request.user,
            participant=row,
            version=version,
            now=timezone.now(),
            **form.values(),
        ),
        title=_("Consent of the custodians"),
        intro=_(
            "May %(name)s (%(role)s) take part? The office speaks with them only if those who hold"
            " custody agree."
        )
        % {"name": row, "role": row.get_role_display()},
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=address_of(conference),
        success_message=lambda saved: _consent_message(saved, names),
    )


def _consent_message(row: ConferenceParticipant, names: list[str]) -> str:
    missing = [name for name in names if name not in row.consent_by]
    if row.consent == CustodianConsent.GIVEN and missing and len(missing) < len(names):
        return _("Noted. %(names)s decides as well; please ask there, too.") % {
            "names": ", ".join(missing)
        }
    return _("The answer has been noted.")


def conference_invite(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Invite: each gets a letter as a paper; colleagues only the date."""
    _case, conference = load(request, pk, conference_pk, "change")
    rows = (
        ConferenceParticipant.objects.visible_to(request.user)
        .filter(conference=conference, invited_on__isnull=True)
        .filter(Q(consent=CustodianConsent.GIVEN) | ~Q(role__in=NEEDS_CONSENT))
        .select_related("person", "user")
    )
    return form_page(
        request,
        form_class=InviteForm,
        instance=conference,
        form_kwargs={"rows": rows},
        save=lambda form, version: taking_part.invite(
            actor=request.user,
            conference=conference,
            participants=form.cleaned_data["participants"],
            version=version,
            now=timezone.now(),
        ),
        title=_("Invite"),
        intro=_(
            "For each an invitation is made, to be printed or handed over; it stays among the"
            " papers. Those to whom the custodians have not agreed yet are not on the list."
        ),
        submit_label=_("Make the invitations"),
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=f"{address_of(conference)}#einladungen",
        success_message=lambda invited: (
            ngettext("%(count)s person is invited.", "%(count)s people are invited.", len(invited))
            % {"count": len(invited)}
        ),
    )


def conference_hold(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Write down what happened; may be gone on with until it is concluded."""
    _case, conference = load(request, pk, conference_pk, "change")
    return form_page(
        request,
        form_class=MinutesForm,
        instance=conference,
        form_kwargs={"participants": participants_of(request.user, conference)},
        save=lambda form, version: service.hold_conference(
            actor=request.user,
            conference=conference,
            changes=form.values(),
            attendance=form.attendance(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Write down the conversation"),
        template="networks/form_page.html",
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=address_of(conference),
        success_message=_("What happened has been written down."),
    )


def conference_close(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Conclude a conference and say when people meet again."""
    _case, conference = load(request, pk, conference_pk, "change")
    local = timezone.localtime(conference.scheduled_at)
    initial = {"next_on": conference.next_on, "time": local.time()}

    def close(form: Any, version: int) -> PlanConference:
        return service.conclude(
            actor=request.user,
            conference=conference,
            version=version,
            next_on=form.cleaned_data["next_on"],
            next_at=form.next_moment(),
            now=timezone.now(),
        )

    return form_page(
        request,
        form_class=CloseForm,
        instance=conference,
        initial=initial,
        save=close,
        title=_("Conclude the conversation"),
        intro=_("What was written down stays as it is from then on."),
        submit_label=_("Conclude"),
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=address_of,
        success_message=_("The conversation is concluded."),
    )


def conference_next(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Plan the next conference with the same people."""
    _case, conference = load(request, pk, conference_pk)
    access.require(request.user, "add", PlanConference)
    local = timezone.localtime(conference.scheduled_at)
    return form_page(
        request,
        form_class=NextForm,
        initial={"day": conference.next_on, "time": local.time()},
        save=lambda form, version: service.plan_next(
            actor=request.user,
            conference=conference,
            scheduled_at=moment(form.cleaned_data["day"], form.cleaned_data["time"]),
            now=timezone.now(),
        ),
        title=_("Prepare the next conversation"),
        intro=_("With the same people and place. Consents are asked anew."),
        draft_key=f"cases:conference_next:{conference.pk}",
        breadcrumbs=to_conference(conference),
        cancel_url=address_of(conference),
        success_url=address_of,
        success_message=_("The conversation is prepared. Nobody has been invited yet."),
    )


def conference_cancel(request: HttpRequest, pk: int, conference_pk: int) -> HttpResponse:
    """Call a planned conference off."""
    _case, conference = load(request, pk, conference_pk, "change")
    consequences = [_("The conversation stays in the file with the reason.")]
    if conference.participants.filter(invited_on__isnull=False).exists():
        consequences.append(_("Please tell those who are invited; no letter is sent by itself."))
    return confirm_page(
        request,
        title=_("Call off the conversation"),
        consequences=consequences,
        form_class=CancelForm,
        action=lambda data, version: service.cancel_conference(
            actor=request.user,
            conference=conference,
            reason=data["reason"],
            version=version,
            now=timezone.now(),
        ),
        instance=conference,
        submit_label=_("Call off"),
        success_message=_("The conversation has been called off."),
        success_url=reverse("cases:conference_list", args=[pk]),
        cancel_url=address_of(conference),
        breadcrumbs=to_conference(conference),
    )
