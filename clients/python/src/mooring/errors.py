"""What can go wrong. Each error has the code that the app gave, which scripts can compare."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Dict, Optional, Type

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class MooringError(Exception):
    """A call that failed.

    `code` is one of Mooring's error codes, such as `not_found`. `retry_at` says when to try again, where that is known.
    """

    def __init__(self, code: str, message: str, retry_at: Optional[datetime] = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.retry_at = retry_at

    def __str__(self) -> str:
        return f"{self.message} ({self.code})"


class WrongUse(MooringError):
    """The request is wrong: no such connection, a name that fits several, a date that is none."""


class NotRunning(MooringError):
    """Mooring does not run, scripts are switched off in its Settings, or this program cannot see it."""


class NotTrusted(MooringError):
    """What answered did not prove that it is Mooring, or others can change a file or folder on the way to it."""


class ConsentError(MooringError):
    """The user has not allowed this: not asked yet, refused, or not answered."""


class NeedsUser(MooringError):
    """The connection needs its user, in Mooring's window."""


class TryLater(MooringError):
    """The same call may work later. `retry_at` says when, where that is known."""


class AnswerCut(MooringError):
    """The answer ended before its last line: rows are missing, and nobody knows which."""


class PartialResult(UserWarning):
    """Some connections or accounts could not be read. `.missing` of the rows says which."""


# The kinds of shared/local-protocol.ts.
_CLASSES: Dict[str, Type[MooringError]] = {
    "use": WrongUse,
    "consent": ConsentError,
    "person": NeedsUser,
    "later": TryLater,
}


def error_of(error: object) -> MooringError:
    """The exception for an `error` object of an answer."""
    fields = error if isinstance(error, dict) else {}
    code = str(fields.get("code", "answer_invalid"))
    message = str(fields.get("message", "Mooring's answer is none that this package knows."))
    retry_ms = fields.get("retryAtMs")
    retry_at = _EPOCH + timedelta(milliseconds=retry_ms) if isinstance(retry_ms, int) else None
    chosen = NotRunning if code == "scripts_off" else _CLASSES.get(str(fields.get("kind")), MooringError)
    return chosen(code, message, retry_at)
