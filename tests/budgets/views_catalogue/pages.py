"""What tests of these pages need: a page's words, and how often it asks the database."""

import re
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def words(response):
    """The text of a page without its tags; every space is a plain one."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(text))


def html(response):
    """The page as it was sent."""
    return response.content.decode()


def queries(client: Client, address: str) -> int:
    """How many questions a page asks the database, once everything is warm."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
