"""The table's lines for networks and bodies, their meetings and tasks; quality dialogues."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from sro.access.roles import DISTRICT_ROLES, OFFICE, PROVIDER_ROLES, Grants, Role
from sro.access.rules import EDIT, Rule, allow
from sro.access.scopes import Scope, both, district, everything, own, provider, through, where


def _current(path: str = "") -> Scope:
    """Reach what belongs to members whose time has begun and is not over."""

    def scope(grants: Grants, role: Role) -> Q:
        today = timezone.localdate()
        no_end = Q(**{f"{path}valid_until__isnull": True})
        return Q(**{f"{path}valid_from__lte": today}) & (
            no_end | Q(**{f"{path}valid_until__gt": today})
        )

    return scope


def _asked(grants: Grants, role: Role) -> Q:
    """Reach the invitations that were sent out, and those of people who came."""
    return Q(wanted_edition__gt=0) | Q(attended=True)


_MEMBER = "networks.NetworkMember"
#: Colleagues who work in a network outside their own district; guests are not among them.
_COLLEAGUE = both(own("user_id"), _current(), where(role__in=("chair", "minutes", "member")))
_OF_PROVIDER = both(provider("provider_id"), _current())
_SHARED = where(meeting__minutes_shared=True)
_DOCUMENT_SHARED = where(shared=True)
_SHARED_WITH_ALL = where(shared=True, meeting__isnull=True)
_ORGANISATIONS = where(kind__in=("institution", "provider", "office"))


def _among(field: str) -> Scope:
    """Reach what belongs to networks in which somebody works themselves."""
    return through(_MEMBER, "network_id", _COLLEAGUE, field)


def among_own_networks(field: str) -> Scope:
    """Reach what belongs to networks in which one's provider works today."""
    return through(_MEMBER, "network_id", _OF_PROVIDER, field)


def _invited(who: Scope, field: str) -> Scope:
    """Reach what belongs to meetings to which somebody was invited."""
    mine = both(who, _current("member__"), _asked)
    return through("networks.MeetingInvitation", "meeting_id", mine, field)


def _guests(field: str, actions: str, within: Scope = everything) -> list[Rule]:
    """Let guests and people of providers reach what belongs to meetings they were invited to."""
    user, people = own("member__user_id"), provider("member__provider_id")
    return [
        allow(OFFICE, actions, both(_invited(user, field), within)),
        allow(PROVIDER_ROLES, actions, both(_invited(people, field), within)),
    ]


def _team(path: str, actions: str) -> list[Rule]:
    """Let planning work with everything, a district's professionals with what is theirs."""
    return [
        allow([Role.PLANNER], actions),
        allow(DISTRICT_ROLES, actions, district(f"{path}district_id")),
    ]


BODIES: dict[str, list[Rule]] = {
    "networks.Network": [
        allow(OFFICE, "view"),
        allow([Role.PLANNER], f"{EDIT} export"),
        allow(DISTRICT_ROLES, "add change", district("district_id")),
        # A provider's people see the bodies their provider works in.
        allow(PROVIDER_ROLES, "view", through(_MEMBER, "network_id", _OF_PROVIDER)),
    ],
    # Residents and volunteers are named to those who work with the network, to nobody else.
    "networks.NetworkMember": [
        *_team("network__", EDIT),
        allow(OFFICE, "view", _ORGANISATIONS),
        # How many there are in a place, above the limit of small counts; never who.
        allow(OFFICE, "count"),
        allow(
            PROVIDER_ROLES,
            "view",
            both(_ORGANISATIONS, among_own_networks("network_id")),
        ),
    ],
    "networks.NetworkMeeting": [
        *_team("network__", f"{EDIT} read_minutes"),
        allow(OFFICE, "view read_minutes", _among("network_id")),
        *_guests("id", "view"),
        *_guests("id", "read_minutes", where(minutes_shared=True)),
    ],
    # The agenda belongs to the invitation; what was said to it are minutes.
    "networks.AgendaItem": [
        *_team("meeting__network__", EDIT),
        allow(OFFICE, "view", _among("meeting__network_id")),
        *_guests("meeting_id", "view"),
    ],
    "networks.MeetingInvitation": [
        *_team("meeting__network__", EDIT),
        allow(OFFICE, "view", _among("meeting__network_id")),
        allow(OFFICE, "view", own("member__user_id")),
        allow(PROVIDER_ROLES, "view", provider("member__provider_id")),
    ],
    "networks.NetworkDecision": [
        *_team("meeting__network__", EDIT),
        allow(OFFICE, "view", _among("meeting__network_id")),
        *_guests("meeting_id", "view", _SHARED),
    ],
    # Of a meeting: like its minutes. Of the network: for who works there, shared for who sees it.
    "networks.NetworkDocument": [
        *_team("network__", EDIT),
        allow(OFFICE, "view", _among("network_id")),
        *_guests("meeting_id", "view", _DOCUMENT_SHARED),
        allow(OFFICE, "view", _SHARED_WITH_ALL),
        allow(
            PROVIDER_ROLES,
            "view",
            both(_SHARED_WITH_ALL, through(_MEMBER, "network_id", _OF_PROVIDER, "network_id")),
        ),
    ],
    "networks.NetworkTask": [
        *_team("network__", f"{EDIT} follow_up"),
        allow(OFFICE, "view", _among("network_id")),
        *_guests("meeting_id", "view", _SHARED),
        # Whoever took something on says what became of it.
        allow(OFFICE, "view follow_up", both(own("owner__user_id"), _current("owner__"))),
        allow(
            PROVIDER_ROLES,
            "view follow_up",
            both(provider("owner__provider_id"), _current("owner__")),
        ),
    ],
    # --- quality dialogues: between planning and the provider -----------------------------------
    "networks.DialogueRhythm": [
        allow([Role.PLANNER], EDIT),
        allow([Role.CONTROLLER], "view"),
    ],
    "networks.QualityDialogue": [
        allow([Role.PLANNER], f"{EDIT} export"),
        allow([Role.CONTROLLER], "view"),
        allow([Role.PROVIDER_LEAD], "view", provider("provider_id")),
    ],
    "networks.DialoguePoint": [
        allow([Role.PLANNER], EDIT),
        allow([Role.CONTROLLER], "view"),
        allow([Role.PROVIDER_LEAD], "view", provider("dialogue__provider_id")),
    ],
}
