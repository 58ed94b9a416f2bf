#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""bsc.exe (OCaml, mingw) compiles ReScript modules that use each other, warns and refuses; the JavaScript and the
messages equal the Linux build's."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, run, tool  # noqa: E402

EXE = tool("rescript@11.1.4", "win32", "bsc.exe")
NATIVE = tool("rescript@11.1.4", "linux", "bsc.exe")
MODULES = {
    "Shape.res": """
type rec t = Circle(float) | Rect(float, float) | Named({name: string, inner: t})
let rec area = s => switch s {
| Circle(r) => 3.14159 *. r *. r
| Rect(a, b) => a *. b
| Named({inner}) => area(inner)
}
exception Bad(string)
let check = s => area(s) < 0.0 ? raise(Bad("größe")) : s
""",
    "Main.res": """
open Shape
let rec fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2)
let shapes = [Circle(1.0), Rect(2.0, 3.0), Named({name: "x", inner: Circle(0.5)})]
let total = shapes->Belt.Array.map(area)->Belt.Array.reduce(0.0, (a, b) => a +. b)
let text = try {
  ignore(check(Rect(-1.0, 2.0)))
  "fine"
} catch {
| Bad(why) => `bad: ${why}`
}
module Ids = Belt.Map.Int
let ids = Ids.empty->Ids.set(1, "one")->Ids.set(2, "two")
Js.log4(total, fib(10), text, ids->Ids.get(2))
let unused = switch Circle(1.0) { | Circle(_) => 1 }
""",
}
PROJECT = {"rescript.json": '{"name": "demo", "sources": "."}\n'}
BROKEN = {"Type.res": 'let x: int = "text"\n', "Syntax.res": "let x = {\n"}

with tempfile.TemporaryDirectory(prefix="decant-rescript-") as folder:
    results = []
    for name, start in (("ours", lambda *words, **options: decant(EXE, *words, **options)),
                        ("theirs", lambda *words, **options: run([NATIVE, *words], **options))):
        where = os.path.join(folder, name)
        os.mkdir(where)
        for file, text in {**MODULES, **BROKEN, **PROJECT}.items():
            with open(os.path.join(where, file), "w", encoding="utf-8") as out:
                out.write(text)
        words = ["-I", ".", "-bs-package-name", "demo", "-bs-package-output", "commonjs:.:.js"]
        done = [start(*words, file, cwd=where) for file in MODULES]
        done += [start("-bs-cross-module-opt", "Shape.res", cwd=where)]
        done += [start("Type.res", cwd=where, code=2), start("Syntax.res", cwd=where, code=1)]
        done += [start("-version"), start("missing.res", cwd=where, code=2)]
        results.append([(one.stdout.replace(b"\r\n", b"\n"), one.stderr.replace(b"\r\n", b"\n")) for one in done])
    check(b"Warning number 8" in results[0][1][1], "no warning: %r" % (results[0][1],))
    check(len(results[0][2][0]) > 500, "little JavaScript: %r" % (results[0][2],))
    for ours, theirs in zip(*results):
        check(ours == theirs, "decant: %r\nnative: %r" % (ours, theirs))
    for file in MODULES:
        ours, theirs = (open(os.path.join(folder, name, file.replace(".res", ".js")), "rb").read().replace(b"\r\n", b"\n")
                        for name in ("ours", "theirs"))
        check(ours == theirs and len(ours) > 500, "%s: %r" % (file, ours))
