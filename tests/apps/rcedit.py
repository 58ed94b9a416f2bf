#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""rcedit (MSVC, static runtime) edits the resources of a PE file; what it wrote is read back by rcedit and by a reader
of our own, and the edited program still runs."""
import os
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, tool  # noqa: E402

EXE = tool("rcedit@4.0.1", "bin", "rcedit-x64.exe")
ICON, GROUP_ICON, VERSION, MANIFEST = 3, 14, 16, 24


def resources(path):
    """{(type, name, language): bytes} of a PE file ("The .rsrc Section")."""
    data = open(path, "rb").read()
    pe = struct.unpack_from("<I", data, 0x3C)[0]
    sections, optional = struct.unpack_from("<H", data, pe + 6)[0], struct.unpack_from("<H", data, pe + 20)[0]
    root = struct.unpack_from("<I", data, pe + 24 + 112 + 16)[0]
    table = [struct.unpack_from("<IIII", data, pe + 24 + optional + 40 * i + 8) for i in range(sections)]

    def offset(rva):
        for size, start, raw, at in table:
            if start <= rva < start + max(size, raw):
                return at + rva - start
        sys.exit("RVA %#x is in no section" % rva)

    base, found = offset(root), {}

    def walk(at, key):
        named, ids = struct.unpack_from("<HH", data, base + at + 12)
        for i in range(named + ids):
            name, where = struct.unpack_from("<II", data, base + at + 16 + 8 * i)
            if name & 0x80000000:
                length = struct.unpack_from("<H", data, base + (name & 0x7FFFFFFF))[0]
                start = base + (name & 0x7FFFFFFF) + 2
                name = data[start:start + 2 * length].decode("utf-16le")
            if where & 0x80000000:
                walk(where & 0x7FFFFFFF, key + (name,))
            else:
                rva, size = struct.unpack_from("<II", data, base + where)
                found[key + (name,)] = data[offset(rva):offset(rva) + size]
    walk(0, ())
    return found


def of_type(path, kind):
    return [data for key, data in sorted(resources(path).items(), key=str) if key[0] == kind]


def make_icon(path):
    """A 16x16 icon of 32 bits a pixel."""
    image = struct.pack("<IiiHHIIiiII", 40, 16, 32, 1, 32, 0, 16 * 16 * 4, 0, 0, 0, 0) + bytes(range(256)) * 4 + bytes(64)
    with open(path, "wb") as file:
        file.write(struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(image), 22) + image)
    return image


with tempfile.TemporaryDirectory(prefix="decant-rcedit-") as folder:
    os.chdir(folder)
    with open("a.c", "w", encoding="utf-8") as file:
        file.write('#include <stdio.h>\nint main(void) { puts("still here"); return 5; }\n')
    subprocess.run(["x86_64-w64-mingw32-gcc", "-s", "a.c", "-o", "a.exe"], check=True)
    with open("a.exe", "rb") as file:
        original = file.read()
    manifest = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<assembly xmlns="urn:schemas-microsoft-com:asm.v1" '
                'manifestVersion="1.0"><assemblyIdentity version="1.0.0.0" name="decant.test"/></assembly>')
    with open("m.xml", "w", encoding="utf-8", newline="") as file:
        file.write(manifest)
    image = make_icon("i.ico")
    decant(EXE, "a.exe", "--set-version-string", "FileDescription", "Größe ≠ X", "--set-version-string", "CompanyName", "Us",
           "--set-file-version", "1.2.3.4", "--set-product-version", "5.6.7.8")
    decant(EXE, "a.exe", "--set-icon", "i.ico", "--application-manifest", "m.xml")
    check(decant(EXE, "a.exe", "--get-version-string", "CompanyName").stdout.strip() == b"Us", "CompanyName reads back otherwise")
    check(decant(EXE, "a.exe", "--get-version-string", "FileVersion").stdout.strip().startswith(b"1.2.3.4"), "FileVersion")
    version = of_type("a.exe", VERSION)
    check(len(version) == 1, "%d version resources" % len(version))
    fixed = version[0].index(struct.pack("<I", 0xFEEF04BD))
    check(struct.unpack_from("<4H", version[0], fixed + 8) == (2, 1, 4, 3), "the fixed file version is wrong")
    check("Größe ≠ X".encode("utf-16le") in version[0], "FileDescription is not in the version resource")
    check(image in of_type("a.exe", ICON), "the icon's image is not in the file")
    check(len(of_type("a.exe", GROUP_ICON)) == 1, "no icon group")
    stored = of_type("a.exe", MANIFEST)  # rcedit pads it with a comment
    check(len(stored) == 1 and stored[0].startswith(manifest.encode()), "the manifest is not in the file")
    check(decant("a.exe", code=5).stdout.strip() == b"still here", "the edited program does not run")
    # A file that is no program, and one that is not there: rcedit says so and writes nothing.
    with open("not.exe", "wb") as file:
        file.write(b"this is not a program" * 10)
    decant(EXE, "not.exe", "--set-file-version", "1.0", code=1)
    check(open("not.exe", "rb").read() == b"this is not a program" * 10, "a file that is no program was changed")
    decant(EXE, "missing.exe", "--set-file-version", "1.0", code=1)
    check(open("a.exe", "rb").read()[:2] == original[:2], "no MZ")
