"""Logging without personal data."""

import logging
import re

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_QUERY = re.compile(r"\?[^\s\"]*")


class NoPersonalData(logging.Filter):
    """Removes e-mail addresses and query strings from every message before it is written.

    Names cannot be recognised; therefore code logs ids only, and the request object that
    Django attaches to its records is dropped.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record in place; never drops one."""
        message = record.getMessage()
        record.msg = _QUERY.sub("?…", _EMAIL.sub("…@…", message))
        record.args = ()
        if hasattr(record, "request"):
            del record.request
        return True
