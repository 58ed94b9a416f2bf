#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`./dev fuzz TARGET [SECONDS]`: builds and runs a libFuzzer target with its seed corpus.

    fuzz.py BUILD TARGET [SECONDS]

tests/fuzz/<target>_fuzz.c holds LLVMFuzzerTestOneInput and, in lines `// uses: FILE...`, the sources that it tests
(relative to the root); `// flags: ...` adds compiler flags. tests/fuzz/corpus/<target>/ holds the committed seeds;
tests/fuzz/seeds.py, if it knows the target, makes more of them in the build folder. A crash leaves its input
there, and the test fails.
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main(argv):
    if len(argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    build, target = os.path.abspath(argv[1]), argv[2]
    seconds = argv[3] if len(argv) > 3 else "60"
    source = os.path.join(ROOT, "tests", "fuzz", target + "_fuzz.c")
    if not os.path.exists(source):
        known = sorted(f[:-7] for f in os.listdir(os.path.dirname(source)) if f.endswith("_fuzz.c"))
        print("fuzz: no target '%s' (there are: %s)" % (target, " ".join(known)), file=sys.stderr)
        return 2
    text = open(source, encoding="utf-8").read()
    uses = [os.path.join(ROOT, path) for words in re.findall(r"// uses: (.*)", text) for path in words.split()]
    flags = [flag for words in re.findall(r"// flags: (.*)", text) for flag in words.split()]
    folder = os.path.join(build, "fuzz", target)
    corpus = os.path.join(folder, "corpus")
    os.makedirs(corpus, exist_ok=True)
    binary = os.path.join(folder, target)
    subprocess.run(["clang-14", "-g", "-O1", "-std=gnu11", "-D_GNU_SOURCE", "-fno-strict-aliasing", "-w",
                    "-fsanitize=fuzzer,address,undefined", "-fno-sanitize=alignment", "-fno-sanitize-recover=all",
                    "-I", os.path.join(ROOT, "include"), "-I", os.path.join(ROOT, "loader"),
                    "-I", os.path.join(ROOT, "libs/ntdll"), "-I", ROOT, *flags, source, *uses, "-o", binary],
                   check=True)
    seeds = os.path.join(ROOT, "tests", "fuzz", "seeds.py")
    if os.path.exists(seeds):
        subprocess.run([sys.executable, seeds, build, target, corpus], check=True)
    committed = os.path.join(ROOT, "tests", "fuzz", "corpus", target)
    command = [binary, "-max_total_time=" + seconds, "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
               "-artifact_prefix=" + folder + "/", corpus]
    if os.path.isdir(committed):
        command.append(committed)
    result = subprocess.run(command, capture_output=True, text=True, errors="replace")
    lines = result.stderr.strip().split("\n")
    print("\n".join(lines[-40:] if result.returncode else [text for text in lines if "number_of_executed" in text]))
    return 1 if result.returncode else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
