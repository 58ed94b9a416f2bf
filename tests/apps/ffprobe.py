#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""ffprobe.exe (mingw, static, 18 imported DLLs) reports on media files; the JSON must equal a native ffprobe's."""
import difflib
import json
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from apps import check, decant, run, tool  # noqa: E402

EXE = tool("@ffprobe-installer/win32-x64@5.1.0", "ffprobe.exe")
NATIVE = tool("@ffprobe-installer/linux-x64@5.2.0", "ffprobe")
FFMPEG = tool("@ffmpeg-installer/linux-x64@4.1.0", "ffmpeg")


def same_report(words):
    ours = json.loads(decant(EXE, "-v", "error", "-of", "json", *words).stdout)
    theirs = json.loads(run([NATIVE, "-v", "error", "-of", "json", *words]).stdout)
    if ours != theirs:
        left, right = (json.dumps(report, indent=1, sort_keys=True).split("\n") for report in (ours, theirs))
        print("\n".join(list(difflib.unified_diff(right, left, "native", "decant", lineterm=""))[:60]))
        sys.exit(1)
    check(ours.get("streams"), "no stream is reported")


with tempfile.TemporaryDirectory(prefix="decant-ffprobe-") as folder:
    os.chdir(folder)
    sources = ["-v", "error", "-f", "lavfi", "-i", "testsrc=duration=2:size=160x120:rate=10", "-f", "lavfi", "-i",
               "sine=duration=2"]
    run([FFMPEG, *sources, "-c:v", "libx264", "-c:a", "aac", "-metadata", "title=Tést ≠", "c.mp4"])
    run([FFMPEG, *sources, "-c:v", "ffv1", "-c:a", "flac", "a ü.mkv"])
    same_report(["-show_streams", "-show_format", "c.mp4"])
    same_report(["-show_streams", "-show_format", "-show_chapters", "a ü.mkv"])
    same_report(["-show_streams", "-count_frames", "a ü.mkv"])
    same_report(["-show_streams", "-show_packets", "c.mp4"])
    missing = decant(EXE, "-v", "error", "none.mp4", code=1)
    check(b"No such file" in missing.stderr, "a missing file is not called that: %r" % missing.stderr)
    with open("c.mp4", "rb") as whole, open("cut.mp4", "wb") as cut:
        cut.write(whole.read(9000))
    check(decant(EXE, "-v", "error", "cut.mp4", code=None).returncode == run([NATIVE, "-v", "error", "cut.mp4"], code=None).returncode,
          "a damaged file ends otherwise than natively")
