"""Needs of the demo: what is missing in forty and more social spaces. All of it is invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from networks.models import InstitutionCategory, Need, NeedOrigin, Network, Offer, Project
from networks.models import SocialSpace as Space
from networks.services import need_merging, needs
from sro.access import Role
from sro.accounts.models import Membership, User

#: What is missing, for whom, and how somebody said it.
MISSED = (
    ("Treff für Jugendliche am Abend", "teenagers", "Nach 18 Uhr ist hier alles zu."),
    ("Hausaufgabenhilfe nach der Schule", "children", "Die Kinder fragen jede Woche danach."),
    ("Elterncafé mit Kinderbetreuung", "parents", "Vormittags wäre die beste Zeit."),
    ("Sportangebot ohne Anmeldung", "teenagers", "Viele wollen nicht gleich in einen Verein."),
    ("Beratung in einfacher Sprache", "newcomers", "Die Wege zur nächsten Stelle sind weit."),
    ("Krabbelgruppe im Winter", "expectant", "Der Spielplatz hilft nur im Sommer."),
    ("Offene Werkstatt", "young_adults", "Räume gäbe es, es fehlt an Anleitung."),
    ("Treffpunkt für Alleinerziehende", "single_parents", "Am besten am Wochenende."),
)
ORIGINS = (NeedOrigin.DIRECT, NeedOrigin.DIRECT, NeedOrigin.FIGURES, NeedOrigin.DIRECT)
SPACES = 50
EACH = 3
ANSWERS = {
    "plan": "Wir haben jemanden gefunden, der sich kümmert.",
    "realise": "Seit diesem Monat gibt es das. Sagen Sie es gern weiter.",
}
DECLINED = "Zwei Straßen weiter gibt es das Angebot schon; dort sind Plätze frei (erfunden)."


def is_complete() -> bool:
    """Whether there are needs."""
    return Need.objects.exists()


@transaction.atomic
def create(now: datetime) -> None:
    """Report needs in many social spaces, decide on most of them, merge some."""
    making = _Making(now)
    spaces = Space.objects.filter(valid_until=None).select_related("district")
    # Every district has some: in turns, not one district after the other.
    rows = sorted(spaces, key=lambda space: (space.key[-2:], space.key))[:SPACES]
    for number, space in enumerate(rows):
        made = [making.reported(space, EACH * number + each) for each in range(EACH)]
        for each, need in enumerate(made):
            making.decided(need, EACH * number + each)
        if number % 5 == 0:
            making.merged(space, number)


class _Making:
    """Who reports, who decides, and when."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.planner = User.objects.filter(memberships__role=Role.PLANNER).order_by("pk")[0]
        self.kinds = list(InstitutionCategory.objects.order_by("code"))
        rows = Membership.objects.filter(role=Role.CASEWORKER).select_related("user")
        # The first caseworker of a district is the one whose login is printed.
        self.reporters = {row.district_id: row.user for row in rows.order_by("-pk")}
        leads = User.objects.filter(memberships__role=Role.PROVIDER_LEAD)
        self.provider = leads.order_by("pk").first() or self.planner

    def reported(self, space: Space, number: int, again: str = "") -> Need:
        """A need, reported some weeks ago."""
        title, group, words = MISSED[number % len(MISSED)]
        network = Network.objects.filter(district=space.district_id).order_by("pk").first()
        meeting = network is not None and number % 9 == 4
        reporter = self.reporters.get(space.district_id, self.planner)
        return needs.report_need(
            actor=self.provider if number % 11 == 5 else reporter,
            now=self.now - timedelta(days=20 + 9 * (number % 30)),
            title=again or title,
            words=words,
            category=self.kinds[number % len(self.kinds)] if self.kinds else None,
            target_group=group,
            social_space=space,
            origin=NeedOrigin.MEETING if meeting else ORIGINS[number % len(ORIGINS)],
            network=network if meeting else None,
        )

    def decided(self, need: Need, number: int) -> None:
        """The steps of a need, as far as it has come."""
        way: tuple[str, ...] = (
            (),
            ("assess",),
            ("assess", "plan"),
            ("assess", "plan", "realise"),
            ("decline",),
            ("assess",),
        )[number % 6]
        for days, step in enumerate(way):
            need = needs.take_step(
                actor=self.planner,
                need=need,
                step=step,
                version=need.version,
                now=self.now - timedelta(days=12 - 4 * days),
                reason=DECLINED if step == "decline" else "",
                answer=ANSWERS.get(step, ""),
                values=self._values(need, step, number),
            )

    def merged(self, space: Space, number: int) -> None:
        """Somebody reports once more what is open there, and planning merges the two."""
        target = Need.objects.open().filter(social_space=space).order_by("pk").first()
        if target is None:
            return
        again = self.reported(space, number + 1, target.title)
        others = (self.planner, *self.reporters.values())
        needs.join_need(
            actor=next(user for user in others if user.pk != again.reported_by_id),
            need=again,
            words="Kam auch in der Planungsrunde vor.",
            now=self.now - timedelta(days=9),
        )
        need_merging.merge(
            actor=self.planner,
            target=target,
            target_version=target.version,
            others=[(again, again.version)],
            now=self.now - timedelta(days=8),
        )

    def _values(self, need: Need, step: str, number: int) -> dict[str, Any]:
        if step == "assess":
            pressing = ("urgent", "soon", "later")[number % 3]
            return {"priority": pressing, "assessment": "Mehrere Einrichtungen bestätigen es."}
        if step != "plan":
            return {}
        found: dict[str, Any] = {
            "project": Project.objects.filter(district=need.district).order_by("pk").first(),
            "network": Network.objects.filter(district=need.district).order_by("pk").first(),
            "offer": Offer.objects.filter(institution__social_space=need.social_space)
            .order_by("pk")
            .first(),
        }
        # One way each, so that the demo shows all of them.
        names = [name for name, row in found.items() if row is not None]
        if not names or number % 4 == 2:
            return {"budget_line": "Milieubezogene Arbeit"}
        name = names[number % len(names)]
        return {name: found[name]}
