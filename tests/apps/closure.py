#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Google's Closure Compiler (Java, compiled ahead of time by GraalVM: compiler.exe) minifies a library with its strongest
optimizations, and a line from standard input; what it writes equals the Linux build's of the same version."""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, tool  # noqa: E402

EXE = tool("google-closure-compiler-windows@20261015.0.0", "compiler.exe")
NATIVE = tool("google-closure-compiler-linux@20261015.0.0", "compiler")
SOURCE = os.path.join(package("lodash@4.17.21"), "lodash.js")

with tempfile.TemporaryDirectory(prefix="decant-closure-") as folder:
    os.chdir(folder)
    with open("bad.js", "w") as file:
        file.write("var x = ; function(\n")
    results = []
    for name, start in (("ours", lambda *words, **options: decant(EXE, *words, **options)),
                        ("theirs", lambda *words, **options: run([NATIVE, *words], **options))):
        os.mkdir(name)
        shutil.copy(SOURCE, name)
        start("-O", "ADVANCED", "--js", "lodash.js", "--js_output_file", "advanced.js", "--create_source_map", "advanced.map",
              cwd=name)
        typed = start("-O", "ADVANCED", input="function f(a) { return a + 1 } console.log(f(3)); window.y = 'größe'".encode())
        broken = start("--js", "bad.js", code=1)
        check(b"JSC_PARSE_ERROR" in broken.stderr, "a syntax error is not reported: %r" % broken.stderr)
        results.append([typed.stdout] + [open(os.path.join(name, file), "rb").read()
                                         for file in ("advanced.js", "advanced.map")])
    check(results[0] == results[1], "the output differs from the Linux build's")
    check(len(results[0][1]) > 50000, "the output is short")
