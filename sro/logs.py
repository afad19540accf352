"""Logging without personal data."""

import logging
import re
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_QUERY = re.compile(r"\?[^\s\"]*")
# Addresses that are a secret themselves: whoever knows one may do what it is for.
_SECRET = re.compile(r"(/eintrag/)[^\s\"'/?]+")


class NoPersonalData(logging.Filter):
    """Removes e-mail addresses, query strings and secret links from every message.

    Names cannot be recognised; therefore code logs ids only, and the request object that
    Django attaches to its records is dropped.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops one."""
        message = record.getMessage()
        record.msg = _SECRET.sub(r"\1…", _QUERY.sub("?…", _EMAIL.sub("…@…", message)))
        record.args = ()
        if hasattr(record, "request"):
            del record.request
        return True


class TraceFormatter(JsonFormatter):
    """Writes where something failed and what kind of error it was, never what the error says.

    A database quotes the row it refuses, and a conversion the value it could not read: both may
    be what somebody typed about a family.
    """

    def formatException(self, ei) -> str:  # noqa: N802 - the name is logging's
        """Return the frames and the class of the error and of those that led to it."""
        parts: list[str] = []
        error: BaseException | None = ei[1]
        while error is not None:
            parts.insert(0, _frames(type(error), error.__traceback__))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(parts)


def _frames(kind: type[BaseException], trace: TracebackType | None) -> str:
    frames = "".join(traceback.format_tb(trace))
    return f"{frames}{kind.__module__}.{kind.__qualname__}"
