"""The link of an institution: it looks at its own entry, and confirms or corrects it.

Nobody is logged in. The link opens one entry, once, until its date; looking changes nothing,
since mail programs open links by themselves. Whatever does not hold leads to the same page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from networks.forms.answers import EntryForms
from networks.models import EntryRequest
from networks.publishing import directory_email
from networks.services import answers
from networks.services.answers import EntryChanged, LinkSpent, Said
from networks.views.entries import facts_of
from sro.ui.limits import is_over, sender_of, too_often

#: Somebody who fills in a form comes a few times; whoever guesses comes more often.
MISSES, LOOKS, ANSWERS, WITHIN = 20, 120, 30, 600
#: An entry with many offers has some 50 kB; nobody writes more by hand.
MOST_BYTES = 300_000


def unseen(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let nothing of the page stay anywhere: no copy, no trace in other sites or search engines."""

    @wraps(page)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = page(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return shown


# The link itself is the right to answer: a foreign site that does not know it can send nothing,
# and whoever knows it needs no foreign site. Without a cookie it works in every browser.
@csrf_exempt
@login_not_required
@unseen
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Show the entry; take the answer when it is sent."""
    sender = sender_of(request)
    if is_over("entry-miss", sender, limit=MISSES):
        return _neutral(request, 429)
    found = answers.request_of(token)
    if found is None:
        too_often("entry-miss", sender, limit=MISSES, seconds=WITHIN)
        return _neutral(request, 404)
    if too_often("entry-look", token, limit=LOOKS, seconds=WITHIN):
        return _neutral(request, 429)
    if request.method != "POST":
        if not answers.is_open(found, timezone.localdate()):
            return _neutral(request, 410)
        return _page(request, found)
    if too_often("entry-answer", token, limit=ANSWERS, seconds=WITHIN):
        return _neutral(request, 429)
    return _answer(request, found, token)


@login_not_required
@unseen
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Say thank you; the address says nothing of whom."""
    return render(request, "networks/public/thanks.html")


def _answer(request: HttpRequest, found: EntryRequest, token: str) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return _neutral(request, 413)
    done = HttpResponseRedirect(reverse("public:thanks"))
    sent = json.dumps([token, sorted(request.POST.lists())])
    fingerprint = hashlib.sha256(sent.encode()).hexdigest()
    today = timezone.localdate()
    if not answers.is_open(found, today):
        return done if answers.was_said(found, fingerprint) else _neutral(request, 410)
    forms = None
    said = Said()
    if request.POST.get("antwort") != "stimmt":
        offers = answers.offers_of(found.institution, today)
        forms = EntryForms(found.institution, offers, request.POST)
        if not forms.is_valid():
            return _page(request, found, forms, status=422)
        said = Said(**forms.said())
    try:
        answers.answer(
            request=found,
            said=said,
            as_seen=request.POST.get("stand", ""),
            today=today,
            now=timezone.now(),
            fingerprint=fingerprint,
        )
    except EntryChanged:
        return _page(request, found, forms, status=409, changed=True)
    except LinkSpent:
        return done if answers.was_said(found, fingerprint) else _neutral(request, 410)
    return done


def _page(
    request: HttpRequest,
    found: EntryRequest,
    forms: EntryForms | None = None,
    *,
    status: int = 200,
    changed: bool = False,
) -> HttpResponse:
    """Show the entry as it is now, beneath it the forms with what was typed."""
    # Forms write what they understood into their rows; what is shown comes from the database.
    fresh = answers.as_it_is(found)
    today = timezone.localdate()
    institution = fresh.institution
    offers = answers.offers_of(institution, today)
    return render(
        request,
        "networks/public/entry.html",
        {
            "institution": institution,
            "expires_on": fresh.expires_on,
            "groups": _known(institution),
            "offers": [(offer, _known(offer)) for offer in offers],
            "seen": answers.seen(institution, offers),
            "forms": forms or EntryForms(institution, answers.offers_of(institution, today)),
            "correcting": forms is not None,
            "reply": directory_email(),
            "changed": changed,
        },
        status=status,
    )


def _known(entry: Any) -> list[Any]:
    return [fact for _title, facts in facts_of(entry) for fact in facts if fact.value]


def _neutral(request: HttpRequest, status: int) -> HttpResponse:
    """Say that the link does not hold, whyever: the page is the same in each case."""
    return render(request, "networks/public/no_entry.html", status=status)
