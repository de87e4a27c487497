"""What takes long; `discover` does not find it. Run by test/clients/python.long.test.ts."""

import json
import tracemalloc
import unittest

import mooring
from small_app import LAST_CHUNK, ROWS_HEAD, SmallApp, chunk

ROWS = 100_000
ROW = {
    "date": "2026-11-20",
    "amount": "-1234.50",
    "currency": "USD",
    "description": "Harbor Utilities, monthly payment",
    "account_id": "chk5d20f1c083",
}
KINDS = {"date": "day", "amount": "decimal", "currency": "value", "description": "text", "account_id": "id"}


def answer(_request):
    head = {"schema": "s", "columns": [{"name": name, "kind": kind} for name, kind in KINDS.items()]}
    yield ROWS_HEAD
    yield chunk(json.dumps(head) + "\n")
    page = chunk((json.dumps(ROW) + "\n") * 100)
    for _page in range(ROWS // 100):
        yield page
    yield chunk(json.dumps({"end": {"rows": ROWS, "isPartial": False, "missing": []}}) + "\n")
    yield LAST_CHUNK


class ReadsManyRows(unittest.TestCase):
    def test_with_memory_that_does_not_grow(self):
        with SmallApp(answer) as app:
            rows = mooring.Mooring("test", folder=app.data, data=app.data).transactions()
            tracemalloc.start()
            count = sum(1 for _row in rows)
            _now, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        self.assertEqual(count, ROWS)
        # The rows together are 15 MB.
        self.assertLess(peak, 2_000_000)


if __name__ == "__main__":
    unittest.main()
