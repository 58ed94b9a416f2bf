#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""biome.exe (Rust, dynamic Microsoft runtime) lints, checks and formats some thousand source files as the native build does."""
import os
import re
import shutil
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, package, run, same_tree, tool  # noqa: E402

EXE = tool("@biomejs/cli-win32-x64@2.5.15", "biome.exe")
NATIVE = tool("@biomejs/cli-linux-x64@2.5.15", "biome")
MANY = package("core-js@3.38.1")
TYPED = package("rxjs@7.8.1")


def diagnostics(output):
    """What was said, without what may differ: the form of paths, the time taken, the order among a file's findings."""
    output = re.sub(rb" in \d+ ?(ms|s|\xc2\xb5s)\.", b" in TIME.", output.replace(b"\\", b"/").replace(b"=Z%3A/", b"=/"))
    return sorted(re.split(rb"(?m)^(?=\S.*\xe2\x94\x81\xe2\x94\x81|::)", output))


def both(folder, *words, code=0, other=None, **options):
    """Runs both builds in the folder (the native one in `other`, if given) and compares all that they say."""
    ours = decant(EXE, *words, code=code, cwd=folder, **options)
    theirs = run([NATIVE, *words], code=code, cwd=other or folder, **options)
    for one, two in ((ours.stdout, theirs.stdout), (ours.stderr, theirs.stderr)):
        found, wanted = diagnostics(one), diagnostics(two)
        for mine, expected in zip(found, wanted):
            check(mine == expected, "%s: %s\nand not %s" % (words, mine.decode()[:2000], expected.decode()[:2000]))
        check(len(found) == len(wanted), "%s: %d findings, not %d" % (words, len(found), len(wanted)))
    return ours


def count(result):
    found = re.search(rb"(?:Checked|Formatted) (\d+) files", result.stdout)
    check(found, "no count of files in %r" % result.stdout)
    return int(found[1])


all_files = both(MANY, "lint", "--max-diagnostics=none", ".", code=1)
check(count(all_files) > 3000, "too few files")
check(len(all_files.stderr) > 1000000, "too few diagnostics")
both(TYPED, "check", "--max-diagnostics=none", "src", code=1)
both(TYPED, "lint", "--reporter=github", "--max-diagnostics=none", "src/internal", code=1)
missing = decant(EXE, "lint", "no such file.js", code=1, cwd=MANY)
check(b"The system cannot find the file specified. (os error 2)" in missing.stderr, "%r" % missing.stderr)
both(MANY, "format", "--stdin-file-path=a.js", input=b"let  a=[1,2 ,3]\nfunction f( ){return 'x'}")
both(MANY, "format", "--stdin-file-path=a.css", input=b"a{b:c}")

with tempfile.TemporaryDirectory() as scratch:
    left, right = os.path.join(scratch, "left"), os.path.join(scratch, "right")
    for to in (left, right):
        shutil.copytree(MANY, to)
    written = both(left, "format", "--write", "--line-ending=crlf", "--indent-style=space", ".", other=right)
    check(count(written) > 3000, "too few files written")
    same_tree(left, right, times=False)
