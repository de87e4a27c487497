"""Finds the app that runs: the file that it writes at each start, and nothing else."""

from __future__ import annotations

import json
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Iterator, Optional, Union

from ._encoding import bytes_of_base64url
from .errors import MooringError, NotRunning, NotTrusted

PROTOCOL = 1
_LARGEST_FILE = 16_384


@dataclass(frozen=True)
class App:
    """Where the app listens, and the key with which both sides prove who they are."""

    address: str
    key: bytes

    def __repr__(self) -> str:
        return f"App(address={self.address!r})"


def find_apps(data: Union[str, "os.PathLike[str]", None] = None) -> Iterator[App]:
    """Reads `run/local.json` of the data folder.

    Looks in `data`, else in MOORING_DATA, else where an installed Mooring keeps its data, and where one that was started from
    its source does. What an app left that was killed looks like one that runs: try the next then.

    Raises NotTrusted if others could have written a file, and NotRunning, after the last one, if a file says why no app can be
    reached.
    """
    chosen = os.fspath(data) if data is not None else os.environ.get("MOORING_DATA", "").strip()
    folders = [Path(chosen).absolute()] if chosen else _usual_folders()
    problem: Optional[NotRunning] = None
    for folder in folders:
        text = _read_own_file(folder / "run")
        if text is None:
            continue
        try:
            yield _app_of(text)
        except NotRunning as error:
            problem = problem or error
    if problem is not None:
        raise problem


def _usual_folders() -> list[Path]:
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return [base / name / "data" for name in ("Mooring", "Mooring Development")]


def _read_own_file(folder: Path) -> Optional[str]:
    """The text of `local.json`; None if there is none. The file that was checked is the one that is read."""
    file = folder / "local.json"
    try:
        _check(os.lstat(folder), folder, stat.S_ISDIR)
        _check(os.lstat(file), file, stat.S_ISREG)
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotTrusted("local_file_unreadable", f"{file} cannot be read: {error.strerror}.") from None
    with os.fdopen(descriptor, "rb") as opened:
        _check(os.fstat(opened.fileno()), file, stat.S_ISREG)
        text = opened.read(_LARGEST_FILE)
    return text.decode("utf-8", "replace")


def _check(found: os.stat_result, path: Path, is_kind: Callable[[int], bool]) -> None:
    """The user's own, no link, closed to others. On Windows: below the user's profile."""
    if not is_kind(found.st_mode):
        raise NotTrusted("local_file_unsafe", f"{path} is a link or not of the kind that Mooring writes. Restart Mooring.")
    if sys.platform == "win32":
        profile, real = (os.path.normcase(os.path.realpath(one)) for one in (Path.home(), path))
        if not real.startswith(profile.rstrip(os.sep) + os.sep):
            raise NotTrusted("local_file_unsafe", f"{path} is not below your profile, so others may have written it.")
        return
    if found.st_uid != os.geteuid():
        raise NotTrusted("local_file_unsafe", f"{path} belongs to another user. Run this script as the user of Mooring.")
    if found.st_mode & 0o077:
        raise NotTrusted("local_file_unsafe", f"Others may read or write {path}. Close it to them, and restart Mooring.")


def _app_of(text: str) -> App:
    try:
        fields = json.loads(text)
        protocol = fields["protocol"]
    except (ValueError, KeyError, TypeError):
        raise NotRunning("app_not_running", "Mooring's file run/local.json cannot be read. Restart Mooring.") from None
    if protocol != PROTOCOL:
        older = "this package" if isinstance(protocol, int) and protocol > PROTOCOL else "Mooring"
        raise MooringError("version_other", f"Mooring and this package do not fit together: update {older}.")
    if fields.get("isOff"):
        raise NotRunning("scripts_off", "Scripts are switched off. Switch them on in Mooring: Settings, Scripts and tools.")
    try:
        return App(str(fields["address"]), bytes_of_base64url(fields["key"], 32))
    except (ValueError, KeyError, TypeError):
        raise NotRunning("app_not_running", "Mooring's file run/local.json cannot be read. Restart Mooring.") from None


def not_running() -> NotRunning:
    """No app runs where it was looked for."""
    place = _sandbox()
    if place is not None:
        words = f"Mooring is not running here. This program is in {place}, which hides what runs outside: run it there."
        return NotRunning("app_hidden", words)
    return NotRunning("app_not_running", "Mooring is not running. Start it, and try again.")


def _sandbox() -> Optional[str]:
    """What hides the user's files from this program, where something does."""
    if os.environ.get("FLATPAK_ID") or os.path.exists("/.flatpak-info"):
        return "a Flatpak sandbox"
    if os.environ.get("SNAP"):
        return "a snap"
    if os.environ.get("APP_SANDBOX_CONTAINER_ID"):
        return "a sandbox of macOS"
    if os.environ.get("WSL_DISTRO_NAME"):
        return "Linux on Windows (WSL)"
    if os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv"):
        return "a container"
    return None
