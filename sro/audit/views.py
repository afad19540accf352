"""The trail as the auditor reads it."""

from __future__ import annotations

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sro import access
from sro.audit import history, words
from sro.audit.filters import EntryFilter
from sro.audit.models import Entry
from sro.ui.crumbs import crumb
from sro.ui.tables import Column, EmptyState, ListPage

COLUMNS = [
    Column(
        "at",
        gettext_lazy("Time"),
        "at",
        sort=("at", "pk"),
        kind="datetime",
        url=lambda entry: reverse("audit:detail", args=[entry.pk]),
    ),
    Column("actor", gettext_lazy("Person"), words.who, sort=("actor_name",)),
    Column("roles", gettext_lazy("Roles at that time"), words.role_words),
    Column("what", gettext_lazy("What happened"), words.sentence),
    Column("kind", gettext_lazy("Kind"), "get_kind_display", sort=("kind",)),
    Column("details", gettext_lazy("Particulars"), words.details_text),
]


def entry_list(request: HttpRequest) -> HttpResponse:
    """All lines, newest first; what is filtered can be taken out, and that is logged too."""
    access.require(request.user, "view", Entry)
    return ListPage(
        request,
        title=_("Log"),
        queryset=Entry.objects.visible_to(request.user),
        columns=COLUMNS,
        sort="-at",
        filterset_class=EntryFilter,
        empty=EmptyState(
            _("Nothing has happened yet."),
            _("Here you see who did, looked at or took out something, and who was refused."),
        ),
        export_name="protokoll",
    ).response()


def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One line with its particulars, and what changed at its object."""
    access.require(request.user, "view", Entry)
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    target = _target(entry)
    local = timezone.localtime(entry.at)
    return render(
        request,
        "audit/detail.html",
        {
            "title": _("Line %(number)s") % {"number": entry.pk},
            "breadcrumbs": [crumb(_("Log"), "audit:list")],
            "entry": entry,
            "who": words.who(entry),
            "roles": words.role_words(entry),
            "sentence": words.sentence(entry),
            "details": words.detail_rows(entry),
            "thing": words.object_words(entry.object_type, entry.object_id),
            "target": target,
            "day": f"{local:%Y-%m-%d}",
        },
    )


def _target(entry: Entry) -> models.Model | None:
    """Return the object the line speaks of if its history is kept, even when it is gone."""
    try:
        model = apps.get_model(entry.object_type)
        key = model._meta.pk.to_python(entry.object_id)
    except (LookupError, ValueError, ValidationError):
        return None
    return model(pk=key) if key is not None and history.is_tracked(model) else None
