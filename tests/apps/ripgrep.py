#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rg.exe (Rust, static MSVC runtime) searches more than 2,000 source files, with and without threads; its output equals
the native build's."""
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, tool  # noqa: E402

EXE = tool("@vscode/ripgrep-win32-x64@1.18.0", "bin", "rg.exe")
NATIVE = tool("@vscode/ripgrep-linux-x64@1.18.0", "bin", "rg")
TREE = package("rxjs@7.8.1")


def both(words, code=0, **options):
    words = ["--path-separator", "/", *words]
    return [done.stdout for done in (decant(EXE, *words, code=code, **options), run([NATIVE, *words], code=code, **options))]


def messages(output):
    """What --json prints, as sorted texts without the times."""
    found = []
    for line in output.decode().splitlines():
        message = json.loads(line)
        if message["type"] == "summary":
            message["data"].pop("elapsed_total")
        if "stats" in message["data"]:
            message["data"]["stats"].pop("elapsed")
            message["data"]["stats"].pop("bytes_printed")  # which differ by the separators of paths
        if "path" in message["data"]:
            message["data"]["path"]["text"] = message["data"]["path"]["text"].replace("\\", "/")
        found.append(json.dumps(message, sort_keys=True))
    return sorted(found)


os.chdir(TREE)
check(len(both(["--files", "."])[1].splitlines()) > 2000, "a small tree")
for words, code in ((["-n", "--sort", "path", "-e", "Observable<\\w+>", "src"], 0), (["--count-matches", "-P", "--sort", "path", "(?<=new )\\w+", "src"], 0),
                    (["--files", "--sort", "path", "-g", "*.ts", "src"], 0), (["-c", "-i", "--sort", "path", "SUBSCRIBE", "src", "dist"], 0),
                    (["-n", "--sort", "path", "--replace", "<$2|$1>", "(\\w+)Map\\((\\w+)", "."], 0),
                    (["-U", "-n", "--sort", "path", "export function \\w+\\([^)]*\\n[^)]*\\)", "."], 0),
                    (["-l", "--sort", "path", "-w", "schedule", "."], 0), (["nothing at all like this", "src"], 1), (["(", "src"], 2)):
    ours, theirs = both(words, code)
    check(ours == theirs, "%s: %r" % (words, ours[:500]))
# With as many threads as rg likes the order of the files is open.
for words in (["-n", "import", "."], ["-j4", "-c", "\\bthis\\b", "."], ["-n", "-i", "--no-heading", "-C1", "TODO", "."],
              ["--files", "."], ["-U", "-o", "--no-heading", "\\{\\s*return[^;]*;\\s*\\}", "src"], ["-uuu", "-a", "-c", "mapp", "."]):
    ours, theirs = (sorted(output.split(b"\n")) for output in both(words))
    check(ours == theirs, "%s: with threads the output differs" % words)
ours, theirs = map(messages, both(["--json", "-w", "subscriber", "."]))
check(ours == theirs and len(ours) > 1000, "--json: %s" % sorted(set(ours) ^ set(theirs))[:4])

with tempfile.TemporaryDirectory(prefix="decant-rg-") as folder:
    os.chdir(folder)  # which is empty: what is searched comes from standard input
    for text, words in ((b"a\nb needle\r\nc\n", ["-n", "needle", "-"]), ("größe\nGRÖSSE\n".encode(), ["-i", "größe"]),
                        (b"x\0needle\n", ["needle"]), ("öffnen".encode("utf-16le"), ["-E", "utf-16le", "öffnen"])):
        ours, theirs = both(words, input=text)
        check(ours == theirs, "%s: %r" % (words, ours))
