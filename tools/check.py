#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`./dev check [--fix]`: format, exports.def, licence lines, i386, and the rule that a call travels one way.

guest -> libs/<dll> -> libs/ntdll -> host_* -> Linux. A file may include what its own layer and the next one down
declare; POSIX headers for I/O, memory, threads and processes belong to libs/ntdll/host (the PE mapper, the
transports of syscall-shim and vgpu, and the command line are the named exceptions).
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

import check_i386

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Headers through which a file would meet Linux by itself.
POSIX = re.compile(
    r'#include <(fcntl|unistd|poll|signal|termios|dirent|spawn|sched|sys/(?!param)[\w/]+|linux/[\w/]+|asm/\w+|net/\w+|netinet/\w+|arpa/\w+)\.h>')
POSIX_ALLOWED = ("kernel/host/", "kernel/mm/pe_", "syscall-shim/", "vgpu/", "cli/", "tests/", "samples/")
# libs/<dll> may use ntdll's headers, never those of its host layer.
HOST_HEADER = re.compile(r'#include [<"](?:[\w./]*/)?host/\w+\.h[>"]')
KERNEL32_HEADER = re.compile(r'#include [<"](?:[\w./]*/)?kernel32\.h[>"]')
WINDOWS_LONG = re.compile(r"\b(wchar_t)\b")
MAX_LINES = 700
PAGE = os.path.join(ROOT, "docs", "compatibility.md")


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns], cwd=ROOT, check=True, capture_output=True, text=True)
    return [path for path in out.stdout.split() if os.path.exists(os.path.join(ROOT, path))]


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def check_layers(path, text, complain):
    if not path.startswith(POSIX_ALLOWED):
        for match in POSIX.finditer(text):
            complain(path, "includes <%s.h>: only libs/ntdll/host meets Linux" % match[1])
    if path.startswith("libs/") and not path.startswith("libs/ntdll/") and HOST_HEADER.search(text):
        complain(path, "calls host_* itself: go through ntdll")
    if path.startswith("libs/ntdll/") and KERNEL32_HEADER.search(text):
        complain(path, "ntdll calls up into kernel32")
    if path.startswith("loader/") and re.search(r'#include [<"](ntdll|.*kernel32)', text):
        complain(path, "the loader knows no Windows semantics")


def main():
    errors = []

    def complain(path, message):
        errors.append("%s: %s" % (path, message))

    sources = tracked("*.c", "*.h")
    for path in sources + tracked("*.S"):
        text = read(path)
        if "SPDX-License-Identifier: MIT" not in text[:200]:
            complain(path, "no SPDX line")
        check_layers(path, text, complain)
        lines = text.count("\n")
        if lines > MAX_LINES and not path.startswith("tests/"):
            complain(path, "%d lines: more than one topic?" % lines)
    for path in tracked("*.py", "meson.build", "*/meson.build", "dev", "tools/*.sh"):
        if "SPDX-License-Identifier: MIT" not in read(path)[:200]:
            complain(path, "no SPDX line")

    formatter = shutil.which("clang-format-14") or "clang-format"
    if "--fix" in sys.argv:
        subprocess.run([formatter, "-i", *sources], cwd=ROOT, check=True)
    result = subprocess.run([formatter, "--dry-run", "-Werror", *sources], cwd=ROOT, capture_output=True, text=True)
    for line in result.stderr.splitlines():
        if "error:" in line:
            errors.append(line.split(" [-W")[0])

    definitions = tracked("libs/*/exports.def")
    if subprocess.run([sys.executable, "tools/exports.py", "check", *definitions], cwd=ROOT).returncode:
        errors.append("exports.def: see above")
    with tempfile.NamedTemporaryFile(suffix=".md") as page:
        subprocess.run([sys.executable, "tools/exports.py", "page", page.name, *definitions], cwd=ROOT, check=True)
        if not os.path.exists(PAGE) or open(page.name, "rb").read() != open(PAGE, "rb").read():
            if "--fix" in sys.argv:
                shutil.copy(page.name, PAGE)
            else:
                errors.append("docs/compatibility.md is out of date: ./dev check --fix")

    errors += check_i386.run()

    for error in errors[:60]:
        print(error, file=sys.stderr)
    if len(errors) > 60:
        print("... and %d more" % (len(errors) - 60), file=sys.stderr)
    print("check: %s" % ("clean" if not errors else "%d complaints" % len(errors)))
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
