"""Signs that stand for a support where nobody needs to know whose it is."""

from __future__ import annotations

import base64
import hashlib
import hmac

LENGTH = 10
"""Characters of five bits: among a million supports two alike are as good as impossible."""


def sign_for(key: bytes, number: int) -> str:
    """Return the sign of a support, ``H-7K3FA-9QXMB``: always the same, and not to be turned back.

    Whoever lacks `key` cannot compute the sign of a number that they know (HMAC-SHA256).
    """
    digest = hmac.digest(key, b"support:%d" % number, hashlib.sha256)
    # No more bytes than the sign shows: lists of whole years ask for some ten thousand signs.
    text = base64.b32encode(digest[:LENGTH]).decode("ascii")[:LENGTH]
    return f"H-{text[:5]}-{text[5:]}"
