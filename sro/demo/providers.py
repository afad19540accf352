"""Three invented providers with teams, agreements, rates and focuses, by the product's services.

Everything here is invented and looks it: names, people, amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from networks.models import LegalForm, Provider, Recognition, SocialSpace, SupportType
from networks.models.agreements import AgreementKind, Unit
from networks.services.agreements import add_rate, create_agreement
from networks.services.focus import add_focus
from networks.services.providers import add_team, create_provider

SINCE = date(2016, 1, 1)


@dataclass(frozen=True)
class Invented:
    """A provider of the demo: where it works, and its rates by support type in euro an hour."""

    name: str
    short_name: str
    legal_form: LegalForm
    contact_person: str
    description: str
    district: str
    rates: dict[str, str]

    @property
    def mailbox(self) -> str:
        """The office's invented address."""
        return f"kontakt@{self.short_name.lower()}.example"


PROVIDERS = (
    Invented(
        "Regenbogenbrücke (erfunden) e. V.",
        "Regenbogenbruecke",
        LegalForm.ASSOCIATION,
        "Rita Ausgedacht",
        "Wir kommen zu Familien nach Hause und gehen mit ihnen durch den Kiez: zum "
        "Elterncafé, zum Sportverein, zum Amt. (Erfundener Träger.)",
        "08",
        {"31": "58.40", "30-eb": "56.10", "29": "49.80"},
    ),
    Invented(
        "Kiezkompass (erfunden) gGmbH",
        "Kiezkompass",
        LegalForm.COMPANY,
        "Karim Platzhalter",
        "Wir kennen die Nachbarschaft und suchen mit Ihnen, was es dort schon gibt. "
        "(Erfundener Träger.)",
        "01",
        {"31": "59.20", "27-2": "57.60"},
    ),
    Invented(
        "Haus Sonnenwinkel (erfunden) Stiftung",
        "Sonnenwinkel",
        LegalForm.FOUNDATION,
        "Sabine Muster",
        "Wir begleiten junge Menschen auf dem Weg in die eigene Wohnung. (Erfundener Träger.)",
        "07",
        {"31": "60.05", "30-bh": "55.90", "41": "58.00"},
    ),
)


#: What all three agreed in the same way: kind of support, unit, amount in euro. § 35 is left out,
#: so that the list of supports without amount has something to show.
SHARED_RATES = (
    ("28", Unit.HOUR, "54.30"),
    ("20", Unit.HOUR, "51.70"),
    ("35a-amb", Unit.HOUR, "57.20"),
    ("29", Unit.MONTH, "410.00"),
    ("33", Unit.MONTH, "1265.00"),
    ("19", Unit.DAY, "168.20"),
    ("32", Unit.DAY, "94.60"),
    ("34", Unit.DAY, "181.40"),
)
#: Hourly rates of those who have not agreed one of their own.
USUAL_RATES = {"31": "58.90", "30-eb": "56.40", "27-2": "57.10", "41": "57.90"}


def create(now: datetime, planner: Any, controller: Any) -> None:
    """Enter the providers that are missing; the planner enters them, the controller their rates."""
    kinds = {kind.code: kind for kind in SupportType.objects.all()}
    for invented in PROVIDERS:
        if Provider.objects.filter(name=invented.name).exists():
            continue
        with transaction.atomic():
            _create(now, planner, controller, invented, kinds)


def _create(
    now: datetime,
    planner: Any,
    controller: Any,
    invented: Invented,
    kinds: dict[str, SupportType],
) -> None:
    provider = create_provider(
        actor=planner,
        now=now,
        name=invented.name,
        short_name=invented.short_name,
        legal_form=invented.legal_form,
        recognition=Recognition.RECOGNISED,
        contact_person=invented.contact_person,
        description=invented.description,
        email=invented.mailbox,
        city="Berlin",
        valid_from=SINCE,
    )
    spaces = list(SocialSpace.objects.filter(district__key=invented.district).order_by("key")[:4])
    for side, part in (("Nord", spaces[:2]), ("Süd", spaces[2:])):
        add_team(actor=planner, provider=provider, name=f"Team {side}", social_spaces=part, now=now)
    for space in spaces[:2]:
        add_focus(actor=planner, social_space=space, provider=provider, valid_from=SINCE, now=now)
    agreement = create_agreement(
        actor=controller,
        provider=provider,
        kind=AgreementKind.SERVICES,
        reference=f"LEV-{invented.short_name}-2016",
        valid_from=SINCE,
        now=now,
    )
    hourly = [(code, Unit.HOUR, each) for code, each in (USUAL_RATES | invented.rates).items()]
    for code, unit, amount in (*hourly, *SHARED_RATES):
        add_rate(
            actor=controller,
            agreement=agreement,
            support_type=kinds[code],
            unit=unit,
            amount=Decimal(amount),
            valid_from=SINCE,
            now=now,
        )
