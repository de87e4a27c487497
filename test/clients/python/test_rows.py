import json
import threading
import unittest
import warnings
from datetime import date, datetime, timezone
from decimal import Decimal

import mooring
from small_app import LAST_CHUNK, ROWS_HEAD, SmallApp, chunk, rows

try:
    import pandas
except ImportError:
    pandas = None

COLUMNS = {"id": "id", "day": "day", "at": "utc", "amount": "decimal", "is_pending": "flag", "description": "text"}
ROW = {
    "id": "0017",
    "day": "2026-11-20",
    "at": "2026-11-20T12:00:00.123Z",
    "amount": "-12345678901234567890.10",
    "is_pending": False,
    "description": 'Café "x"\u2028, "end": {}',
}
HEAD = chunk(json.dumps({"schema": "s", "columns": [{"name": "amount", "kind": "decimal"}]}) + "\n")


def read(app):
    return mooring.Mooring("test", folder=app.data, data=app.data).transactions()


class ReadsRows(unittest.TestCase):
    def test_with_exact_amounts_days_and_instants(self):
        with SmallApp(lambda _: rows(COLUMNS, [ROW])) as app:
            (found,) = read(app)
            self.assertEqual(found["id"], "0017")
            self.assertEqual(found["day"], date(2026, 11, 20))
            self.assertEqual(found["at"], datetime(2026, 11, 20, 12, 0, 0, 123000, tzinfo=timezone.utc))
            self.assertEqual(str(found["amount"]), "-12345678901234567890.10")
            self.assertIs(found["is_pending"], False)
            self.assertEqual(found["description"], ROW["description"])

    def test_leaves_out_what_the_institution_leaves_out(self):
        with SmallApp(lambda _: rows(COLUMNS, [dict.fromkeys(COLUMNS)])) as app:
            self.assertEqual(list(read(app)), [dict.fromkeys(COLUMNS)])

    def test_gives_a_row_before_the_next_has_arrived(self):
        go_on = threading.Event()

        def answer(_request):
            *first, last, close = rows(COLUMNS, [ROW])
            yield from first
            go_on.wait()
            yield from (last, close)

        with SmallApp(answer) as app:
            found = read(app)
            self.assertEqual(next(found)["id"], "0017")
            go_on.set()
            self.assertEqual(list(found), [])

    def test_reads_a_line_in_any_pieces(self):
        whole = "".join(json.dumps(one) + "\n" for one in [{"columns": [{"name": "a", "kind": "text"}]}, {"a": "ä"}])
        text = whole + json.dumps({"end": {"rows": 1, "isPartial": False, "missing": []}}) + "\n"
        pieces = [chunk(text[at : at + 3]) for at in range(0, len(text), 3)]
        with SmallApp(lambda _: [ROWS_HEAD, *pieces, LAST_CHUNK]) as app:
            self.assertEqual(list(read(app)), [{"a": "ä"}])

    def test_may_be_left_early(self):
        with SmallApp(lambda _: rows(COLUMNS, [ROW] * 20000)) as app:
            with read(app) as found:
                next(found)
            self.assertEqual(list(found), [])


class NoticesWhatIsMissing(unittest.TestCase):
    def assert_cut(self, *parts):
        with SmallApp(lambda _: [ROWS_HEAD, *parts]) as app:
            with self.assertRaises(mooring.AnswerCut):
                list(read(app))

    def test_an_answer_without_its_last_line_was_cut(self):
        row = chunk('{"amount":"1"}\n')
        self.assert_cut()
        self.assert_cut(HEAD)
        self.assert_cut(HEAD, row)
        self.assert_cut(HEAD, row, LAST_CHUNK)
        self.assert_cut(HEAD, row[:-5])
        self.assert_cut(HEAD, chunk('{"end":{"rows":1,"isPartial":false,"missing":[]}}'), LAST_CHUNK)

    def test_a_connection_that_closes_without_an_answer_was_cut(self):
        with SmallApp(lambda _: []) as app:
            self.assertRaises(mooring.AnswerCut, read, app)

    def test_a_failure_in_the_middle_is_raised_after_the_rows_before_it(self):
        error = {"error": {"code": "offline", "message": "No network.", "kind": "later", "retryAtMs": 1000}}
        parts = [ROWS_HEAD, HEAD, chunk('{"amount":"1.10"}\n'), chunk(json.dumps(error) + "\n"), LAST_CHUNK]
        with SmallApp(lambda _: parts) as app:
            found = read(app)
            self.assertEqual(next(found), {"amount": Decimal("1.10")})
            with self.assertRaises(mooring.TryLater) as raised:
                next(found)
            self.assertEqual(raised.exception.retry_at, datetime(1970, 1, 1, 0, 0, 1, tzinfo=timezone.utc))

    def test_missing_accounts_are_named_and_warned_of(self):
        missing = [{"connectionId": "c1", "accountId": "a1", "error": {"code": "timed_out", "message": "No answer in time."}}]
        end = {"end": {"rows": 0, "isPartial": True, "missing": missing}}
        with SmallApp(lambda _: rows(COLUMNS, [], end)) as app:
            found = read(app)
            with self.assertWarnsRegex(mooring.PartialResult, "No answer in time.*missing"):
                list(found)
            self.assertEqual((found.missing, found.is_partial), (missing, True))

    def test_accounts_without_such_data_are_named_and_nothing_is_missing(self):
        none = [{"connectionId": "c1", "accountId": "a1", "error": {"code": "not_subscribed", "message": "None."}}]
        end = {"end": {"rows": 0, "isPartial": False, "missing": [], "none": none}}
        with SmallApp(lambda _: rows(COLUMNS, [], end)) as app, warnings.catch_warnings():
            warnings.simplefilter("error")
            found = read(app)
            list(found)
            self.assertEqual((found.none, found.missing, found.is_partial), (none, [], False))

    def test_a_whole_answer_warns_of_nothing(self):
        with SmallApp(lambda _: rows(COLUMNS, [ROW])) as app, warnings.catch_warnings():
            warnings.simplefilter("error")
            found = read(app)
            list(found)
            self.assertEqual((found.missing, found.is_partial), ([], False))

    def test_a_line_that_is_none_is_refused(self):
        with SmallApp(lambda _: [ROWS_HEAD, HEAD, chunk("[1]\n"), LAST_CHUNK]) as app:
            self.assertRaises(mooring.MooringError, list, read(app))


@unittest.skipIf(pandas is None, "pandas is not installed")
class MakesFrames(unittest.TestCase):
    def test_with_times_that_pandas_knows_and_exact_amounts(self):
        with SmallApp(lambda _: rows(COLUMNS, [ROW, dict.fromkeys(COLUMNS)])) as app:
            frame = read(app).to_pandas()
        self.assertEqual(list(frame.columns), list(COLUMNS))
        # pandas before version 3 counts nanoseconds, later ones microseconds.
        self.assertRegex(str(frame["day"].dtype), r"^datetime64\[[nu]?s\]$")
        self.assertRegex(str(frame["at"].dtype), r"^datetime64\[[nu]s, UTC\]$")
        self.assertEqual(frame["day"][0].date(), date(2026, 11, 20))
        self.assertEqual(frame["amount"][0], Decimal("-12345678901234567890.10"))
        self.assertEqual(frame["id"][0], "0017")

    def test_with_all_columns_where_there_is_no_row(self):
        with SmallApp(lambda _: rows(COLUMNS, [])) as app:
            self.assertEqual(list(mooring.to_pandas(read(app)).columns), list(COLUMNS))

    def test_of_rows_that_were_chosen(self):
        with SmallApp(lambda _: rows(COLUMNS, [ROW, ROW])) as app:
            frame = mooring.to_pandas([one for one in read(app) if one["amount"] < 0])
        self.assertEqual(len(frame), 2)
        self.assertRegex(str(frame["day"].dtype), r"^datetime64\[[nu]?s\]$")

    def test_keeps_a_day_that_older_versions_of_pandas_cannot_hold(self):
        with SmallApp(lambda _: rows({"day": "day"}, [{"day": "9999-12-31"}])) as app:
            found = read(app).to_pandas()["day"][0]
        self.assertEqual((found.year, found.month, found.day), (9999, 12, 31))


if __name__ == "__main__":
    unittest.main()
