#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""7-Zip's 7za.exe (7zip-bin, x64) does real work, and the native 7za of the same package checks it.

    sevenzip.py round_trip | formats | pipes | listing | failures | interrupt | tree
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import DECANT, check, decant, run, same_tree, tool  # noqa: E402
import tree  # noqa: E402

EXE = tool("7zip-bin@5.2.0", "win", "x64", "7za.exe")
NATIVE = tool("7zip-bin@5.2.0", "linux", "x64", "7za")


def native(*words, **options):
    return run([NATIVE, *words], **options)


def za(*words, **options):
    return decant(EXE, *words, **options)


def unpack_both_ways(scratch, source, archive, password=()):
    """What decant packed is unpacked by the native program and by decant; both must equal the source."""
    for name, extract in (("native", native), ("decant", za)):
        out = os.path.join(scratch, "out-" + name)
        extract("x", "-y", *password, "-o" + out, archive)
        same_tree(source, os.path.join(out, os.path.basename(source)))
        run(["rm", "-rf", out])


def small_tree(scratch):
    source = os.path.join(scratch, "source")
    os.makedirs(source)
    tree.make(source, files=120, total=3 << 20)
    return source


def round_trip(scratch):
    source = small_tree(scratch)
    for number, switches in enumerate((["-mmt1"], ["-mmt2"], ["-m0=LZMA2", "-mmt2", "-ms=off"], ["-m0=PPMd"], ["-mx=9"],
                                       ["-mx=0"], ["-m0=BZip2", "-mmt2"])):
        archive = os.path.join(scratch, "a%d.7z" % number)
        za("a", *switches, archive, source)
        unpack_both_ways(scratch, source, archive)
    # The other way round: packed by the native program.
    archive = os.path.join(scratch, "native.7z")
    native("a", "-mmt2", archive, source)
    za("t", archive)
    out = os.path.join(scratch, "back")
    za("x", "-y", "-o" + out, archive)
    same_tree(source, os.path.join(out, "source"))


def formats(scratch):
    source = small_tree(scratch)
    for extension, switches in (("zip", []), ("zip", ["-mm=Deflate64"]), ("zip", ["-psecret", "-mem=AES256"]),
                                ("tar", []), ("7z", ["-psecret"]), ("7z", ["-psecret", "-mhe=on"])):
        archive = os.path.join(scratch, "a%s.%s" % ("".join(switches).replace("=", ""), extension))
        password = [word for word in switches if word.startswith("-p")]
        za("a", *switches, archive, source)
        za("t", *password, archive)
        unpack_both_ways(scratch, source, archive, password)
    single = os.path.join(scratch, "one.txt")
    with open(single, "wb") as file:
        file.write(b"line\n" * 100000)
    for extension, tool in (("xz", "xz"), ("gz", "gzip"), ("bz2", "bzip2")):
        archive = single + "." + extension
        za("a", archive, single)
        za("t", archive)
        back = subprocess.run([tool, "-dc", archive], capture_output=True)
        check(back.stdout == open(single, "rb").read(), extension + ": the native tool reads something else")


def pipes(scratch):
    data = os.urandom(300_000) + b"text " * 100_000
    packed = za("a", "-txz", "-si", "-so", "x.xz", input=data).stdout
    back = subprocess.run(["xz", "-dc"], input=packed, capture_output=True).stdout
    check(back == data, "-si -so: xz reads something else")
    archive = os.path.join(scratch, "p.7z")
    za("a", "-siname.bin", archive, input=data)
    check(za("e", "-so", archive).stdout == data, "e -so gives something else")
    check(native("e", "-so", archive).stdout == data, "native e -so gives something else")


def paths(listing):
    """The paths in the output of `l -slt`."""
    return sorted(line[7:].strip().replace("\\", "/") for line in listing.split("\n") if line.startswith("Path = "))


def listing(scratch):
    source = small_tree(scratch)
    archive = os.path.join(scratch, "a.7z")
    za("a", archive, source)

    def inside(name):
        return paths(native("l", "-ba", "-slt", os.path.join(scratch, name)).stdout.decode())
    check(paths(za("l", "-ba", "-slt", archive).stdout.decode()) == inside("a.7z"), "the listings differ")
    # Wildcards, -r, exclude lists, file lists.
    names = [os.path.join(folder, name) for folder, _, files in os.walk(source) for name in files]
    za("a", "-r", os.path.join(scratch, "c.7z"), "*.c", cwd=source)
    listed = [line for line in inside("c.7z") if line.endswith(".c")]
    check(len(listed) == sum(name.endswith(".c") for name in names), "-r *.c packs %d files" % len(listed))
    za("a", os.path.join(scratch, "x.7z"), source, "-xr!*.txt", "-xr!*.bin")
    left = inside("x.7z")
    check(left and not any(name.endswith((".txt", ".bin")) for name in left), "-xr! packs what it should leave out")
    chosen = sorted(os.path.relpath(name, source) for name in names)[:9]
    with open(os.path.join(scratch, "list.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(chosen) + "\n")
    za("a", os.path.join(scratch, "l.7z"), "@" + os.path.join(scratch, "list.txt"), cwd=source)
    check(set(chosen) <= set(inside("l.7z")) | {os.path.basename(name) for name in inside("l.7z")} or
          len(inside("l.7z")) >= len(chosen), "@list packs too few")
    sums = za("h", "-scrcSHA256", os.path.join(source, chosen[0])).stdout.decode()
    expected = run(["sha256sum", os.path.join(source, chosen[0])]).stdout.decode().split()[0].lstrip("\\")
    check(expected.lower() in sums.lower(), "h -scrcSHA256 gives another sum")
    check(b"Tot:" in za("b", "1", "-mmt1", "-md18").stdout, "b prints no total")


def failures(scratch):
    source = small_tree(scratch)
    archive = os.path.join(scratch, "a.7z")
    za("a", "-mx=1", archive, source)
    # Damaged data: exit code 2 and an error for each file.
    data = bytearray(open(archive, "rb").read())
    for at in range(1000, 1400):
        data[at] ^= 0x55
    broken = os.path.join(scratch, "broken.7z")
    with open(broken, "wb") as file:
        file.write(data)
    done = za("t", broken, code=2)
    check(b"ERROR" in done.stdout + done.stderr, "a damaged archive is reported without ERROR")
    with open(broken, "wb") as file:
        file.write(data[:300])
    za("t", broken, code=2)
    za("t", os.path.join(scratch, "missing.7z"), code=2)
    secret = os.path.join(scratch, "secret.7z")
    za("a", "-pright", secret, os.path.join(source, "d01"))
    done = za("t", "-pwrong", secret, code=2)
    check(b"Wrong password" in done.stdout + done.stderr, "a wrong password is not called that")
    za("a", code=7)  # a wrong command line
    # A full disk.
    with open("/dev/full", "wb") as full:
        done = run([DECANT, EXE, "e", "-so", archive], code=2, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    check(b"space" in done.stderr or b"ERROR" in done.stderr, "a full standard output is not reported: %r" % done.stderr)
    mount = os.path.join(scratch, "small")
    os.makedirs(mount)
    mounted = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", mount],
                                                   capture_output=True).returncode == 0
    if mounted:
        try:
            done = za("x", "-y", "-o" + mount, archive, code=2)
            check(b"space" in done.stdout + done.stderr, "a full disk is not called that")
        finally:
            run(["umount", mount])


def interrupt(scratch):
    source = os.path.join(scratch, "source")
    os.makedirs(source)
    with open(os.path.join(source, "big"), "wb") as file:
        file.write(os.urandom(96 << 20))
    process = subprocess.Popen([DECANT, EXE, "a", "-mx=9", "-mmt2", os.path.join(scratch, "a.7z"), source],
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    time.sleep(1.5)
    check(process.poll() is None, "7za ended before it was interrupted")
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    check(process.returncode == 255, "Ctrl+C ends with %d, not 255" % process.returncode)
    check(b"Break" in out, "Ctrl+C is not reported: %r" % out[-300:])
    check(not [name for name in os.listdir(scratch) if name != "source"], "a temporary archive is left behind")


def whole_tree(scratch):
    """At least 2,000 files and 100 MB, there and back."""
    source = os.path.join(scratch, "source")
    os.makedirs(source)
    tree.make(source)
    archive = os.path.join(scratch, "a.7z")
    za("a", "-mx=3", "-mmt2", archive, source)
    out = os.path.join(scratch, "out")
    za("x", "-y", "-o" + out, archive)
    count = same_tree(source, os.path.join(out, "source"))
    check(count > 2000, "only %d entries" % count)
    native("t", archive)
    run(["rm", "-rf", out, archive])
    native("a", "-mx=1", "-mmt2", archive, source)
    za("x", "-y", "-o" + out, archive)
    same_tree(source, os.path.join(out, "source"))


TESTS = {"round_trip": round_trip, "formats": formats, "pipes": pipes, "listing": listing, "failures": failures,
         "interrupt": interrupt, "tree": whole_tree}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in TESTS:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory(prefix="decant-7z-") as folder:
        TESTS[sys.argv[1]](folder)
