#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run_sample.py NAME DECANT EXE [ARGS]: runs a sample and compares its output with samples/expected/NAME.txt."""
import subprocess
import sys

name, command = sys.argv[1], sys.argv[2:]
with open("samples/expected/%s.txt" % name, "rb") as file:
    expected = file.read()
done = subprocess.run(command, capture_output=True)
# A text stream of the C runtime writes CR LF, as on Windows.
if done.returncode or done.stdout.replace(b"\r\n", b"\n") != expected:
    print("exit code %d\n%s\n%s" % (done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")))
    sys.exit(1)
