"""Who this program says it is: its name, its folder, and the key that its consent belongs to."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Optional

from ._encoding import base64url_of, bytes_of_base64url
from .errors import MooringError

_KEY_BYTES = 32


@dataclass(frozen=True)
class Identity:
    name: str
    folder: Path
    key: str = field(repr=False)


def identity_of(name: Optional[str], folder: Optional[Path]) -> Identity:
    """The script's file name and folder; in an interactive Python, the working folder and its name."""
    script = _script()
    own_folder = folder or (script.parent if script else Path.cwd())
    own_name = name or (script.name if script else own_folder.name) or "python"
    return Identity(own_name[:100], own_folder, _key_of(own_folder))


def _script() -> Optional[Path]:
    """None where there is no script, or only an installed program such as pytest, whose folder is not the user's."""
    found = getattr(sys.modules.get("__main__"), "__file__", None)
    if not found:
        return None
    path = Path(found).resolve()
    if path.name == "__main__.py":
        path = path.parent
    installed = [Path(place).resolve() for place in {sys.prefix, sys.base_prefix} if place not in ("/", "/usr")]
    is_installed = any(place in path.parents for place in installed) or "site-packages" in path.parts
    return None if is_installed or "dist-packages" in path.parts or _is_in_system(path) else path


def _is_in_system(path: Path) -> bool:
    return any(Path(place) in path.parents for place in ("/usr/bin", "/usr/lib", "/usr/local/bin", "/bin"))


def _key_of(folder: Path) -> str:
    """MOORING_CLIENT_KEY, else `.mooring/key` in the folder, which is made if it is missing."""
    given = os.environ.get("MOORING_CLIENT_KEY", "").strip()
    if given:
        return _checked(given, "MOORING_CLIENT_KEY")
    place = folder / ".mooring"
    try:
        return _read_key(place) or _make_key(place)
    except OSError as error:
        raise MooringError(
            "client_key_not_kept",
            f"The key of this script cannot be kept in {place}: {error.strerror}. Set MOORING_CLIENT_KEY, or pass folder=.",
        ) from None


def _read_key(place: Path) -> Optional[str]:
    file = place / "key"
    try:
        folder = os.lstat(place)
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as opened:
        found = os.fstat(opened.fileno())
        if not stat.S_ISDIR(folder.st_mode) or not stat.S_ISREG(found.st_mode) or not _is_closed(found):
            raise MooringError(
                "client_key_unsafe", f"{file} is a link, or others may use it. Delete the folder {place}; you will be asked again."
            )
        text = opened.read(200).decode("ascii", "replace").strip()
    return _checked(text, str(file))


def _is_closed(found: os.stat_result) -> bool:
    if sys.platform == "win32":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _make_key(place: Path) -> str:
    """Two scripts that begin at once get the same key: a hard link appears whole or not at all."""
    place.mkdir(mode=0o700, exist_ok=True)
    ignore = place / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="ascii")
    draft = place / f"key.{os.getpid()}.{os.urandom(4).hex()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(base64url_of(os.urandom(_KEY_BYTES)).encode("ascii") + b"\n")
        _place_new(draft, place / "key")
    finally:
        draft.unlink(missing_ok=True)
    key = _read_key(place)
    if key is None:
        raise MooringError("client_key_not_kept", f"The key of this script disappeared from {place}.")
    return key


def _place_new(draft: Path, file: Path) -> None:
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    except OSError:
        # A disk without hard links.
        if not file.exists():
            os.rename(draft, file)


def _checked(text: str, where: str) -> str:
    try:
        bytes_of_base64url(text, _KEY_BYTES)
    except ValueError:
        raise MooringError("client_key_invalid", f"{where} does not hold a key of 32 bytes in base64url.") from None
    return text
