#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rg.exe (Rust, static MSVC runtime) searches a source tree; its output equals the native build's."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, tool  # noqa: E402

EXE = tool("@vscode/ripgrep-win32-x64@1.18.0", "bin", "rg.exe")
NATIVE = tool("@vscode/ripgrep-linux-x64@1.18.0", "bin", "rg")
TREE = package("rxjs@7.8.1")

os.chdir(TREE)
for words, code in ((["-n", "--sort", "path", "-e", "Observable<\\w+>", "src"], 0), (["--count-matches", "-P", "--sort", "path", "(?<=new )\\w+", "src"], 0),
                    (["--files", "--sort", "path", "-g", "*.ts", "src"], 0), (["-c", "-i", "--sort", "path", "SUBSCRIBE", "src", "dist"], 0),
                    (["-l", "--sort", "path", "-w", "schedule", "."], 0), (["nothing at all like this", "src"], 1), (["(", "src"], 2)):
    ours = decant(EXE, "--path-separator", "/", *words, code=code)
    theirs = run([NATIVE, "--path-separator", "/", *words], code=code)
    check(ours.stdout == theirs.stdout, "%s: %r" % (words, ours.stdout[:500]))
threads = sorted(decant(EXE, "-n", "-j4", "--path-separator", "/", "import", "src").stdout.split(b"\n"))
check(threads == sorted(run([NATIVE, "-n", "-j4", "import", "src"]).stdout.split(b"\n")), "with threads the output differs")
