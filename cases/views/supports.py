"""Supports of a case: the list, one of them, proposing and changing the proposal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.conference_facts import plan_that_holds, plans_of
from cases.forms.supports import ProviderField, SupportForm
from cases.models import Case, DevelopmentReport, GoalShare, MemberRole, Person, Support
from cases.rules.states import SHARED_SUPPORT, SupportState
from cases.services import supports as service
from cases.support_facts import focus_in, legal_hints, line_of, lines_of, providers_on, supports_of
from cases.views.pages import open_case, part_of, to_case
from networks.models import SupportType
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import Action, Column, EmptyState, ListPage


def to_supports(case: Case) -> list[Crumb]:
    """Return the way to the supports of a case."""
    return to_case(case, crumb(_("Supports"), "cases:support_list", case.pk))


def to_support(support: Support) -> list[Crumb]:
    """Return the way to one support."""
    step = crumb(support.support_type.name, "cases:support", support.case_id, support.pk)
    return [*to_supports(support.case), step]


def address_of(support: Support, page: str = "support") -> str:
    """Return the address of a page of a support."""
    return reverse(f"cases:{page}", args=[support.case_id, support.pk])


def load(
    request: HttpRequest, pk: int, support_pk: int, action: str = "view"
) -> tuple[Case, Support]:
    """Return a case one works on and one of its supports."""
    case = open_case(request, pk)
    rows = Support.objects.visible_to(request.user).filter(case=case)
    rows = rows.select_related(
        "case", "person", "support_type", "provider", "agreement", "plan", "decision__decided_by"
    )
    return case, part_of(request, case, rows, support_pk, action)


def provider_field(user: Any, case: Case, day: date, chosen: int | None = None) -> ProviderField:
    """Return the choice of all providers of a day, and the one chosen before."""
    rows = providers_on(user, day)
    if chosen is not None:
        known = Q(pk__in=rows.values("pk")) | Q(pk=chosen)
        rows = rows.model.objects.visible_to(user).filter(known).defer("search_vector").in_order()
    return ProviderField(rows, focus_in(user, case, day), initial=chosen)


@require_safe
def support_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all supports of a case."""
    case = open_case(request, pk)
    new = reverse("cases:support_new", args=[case.pk])
    return ListPage(
        request,
        title=_("Supports"),
        queryset=supports_of(request.user, case),
        columns=[
            Column(
                "hilfe",
                _("Kind of support"),
                "support_type.name",
                ("support_type__position", "support_type__name"),
                url=address_of,
            ),
            Column("fuer", _("For"), "person.name", ("person__sort_key",)),
            Column("traeger", _("Provider"), "provider.name", ("provider__sort_key",)),
            Column("stand", _("State"), "get_state_display", ("state",)),
            Column("von", _("From"), "start", ("start",), "date"),
            Column("geplant", _("Planned until"), "planned_end", ("planned_end",), "date"),
            Column("umfang", _("Extent"), lambda row: line_of(row).hours),
        ],
        sort="-von",
        empty=EmptyState(
            _("No supports yet."),
            _("Here stand the supports of the family, from the proposal to the end."),
            new if case.is_open else "",
            _("Propose a support"),
        ),
        breadcrumbs=to_case(case),
        actions=[Action(_("Propose a support"), new, primary=True, icon="add")]
        if case.is_open
        else [],
    ).response()


@require_safe
def support_detail(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Show a support: what, by whom, how much, which goals the provider sees."""
    case, support = load(request, pk, support_pk)
    user = request.user
    others = [
        line
        for line in lines_of(list(supports_of(user, case)))
        if support.pk == line.support.combined_with_id
        or line.support.pk == support.combined_with_id
    ]
    shares = GoalShare.objects.visible_to(user).filter(support=support)
    reports = DevelopmentReport.objects.visible_to(user).filter(support=support)
    staff = support.staff.visible_to(user).select_related("user").order_by("valid_from", "pk")
    return render(
        request,
        "cases/support.html",
        {
            "title": support.support_type.name,
            "case": case,
            "support": support,
            "line": line_of(support),
            "combined": others,
            "hints": legal_hints(support, timezone.localdate()),
            "shares": shares.select_related("goal").order_by("goal__position", "pk"),
            "reports": reports.order_by("-due_on", "-pk"),
            "staff": staff,
            "may_share": case.is_open
            and support.state in SHARED_SUPPORT
            and support.provider_id is not None,
            "actions": _actions(case, support),
            "breadcrumbs": to_supports(case),
        },
    )


def _actions(case: Case, support: Support) -> list[Action]:
    if not case.is_open:
        return []
    known = {
        SupportState.PROPOSED: [
            ("support_edit", _("Edit"), True),
            ("support_withdraw", _("Withdraw the proposal"), False),
        ],
        SupportState.GRANTED: [
            ("support_begin", _("Note the beginning"), True),
            ("support_prolong", _("Move the planned end"), False),
            ("support_end", _("End the support"), False),
        ],
        SupportState.RUNNING: [
            ("support_prolong", _("Move the planned end"), False),
            ("support_end", _("End the support"), False),
        ],
    }
    steps = known.get(SupportState(support.state), [])
    found = [Action(label, address_of(support, page), first) for page, label, first in steps]
    if support.state == SupportState.PROPOSED:
        # What comes next: the team consults before the team lead decides.
        consult = Action(
            _("Write down a team consultation"), reverse("cases:team_new", args=[case.pk])
        )
        found.insert(1, consult)
    return found


def _choices(request: HttpRequest, case: Case, support: Support | None = None) -> dict[str, Any]:
    user, today = request.user, timezone.localdate()
    people = Person.objects.visible_to(user).filter(memberships__case=case)
    kinds = SupportType.objects.visible_to(user)
    others = supports_of(user, case).exclude(state__in=[SupportState.DECLINED, SupportState.ENDED])
    in_use = Q(is_active=True)
    if support is not None:
        in_use |= Q(pk=support.support_type_id)
        others = others.exclude(pk=support.pk)
    return {
        "people": people.defer("search_vector").order_by("sort_key", "pk").distinct(),
        "kinds": kinds.filter(in_use),
        "plans": plans_of(user, case),
        "others": others,
        "providers": provider_field(user, case, today, support.provider_id if support else None),
    }


def support_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a support."""
    case = open_case(request, pk)
    plan = plan_that_holds(plans_of(request.user, case))
    young = case.members.filter(role=MemberRole.YOUNG_PERSON).values_list("person_id", flat=True)
    person = plan.young_person_id if plan else (young[0] if len(young) == 1 else None)
    asked = list(plan.support_types.values_list("pk", flat=True)[:2]) if plan else []
    kind = asked[0] if len(asked) == 1 else None
    return form_page(
        request,
        form_class=SupportForm,
        form_kwargs=_choices(request, case),
        initial={
            "start": timezone.localdate(),
            "plan": plan,
            "person": person,
            "support_type": kind,
        },
        save=lambda form, version: service.propose_support(
            actor=request.user, case=case, now=timezone.now(), **form.values()
        ),
        title=_("Propose a support"),
        intro=_("It is granted by the decision of the team lead, after the team has consulted."),
        template="networks/form_page.html",
        draft_key=f"cases:support_new:{case.pk}",
        breadcrumbs=to_supports(case),
        cancel_url=reverse("cases:support_list", args=[case.pk]),
        success_url=address_of,
        success_message=_("The support has been proposed."),
    )


def support_edit(request: HttpRequest, pk: int, support_pk: int) -> HttpResponse:
    """Change a proposal."""
    case, support = load(request, pk, support_pk, "change")
    return form_page(
        request,
        form_class=SupportForm,
        instance=support,
        form_kwargs=_choices(request, case, support),
        save=lambda form, version: service.update_support(
            actor=request.user,
            support=support,
            changes=form.values(),
            version=version,
            now=timezone.now(),
        ),
        title=_("Change the proposal"),
        template="networks/form_page.html",
        breadcrumbs=to_support(support),
        cancel_url=address_of(support),
        success_url=address_of,
        success_message=_("The changes have been saved."),
    )
