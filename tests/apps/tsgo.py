#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""tsgo.exe (Go), the TypeScript compiler: the diagnostics, the exit code and the files that it writes for a real
library, sound and broken, equal the native build's of the same version."""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, same_tree, tool  # noqa: E402

VERSION = "7.0.0-dev.20260707.2"
EXE = tool("@typescript/native-preview-win32-x64@" + VERSION, "lib", "tsgo.exe")
NATIVE = tool("@typescript/native-preview-linux-x64@" + VERSION, "lib", "tsgo")
SOURCES = os.path.join(package("rxjs@7.8.1"), "src")
WORDS = ["--ignoreConfig", "--strict", "--target", "es2020", "--lib", "es2020,dom", "--module", "esnext", "--moduleResolution",
         "bundler", "src/index.ts"]


def both(folder, code, *words):
    """What both say, once it is the same."""
    said = []
    for name, start in (("ours", lambda *line, **options: decant(EXE, *line, **options)),
                        ("theirs", lambda *line, **options: run([NATIVE, *line], **options))):
        said.append(start(*WORDS, *words, code=code, cwd=os.path.join(folder, name)).stdout)
    check(said[0] == said[1], "tsgo %s: %r, native: %r" % (" ".join(words), said[0][:500], said[1][:500]))
    return said[0]


with tempfile.TemporaryDirectory(prefix="decant-tsgo-") as folder:
    for name in ("ours", "theirs"):
        shutil.copytree(SOURCES, os.path.join(folder, name, "src"))
    check(both(folder, 0, "--noEmit") == b"", "sound sources have no errors")
    both(folder, 0, "--outDir", "out", "--declaration", "--sourceMap")
    files = same_tree(os.path.join(folder, "ours", "out"), os.path.join(folder, "theirs", "out"), times=False)
    check(files > 500, "%d files were written" % files)
    for name in ("ours", "theirs"):
        for source in ("util/isDate.ts", "scheduler/Action.ts", "operators/take.ts"):
            path = os.path.join(folder, name, "src", "internal", source)
            with open(path) as file:
                text = file.read()
            with open(path, "w") as file:
                file.write(text.replace(": number", ": string"))
    check(both(folder, 1, "--noEmit", "--pretty", "false").count(b"error TS") > 3, "broken sources have errors")
    check(b"error" in both(folder, 1, "--noEmit", "--pretty", "true"), "in colour")
