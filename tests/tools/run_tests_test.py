#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tools/run_tests.py: which tests its words select, what it says of wrong ones, and its closing line."""
import contextlib
import io
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import run_tests  # noqa: E402

TESTS = [{"name": name, "suite": ["decant:" + suite], "depends": []}
         for suite, name in (("unit", "msvcrt/scan"), ("guest", "kernel32/atoms"), ("guest", "kernel32/attributes"),
                             ("guest", "msvcrt/scan"), ("cli", "cli/path"))]


def selected(*words):
    return [(run_tests.suite_of(test), test["name"]) for test in run_tests.select(TESTS, words)]


class Selection(unittest.TestCase):
    def test_words_are_a_union(self):
        self.assertEqual(len(selected()), len(TESTS))
        self.assertEqual(selected("cli", "kernel32/atoms"), [("guest", "kernel32/atoms"), ("cli", "cli/path")])
        self.assertEqual(selected("kernel32/atoms", "guest"), selected("guest"))

    def test_patterns(self):
        self.assertEqual(selected("kernel32/at*"), [("guest", "kernel32/atoms"), ("guest", "kernel32/attributes")])

    def test_a_wrong_word_names_its_neighbours(self):
        for word, near in (("kernel32/atom", "kernel32/atoms"), ("gest", "guest"), ("kernel32/zzz", "kernel32/atoms"),
                           ("nowhere/x*", "unit")):
            with self.assertRaises(run_tests.Unknown) as raised:
                selected("cli", word)
            self.assertIn("'%s'" % word, str(raised.exception))
            self.assertIn(near, str(raised.exception))

    def test_a_suite_brings_no_namesake_of_another(self):
        chosen = run_tests.select(TESTS, ["guest", "cli/path"])
        self.assertEqual(run_tests.commands(chosen, TESTS), [["--suite", "guest", "--suite", "cli"]])
        self.assertEqual(run_tests.commands(run_tests.select(TESTS, ["cli", "kernel32/atoms"]), TESTS),
                         [["--suite", "cli"], ["kernel32/atoms"]])
        self.assertEqual(run_tests.commands(TESTS, TESTS), [[]])


class Report(unittest.TestCase):
    RESULTS = [{"name": "a", "result": "OK", "duration": 1}, {"name": "b", "result": "SKIP", "duration": 1},
               {"name": "c", "result": "TIMEOUT", "duration": 1, "stdout": "said this\n"}]

    def closing(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            run_tests.report(self.RESULTS)
        self.assertIn("said this", out.getvalue())
        return out.getvalue().splitlines()[-1]

    def test_closing_line(self):
        before = os.environ.pop("CI", None)
        try:
            self.assertEqual(self.closing(), "1 passed, 1 failed, 1 skipped")
            os.environ["CI"] = "1"
            self.assertEqual(self.closing(), "1 passed, 2 failed, 0 skipped")
        finally:
            os.environ.pop("CI", None)
            if before is not None:
                os.environ["CI"] = before


if __name__ == "__main__":
    unittest.main()
