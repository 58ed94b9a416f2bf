# SPDX-License-Identifier: MIT
"""What the app tests share: packages by name and version, decant, comparing.

A package comes from npm (`npm pack`), is kept in $XDG_CACHE_HOME/decant/packages (or DECANT_PACKAGES) and its SHA-512
is checked each time. Where it cannot be had the test ends with 77, which the runner counts as skipped, or as failed
under CI.
"""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DECANT = os.path.abspath(os.environ.get("DECANT", os.path.join(ROOT, "build", "decant")))
CACHE = os.environ.get("DECANT_PACKAGES") or os.path.join(
    os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "decant", "packages")
SKIPPED = 77

# name@version: SHA-512 of the tarball
PACKAGES = {
    "7zip-bin@5.2.0":
        "ba44cf561a86e2337332ba36a80f4748249254937768deed95bfa17ea602b77111d325aba1e036551dfc30dace1cb43f7158fe0da20c69dd"
        "24142b565a8c21fc",
    "@biomejs/cli-linux-x64@2.5.15":
        "c44e22116ff72ea9588fd185806ac5b05487e7574412951b61605f78ebf4abced69140f12b6a3f1e1ade49beea309a9c93bd1154ce8b83de"
        "a181e75c01870e90",
    "@biomejs/cli-win32-x64@2.5.15":
        "c80ce1e14a8422657a1dccb4ce352a35f240b148680fae0505009d4c6f0c77f676c107953ff6662775d1600b3583c27d7e34c5ca5d9f0ad7"
        "39141e6d8a5e3bfa",
    "@esbuild/linux-x64@0.28.2":
        "e314d9af5154992a105b85c85a68addedcd0ad44d933e3773f45d5f3144e298179d177c8ef178ef74fb56d9bcdc3122e7d0f610d0551247e"
        "588603d517c03f1d",
    "@esbuild/win32-x64@0.28.2":
        "e5e6e9c6bde758cceb2ffae7508ef9e4992e79ed1b1cbfc6ab459317d96f729bfbdf0029e5ebbc31f0548162bd6e15af6638fbc97f1eb5ff"
        "fcb48f0d7b2ebde6",
    "@ffmpeg-installer/linux-x64@4.1.0":
        "6390568462d4fd6a508ce02b3488170f7cf99b1c5d57c738d42f94d799ec139c85f2d55c74219eb79ccfb39672dd36ba6d4ee1686a48cebc"
        "aeb6a086400fd6f0",
    "@ffprobe-installer/linux-x64@5.2.0":
        "0f751ea932d83cdb3ba4158f2d46067a13dd455a94f1e002a31e0e672de965465ab71c9ed982a5bc1c047da2dd2f5bf667814e0252d4866b"
        "34918f26f24a9244",
    "@ffprobe-installer/win32-x64@5.1.0":
        "8cc198780824add9f87b6bef62dfea6a4807444dc23e3bb86e7e5399d3dfa009b50655f5998f5cc8c77c81fe6f4b323c807f19ab95900320"
        "2499e917ffc4d24e",
    "@typescript/native-preview-linux-x64@7.0.0-dev.20260707.2":
        "76ed1dce2eb2f7b3e8e6f0cd74f253cb28a31c2a5a4b6d892d19ca64425704368ef60088ca63afff9410a24151b8e9509b46d69778bd3c5e"
        "0e55d18feae00e40",
    "@typescript/native-preview-win32-x64@7.0.0-dev.20260707.2":
        "0cbe2edbbb2dbf47e8ef5b1584ecc74b013e60c66c6c18a3548fa483974b0cb8a5487efd5854c9f11490e3abc9ac232df868e5bff24e64fd"
        "4fb8b2437e2a1879",
    "@vscode/ripgrep-linux-x64@1.18.0":
        "990ddb56b5299c3dafb3b413d2f5fdd0bb7472752ae3aeee16d124b4876c249996dbde91a1250b446a968331b500ac720693430fa97864ee"
        "2a29fe928320b6dd",
    "@vscode/ripgrep-win32-x64@1.18.0":
        "28d3efb4496576a20b1dd9c07adba33daa3090d6e9a89cb7b2c20618de85e8abdef508be9cd2c8d83374d4ef372630845506c2ce5f0ebf74"
        "19f44a2fdc147c0e",
    "bootstrap@5.3.3":
        "f072c2756832a0c82e48ef68f9a1fe8ae67e6a1b7e9b35b4bb71c833356eed2aeba6fec4041c539eb165482b24c1d635f843854129bbb8c2"
        "613501e474f7268e",
    "core-js@3.38.1":
        "38fdf9694a2b6d4dd9be5c7ba63b0576ed6b18d9c3e29830fc25a8633458dedd84ce8553eec84a1d8d5d940cb77f8d5c1883bb6433d08a68"
        "461539446241bf1f",
    "date-fns@4.1.0":
        "524ab4a306d05f16bf537106b6c755064475c3b28e43980806a747da192f927cd93d8bc1c5bfda6ba13c2fbb668c5b64c1906edd45c16e32"
        "203e8fc4cf8c5a36",
    "google-closure-compiler-linux@20261015.0.0":
        "542855e2d550a57a7938eebb9128d47b53571621639004177c4f1703b8c1842c6d1f552c7f1584858c418e2544749588ccb57b61f19d065c"
        "65408761baf7a1df",
    "google-closure-compiler-windows@20261015.0.0":
        "667afe39192c48997e3ade1835c3a803a651621367698e2314608759d1a6ea25031f2d4fbbbf5cc6a0b2335e14647f40f9b1db72f3dc0631"
        "246bb247fa8f1be6",
    "hermes-compiler@260318099.0.6":
        "bfa393e019b1e0054709dbb57bfc59518abf98467e334dbfedacfc9c66d7229003741a166522148f6816c6c3537309363bac5ff072eb8234"
        "4a734a7db3c67531",
    "lodash-es@4.17.21":
        "98a9c2f9027da56573bfe0b8fd4deb46c1daa457c7bd0168141f767b9db17b218c717ebf3a5225efc8ded6ef2f78fcd8652924a2030f276c"
        "a3c71b1bf3d731cb",
    "lodash@4.17.21":
        "bf690311ee7b95e713ba568322e3533f2dd1cb880b189e99d4edef13592b81764daec43e2c54c61d5c558dc5cfb35ecb85b65519e74026ff"
        "17675b6f8f916f4a",
    "ps-list@8.1.1":
        "38f4bd90425856688ee3cbbf07daa77aa86432f802c53f939b6f1508426985e4e997c709d1f7d94513604b99ab4114eb5f9c914e9689fa14"
        "4379e7d76269a8ad",
    "rcedit@4.0.1":
        "6d975a422df892b15686b0e7f8ee7771c043c34324013d9586eef94aa86dbe142ee0e3f214ce11a1585ec988954187638548ba109315590d"
        "2d47a6c221856452",
    "rescript@11.1.4":
        "d1b194d1ba1c8a18d20ba32c1374cc8c78d8d04529721cab444aae2d2f15b19de8852303f951d41308a611f077929048d6f624c375056775"
        "83f11dbc82ecff57",
    "rxjs@7.8.1":
        "000dd3563fb40368ae2284245842bfb6a16306ada3fba3cee98d3325cbf32c016110520edc72f4be5b3d8562e77196c001b2b499aafba19e"
        "15d3bf48fea3ccc6",
    "sass-embedded-linux-x64@1.105.0":
        "d61b17584d65c46aa4d561cf4f4d7dcb8f8253a253acab7242a4cd3abbe1b0e6fc38b64cadc7db5622fae5a53bab17d2cda62f1b14f6eddf"
        "6ab19c10eb7082c8",
    "sass-embedded-win32-x64@1.105.0":
        "9d8f6f14ef5e334de8d3423a6c0184fcd9120df06e21d077b51b91cb3c3d8c2e6cc9842e9e7099d4676e04d0d33909589dca0dcf425040d4"
        "deefd0f28ea78286",
}


def skip(reason):
    print("skipped: " + reason)
    sys.exit(SKIPPED)


def package(spec):
    """The folder `package/` of an npm package, fetched once."""
    folder = os.path.join(CACHE, spec.replace("/", "-").lstrip("@"))
    tarball = folder + ".tgz"
    if not os.path.exists(tarball):
        os.makedirs(CACHE, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            done = subprocess.run(["npm", "pack", "--loglevel=error", spec], cwd=scratch, capture_output=True, text=True)
            packed = os.listdir(scratch)
            if done.returncode or len(packed) != 1:
                skip("npm pack %s: %s" % (spec, " ".join(done.stderr.split())[:300]))
            os.replace(os.path.join(scratch, packed[0]), tarball)
    with open(tarball, "rb") as file:
        digest = hashlib.sha512(file.read()).hexdigest()
    if digest != PACKAGES[spec]:
        os.unlink(tarball)
        sys.exit("%s: its SHA-512 is %s, not the one that is written in apps.py" % (spec, digest))
    if not os.path.isdir(folder):
        scratch = tempfile.mkdtemp(dir=CACHE)
        with tarfile.open(tarball) as archive:
            archive.extractall(scratch)
        try:
            os.rename(scratch, folder)
        except OSError:  # another test was faster
            shutil.rmtree(scratch)
    return os.path.join(folder, "package")


def debian_source(name):
    """The unpacked upstream source of a Debian package, which apt verifies; fetched once, copied for each test."""
    folder = os.path.join(CACHE, "debian-" + name)
    if not os.path.isdir(folder):
        os.makedirs(CACHE, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            parts = os.path.join(scratch, "parts")
            os.makedirs(os.path.join(scratch, "lists", "partial"))
            os.makedirs(parts)
            for path in glob.glob("/etc/apt/sources.list") + glob.glob("/etc/apt/sources.list.d/*debian*"):
                with open(path) as file:
                    text = re.sub(r"^(Types: .*|deb )", lambda m: "deb-src " if m[1] == "deb " else "Types: deb-src", file.read(),
                                  flags=re.M)
                with open(os.path.join(parts, os.path.basename(path) + ("" if path.endswith("sources") else ".list")), "w") as out:
                    out.write(text)
            apt = ["apt-get", "-q", "-o", "Dir::Etc::sourcelist=/dev/null", "-o", "Dir::Etc::sourceparts=" + parts, "-o",
                   "Dir::State::Lists=" + os.path.join(scratch, "lists")]
            for words in (["update"], ["source", "--download-only", name]):
                done = subprocess.run(apt + words, cwd=scratch, capture_output=True, text=True)
                if done.returncode:
                    skip("apt-get %s: %s" % (" ".join(words), " ".join(done.stderr.split())[:300]))
            tarball = [path for path in glob.glob(os.path.join(scratch, "*.orig.tar.*")) if not path.endswith(".asc")][0]
            unpacked = os.path.join(scratch, "unpacked")
            shutil.unpack_archive(tarball, unpacked)
            names = os.listdir(unpacked)  # one folder, as a rule
            os.rename(os.path.join(unpacked, names[0]) if len(names) == 1 else unpacked, folder)
    return folder


def debian_package(name):
    """What a Debian package installs, unpacked into a folder; apt verifies it. Fetched once."""
    folder = os.path.join(CACHE, "debian-package-" + name)
    if not os.path.isdir(folder):
        os.makedirs(CACHE, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            download = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", name]
            done = subprocess.run(download, cwd=scratch, capture_output=True, text=True)
            if done.returncode:  # apt may not know its packages yet
                subprocess.run(["apt-get", "-q", "update"], capture_output=True)
                done = subprocess.run(download, cwd=scratch, capture_output=True, text=True)
            if done.returncode:
                skip("apt-get download %s: %s" % (name, " ".join(done.stderr.split())[:300]))
            unpacked = os.path.join(scratch, "unpacked")
            subprocess.run(["dpkg", "-x", glob.glob(os.path.join(scratch, "*.deb"))[0], unpacked], check=True)
            os.rename(unpacked, folder)
    return folder


def tool(spec, *path):
    """A program in a package, executable."""
    program = os.path.join(package(spec), *path)
    if not os.access(program, os.X_OK):
        os.chmod(program, 0o755)
    return program


def run(command, code=0, **options):
    """Runs a command; any other exit code than `code` (None: any) ends the test with its output."""
    options.setdefault("capture_output", True)
    done = subprocess.run([str(word) for word in command], **options)
    if code is not None and done.returncode != code:
        print("%s\nexit code %d, not %d" % (" ".join(map(str, command)), done.returncode, code))
        for stream in (done.stdout, done.stderr):
            if stream:
                print(stream[-3000:].decode(errors="replace") if isinstance(stream, bytes) else stream[-3000:])
        sys.exit(1)
    return done


def decant(*words, code=0, **options):
    return run([DECANT, *words], code, **options)


def same_tree(left, right, times=True, slack_ns=0):
    """Ends the test unless two folders hold the same names, contents and (files') times."""
    def listing(top):
        found = {}
        for folder, folders, files in os.walk(top):
            for name in folders + files:
                path = os.path.join(folder, name)
                found[os.path.relpath(path, top)] = path
        return found
    a, b = listing(left), listing(right)
    if set(a) != set(b):
        sys.exit("names differ: %s" % sorted(set(a) ^ set(b))[:10])
    for name in a:
        if os.path.isdir(a[name]) != os.path.isdir(b[name]):
            sys.exit("%s: folder against file" % name)
        if os.path.isdir(a[name]):
            continue
        with open(a[name], "rb") as one, open(b[name], "rb") as other:
            if one.read() != other.read():
                sys.exit("%s: contents differ" % name)
        difference = abs(os.stat(a[name]).st_mtime_ns - os.stat(b[name]).st_mtime_ns)
        if times and difference > slack_ns:
            sys.exit("%s: times differ by %d ns" % (name, difference))
    return len(a)


def check(condition, message):
    if not condition:
        sys.exit(message)
