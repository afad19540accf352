"""The work list of what looks wrong: next and previous, mend, call it right, undo."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from budgets.models import CommitmentSchedule, IndicatorValue, OutflowMatch
from budgets.services.pseudonyms import pseudonym_of
from cases.models import Case, Person
from reporting.figures import BY_CODE as FIGURES
from reporting.filters.plausibility import FindingFilter
from reporting.forms.plausibility import NoErrorForm
from reporting.models import Finding
from reporting.querysets.findings import FindingQuerySet
from reporting.services import plausibility as notes
from reporting.services.plausibility_counts import overview
from sro import access
from sro.records import StaleRecord
from sro.ui.crumbs import Crumb, crumb
from sro.ui.editing import form_page
from sro.ui.tables import EXPORTS, Action, Column, EmptyState, ListPage

#: What of the list's address goes on to the single findings.
_FILTERS = ("regel", "kennzahl", "bezirk", "stand")


@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """List what looks wrong, what it makes doubtful, and where it is mended."""
    user = request.user
    access.require(user, "view", Finding)
    query = _query(request)
    rows = _shown(request)
    first = _filtered(request, _rows(request)).order_by("since", "pk").first()
    actions = []
    if first is not None:
        actions.append(Action(_("Go through them"), _address(first.pk, query), primary=True))
    if access.can(user, "count", Finding):
        numbers = reverse("reporting:finding_numbers")
        actions.append(Action(_("Numbers by district"), numbers))
    return ListPage(
        request,
        title=_("Inconsistencies"),
        queryset=rows,
        columns=_columns(request, query),
        sort="seit",
        filterset_class=FindingFilter,
        breadcrumbs=[_reports()],
        actions=actions,
        export_name="unstimmigkeiten",
        empty=EmptyState(
            _("Nothing looks wrong."),
            _("What is missing or contradictory stands here, each with the place to mend it."),
        ),
        template="reporting/findings.html",
        context={"elsewhere": _elsewhere(user)},
    ).response()


def finding(request: HttpRequest, key: str) -> HttpResponse:
    """Show one finding; mend it where it is, or say why it is no error, then go on."""
    row = get_object_or_404(_shown(request), pk=key)
    query = _query(request)
    before, after, place, count = _neighbours(request, row)
    following = after or before
    context = {
        "finding": row,
        "rule": row.definition,
        "todo": _(row.definition.todo),
        "figures": _figures(row),
        "sign": _sign(request, row),
        "other": _other(request, row),
        "mend": _place(row),
        "before": before and _address(before, query),
        "after": after and _address(after, query),
        "place": place,
        "count": count,
        "latest": _latest(request),
        "query": query,
    }
    title = str(row)
    trail = [_reports(), crumb(_("Inconsistencies"), "reporting:findings")]
    if row.note is not None:
        # Another tab, or somebody else, was faster: what was typed here is shown, not swallowed.
        mine = request.POST.get("reason", "").strip()
        if request.method == "POST" and mine in ("", row.note.reason):
            return redirect(_address(key, query))
        context |= {"title": title, "breadcrumbs": trail, "mine": mine}
        status = 409 if mine else 200
        return render(request, "reporting/finding_right.html", context, status=status)
    return form_page(
        request,
        form_class=NoErrorForm,
        save=lambda form, _version: notes.accept(
            actor=request.user,
            finding=row,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        ),
        title=title,
        breadcrumbs=trail,
        cancel_url=f"{reverse('reporting:findings')}{query}",
        submit_label=_("Not an error, go on"),
        success_url=_address(following, _query(request, zuletzt=key))
        if following
        else reverse("reporting:findings"),
        success_message=_("It was noted why this is no error."),
        draft_key=f"reporting:finding:{key}",
        template="reporting/finding.html",
        context=context,
    )


@require_POST
def finding_reopen(request: HttpRequest, key: str) -> HttpResponse:
    """Take back that something is no error."""
    row = get_object_or_404(_shown(request), pk=key)
    back = redirect(_address(key, _query(request)))
    if row.note is None:
        messages.info(request, _("This is open already."))
        return back
    version = request.POST.get("version", "")
    try:
        notes.reopen(
            actor=request.user,
            note=row.note,
            version=int(version) if version.isdecimal() and len(version) < 9 else 0,
            now=timezone.now(),
        )
    except StaleRecord:
        messages.error(
            request, _("Somebody has changed this meanwhile. Please look at it again first.")
        )
    except ValidationError as error:
        for text in error.messages:
            messages.error(request, text)
    else:
        messages.success(request, _("It counts as an error again."))
    return back


@require_safe
def finding_numbers(request: HttpRequest) -> HttpResponse:
    """Show how often each rule is broken in which district, small numbers hidden."""
    access.require(request.user, "count", Finding)
    table = overview(actor=request.user, today=timezone.localdate())
    trail = [_reports()]
    if access.can(request.user, "view", Finding):
        trail.append(crumb(_("Inconsistencies"), "reporting:findings"))
    return render(
        request,
        "reporting/finding_numbers.html",
        {
            "title": _("Inconsistencies by district"),
            "breadcrumbs": trail,
            "districts": table.districts,
            "lines": [
                (
                    _(rule.title),
                    ", ".join(_(FIGURES[code].title) for code in rule.figures),
                    [table.cells[rule.code, district.pk] for district in table.districts],
                    table.of_rules[rule.code],
                )
                for rule in table.rules
            ],
            "sums": [table.of_districts[district.pk] for district in table.districts],
            "total": table.total,
        },
    )


# --- helpers --------------------------------------------------------------------------------------


def _rows(request: HttpRequest) -> FindingQuerySet:
    return Finding.objects.visible_to(request.user).on(timezone.localdate())


def _shown(request: HttpRequest) -> FindingQuerySet:
    """The rows with what is shown of them; names only where one works on the case."""
    working = Case.objects.allowing(request.user, "work").filter(pk=OuterRef("case_id"))
    rows = _rows(request).annotate(works_on=Exists(working))
    return rows.select_related("case", "district", "person", "note__author").defer(
        "case__search_vector", "case__concern", "person__search_vector", "district__search_vector"
    )


def _columns(request: HttpRequest, query: str) -> list[Column]:
    """The columns of the page; what is taken along bears signs instead of names."""
    user = request.user
    taken_along = request.GET.get("format", "") in EXPORTS
    columns = [
        Column(
            "befund",
            _("What is wrong"),
            "get_rule_display",
            ("rule", "since"),
            url=lambda row: _address(row.pk, query),
        ),
        Column("seit", _("Since"), "since", ("since",), "date"),
    ]
    if taken_along:
        columns.append(Column("nummer", _("Number"), "pk"))
    elif access.can(user, "work", Case):
        columns.append(
            Column("fall", _("Case"), lambda row: row.case.name if row.works_on else "–")
        )
    if taken_along or access.can(user, "view", CommitmentSchedule):
        columns.append(Column("zeichen", _("Sign of the support"), _sign_of))
    columns += [
        Column("bezirk", _("District"), "district.name", ("district__key", "since")),
        Column("kennzahlen", _("Makes doubtful"), lambda row: ", ".join(_figures(row))),
    ]
    if taken_along or request.GET.get("stand"):
        columns.append(Column("grund", _("Not an error, because"), _reason))
    return columns


def _reason(row: Finding) -> str:
    # The reason is free text; what is taken along says only that there is one.
    return _("noted") if row.note is not None else ""


def _figures(row: Finding) -> list[str]:
    return [_(FIGURES[code].title) for code in row.definition.figures]


def _sign_of(row: Finding) -> str:
    return "" if row.support_id is None else pseudonym_of(row.support_id)


def _sign(request: HttpRequest, row: Finding) -> str:
    may = access.can(request.user, "view", CommitmentSchedule)
    return _sign_of(row) if may else ""


def _other(request: HttpRequest, row: Any) -> Person | None:
    """The other entry of what may be the same person."""
    if row.rule != "same_person":
        return None
    people = Person.objects.visible_to(request.user).defer("search_vector")
    return people.filter(pk=row.place).first()


def _place(row: Finding) -> str:
    """The address where it is mended."""
    name, *wanted = row.definition.place
    known = {
        "case": row.case_id,
        "support": row.support_id,
        "person": row.person_id,
        "place": row.place,
        "sign": _sign_of(row),
    }
    return reverse(name, args=[known[each] for each in wanted])


def _filtered(request: HttpRequest, rows: FindingQuerySet) -> FindingQuerySet:
    filterset = FindingFilter(request.GET, queryset=rows, request=request)
    return filterset.qs if filterset.is_valid() else rows.none()


def _neighbours(request: HttpRequest, row: Finding) -> tuple[str | None, str | None, int, int]:
    """The findings before and after in the filtered list, and the place among how many."""
    rows = _filtered(request, _rows(request)).exclude(pk=row.pk).order_by("since", "pk")
    keys = rows.values_list("pk", flat=True)
    later = Q(since__gt=row.since) | Q(since=row.since, pk__gt=row.pk)
    after = keys.filter(later).first()
    earlier = keys.exclude(later)
    place = earlier.count()
    return earlier.last(), after, place + 1, rows.count() + 1


def _latest(request: HttpRequest) -> Finding | None:
    """The finding called right just before, which can be opened again."""
    key = request.GET.get("zuletzt", "")
    if not key or len(key) > 62:
        return None
    return _rows(request).select_related("note").filter(pk=key, note__isnull=False).first()


def _elsewhere(user: Any) -> list[tuple[str, str]]:
    """Further lists of what has to be settled, as far as one may go there."""
    found = []
    if access.can(user, "match", OutflowMatch):
        found.append((_("Bookings without a support"), reverse("budgets:unmatched")))
    if access.can(user, "change", IndicatorValue):
        found.append((_("Plausibility of the indicators"), reverse("budgets:plausibility")))
    if access.can(user, "work", Case):
        found.append((_("What is due"), reverse("cases:due")))
    return found


def _reports() -> Crumb:
    return crumb(_("Reports"), "reporting:home")


def _query(request: HttpRequest, **more: Any) -> str:
    kept = {name: request.GET[name] for name in _FILTERS if request.GET.get(name)}
    query = urlencode({**kept, **more})
    return f"?{query}" if query else ""


def _address(key: str, query: str = "") -> str:
    return f"{reverse('reporting:finding', args=[key])}{query}"
