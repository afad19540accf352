"""Who reaches what of a case: those who work on it, and providers what was given to them."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sro.access.roles import Grants, Role
from sro.access.scopes import Scope, both, district, through, where

# From the grant on the provider knows of a support.
SHARED = ("granted", "running", "ended")
CLOSED = "closed"
# Papers on which an address stands.
LETTERS = ("invitation", "decision")


def working_on(case: str = "") -> Scope:
    """Reach what belongs to the cases somebody works on; `case` is the path to the case.

    A team lead works on all cases of the district. A caseworker works on those of the district in
    which they are responsible, deputy or (for some days, with a reason) stand-in.
    """

    def scope(grants: Grants, role: Role) -> Q:
        own_district = Q(**{f"{case}district_id__in": grants.districts.get(role, frozenset())})
        if role == Role.TEAM_LEAD:
            return own_district
        today = timezone.localdate()
        steps_in = apps.get_model("cases.StandIn")._default_manager.filter(
            Q(user_id=grants.user_id, valid_from__lte=today, valid_until__gt=today)
        )
        in_charge = (
            Q(**{f"{case}responsible_id": grants.user_id})
            | Q(**{f"{case}deputy_id": grants.user_id})
            | Q(**{f"{case}id__in": steps_in.order_by().values("case_id")})
        )
        return own_district & in_charge

    return scope


def disclosed(kind: str) -> Scope:
    """Reach the entries that their author has passed on to somebody, on a legal ground."""

    def scope(grants: Grants, role: Role) -> Q:
        disclosures = apps.get_model("cases.Disclosure")._default_manager.filter(
            entry_kind=kind, recipient_user_id=grants.user_id
        )
        return Q(id__in=disclosures.order_by().values("entry_id"))

    return scope


# What is written about a person belongs to those who work on one of the person's cases.
OF_PERSON = through("cases.CaseMember", "person_id", working_on("case__"))
HANDED_OVER = through(
    "cases.CaseTransfer", "case_id", both(district("to_district_id"), where(state="requested"))
)


def _colleagues(grants: Grants, role: Role) -> Q:
    today = timezone.localdate()
    here = apps.get_model("accounts.Membership")._default_manager.filter(
        Q(district_id__in=grants.districts.get(role, frozenset()), valid_from__lte=today)
        & (Q(valid_until__isnull=True) | Q(valid_until__gt=today))
    )
    return Q(user_id__in=here.order_by().values("user_id"))


COLLEAGUES: Scope = _colleagues


def in_charge_of_person(field: str = "person_id") -> Scope:
    """Reach what is known about people only to those in charge; `field` holds the person's id.

    That is who is responsible for an open case of the person or deputises there, and the team lead
    of its district. Where all cases of a person are closed, the team lead alone. Who stands in for
    some days, or keeps an old file, is not in charge.
    """

    def scope(grants: Grants, role: Role) -> Q:
        everybody = apps.get_model("cases.CaseMember")._default_manager.order_by()
        members = everybody.filter(case__district_id__in=grants.districts.get(role, frozenset()))
        is_open = ~Q(case__state=CLOSED)
        if role == Role.TEAM_LEAD:
            elsewhere = everybody.filter(is_open, person_id=OuterRef("person_id"))
            members = members.filter(is_open | ~Exists(elsewhere))
        else:
            members = members.filter(
                is_open,
                Q(case__responsible_id=grants.user_id) | Q(case__deputy_id=grants.user_id),
            )
        return Q(**{f"{field}__in": members.values("person_id")})

    return scope


def nothing_secret(field: str = "person_id") -> Scope:
    """Reach the people of whom no address has to stay secret today or later."""

    def scope(grants: Grants, role: Role) -> Q:
        secret = apps.get_model("cases.Address")._default_manager.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=timezone.localdate()),
            blocked=True,
            person_id=OuterRef(field),
        )
        return Q(~Exists(secret.order_by()))

    return scope


def _no_letter_with_secret(grants: Grants, role: Role) -> Q:
    return ~Q(kind__in=LETTERS, person_id__isnull=False) | nothing_secret()(grants, role)


NO_LETTER_WITH_SECRET: Scope = _no_letter_with_secret


def _works_today(grants: Grants, role: Role) -> Q:
    today = timezone.localdate()
    return Q(user_id=grants.user_id, valid_from__lte=today) & (
        Q(valid_until__isnull=True) | Q(valid_until__gt=today)
    )


WORKS_TODAY: Scope = _works_today


def _own_supports(path: str) -> Scope:
    """Reach what belongs to the supports a provider's person may see."""

    def scope(grants: Grants, role: Role) -> Q:
        supports = apps.get_model("cases.Support")._default_manager.filter(
            provider_id__in=grants.providers.get(role, frozenset()), state__in=SHARED
        )
        if role != Role.PROVIDER_LEAD:
            staff = apps.get_model("cases.SupportStaff")._default_manager
            own_ones = staff.filter(_works_today(grants, role)).order_by().values("support_id")
            supports = supports.filter(id__in=own_ones)
        return Q(**{f"{path}__in": supports.order_by().values("id")})

    return scope


OWN_SUPPORT = _own_supports("support_id")
OWN_REPORT = _own_supports("report__support_id")
