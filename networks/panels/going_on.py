"""What is going on: meetings of the networks, projects."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from networks.models import NetworkMeeting, Project
from networks.places import CUT, Item, Lines, Panel, Place, address, register, where_nothing_is
from networks.rules.meetings import HELD_MEETINGS, OPEN_MEETINGS
from networks.rules.states import ProjectState
from sro import access
from sro.ui.templatetags.ui import day

#: What runs comes first.
GOING = (ProjectState.RUNNING.value, ProjectState.PLANNED.value, ProjectState.IDEA.value)


def next_meetings(place: Place) -> Lines | None:
    """Meetings to come, the next one first."""
    return _meetings(place, later=True, empty=_("No meeting is planned."))


def last_meetings(place: Place) -> Lines | None:
    """Meetings held, the latest first."""
    return _meetings(place, later=False, empty=_("No meeting has been held yet."))


def _meetings(place: Place, *, later: bool, empty: str) -> Lines | None:
    if not place.may_see(NetworkMeeting):
        return None
    midnight = timezone.make_aware(datetime.combine(place.today, time.min))
    rows: Any = place.rows(NetworkMeeting).filter(
        **place.inside("network__social_space", "network__district")
    )
    if later:
        rows = rows.filter(state__in=OPEN_MEETINGS, starts_at__gte=midnight).order_by(
            "starts_at", "pk"
        )
    else:
        rows = rows.filter(state__in=HELD_MEETINGS).order_by("-starts_at", "-pk")
    shown = rows.select_related("network").only("starts_at", "place", "state", "network__name")
    return Lines(
        [
            Item(
                each.network.name,
                address("networks:meeting_detail", each.pk),
                ", ".join(filter(None, [day(each.starts_at), each.place])),
                str(each.get_state_display()) if not later else "",
            )
            for each in shown[:CUT]
        ],
        rows.count(),
        address("networks:network_list", query=place.query()),
        # Of other districts one sees the meetings of a few networks, if of any.
        where_nothing_is(place, empty, sees_all=place.is_kept_by_user),
    )


def projects(place: Place) -> Lines | None:
    """Projects: those that run, then what is planned."""
    if not place.may_see(Project):
        return None
    rows = place.rows(Project).filter(state__in=GOING, **place.inside("social_space", "district"))
    order = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(GOING)),
        output_field=IntegerField(),
    )
    shown = rows.annotate(stage=order).only("title", "state", "starts_on", "ends_on")
    return Lines(
        [
            Item(
                each.title,
                address("networks:project_detail", each.pk),
                _("since %(day)s") % {"day": day(each.starts_on)} if each.starts_on else "",
                str(each.get_state_display()),
            )
            for each in shown.order_by("stage", "title", "pk")[:CUT]
        ],
        rows.count(),
        address("networks:project_list", query=place.query(stand="offen")),
        where_nothing_is(place, _("No project is running or planned.")),
        add_url=address("networks:project_new", query=place.query())
        if place.is_kept_by_user and access.can(place.user, "add", Project)
        else "",
        add_label=_("Enter a project"),
    )


register(Panel("next", "was-laeuft", 10, gettext_lazy("Next meetings"), next_meetings))
register(Panel("last", "was-laeuft", 20, gettext_lazy("Last meetings"), last_meetings))
register(Panel("projects", "was-laeuft", 30, gettext_lazy("Projects"), projects))
