"""Networks and their members: founding, changing, who belongs to them, what is erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from networks.models import Network, NetworkMember
from networks.models.bodies import PRIVATE, MemberKind
from networks.services.one_place import require_one_place
from sro import access
from sro.audit import trail
from sro.audit.keeping import created, deleted, updated
from sro.records import locked

#: What says who a member is, by kind; everything else stays empty.
WHO = {
    MemberKind.INSTITUTION: "institution",
    MemberKind.PROVIDER: "provider",
    MemberKind.OFFICE: "user",
}


def found_network(*, actor: Any, now: datetime, **fields: Any) -> Network:
    """Enter a network. Raises ValidationError for a social space of another district."""
    return created(actor, Network(**_placed(fields)), now)


def update_network(
    *, actor: Any, network: Network, changes: Mapping[str, Any], version: int, now: datetime
) -> Network:
    """Change a network, or let it end."""
    return updated(actor, network, _placed(changes), version, now)


def _placed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give a network of a social space the district of that space."""
    space, district = values.get("social_space"), values.get("district")
    if space is None:
        return dict(values)
    require_one_place(space, district)
    return {**values, "district": space.district}


def add_member(*, actor: Any, network: Network, now: datetime, **fields: Any) -> NetworkMember:
    """Enter who works in a network. Raises ValidationError when somebody is in it already."""
    with transaction.atomic():
        values = _only_who(fields)
        _agreed_already(values, now)
        _not_twice(network, NetworkMember(network=network, **values))
        return created(actor, NetworkMember(network=network, **values), now, network=network.pk)


def update_member(
    *, actor: Any, member: NetworkMember, changes: Mapping[str, Any], version: int, now: datetime
) -> NetworkMember:
    """Change role, period or how to reach a member; the end is a change like any other."""
    values = _only_who({"kind": member.kind, **changes})
    if values.get("name"):
        # Somebody who comes back is named anew, and erased again when that time is over.
        values["erased_on"] = None
    with transaction.atomic():
        access.require(actor, "change", member)
        _agreed_already(values, now)
        later = NetworkMember.objects.get(pk=member.pk)
        for name, value in values.items():
            setattr(later, name, value)
        _not_twice(member.network, later)
        return updated(actor, member, values, version, now)


def remove_member(*, actor: Any, member: NetworkMember, version: int, now: datetime) -> None:
    """Take off a member entered by mistake.

    Raises ValidationError once the member was invited or took something on.
    """
    deleted(actor, member, version, now)


def _only_who(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what does not belong to the kind: of organisations no names of people are kept."""
    kind = fields["kind"]
    values = dict(fields)
    for other, name in WHO.items():
        if name in values and kind != other:
            values[name] = None
    if kind not in PRIVATE:
        values |= {"name": "", "consent_on": None}
    return values


def _agreed_already(values: Mapping[str, Any], now: datetime) -> None:
    """Refuse a consent that is still to come: without it nobody is kept and invited."""
    given = values.get("consent_on")
    if given is not None and given > timezone.localdate(now):
        raise ValidationError({"consent_on": _("Please enter a day that has been.")})


def _not_twice(network: Network, member: NetworkMember) -> None:
    """Refuse a member who is there at the same time already: they would be invited twice."""
    name = WHO.get(MemberKind(member.kind))
    who = getattr(member, name) if name else None
    if name is None or who is None:
        return
    # Two people who enter the same member at once wait for one another.
    locked(network)
    same = NetworkMember.objects.filter(network=network, **{name: who}).exclude(pk=member.pk)
    same = same.filter(Q(valid_until=None) | Q(valid_until__gt=member.valid_from))
    if member.valid_until is not None:
        same = same.filter(valid_from__lt=member.valid_until)
    if same.exists():
        raise ValidationError(_("This member works in the network already."))


def erase_former(*, today: date, now: datetime) -> int:
    """Erase name and address of residents and volunteers whose time is over; returns how many.

    Their history never held them. What stays is that a resident or volunteer worked there.
    """
    with transaction.atomic():
        rows = NetworkMember.objects.to_erase(today).select_for_update(of=("self",))
        found = list(rows.order_by("pk"))
        for member in found:
            member.name, member.email, member.erased_on = "", "", today
            member.save(update_fields=["name", "email", "erased_on"])
            trail.record(None, "networkmember.erased", member, now=now)
    return len(found)
