#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""esbuild.exe (Go) bundles, minifies and maps real libraries; what it writes equals the native build's of the same
version, to the byte. esbuild.py [library|modules|watch]."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import DECANT, check, decant, package, run, tool  # noqa: E402

EXE = tool("@esbuild/win32-x64@0.28.2", "esbuild.exe")
NATIVE = tool("@esbuild/linux-x64@0.28.2", "bin", "esbuild")
SIDES = (("ours", lambda *words, **options: decant(EXE, *words, **options)),
         ("theirs", lambda *words, **options: run([NATIVE, *words], **options)))


def same(folder, *names):
    for name in names:
        pair = []
        for side in ("ours", "theirs"):
            with open(os.path.join(folder, side, name), "rb") as file:
                pair.append(file.read())
        check(pair[0] == pair[1], "%s differs from the native build's: %r" % (name, pair[0][-300:]))


def library(folder):
    for name, start in SIDES:
        where = os.path.join(folder, name)
        shutil.copytree(os.path.join(package("rxjs@7.8.1"), "src"), os.path.join(where, "src"))
        for output, words in (("a.js", ["--bundle", "--minify", "--sourcemap", "--format=esm"]),
                              ("b.js", ["--bundle", "--format=cjs", "--target=es2017"])):
            start("src/index.ts", *words, "--outfile=" + output, cwd=where)
        with open(os.path.join(where, "out.txt"), "wb") as file:
            file.write(start("--loader=ts", "--minify", input="let größe: number = 1 + 2; console.log(größe)".encode()).stdout)
        check(b'Could not resolve "missing.ts"' in start("--bundle", "missing.ts", code=1, cwd=where).stderr, "a missing file")
        with open(os.path.join(where, "broken.js"), "w") as file:
            file.write("let a = ;\n")
        with open(os.path.join(where, "broken.txt"), "wb") as file:
            file.write(start("broken.js", code=1, cwd=where).stderr.replace("✘".encode(), b"X"))  # Windows has no such sign
        start("--no-such-option", code=1, cwd=where)
    same(folder, "a.js", "a.js.map", "b.js", "out.txt", "broken.txt")


def modules(folder):
    """More than 1,000 modules in one bundle."""
    for name, start in SIDES:
        where = os.path.join(folder, name)
        shutil.copytree(package("lodash-es@4.17.21"), os.path.join(where, "node_modules", "lodash-es"))
        shutil.copytree(package("date-fns@4.1.0"), os.path.join(where, "node_modules", "date-fns"))
        shutil.copytree(os.path.join(package("rxjs@7.8.1"), "src"), os.path.join(where, "rx"))
        with open(os.path.join(where, "index.js"), "w") as file:
            file.write("export * as lodash from 'lodash-es';\nexport * as dates from 'date-fns';\n"
                       "export * as locales from 'date-fns/locale';\nexport * as rx from './rx/index.ts';\n")
        start("index.js", "--bundle", "--minify", "--sourcemap", "--format=esm", "--metafile=meta.json", "--outfile=out.js",
              cwd=where)
    same(folder, "out.js", "out.js.map", "meta.json")
    with open(os.path.join(folder, "ours", "meta.json")) as file:
        count = len(json.load(file)["inputs"])
    check(count > 1000, "%d modules" % count)


def watch(folder):
    """A change is noticed; Ctrl+C ends it with Windows' STATUS_CONTROL_C_EXIT, which a shell is told as 130."""
    source, output = (os.path.join(folder, name) for name in ("a.js", "o.js"))

    def wait_for(text):
        deadline = time.monotonic() + 60
        while not (os.path.exists(output) and text in open(output).read()):
            check(time.monotonic() < deadline and process.poll() is None, "no %r appears in its output" % text)
            time.sleep(0.02)

    with open(source, "w") as file:
        file.write("console.log('first')")
    with subprocess.Popen([DECANT, EXE, "a.js", "--watch=forever", "--outfile=o.js"], cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for("first")
            with open(source, "w") as file:
                file.write("console.log('second, longer')")
            wait_for("second")
            process.send_signal(signal.SIGINT)
            code = process.wait(60)
            check(code == 130, "Ctrl+C: exit code %d" % code)
        finally:
            process.kill()


with tempfile.TemporaryDirectory(prefix="decant-esbuild-") as scratch:
    {"library": library, "modules": modules, "watch": watch}[sys.argv[1] if len(sys.argv) > 1 else "library"](scratch)
