#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""run_sample.py NAME DECANT EXE [ARGS]: runs a sample and compares its output with samples/expected/NAME.txt.

{pid} in an argument is a number that no other run has at the same time. A sample that ends badly on purpose has samples/expected/NAME.stderr: the exit code, then one pattern for each line of stderr.
"""
import os
import re
import subprocess
import sys

name, command = sys.argv[1], [word.replace("{pid}", str(os.getpid())) for word in sys.argv[2:]]
with open("samples/expected/%s.txt" % name, "rb") as file:
    expected = file.read()
code, patterns = 0, None
if os.path.exists("samples/expected/%s.stderr" % name):
    with open("samples/expected/%s.stderr" % name, encoding="utf-8") as file:
        code, *patterns = file.read().splitlines()
done = subprocess.run(command, capture_output=True)
# A text stream of the C runtime writes CR LF, as on Windows.
lines = done.stderr.decode(errors="replace").splitlines()
spoken = patterns is None or len(lines) == len(patterns) and all(map(re.fullmatch, patterns, lines))
if done.returncode != int(code) or done.stdout.replace(b"\r\n", b"\n") != expected or not spoken:
    print("exit code %d\n%s\n%s" % (done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")))
    sys.exit(1)
