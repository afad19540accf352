"""What networks and quality dialogues add to the start page, and what the log says of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.models import (
    DialoguePoint,
    Network,
    NetworkMeeting,
    NetworkMember,
    NetworkTask,
    QualityDialogue,
)
from networks.rules.meetings import TaskState, meet_by
from networks.services.dialogues import due_providers
from sro import access
from sro.access import PROVIDER_ROLES
from sro.audit import words
from sro.ui import start
from sro.ui.start import StartItem
from sro.ui.templatetags.ui import day, number

SHOWN = 8
WEEK = timedelta(days=7)


def overdue(user: Any, today: date) -> list[StartItem]:
    """Networks this person coordinates that should have met by now."""
    if not access.can(user, "change", Network):
        return []
    rows = Network.objects.allowing(user, "change").filter(coordinator=user)
    rows = rows.overdue(user, today, timezone.now()).filter(next_at__isnull=True)
    return [
        StartItem(
            _("%(network)s: plan a meeting") % {"network": each.name},
            reverse("networks:network_detail", args=[each.pk]),
            _("The rhythm asks for a meeting; none is planned."),
            meet_by(each.last_held, each.valid_from, each.rhythm_weeks),
        )
        for each in rows.order_by("meet_by", "pk")[:SHOWN]
    ]


def tasks(user: Any, today: date) -> list[StartItem]:
    """What this person, or the own provider, took on and is due within a week."""
    if not access.can(user, "follow_up", NetworkTask):
        return []
    rows = NetworkTask.objects.visible_to(user).open().with_owners()
    if access.has_role(user, *PROVIDER_ROLES):
        rows = rows.allowing(user, "follow_up").filter(owner__provider__isnull=False)
    else:
        rows = rows.of(user)
    return [
        StartItem(
            task.title,
            reverse("networks:task_follow_up", args=[task.pk]),
            _("Task from “%(network)s”") % {"network": task.network.name},
            task.due_on,
        )
        for task in rows.filter(due_on__lte=today + WEEK).order_by("due_on", "pk")[:SHOWN]
    ]


def meetings(user: Any, today: date) -> list[StartItem]:
    """Meetings of the coming week: those this person coordinates or belongs to."""
    if not access.can(user, "view", NetworkMeeting):
        return []
    now = timezone.now()
    rows = NetworkMeeting.objects.visible_to(user).coming(now).select_related("network")
    rows = rows.filter(starts_at__lt=now + WEEK)
    if not access.has_role(user, *PROVIDER_ROLES):
        mine = Network.objects.visible_to(user)
        working = NetworkMember.objects.valid_on(today).filter(user=user).order_by()
        rows = rows.filter(
            network__in=mine.filter(Q(coordinator=user) | Q(pk__in=working.values("network")))
        )
    return [
        StartItem(
            each.network.name,
            reverse("networks:meeting_detail", args=[each.pk]),
            _("%(when)s, %(place)s")
            % {"when": day(each.starts_at), "place": each.place or _("place open")},
            each.day,
        )
        for each in rows[:SHOWN]
    ]


def dialogues(user: Any, today: date) -> list[StartItem]:
    """Quality dialogues that are due or ahead, and points of them that are late."""
    if not access.can(user, "add", QualityDialogue):
        return []
    items = [
        StartItem(
            _("Plan a quality dialogue with %(provider)s") % {"provider": each.provider.name},
            reverse("networks:dialogue_new", args=[each.provider.pk]),
            "",
            each.day,
        )
        for each in due_providers(user, today)[:SHOWN]
    ]
    ahead = QualityDialogue.objects.visible_to(user).filter(
        state="planned", planned_on__lt=today + WEEK
    )
    items += [
        StartItem(
            _("Quality dialogue with %(provider)s") % {"provider": each.provider.name},
            reverse("networks:dialogue_detail", args=[each.pk]),
            "",
            each.planned_on,
        )
        for each in ahead.select_related("provider").order_by("planned_on", "pk")[:SHOWN]
    ]
    late = DialoguePoint.objects.visible_to(user).filter(state=TaskState.OPEN, due_on__lt=today)
    if count := late.count():
        text = ngettext(
            "%(count)s point from quality dialogues is overdue",
            "%(count)s points from quality dialogues are overdue",
            count,
        )
        address = f"{reverse('networks:dialogue_list')}?punkte=ueberfaellig"
        items.append(StartItem(text % {"count": number(count)}, address))
    return items


def _register() -> None:
    for key, title, items, order in (
        ("networks.tasks", gettext_lazy("My tasks from networks"), tasks, 34),
        ("networks.meetings", gettext_lazy("Meetings this week"), meetings, 35),
        ("networks.overdue", gettext_lazy("Networks without a meeting"), overdue, 36),
        ("networks.dialogues", gettext_lazy("Quality dialogues"), dialogues, 37),
    ):
        start.register(start.Section(key, title, items, order))
    for code, sentence in {
        "networkmember.erased": gettext_lazy("erased the name of a former member: %(object)s"),
        "networkmeeting.agenda_proposed": gettext_lazy("had an agenda proposed: %(object)s"),
        "networkmeeting.agenda_written": gettext_lazy("wrote the agenda of %(object)s"),
        "networkmeeting.invited": gettext_lazy("invited members to %(object)s"),
        "networkmeeting.held": gettext_lazy("took the minutes of %(object)s"),
        "networkmeeting.minutes_written": gettext_lazy("went on with the minutes of %(object)s"),
        "networkmeeting.approved": gettext_lazy("noted that the minutes are approved: %(object)s"),
        "networkmeeting.minutes_shared": gettext_lazy("showed the minutes to guests: %(object)s"),
        "networkmeeting.minutes_unshared": gettext_lazy(
            "no longer showed the minutes to guests: %(object)s"
        ),
        "agendaitem.need_reported": gettext_lazy("reported a need from the agenda: %(object)s"),
        "networktask.followed_up": gettext_lazy("noted what became of %(object)s"),
        "qualitydialogue.held": gettext_lazy("wrote down the results of %(object)s"),
        "dialoguepoint.followed_up": gettext_lazy("noted what became of %(object)s"),
    }.items():
        words.register(code, sentence)


_register()
