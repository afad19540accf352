"""The catalogue of support types: the list of the law, and what an office adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from networks.models import Setting, SupportType
from sro import access
from sro.audit.keeping import created, updated


class Entry(NamedTuple):
    """One kind of support: code, name, place in the law, setting."""

    code: str
    name: str
    legal_basis: str
    setting: Setting


# §§ 27-35a, 41 SGB VIII and what stands beside them (§§ 19, 20, 42); names as in the law and in
# the official statistics. § 35 and § 41 know all settings; § 35a is counted by setting, as the
# statistics do.
LEGAL_CATALOGUE = (
    Entry("19", "Gemeinsame Wohnform für Mütter, Väter und Kinder", "§ 19", Setting.RESIDENTIAL),
    Entry("20", "Betreuung und Versorgung in Notsituationen", "§ 20", Setting.AMBULATORY),
    Entry("27-2", "Flexible Hilfe zur Erziehung", "§ 27 Abs. 2", Setting.ANY),
    Entry("28", "Erziehungsberatung", "§ 28", Setting.AMBULATORY),
    Entry("29", "Soziale Gruppenarbeit", "§ 29", Setting.AMBULATORY),
    Entry("30-eb", "Erziehungsbeistandschaft", "§ 30", Setting.AMBULATORY),
    Entry("30-bh", "Betreuungshilfe", "§ 30", Setting.AMBULATORY),
    Entry("31", "Sozialpädagogische Familienhilfe", "§ 31", Setting.AMBULATORY),
    Entry("32", "Erziehung in einer Tagesgruppe", "§ 32", Setting.SEMI_RESIDENTIAL),
    Entry("33", "Vollzeitpflege", "§ 33", Setting.RESIDENTIAL),
    Entry("34", "Heimerziehung, sonstige betreute Wohnform", "§ 34", Setting.RESIDENTIAL),
    Entry("35", "Intensive sozialpädagogische Einzelbetreuung", "§ 35", Setting.ANY),
    Entry("35a-amb", "Eingliederungshilfe", "§ 35a", Setting.AMBULATORY),
    Entry("35a-semi", "Eingliederungshilfe", "§ 35a", Setting.SEMI_RESIDENTIAL),
    Entry("35a-res", "Eingliederungshilfe", "§ 35a", Setting.RESIDENTIAL),
    Entry("41", "Hilfe für junge Volljährige", "§ 41", Setting.ANY),
    Entry("42", "Inobhutnahme", "§ 42", Setting.RESIDENTIAL),
)


def ensure_support_types(*, actor: Any, now: datetime) -> list[SupportType]:
    """Enter the kinds of support of SGB VIII that are missing; returns the new ones.

    What is there stays as the office has it, so it may be called again at any time.
    """
    with transaction.atomic():
        access.require(actor, "add", SupportType)
        known = set(SupportType.objects.values_list("code", flat=True))
        return [
            created(
                actor,
                SupportType(
                    code=entry.code,
                    name=entry.name,
                    legal_basis=f"{entry.legal_basis} SGB VIII",
                    setting=entry.setting,
                    position=10 * place,
                ),
                now,
            )
            for place, entry in enumerate(LEGAL_CATALOGUE, start=1)
            if entry.code not in known
        ]


def create_support_type(*, actor: Any, now: datetime, **values: Any) -> SupportType:
    """Add a kind of support that the office has beside the legal ones."""
    return created(actor, SupportType(**values), now)


def update_support_type(
    *,
    actor: Any,
    support_type: SupportType,
    changes: Mapping[str, Any],
    version: int,
    now: datetime,
) -> SupportType:
    """Change a kind of support, or take it out of use (`is_active`)."""
    return updated(actor, support_type, changes, version, now)
