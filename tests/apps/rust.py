#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A Rust program built with Debian's cross standard library (x86_64-pc-windows-gnu): panics that unwind and are caught
across threads, locks, channels, thread locals, files, links, the environment. The native build prints the same."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, run, skip  # noqa: E402

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rust", "main.rs")
TOPICS = ("unwinding", "threads", "files", "network", "processes")
RUSTC = ["/usr/bin/rustc", "--edition", "2021", SOURCE]  # Debian's: the target's library belongs to it

if not os.path.exists(RUSTC[0]):
    skip("no Debian rustc")
with tempfile.TemporaryDirectory(prefix="decant-rust-") as folder:
    os.chdir(folder)
    run([*RUSTC, "-o", "demo"])
    run([*RUSTC, "-o", "demo.exe", "--target", "x86_64-pc-windows-gnu", "-C", "linker=x86_64-w64-mingw32-gcc"])
    environment = dict(os.environ, DECANT_RUST="from outside", RUST_BACKTRACE="0")
    environment.pop("DECANT_NONE", None)
    for topic in TOPICS:
        printed = []
        for name, start in (("ours", lambda *words, **options: decant(os.path.join(folder, "demo.exe"), *words, **options)),
                            ("theirs", lambda *words, **options: run([os.path.join(folder, "demo"), *words], **options))):
            os.mkdir(name + topic)
            printed.append(start(topic, cwd=name + topic, env=environment).stdout.decode())
            check(not os.listdir(name + topic) or topic == "files", "%s leaves files behind" % topic)
        check(printed[0] == printed[1], "%s\ndecant:\n%s\nnative:\n%s" % (topic, *printed))
    text = "one\r\ntwo grüße\nthree\n".encode()
    for words, options, code in ((["echo"], {"input": text}, 0), (["echo"], {"input": b"x\xff\xfe\n"}, 0), (["panic"], {}, 101),
                                 (["unknown"], {}, 2)):
        ours = decant("demo.exe", *words, code=code, env=environment, **options)
        theirs = run(["./demo", *words], code=code, env=environment, **options)
        check((ours.stdout, ours.stderr) == (theirs.stdout, theirs.stderr), "%s: %r" % (words, ours))
    traced = decant("demo.exe", "panic", code=101, env=dict(environment, RUST_BACKTRACE="1")).stderr
    check(b"rust_begin_unwind" in traced and b"main::main" in traced, "no names in the stack trace: %r" % traced)
    for word in ("abort", "panic-in-drop"):
        done = decant("demo.exe", word, code=134, env=environment)  # as a native program that SIGABRT ends, in a shell
        check(b"0xC0000409" in done.stderr, "%s: %r" % (word, done.stderr))
