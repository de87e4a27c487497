"""Calls of the app."""

from __future__ import annotations

import json
import re
import socket
import sys
import warnings
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.message import Message
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Union
from urllib.parse import quote

from ._channel import AppConnection
from ._discovery import find_apps, not_running
from ._identity import identity_of
from ._rows import Row, Rows, instant
from .errors import AnswerCut, MooringError, NotRunning, PartialResult, TryLater, error_of

Day = Union[date, str]

_LONGEST_FOLDER = 500
_LONGEST_WAIT_SECONDS = 600
_WAIT_ON_A_TERMINAL_SECONDS = 60.0
_AGO = re.compile(r"(\d{1,4})([dw])")
_UNIT_DAYS = {"d": 1, "w": 7}


@dataclass(frozen=True)
class Token:
    """An access token. Its text is not shown when the object is printed."""

    access_token: str = field(repr=False)
    #: None where the institution does not say.
    expires_on: Optional[datetime]
    token_type: str
    connection_id: str


class Answer:
    """What an institution answered to `fetch`: status, headers, and the body as it arrives."""

    def __init__(self, response: HTTPResponse) -> None:
        self._response = response
        #: The institution's own HTTP status.
        self.status = int(response.headers.get("mooring-status", response.status))
        self.headers: Message = response.headers

    def read(self, size: Optional[int] = None) -> bytes:
        """The body, or its next `size` bytes; empty at its end. Raises AnswerCut if it ended too early."""
        try:
            return self._response.read() if size is None else self._response.read(size)
        except (HTTPException, OSError):
            raise AnswerCut("answer_cut", "The institution's answer was cut. Try again.") from None

    def text(self) -> str:
        return self.read().decode(self._response.headers.get_content_charset("utf-8"), "replace")

    def json(self) -> Any:
        return json.loads(self.read())

    def close(self) -> None:
        self._response.close()

    def __enter__(self) -> "Answer":
        return self

    def __exit__(self, *_unused: object) -> None:
        self.close()


class Mooring:
    """A program that uses connections through the Mooring app on this computer.

    name: what the program is called in Mooring; the script's file name if not given.
    folder: where `.mooring/key` lies, which the user's consent belongs to; the script's folder if not given.
    data: Mooring's data folder, if it is not the usual one (MOORING_DATA).
    wait: how many seconds a call waits for the user's answer when consent is needed. If not given: 60 on a terminal, else 0.
    """

    def __init__(
        self,
        name: Optional[str] = None,
        *,
        folder: Union[str, Path, None] = None,
        data: Union[str, Path, None] = None,
        wait: Optional[float] = None,
    ) -> None:
        self._name = name
        self._folder = Path(folder).absolute() if folder is not None else None
        self._data = data
        self._wait = wait

    def status(self) -> Dict[str, Any]:
        """Whether the keychain is open, how many questions wait for the user, and the app's version."""
        return self._json("app.status", {}, 0)

    def connections(
        self,
        *,
        needs_attention: bool = False,
        institution: Optional[str] = None,
        label: Optional[str] = None,
        wait: Optional[float] = None,
    ) -> Iterator[Row]:
        """The connections that this program may list: names, status, and when their consent ends."""
        asked = {"needsAttention": True if needs_attention else None, "institution": institution, "label": label}
        answer = self._json("connections.list", asked, wait)
        return iter([_with_times(one, "consentEndsAt", "lastReadAt") for one in answer["connections"]])

    def accounts(self, *connections: str, wait: Optional[float] = None) -> Rows:
        """Accounts with their balances: of the connections named, else of all that this program may read."""
        return self._rows("accounts.read", {"connections": connections}, wait)

    def transactions(
        self,
        *connections: str,
        account: Optional[str] = None,
        since: Optional[Day] = None,
        until: Optional[Day] = None,
        wait: Optional[float] = None,
    ) -> Rows:
        """Transactions, read from the institutions as you iterate. `since` and `until` are days; `since` may be `"30d"`."""
        asked = {"connections": connections, "account": account, "since": _day(since), "until": _day(until)}
        return self._rows("transactions.read", asked, wait)

    def holdings(self, *connections: str, wait: Optional[float] = None) -> Rows:
        """Securities in investment accounts."""
        return self._rows("holdings.read", {"connections": connections}, wait)

    def pull(
        self, dataset: Optional[str] = None, *, until_done: bool = True, wait: Optional[float] = None
    ) -> List[Dict[str, Any]]:
        """Runs a dataset of the app, or all of them, and returns their runs. `until_done=False` does not wait for the end."""
        answer = self._json("datasets.run", {"dataset": dataset, "wait": until_done}, wait)
        left_out = answer.get("leftOut", 0)
        if left_out:
            warnings.warn(
                PartialResult(f"{left_out} datasets were not run: this script may not use all of their connections."), stacklevel=2
            )
        return [_with_times(one, "startedAt", "endedAt") for one in answer["runs"]]

    def pull_status(self, *, wait: Optional[float] = None) -> List[Dict[str, Any]]:
        """The last run of each dataset."""
        answer = self._json("datasets.status", {}, wait)
        return [_with_times(one, "startedAt", "endedAt") for one in answer["runs"]]

    def refresh(self, *connections: str, wait: Optional[float] = None) -> List[Dict[str, Any]]:
        """Reads balances again. Each result has `connectionId`, and `error` where it failed."""
        results: List[Dict[str, Any]] = self._json("connections.refresh", {"connections": connections}, wait)["results"]
        return results

    def token(self, connection: str, *, min_ttl: Optional[float] = None, wait: Optional[float] = None) -> Token:
        """The access token of a connection, with at least `min_ttl` seconds left. Prefer `fetch`, which keeps it inside the app."""
        least = None if min_ttl is None else int(min_ttl * 1000)
        answer = self._json("token.read", {"connection": connection, "minTtlMs": least}, wait)
        expires = answer.get("expiresOn")
        return Token(
            answer["accessToken"], None if expires is None else instant(expires), answer["tokenType"], answer["connectionId"]
        )

    def fetch(
        self,
        connection: str,
        path: str,
        *,
        headers: Optional[Mapping[str, str]] = None,
        wait: Optional[float] = None,
    ) -> Answer:
        """GETs an address at a connection's institution. The app adds the token, which this program never sees.

        An answer of the institution with an error status is returned, not raised: look at `.status`.
        """
        asked = {"connection": connection, "path": path, "headers": dict(headers or {})}
        return Answer(self._send("token.fetch", asked, wait))

    def request_access(
        self, level: str, *connections: str, until: Optional[datetime] = None, wait: Optional[float] = None
    ) -> List[Dict[str, Any]]:
        """Asks the user for `list`, `data` or `token`, for some connections or for all, and returns what was allowed."""
        until_ms = None if until is None else int(until.timestamp() * 1000)
        answer = self._json("consent.request", {"level": level, "connections": connections, "untilMs": until_ms}, wait)
        return [_with_times(one, "until") for one in answer["consents"]]

    def _json(self, method: str, asked: Mapping[str, Any], wait: Optional[float]) -> Dict[str, Any]:
        response = self._send(method, asked, wait)
        try:
            answer = json.loads(response.read())
        except (HTTPException, OSError):
            raise AnswerCut("answer_cut", "Mooring's answer was cut. Try again.") from None
        except ValueError:
            answer = None
        finally:
            response.close()
        if not isinstance(answer, dict):
            raise MooringError("answer_invalid", "Mooring's answer is none that this package knows.")
        return answer

    def _rows(self, method: str, asked: Mapping[str, Any], wait: Optional[float]) -> Rows:
        response = self._send(method, asked, wait)
        return Rows(_lines_of(response), response.close)

    def _send(self, method: str, asked: Mapping[str, Any], wait: Optional[float]) -> HTTPResponse:
        """The answer, whose head has been read. It owns the connection: closing it closes both."""
        wait_seconds = self._seconds(wait)
        opened = self._connected(wait_seconds)
        body = json.dumps({name: value for name, value in asked.items() if value is not None}).encode("utf-8")
        try:
            opened.request("POST", f"/{method}", body, self._headers(method, wait_seconds))
            response = opened.getresponse()
        except socket.timeout:
            opened.close()
            raise TryLater("timed_out", "Mooring has not answered for minutes. Try again later.") from None
        except (HTTPException, OSError):
            opened.close()
            raise AnswerCut("answer_cut", "Mooring closed the connection without an answer. Try again.") from None
        except BaseException:
            opened.close()
            raise
        if opened.sock is not None:
            # A socket stays open for its last reader.
            opened.sock.close()
        if response.status != 200 and response.headers.get("mooring-status") is None:
            with response:
                raise error_of(_error_in(response))
        return response

    def _connected(self, wait_seconds: float) -> AppConnection:
        """To the first app that answers."""
        problem: Optional[NotRunning] = None
        for app in find_apps(self._data):
            opened = AppConnection(app, wait_seconds)
            try:
                opened.connect()
                return opened
            except NotRunning as error:
                problem = problem or error
        raise problem or not_running()

    def _seconds(self, wait: Optional[float]) -> float:
        chosen = wait if wait is not None else self._wait
        if chosen is None:
            chosen = _WAIT_ON_A_TERMINAL_SECONDS if sys.stdin and sys.stdin.isatty() and sys.stderr.isatty() else 0.0
        return min(max(chosen, 0.0), _LONGEST_WAIT_SECONDS)

    def _headers(self, method: str, wait_seconds: float) -> Dict[str, str]:
        headers = {"content-type": "application/json", "connection": "close"}
        # A program that only asks whether the app is there needs no key, and leaves none behind.
        if method == "app.status":
            return headers
        who = identity_of(self._name, self._folder)
        return {
            **headers,
            "mooring-client": who.key,
            "mooring-name": quote(who.name, safe=""),
            "mooring-folder": quote(str(who.folder)[:_LONGEST_FOLDER], safe=""),
            "mooring-wait": str(int(wait_seconds * 1000)),
        }


def _lines_of(response: HTTPResponse) -> Iterator[bytes]:
    """Lines as they arrive. An answer that stops in the middle of a chunk ends like any other that was cut: without its last line."""
    rest = b""
    while True:
        try:
            part = response.read1(65536)
        except HTTPException:
            part = b""
        if part == b"":
            break
        *lines, rest = (rest + part).split(b"\n")
        for line in lines:
            yield line + b"\n"
    if rest != b"":
        yield rest


def _error_in(response: HTTPResponse) -> object:
    try:
        answer = json.loads(response.read())
    except (HTTPException, OSError, ValueError):
        return None
    return answer.get("error") if isinstance(answer, dict) else None


def _with_times(row: Row, *names: str) -> Row:
    for name in names:
        if isinstance(row.get(name), str):
            row[name] = instant(row[name])
    return row


def _day(given: Optional[Day]) -> Optional[str]:
    """`2026-01-31`, a date, or so long ago: `30d`, `4w`."""
    if given is None:
        return None
    if isinstance(given, datetime):
        return given.date().isoformat()
    if isinstance(given, date):
        return given.isoformat()
    ago = _AGO.fullmatch(given)
    if ago is not None:
        return (date.today() - timedelta(days=int(ago[1]) * _UNIT_DAYS[ago[2]])).isoformat()
    return given
