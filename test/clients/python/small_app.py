"""A small app for the tests: the preamble after docs/scripts.md, then one HTTP answer that the test gives."""

import hashlib
import hmac
import json
import os
import socket
import tempfile
import threading
from base64 import urlsafe_b64encode
from pathlib import Path


def proof(key, side, address, ours, theirs):
    text = b"mooring-local/1 " + side + b"\0" + address.encode() + b"\0" + ours + theirs
    return hmac.new(key, text, hashlib.sha256).digest()


def document(answer, status=200):
    return _answer(status, b"application/json", json.dumps(answer).encode())


def _answer(status, kind, body):
    head = b"HTTP/1.1 %d X\r\ncontent-type: %b\r\ncontent-length: %d\r\n\r\n" % (status, kind, len(body))
    return [head + body]


def chunk(text):
    data = text.encode()
    return b"%x\r\n%b\r\n" % (len(data), data)


ROWS_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/jsonl\r\ntransfer-encoding: chunked\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"


def rows(columns, values, end=None):
    """An answer with rows, as the app sends it: a chunk a line."""
    head = {"schema": "mooring.test/1", "columns": [{"name": name, "kind": kind} for name, kind in columns.items()]}
    last = end or {"end": {"rows": len(values), "isPartial": False, "missing": []}}
    return [ROWS_HEAD, *(chunk(json.dumps(one) + "\n") for one in [head, *values, last]), LAST_CHUNK]


class SmallApp:
    """Listens in a data folder of its own. `answer` gets a request and returns the bytes of its answer, in parts."""

    def __init__(self, answer=lambda request: document({}), *, breaks=None):
        self._folder = tempfile.TemporaryDirectory(prefix="mooring-py-")
        self.data = Path(self._folder.name)
        self.key = os.urandom(32)
        self.address = str(self.data / "app.sock")
        self.answer = answer
        #: What is wrong with its proof: "wrong", "reflected", "closed" or "silent".
        self.breaks = breaks
        self.requests = []
        #: What came after a proof that was wrong.
        self.after_proof = None
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(self.address)
        self._server.listen(16)
        (self.data / "run").mkdir(mode=0o700)
        self.write_file({"protocol": 1, "version": "0.1.0", "address": self.address, "key": self.text_key, "pid": os.getpid()})
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def file(self):
        return self.data / "run" / "local.json"

    @property
    def text_key(self):
        return urlsafe_b64encode(self.key).rstrip(b"=").decode()

    def write_file(self, content, mode=0o600):
        text = content if isinstance(content, str) else json.dumps(content)
        self.file.unlink(missing_ok=True)
        self.file.write_text(text)
        self.file.chmod(mode)

    def __enter__(self):
        return self

    def __exit__(self, *_unused):
        self._server.close()
        self._folder.cleanup()

    def _serve(self):
        while True:
            try:
                channel, _from = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(channel,), daemon=True).start()

    def _talk(self, channel):
        with channel:
            if self.breaks == "closed":
                return
            if self.breaks == "silent":
                channel.recv(1000)
                channel.recv(1000)
                return
            opening = _read(channel, 40)
            ours, theirs = opening[8:], os.urandom(32)
            side = b"client" if self.breaks == "reflected" else b"server"
            key = os.urandom(32) if self.breaks == "wrong" else self.key
            channel.sendall(theirs + proof(key, side, self.address, ours, theirs))
            if self.breaks:
                self.after_proof = channel.recv(1000)
                return
            if opening[:8] != b"MOORING1" or _read(channel, 32) != proof(self.key, b"client", self.address, ours, theirs):
                return
            request = _request(channel)
            self.requests.append(request)
            try:
                for part in self.answer(request):
                    channel.sendall(part)
            except OSError:
                # The client has read enough.
                return


def _read(channel, size):
    found = b""
    while len(found) < size:
        part = channel.recv(size - len(found))
        if not part:
            return found
        found += part
    return found


def _request(channel):
    text = b""
    while b"\r\n\r\n" not in text:
        text += channel.recv(65536)
    head, body = text.split(b"\r\n\r\n", 1)
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    body += _read(channel, int(headers["content-length"]) - len(body))
    return {"method": first.split(" ")[1].lstrip("/"), "headers": headers, "asked": json.loads(body)}
