#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the tests of a build folder and closes with one line: `N passed, M failed, K skipped`.

    run_tests.py [--build] BUILD [WORD]...
    run_tests.py BUILD --list [WORD]...

A word names a suite (guest), a test (kernel32/atoms) or several of them (kernel32/at*); the tests of all words run,
each once. A word that selects nothing is an error, before anything is built or run.

    --list      says what would run, and runs nothing
    --failed    runs what failed the last time, or those of it that the words select
    --build     first builds what the selected tests need; all there is, if all run

The output of a failed test is shown whole. Under CI (the variable CI is set) a skipped test counts as failed: a missing
download or tool must not pass for success.
"""
import argparse
import difflib
import fnmatch
import json
import os
import subprocess
import sys

SUITES = ("unit", "guest", "apps", "abi", "fuzz", "cli", "samples", "model", "tools")


class Unknown(Exception):
    """A word that selects no test."""


def introspect(build, what):
    with open(os.path.join(build, "meson-info", "intro-%s.json" % what), encoding="utf-8") as file:
        return json.load(file)


def suite_of(test):
    return test["suite"][0].rpartition(":")[2]


def matches(test, word):
    return suite_of(test) == word if word in SUITES else fnmatch.fnmatchcase(test["name"], word)


def suggestions(word, tests):
    """What the user may have meant: similar names, or else all of the same folder."""
    names = sorted({test["name"] for test in tests})
    near = difflib.get_close_matches(word, names + list(SUITES), 6, 0.8)
    folder = word.partition("/")[0] + "/"
    return near or [name for name in names if name.startswith(folder)] or list(SUITES)


def select(tests, words):
    """The tests that the words name, in the order of the build; without words all."""
    for word in words:
        if not any(matches(test, word) for test in tests):
            raise Unknown("no test is named '%s'; there are: %s" % (word, " ".join(suggestions(word, tests))))
    return [test for test in tests if not words or any(matches(test, word) for word in words)]


def commands(selected, tests):
    """Arguments for meson, a run each. Suites that are selected whole go by their names, as two suites may have a
    test of the same name."""
    if len(selected) == len(tests):
        return [[]]
    whole = [suite for suite in SUITES
             if any(suite_of(test) == suite for test in selected)
             and all(test in selected for test in tests if suite_of(test) == suite)]
    names = sorted({test["name"] for test in selected if suite_of(test) not in whole})
    runs = [[argument for suite in whole for argument in ("--suite", suite)], names]
    return [run for run in runs if run]


def ninja(build, targets):
    """Builds silently, unless something goes wrong."""
    done = subprocess.run(["ninja", "-C", build, *targets], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.stderr.write(done.stdout)
    return done.returncode == 0


def targets_of(build, selected):
    files = {target["id"]: target["filename"] for target in introspect(build, "targets")}
    wanted = {os.path.relpath(name, os.path.abspath(build))
              for test in selected for identity in test["depends"] for name in files[identity]}
    return sorted(wanted | {"decant"})


def run(build, arguments):
    """What meson's log says of each test of a run."""
    log = os.path.join(build, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.unlink(log)
    subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--quiet", "--print-errorlogs", *arguments],
                   stdout=subprocess.DEVNULL if not sys.stdout.isatty() else None)
    if not os.path.exists(log):
        return []
    with open(log, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def verdict(test):
    kind = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}.get(test["result"], "failed")
    return "failed" if kind == "skipped" and os.environ.get("CI") else kind


def report(results):
    """Prints what did not pass and the closing line. Returns how many were passed, failed, skipped."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for test in results:
        kind = verdict(test)
        counts[kind] += 1
        if kind != "passed":
            print("%s: %s (%.1f s)" % (kind.upper(), test["name"], test["duration"]))
            if kind == "failed":
                print((test.get("stdout", "") + test.get("stderr", "")).rstrip())
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return counts


def remember(build, results):
    with open(os.path.join(build, "meson-logs", "failed.json"), "w", encoding="utf-8") as file:
        json.dump(sorted({test["name"].rpartition(" / ")[2] for test in results if verdict(test) == "failed"}), file)


def failed_before(build, tests):
    try:
        with open(os.path.join(build, "meson-logs", "failed.json"), encoding="utf-8") as file:
            names = json.load(file)
    except FileNotFoundError:
        names = []
    return [test for test in tests if test["name"] in names]


def main(argv):
    parser = argparse.ArgumentParser(prog="run_tests.py", description=__doc__.splitlines()[0])
    parser.add_argument("--list", action="store_true", help="say what would run")
    parser.add_argument("--failed", action="store_true", help="run what failed the last time")
    parser.add_argument("--build", action="store_true", help="build first what the tests need")
    parser.add_argument("folder", metavar="BUILD")
    parser.add_argument("words", metavar="WORD", nargs="*", help="a suite, a test, or a pattern")
    options = parser.parse_intermixed_args(argv[1:])
    build = options.folder
    if options.build and not ninja(build, ["build.ninja"]): # the list of tests is that of today
        return 1
    tests = introspect(build, "tests")
    try:
        selected = select(tests, options.words)
    except Unknown as error:
        print("run_tests.py: %s" % error, file=sys.stderr)
        return 2
    if options.failed:
        before = failed_before(build, tests)
        selected = [test for test in selected if test in before]
        if not selected:
            print("nothing of that failed the last time")
            return 0
    if options.list:
        for test in selected:
            print("%-8s %s" % (suite_of(test), test["name"]))
        return 0
    if options.build and not ninja(build, [] if len(selected) == len(tests) else targets_of(build, selected)):
        return 1
    results = [test for arguments in commands(selected, tests) for test in run(build, arguments)]
    counts = report(results)
    remember(build, results)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
