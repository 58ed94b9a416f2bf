# SPDX-License-Identifier: MIT
"""A tree of files to pack: sizes, contents and names of many kinds, the same on every run."""
import os
import random

UNICODE_NAMES = ["grüße.txt", "日本語のファイル.txt", "emoji 😀.bin", "Ελληνικά", "файл.dat", "a b  c.txt", "ñandú (1).md",
                 "100%.txt", "semi;colon,comma.txt", "[brackets]{braces}.txt", "'single' & more.txt", "-dash.txt", "@at.txt"]


def text(source, size):
    words = [bytes(source.choices(b"abcdefghijklmnopqrstuvwxyz", k=source.randint(2, 10))) for _ in range(400)]
    parts, length = [], 0
    while length < size:
        line = b" ".join(source.choices(words, k=12)) + b"\n"
        parts.append(line)
        length += len(line)
    return b"".join(parts)[:size]


def make(top, files=2000, total=100 << 20, seed=7):
    """Fills `top`: at least `files` files and `total` bytes, most of it text, some random, some empty or tiny."""
    source = random.Random(seed)
    blob = text(source, 4 << 20)
    written = 0
    for number in range(files):
        folder = os.path.join(top, "d%02d" % (number % 37), "sub%d" % (number % 5) if number % 3 else "")
        os.makedirs(folder, exist_ok=True)
        if number % 11 == 0:
            name = "%d %s" % (number, UNICODE_NAMES[number // 11 % len(UNICODE_NAMES)])
        else:
            name = "file%04d.%s" % (number, source.choice(["txt", "c", "bin", "DAT", "tar.gz"]))
        left = (total - written) // (files - number)
        size = [0, 1, 37, 4096, left * 2, left, left][number % 7] if number < files - 1 else max(0, total - written)
        start = source.randrange(len(blob) // 2)
        data = source.randbytes(size) if number % 13 == 0 else (blob[start:] + blob * (size // len(blob) + 1))[:size]
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(data)
        written += size
        # Whole even seconds, which every archive format can hold.
        stamp = 1_000_000_000 + 2 * source.randrange(300_000_000)
        os.utime(path, (stamp, stamp))
    os.makedirs(os.path.join(top, "empty folder", "inner"), exist_ok=True)
    return written
