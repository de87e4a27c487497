import base64
import os
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import mooring
from mooring._identity import identity_of


class KeepsItsKey(unittest.TestCase):
    def setUp(self):
        kept = tempfile.TemporaryDirectory()
        self.addCleanup(kept.cleanup)
        self.folder = Path(kept.name)
        self.key = self.folder / ".mooring" / "key"
        cleared = mock.patch.dict(os.environ)
        cleared.start()
        self.addCleanup(cleared.stop)
        os.environ.pop("MOORING_CLIENT_KEY", None)

    def test_in_a_file_that_only_the_user_reads_and_git_ignores(self):
        made = identity_of("report", self.folder)
        self.assertEqual(len(base64.urlsafe_b64decode(made.key + "=")), 32)
        self.assertEqual(stat.S_IMODE(self.key.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(self.key.parent.stat().st_mode), 0o700)
        self.assertEqual((self.key.parent / ".gitignore").read_text(), "*\n")
        self.assertEqual(sorted(one.name for one in self.key.parent.iterdir()), [".gitignore", "key"])

    def test_and_has_the_same_the_next_time(self):
        self.assertEqual(identity_of("report", self.folder).key, identity_of("other", self.folder).key)

    def test_twenty_programs_that_begin_at_once_have_one_key(self):
        line = "import sys, mooring._identity as i, pathlib; print(i.identity_of('x', pathlib.Path(sys.argv[1])).key)"
        running = [
            subprocess.Popen([sys.executable, "-c", line, str(self.folder)], stdout=subprocess.PIPE) for _ in range(20)
        ]
        self.assertEqual(len({one.communicate()[0] for one in running}), 1)
        self.assertEqual(sorted(one.name for one in self.key.parent.iterdir()), [".gitignore", "key"])

    def test_takes_the_key_of_the_environment_and_writes_none(self):
        os.environ["MOORING_CLIENT_KEY"] = "A" * 43
        self.assertEqual(identity_of("report", self.folder).key, "A" * 43)
        self.assertFalse(self.key.parent.exists())

    def test_refuses_a_key_of_the_environment_that_is_none(self):
        for wrong in ("short", "A" * 44, "ä" * 43):
            os.environ["MOORING_CLIENT_KEY"] = wrong
            with self.assertRaisesRegex(mooring.MooringError, "MOORING_CLIENT_KEY"):
                identity_of("report", self.folder)

    def test_refuses_a_key_that_others_may_read(self):
        identity_of("report", self.folder)
        self.key.chmod(0o640)
        with self.assertRaisesRegex(mooring.MooringError, "others may use it"):
            identity_of("report", self.folder)

    def test_refuses_links(self):
        identity_of("report", self.folder)
        self.key.rename(self.folder / "elsewhere")
        self.key.symlink_to(self.folder / "elsewhere")
        self.assertRaises(mooring.MooringError, identity_of, "report", self.folder)
        self.key.unlink()
        (self.folder / "elsewhere").rename(self.key)
        self.key.parent.rename(self.folder / "other")
        self.key.parent.symlink_to(self.folder / "other")
        self.assertRaises(mooring.MooringError, identity_of, "report", self.folder)

    def test_says_what_to_do_where_no_key_can_be_kept(self):
        (self.folder / ".mooring").write_text("a file in the way")
        with self.assertRaisesRegex(mooring.MooringError, "Set MOORING_CLIENT_KEY"):
            identity_of("report", self.folder)

    def test_is_not_shown_when_it_is_printed(self):
        made = identity_of("report", self.folder)
        self.assertNotIn(made.key, repr(made))


class NamesItself(unittest.TestCase):
    def setUp(self):
        cleared = mock.patch.dict(os.environ)
        cleared.start()
        self.addCleanup(cleared.stop)
        os.environ.pop("MOORING_CLIENT_KEY", None)

    def run_python(self, *arguments, cwd):
        environment = {**os.environ, "PYTHONPATH": str(Path(mooring.__file__).parent.parent)}
        done = subprocess.run([sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.split()

    def test_after_the_script_else_the_working_folder(self):
        line = "import mooring._identity as i; found = i.identity_of(None, None); print(found.name, found.folder.name)"
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place) / "month"
            folder.mkdir()
            (folder / "report.py").write_text(line)
            (folder / "tool").mkdir()
            (folder / "tool" / "__main__.py").write_text(line)
            self.assertEqual(self.run_python(str(folder / "report.py"), cwd=place), ["report.py", "month"])
            self.assertEqual(self.run_python("-c", line, cwd=folder), ["month", "month"])
            self.assertEqual(self.run_python("-m", "tool", cwd=folder), ["tool", "month"])

    def test_not_after_an_installed_program(self):
        installed = Path(sys.prefix) / "bin" / "pytest"
        with mock.patch.object(sys.modules["__main__"], "__file__", str(installed)), tempfile.TemporaryDirectory() as place:
            with mock.patch("pathlib.Path.cwd", return_value=Path(place)):
                self.assertEqual(identity_of(None, None).folder, Path(place))


if __name__ == "__main__":
    unittest.main()
