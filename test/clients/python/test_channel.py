import io
import os
import socket
import threading
import unittest
from unittest import mock

import mooring
from mooring import _channel
from mooring._discovery import App
from small_app import SmallApp, proof


def status(app):
    return mooring.Mooring("test", folder=app.data, data=app.data).status()


class ProvesBothSides(unittest.TestCase):
    def test_sends_nothing_to_a_program_that_does_not_know_the_key(self):
        with SmallApp(breaks="wrong") as app:
            with self.assertRaisesRegex(mooring.NotTrusted, "Another program answers"):
                status(app)
            self.assertIn(app.after_proof, (b"", None))

    def test_sends_nothing_to_a_program_that_proves_itself_as_a_client(self):
        with SmallApp(breaks="reflected") as app:
            self.assertRaises(mooring.NotTrusted, status, app)
            self.assertIn(app.after_proof, (b"", None))

    def test_names_the_versions_where_the_app_closes_at_once(self):
        with SmallApp(breaks="closed") as app:
            with self.assertRaises(mooring.MooringError) as raised:
                status(app)
            self.assertIn(raised.exception.code, ("version_other", "app_not_running"))

    def test_gives_up_on_a_program_that_says_nothing(self):
        with SmallApp(breaks="silent") as app, mock.patch.object(_channel, "_PROOF_SECONDS", 0.2):
            self.assertRaises(mooring.NotRunning, status, app)

    def test_the_key_is_not_shown_when_it_is_printed(self):
        self.assertNotIn("secret", repr(App("/a", b"secret")))


class SpeaksThroughAFile(unittest.TestCase):
    """A pipe of Windows is opened as a file; here the file is one end of a pair of sockets."""

    def test_proves_itself_asks_and_reads_the_answer_to_its_end(self):
        near, far = socket.socketpair()
        app = App(r"\\.\pipe\mooring", os.urandom(32))

        def serve():
            opening = far.recv(40)
            theirs = os.urandom(32)
            far.sendall(theirs + proof(app.key, b"server", app.address, opening[8:], theirs))
            self.assertEqual(far.recv(32), proof(app.key, b"client", app.address, opening[8:], theirs))
            while not far.recv(65536).endswith(b"{}"):
                pass
            far.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n" + b"x" * 200_000)
            far.close()

        server = threading.Thread(target=serve)
        server.start()
        pipe = io.FileIO(near.detach(), "r+")
        with mock.patch.object(_channel, "_open", return_value=_channel.PipeChannel(pipe)):
            connection = _channel.AppConnection(app, 0)
            connection.request("POST", "/app.status", b"{}")
            response = connection.getresponse()
            self.assertEqual(len(response.read()), 200_000)
        server.join()
        self.assertTrue(pipe.closed)


if __name__ == "__main__":
    unittest.main()
