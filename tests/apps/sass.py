#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Dart Sass: dart.exe (the Dart VM) runs a compiled snapshot, which it maps itself, and compiles Bootstrap's style sheets;
the CSS, the source map and the messages equal the Linux build's of the same version."""
import os
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, tool  # noqa: E402

OURS = [tool("sass-embedded-win32-x64@1.105.0", "dart-sass", "src", name) for name in ("dart.exe", "sass.snapshot")]
THEIRS = [tool("sass-embedded-linux-x64@1.105.0", "dart-sass", "src", name) for name in ("dart", "sass.snapshot")]
SOURCES = os.path.join(package("bootstrap@5.3.3"), "scss")
QUIET = ["--quiet-deps", "--silence-deprecation=import,global-builtin,color-functions,mixed-decls,if-function"]
OWN = """
@use "sass:math";
$größe: 10px;
.a { &:hover { width: math.div($größe, 3); } @for $i from 1 through 3 { .b-#{$i} { order: $i; } } }
"""

with tempfile.TemporaryDirectory(prefix="decant-sass-") as folder:
    for name, start in (("ours", lambda *words, **options: decant(*OURS, *words, **options)),
                        ("theirs", lambda *words, **options: run([*THEIRS, *words], **options))):
        where = os.path.join(folder, name)
        shutil.copytree(SOURCES, os.path.join(where, "scss"))
        with open(os.path.join(where, "own.scss"), "w", encoding="utf-8") as file:
            file.write(OWN)
        with open(os.path.join(where, "bad.scss"), "w", encoding="utf-8") as file:
            file.write(".a { width: 1px + 1s; }\n")
        start(*QUIET, "scss/bootstrap.scss", "a.css", cwd=where)
        start(*QUIET, "--style=compressed", "--no-source-map", "scss/bootstrap-grid.scss", "b.css", cwd=where)
        with open(os.path.join(where, "out.txt"), "wb") as file:
            for done in (start("own.scss", cwd=where), start("--stdin", input=OWN.encode()), start("--version")):
                file.write(done.stdout.replace(b"\r\n", b"\n"))
        check(b"incompatible units" in start("bad.scss", cwd=where, code=65).stderr, "a mistake is not reported")
        check(b"none.scss" in start("none.scss", cwd=where, code=66).stderr, "a missing file is not reported")
    for name in ("a.css", "a.css.map", "b.css", "out.txt"):
        pair = [open(os.path.join(folder, side, name), "rb").read() for side in ("ours", "theirs")]
        check(pair[0] == pair[1] and len(pair[0]) > 100, "%s differs from the Linux build's: %r" % (name, pair[0][-300:]))
