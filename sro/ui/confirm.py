"""Asking before something that cannot simply be undone; works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sro.records import StaleRecord
from sro.ui.crumbs import Crumb
from sro.ui.forms import days_make_sense, take_errors
from sro.ui.models import Draft
from sro.ui.once import Done, once
from sro.ui.services import drafts


@once
def confirm_page(
    request: HttpRequest,
    *,
    title: str,
    consequences: Sequence[str],
    action: Callable[[dict[str, Any], int], Any],
    success_url: Callable[[Any], str] | str,
    cancel_url: str,
    submit_label: str,
    success_message: Callable[[Any], str] | str,
    instance: Any = None,
    form_class: type[forms.Form] | None = None,
    danger: bool = False,
    breadcrumbs: Sequence[Crumb] = (),
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Say what will happen, then do it on POST.

    `action(cleaned_data, version)` does it and returns an object or None. Its ValidationError is
    shown on the page, its StaleRecord as the request to look again. What is typed into the form is
    kept as a draft while the person types, as on every form page.
    """
    address = drafts.address_of(request)
    key = _key(request.resolver_match.view_name, request.path, address)
    form, draft = _form_and_draft(request, form_class, key)
    version = getattr(instance, "version", 0) or 0
    errors: list[str] = []
    status = 200
    if request.method == "POST" and (form is None or (form.is_valid() and days_make_sense(form))):
        try:
            posted = int(request.POST.get("_version", version))
        except ValueError:
            posted = -1
        try:
            result = action(form.cleaned_data if form else {}, posted)
        except StaleRecord as stale:
            version, status = stale.current.version, 409
            errors = [_("Somebody has changed this meanwhile. Please look at it again first.")]
        except ValidationError as error:
            status = 422
            if form is not None:
                take_errors(form, error)
            else:
                errors = error.messages
        else:
            text = success_message(result) if callable(success_message) else success_message
            drafts.drop(request.user, key)
            target = success_url(result) if callable(success_url) else success_url
            return Done(target, str(text))
    if form is not None and form.errors:
        status = 422
    page = {
        "title": title,
        "consequences": list(consequences),
        "form": form,
        "draft": draft,
        "draft_used": False,
        "draft_token": drafts.draft_token(request.user, key, title, address) if form else "",
        "errors": errors,
        "cancel_url": cancel_url,
        "submit_label": submit_label,
        "danger": danger,
        "version": version,
        "breadcrumbs": list(breadcrumbs),
        **(context or {}),
    }
    return render(request, "ui/confirm.html", page, status=status)


def _key(view: str, path: str, address: str) -> str:
    """Return the name of the page's draft: what is typed for one selection is not for another."""
    selection = address.removeprefix(path)
    digest = sha256(selection.encode()).hexdigest()[:32] if selection else ""
    return f"{view}:{path}{digest}"


def _form_and_draft(
    request: HttpRequest, form_class: type[forms.Form] | None, key: str
) -> tuple[forms.Form | None, Draft | None]:
    """Return the form as sent, as in the draft one goes on with, or empty beside its draft."""
    if form_class is None:
        return None, None
    if request.method == "POST":
        return form_class(request.POST), None
    draft = drafts.find(request.user, key)
    if draft is None or not request.GET.get("entwurf"):
        return form_class(), draft
    form = form_class(drafts.as_form_data(draft))
    # The draft's values without judging them yet: it is unfinished by nature.
    form._errors = ErrorDict()  # noqa: SLF001
    return form, draft
