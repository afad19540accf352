"""Quarterly reports for the demo: drafts of the last quarter, a published one of that before."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from budgets.models import Indicator
from reporting.models import DistrictReport
from reporting.services import freezing, preparing, reports, settings
from sro.access import Role
from sro.accounts.models import Membership, User
from sro.periods import Quarter

#: By section; all of it is invented.
COMMENTARY = {
    "supports": (
        "Die Zahl der laufenden Hilfen folgt den Anfragen aus den Grundschulen. Das Team hat mit"
        " den Schulen vereinbart, zuerst gemeinsam auf offene Angebote zu schauen."
    ),
    "together": (
        "Fast alle jungen Menschen waren beim Hilfeplangespräch dabei. In mehreren Plänen fehlt"
        " ein Angebot am Wochenende."
    ),
    "hours": "Ein Teil der fallübergreifenden Stunden ging in das Nachbarschaftsfrühstück.",
}
NOTE = "Bitte vor der Veröffentlichung mit der Planung über das Wochenendangebot sprechen."
GROUP_VIEW = (
    "Die Träger teilen die Einschätzung zum Wochenende. Zwei Träger wollen bis zum nächsten Quartal"
    " gemeinsam einen Vorschlag machen."
)


def is_complete() -> bool:
    """Whether there are reports."""
    return DistrictReport.objects.exists()


def create(now: datetime) -> None:
    """Prepare two quarters; in the team lead's district write, discuss, freeze and publish one."""
    controller = User.objects.filter(memberships__role=Role.CONTROLLER).order_by("pk")[0]
    # Berlin's open data know residents under 18 only; the figures say so.
    base = Indicator.objects.filter(code="inhabitants_u18").first()
    settings.change(actor=controller, values={"base": base, "limit": 2}, version=0, now=now)
    last = Quarter.of(timezone.localdate(now)).previous
    for quarter in (last.previous, last):
        preparing.prepare(quarter, now=now)
    membership = Membership.objects.filter(role=Role.TEAM_LEAD).order_by("pk").first()
    if membership is None or membership.district is None:
        return
    for quarter in (last.previous, last):
        report = DistrictReport.objects.get(
            district=membership.district, year=quarter.year, quarter=quarter.number
        )
        _write(report, membership.user, now)
        if quarter != last:
            _publish(report, membership.user, controller, now)


def _write(report: DistrictReport, lead: User, now: datetime) -> None:
    for code, text in COMMENTARY.items():
        reports.write_section(
            actor=lead,
            report=report,
            code=code,
            values={
                "commentary": text,
                "note": NOTE if code == "together" else "",
                "for_group": code == "together",
            },
            version=0,
            now=now,
        )


def _publish(report: DistrictReport, lead: User, controller: User, now: datetime) -> None:
    report.refresh_from_db()
    day = report.span.end + timedelta(days=14)
    report = reports.discuss(
        actor=lead,
        report=report,
        discussed_on=day,
        group_view=GROUP_VIEW,
        version=report.version,
        today=timezone.localdate(now),
        now=now,
    )
    for step, actor in (
        (reports.sign, lead),
        (freezing.freeze, controller),
        (reports.publish, controller),
    ):
        report.refresh_from_db()
        step(actor=actor, report=report, version=report.version, now=now)
