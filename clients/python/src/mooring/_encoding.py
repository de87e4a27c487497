"""base64url without padding, as keys are written."""

from __future__ import annotations

import base64
import re

_ALPHABET = re.compile(r"[A-Za-z0-9_-]*")


def bytes_of_base64url(text: str, length: int) -> bytes:
    """Raises ValueError unless `text` is exactly `length` bytes in base64url."""
    if not isinstance(text, str) or not _ALPHABET.fullmatch(text):
        raise ValueError("not base64url")
    found = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if len(found) != length:
        raise ValueError("wrong length")
    return found


def base64url_of(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
