# SPDX-License-Identifier: MIT
"""A session of a test's own: its named objects are nobody else's, and its arena lies in a folder that goes at the end."""
import atexit
import os
import shutil
import tempfile


def environment(name):
    runtime = tempfile.mkdtemp(prefix="decant-%s-" % name)
    atexit.register(shutil.rmtree, runtime)
    return dict(os.environ, DECANT_SESSION="%s-%d" % (name, os.getpid()), XDG_RUNTIME_DIR=runtime)
