#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The rules of the two sides, on what the compiled objects leave undefined:

    check_symbols.py DEBTS STAMP ARCHIVE...   complains unless every breach is a line of DEBTS and every line a breach
    check_symbols.py --write DEBTS ARCHIVE... writes DEBTS

An archive's side is told by its name: libkernel.a is the kernel side, libborder.a the border, libcommon.a and
libloader.a are for both, every other one is a DLL of the user side. What each may use:

    user side     itself, common, loader, the border, and of the C library what has no state, no lock, no allocation
    kernel side   itself, common, loader, the border, all of the C library; nothing of libs/
    common        itself and loader, and of the C library what the user side may use
    border        the kernel side

A line of DEBTS is `archive symbol`. It is what is still to be mended: lines go, none comes.
"""
import os
import re
import subprocess
import sys

# Of the C library: pure functions alone. Everything else has state of its own, a lock, memory, or is Linux.
PURE = re.compile(
    r"mem(ccpy|chr|cmp|cpy|mem|move|pcpy|rchr|set)|str(n?cpy|n?cat|n?cmp|n?len|r?chr|p?brk|c?spn|str|chrnul|tok_r)|stpn?cpy|rawmemchr|"
    r"explicit_bzero|"
    r"strn?casecmp|gmtime_r|abs|labs|l?div|"
    r"_GLOBAL_OFFSET_TABLE_|__(u?(div|mod)[dt]i[34]|u?divmod[dt]i4|popcount[dt]i2|cpu_model|cpu_indicator_init|mul[sd]c3)|"
    r"_?_?ehdr_start|__executable_start|_?etext|_?end|_?edata|__start_\w+|__stop_\w+|_DYNAMIC|__dso_handle")
MATHS = re.compile(
    r"(a?(cos|sin|tan)h?|atan2|cbrt|ceil|copysign|erfc?|exp[2m]?1?|fabs|fdim|floor|fma|fmax|fmin|fmod|frexp|hypot|ilogb|"
    r"j[01n]|y[01n]|ldexp|lgamma|tgamma|ll?rint|ll?round|log(10|1p|2|b)?|modf|nan|nearbyint|nextafter|nexttoward|pow|"
    r"remainder|remquo|rint|round|scalbl?n|sincos|sqrt|trunc|exp10)[fl]?|fe(clearexcept|getenv|getround|setenv|setround|"
    r"testexcept|holdexcept|raiseexcept|updateenv|getexceptflag|setexceptflag)|__(fpclassify|isnan|isinf|signbit|finite)[fl]?|"
    r"__fe\w+|c(exp|log(10)?|sqrt|pow|abs|arg|proj|conj|a?(sin|cos|tan)h?)[fl]?|lgammaf?_r")
# The process environment block: guest memory that both sides know by name.
SHARED = {"process_peb"}
SIDES = {"libkernel.a": "kernel", "libborder.a": "border", "libcommon.a": "common", "libloader.a": "common"}
MAY_USE = {"user": ("user", "common", "border"), "kernel": ("kernel", "common", "border"), "common": ("common",),
           "border": ("border", "kernel", "common", "user")}


def side_of(archive):
    return SIDES.get(os.path.basename(archive), "user")


def symbols(archive):
    """What the archive defines for others, and what its objects leave to others."""
    out = subprocess.run(["nm", "-A", "-p", archive], check=True, capture_output=True, text=True).stdout
    defined, undefined = set(), set()
    for line in out.splitlines():
        words = line.split(":", 2)[-1].split()
        if len(words) == 2 and words[0] in "Uwv":
            undefined.add(words[1])
        elif len(words) == 3 and words[1] in "TDBRVWCi":
            defined.add(words[2])
    return defined, undefined


def breaches(archives):
    owner, wanted = {}, {}
    for archive in archives:
        defined, undefined = symbols(archive)
        wanted[archive] = undefined - defined
        for symbol in defined:
            owner.setdefault(symbol, set()).add(side_of(archive))
    found = set()
    for archive, names in wanted.items():
        side = side_of(archive)
        for name in names - SHARED:
            if name in owner:
                allowed = owner[name] & set(MAY_USE[side])
            else:
                allowed = side in ("kernel", "border") or PURE.fullmatch(name) or MATHS.fullmatch(name)
            if not allowed:
                found.add("%s %s" % (os.path.basename(archive)[3:-2], name))
    return found


def main(argv):
    if argv[1] == "--write":
        with open(argv[2], "w", encoding="utf-8") as file:
            file.write("".join(line + "\n" for line in sorted(breaches(argv[3:]))))
        return 0
    with open(argv[1], encoding="utf-8") as file:
        debts = set(file.read().split("\n")) - {""}
    found = breaches(argv[3:])
    for line in sorted(found - debts):
        print("%s: not on its side of the border (kernel/README.md)" % line, file=sys.stderr)
    for line in sorted(debts - found):
        print("%s: no breach any more, so the line goes from %s" % (line, argv[1]), file=sys.stderr)
    if found != debts:
        return 1
    with open(argv[2], "w", encoding="utf-8") as file:
        file.write("%d debts\n" % len(debts))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
