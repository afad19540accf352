"""The same page sent twice does its work once.

A double click without JavaScript, or the back button right after saving, sends a form a second
time. What tells the two from two entries that merely look alike is the form's CSRF token: it is
another one each time the page is shown.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]

#: So long, in seconds, the same content from the same page counts as sent twice.
TWICE_WITHIN = 60
#: So long, in seconds, the second one waits for the first.
PATIENCE = 10.0
_PAUSE = 0.05
_AT_WORK = ""


class Done(HttpResponseRedirect):
    """The work is done: where the person is led to, and the message that is shown there."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(address)
        self.text = text


def once(page: Page[P]) -> Page[P]:
    """Let a page that answers with `Done` do its work once; sent twice, it leads there again.

    After any other answer, and after an error, the same can be sent again.
    """

    @wraps(page)
    def shown(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        key = _key(request)
        before = _claim(key)
        if before is not None:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(before)
        try:
            answer = page(request, *args, **kwargs)
        except BaseException:
            _keep(key, None)
            raise
        if isinstance(answer, Done):
            messages.success(request, answer.text)
        _keep(key, answer)
        return answer

    return shown


def _key(request: HttpRequest) -> str:
    """Name the page as it was shown and what was sent with it; nothing of it can be read."""
    if request.method != "POST" or not request.POST.get("csrfmiddlewaretoken"):
        return ""
    files = [(name, file.name, file.size) for name, file in request.FILES.items()]
    sent = json.dumps(
        [request.user.pk, request.get_full_path(), sorted(request.POST.lists()), files]
    )
    return f"once:{hashlib.sha256(sent.encode()).hexdigest()}"


def _claim(key: str) -> str | None:
    """Return what the same page led to before; None for the first, or if that one takes long."""
    until = time.monotonic() + PATIENCE
    while key and not cache.add(key, _AT_WORK, TWICE_WITHIN):
        done = cache.get(key)
        if done:
            return str(done)
        if time.monotonic() > until:
            return None
        time.sleep(_PAUSE)
    return None


def _keep(key: str, answer: HttpResponse | None) -> None:
    """Remember what the page led to, or that the same can be sent again."""
    if key and isinstance(answer, Done):
        # The address alone: a message may name somebody.
        cache.set(key, answer.url, TWICE_WITHIN)
    elif key:
        cache.delete(key)
