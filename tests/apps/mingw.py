#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Programs that Debian's mingw-w64 compilers build with default options, in both thread models, with the compiler's
own runtime DLLs loaded from the program's folder, and statically.

    mingw.py c | cxx | threads | ucrt
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, run  # noqa: E402

SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "mingw")
WORK = ("sum 100000, thread's code 7\na of three seventeen\n1.414214 1e-05 1.234568e+04 100.0%\n500 odd\n"
        "1970-01-02 00:00:00 Friday\ndone 2\n")


def build(compiler, source, *flags):
    """a.exe in the current folder, and beside it the runtime DLLs that it imports."""
    run([compiler, os.path.join(SOURCES, source), "-o", "a.exe", *flags])
    for library in ("libstdc++-6.dll", "libgcc_s_seh-1.dll", "libwinpthread-1.dll"):
        path = subprocess.run([compiler, "-print-file-name=" + library], capture_output=True, text=True).stdout.strip()
        if not os.path.isabs(path):
            path = "/usr/x86_64-w64-mingw32/lib/" + library
        if os.path.exists(path):
            shutil.copy(path, library)


def lines(done):
    return done.stdout.decode().replace("\r\n", "\n").replace("e+004", "e+04").replace("e-005", "e-05").replace("e+010", "e+10")


def c():
    for flags in ([], ["-O2", "-s"], ["-static"]):
        build("x86_64-w64-mingw32-gcc", "work.c", *flags)
        got = lines(decant("a.exe", "5", code=5))
        check(got == WORK, "%s: %r" % (flags, got))


def ucrt():
    """The same linked with the modern runtime by the compiler's own means for it."""
    modern = ["-D_UCRT", "-D__MSVCRT_VERSION__=0xE00", "-nodefaultlibs"]
    libraries = ["-lmingw32", "-lgcc", "-lgcc_eh", "-lmingwex", "-lucrt", "-lucrtbase", "-lkernel32"]
    for flags in ([], ["-O2", "-s"]):
        build("x86_64-w64-mingw32-gcc", "work.c", *modern, *flags, *libraries)
        got = lines(decant("a.exe", "5", code=5))
        check(got == WORK, "%s: %r" % (flags, got))


def cxx():
    text = b"the quick the lazy the dog quick\n"
    with open("in.txt", "wb") as file:
        file.write(b"dog dog cat\n")
    run(["g++", "-O1", os.path.join(SOURCES, "words.cc"), "-o", "native"])
    native = run(["./native", "in.txt"], input=text)
    for compiler in ("x86_64-w64-mingw32-g++-win32", "x86_64-w64-mingw32-g++-posix"):
        for flags in ([], ["-static"], ["-O2", "-static-libgcc", "-static-libstdc++"]):
            build(compiler, "words.cc", *flags)
            got = lines(decant("a.exe", "in.txt", input=text))
            check(got == native.stdout.decode(), "%s %s: %r" % (compiler, flags, got))
            check(decant("a.exe", "missing.txt", input=b"", code=2).stderr.startswith(b"cannot open"), "a missing file")


def threads():
    for flags in ([], ["-static"]):
        build("x86_64-w64-mingw32-g++-posix", "threads.cc", "-std=c++17", *flags)
        for _ in range(5):
            got = lines(decant("a.exe"))
            check(got == "8 28 0 1 500500\n", "%s: %r" % (flags, got))


CASES = {"c": c, "cxx": cxx, "threads": threads, "ucrt": ucrt}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in CASES:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="decant-mingw-") as folder:
        os.chdir(folder)
        CASES[sys.argv[1]]()
