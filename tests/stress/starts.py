#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""starts.py DECANT EXE [ROUNDS [AT_ONCE]]: cold starts, many at once, again and again, in a session of their own.

Each start must end with code 0 and print what the first one printed. Every program makes a named object, so that
all of them join the arena at one time, and take the numbers of those that have just gone.
"""
import subprocess
import sys

import session

decant, exe = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
at_once = int(sys.argv[4]) if len(sys.argv) > 4 else 64
environment = session.environment("starts")
failures = 0
expected = None
for number in range(rounds):
    running = [subprocess.Popen([decant, exe], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
               for _ in range(at_once)]
    for process in running:
        out, err = process.communicate(timeout=120)
        expected = expected or out
        if process.returncode or out != expected or err:
            failures += 1
            print("round %d: exit code %d: %r %r" % (number, process.returncode, out, err))
print("%d starts, %d failures" % (rounds * at_once, failures))
sys.exit(failures != 0)
