"""A select for many choices."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class PlainSelect(forms.Select):
    """The markup of Django's select without a template for each choice.

    Choosing among the 138 social spaces of Berlin took a quarter of the time of a whole list.
    """

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        widget = context["widget"]
        options = mark_safe(  # noqa: S308 - every part is escaped
            "".join(
                _option(option)
                for _group, choices, _index in widget["optgroups"]
                for option in choices
            )
        )
        return format_html(
            '<select name="{}"{}>{}</select>', widget["name"], flatatt(widget["attrs"]), options
        )


def _option(option: dict[str, Any]) -> str:
    # Hardly any choice has attributes; asking Django for them each time took half of the time.
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    value, label = _escaped(option["value"]), _escaped(option["label"])
    return f'<option value="{value}"{attributes}>{label}</option>'


def _escaped(text: Any) -> str:
    # What Django's conditional_escape does, without its care for lazy texts at every step.
    return text.__html__() if hasattr(text, "__html__") else escape(str(text))
