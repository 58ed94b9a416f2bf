#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Searches the model of the wait protocol in full, in several small configurations, and checks that mutants fail.

    model.py                     all
    model.py SCENE [-DMUTANT]    one scene; what spin made of it, an error's trail too, stays in the folder shown

A scene says who waits for what, who signals, and how many of them may be killed.
"""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile

MEMORY = 450  # MiB, each of two at a time

# name: (parties, kills, kinds of the two objects, scene)
SCENES = {
    # Two signals and two waiters with time-outs: who is let in, and by whom, may race.
    "semaphore": (4, 0, "SEMAPHORE AUTO", "Any(0,0,1,0,1) Any(1,0,1,0,1) Signal(2,SET,0) Signal(3,SET,0)"),
    "semaphore, killed": (3, 1, "SEMAPHORE AUTO", "Any(0,0,1,0,1) Any(1,0,1,1,1) Signals(2,SET,0,SET,0)"),
    "killed in recovery": (3, 2, "SEMAPHORE AUTO", "Any(0,0,1,0,1) Any(1,0,1,1,1) Signals(2,SET,0,SET,0)"),
    "lasting": (3, 0, "AUTO AUTO", "Any(0,0,1,1,1) Any(1,0,1,1,1) Signals(2,SET,0,SET,0)"),
    # A waiter on both takes one signal and leaves the other; and may be served by two at once.
    "any of two": (3, 1, "AUTO AUTO", "Any(0,0,2,1,1) Any(1,1,1,0,1) Signals(2,SET,0,SET,1)"),
    "any, two signalers": (3, 1, "AUTO AUTO", "Any(0,0,2,0,1) Signal(1,SET,0) Signal(2,SET,1)"),
    # A record that is used again, entry 0 for the other object, while somebody may still name it.
    "waits again": (3, 1, "AUTO AUTO", "Any(0,0,1,0,2) Signal(1,SET,0) Signal(2,SET,0)"),
    "all": (3, 1, "AUTO AUTO", "All(0,0,0,1) Any(1,0,1,1,1) Signals(2,SET,0,SET,1)"),
    "all, two signalers": (3, 1, "AUTO SEMAPHORE", "All(0,1,1,1) Signal(1,SET,0) Signal(2,SET,1)"),
    "all, killed in recovery": (3, 2, "AUTO AUTO", "All(0,0,1,1) Signal(1,SET,0) Signal(2,SET,1)"),
    "all against all": (3, 1, "AUTO AUTO", "All(0,0,1,1) All(1,1,0,1) Signals(2,SET,0,SET,1)"),
    "mutex": (3, 1, "MUTEX AUTO", "Any(0,0,1,0,1) Any(1,0,1,1,1) Any(2,0,1,1,1)"),
    "mutex, twice": (2, 2, "MUTEX AUTO", "Any(0,0,1,0,2) Any(1,0,1,1,2)"),
    "mutex and event": (3, 1, "MUTEX AUTO", "All(0,0,1,1) Any(1,0,1,1,1) Signal(2,SET,1)"),
    "set and reset": (3, 1, "MANUAL AUTO", "Any(0,0,1,1,1) Any(1,0,1,0,1) Signals(2,SET,0,RESET,0)"),
    "pulse": (3, 1, "MANUAL AUTO", "Any(0,0,1,0,1) Any(1,0,1,1,1) Signal(2,PULSE,0)"),
    "pulse, automatic": (3, 1, "AUTO AUTO", "Any(0,0,1,0,1) Any(1,0,1,1,1) Signals(2,PULSE,0,SET,0)"),
    "pulse for all": (3, 1, "MANUAL AUTO", "All(0,0,1,1) Any(1,0,1,0,1) Signals(2,SET,1,PULSE,0)"),
}

# What each part of the protocol is for: without it, that scene fails.
MUTANTS = (
    ("WITHOUT_REPAIR", "semaphore, killed"),
    ("WITHOUT_REBUILD", "semaphore, killed"),
    ("WITHOUT_LIVENESS", "semaphore, killed"),
    ("WITHOUT_ORDER", "waits again"),
    ("WITHOUT_SLICES", "semaphore, killed"),
    ("WITHOUT_CLAIM", "semaphore"),
    ("WITHOUT_WAKE", "lasting"),
    ("WITHOUT_5", "waits again"),
    ("WITHOUT_INDEX", "any, two signalers"),
    ("WITHOUT_PULSE_FLAG", "pulse"),
    ("WITHOUT_SECOND_JOURNAL", "all, two signalers"),
    ("DROPPED", "all, two signalers"),
)


HERE = os.path.dirname(os.path.abspath(__file__))


def search(scene, mutant=None, folder=None):
    """The number of states, and the error or None."""
    parties, kills, kinds, who = SCENES[scene]
    with tempfile.TemporaryDirectory() as own:
        at = folder or own
        kind0, kind1 = kinds.split()
        with open(os.path.join(at, "scene.pml"), "w", encoding="utf-8") as out:
            out.write("#define PARTIES %d\n#define KILLS %d\n#define KIND0 %s\n#define KIND1 %s\n" % (
                parties, kills, kind0, kind1))
            out.write("#define RUN %s\n" % "; ".join("run " + one for one in who.split()))
            out.write("#define %s\n" % mutant if mutant else "")
            for part in "protocol.pml", "parties.pml":
                out.write(open(os.path.join(HERE, part), encoding="utf-8").read())
        subprocess.run(["spin", "-a", "scene.pml"], cwd=at, check=True, stdout=subprocess.DEVNULL)
        # Without optimisation: the compiler would take longer than the search.
        subprocess.run(["gcc", "-O0", "-w", "-DSAFETY", "-DCOLLAPSE", "-DMEMLIM=%d" % MEMORY, "-o", "pan", "pan.c"],
                       cwd=at, check=True)
        text = subprocess.run(["./pan", "-m100000", "-w20"], cwd=at, capture_output=True, text=True).stdout
    states = re.search(r"(\d+) states, stored", text)
    complete = re.search(r"errors: 0", text) and "Search not completed" not in text and "out of memory" not in text
    error = re.search(r"^pan:\d+: (.*?)(?: \(at depth|$)", text, re.M)
    return int(states.group(1)) if states else 0, None if complete else error.group(1)[:160] if error else text[-400:]


def main(argv):
    if len(argv) > 1:
        folder = tempfile.mkdtemp(prefix="decant-model-")
        print(search(argv[1], argv[2][2:] if len(argv) > 2 else None, folder), folder)
        return 0
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        good = {scene: pool.submit(search, scene) for scene in SCENES}
        bad = {pair: pool.submit(search, pair[1], pair[0]) for pair in MUTANTS}
        for scene, run in good.items():
            states, error = run.result()
            print("%-26s %9d states  %s" % (scene, states, error or "sound"))
            failures += error is not None
        for (mutant, scene), run in bad.items():
            states, error = run.result()
            found = error is not None and re.match("assertion violated|invalid end state", error)
            print("%-26s in %s: %s" % (mutant, scene, "found" if found else "NOT FOUND: %s" % error))
            failures += not found
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
