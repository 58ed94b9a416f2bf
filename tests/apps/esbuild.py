#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""esbuild.exe (Go) bundles, minifies and maps a real library; what it writes equals the native build's of the same
version, to the byte."""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, tool  # noqa: E402

EXE = tool("@esbuild/win32-x64@0.28.2", "esbuild.exe")
NATIVE = tool("@esbuild/linux-x64@0.28.2", "bin", "esbuild")
SOURCES = os.path.join(package("rxjs@7.8.1"), "src")

with tempfile.TemporaryDirectory(prefix="decant-esbuild-") as folder:
    for name, start in (("ours", lambda *words, **options: decant(EXE, *words, **options)),
                        ("theirs", lambda *words, **options: run([NATIVE, *words], **options))):
        where = os.path.join(folder, name)
        shutil.copytree(SOURCES, os.path.join(where, "src"))
        for output, words in (("a.js", ["--bundle", "--minify", "--sourcemap", "--format=esm"]),
                              ("b.js", ["--bundle", "--format=cjs", "--target=es2017"])):
            start("src/index.ts", *words, "--outfile=" + output, cwd=where)
        with open(os.path.join(where, "out.txt"), "wb") as file:
            file.write(start("--loader=ts", "--minify", input="let größe: number = 1 + 2; console.log(größe)".encode()).stdout)
        check(b'Could not resolve "missing.ts"' in start("--bundle", "missing.ts", code=1, cwd=where).stderr, "a missing file")
    for name in ("a.js", "a.js.map", "b.js", "out.txt"):
        pair = [open(os.path.join(folder, side, name), "rb").read() for side in ("ours", "theirs")]
        check(pair[0] == pair[1], "%s differs from the native build's: %r" % (name, pair[0][-300:]))
