"""Rows of an answer, one at a time, with exact numbers and real dates."""

from __future__ import annotations

import json
import re
import warnings
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional

from .errors import AnswerCut, MooringError, PartialResult, error_of

Row = Dict[str, Any]

_FRACTION = re.compile(r"\.(\d+)")


def instant(text: str) -> datetime:
    """An RFC 3339 time in UTC. Python before 3.11 reads neither `Z` nor other fractions than 3 or 6 digits."""
    plain = _FRACTION.sub(lambda found: "." + found[1][:6].ljust(6, "0"), text)
    read = datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", plain))
    return read if read.tzinfo is not None else read.replace(tzinfo=timezone.utc)


_READERS: Dict[str, Callable[[Any], Any]] = {
    "decimal": lambda value: Decimal(str(value)),
    "day": lambda value: date.fromisoformat(value),
    "utc": instant,
}


class Rows(Iterator[Row]):
    """Rows as they arrive, each a dict; amounts are Decimal, days date, instants datetime in UTC.

    After the last row `missing` says what could not be read, and a PartialResult warning was given if something is missing.
    Leaving a loop early is fine; `close()` ends the answer at once, and so does `with`.
    """

    def __init__(self, lines: Iterator[bytes], close: Callable[[], None]) -> None:
        self._lines = lines
        self._close = close
        self._is_over = False
        #: What could not be read: dicts with `connectionId`, `accountId` where it is one account, and `error`.
        self.missing: List[Dict[str, Any]] = []
        #: Accounts that have no such data to read: nothing is missing. Known after the last row.
        self.none: List[Dict[str, Any]] = []
        #: Something is missing. Known after the last row.
        self.is_partial = False
        head = self._next_line()
        if "error" in head:
            self.close()
            raise error_of(head["error"])
        #: The version of the shape, such as `mooring.transactions/1`.
        self.schema = str(head.get("schema", ""))
        #: The kind of each column by its name, in their order.
        self.columns: Dict[str, str] = {str(one["name"]): str(one["kind"]) for one in head.get("columns", [])}
        self._readers = {name: _READERS[kind] for name, kind in self.columns.items() if kind in _READERS}

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> Row:
        if self._is_over:
            raise StopIteration
        line = self._next_line()
        # A row has the names of the columns, and no column is called like these.
        if "end" in line and "end" not in self.columns:
            self.close()
            self._finish(line["end"])
            raise StopIteration
        if "error" in line and "error" not in self.columns:
            self.close()
            raise error_of(line["error"])
        for name, read in self._readers.items():
            value = line.get(name)
            if value is not None:
                line[name] = read(value)
        return line

    def close(self) -> None:
        """Ends the answer. What was not read is lost."""
        self._is_over = True
        self._close()

    def __enter__(self) -> "Rows":
        return self

    def __exit__(self, *_unused: object) -> None:
        self.close()

    def to_pandas(self) -> Any:
        """All rows that are left as a pandas.DataFrame; see `to_pandas`."""
        return to_pandas(self)

    def _next_line(self) -> Row:
        try:
            text = next(self._lines, b"")
        except OSError as error:
            self.close()
            raise AnswerCut("answer_cut", f"The answer was cut: {error.strerror or error}. Try again.") from None
        if not text.endswith(b"\n"):
            self.close()
            raise AnswerCut("answer_cut", "The answer was cut before its last line. Try again.")
        try:
            line = json.loads(text)
        except ValueError:
            line = None
        if not isinstance(line, dict):
            self.close()
            raise MooringError("answer_invalid", "Mooring's answer has a line that this package cannot read.")
        return line

    def _finish(self, end: Row) -> None:
        self.missing = list(end.get("missing", []))
        self.none = list(end.get("none", []))
        self.is_partial = bool(end.get("isPartial", False)) or bool(self.missing)
        if self.is_partial:
            warnings.warn(PartialResult(_words_of(self.missing)), stacklevel=3)


def _words_of(missing: List[Dict[str, Any]]) -> str:
    if not missing:
        return "Something could not be read."
    first = missing[0].get("error") or {}
    others = f", and {len(missing) - 1} more" if len(missing) > 1 else ""
    return f"Something could not be read: {first.get('message', first.get('code', 'unknown'))}{others}. See .missing."


def to_pandas(rows: Iterable[Row], columns: Optional[Iterable[str]] = None) -> Any:
    """A pandas.DataFrame. Days and instants become datetime64, amounts stay Decimal, so that no cent is lost.

    `frame["amount"].astype(float)` makes numbers of them. Raises ImportError where pandas is not installed.
    """
    import pandas  # type: ignore[import-untyped,unused-ignore]

    kinds = rows.columns if isinstance(rows, Rows) else {}
    names = list(columns) if columns is not None else list(kinds) or None
    frame = pandas.DataFrame(list(rows), columns=names)
    for name in frame.columns:
        kind = kinds.get(name) or _kind_of(frame[name])
        if kind in ("day", "utc"):
            frame[name] = _as_times(pandas, frame[name], kind)
    return frame


def _kind_of(column: Any) -> Optional[str]:
    """The kind of a column whose rows come without their kinds, from its values."""
    found = {type(value) for value in column if value is not None}
    return "utc" if found == {datetime} else "day" if found == {date} else None


def _as_times(pandas: Any, column: Any, kind: str) -> Any:
    try:
        return pandas.to_datetime(column, utc=kind == "utc")
    except (ValueError, OverflowError):
        # A year that pandas cannot hold stays a date of Python.
        return column
