#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""distlib's script launcher (MSVC 10, static runtime; Debian's python3-distlib): an .exe with a "#!" line and a zip behind it
starts the program that the line names with itself and its arguments, in a job, and ends with its exit code."""
import io
import os
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, debian_package, decant  # noqa: E402

CHILD = r"""
#include <stdio.h>
int main(int argc, char **argv)
{
    char line[64] = "";
    for (int i = 1; i < argc; i++)
        printf("[%s]", argv[i]);
    printf(" %s", fgets(line, sizeof(line), stdin) ? line : "nothing");
    return 5;
}
"""
LAUNCHER = os.path.join(debian_package("python3-distlib"), "usr/lib/python3/dist-packages/distlib/t64.exe")

with tempfile.TemporaryDirectory(prefix="decant-distlib-") as folder:
    os.chdir(folder)
    with open("child.c", "w", encoding="utf-8") as file:
        file.write(CHILD)
    subprocess.run(["x86_64-w64-mingw32-gcc", "child.c", "-o", "child.exe"], check=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("__main__.py", "print('never')")
    windows = "Z:" + folder.replace("/", "\\")

    def script(name, command):
        with open(LAUNCHER, "rb") as launcher, open(name, "wb") as out:
            out.write(launcher.read() + b"#!" + command.encode() + b"\r\n" + packed.getvalue())
        os.chmod(name, 0o755)

    script("tool.exe", windows + '\\child.exe x "y z"')
    said = decant("tool.exe", "one", "two words", 'q"uo', input=b"a line\n", code=5).stdout
    expected = '[x][y z][%s\\tool.exe][one][two words][q"uo] a line' % windows
    check(said.strip() == expected.encode(), "it said %r" % said)
    script("lost.exe", windows + "\\no such.exe")
    check(decant("lost.exe", code=1).stdout == b"", "a missing interpreter")
