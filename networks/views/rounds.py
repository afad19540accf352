"""Verification rounds: whom to ask, asking them, who has answered and who is to be called."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from networks.filters.rounds import SLUGS, RequestFilter
from networks.forms.rounds import RoundForm
from networks.jobs import ROUND_LETTERS
from networks.models import EntryRequest, EntrySuggestion, Institution, VerificationRound
from networks.models.rounds import REQUEST_STATES
from networks.rules.rounds import TERM_DAYS, RequestState
from networks.rules.verification import fresh_from
from networks.services import rounds as service
from networks.views.pages import crumbs, load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.crumbs import Crumb, crumb
from sro.ui.models import Job
from sro.ui.tables import Action, Column, EmptyState, ListPage
from sro.ui.templatetags.ui import number as in_words

#: So many institutions stand in a preview; the numbers count all of them.
PREVIEW = 30


def address_of(verification_round: VerificationRound) -> str:
    """Return the address of a round's page."""
    return reverse("networks:round_detail", args=[verification_round.pk])


def to_list() -> list[Crumb]:
    """Return the way to the list."""
    return crumbs(crumb(_("Verification rounds"), "networks:round_list"))


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Show the rounds, the newest first."""
    user = request.user
    access.require(user, "view", VerificationRound)
    today = timezone.localdate()
    new = Action(_("Start a round"), reverse("networks:round_new"), primary=True)
    return ListPage(
        request,
        title=_("Verification rounds"),
        queryset=VerificationRound.objects.visible_to(user)
        .select_related("district", "social_space", "category", "started_by")
        .with_numbers(),
        columns=[
            Column("runde", _("Round"), str, ("started_at",), url=address_of),
            Column("gefragt", _("Asked"), "asked", ("asked",), kind="number"),
            Column("erledigt", _("Verified or answered"), "done", ("done",), kind="number"),
            Column("bis", _("Links hold until"), "expires_on", ("expires_on",), kind="date"),
            Column("stand", _("State"), lambda row: state_in_words(row, today)),
            Column("von", _("Started by"), "started_by"),
        ],
        sort="-runde",
        breadcrumbs=crumbs(),
        actions=[new, Action(_("Corrections"), reverse("networks:suggestion_list"))],
        empty=EmptyState(
            _("Nobody has been asked yet."),
            _("In a round, institutions get a letter with a link to check their own entry."),
            reverse("networks:round_new"),
            _("Start a round"),
        ),
        template="networks/list.html",
        context={"full_export": ""},
    ).response()


def state_in_words(verification_round: VerificationRound, today: date) -> str:
    """Say whether a round still runs."""
    if verification_round.closed_at is not None:
        return _("ended early")
    return _("running") if verification_round.runs_on(today) else _("over")


@require_safe
def round_new(request: HttpRequest) -> HttpResponse:
    """Choose whom to ask, and see who that is before anything is sent."""
    user, today = request.user, timezone.localdate()
    access.require(user, "add", VerificationRound)
    form = _form(request, today)
    context: dict[str, Any] = {}
    status = 200
    if form.is_valid():
        rows = _due(user, form, today)
        mailed, called = rows.exclude(email=""), rows.filter(email="")
        context = {
            "mailed": mailed.order_by("sort_key", "pk")[:PREVIEW],
            "mail_count": mailed.count(),
            "called": called.order_by("sort_key", "pk")[:PREVIEW],
            "call_count": called.count(),
            "start_url": f"{reverse('networks:round_start')}?{_query(form)}",
        }
    else:
        status = 422
    return render(
        request,
        "networks/round_new.html",
        {
            "title": _("Start a verification round"),
            "breadcrumbs": to_list(),
            "form": form,
            "shown": bool(context),
            **context,
        },
        status=status,
    )


def _form(request: HttpRequest, today: date) -> RoundForm:
    data = request.GET.copy()
    data.setdefault("seit", fresh_from(today).isoformat())
    data.setdefault("frist", str(TERM_DAYS))
    return RoundForm(data, user=request.user, today=today)


def _due(user: Any, form: RoundForm, today: date) -> QuerySet[Institution]:
    return service.due_institutions(
        actor=user,
        area=form.area(),
        verified_before=form.cleaned_data["seit"],
        today=today,
    )


def _query(form: RoundForm) -> str:
    """Return what was chosen as it stands in the address."""
    data = form.data.copy()
    for name in set(data) - set(form.fields):
        del data[name]
    return str(data.urlencode())


def round_start(request: HttpRequest) -> HttpResponse:
    """Ask once more, then start the round."""
    user, today = request.user, timezone.localdate()
    access.require(user, "add", VerificationRound)
    form = _form(request, today)
    if not form.is_valid():
        return HttpResponseRedirect(f"{reverse('networks:round_new')}?{_query(form)}")
    rows = _due(user, form, today)
    mails, calls = rows.exclude(email="").count(), rows.filter(email="").count()
    days = form.cleaned_data["frist"]
    return confirm_page(
        request,
        title=_("Start this verification round?"),
        consequences=[
            ngettext(
                "%(count)s institution gets a letter by e-mail with a link to its own entry.",
                "%(count)s institutions get a letter by e-mail, each with a link to its own entry.",
                mails,
            )
            % {"count": in_words(mails)},
            ngettext(
                "%(count)s institution has no e-mail address. It stands on the list to call.",
                "%(count)s institutions have no e-mail address. They stand on the list to call.",
                calls,
            )
            % {"count": in_words(calls)},
            _("Each link works once, for %(days)s days.") % {"days": days},
            _("Corrections are shown to you first; nothing changes by itself."),
        ],
        action=lambda cleaned, version: service.start_round(
            actor=user,
            area=form.area(),
            verified_before=form.cleaned_data["seit"],
            days=days,
            base_url=request.build_absolute_uri("/"),
            result_address=address_of,
            today=today,
            now=timezone.now(),
        ),
        submit_label=_("Start the round"),
        success_message=_started,
        success_url=address_of,
        cancel_url=f"{reverse('networks:round_new')}?{_query(form)}",
        breadcrumbs=to_list(),
    )


def _started(made: VerificationRound) -> str:
    """Say what happens now; of the list to call only where nobody gets a letter."""
    if made.requests.filter(by_mail=True).exists():
        return _("The round has been started. Letters go out in the background.")
    return _("The round has been started. Nobody in it has an e-mail address: please call.")


@require_safe
def round_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a round is, and every institution in it."""
    user, today = request.user, timezone.localdate()
    rows = VerificationRound.objects.visible_to(user).select_related(
        "district", "social_space", "category", "started_by"
    )
    shown = load(request, rows, pk)
    requests = EntryRequest.objects.visible_to(user).filter(verification_round=shown)
    counts = requests.count_states(today)
    return ListPage(
        request,
        title=_("Verification round: %(round)s") % {"round": shown},
        queryset=requests.select_related(
            "verification_round", "institution__social_space", "institution__category"
        ).defer("institution__search_vector"),
        columns=[
            Column(
                "name",
                _("Institution"),
                "institution.name",
                ("institution__sort_key",),
                url=lambda row: reverse("networks:institution_detail", args=[row.institution_id]),
            ),
            Column(
                "sozialraum",
                _("Social space"),
                "institution.social_space.name",
                ("institution__social_space__sort_key", "institution__sort_key"),
            ),
            Column("telefon", _("Telephone"), "institution.phone"),
            Column("stand", _("State"), lambda row: REQUEST_STATES[row.state_on(today)]),
            Column("gesendet", _("Sent"), "sent_at", ("sent_at",), kind="datetime"),
            Column("antwort", _("Answer"), "get_answer_display"),
            Column("beantwortet", _("Answered"), "used_at", ("used_at",), kind="datetime"),
            Column(
                "geprueft",
                _("Last verified"),
                "institution.last_verified",
                ("institution__last_verified", "institution__sort_key"),
                kind="date",
            ),
        ],
        sort="name",
        filterset_class=RequestFilter,
        breadcrumbs=to_list(),
        actions=_actions(request, shown, counts, today),
        template="networks/round_detail.html",
        empty=EmptyState(_("No institution of this round is in this state.")),
        context={
            "round": shown,
            "running": shown.runs_on(today),
            "state_words": state_in_words(shown, today),
            "states": [
                (REQUEST_STATES[state], number, SLUGS[state])
                for state, number in counts.items()
                if number
            ],
            "job": Job.objects.visible_to(user)
            .active()
            .filter(kind=ROUND_LETTERS, target_id=shown.pk)
            .first(),
            "corrections": EntrySuggestion.objects.visible_to(user)
            .filter(request__verification_round=shown, state="open")
            .count(),
        },
    ).response()


def _actions(
    request: HttpRequest,
    shown: VerificationRound,
    counts: dict[RequestState, int],
    today: date,
) -> list[Action]:
    if not shown.runs_on(today) or not access.can(request.user, "change", shown):
        return []
    actions = [Action(_("End the round"), reverse("networks:round_close", args=[shown.pk]))]
    if counts[RequestState.WAITING] or counts[RequestState.FAILED]:
        send = reverse("networks:round_send", args=[shown.pk])
        actions.insert(0, Action(_("Send missing letters"), send, primary=True))
    return actions


def round_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letters that have not gone out."""
    user, today = request.user, timezone.localdate()
    shown = load(request, VerificationRound.objects.visible_to(user), pk, "change")
    missing = EntryRequest.objects.visible_to(user).filter(verification_round=shown)
    number = missing.to_send(today).count()
    return confirm_page(
        request,
        title=_("Send missing letters?"),
        consequences=[
            ngettext("%(count)s letter goes out now.", "%(count)s letters go out now.", number)
            % {"count": in_words(number)},
            _("Whoever has a letter already does not get a second one."),
        ],
        action=lambda cleaned, version: service.send_letters(
            actor=user,
            verification_round=shown,
            result_address=address_of(shown),
            today=today,
            now=timezone.now(),
        ),
        submit_label=_("Send"),
        success_message=_("The letters go out in the background."),
        success_url=lambda job: reverse("ui:job", args=[job.pk]),
        cancel_url=address_of(shown),
        breadcrumbs=[*to_list(), crumb(str(shown), "networks:round_detail", pk)],
    )


def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """End a round before its day: links no longer work."""
    user, today = request.user, timezone.localdate()
    shown = load(request, VerificationRound.objects.visible_to(user), pk, "change")
    return confirm_page(
        request,
        title=_("End this round?"),
        consequences=[
            _("Links that were not used until now no longer work."),
            _("What has been answered stays as it is. This cannot be undone."),
            _("Without you the round ends on %(day)s.")
            % {"day": date_format(shown.expires_on, "SHORT_DATE_FORMAT")},
        ],
        action=lambda cleaned, version: service.close_round(
            actor=user,
            verification_round=shown,
            version=version,
            today=today,
            now=timezone.now(),
        ),
        instance=shown,
        submit_label=_("End the round"),
        success_message=_("The round has ended."),
        success_url=address_of(shown),
        cancel_url=address_of(shown),
        danger=True,
        breadcrumbs=[*to_list(), crumb(str(shown), "networks:round_detail", pk)],
    )
