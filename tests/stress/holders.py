#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""holders.py DECANT EXE [ROUNDS]: what processes that are killed leave behind in the arena.

Processes take a named mutex, and are killed with it; who waits for it gets WAIT_ABANDONED soon. After many have been
killed, the next one finds no name of theirs, and the arena has no more slots in use than its living need.
"""
import subprocess
import sys
import time

import session

decant, exe = sys.argv[1:3]
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
environment = session.environment("holders")


def start(*words):
    return subprocess.Popen([decant, exe, *words], stdout=subprocess.PIPE, text=True, env=environment)


def expect(process, text):
    line = process.stdout.readline().strip()
    if line != text:
        sys.exit("holders: %r, not %r" % (line, text))


for number in range(rounds):
    holder = start("hold")
    expect(holder, "holding")
    waiter = start("wait")
    expect(waiter, "waiting")
    holder.kill()
    killed = time.monotonic()
    expect(waiter, "abandoned")
    print("abandoned after %d ms" % ((time.monotonic() - killed) * 1000))
    holder.wait()
    if waiter.wait():
        sys.exit("holders: the waiter's exit code is %d" % waiter.returncode)

# Forty at a time, each with fifty names of its own: three rounds of them leave as many names to find again.
for number in range(3):
    many = [start("names", "%d-%d" % (number, i)) for i in range(40)]
    for process in many:
        expect(process, "holding")
    for process in many:
        process.kill()
        process.wait()
last = start("fresh")
expect(last, "all names are free")
sys.exit(last.wait())
