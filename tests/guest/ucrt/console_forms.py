# SPDX-License-Identifier: MIT
"""console_forms.py DECANT PROGRAM: runs the program on a terminal of its own and plays its user, as console_io.py
of msvcrt does."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "msvcrt"))
import console_io  # noqa: E402


def main(decant, program):
    code, seen, said = console_io.session(["sh", "-c", 'exec "$0" "$1" < /dev/null > /dev/null', decant, program])
    sys.stderr.write(said)
    found = {
        "exit code": (code, 0),
        "[abc42]": (seen.count("[abc42]"), 8),
        "text": ("<\u00e9>" in seen, True),
        "echo of scanned text": (seen.count("12 abc"), 4),
    }
    wrong = [f"{what}: {got}, not {wanted}" for what, (got, wanted) in found.items() if got != wanted]
    if wrong:
        sys.exit("\n".join(wrong) + f"\nthe terminal showed: {seen!r}")


if __name__ == "__main__":
    main(*sys.argv[1:])
