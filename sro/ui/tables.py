"""Lists: search, filter, sort, page, total and export, all kept in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from typing import Any

import django_filters
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import gettext as _

from sro import access
from sro.audit.trail import record_export
from sro.ui.crumbs import Crumb
from sro.ui.templatetags.ui import cell

PER_PAGE = 50
# What Django and django-filter show for "nothing chosen".
EMPTY_LABEL = "---------"
EXPORTS = ("csv", "csv-plain", "xlsx")


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `value` is an attribute path (`district.name`) or a function of the row; `sort` the fields to
    order by (none: not sortable); `kind` one of text, number, money, date, datetime, boolean,
    percent; `url` a function of the row; `total` the field to add up over all rows shown.
    """

    name: str
    label: str | Promise
    value: str | Callable[[Any], Any]
    sort: tuple[str, ...] = ()
    kind: str = "text"
    url: Callable[[Any], str] | None = None
    total: str = ""
    hint: str | Promise = ""

    def of(self, row: Any) -> Any:
        """Return this column's value of a row."""
        return self.getter(row)

    @cached_property
    def getter(self) -> Callable[[Any], Any]:
        """The function that works this column's value out; a list asks it for each row."""
        if callable(self.value):
            return self.value
        parts = self.value.split(".")

        def value_of(row: Any) -> Any:
            for part in parts:
                row = getattr(row, part, None)
                if row is None:
                    return None
            return row() if callable(row) else row

        return value_of

    @property
    def numeric(self) -> bool:
        """Whether figures are right-aligned in this column."""
        return self.kind in {"number", "money", "percent"}


@dataclass(frozen=True)
class EmptyState:
    """What stands where no rows are: what would be here, and the first step."""

    title: str | Promise
    text: str | Promise = ""
    url: str = ""
    action: str | Promise = ""


@dataclass
class ListPage:
    """A list in the making; `response()` shows it or hands out the export that was asked for."""

    request: HttpRequest
    title: str | Promise
    queryset: models.QuerySet
    columns: Sequence[Column]
    sort: str
    filterset_class: type[django_filters.FilterSet] | None = None
    empty: EmptyState | None = None
    breadcrumbs: Sequence[Crumb] = ()
    actions: Sequence[Action] = ()
    export_name: str = ""
    export_action: str = "export"
    per_page: int = PER_PAGE
    template: str = "ui/list.html"
    context: dict[str, Any] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        """Return the page, or the export if the address asks for one (`?format=`)."""
        filterset = self._filterset()
        rows = filterset.qs if filterset is not None and filterset.is_valid() else self.queryset
        if filterset is not None and not filterset.is_valid():
            rows = self.queryset.none()
        order, column = self._order()
        rows = rows.order_by(*order, "pk")
        wanted = self.request.GET.get("format", "")
        if wanted in EXPORTS and self.export_name:
            return self._export(rows, wanted)
        paginator = Paginator(rows, self.per_page)
        page = paginator.get_page(self.request.GET.get("seite"))
        context = {
            "title": self.title,
            "breadcrumbs": list(self.breadcrumbs),
            "actions": [a for a in self.actions if a],
            "columns": self.columns,
            "page": page,
            "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            "count": paginator.count,
            "table_rows": [Row(row, self.columns) for row in page.object_list],
            "filterset": filterset,
            "chips": _chips(filterset),
            "sorted_by": column,
            "sort_param": self.request.GET.get("sort", self.sort),
            "totals": self._totals(rows) if paginator.count else None,
            "empty": self.empty,
            "filtered": bool(_chips(filterset)),
            "may_export": bool(self.export_name) and self._may_export(),
            **self.context,
        }
        return render(self.request, self.template, context)

    def _filterset(self) -> django_filters.FilterSet | None:
        if self.filterset_class is None:
            return None
        filterset = self.filterset_class(
            self.request.GET, queryset=self.queryset, request=self.request
        )
        for choice in filterset.form.fields.values():
            # An empty choice in a filter says what it does; the widget takes it over.
            if getattr(choice, "empty_label", None) == EMPTY_LABEL:
                choice.empty_label = _("all")
        return filterset

    def _order(self) -> tuple[tuple[str, ...], str]:
        asked = self.request.GET.get("sort", self.sort)
        known = {c.name: c for c in self.columns if c.sort}
        name = asked.removeprefix("-")
        if name not in known:
            asked, name = self.sort, self.sort.removeprefix("-")
        fields = known[name].sort
        if asked.startswith("-"):
            fields = tuple(f.removeprefix("-") if f.startswith("-") else f"-{f}" for f in fields)
        return fields, name

    def _totals(self, rows: models.QuerySet) -> list[Any] | None:
        wanted = {c.name: Sum(c.total) for c in self.columns if c.total}
        if not wanted:
            return None
        sums = rows.order_by().aggregate(**wanted)
        return [(c, sums.get(c.name)) for c in self.columns]

    def _may_export(self) -> bool:
        return access.can(self.request.user, self.export_action, self.queryset.model)

    def _export(self, rows: models.QuerySet, wanted: str) -> HttpResponse:
        from sro.ui.spreadsheets import export_response

        access.require(self.request.user, self.export_action, self.queryset.model)
        # Only rows on which the right holds; a list may show more than may be taken out.
        rows = access.rows(self.request.user, rows, self.export_action)
        record_export(
            self.request.user,
            f"export.{self.export_name}",
            format=wanted,
            rows=rows.count(),
            filters=sorted(k for k, v in self.request.GET.items() if v and k != "format"),
            model=self.queryset.model._meta.label,
        )
        return export_response(self.export_name, self.columns, _cells(rows, self.columns), wanted)


@dataclass(frozen=True)
class Action:
    """A button of a page: a verb and where it leads. `post` sends a form instead of a link."""

    label: str | Promise
    url: str
    primary: bool = False
    post: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Row:
    """A row with its cells in the order of the columns."""

    object: Any
    columns: Sequence[Column]

    def cells(self) -> SafeString:
        """Return the cells as the table holds them.

        Written here and not in the template: a page has some hundred of them, and walking through
        the template's tags for each took a fifth of its time.
        """
        # Everything that is put in was escaped by `_escaped` one line earlier.
        return mark_safe("".join(self._cell(column) for column in self.columns))  # noqa: S308

    def _cell(self, column: Column) -> str:
        shown = _escaped(cell(column.of(self.object), column.kind))
        url = column.url(self.object) if column.url else ""
        if url:
            shown = f'<a class="kern-link" href="{_escaped(url)}">{shown}</a>'
        kind = " kern-table__cell--numeric" if column.numeric else ""
        return f'<td class="kern-table__cell{kind}">{shown}</td>'


def _escaped(text: str) -> str:
    """The text as HTML; what is HTML already stays. Django's own way does the same, but slower."""
    return text if isinstance(text, SafeData) else escape(str(text))


def _cells(rows: models.QuerySet, columns: Sequence[Column]) -> Iterable[list[Any]]:
    getters = [column.getter for column in columns]
    for row in rows.iterator(chunk_size=2000):
        yield [getter(row) for getter in getters]


def _chips(filterset: django_filters.FilterSet | None) -> list[dict[str, str]]:
    """Return the filters in force, in words, each with the parameter that removes it."""
    if filterset is None or not filterset.is_bound:
        return []
    chips = []
    for name, bound in ((n, filterset.form[n]) for n in filterset.form.fields):
        value = filterset.data.get(name)
        if value in (None, ""):
            continue
        from sro.ui.editing import display_value

        values = filterset.data.getlist(name) if hasattr(filterset.data, "getlist") else [value]
        shown = display_value(bound, values if len(values) > 1 else value)
        chips.append({"name": name, "label": str(bound.label), "value": shown})
    return chips
