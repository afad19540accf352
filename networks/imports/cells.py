"""From the text of a cell to words, addresses and lists of the registry."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator, RegexValidator, URLValidator
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_noop

from sro.ui.imports import BadCell
from sro.ui.imports.columns import folded

_SEPARATOR = re.compile(r"[,;|\n]")


@cache
def german_labels(choices: type[models.TextChoices]) -> dict[str, str]:
    """Return code → German label. Files are German whatever the language of the page."""
    with translation.override("de"):
        return {str(value): str(label) for value, label in choices.choices}


@cache
def _known(choices: type[models.TextChoices]) -> dict[str, str]:
    """Return folded code or label → code."""
    german = {folded(label): code for code, label in german_labels(choices).items()}
    with translation.override("en"):
        english = {folded(str(label)): str(value) for value, label in choices.choices}
    return english | german | {folded(str(value)): str(value) for value in choices.values}


def one_of(choices: type[models.TextChoices]) -> Callable[[str], str]:
    """Return a reader of one word out of a fixed set; codes and labels are understood."""

    def read(text: str) -> str:
        return _found(choices, text)

    return read


def some_of(choices: type[models.TextChoices]) -> Callable[[str], list[str]]:
    """Return a reader of several words, separated by commas; the order does not matter."""

    def read(text: str) -> list[str]:
        parts = [part.strip() for part in _SEPARATOR.split(text)]
        found = {_found(choices, part) for part in parts if part}
        return [code for code in choices.values if code in found]

    return read


def written(choices: type[models.TextChoices], codes: list[str]) -> str:
    """Write several words as :func:`some_of` reads them."""
    labels = german_labels(choices)
    return ", ".join(labels.get(code, code) for code in codes)


def _found(choices: type[models.TextChoices], text: str) -> str:
    code = _known(choices).get(folded(text))
    if code is None:
        allowed = [label for value, label in german_labels(choices).items() if value]
        raise BadCell(
            gettext_noop("“%(text)s” is not known here. Possible are: %(allowed)s."),
            text=text[:40],
            allowed=", ".join(allowed),
        )
    return code


def checked(validator: Callable[[str], None], message: str) -> Callable[[str], str]:
    """Return a reader of text that must pass a validator of the model."""

    def read(text: str) -> str:
        try:
            validator(text)
        except ValidationError:
            raise BadCell(message) from None
        return text

    return read


email = checked(EmailValidator(), gettext_noop("This is not an e-mail address."))
website = checked(
    URLValidator(schemes=["http", "https"]),
    gettext_noop("This is not a web address. It begins with https://."),
)
postal_code = checked(RegexValidator(r"^[0-9]{5}$"), gettext_noop("Postal codes have five digits."))
identifier = checked(RegexValidator(r"^\S(.*\S)?$"), gettext_noop("This is not an identifier."))
