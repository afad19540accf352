"""The one way a form page works: draft, validation, service call, stale save, message, redirect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sro.records import StaleRecord
from sro.ui.crumbs import Crumb
from sro.ui.forms import days_make_sense, take_errors
from sro.ui.once import Done, once
from sro.ui.services import drafts

Save = Callable[[forms.BaseForm, int], Any]


@once
def form_page(
    request: HttpRequest,
    *,
    form_class: type[forms.BaseForm],
    save: Save,
    title: str,
    success_url: Callable[[Any], str] | str,
    instance: Any = None,
    initial: dict[str, Any] | None = None,
    form_kwargs: dict[str, Any] | None = None,
    breadcrumbs: Sequence[Crumb] = (),
    cancel_url: str = "",
    submit_label: str = "",
    success_message: Callable[[Any], str] | str = "",
    intro: str = "",
    template: str = "ui/form_page.html",
    draft_key: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show and take one form.

    `save(form, version)` is called with a valid form and the version of the row that the person
    had in front of them (0 for a new row) and returns the saved object. Its ValidationError
    returns to the form, its StaleRecord leads to the page with both texts (409). While typing,
    the content is kept as a draft and offered again; a draft belongs to the version it was written
    on, so that going on with it overwrites nothing that was saved in between.
    """
    key = draft_key or f"{request.resolver_match.view_name}:{getattr(instance, 'pk', None) or ''}"
    kwargs = {**(form_kwargs or {})}
    if instance is not None and issubclass(form_class, forms.BaseModelForm):
        kwargs["instance"] = instance
    if initial is not None:
        kwargs["initial"] = initial
    version = getattr(instance, "version", 0) or 0
    page: dict[str, Any] = {
        "title": title,
        "intro": intro,
        "breadcrumbs": list(breadcrumbs),
        "cancel_url": cancel_url,
        "submit_label": submit_label or _("Save"),
        "draft_token": drafts.draft_token(request.user, key, title, drafts.address_of(request)),
        "draft": None,
        "draft_used": False,
        "stale": False,
        "differences": [],
        "version": version,
        **(context or {}),
    }
    status = 200
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **kwargs)
        version = _posted_version(request, version)
        page["version"] = version
        if form.is_valid() and days_make_sense(form):
            try:
                saved = save(form, version)
            except ValidationError as error:
                take_errors(form, error)
            except StaleRecord as stale:
                drafts.keep(token=page["draft_token"], data=request.POST, now=timezone.now())
                page["stale"] = True
                page["differences"] = differences(form, form_class, stale.current, form_kwargs)
                page["version"] = stale.current.version
                status = 409
            else:
                drafts.drop(request.user, key)
                text = success_message(saved) if callable(success_message) else success_message
                target = success_url(saved) if callable(success_url) else success_url
                return Done(target, str(text or _("Saved.")))
        if form.errors:
            status = 422
    else:
        draft = drafts.find(request.user, key)
        if draft and request.GET.get("entwurf"):
            form = form_class(drafts.as_form_data(draft), **kwargs)
            # The draft's values without judging them yet: it is unfinished by nature.
            form._errors = ErrorDict()  # noqa: SLF001
            page["draft_used"] = True
            told = drafts.based_on(draft)
            page["version"] = page["version"] if told is None else told
        else:
            form = form_class(**kwargs)
        page["draft"] = draft
    page["form"] = form
    return render(request, template, page, status=status)


def _posted_version(request: HttpRequest, version: int) -> int:
    try:
        return int(request.POST.get("_version", version))
    except ValueError:
        return -1


def differences(
    form: forms.BaseForm,
    form_class: type[forms.BaseForm],
    current: Any,
    form_kwargs: dict[str, Any] | None = None,
) -> list[dict[str, str]] | None:
    """Return, per field that differs, its label, the person's text and the text saved meanwhile.

    A form of more than one row says itself what differs: `differences_from(current)`. None where
    not every field has a column of the row to be compared with, and the others are the same: then
    nothing can be said.
    """
    own = getattr(form, "differences_from", None)
    if own is not None:
        return own(current)
    if issubclass(form_class, forms.BaseModelForm):
        shown = form_class(instance=current, **(form_kwargs or {}))
        return differing(form, {name: shown[name].initial for name in form.fields})
    columns = {column.name: column for column in current._meta.concrete_fields}
    saved = {
        name: columns[name].value_from_object(current) for name in form.fields if name in columns
    }
    found = differing(form, saved)
    return found if found or len(saved) == len(form.fields) else None


def differing(form: forms.BaseForm, saved: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return, per field of `saved`, what the form says beside what is saved, where they differ."""
    found = []
    for name, value in saved.items():
        mine = display_value(form[name], form[name].data)
        theirs = display_value(form[name], form.fields[name].prepare_value(value))
        # "1234,5" is no other amount than "1.234,50".
        if mine != theirs and form.fields[name].has_changed(value, form[name].data):
            found.append({"label": str(form[name].label), "mine": mine, "theirs": theirs})
    return found


def display_value(field: forms.BoundField, value: Any) -> str:
    """Return a field's value as people read it: the choice's words instead of its key."""
    if value in (None, "", [], ()):
        return "–"
    values = value if isinstance(value, (list, tuple)) or hasattr(value, "all") else [value]
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        words = {str(key): str(label) for key, label in _flat(choices)}
        values = [words.get(str(getattr(v, "pk", v)), str(v)) for v in values]
        return ", ".join(values)
    if isinstance(field.field, forms.DateField):
        return ", ".join(_day_in_words(field.field, v) for v in values)
    return ", ".join(str(field.field.widget.format_value(v) or "–") for v in values)


def _day_in_words(field: forms.DateField, value: Any) -> str:
    try:
        return date_format(field.to_python(value), "SHORT_DATE_FORMAT")
    except forms.ValidationError:
        return str(value)


def _flat(choices):
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _flat(label)
        else:
            yield key, label
