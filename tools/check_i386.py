#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Whether every source of common/, loader/, kernel/ and libs/ compiles for i386, too, and every DLL's face assembles for it.

    check_i386.py [FILE...]     all sources, or some

The 32-bit program is the same source compiled again (docs/i386.md). `./dev check` runs this as one of its steps:
`gcc -m32 -fsyntax-only` with the project's own flags, and `exports.py face DEF OUT x86` put through the assembler.
What compiled once is remembered in build/ under the hash of the source and of every header, so that a second run
asks the compiler about nothing that stands as it stood.
"""
import concurrent.futures
import glob
import hashlib
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
CACHE = os.path.join(ROOT, "build", "check_i386.cache")
JOBS = 2
FOLDERS = ("common", "loader", "kernel", "syscall-shim", "libs")
INCLUDES = (".", "include", "loader", "libs/ntdll")
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]', re.M)


def project_flags():
    """The arguments that meson.build gives every file: read there, so that they stand once."""
    with open(os.path.join(ROOT, "meson.build"), encoding="utf-8") as file:
        block = re.search(r"add_project_arguments\((.*?)language:", file.read(), re.S)[1]
    flags = [flag for flag in re.findall(r"'(-[^']*)'", block) if "@" not in flag]
    # The 32-bit program computes with SSE2, as the 64-bit one does: whatever runs it has that.
    return ["-std=gnu11", "-O2", "-msse2", "-mfpmath=sse", "-Wall", "-Wextra", "-Werror", '-DDECANT_VERSION="0"', *flags] + [
        "-I" + folder for folder in INCLUDES]


class Contents:
    """The hash of a file together with everything of ours that it includes."""

    def __init__(self):
        self.texts, self.closures = {}, {}

    def read(self, path):
        if path not in self.texts:
            with open(path, "rb") as file:
                self.texts[path] = file.read()
        return self.texts[path]

    def included(self, path):
        if path not in self.closures:
            found = self.closures[path] = []
            for name in INCLUDE.findall(self.read(path).decode("utf-8", "replace")):
                for folder in (os.path.dirname(path), *INCLUDES):
                    candidate = os.path.normpath(os.path.join(folder, name))
                    if os.path.isfile(candidate):
                        found.append(candidate)
                        break
        return self.closures[path]

    def key(self, path, salt):
        seen, waiting = {path}, [path]
        while waiting:
            for other in self.included(waiting.pop()):
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        digest = hashlib.sha256(salt.encode())
        for other in sorted(seen):
            digest.update(other.encode() + b"\0" + hashlib.sha256(self.read(other)).digest())
        return digest.hexdigest()


def compile_source(path, flags):
    command = ["gcc", "-m32", "-fsyntax-only", *flags, path]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})


def assemble_face(path, _):
    with tempfile.TemporaryDirectory() as folder:
        face = os.path.join(folder, "face.S")
        made = subprocess.run([sys.executable, "tools/exports.py", "face", path, face, "x86"], cwd=ROOT,
                              capture_output=True, text=True)
        if made.returncode:
            return made
        return subprocess.run(["gcc", "-m32", "-c", face, "-o", os.path.join(folder, "face.o")], cwd=ROOT,
                              capture_output=True, text=True)


def available():
    """gcc-multilib may be missing: then there is nothing to say, and that is said."""
    probe = subprocess.run(["gcc", "-m32", "-fsyntax-only", "-xc", "-"], input="#include <stdio.h>\n",
                           capture_output=True, text=True)
    return probe.returncode == 0


def run(only=()):
    """Returns the complaints, a list of lines."""
    os.chdir(ROOT)
    if not available():
        return ["gcc -m32 does not work here: ./dev setup installs gcc-multilib"]
    flags = project_flags()
    version = subprocess.run(["gcc", "-dumpfullversion"], capture_output=True, text=True).stdout
    contents = Contents()
    tools = "".join(contents.read(path).decode() for path in ("tools/exports.py", "tools/check_i386.py"))
    salt = version + " ".join(flags) + hashlib.sha256(tools.encode()).hexdigest()
    known = set()
    if os.path.exists(CACHE):
        with open(CACHE, encoding="utf-8") as file:
            known = set(file.read().split())

    work = []
    for path in only or sorted(path for folder in FOLDERS for path in glob.glob(folder + "/**/*.c", recursive=True)):
        work.append((compile_source, path, contents.key(path, salt)))
    if not only:
        definitions = sorted(glob.glob("libs/*/exports.def"))
        everything = "".join(contents.read(path).decode() for path in definitions)  # a face may re-export another's rows
        work += [(assemble_face, path, hashlib.sha256((salt + path + everything).encode()).hexdigest())
                 for path in definitions]

    complaints, passed = [], set()
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        waiting = [(path, key, pool.submit(check, path, flags)) for check, path, key in work if key not in known]
        for path, key, future in waiting:
            result = future.result()
            if result.returncode == 0:
                passed.add(key)
                continue
            lines = [line for line in result.stderr.splitlines() if "error:" in line or "Error:" in line]
            complaints += ["i386: " + line for line in (lines or [path + ": " + result.stderr.strip()])]
    if passed and os.path.isdir(os.path.dirname(CACHE)):
        keys = {key for _, _, key in work}
        kept = (known | passed) if only else ((known | passed) & keys)
        with open(CACHE + ".new", "w", encoding="utf-8") as file:
            file.write("\n".join(sorted(kept)) + "\n")
        os.replace(CACHE + ".new", CACHE)
    return complaints


if __name__ == "__main__":
    found = run(sys.argv[1:])
    print("\n".join(found), file=sys.stderr)
    print("i386: %s" % ("clean" if not found else "%d complaints" % len(found)))
    sys.exit(1 if found else 0)
