"""A server for style sheets, scripts and fonts alone.

Whatever goes through Playwright's own answers passes three processes as text; a page's twenty files
then cost more than what is looked at. From here the browser takes them as it always does.
"""

from __future__ import annotations

import mimetypes
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders

PREFIX = "/static/"


@cache
def _content(name: str) -> bytes | None:
    found = finders.find(name)
    return Path(found).read_bytes() if found else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # the name is the library's
        name = unquote(urlsplit(self.path).path).removeprefix(PREFIX)
        content = _content(name)
        if content is None:
            self.server.missing.append(name)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", mimetypes.guess_type(name)[0] or "text/plain")
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


class Statics(ThreadingHTTPServer):
    """The server; `missing` are names somebody asked for that do not exist."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.missing: list[str] = []
        self.origin = f"http://127.0.0.1:{self.server_address[1]}"
        Thread(target=self.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()
