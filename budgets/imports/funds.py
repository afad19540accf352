"""What files call the funds."""

from __future__ import annotations

from budgets.models import FundKind

#: The German words and our own names.
FUNDS = {
    "Fall": FundKind.FALL.value,
    "Fallbudget": FundKind.FALL.value,
    "Milieu": FundKind.MILIEU.value,
    "Milieubudget": FundKind.MILIEU.value,
    "Struktur": FundKind.STRUKTUR.value,
    "Strukturbudget": FundKind.STRUKTUR.value,
    "Grundangebot": FundKind.BASIC_OFFER.value,
    "basic_offer": FundKind.BASIC_OFFER.value,
    "Familienrat": FundKind.FAMILY_GROUP_CONFERENCE.value,
    "family_group_conference": FundKind.FAMILY_GROUP_CONFERENCE.value,
    "Reserve": FundKind.RESERVE.value,
    "Sonstiges": FundKind.OTHER.value,
    "other": FundKind.OTHER.value,
}
