"""An undefined template variable is an error in our templates.

Django prints nothing for a variable that does not exist. Its own templates and those of
packages rely on that; ours must not: printing an unknown name, or looping over one, fails the
test. `{% if name %}` and `{{ name|default:"…" }}` may ask for what is not there.
"""

import inspect
import threading
from pathlib import Path

import pytest
from django.template import Node
from django.template.base import FilterExpression, Variable, VariableDoesNotExist
from django.template.context import BaseContext
from django.template.defaultfilters import default, default_if_none
from django.template.defaulttags import ForNode

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (ROOT / ".venv", ROOT / "node_modules")

_missing = threading.local()
_found: list[str] = []


class UndefinedVariableError(Exception):
    """A template of ours uses a variable that its view does not provide."""


def install(patch: pytest.MonkeyPatch) -> None:
    """Make Django's template engine strict for as long as `patch` holds."""
    resolve_variable = Variable.resolve
    resolve_expression = FilterExpression.resolve
    render_for = ForNode.render

    def remember_missing(self: Variable, context: BaseContext) -> object:
        try:
            return resolve_variable(self, context)
        except VariableDoesNotExist:
            _missing.name = self.var
            raise

    def strict(
        self: FilterExpression, context: BaseContext, ignore_failures: bool = False
    ) -> object:
        _missing.name = None
        value = resolve_expression(self, context, ignore_failures)
        name, _missing.name = _missing.name, None
        has_default = any(function in (default, default_if_none) for function, _ in self.filters)
        if name and not ignore_failures and not has_default:
            _complain(name)
        return value

    def strict_for(self: ForNode, context: BaseContext) -> str:
        variable = None if self.sequence.filters else self.sequence.var
        named = isinstance(variable, Variable) and variable.lookups
        if named and variable.lookups[0] not in context:
            _complain(variable.var, node=self)
        return render_for(self, context)

    patch.setattr(Variable, "resolve", remember_missing)
    patch.setattr(FilterExpression, "resolve", strict)
    patch.setattr(ForNode, "render", strict_for)


def found() -> list[str]:
    """Return and forget what was undefined, also in threads where the exception got lost."""
    result = list(_found)
    _found.clear()
    return result


def _complain(name: str, node: Node | None = None) -> None:
    place = node or _innermost_node()
    if place is None or not _ours(place):
        return
    message = f"{name} is not defined in {place.origin.name}, line {place.token.lineno}"
    _found.append(message)
    raise UndefinedVariableError(message)


def _innermost_node() -> Node | None:
    """Return the template node being rendered; expressions do not know where they stand."""
    frame = inspect.currentframe()
    while frame:
        candidate = frame.f_locals.get("self")
        if isinstance(candidate, Node) and getattr(candidate, "origin", None):
            return candidate
        frame = frame.f_back
    return None


def _ours(node: Node) -> bool:
    path = Path(node.origin.name)
    if not path.is_absolute():  # from a string in a test
        return True
    return path.is_relative_to(ROOT) and not any(path.is_relative_to(p) for p in PACKAGES)
