"""Logs say where something failed, and nothing about people."""

import json
import logging
import sys

from django.conf import settings
from django.utils.module_loading import import_string

from sro.logs import NoPersonalData


def line(error_to_log=None, message="Not Found: /faelle/7/?q=Musterhaus", *args):
    record = logging.LogRecord("sro", logging.ERROR, __file__, 1, message, args, error_to_log)
    NoPersonalData().filter(record)
    written = settings.LOGGING["formatters"]["json"]
    return import_string(written["()"])(written["fmt"]).format(record)


def test_query_strings_and_addresses_are_left_out():
    text = line(None, "Mail to %s: /suche/?q=Musterhaus", "ada.beispiel@sro.example")
    assert "Musterhaus" not in text
    assert "ada.beispiel" not in text
    assert json.loads(text)["message"] == "Mail to …@…: /suche/?…"


def test_a_traceback_names_places_and_kinds_but_not_what_the_error_says():
    row, name = "Failing row contains (7, Familie Musterhaus)", "Ada Beispiel"
    try:
        try:
            raise ValueError(row)
        except ValueError as first:
            raise KeyError(name) from first
    except KeyError:
        text = line(sys.exc_info())
    assert "Musterhaus" not in text
    assert "Ada" not in text
    written = json.loads(text)["exc_info"]
    assert "builtins.ValueError" in written
    assert written.endswith("builtins.KeyError")
    assert "test_logs.py" in written
