"""The way to the app: a unix socket, or a named pipe of Windows. Both sides prove themselves before anything is said."""

from __future__ import annotations

import errno
import hashlib
import hmac
import http.client
import io
import os
import socket
import sys
import time
from typing import Any, Optional, Union

from ._discovery import App
from .errors import MooringError, NotRunning, NotTrusted

_VERSION = b"MOORING1"
_NONCE = 32
_PROOF = 32
_PROOF_SECONDS = 5.0
# An institution may take minutes for an answer; nothing waits for ever.
_SILENCE_SECONDS = 600.0


class PipeChannel:
    """A named pipe, opened as a file, with the four methods of a socket that http.client uses."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._has_reader = False

    def sendall(self, data: Union[bytes, bytearray, memoryview]) -> None:
        rest = memoryview(data)
        while len(rest) > 0:
            rest = rest[self._file.write(rest) or 0 :]

    def recv(self, size: int) -> bytes:
        return self._file.read(size) or b""

    def makefile(self, _mode: str) -> io.BufferedReader:
        self._has_reader = True
        return io.BufferedReader(self._file)

    def close(self) -> None:
        # Like a socket's, the file stays open for the reader of the answer, which closes it.
        if not self._has_reader:
            self._file.close()


Channel = Union[socket.socket, PipeChannel]


class AppConnection(http.client.HTTPConnection):
    """One request over a connection on which both sides have proved that they know the key."""

    def __init__(self, app: App, wait_seconds: float) -> None:
        super().__init__("mooring", timeout=_SILENCE_SECONDS)
        self._app = app
        self._wait_seconds = wait_seconds

    def connect(self) -> None:
        channel = _open(self._app.address)
        try:
            _prove(channel, self._app)
            if isinstance(channel, socket.socket):
                channel.settimeout(_SILENCE_SECONDS + self._wait_seconds)
        except BaseException:
            channel.close()
            raise
        self.sock: Any = channel


def _open(address: str) -> Channel:
    if sys.platform == "win32":
        return PipeChannel(_open_pipe(address))
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    channel.settimeout(_PROOF_SECONDS)
    try:
        channel.connect(address)
    except OSError as error:
        channel.close()
        raise _unreachable(error) from None
    return channel


def _open_pipe(address: str) -> io.FileIO:
    """Tries again for a moment while other programs hold all places of the pipe."""
    end = time.monotonic() + _PROOF_SECONDS
    while True:
        try:
            return io.FileIO(os.open(address, os.O_RDWR | getattr(os, "O_BINARY", 0)), "r+")
        except OSError as error:
            # A busy pipe is ERROR_PIPE_BUSY, which Python turns into EINVAL.
            if error.errno != errno.EINVAL or time.monotonic() > end:
                raise _unreachable(error) from None
            time.sleep(0.05)


def _unreachable(error: OSError) -> MooringError:
    if error.errno in (errno.ENOENT, errno.ECONNREFUSED):
        return NotRunning("app_not_running", "Mooring is not running. Start it, and try again.")
    return NotRunning("app_not_running", f"Mooring does not answer: {error.strerror or error}.")


def _prove(channel: Channel, app: App) -> None:
    """The app proves itself first: nothing is sent to anybody else."""
    ours = os.urandom(_NONCE)
    try:
        channel.sendall(_VERSION + ours)
        theirs = _read_exactly(channel, _NONCE)
        proof = _read_exactly(channel, _PROOF)
    except OSError as error:
        raise NotRunning("app_not_running", f"Mooring does not answer: {error.strerror or error}.") from None
    if theirs is None or proof is None:
        raise MooringError(
            "version_other", "Mooring closed the connection: it is closing, or another version than this package knows."
        )
    if not hmac.compare_digest(proof, _proof(app, "server", ours, theirs)):
        raise NotTrusted("app_not_proven", "Another program answers in Mooring's place. Nothing was sent to it. Restart Mooring.")
    channel.sendall(_proof(app, "client", ours, theirs))


def _proof(app: App, side: str, ours: bytes, theirs: bytes) -> bytes:
    label = f"mooring-local/1 {side}".encode("ascii")
    message = b"\0".join([label, app.address.encode("utf-8"), ours + theirs])
    return hmac.new(app.key, message, hashlib.sha256).digest()


def _read_exactly(channel: Channel, size: int) -> Optional[bytes]:
    """None if the other side closed before."""
    found = b""
    while len(found) < size:
        part = channel.recv(size - len(found))
        if part == b"":
            return None
        found += part
    return found
