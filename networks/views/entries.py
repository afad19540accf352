"""What pages of institutions and offers share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from networks.models import Institution, Offer
from networks.rules.verification import Freshness, verification
from networks.services.institutions import verify
from sro import access
from sro.records import StaleRecord
from sro.ui.tables import Column


def places(path: str) -> list[Column]:
    """Return the columns that say where an entry is; `path` leads to its social space."""
    lookup = path.replace(".", "__")
    return [
        Column(
            "sozialraum",
            _("Social space"),
            f"{path}.name",
            (f"{lookup}__sort_key", "sort_key"),
        ),
        Column(
            "bezirk",
            _("District"),
            f"{path}.district.name",
            (f"{lookup}__district__sort_key", "sort_key"),
        ),
    ]


def due_in_words(entry: Institution | Offer, today: date) -> str:
    """Say that an entry should be verified; empty when it is fresh or closed."""
    if entry.active_until is not None and entry.active_until <= today:
        return ""
    state = verification(entry.last_verified, today)
    if state.state is Freshness.FRESH:
        return ""
    if state.months is None:
        return _("never verified")
    return ngettext(
        "not verified for %(months)s month",
        "not verified for %(months)s months",
        state.months,
    ) % {"months": state.months}


def marks_of(entry: Institution | Offer) -> list[str]:
    """Return what an entry is marked as, in words."""
    marks = [
        (entry.basic_offer, _("basic offer of the municipality")),
        (getattr(entry, "family_centre", False), _("family centre")),
        (entry.early_help, _("early help")),
        (getattr(entry, "unlisted", False), _("not in the public directory")),
    ]
    return [word for is_marked, word in marks if is_marked]


def ages_of(entry: Institution | Offer) -> str:
    """Say for which ages an entry is; empty when nothing is known."""
    first, last = entry.age_from, entry.age_to
    if first is None and last is None:
        return ""
    if last is None:
        return _("from %(age)s years") % {"age": first}
    if first is None:
        return _("up to %(age)s years") % {"age": last}
    return _("%(first)s to %(last)s years") % {"first": first, "last": last}


@dataclass(frozen=True)
class Fact:
    """One line of a record; without a value it is not known yet."""

    label: str
    value: str
    url: str = ""


def facts_of(entry: Institution | Offer) -> list[tuple[str, list[Fact]]]:
    """Return what is known or could be known about an entry, in groups."""
    groups = [
        (
            _("How to reach it"),
            [
                *_address(entry),
                Fact(_("Telephone"), entry.phone, f"tel:{entry.phone.replace(' ', '')}"),
                Fact(_("E-mail"), entry.email, f"mailto:{entry.email}"),
                Fact(_("Website"), entry.website, entry.website),
                Fact(_("Opening hours"), entry.opening_hours),
            ],
        ),
        (
            _("For whom"),
            [
                Fact(_("Target groups"), ", ".join(entry.target_group_words)),
                Fact(_("Ages"), ages_of(entry)),
                Fact(_("Without application"), _yes_no(entry.direct_access)),
                Fact(_("Languages"), ", ".join(entry.language_words)),
            ],
        ),
    ]
    if isinstance(entry, Institution):
        wheelchair = entry.get_wheelchair_display() if entry.wheelchair else ""
        groups.append(
            (
                _("Accessibility"),
                [
                    Fact(_("Wheelchair"), wheelchair),
                    Fact(_("On accessibility"), entry.accessibility_note),
                ],
            )
        )
    return groups


def _address(entry: Institution | Offer) -> list[Fact]:
    place = entry if isinstance(entry, Institution) else entry.institution
    parts = [place.street, place.postal_code]
    return [Fact(_("Address"), ", ".join(part for part in parts if part))]


def _yes_no(value: bool | None) -> str:
    return "" if value is None else (_("yes") if value else _("no"))


def entry_context(request: HttpRequest, entry: Institution | Offer, today: date) -> dict[str, Any]:
    """Return what the page of an institution or offer says about it."""
    groups = facts_of(entry)
    return {
        "entry": entry,
        "is_active": entry.is_active_on(today),
        "is_coming": entry.active_from is not None and today < entry.active_from,
        "due": due_in_words(entry, today),
        "marks": marks_of(entry),
        "groups": [(title, [f for f in facts if f.value]) for title, facts in groups],
        "missing": [fact.label for _title, facts in groups for fact in facts if not fact.value],
        "may_verify": entry.is_active_on(today) and access.can(request.user, "verify", entry),
        "verify_url": reverse(f"networks:{entry._meta.model_name}_verify", args=[entry.pk]),
    }


def full_export(request: HttpRequest, model: type[models.Model], view: str) -> dict[str, str]:
    """Return the address of the complete file for those who may take it along."""
    return {"full_export": reverse(view) if access.can(request.user, "export", model) else ""}


def changes_of(
    request: HttpRequest,
    form: forms.BaseForm,
    target: models.Model | type[models.Model],
    today: date,
) -> dict[str, Any]:
    """Return the values of a form; a ticked "verified today" becomes the day."""
    values = dict(form.cleaned_data)
    if values.pop("verified_today", False) and access.can(request.user, "verify", target):
        values["last_verified"] = today
    return values


def verify_entry(request: HttpRequest, entry: Institution | Offer, url: str) -> HttpResponse:
    """Verify an entry as the person saw it, and say so."""
    version = request.POST.get("_version", "")
    try:
        verify(
            actor=request.user,
            entry=entry,
            version=int(version) if version.isdecimal() else 0,
            today=timezone.localdate(),
            now=timezone.now(),
        )
    except StaleRecord:
        messages.warning(
            request,
            _("The entry was changed meanwhile. Please look at it again before you verify it."),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted: “%(name)s” was verified today.") % {"name": entry})
    return HttpResponseRedirect(url)
