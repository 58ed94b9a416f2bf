#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Go's own test programs, built here for Windows from Debian's golang-go.

    go_tests.py                         the quick part: what ./dev test apps runs
    go_tests.py all [PACKAGE...]        every test of every package (minutes), with a table of the results

Many tests of `runtime` build programs with the go tool and watch them crash: go.exe is a script that calls the
native one. Tests that fail for a reason that is known stand in EXPLAINED (docs/go.md tells more); any other
failure fails this test.
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import DECANT, skip  # noqa: E402

GO = "/usr/bin/go"
PACKAGES = ["context", "io/fs", "path/filepath", "runtime", "strconv", "sync", "sync/atomic", "time"]
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "decant", "go-build")
ZONES = "/usr/share/zoneinfo"

# What the quick part runs of a package; "" is all of it, in its short mode.
QUICK = {
    "context": "",
    "path/filepath": "",
    "runtime": "^Test(Chan|Select|Defer|Preempt|Map|Timer|Lock|RWMutex|Callback|Stack|Windows|Return|CDecl|Syscall|Float|"
               "RaiseException|ZeroDivision|Nil|Goroutine(Parallelism|Profile)$|SimpleDeadlock|GoNil|TimePprof|"
               "Stdcall|Sizeof|Yield|OutputDebugString|LoadLibrary|SoftwareFloat)",
    "strconv": "",
    "sync": "",
    "sync/atomic": "",
    "time": "",
}

CMD = "cmd.exe is not there"
WINDOWS = "there are no windows"
# test: why it fails
EXPLAINED = {
    "path/filepath": {
        "TestWinSplitListTestsAreValid": CMD,
    },
    "runtime": {
        "Test64BitReturnStdCall": "on x86-64 it passes VerifyVersionInfo a condition mask of zero, which is documented as invalid",
        "TestAtomicAlignment": "Debian's package has no compiled packages for Windows",
        "TestCtrlHandler": "it closes a console's window by a message",
        "TestEnumWindows": WINDOWS,
        "TestG0StackOverflow": "the guard below a stack is larger than Go expects: our functions run on that stack",
        "TestGoroutineParallelism2": "sockets",
        "TestRegisterClass": WINDOWS,
    },
    "time": {
        "TestLoadLocationFromTZData": "the zones in Go's own archive are of another year than Debian's",
        "TestToEnglishName": "the registry lacks the time zones' keys",
    },
}
# Counted as failed without being run: they would wait for ever.
HANGING = {
    "runtime": {
        "TestNumCPU": "opens the first thread of a child that was made suspended by its identifier",
    },
}

TOOL = r"""#!/bin/bash
words=()
for word; do
    case $word in [A-Za-z]:\\*) word=$("%s" path -u "$word") ;; esac
    words+=("$word")
done
unset GOROOT
export GOOS=windows GOCACHE="%s"
exec %s "${words[@]}"
"""


def make_goroot(folder, real):
    """A GOROOT that has what Debian's lacks: the zones' archive, and a go.exe."""
    for name in os.listdir(real):
        os.symlink(os.path.realpath(os.path.join(real, name)), os.path.join(folder, name)) if name != "bin" else None
    os.makedirs(os.path.join(folder, "bin"))
    os.makedirs(os.path.join(folder, "lib", "time"))
    with open(os.path.join(folder, "bin", "go.exe"), "w") as file:
        file.write(TOOL % (DECANT, CACHE, GO))
    os.chmod(file.name, 0o755)
    with zipfile.ZipFile(os.path.join(folder, "lib", "time", "zoneinfo.zip"), "w", zipfile.ZIP_STORED) as archive:
        for top, folders, files in os.walk(ZONES):
            for name in files:
                path = os.path.join(top, name)
                inside = os.path.relpath(path, ZONES)
                if inside.split("/")[0] not in ("posix", "right"):
                    with open(path, "rb") as file:
                        if file.read(4) == b"TZif":
                            archive.write(path, inside)


def environment(goroot, scratch):
    return dict(os.environ, GOROOT=goroot, HOME=scratch, TMPDIR=scratch, TMP=scratch, TEMP=scratch)


def build(package, real, folder):
    program = os.path.join(folder, package.replace("/", "_") + ".exe")
    settings = dict(os.environ, GOOS="windows", GOARCH="amd64", GOCACHE=CACHE, GOFLAGS="")
    done = subprocess.run([GO, "test", "-c", "-o", program, "."], cwd=os.path.join(real, "src", package), env=settings,
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit("go test -c of %s:\n%s" % (package, done.stderr))
    return program


def run_tests(package, program, folder, settings, pattern):
    """{test: PASS, FAIL or SKIP} of all that match. One that takes the program down has failed; the others go on in
    another run."""
    listed = subprocess.run([DECANT, program, "-test.list", pattern or "."], cwd=folder, env=settings, capture_output=True,
                            text=True).stdout.split()
    left = [name for name in listed if re.match(r"Test|Example", name)]
    results, log = {name: "FAIL" for name in left if name in HANGING.get(package, {})}, ""
    left = [name for name in left if name not in results]
    while left:
        words = [DECANT, program, "-test.v", "-test.short", "-test.timeout=300s", "-test.run=^(%s)$" % "|".join(left)]
        done = subprocess.run(words, cwd=folder, env=settings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        text = done.stdout.decode(errors="replace")
        log += text
        ended = dict((name, word) for word, name in re.findall(r"^--- (PASS|FAIL|SKIP): (\S+)", text, re.M))
        results.update(ended)
        before = left
        left = [name for name in left if name not in results]
        # It died: of a panic in a test that says so itself, or the test that was running did it.
        if left and not re.search(r"^--- FAIL: .*\n(panic|fatal error): ", text, re.M):
            started = [name for name in re.findall(r"^=== (?:RUN|CONT) +([^\s/]+)$", text, re.M) if name in left]
            if started:
                results[started[-1]] = "FAIL"
                left.remove(started[-1])
            elif len(left) == len(before):
                sys.exit("%s runs none of its tests: exit code %d\n%s" % (program, done.returncode, text[-3000:]))
    return results, log


def main():
    if not os.access(GO, os.X_OK):
        skip("no %s (Debian: golang-go)" % GO)
    everything = sys.argv[1:2] == ["all"]
    packages = sys.argv[2:] or PACKAGES if everything else list(QUICK)
    real = subprocess.run([GO, "env", "GOROOT"], capture_output=True, text=True, check=True).stdout.strip()
    os.makedirs(CACHE, exist_ok=True)
    bad = 0
    with tempfile.TemporaryDirectory(prefix="decant-go-") as folder:
        goroot, scratch = os.path.join(folder, "goroot"), os.path.join(folder, "tmp")
        os.makedirs(goroot)
        os.makedirs(scratch)
        make_goroot(goroot, real)
        for package in packages:
            program = build(package, real, folder)
            results, log = run_tests(package, program, os.path.join(real, "src", package), environment(goroot, scratch),
                                     "" if everything else QUICK[package])
            failed = sorted(name for name in results if results[name] == "FAIL")
            known = dict(EXPLAINED.get(package, {}), **HANGING.get(package, {}))
            new = [name for name in failed if name not in known]
            count = len(results) - list(results.values()).count("SKIP")
            print("%-14s %4d passed, %d skipped, %d failed (%.1f %%): %s" % (
                package, count - len(failed), len(results) - count, len(failed),
                100 * (count - len(failed)) / max(count, 1), " ".join(failed)), flush=True)
            for name in failed:
                if name in known and everything:
                    print("    %s: %s" % (name, known[name]))
            for name in new:
                at = log.find("=== RUN   %s\n" % name)
                print("unexpected: %s\n%s" % (name, log[at:at + 1500]))
            bad += len(new) + (count < 10)
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(bad != 0)


if __name__ == "__main__":
    main()
