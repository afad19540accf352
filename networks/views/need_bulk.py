"""Several needs at once: assessing, declining, merging; and taking a merge back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.forms.needs import AssessForm, NeedReasonForm, target_form
from networks.models import Need
from networks.rules.states import NEED_TRANSITIONS
from networks.services import need_merging, needs
from networks.views.need_words import RELATED, address_of, to_board, to_need
from networks.views.needs import CARDS, COLUMNS
from networks.views.pages import load
from sro import access
from sro.ui.confirm import confirm_page
from sro.ui.templatetags.ui import number as in_words

#: More needs than a page of the board shows are not decided on at once.
MOST = CARDS * len(COLUMNS)


def _chosen(request: HttpRequest) -> list[tuple[Need, int]]:
    """Return the needs that were ticked, each with the version that was shown.

    404 where one of them is none of the person's or cannot be meant.
    """
    access.require(request.user, "decide", Need)
    versions: dict[int, int] = {}
    for text in request.GET.getlist("bedarf")[: MOST + 1]:
        key, _dot, version = text.partition(".")
        if not (key.isdecimal() and version.isdecimal() and len(text) < 30):
            raise Http404
        versions[int(key)] = int(version)
    if len(versions) > MOST:
        raise Http404
    rows = Need.objects.visible_to(request.user).filter(pk__in=versions).select_related(*RELATED)
    found = [(need, versions[need.pk]) for need in rows.order_by("reported_on", "pk")]
    if len(found) < len(versions):
        raise Http404
    return found


def _board() -> str:
    return reverse("networks:need_board")


def _list_of(chosen: list[tuple[Need, int]]) -> list[str]:
    return [f"{need.title} · {need.place} · {need.get_state_display()}" for need, _v in chosen]


def _together(
    request: HttpRequest,
    step: str,
    form_class: type[forms.Form],
    words: dict[str, str],
    told: Callable[[int], str],
) -> HttpResponse:
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, _("Please tick the needs first."))
        return HttpResponseRedirect(_board())
    writes = needs.STEPS[step][0]
    sources = NEED_TRANSITIONS[step].sources
    # What has changed since it was ticked stays in: the step says that somebody was faster.
    left_out = [
        (need, version)
        for need, version in chosen
        if need.state not in sources and need.version == version
    ]
    fitting = [each for each in chosen if each not in left_out]
    if not fitting:
        messages.error(request, _("This step is not possible for any of these needs."))
        return HttpResponseRedirect(_board())
    without = _("Left out, as this step is not possible from where it stands: %(need)s")

    def act(values: dict[str, Any], version: int) -> list[Need]:
        return needs.take_steps(
            actor=request.user,
            needs=fitting,
            step=step,
            now=timezone.now(),
            reason=values.get("reason", ""),
            values={name: values[name] for name in writes},
        )

    return confirm_page(
        request,
        title=words["title"],
        consequences=[
            words["what"],
            *_list_of(fitting),
            *(without % {"need": line} for line in _list_of(left_out)),
        ],
        form_class=form_class,
        action=act,
        submit_label=words["button"],
        success_message=lambda done: told(len(done)) % {"count": in_words(len(done))},
        success_url=_board(),
        cancel_url=_board(),
        breadcrumbs=to_board(),
    )


def need_bulk_assess(request: HttpRequest) -> HttpResponse:
    """Assess several needs alike: all of them or none."""
    words = {
        "title": _("Assess together"),
        "what": _("All of these needs get the same assessment; if one cannot, none does."),
        "button": _("Assess"),
    }
    return _together(
        request,
        "assess",
        AssessForm,
        words,
        lambda n: ngettext("%(count)s need is assessed.", "%(count)s needs are assessed.", n),
    )


def need_bulk_decline(request: HttpRequest) -> HttpResponse:
    """Decline several needs for one reason: all of them or none."""
    words = {
        "title": _("Decline together"),
        "what": _(
            "All of these needs are declined for the same reason; if one cannot, none is."
            " Those who reported them read the reason."
        ),
        "button": _("Decline"),
    }
    return _together(
        request,
        "decline",
        NeedReasonForm,
        words,
        lambda n: ngettext("%(count)s need is declined.", "%(count)s needs are declined.", n),
    )


def need_merge(request: HttpRequest) -> HttpResponse:
    """Choose which of several needs stands for the others, then merge them."""
    chosen = _chosen(request)
    if len(chosen) < 2:
        messages.error(request, _("Please tick at least two needs that mean the same."))
        return HttpResponseRedirect(_board())
    versions = {need.pk: version for need, version in chosen}
    rows = {need.pk: need for need, _version in chosen}

    def act(values: dict[str, Any], version: int) -> Need:
        target = rows[values["target"]]
        return need_merging.merge(
            actor=request.user,
            target=target,
            target_version=versions[target.pk],
            others=[(need, number) for need, number in chosen if need.pk != target.pk],
            now=timezone.now(),
        )

    return confirm_page(
        request,
        title=_("Merge needs"),
        consequences=[
            _("The need you choose stays; the others are kept and lead to it."),
            _("Their reports count for it, and whoever reported them gets its answers."),
            _("You can take it back for each of them; then it stands where it stood before."),
        ],
        form_class=target_form([need for need, _version in chosen]),
        action=act,
        submit_label=_("Merge"),
        success_message=lambda head: (
            ngettext(
                "%(count)s need was merged into “%(need)s”.",
                "%(count)s needs were merged into “%(need)s”.",
                len(chosen) - 1,
            )
            % {"count": in_words(len(chosen) - 1), "need": head.title}
        ),
        success_url=address_of,
        cancel_url=_board(),
        breadcrumbs=to_board(),
    )


def need_split(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge back."""
    user = request.user
    rows = Need.objects.visible_to(user).select_related(*RELATED, "merged_into")
    need = load(request, rows, pk, "decide")
    if need.merged_into is None and request.method != "POST":
        return HttpResponseRedirect(address_of(need))
    head = need.merged_into.title if need.merged_into else ""
    before = dict(Need._meta.get_field("state_before").flatchoices)
    return confirm_page(
        request,
        title=_("Take the merge back"),
        consequences=[
            _("“%(need)s” no longer belongs to “%(head)s”.") % {"need": need.title, "head": head},
            _("It is %(state)s again, with its own reports and links.")
            % {"state": before.get(need.state_before, "–")},
            _("Whoever reported it and was told about the other one is told of it."),
        ],
        action=lambda cleaned, version: need_merging.split(
            actor=user, need=need, version=version, now=timezone.now()
        ),
        instance=need,
        submit_label=_("Take the merge back"),
        success_message=_("“%(need)s” stands for itself again.") % {"need": need.title},
        success_url=address_of(need),
        cancel_url=address_of(need),
        breadcrumbs=to_need(need),
    )
