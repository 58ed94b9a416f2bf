#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes seeds for fuzz targets out of what the build has made anyway: seeds.py BUILD TARGET FOLDER."""
import os
import shutil
import subprocess
import sys

TINY = """
.section .text
.globl start
start: ret
.section .rsrc,"dr"
.long 0,0,0,0x10000, 10,0x80000018
.long 0,0,0,0x10000, 1,0x80000030
.long 0,0,0,0x10000, 1033,0x48
.rva data
.long 4,0,0
data: .ascii "abcd"
.section .drectve
.ascii " -export:start"
"""


def pe_seeds(build, folder):
    """Small images of each kind: the guest tests are some already; a tiny one is cheaper to mutate."""
    guest = os.path.join(build, "tests", "guest")
    images = sorted(f for f in os.listdir(guest) if f.endswith((".exe", ".dll"))) if os.path.isdir(guest) else []
    late = [name for name in images if name == "kernel32_delayed.exe"]  # delay-load descriptors
    for name in images[:12] + late:
        path = os.path.join(guest, name)
        seed = os.path.join(folder, name)
        if os.path.getsize(path) < 1 << 17 and not os.path.exists(seed):
            shutil.copyfile(path, seed)
            subprocess.run(["x86_64-w64-mingw32-strip", seed], check=False)
    seed = os.path.join(folder, "tiny.dll")
    if not os.path.exists(seed):
        source = os.path.join(folder, "..", "tiny.s")
        with open(source, "w", encoding="ascii") as file:
            file.write(TINY)
        subprocess.run(["x86_64-w64-mingw32-gcc", "-shared", "-nostdlib", "-s", "-Wl,-e,start", source, "-o", seed],
                       check=False)


def main(argv):
    if argv[2] == "pe":
        pe_seeds(argv[1], argv[3])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
