#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A program over Microsoft's own msvcp140.dll, on our runtime and on Microsoft's: exceptions that the library throws,
catches, keeps and rethrows. The DLLs come from a package; clang builds the program (msvcp.cpp)."""
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import ROOT, decant, package, run, skip  # noqa: E402

DLLS = os.path.join(package("hermes-compiler@260318099.0.6"), "hermesc", "win64-bin")
HERE = os.path.dirname(os.path.abspath(__file__))


def program(*names):
    for name in names:
        if shutil.which(name):
            return name
    skip("no " + names[0])


def exported(path):
    """The names that a DLL exports."""
    text = subprocess.run(["x86_64-w64-mingw32-objdump", "-p", path], capture_output=True, text=True, check=True).stdout
    return re.findall(r"^\s+\[\s*\d+\](?: \+base\[\s*\d+\])?\s+(?:[0-9a-f]{4} )?(\S+)$", text.split("[Ordinal/Name Pointer] Table")[1], re.M)


clang, lld = program("clang-14", "clang"), program("lld-link-14", "lld-link")
dlltool = program("llvm-dlltool-14", "llvm-dlltool")
with tempfile.TemporaryDirectory() as scratch:
    libraries = []
    for dll in ("kernel32", "vcruntime140", "vcruntime140_1", "ucrtbase", "msvcp140"):
        definition, library = (os.path.join(scratch, dll + end) for end in (".def", ".lib"))
        if dll == "msvcp140":
            with open(definition, "w") as file:
                file.write("LIBRARY MSVCP140.dll\nEXPORTS\n")
                for name in exported(os.path.join(DLLS, "msvcp140.dll")):
                    file.write('"%s"%s\n' % (name, " DATA" if name.startswith("?cout@") else ""))
        else:
            run([sys.executable, os.path.join(ROOT, "tools", "exports.py"), "implib", os.path.join(ROOT, "libs", dll, "exports.def"),
                 definition])
        run([dlltool, "-m", "i386:x86-64", "-d", definition, "-l", library])
        libraries.append(library)
    built, exe = os.path.join(scratch, "msvcp.obj"), os.path.join(scratch, "msvcp.exe")
    run([clang, "--target=x86_64-windows-msvc", "-fms-extensions", "-fexceptions", "-fcxx-exceptions", "-O1", "-ffreestanding",
         "-fno-builtin", "-Wall", "-Wno-unused-function", "-c", os.path.join(HERE, "msvcp.cpp"), "-o", built])
    run([lld, "/nologo", "/subsystem:console", "/entry:mainCRTStartup", "/nodefaultlib", "/out:" + exe, built, *libraries])
    for name in ("msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll"):
        shutil.copy(os.path.join(DLLS, name), scratch)
    decant(exe)
    decant("--native", "vcruntime140", "--native", "vcruntime140_1", exe)
