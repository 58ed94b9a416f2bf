# SPDX-License-Identifier: MIT
"""A session of a test's own: its named objects are nobody else's, and their arena is removed at the end."""
import atexit
import os


def environment(name):
    session = "%s-%d" % (name, os.getpid())
    number = 2166136261
    for byte in session.encode():
        number = (number ^ byte) * 16777619 & 0xFFFFFFFF

    def remove():
        for folder in ("/dev/shm", "/tmp"):
            try:
                os.remove("%s/decant-%d-arena1-%08x" % (folder, os.geteuid(), number))
            except FileNotFoundError:
                pass
    atexit.register(remove)
    return dict(os.environ, DECANT_SESSION=session)
