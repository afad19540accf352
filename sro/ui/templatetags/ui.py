"""Tags and filters of every template (built in, no {% load %} needed)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django import forms, template
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from sro.ui.models import Draft

register = template.Library()

MISSING = "–"

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxInput, "kern-form-check__checkbox"),
    (forms.Select, "kern-form-input__select"),
    (forms.Widget, "kern-form-input__input"),
)


@register.simple_tag
def kern_widget(field: forms.BoundField) -> SafeString:
    """Render a field's widget with the KERN classes that belong to it and to its state."""
    widget = field.field.widget
    css = next(name for kind, name in CLASSES if isinstance(widget, kind))
    if css and field.errors:
        css = f"{css} {css}--error"
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{css} {own}".strip()} if css or own else {})


@register.filter
def widget_kind(field: forms.BoundField) -> str:
    """Return how a field is laid out: hidden, check, group, select or input."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "group"
    if isinstance(widget, forms.Select):
        return "select"
    return "input"


@register.filter
def option_kind(field: forms.BoundField) -> str:
    """Return `radio` or `checkbox` for the options of a group."""
    # Django's CheckboxSelectMultiple is a kind of RadioSelect.
    several = isinstance(field.field.widget, forms.CheckboxSelectMultiple)
    return "checkbox" if several else "radio"


@register.simple_tag(takes_context=True)
def draft_link(context: template.Context, draft: Draft) -> str:
    """Return where to go on with a draft: where it was written, or in this view of the same."""
    path = context["request"].path
    return draft.resume_address if draft.address.partition("?")[0] == path else f"{path}?entwurf=1"


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show a KERN icon that says nothing to screen readers; words stand beside it."""
    return format_html(
        '<span class="kern-icon kern-icon--{} kern-icon--default" aria-hidden="true"></span>', name
    )


@register.filter
def lead_in(label: str) -> str:
    """Write a field's name before what is said about it: a colon, unless it is a sentence."""
    text = str(label)
    return _("“%(label)s”:") % {"label": text} if text.endswith((".", "?", "!")) else f"{text}:"


@register.filter
def money(value: Any) -> str:
    """Write euro as `1.234.567,89 €`; missing is a dash, zero is zero."""
    if value is None or value == "":
        return MISSING
    amount = Decimal(value)
    return f"{formats.number_format(amount, 2, use_l10n=True, force_grouping=True)}\u00a0€"


@register.filter
def cents(value: Any) -> str:
    """Write integer cents as euro."""
    return MISSING if value is None else money(Decimal(value).scaleb(-2))


@register.filter
def signed_money(value: Any) -> str:
    """Write a difference with its sign."""
    if value is None or value == "":
        return MISSING
    text = money(value)
    return f"+{text}" if Decimal(value) > 0 else text.replace("-", "−")


@register.filter
def number(value: Any, digits: int | None = None) -> str:
    """Write a number in the language's form, trailing zeros removed unless `digits` is given."""
    if value is None or value == "":
        return MISSING
    if digits is None and isinstance(value, Decimal):
        value = value.normalize()
        if value == value.to_integral():
            value = value.quantize(Decimal(1))
    if digits is not None:
        # Django cuts digits off; people round.
        value = Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return formats.number_format(value, digits, use_l10n=True, force_grouping=True)


@register.filter
def percent(value: Any, digits: int = 2) -> str:
    """Write a share (0–1) in per cent."""
    if value is None or value == "":
        return MISSING
    return f"{number(Decimal(value) * 100, digits)}\u00a0%"


@register.filter
def day(value: Any) -> str:
    """Write a date or a local time; missing is a dash."""
    if not value:
        return MISSING
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return (
        formats.date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(value)
    )


@register.filter
def cell(value: Any, kind: str) -> str:
    """Write a table cell by the kind of its column."""
    if kind == "boolean":
        return MISSING if value is None else (_("yes") if value else _("no"))
    writers = {"money": money, "number": number, "percent": percent, "date": day, "datetime": day}
    if kind in writers:
        return writers[kind](value)
    return MISSING if value in (None, "") else str(value)


@register.filter
def without(query: Any, name: str) -> Any:
    """Return the address's parameters without one of them."""
    copy = query.copy()
    copy.pop(name, None)
    return copy


@register.filter
def next_sort(column: Any, current: str) -> str:
    """Return what a click on a column's head sorts by: ascending first, then descending."""
    return f"-{column.name}" if current == column.name else column.name
