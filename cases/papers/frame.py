"""What all papers share: who writes, who reads, who signs, and the way to the PDF."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from sro.ui.pdf import Letterhead, render_pdf

HERE = Path(__file__).resolve().parent
LANGUAGE = "de"

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Sender:
    """The office as its papers show it: name, unit, lines of the letterhead, return address."""

    office: str
    unit: str = ""
    lines: tuple[str, ...] = ()
    return_line: str = ""
    place: str = ""


@dataclass(frozen=True)
class Contact:
    """Who answers questions about the paper."""

    name: str
    phone: str = ""
    email: str = ""
    room: str = ""


@dataclass(frozen=True)
class Recipient:
    """To whom a letter goes. `by_hand`: the address is protected, so none may be in `lines`."""

    lines: tuple[str, ...]
    greeting: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class Signer:
    """A line to sign on."""

    name: str
    role: str = ""


def in_german(build: Callable[P, T]) -> Callable[P, T]:
    """Let a paper speak German, whichever language the person at the screen has chosen."""

    @functools.wraps(build)
    def built(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override(LANGUAGE):
            return build(*args, **kwargs)

    return built


@in_german
def render_paper(
    template: str | Path,
    data: Mapping[str, Any],
    *,
    title: str,
    sender: Sender,
    now: datetime,
    reference: str = "",
    running: str = "",
    lead: str = "",
    draft: bool = False,
    landscape: bool = False,
) -> bytes:
    """Set a paper with a template that begins with `#import "/cases/papers/frame.typ": *`.

    `template` is a file of this folder or a path. `reference` (file reference) and `running`
    (short title) stand at the head of every page but the first, `lead` stands below the title.
    With `draft`, every page is marked as a draft. Raises like `sro.ui.pdf.render_pdf`.
    """
    moment = timezone.localtime(now)
    footer = [part for part in (sender.office, sender.unit) if part]
    frame = {
        "reference": reference,
        "running": running or title,
        "lead": lead,
        "draft": pgettext("paper", "Draft") if draft else "",
        "draft-note": _("Draft: this paper has not been issued yet.") if draft else "",
        "footer": " · ".join([*footer, _("As of %(day)s") % {"day": day(moment)}]),
    }
    return render_pdf(
        HERE / template,
        _bound({**data, "frame": frame}),
        title=title,
        letterhead=Letterhead(sender.office, sender.unit, sender.lines),
        now=moment,
        lang=LANGUAGE,
        landscape=landscape,
    )


def _bound(value: Any) -> Any:
    """Keep a paragraph sign with its number: "§ 31" is not torn apart at the end of a line."""
    if isinstance(value, str):
        return value.replace("§ ", "§\u00a0")
    if isinstance(value, Mapping):
        return {key: _bound(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_bound(item) for item in value]
    return value


def day(value: date | None) -> str:
    """Write a day as 31.12.2027; nothing for none."""
    return date_format(value, "SHORT_DATE_FORMAT") if value else ""


def day_in_words(value: date | None) -> str:
    """Write a day as 31. Dezember 2027; nothing for none."""
    return date_format(value, "DATE_FORMAT") if value else ""


def pairs(*candidates: tuple[str, str]) -> list[list[str]]:
    """Return the pairs that say something."""
    return [[key, value] for key, value in candidates if value]


def joined(parts: Sequence[str], separator: str = ", ") -> str:
    """Join the parts that say something."""
    return separator.join(part for part in parts if part)


def signers(people: Sequence[Signer]) -> list[dict[str, str]]:
    """Return the lines to sign on; without names, lines for those who always sign."""
    roles = (
        pgettext("paper", "young person"),
        *(pgettext("paper", "custodian"),) * 2,
        pgettext("paper", "caseworker"),
    )
    people = people or [Signer("", role) for role in roles]
    return [{"name": person.name, "role": person.role} for person in people]
