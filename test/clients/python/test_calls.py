import os
import unittest
from datetime import date, datetime, timedelta, timezone
from unittest import mock
from urllib.parse import unquote

import mooring
from small_app import SmallApp, document, rows


def program(app, name="test", **options):
    return mooring.Mooring(name, folder=app.data, data=app.data, **options)


class SendsRequests(unittest.TestCase):
    def test_with_its_key_name_and_folder(self):
        with SmallApp(lambda _: document({"runs": []})) as app:
            program(app, "Bericht für Mai\r\nmooring-client: x").pull_status()
            headers = app.requests[0]["headers"]
            self.assertEqual(headers["mooring-client"], (app.data / ".mooring" / "key").read_text().strip())
            self.assertEqual(unquote(headers["mooring-name"]), "Bericht für Mai\r\nmooring-client: x")
            self.assertEqual(unquote(headers["mooring-folder"]), str(app.data))

    def test_without_a_key_to_ask_whether_the_app_is_there(self):
        with SmallApp() as app:
            program(app).status()
            self.assertNotIn("mooring-client", app.requests[0]["headers"])
            self.assertFalse((app.data / ".mooring").exists())

    def test_waits_for_the_user_only_where_it_was_told_to_or_has_a_terminal(self):
        def waited(**options):
            with SmallApp(lambda _: rows({}, [])) as app:
                call = options.pop("call", None)
                list(program(app, **options).accounts(wait=call))
                return app.requests[0]["headers"]["mooring-wait"]

        with mock.patch("sys.stdin") as stdin, mock.patch("sys.stderr") as stderr:
            stdin.isatty.return_value = stderr.isatty.return_value = False
            self.assertEqual(waited(), "0")
            self.assertEqual(waited(wait=5), "5000")
            self.assertEqual(waited(wait=5, call=0.5), "500")
            self.assertEqual(waited(wait=1e9), "600000")
            stdin.isatty.return_value = stderr.isatty.return_value = True
            self.assertEqual(waited(), "60000")
            self.assertEqual(waited(wait=0), "0")

    def test_with_days(self):
        with SmallApp(lambda _: rows({}, [])) as app:
            ago = (date.today() - timedelta(days=30)).isoformat()
            list(program(app).transactions("c1", "fund", account="0071", since="30d", until=date(2026, 11, 20)))
            asked = {"connections": ["c1", "fund"], "account": "0071", "since": ago, "until": "2026-11-20"}
            self.assertEqual(app.requests[0]["asked"], asked)
            list(program(app).transactions(since="4w"))
            self.assertEqual(app.requests.pop()["asked"]["since"], (date.today() - timedelta(days=28)).isoformat())
            list(program(app).transactions(since="2026-01-01", until=datetime(2026, 2, 3, 23, 59)))
            self.assertEqual(app.requests[1]["asked"], {"connections": [], "since": "2026-01-01", "until": "2026-02-03"})

    def test_to_see_connections(self):
        one = {"id": "c1", "consentEndsAt": "2027-01-01T00:00:00.000Z", "lastReadAt": None}
        with SmallApp(lambda _: document({"connections": [one]})) as app:
            (found,) = program(app).connections(label="fund")
            self.assertEqual(found["consentEndsAt"], datetime(2027, 1, 1, tzinfo=timezone.utc))
            self.assertEqual(app.requests[0]["asked"], {"label": "fund"})

    def test_to_run_datasets(self):
        with SmallApp(lambda _: document({"runs": [{"dataset": "All", "startedAt": "2026-11-20T00:00:00Z"}]})) as app:
            (run,) = program(app).pull("All")
            self.assertEqual(run["startedAt"].year, 2026)
            self.assertEqual(app.requests[0]["asked"], {"dataset": "All", "wait": True})

    def test_for_consent(self):
        answer = {"consents": [{"connectionId": "c1", "level": "data", "until": "2026-12-01T00:00:00Z"}]}
        with SmallApp(lambda _: document(answer)) as app:
            (given,) = program(app).request_access("data", "c1", until=datetime(2026, 12, 1, tzinfo=timezone.utc))
            self.assertEqual(given["until"], datetime(2026, 12, 1, tzinfo=timezone.utc))
            self.assertEqual(app.requests[0]["asked"]["untilMs"], 1796083200000)


class RaisesFailures(unittest.TestCase):
    def test_as_what_a_script_can_do_about_them(self):
        classes = {
            ("consent_needed", "consent"): mooring.ConsentError,
            ("consent_refused", "consent"): mooring.ConsentError,
            ("grant_ended", "person"): mooring.NeedsUser,
            ("rate_limited", "later"): mooring.TryLater,
            ("ambiguous", "use"): mooring.WrongUse,
            ("scripts_off", "failed"): mooring.NotRunning,
            ("internal", "failed"): mooring.MooringError,
            ("a_code_of_tomorrow", "a kind of tomorrow"): mooring.MooringError,
        }
        for (code, kind), expected in classes.items():
            error = {"error": {"code": code, "message": "What happened.", "kind": kind}}
            with SmallApp(lambda _, error=error: document(error, 403)) as app:
                with self.assertRaises(mooring.MooringError) as raised:
                    program(app).accounts()
                self.assertIs(type(raised.exception), expected)
                self.assertEqual(str(raised.exception), f"What happened. ({code})")
                self.assertEqual(raised.exception.code, code)

    def test_and_an_answer_that_is_none_as_one(self):
        for answer in (document([]), document({"error": "x"}, 500), [b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n{"]):
            with SmallApp(lambda _, answer=answer: answer) as app:
                self.assertRaises(mooring.MooringError, program(app).status)


class HandsOutTokens(unittest.TestCase):
    def test_that_are_not_shown_when_they_are_printed(self):
        answer = {"accessToken": "s3cret", "expiresOn": "2026-11-20T00:00:00Z", "tokenType": "Bearer", "connectionId": "c1"}
        with SmallApp(lambda _: document(answer)) as app:
            found = program(app).token("c1", min_ttl=300)
            self.assertEqual((found.access_token, found.token_type), ("s3cret", "Bearer"))
            self.assertNotIn("s3cret", repr(found) + str(found))
            self.assertEqual(app.requests[0]["asked"], {"connection": "c1", "minTtlMs": 300000})

    def test_without_an_end_where_the_institution_names_none(self):
        answer = {"accessToken": "s", "expiresOn": None, "tokenType": "Bearer", "connectionId": "c1"}
        with SmallApp(lambda _: document(answer)) as app:
            self.assertIsNone(program(app).token("c1").expires_on)


class Fetches(unittest.TestCase):
    HEAD = b"HTTP/1.1 200 OK\r\nmooring-status: 404\r\ncontent-type: text/plain; charset=latin-1\r\ntransfer-encoding: chunked\r\n\r\n"

    def test_with_the_status_of_the_institution(self):
        with SmallApp(lambda _: [self.HEAD, b"2\r\nn\xf6\r\n", b"0\r\n\r\n"]) as app:
            with program(app).fetch("c1", "/accounts", headers={"accept": "text/plain"}) as answer:
                self.assertEqual((answer.status, answer.text()), (404, "nö"))
            self.assertEqual(
                app.requests[0]["asked"], {"connection": "c1", "path": "/accounts", "headers": {"accept": "text/plain"}}
            )

    def test_in_parts(self):
        with SmallApp(lambda _: [self.HEAD, b"4\r\nabcd\r\n", b"0\r\n\r\n"]) as app:
            with program(app).fetch("c1", "/x") as answer:
                self.assertEqual([answer.read(3), answer.read(3), answer.read(3)], [b"abc", b"d", b""])

    def test_and_notices_that_the_answer_was_cut(self):
        with SmallApp(lambda _: [self.HEAD, b"9\r\nab"]) as app:
            with program(app).fetch("c1", "/x") as answer:
                self.assertRaises(mooring.AnswerCut, answer.read)


class OffersTheSameAsFunctions(unittest.TestCase):
    def test_of_the_script(self):
        with SmallApp(lambda _: rows({}, [])) as app:
            environment = {"MOORING_DATA": str(app.data), "MOORING_CLIENT_KEY": "A" * 43}
            with mock.patch.dict(os.environ, environment):
                self.assertEqual(list(mooring.holdings()), [])
            self.assertEqual(app.requests[0]["method"], "holdings.read")


if __name__ == "__main__":
    unittest.main()
