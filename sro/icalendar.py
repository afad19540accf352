"""Calendar files after RFC 5545: as much as dates and invitations need. Standard library only.

Texts are escaped (3.3.11), lines end with CRLF and are folded at 75 octets (3.1) without breaking
a character, times are written in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_WIDTH = 75


@dataclass(frozen=True)
class Event:
    """A date: the whole `day`, or `start` (with time zone) and `minutes`.

    A date that was moved has a higher `sequence` and the same `uid`; one that is off is
    `cancelled`.
    """

    uid: str
    summary: str
    url: str = ""
    day: date | None = None
    start: datetime | None = None
    minutes: int = 60
    location: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar(
    events: Iterable[Event],
    *,
    name: str,
    product: str,
    stamp: datetime,
    method: str = "PUBLISH",
) -> str:
    """Return the file, made at `stamp`. Raises ValueError for an event without a date."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(product)}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event, stamp: datetime) -> list[str]:
    lines = ["BEGIN:VEVENT", f"UID:{escaped(event.uid)}", f"DTSTAMP:{in_utc(stamp)}"]
    if event.start is not None:
        end = event.start + timedelta(minutes=event.minutes)
        lines += [f"DTSTART:{in_utc(event.start)}", f"DTEND:{in_utc(end)}"]
    elif event.day is not None:
        lines += [
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}",
            # A reminder does not make anybody busy.
            "TRANSP:TRANSPARENT",
        ]
    else:
        raise ValueError("an event needs a day or a start")
    lines.append(f"SUMMARY:{escaped(event.summary)}")
    if event.location:
        lines.append(f"LOCATION:{escaped(event.location)}")
    if event.url:
        # A URI is no text: nothing in it is escaped; whatever could end the line is left out.
        lines.append(f"URL:{''.join(event.url.split())}")
    if event.sequence:
        lines.append(f"SEQUENCE:{event.sequence}")
    if event.cancelled:
        lines.append("STATUS:CANCELLED")
    return [*lines, "CLASS:PRIVATE", "END:VEVENT"]


def in_utc(moment: datetime) -> str:
    """Write a moment as RFC 5545 does. Raises ValueError without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return a text value: backslash, semicolon, comma and line breaks masked."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    # Other control characters have no place in a calendar file.
    return "".join(c for c in text if c == "\t" or (ord(c) >= 32 and ord(c) != 127))


def folded(line: str) -> str:
    """Return the content line in pieces of at most 75 octets, each further one after a space."""
    pieces: list[str] = []
    piece, size = "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _WIDTH:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += width
    return "\r\n".join([*pieces, piece])
