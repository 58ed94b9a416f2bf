#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs in GCC's other languages, built with Debian's mingw-w64 compilers; the native compilers' print the same.

    gnu.py ada | fortran
"""
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, run, skip  # noqa: E402

SOURCES = os.path.dirname(os.path.abspath(__file__))


def compiler(name):
    if not shutil.which(name):
        skip("no " + name)
    return name


def lines(done):
    return done.stdout.decode().replace("\r\n", "\n")


def ada():
    expected = open(os.path.join(SOURCES, "ada", "expected.txt")).read()
    source = os.path.join(SOURCES, "ada", "work.adb")
    for flags in ([], ["-O2"]):
        run([compiler("x86_64-w64-mingw32-gnatmake"), "-q", "-f", *flags, source, "-largs", "-static"])
        got = lines(decant("work.exe", code=7))
        check(got == expected, "%s: %r" % (flags, got))
    done = decant("work.exe", "word", code=1)
    check(b"raised WORK.FAILURE : not handled" in done.stderr, "%r" % done.stderr)


def fortran():
    source = os.path.join(SOURCES, "fortran", "work.f90")
    run([compiler("gfortran"), source, "-o", "native"])
    for flags in (["-static"], ["-O2", "-static"], ["-fopenmp", "-static"]):
        run([compiler("x86_64-w64-mingw32-gfortran"), source, "-o", "work.exe", *flags])
        for words, code in (([], 0), (["stop"], 3), (["error"], 4), (["text"], 1), (["missing"], 2)):
            ours, theirs = decant("work.exe", *words, code=code, input=b"one line\n"), run(["./native", *words], code, input=b"one line\n")
            check(lines(ours) == theirs.stdout.decode(), "%s %s: %r" % (flags, words, ours.stdout))
            if words != []:
                word = re.search(rb"STOP 3|ERROR STOP 4|this is the end|none.dat", ours.stderr)
                check(word and word[0] in theirs.stderr, "%s: %r" % (words, ours.stderr))


CASES = {"ada": ada, "fortran": fortran}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in CASES:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="decant-gnu-") as folder:
        os.chdir(folder)
        CASES[sys.argv[1]]()
