"""Refusing an upload that is too large before any of it is kept."""

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

#: What the other fields of a form and the wrapping of the parts may take.
_FORM_BYTES = 1024 * 1024
_BLOCK = 64 * 1024
#: A browser shows our page only if it could send all it had; up to this multiple it may.
_PATIENCE = 10


class UploadTooLarge(RequestDataTooBig):
    """The body is larger than a file may be; it was not read, or read and thrown away."""


class LimitedUploadHandler(FileUploadHandler):
    """Stands first among the upload handlers (settings.FILE_UPLOAD_HANDLERS).

    Judges by the announced length, which the server never reads beyond.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Raise UploadTooLarge for a body beyond the limit; otherwise let the others work."""
        if content_length <= settings.IMPORT_MAX_BYTES + _FORM_BYTES:
            return
        if content_length <= settings.IMPORT_MAX_BYTES * _PATIENCE:
            while input_data.read(_BLOCK):
                pass
        raise UploadTooLarge

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the data on."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
