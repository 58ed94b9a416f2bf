#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`./dev bench [start calls sevenzip programs]`: decant beside the native programs and, where it is installed, Wine.

All figures of a table come from one run, in turn, so that the ratios mean something; docs/performance.md holds them
with the machine that they were taken on. No test asserts them.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "apps"))
HERE = os.path.join(ROOT, "tests", "bench")


def wine():
    for name in ("wine64", "wine", "/usr/lib/wine/wine64"):
        if shutil.which(name):
            return shutil.which(name)
    return None


def build(folder, decant):
    def compile_with(compiler, source, out, *flags):
        subprocess.run([compiler, "-O2", os.path.join(HERE, source), "-o", os.path.join(folder, out), *flags], check=True)
    compile_with("x86_64-w64-mingw32-gcc", "hello.c", "hello.exe")
    compile_with("x86_64-w64-mingw32-gcc", "calls.c", "calls.exe")
    compile_with("x86_64-w64-mingw32-g++", "throw.cpp", "throw.exe", "-static")
    compile_with("gcc", "hello.c", "hello")
    compile_with("g++", "throw.cpp", "throw")
    compile_with("gcc", "calls_native.c", "calls", "-pthread")
    compile_with("gcc", "spawn.c", "spawn")


def table(title, rows, heads):
    print("\n%s\n" % title)
    rows = [heads] + rows
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(heads))]
    for number, row in enumerate(rows):
        print("| " + " | ".join(str(cell).ljust(width) for cell, width in zip(row, widths)) + " |")
        if number == 0:
            print("|" + "|".join("-" * (width + 2) for width in widths) + "|")


def bench_start(folder, decant):
    commands = [[os.path.join(folder, "hello")], [decant, os.path.join(folder, "hello.exe")]]
    out = subprocess.run([os.path.join(folder, "spawn"), "200", *sum((["--"] + c for c in commands), [])],
                         check=True, capture_output=True, text=True).stdout.split("\n")
    native, ours = (line.split() for line in out[:2])
    rows = [["native ELF", "%.0f µs" % float(native[0]), "1.00", native[1] + " KiB"],
            ["decant", "%.0f µs" % float(ours[0]), "%.2f" % (float(ours[0]) / float(native[0])), ours[1] + " KiB"]]
    if wine():
        out = subprocess.run([os.path.join(folder, "spawn"), "10", "--", wine(), os.path.join(folder, "hello.exe")],
                             check=True, capture_output=True, text=True).stdout.split()
        rows.append(["Wine", "%.0f µs" % float(out[0]), "%.0f" % (float(out[0]) / float(native[0])), out[1] + " KiB"])
    table("Start-up: hello.exe (mingw-w64, printf), wall time, median of 200", rows,
          ["", "time", "ratio", "resident"])


def bench_calls(folder, decant):
    with open(os.path.join(folder, "sample"), "wb") as file:
        file.write(os.urandom(4 << 20))

    def measure(*command):
        out = subprocess.run([*command, "sample"], capture_output=True, text=True, cwd=folder)
        return dict((line.split()[0], float(line.split()[1])) for line in out.stdout.split("\n") if len(line.split()) == 2)
    def both(*start, suffix=""):
        return {**measure(*start, os.path.join(folder, "calls" + suffix)), **measure(*start, os.path.join(folder, "throw" + suffix))}
    native, ours = both(), both(decant, suffix=".exe")
    theirs = both(wine(), suffix=".exe") if wine() else {}
    rows = []
    for name, value in ours.items():
        base = native.get(name)
        rows.append([name, "%.1f" % value, "%.1f" % base if base else "", "%.2f" % (value / base) if base else "",
                     "%.1f" % theirs[name] if name in theirs else ""])
    table("Calls: nanoseconds each, best of 30 batches", rows, ["call", "decant", "native", "ratio", "Wine"])


def bench_sevenzip(folder, decant):
    from apps import package
    import tree
    packed = package("7zip-bin@5.2.0")
    natives = [os.path.join(packed, "linux", "x64", "7za")] + ([shutil.which("7zz")] if shutil.which("7zz") else [])
    os.chmod(natives[0], 0o755)
    exe = os.path.join(packed, "win", "x64", "7za.exe")
    source = os.path.join(folder, "source")
    os.makedirs(source)
    tree.make(source, files=300, total=8 << 20)
    programs = {"decant": [decant, exe], "7za 16.02": [natives[0]]}
    if len(natives) > 1:
        programs["7zz"] = [natives[1]]
    if wine():
        programs["Wine"] = [wine(), exe]
    archive = os.path.join(folder, "x.7z")
    subprocess.run([natives[0], "a", "-mx=3", archive, source], check=True, capture_output=True)
    works = {"a -mmt1": ["a", "-mx=5", "-mmt1"], "a -mmt2": ["a", "-mx=5", "-mmt2"], "x": ["x", "-y"],
             "b -mmt1": ["b", "1", "-mmt1", "-md18"], "b -mmt2": ["b", "1", "-mmt2", "-md18"]}
    rows = []
    for work, words in works.items():
        best = {}
        for round_number in range(3):
            for name, program in programs.items():
                if name == "Wine" and round_number:
                    continue
                out = os.path.join(folder, "out")
                shutil.rmtree(out, ignore_errors=True)
                os.makedirs(out)
                command = program + words
                if words[0] == "a":
                    command = command + [os.path.join("out", "a.7z"), "source"]
                if words[0] == "x":
                    command = command + ["x.7z", "-oout"]
                start = time.monotonic()
                subprocess.run(command, check=True, capture_output=True, cwd=folder)
                best[name] = min(best.get(name, 1e9), time.monotonic() - start)
        fastest = min(value for name, value in best.items() if name not in ("decant", "Wine"))
        rows.append([work] + ["%.2f s" % best[name] if name in best else "" for name in ("decant", "7za 16.02", "7zz", "Wine")]
                    + ["%.3f" % (best["decant"] / fastest)])
    table("7-Zip: 300 files, 8 MiB; wall time, best of 3 (Wine: one run)", rows,
          ["work", "decant", "native 7za 16.02", "native 7zz 22.01", "Wine", "decant / faster native"])


def bench_programs(folder, decant):
    """Compilers and searchers over a library of some 2,000 files, each beside the native build of the same version."""
    from apps import package, tool
    library = package("rxjs@7.8.1")
    works = {
        "esbuild, bundle and minify": (tool("@esbuild/win32-x64@0.28.2", "esbuild.exe"),
                                       tool("@esbuild/linux-x64@0.28.2", "bin", "esbuild"),
                                       ["src/index.ts", "--bundle", "--minify", "--sourcemap", "--outfile=%s/o.js"]),
        "ripgrep, whole tree": (tool("@vscode/ripgrep-win32-x64@1.18.0", "bin", "rg.exe"),
                                tool("@vscode/ripgrep-linux-x64@1.18.0", "bin", "rg"), ["-c", "Observable<\\w+>", "."]),
        "biome, lint": (tool("@biomejs/cli-win32-x64@2.5.15", "biome.exe"), tool("@biomejs/cli-linux-x64@2.5.15", "biome"),
                        ["lint", "--max-diagnostics=0", "--diagnostic-level=error", "--only=suspicious/noDebugger", "src"]),
        "ripgrep, one thread": (tool("@vscode/ripgrep-win32-x64@1.18.0", "bin", "rg.exe"),
                                tool("@vscode/ripgrep-linux-x64@1.18.0", "bin", "rg"), ["-j1", "-c", "Observable<\\w+>", "."]),
    }
    rows = []
    for work, (exe, native, words) in works.items():
        programs = {"decant": [decant, exe], "native": [native]}
        if wine():
            programs["Wine"] = [wine(), exe]
        times = {name: [] for name in programs}
        for round_number in range(15):
            for name, program in programs.items():
                if name == "Wine" and round_number >= 3:
                    continue
                start = time.monotonic()
                done = subprocess.run(program + [word.replace("%s", folder) for word in words], capture_output=True, cwd=library)
                if done.returncode and name != "Wine":
                    sys.exit("bench: %s: %s" % (program, done.stderr.decode(errors="replace")))
                times[name].append(time.monotonic() - start if not done.returncode else float("nan"))
        middle = {name: sorted(values)[len(values) // 2] for name, values in times.items()}
        rows.append([work] + ["%.0f ms" % (middle[name] * 1e3) if middle.get(name, 0) > 0 else "fails" if name in middle else "" for name in ("decant", "native", "Wine")]
                    + ["%.2f" % (middle["decant"] / middle["native"])])
    table("Programs: wall time, median of 15 (Wine: of 3)", rows, ["work", "decant", "native", "Wine", "decant / native"])


BENCHES = {"start": bench_start, "calls": bench_calls, "sevenzip": bench_sevenzip,
           "programs": bench_programs}


def main(argv):
    decant = os.path.abspath(os.path.join(argv[1], "decant"))
    names = argv[2:] or list(BENCHES)
    for name in names:
        if name not in BENCHES:
            sys.exit("bench: no '%s' (there are: %s)" % (name, " ".join(BENCHES)))
    with tempfile.TemporaryDirectory(prefix="decant-bench-") as folder:
        build(folder, decant)
        for name in names:
            BENCHES[name](folder, decant)


if __name__ == "__main__":
    main(sys.argv)
