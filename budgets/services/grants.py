"""Small grants: the application, and the decision about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from budgets.models import BudgetLine, BudgetYear, GrantAction, GrantPartner, SmallGrant
from budgets.rules.grants import may_decide
from budgets.rules.states import GrantState, YearState
from budgets.rules.transfers import may_leave
from budgets.services.grant_steps import note, require_day, take_step
from budgets.services.lines import LineFigures, PlaceKey, free_at, standing
from budgets.services.transfers import Spot, line_of
from budgets.services.years import hold_open, require_open
from networks.models import District, Institution
from sro import access
from sro.access import Role
from sro.money import cents_from_decimal, format_german
from sro.records import acting, create_record, create_records, locked, update_record
from sro.refusals import NotPossible, only_known, required_reason

#: What makes somebody one of those who asked for the money.
HAND_IN = (GrantAction.APPLIED.value, GrantAction.CHANGED.value)
APPLICATION = frozenset(
    {
        "fund",
        "district",
        "social_space",
        "title",
        "purpose",
        "applicant",
        "provider",
        "project",
        "volunteers",
        "requested",
        "applied_on",
    }
)


def apply_for(
    *, actor: Any, values: Mapping[str, Any], partners: Iterable[str] = (), now: datetime
) -> SmallGrant:
    """Record an application; `values` are those of `APPLICATION`, `partners` organisations' names.

    Names that exactly one entry of the registry bears are linked to it. Raises ValidationError for
    wrong values or the case budget, NotPossible in a closed year.
    """
    only_known(values, APPLICATION)
    with transaction.atomic():
        _require_sensible(values, timezone.localdate(now))
        require_open(values["fund"].budget_year)
        grant = create_record(
            actor,
            SmallGrant(
                **values,
                institution=institution_named(values["applicant"]),
                recorded_by=actor,
                recorded_at=now,
            ),
        )
        _set_partners(actor, grant, partners)
        note(actor, grant, GrantAction.APPLIED, now, amount=grant.requested)
    return grant


def change_application(
    *,
    actor: Any,
    grant: SmallGrant,
    values: Mapping[str, Any],
    partners: Iterable[str] = (),
    version: int,
    now: datetime,
) -> SmallGrant:
    """Correct an application nobody has decided about.

    Raises like :func:`apply_for`, and StaleRecord if somebody was faster.
    """
    only_known(values, APPLICATION)
    with transaction.atomic():
        require_open(values["fund"].budget_year)
        current = locked(grant)
        if current.state != GrantState.APPLIED:
            raise NotPossible(
                _("This application has been decided about; it can no longer be changed.")
            )
        _require_sensible(values, timezone.localdate(now))
        found = {**values, "institution": institution_named(values["applicant"])}
        differs = any(getattr(current, name) != value for name, value in found.items())
        before = list(current.partners.values_list("name", flat=True))
        if not differs and before == names_of(partners):
            return update_record(actor, grant, {}, version)
        # Whoever has a hand in the application does not grant it alone above the limit.
        after = update_record(actor, grant, {**found, "changed_by": actor}, version)
        with acting(actor):
            _set_partners(actor, after, partners)
            if after.version == version:
                # Partners are rows of their own: a second page must learn of them all the same.
                SmallGrant.objects.filter(pk=after.pk).update(version=F("version"))
                after.refresh_from_db()
        note(actor, after, GrantAction.CHANGED, now)
    return after


def grant_it(
    *,
    actor: Any,
    grant: SmallGrant,
    amount: Decimal,
    proof_due: date,
    from_space: bool = False,
    reason: str = "",
    version: int,
    now: datetime,
) -> SmallGrant:
    """Grant an amount (euro, at most what was applied for); it is bound from now on.

    `from_space` takes it from the social space's line instead of the district's. Raises NotPossible
    where the year is not adopted, where a second person has to decide, or where the line has not so
    much left; ValidationError for a wrong amount; StaleRecord.
    """
    with acting(actor), transaction.atomic():
        access.require(actor, "grant", grant)
        limit = grant.fund.transfer_limit
        if amount <= 0:
            raise ValidationError({"amount": _("The amount granted is more than zero.")})
        # The year first, as everybody does who moves money.
        hold_open(grant.fund.budget_year_id)
        current = locked(grant)
        rule = may_decide(
            cents=cents_from_decimal(amount),
            limit=None if limit is None else cents_from_decimal(limit),
            own=had_a_hand(actor, current),
        )
        if rule is None:
            raise NotPossible(_why_second(limit))
        require_day("proof_due", proof_due, current)
        changes = {
            "granted": amount,
            "from_space": from_space,
            "rule": rule.rule,
            "decided_by": actor,
            "decided_at": now,
            "decision_reason": reason.strip(),
            "proof_due": proof_due,
        }
        after = take_step(actor, "grant", grant, version, changes)
        note(actor, after, GrantAction.GRANTED, now, amount=amount, text=reason.strip())
        # The line last: others wait for it no longer than it takes to commit.
        _require_room(lock_line(after), amount)
    return after


def reject(
    *, actor: Any, grant: SmallGrant, reason: str, version: int, now: datetime
) -> SmallGrant:
    """Decline an application, with a reason."""
    reason = required_reason(reason)
    with transaction.atomic():
        changes = {"decided_by": actor, "decided_at": now, "decision_reason": reason}
        after = take_step(actor, "reject", grant, version, changes, reason)
        note(actor, after, GrantAction.REJECTED, now, text=reason)
    return after


def withdraw(
    *, actor: Any, grant: SmallGrant, reason: str, version: int, now: datetime
) -> SmallGrant:
    """Note that the project comes to nothing, before any money went out; frees what was bound."""
    reason = required_reason(reason)
    with transaction.atomic():
        after = take_step(actor, "withdraw", grant, version, reason=reason)
        note(actor, after, GrantAction.WITHDRAWN, now, text=reason)
    return after


def had_a_hand(actor: Any, grant: SmallGrant) -> bool:
    """Return whether somebody has recorded or ever changed the application."""
    if actor.pk in (grant.recorded_by_id, grant.changed_by_id):
        return True
    return grant.steps.filter(by=actor, action__in=HAND_IN).exists()


def rooms_of(grant: SmallGrant) -> list[LineFigures]:
    """Return the lines a grant can come from: the district's, and the space's if it has one.

    The caller asks for rights.
    """
    [figures] = standing(year=grant.fund.budget_year, funds=[grant.fund])
    found = {line.place: line for line in figures.lines}
    whole = PlaceKey(grant.fund_id, grant.district_id)
    rooms = [found.get(whole) or LineFigures(grant.fund, grant.district, None)]
    if grant.social_space_id:
        part = found.get(PlaceKey(grant.fund_id, grant.district_id, grant.social_space_id))
        rooms += [part] if part else []
    return rooms


def lock_line(grant: SmallGrant) -> BudgetLine:
    """Lock the line of a grant until the transaction ends; the year stays open as long.

    Raises NotPossible for a year that is closed, or not adopted yet.
    """
    if hold_open(grant.fund.budget_year_id) == YearState.DRAFT:
        raise NotPossible(_("This budget is not adopted yet; until then nothing can be granted."))
    space = grant.social_space if grant.from_space else None
    line = line_of(Spot(grant.fund, grant.district, space))
    return BudgetLine.objects.select_for_update(of=("self",)).get(pk=line.pk)


def districts_for(actor: Any, year: BudgetYear, today: date) -> QuerySet[District]:
    """Return the districts of a year for which somebody may record applications."""
    rows = District.objects.valid_on(year.first_day).defer("search_vector").order_by("key", "pk")
    if access.has_role(actor, Role.CONTROLLER, Role.PLANNER):
        return rows
    return rows.filter(pk__in=actor.grants_on(today).districts.get(Role.TEAM_LEAD, ()))


def institution_named(name: str) -> Institution | None:
    """Return the registry's institution of exactly this name, if there is one and no other."""
    found = Institution.objects.filter(name__iexact=name.strip()).defer("search_vector")[:2]
    return found[0] if len(found) == 1 else None


def names_of(partners: Iterable[str]) -> list[str]:
    """Return the names without outer spaces, empty ones and repetitions, in their order."""
    return list(dict.fromkeys(name for each in partners if (name := " ".join(each.split()))))


def _require_sensible(values: Mapping[str, Any], today: date) -> None:
    """Refuse the case budget, what belongs to another district, and a day still to come."""
    if values["applied_on"] > today:
        raise ValidationError({"applied_on": _("This day is still to come.")})
    if not values["fund"].gives_grants:
        raise ValidationError(
            {"fund": _("Neither the case budget nor a fund for other purposes gives small grants.")}
        )
    space = values.get("social_space")
    if space is not None and space.district_id != values["district"].pk:
        raise ValidationError({"social_space": _("This social space lies in another district.")})
    project = values.get("project")
    if project is not None and project.district_id != values["district"].pk:
        raise ValidationError({"project": _("This project belongs to another district.")})


def _set_partners(actor: Any, grant: SmallGrant, partners: Iterable[str]) -> None:
    wanted = names_of(partners)
    grant.partners.exclude(name__in=wanted).delete()
    there = set(grant.partners.values_list("name", flat=True))
    create_records(
        actor,
        [
            GrantPartner(grant=grant, name=name, institution=institution_named(name))
            for name in wanted
            if name not in there
        ],
    )


def _require_room(line: BudgetLine, amount: Decimal) -> None:
    """Refuse what the line has not got; the amount is bound already."""
    place = PlaceKey(line.fund_id, line.district_id or 0, line.social_space_id or 0)
    free = free_at(line.fund, place)
    if free is None:
        raise NotPossible(
            _("It is not known how much is left on this line, so nothing can be granted from it.")
        )
    left = cents_from_decimal(free + amount)
    if not may_leave(left, cents_from_decimal(amount), may_be_overdrawn=False):
        raise NotPossible(
            _(
                "%(line)s: %(left)s are free. Grant less, or move money to this line first"
                " (Transfers)."
            )
            % {"line": line, "left": format_german(left)}
        )


def _why_second(limit: Decimal | None) -> str:
    if limit is None:
        return _(
            "You have recorded or changed this application, and no limit is set for the fund:"
            " a second person decides."
        )
    return _(
        "You have recorded or changed this application: up to %(limit)s you can decide alone,"
        " above that a second person does."
    ) % {"limit": format_german(cents_from_decimal(limit))}
