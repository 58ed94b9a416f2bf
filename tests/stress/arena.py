#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""arena.py DECANT EXE [NAMES [PROCESSES]]: the shared arena with many names, many processes, and among accidents.

In a folder of its own: what is left there when all have gone is seen, and others' arenas are not.
"""
import os
import random
import shutil
import struct
import subprocess
import sys
import tempfile

decant, exe = sys.argv[1:3]
names = int(sys.argv[3]) if len(sys.argv) > 3 else 20000
processes = int(sys.argv[4]) if len(sys.argv) > 4 else 300

runtime = tempfile.mkdtemp(prefix="decant-arena-")  # mode 0700, as XDG_RUNTIME_DIR has to be
folder = os.path.join(runtime, "decant")
environment = dict(os.environ, XDG_RUNTIME_DIR=runtime, DECANT_SESSION="arena")


def check(good, what):
    if not good:
        shutil.rmtree(runtime)
        sys.exit("arena: %s" % (what,))


def run(*words):
    """What it printed, and on how many lines it complained."""
    done = subprocess.run([decant, exe, *words], capture_output=True, text=True, timeout=60, env=environment)
    check(done.returncode in (0, 1), "%s: exit code %d: %s" % (words, done.returncode, done.stderr))
    return done.stdout.strip(), done.stderr.count("\n")


def hold(name):
    process = subprocess.Popen([decant, exe, "hold", name], stdout=subprocess.PIPE, text=True, env=environment)
    line = process.stdout.readline().strip()
    check(line == "holding", "hold %s: %r" % (name, line))
    return process


def end(process):
    process.kill()
    process.wait()


def file():
    return os.path.join(folder, os.listdir(folder)[0])


# Many, and nothing stays behind.
check(run("many", str(names)) == ("%d names" % names, 0), "%d names" % names)
check(not os.path.exists(folder), "something is left behind")
many = [hold("own-%d" % i) for i in range(processes)]
check(run("new", "own-0") == ("old", 0) and run("new", "another") == ("new", 0), "among many processes")
for process in many:
    end(process)
check(run("new", "own-7") == ("new", 0), "a name outlives who held it")
check(not os.path.exists(folder), "something is left behind by those who were killed")

# A child finds what it inherits, whatever is in its environment.
check(run("parent") == ("set", 0), "inherited")

# Whoever is killed lets go of his name at once, even while others come and go and take numbers.
others = hold("others")
for i in range(20):
    holder = hold("single")
    comers = [subprocess.Popen([decant, exe, "new", "comer-%d" % n], stdout=subprocess.DEVNULL, env=environment)
              for n in range(4)]
    end(holder)
    check(run("new", "single") == ("new", 0), "round %d: the name of a killed process" % i)
    for comer in comers:
        comer.wait()

# A slot without holders, as one leaves it who is killed between letting go and removing it.
end(hold("forsaken"))
with open(file(), "r+b") as table:
    text = table.read()
    at = text.index("Lforsaken".encode("utf-16-le"))
    table.seek(at - 512)  # the bits of its holders stand before the name
    table.write(bytes(512))
check(run("new", "forsaken") == ("new", 0), "a name without holders")

# Damage is found: one line, no crash, no hang. Without a process that lives all begins anew.
rnd = random.Random(1)
with open(file(), "rb") as table:
    sound = table.read()
refused = 0
for i in range(40):
    damaged = bytearray(sound)
    if i % 4 == 0:
        damaged = bytearray(rnd.randbytes(len(damaged)))
    elif i % 4 == 1:
        struct.pack_into("<I", damaged, 4 * rnd.randrange(5), rnd.getrandbits(32 if i % 8 == 1 else 4))
    else:  # all chains lead somewhere
        for head in range(8192):
            struct.pack_into("<I", damaged, 4160 + 4 * head, rnd.randrange(1, 8 if i % 4 == 2 else 1 << 18))
    with open(file(), "r+b") as table:
        table.write(damaged)
    said, lines = run("new", "again")
    check(said in ("new", "old", "error 1450") and lines == (said == "error 1450"), "damaged: %s, %d lines" % (said, lines))
    refused += lines
    with open(file(), "r+b") as table:
        table.write(sound)
check(refused > 15, "only %d of 40 were refused" % refused)
with open(file(), "r+b") as table:
    table.write(rnd.randbytes(len(sound)))
end(others)
check(run("new", "again") == ("new", 0), "after damage, with nobody alive")
check(not os.path.exists(folder), "something is left behind after damage")

# A place that is taken: one line, and an error. Nothing is lost in silence.
open(folder, "w").close()
check(run("new", "nowhere") == ("error 1450", 1), "a folder that is a file")
said, lines = run("parent")
check(said == "not set" and lines >= 1, "a child without what it should inherit, and %d lines" % lines)
shutil.rmtree(runtime)
