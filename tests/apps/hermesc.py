#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""hermesc.exe (Microsoft C++, dynamic runtime, compressed exception tables) compiles JavaScript; its output equals the
native build's. It brings Microsoft's msvcp140.dll and vcruntime140*.dll along: the first is loaded natively in any case,
all of them in the second round."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, tool  # noqa: E402

EXE = tool("hermes-compiler@260318099.0.6", "hermesc", "win64-bin", "hermesc.exe")
NATIVE = tool("hermes-compiler@260318099.0.6", "hermesc", "linux64-bin", "hermesc")
LODASH = package("lodash@4.17.21")
MICROSOFT = ["--native", "vcruntime140", "--native", "vcruntime140_1", "--native", "msvcp140"]


def contents(path):
    with open(path, "rb") as file:
        return file.read()


os.chdir(LODASH)
with tempfile.TemporaryDirectory() as scratch:
    ours, theirs, bad = (os.path.join(scratch, name) for name in ("ours.hbc", "theirs.hbc", "bad.js"))
    with open(bad, "w") as file:
        file.write("var x = {a: 1,, };\n")
    for runtime in ([], MICROSOFT):
        for words in (["-O", "lodash.js"], ["-O", "lodash.min.js"], ["-O0", "-g", "core.js"], ["-O", "-w", "fp/_baseConvert.js"]):
            run([NATIVE, "-emit-binary", "-out", theirs, *words])
            decant(*runtime, EXE, "-emit-binary", "-out", ours, *words)
            check(contents(ours) == contents(theirs), "%s %s: the bytecode differs" % (runtime, words))
        source = contents("lodash.js")
        run([NATIVE, "-O", "-emit-binary", "-out", theirs, "-"], input=source)
        decant(*runtime, EXE, "-O", "-emit-binary", "-out", ours, "-", input=source)
        check(contents(ours) == contents(theirs), "%s: from a pipe the bytecode differs" % runtime)
        wanted, got = run([NATIVE, "-O", "-dump-bytecode", "core.js"]), decant(*runtime, EXE, "-O", "-dump-bytecode", "core.js")
        check(got.stdout.replace(b"\r\n", b"\n") == wanted.stdout, "%s: the listing differs" % runtime)
        for name, code in ((bad, 2), (os.path.join(scratch, "missing.js"), 5)):
            wanted = run([NATIVE, "-emit-binary", "-out", theirs, name], code)
            got = decant(*runtime, EXE, "-emit-binary", "-out", ours, name, code=code)
            check(got.stderr.replace(b"\r\n", b"\n") == wanted.stderr, "%s: %r" % (runtime, got.stderr))
