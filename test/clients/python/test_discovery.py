import json
import os
import shutil
import socket
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import mooring
from small_app import SmallApp, document


def status(app):
    return mooring.Mooring("test", folder=app.data, data=app.data).status()


class FindsTheApp(unittest.TestCase):
    def test_in_the_folder_of_the_environment(self):
        with SmallApp() as app, mock.patch.dict(os.environ, {"MOORING_DATA": str(app.data)}):
            mooring.Mooring("test", folder=app.data).status()
            self.assertEqual(app.requests[0]["method"], "app.status")

    def test_in_the_usual_folder_of_an_installed_app_and_of_one_from_source(self):
        for name in ("Mooring", "Mooring Development"):
            with SmallApp() as app, tempfile.TemporaryDirectory() as home:
                (Path(home) / name).mkdir()
                app.data.rename(Path(home) / name / "data")
                (Path(home) / name / "data").rename(app.data)
                (Path(home) / name / "data").symlink_to(app.data)
                environment = {"XDG_CONFIG_HOME": home, "MOORING_DATA": ""}
                with mock.patch.dict(os.environ, environment), mock.patch("sys.platform", "linux"):
                    mooring.Mooring("test", folder=app.data).status()
                self.assertEqual(len(app.requests), 1)

    def test_says_that_it_is_not_running(self):
        with tempfile.TemporaryDirectory() as data, mock.patch("os.path.exists", return_value=False):
            with self.assertRaisesRegex(mooring.NotRunning, "Mooring is not running. Start it"):
                mooring.Mooring("test", folder=data, data=data).status()

    def test_names_the_sandbox_that_hides_it(self):
        with tempfile.TemporaryDirectory() as data, mock.patch.dict(os.environ, {"FLATPAK_ID": "org.example"}):
            with self.assertRaisesRegex(mooring.NotRunning, "Flatpak"):
                mooring.Mooring("test", folder=data, data=data).status()

    def test_says_that_scripts_are_switched_off(self):
        with SmallApp() as app:
            app.write_file({"protocol": 1, "version": "0.1.0", "isOff": True, "pid": 1})
            with self.assertRaisesRegex(mooring.NotRunning, "Settings") as raised:
                status(app)
            self.assertEqual(raised.exception.code, "scripts_off")

    def test_names_the_side_to_update(self):
        with SmallApp() as app:
            app.write_file({"protocol": 2})
            with self.assertRaisesRegex(mooring.MooringError, "update this package"):
                status(app)
            app.write_file({"protocol": 0})
            with self.assertRaisesRegex(mooring.MooringError, "update Mooring"):
                status(app)

    def test_a_file_that_a_crash_left_behind_counts_as_not_running(self):
        with SmallApp() as app:
            left = app.data / "left.sock"
            with socket.socket(socket.AF_UNIX) as gone:
                gone.bind(str(left))
            for address in (str(left), str(app.data / "none.sock")):
                app.write_file({"protocol": 1, "version": "0", "address": address, "key": app.text_key, "pid": 1})
                self.assertRaises(mooring.NotRunning, status, app)

    def test_a_file_that_cannot_be_read_counts_as_not_running(self):
        for text in ("", "{", "[]", "null", '{"protocol":1}', '{"protocol":1,"address":"/x","key":"short"}'):
            with SmallApp() as app:
                app.write_file(text)
                self.assertRaises(mooring.NotRunning, status, app)


class LooksInBothUsualFolders(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory(prefix="mooring-py-")
        self.addCleanup(self._folder.cleanup)
        self._env = mock.patch.dict(os.environ, {"XDG_CONFIG_HOME": self._folder.name})
        self._env.start()
        self.addCleanup(self._env.stop)
        os.environ.pop("MOORING_DATA", None)

    def write(self, name, content):
        run = Path(self._folder.name) / name / "data" / "run"
        run.mkdir(parents=True, mode=0o700)
        (run / "local.json").write_text(json.dumps(content))
        (run / "local.json").chmod(0o600)

    def test_what_an_installed_app_left_does_not_hide_one_from_the_source(self):
        off = {"protocol": 1, "version": "0", "isOff": True, "pid": 1}
        for left in ({"protocol": 1, "version": "0", "address": "/none.sock", "key": "A" * 43, "pid": 1}, off):
            with SmallApp(lambda _request: document({"version": "of the source"})) as app:
                self.write("Mooring", left)
                self.write("Mooring Development", json.loads(app.file.read_text()))
                self.assertEqual(mooring.Mooring().status()["version"], "of the source")
            shutil.rmtree(Path(self._folder.name) / "Mooring")
            shutil.rmtree(Path(self._folder.name) / "Mooring Development")

    def test_where_neither_answers_the_first_one_says_why(self):
        self.write("Mooring", {"protocol": 1, "version": "0", "isOff": True, "pid": 1})
        with self.assertRaises(mooring.NotRunning) as raised:
            mooring.Mooring().status()
        self.assertEqual(raised.exception.code, "scripts_off")

    def test_no_key_is_left_where_no_app_answers(self):
        self.write("Mooring", {"protocol": 1, "version": "0", "address": "/none.sock", "key": "A" * 43, "pid": 1})
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaises(mooring.NotRunning):
                mooring.Mooring(folder=folder).accounts()
            self.assertEqual(os.listdir(folder), [])


class TrustsOnlyTheUsersOwnFile(unittest.TestCase):
    def assert_refused(self, app):
        self.assertRaises(mooring.NotTrusted, status, app)
        self.assertEqual(app.requests, [])

    def test_refuses_a_folder_that_others_may_use(self):
        with SmallApp() as app:
            app.file.parent.chmod(0o750)
            self.assert_refused(app)

    def test_refuses_a_file_that_others_may_use(self):
        for mode in (0o640, 0o604, 0o602, 0o620):
            with SmallApp() as app:
                app.file.chmod(mode)
                self.assert_refused(app)

    def test_refuses_a_linked_folder(self):
        with SmallApp() as app:
            app.file.parent.rename(app.data / "other")
            app.file.parent.symlink_to(app.data / "other")
            self.assert_refused(app)

    def test_refuses_a_linked_file(self):
        with SmallApp() as app:
            app.file.rename(app.data / "run" / "other.json")
            app.file.symlink_to("other.json")
            self.assert_refused(app)

    def test_refuses_a_pipe_and_does_not_wait_for_it(self):
        with SmallApp() as app:
            app.file.unlink()
            os.mkfifo(app.file, 0o600)
            self.assert_refused(app)

    @unittest.skipUnless(os.geteuid() == 0, "only root can give a file away")
    def test_refuses_what_belongs_to_another_user(self):
        with SmallApp() as app:
            os.chown(app.file, 65534, 65534)
            self.assert_refused(app)
        with SmallApp() as app:
            os.chown(app.file.parent, 65534, 65534)
            self.assert_refused(app)


if __name__ == "__main__":
    unittest.main()
