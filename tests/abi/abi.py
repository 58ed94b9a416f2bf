#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The abi test: every structure in include/win, compiled here and with mingw-w64's own headers, must agree.

clang prints the layout of each record (size, field offsets) for our headers on Linux and for mingw-w64's on
Windows, for x86-64 and i686. Records are matched by name, fields by name; a structure that mingw-w64 does not know
is listed in OURS, one that its public winternl.h abbreviates in ABBREVIATED (offsets of common fields must agree).
"""
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLANG = os.environ.get("CLANG", "clang-14")
HEADERS = """winsock2 windows winternl ntstatus tlhelp32 psapi shlobj oaidl oleauto winver dbghelp wincrypt ntsecapi
    sddl threadpoolapiset winnls shellapi winioctl ntddscsi io sys/stat sys/timeb sys/utime time locale stdio math
    setjmp iphlpapi ws2tcpip bcrypt userenv mmsystem powrprof winuser excpt""".split()
# Structures that Microsoft documents but mingw-w64's headers lack, or that are ours to name; each says why.
OURS = {"CONTEXT_CHUNK", "CONTEXT_EX", "CURDIR", "DELAYLOAD_INFO", "DELAYLOAD_PROC_DESCRIPTOR", "FILE_STAT_INFORMATION", "PROCESSOR_POWER_INFORMATION", "HEAP_OPTIMIZE_RESOURCES_INFORMATION", "RTL_HEAP_WALK_ENTRY", "KSYSTEM_TIME", "KUSER_SHARED_DATA",
        "WIN32_MEMORY_REGION_INFORMATION"}
# Tags that mingw-w64 spells otherwise, by word size where it matters.
THEIR_NAME = {"IMAGE_OPTIONAL_HEADER32": "IMAGE_OPTIONAL_HEADER", "IMAGE_NT_HEADERS32": "IMAGE_NT_HEADERS",
              "IMAGE_TLS_DIRECTORY": "IMAGE_TLS_DIRECTORY%d",
              "DYNAMIC_TIME_ZONE_INFORMATION": "TIME_DYNAMIC_ZONE_INFORMATION"}
ABBREVIATED = {"TEB", "PEB", "RTL_USER_PROCESS_PARAMETERS", "LDR_DATA_TABLE_ENTRY", "PEB_LDR_DATA", "CLIENT_ID",
               "OBJECT_ATTRIBUTES"}


def run_clang(arguments, source):
    command = [CLANG, "-x", "c", "-", "-fsyntax-only", "-w", "-Xclang", "-fdump-record-layouts-complete", *arguments]
    done = subprocess.run(command, input=source, capture_output=True, text=True)
    if done.returncode:
        sys.exit("abi: clang failed:\n" + done.stderr[-3000:])
    return done.stdout


class Names:
    """The typedef name of an unnamed record, found by where it stands."""

    def __init__(self):
        self.files = {}

    def at(self, path, line):
        if path not in self.files:
            try:
                self.files[path] = open(path, encoding="utf-8", errors="replace").read().split("\n")
            except OSError:
                self.files[path] = []
        depth, opened = 0, False
        for text in self.files[path][line - 1:line + 400]:
            if depth == 0 and not opened and not re.search(r"\b(struct|union)\b", text):
                return None
            for at, char in enumerate(text):
                if char == "{":
                    depth, opened = depth + 1, True
                elif char == "}":
                    depth -= 1
                    if depth == 0:
                        match = re.match(r"\s*(?:__attribute__\(\(.*?\)\)+\s*)?(?:__C89_NAMELESS\w*\s*)?(\w+)", text[at + 1:])
                        return match[1] if match else None


def layouts(arguments, source):
    """name -> (size, {field: offset}) of every record in the translation unit."""
    found, names = {}, Names()
    for block in run_clang(arguments, source).split("*** Dumping AST Record Layout")[1:]:
        lines = [line for line in block.split("\n") if "|" in line]
        head = re.match(r"\s*0 \| (struct|union) (.*?)\s*$", lines[0])
        size = re.search(r"\[sizeof=(\d+)", lines[-1])
        if not head or not size:
            continue
        name = head[2]
        unnamed = re.match(r"\((?:unnamed|anonymous)[^)]* at (.*):(\d+):\d+\)$", name)
        if unnamed:
            name = names.at(unnamed[1], int(unnamed[2]))
            if not name:
                continue
        fields, through = {}, [0]  # depths at which members belong to the record itself
        for line in lines[1:-1]:
            match = re.match(r"\s*(\d+)(?::\S+)? \|( +)(.*)$", line)
            if not match:
                continue
            depth = (len(match[2]) - 1) // 2
            through = [d for d in through if d < depth]
            if through != list(range(depth)):
                continue
            member = match[3].rstrip()
            if re.search(r"\((unnamed|anonymous)[^)]*\)$", member):
                through.append(depth)
            else:
                fields[member.split()[-1]] = int(match[1])
        found[name.lstrip("_")] = (int(size[1]), fields)
    return found


def compare(bits, ours, theirs, complain):
    matched = 0
    for name, (size, fields) in sorted(ours.items()):
        their_name = THEIR_NAME.get(name, name).replace("%d", str(bits))
        if their_name not in theirs and "tag" + name in theirs:
            their_name = "tag" + name
        if their_name not in theirs:
            if name not in OURS:
                complain("%s: no such structure in mingw-w64's headers" % name)
            continue
        matched += 1
        their_size, their_fields = theirs[their_name]
        if size != their_size and name not in ABBREVIATED:
            complain("%s: %d bytes, not %d" % (name, size, their_size))
        for field, offset in fields.items():
            if field.startswith("Reserved") or field not in their_fields:
                continue
            if their_fields[field] != offset:
                complain("%s.%s at %d, not %d" % (name, field, offset, their_fields[field]))
    return matched


def main():
    headers = sorted(glob.glob(os.path.join(ROOT, "include/win/*.h")))
    own_source = "".join('#include "%s"\n' % path for path in headers)
    their_source = "#define WIN32_NO_STATUS\n#define _WIN32_WINNT 0x0A00\n#define PSAPI_VERSION 2\n" + "".join(
        "#if __has_include(<{0}>)\n#include <{0}>\n#endif\n".format(h if h.endswith(".h") else h + ".h")
        for h in HEADERS)
    errors, matched = [], 0
    for bits, machine, own in ((64, "x86_64", "-m64"), (32, "i686", "-m32")):
        include = ["-I" + os.path.join(ROOT, "include")]
        mine = layouts([own, "-D_GNU_SOURCE", *include], own_source)
        ours = {name: layout for name, layout in mine.items() if is_declared_here(name, headers)}
        theirs = layouts(["--target=%s-w64-windows-gnu" % machine], their_source)
        matched += compare(bits, ours, theirs, lambda text: errors.append("%d-bit: %s" % (bits, text)))
    for error in errors:
        print(error)
    print("abi: %d structures compared, %d disagree" % (matched, len(errors)))
    return 1 if errors or not matched else 0


DECLARED = {}


def is_declared_here(name, headers):
    if not DECLARED:
        for path in headers:
            text = open(path, encoding="utf-8").read()
            for match in re.finditer(r"^}\s*(?:__attribute__\(\(.*?\)\)+\s*)?(\w+)", text, re.M):
                DECLARED[match[1].lstrip("_")] = path
            for match in re.finditer(r"^(?:typedef )?(?:struct|union) (\w+) {", text, re.M):
                DECLARED[match[1].lstrip("_")] = path
    return name in DECLARED


if __name__ == "__main__":
    sys.exit(main())
