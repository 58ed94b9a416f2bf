#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the tests of a build folder and closes with one line: `N passed, M failed, K skipped`.

    run_tests.py BUILD [SUITE or TEST]...

Words that name a suite select it; others select tests by name. The output of a failed test is shown whole. Under
CI (the variable CI is set) a skipped test counts as failed: a missing download or tool must not pass for success.
"""
import json
import os
import subprocess
import sys

SUITES = ("unit", "guest", "apps", "abi", "fuzz", "cli", "samples", "model")


def main(argv):
    build, words = argv[1], argv[2:]
    command = ["meson", "test", "-C", build, "--no-rebuild", "--quiet", "--print-errorlogs"]
    for word in words:
        command += ["--suite", word] if word in SUITES else [word]
    log = os.path.join(build, "meson-logs", "testlog.json")
    if os.path.exists(log):
        os.unlink(log)
    subprocess.run(command, stdout=subprocess.DEVNULL if not sys.stdout.isatty() else None)
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    if os.path.exists(log):
        for line in open(log, encoding="utf-8"):
            test = json.loads(line)
            kind = {"OK": "passed", "EXPECTEDFAIL": "passed", "SKIP": "skipped"}.get(test["result"], "failed")
            if kind == "skipped" and os.environ.get("CI"):
                kind = "failed"
            counts[kind] += 1
            if kind != "passed":
                print("%s: %s (%.1f s)" % (kind.upper(), test["name"], test["duration"]))
                if kind == "failed":
                    print((test.get("stdout", "") + test.get("stderr", "")).rstrip())
    print("%(passed)d passed, %(failed)d failed, %(skipped)d skipped" % counts)
    return 1 if counts["failed"] or not counts["passed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
