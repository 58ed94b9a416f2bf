#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The Tiny C Compiler from Debian's source, built with mingw-w64: it makes its own runtime library, compiles and links a
program, which runs; and runs one from memory that it has just written."""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, debian_source, decant  # noqa: E402

PROGRAM = r'''
#include <stdio.h>
#include <windows.h>
static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main(int argc, char **argv)
{
    printf("%d %g %s %lu\n", fib(20), 1.5e10, argc > 1 ? argv[1] : "-", (unsigned long)GetFileAttributesA("h.c"));
    return 3;
}
'''
RUNTIME = ["win32/lib/crt1.c", "win32/lib/crt1w.c", "win32/lib/wincrt1.c", "win32/lib/wincrt1w.c", "win32/lib/dllcrt1.c",
           "win32/lib/dllmain.c", "win32/lib/chkstk.S", "lib/libtcc1.c", "lib/alloca86_64.S", "lib/alloca86_64-bt.S"]

with tempfile.TemporaryDirectory(prefix="decant-tcc-") as folder:
    source, home = os.path.join(folder, "source"), os.path.join(folder, "home")
    shutil.copytree(debian_source("tcc"), source)
    for command in (["./configure", "--cross-prefix=x86_64-w64-mingw32-", "--config-mingw32", "--cpu=x86_64"],
                    ["make", "-s", "-j2", "tcc.exe", "libtcc.dll"]):
        subprocess.run(command, cwd=source, check=True, capture_output=True)
    shutil.copytree(os.path.join(source, "win32", "include"), os.path.join(home, "include"))
    shutil.copytree(os.path.join(source, "include"), os.path.join(home, "include"), dirs_exist_ok=True)
    os.mkdir(os.path.join(home, "lib"))
    for name in os.listdir(os.path.join(source, "win32", "lib")):
        if name.endswith(".def"):
            shutil.copy(os.path.join(source, "win32", "lib", name), os.path.join(home, "lib"))
    for name in ("tcc.exe", "libtcc.dll"):
        shutil.copy(os.path.join(source, name), home)
    os.chdir(home)
    check(decant("tcc.exe", "-v").stdout.startswith(b"tcc version 0.9.27 (x86_64 Windows)"), "its version")
    objects = []
    for path in RUNTIME:
        objects.append(os.path.splitext(os.path.basename(path))[0] + ".o")
        decant("tcc.exe", "-B.", "-c", os.path.join(source, path), "-o", objects[-1])
    decant("tcc.exe", "-ar", "lib/libtcc1.a", *objects)
    with open("h.c", "w", encoding="utf-8") as file:
        file.write(PROGRAM)
    decant("tcc.exe", "-B.", "h.c", "-o", "h.exe")
    expected = b"6765 1.5e+010 %s 32\r\n"
    for command, word in ((["h.exe"], b"built"), (["tcc.exe", "-B.", "-run", "h.c"], b"in-memory")):
        said = decant(*command, word.decode(), code=3).stdout
        check(said == expected % word, "%s said %r" % (command, said))
    with open("bad.c", "w", encoding="utf-8") as file:
        file.write("int main(void) { return missing; }\n")
    refused = decant("tcc.exe", "-B.", "bad.c", code=1).stderr
    check(b"bad.c:1: error: 'missing' undeclared" in refused, "a wrong program: %r" % refused)
