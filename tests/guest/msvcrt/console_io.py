# SPDX-License-Identifier: MIT
"""console_io.py DECANT PROGRAM: runs the program on a terminal of its own and plays its user.

A line "?WORD" of the program is answered with the keys that KEYS has for the word. The program's exit code counts
what it found wrong itself; what it wrote is looked at here."""
import os
import pty
import select
import subprocess
import sys
import termios
import time

KEYS = {
    "a": b"a", "b": b"b", "c": b"c", "up": b"\x1b[A", "accent": "\u00e9".encode(), "enter": b"\r",
    "line": b"hello\n", "scan": b"12 abc\r", "end": b"",
}
EDITED = {"a", "line", "end"}  # typed while the terminal edits lines, as it does unless a key is waited for


def session(command):
    """The exit code, what the terminal showed, and what came over standard error."""
    master, slave = pty.openpty()
    errors, errors_in = os.pipe()
    process = subprocess.Popen(
        ["setsid", "--ctty", "--wait"] + command, stdin=slave, stdout=slave, stderr=errors_in)
    os.close(errors_in)
    seen, said, answered, deadline = b"", b"", 0, time.monotonic() + 50
    while time.monotonic() < deadline:
        ready, _, _ = select.select([master, errors], [], [], 0.01)
        if master in ready:
            seen += os.read(master, 4096)
        if errors in ready:
            more = os.read(errors, 4096)
            said += more
            if not more:  # the program has ended
                process.wait()
                ready = []
        if not ready and process.poll() is not None:
            break
        while (start := seen.find(b"?", answered)) >= 0 and (end := seen.find(b"\n", start)) >= 0:
            word = seen[start + 1:end].strip().decode()
            edited = termios.tcgetattr(slave)[3] & termios.ICANON
            if edited and word not in EDITED:
                break  # it does not wait for keys yet: the terminal would echo them
            answered = end
            os.write(master, KEYS[word])
    code = process.poll()
    if code is None:
        os.close(master)  # hangs up
        process.kill()
        process.wait()
    os.close(slave)
    while select.select([errors], [], [], 0)[0] and (more := os.read(errors, 4096)):
        said += more
    return code, seen.decode(errors="replace"), said.decode(errors="replace")


def main(decant, program):
    # In between stands a shell, so that the program's standard handles are no terminal.
    code, seen, said = session(["sh", "-c", 'exec "$0" "$1" < /dev/null > /dev/null', decant, program])
    sys.stderr.write(said)
    echoed = seen[seen.find("{"):seen.find("}")]
    found = {
        "exit code": (code, 0),
        "[abc42]": (seen.count("[abc42]"), 16),
        "[42abc]": (seen.count("[42abc]"), 8),
        "text": ("<\u4e2d\u00e9>" in seen, True),
        "echo of b and c": ("\nb?c" in echoed and echoed.endswith("\nc"), True),
        "echo of scanned text": (seen.count("12 abc"), 8),
    }
    wrong = [f"{what}: {got}, not {wanted}" for what, (got, wanted) in found.items() if got != wanted]
    if wrong:
        sys.exit("\n".join(wrong) + f"\nthe terminal showed: {seen!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
