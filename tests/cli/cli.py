#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""decant's own manners: usage, exit codes, one line of error, nothing on stdout, nothing created by a plain run.

    cli.py CASE      (DECANT, MINGW: the programs to use)
"""
import os
import pty
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile

DECANT = os.environ["DECANT"]
MINGW = os.environ.get("MINGW", "x86_64-w64-mingw32-gcc")


def decant(*words, **options):
    return subprocess.run([DECANT, *words], capture_output=True, text=True, errors="replace", timeout=60, **options)


def check(condition, message):
    if not condition:
        sys.exit(message)


def one_line(done, code, pattern=""):
    check(done.returncode == code, "exit code %d, not %d: %s" % (done.returncode, code, done.stderr))
    check(done.stdout == "", "on stdout: " + done.stdout)
    check(done.stderr.count("\n") == 1 and done.stderr.endswith("\n"), "not one line: %r" % done.stderr)
    check(re.search(pattern, done.stderr), "%r does not say %r" % (done.stderr, pattern))


def compile_program(source, name="a.exe", *flags):
    with open(name + ".c", "w", encoding="utf-8") as file:
        file.write(source)
    subprocess.run([MINGW, name + ".c", "-o", name, *flags], check=True)
    return "./" + name


def usage():
    for words in ([], ["check"], ["check", "a", "b"], ["path"], ["path", "-x", "y"], ["exports", "--xml"], ["--nonsense", "a.exe"]):
        done = decant(*words)
        one_line(done, 2, "usage")
    check(decant("--version").stdout.startswith("decant "), "--version")
    check("decant check" in decant("--help").stdout, "--help")


def not_started():
    one_line(decant("./missing.exe"), 127, "missing.exe.*No such file")
    os.mkdir("folder.exe")
    one_line(decant("./folder.exe"), 126, "folder.exe")

    def file(name, data, pattern, mode=0o644):
        with open(name, "wb") as out:
            out.write(data)
        os.chmod(name, mode)
        one_line(decant("./" + name), 126, name + ".*" + pattern)
    file("empty.exe", b"", "not a Windows program")
    file("script.exe", b"#!/bin/sh\necho no\n", "not a Windows program")
    file("dos.exe", b"MZ" + b"\0" * 200, "DOS")
    file("short.exe", b"MZ", "truncated|DOS")
    with open(compile_program("int main(void) { return 0; }", "good.exe"), "rb") as good:
        image = good.read()
    pe = struct.unpack_from("<I", image, 0x3C)[0]

    def patched(offset, form, value):
        data = bytearray(image)
        struct.pack_into(form, data, offset, value)
        return bytes(data)
    file("ne.exe", patched(pe, "<H", 0x454E), "16-bit")
    file("arm64.exe", patched(pe + 4, "<H", 0xAA64), "Arm64")
    file("ia64.exe", patched(pe + 4, "<H", 0x200), "processor")
    file("x86.exe", patched(pe + 4, "<H", 0x14C), "32-bit")
    file("driver.exe", patched(pe + 24 + 68, "<H", 1), "driver")
    file("efi.exe", patched(pe + 24 + 68, "<H", 10), "EFI")
    file("net.exe", patched(pe + 24 + 112 + 8 * 14, "<I", 0x2000), "\\.NET")
    file("cut.exe", image[:pe + 100], "truncated")
    file("half.exe", image[:4096], "truncated")
    file("overlap.exe", patched(pe + 24 + 240 + 40 + 12, "<I", 0x1000), "section")
    optional = pe + 24
    file("le.exe", patched(pe, "<H", 0x454C), "LE executable")
    file("library.exe", patched(pe + 22, "<H", struct.unpack_from("<H", image, pe + 22)[0] | 0x2000), "DLL")
    file("object.exe", patched(pe + 22, "<H", struct.unpack_from("<H", image, pe + 22)[0] & ~2), "not marked executable")
    file("optional.exe", patched(optional, "<H", 0x107), "optional header")
    file("alignment.exe", patched(optional + 32, "<I", 0x1001), "alignment")
    file("size.exe", patched(optional + 56, "<I", 0), "size")
    file("entry.exe", patched(optional + 16, "<I", 0x7FFFFFFF), "entry point")
    file("sections.exe", patched(pe + 6, "<H", 97), "96 sections")
    file("imports.exe", patched(optional + 112 + 8, "<I", 0x7FFFFFF0), "import.*outside")
    file("tls.exe", patched(optional + 112 + 8 * 9, "<I", 0x7FFFFFF0), "TLS.*outside")
    if os.geteuid():
        file("unreadable.exe", image, "ermission", mode=0)


def exit_codes():
    program = compile_program("#include <windows.h>\n#include <stdlib.h>\nint main(int c, char **v) "
                              "{ ExitProcess((UINT)strtoul(v[1], 0, 0)); }")
    for given, shown in (("0", 0), ("1", 1), ("255", 255), ("256", 255), ("257", 1), ("0xC0000005", 139), ("0xC0000094", 136),
                         ("0xC000001D", 132), ("0xC0000409", 134), ("0xC000013A", 130), ("0xC00000FD", 139), ("0xFFFFFFFF", 255)):
        code = decant(program, given).returncode
        check(code == shown, "ExitProcess(%s) gives %d, not %d" % (given, code, shown))


def crash():
    program = compile_program("int main(void) { *(volatile int *)16 = 1; return 0; }")
    done = decant(program)
    check(done.returncode == 139, "exit code %d, not 139" % done.returncode)
    check(done.stdout == "", "on stdout: " + done.stdout)
    check(re.search(r"0x[cC]0000005", done.stderr) and "a.exe+0x" in done.stderr, "no report: %r" % done.stderr)
    check("writ" in done.stderr and re.search(r"0x0*10\b", done.stderr), "the access is not described: %r" % done.stderr)
    check(done.stderr.count("\n") <= 16, "the report is long:\n" + done.stderr)


def crash_codes():
    """However a program crashes: its exit code, one report, and no handler where none may run."""
    program = compile_program("""#include <windows.h>
#include <stdio.h>
static LONG CALLBACK asked(EXCEPTION_POINTERS *p) { fputs("asked", stdout); fflush(stdout); return EXCEPTION_CONTINUE_SEARCH; }
static LONG CALLBACK bad_filter(EXCEPTION_POINTERS *p) { return *(volatile LONG *)24; }
static int recurse(volatile char *above) { volatile char here[500]; here[0] = *above; return recurse(here) + here[0]; }
int main(int c, char **v) {
    volatile int zero = 0; char start = 0;
    AddVectoredExceptionHandler(1, asked);
    SetErrorMode(SEM_NOGPFAULTERRORBOX | SEM_FAILCRITICALERRORS);
    switch (v[1][0]) {
    case 'f': __asm__ volatile("int $0x29" : : "c"(7));
    case 'r': RaiseFailFastException(NULL, NULL, 0);
    case 'd': return 7 / zero;
    case 'u': __asm__ volatile("ud2");
    case 'b': DebugBreak();
    case 'o': return recurse(&start);
    case 'e': RaiseException(0xE0000042, 0, 0, NULL);
    case 's': SetUnhandledExceptionFilter(bad_filter); return *(volatile int *)16;
    case 'w': ((void (*)(void))32)();
    }
    return 0; }""", "a.exe", "-O0")
    for how, code, runs, text in (("f", 134, False, r"0xC0000409 \(fail fast\) at a\.exe\+.*: code 7"), ("r", 134, False, "0xC0000602"),
                                  ("d", 136, True, r"0xC0000094 \(integer division by zero\) at a\.exe\+"), ("u", 132, True, "0xC000001D"),
                                  ("b", 133, True, "0x80000003"), ("o", 139, True, "0xC00000FD"), ("e", 0x42, True, "0xE0000042"),
                                  ("s", 139, True, "0xC0000005"), ("w", 139, True, "execution of 0x20")):
        done = decant(program, how)
        check(done.returncode == code, "%s: exit code %d, not %d: %r" % (how, done.returncode, code, done.stderr))
        check(("asked" in done.stdout) == runs, "%s: handlers: %r" % (how, done.stdout))
        check(re.search(text, done.stderr), "%s: report: %r" % (how, done.stderr))
        check(done.stderr.count("unhandled exception") == 1 and done.stderr.count("\n") <= 2, "%s: report: %r" % (how, done.stderr))


def shrunk_file():
    """A view whose file has lost its pages meanwhile: an in-page error, which a handler may mend by reading again."""
    program = compile_program("""#include <windows.h>
#include <stdio.h>
static EXCEPTION_RECORD seen;
static const volatile char *view;
static LONG CALLBACK handler(EXCEPTION_POINTERS *p) {
    seen = *p->ExceptionRecord;
    printf("%lx %lu %d %d %lx\\n", seen.ExceptionCode, seen.NumberParameters, (int)seen.ExceptionInformation[0],
           seen.ExceptionInformation[1] == (ULONG_PTR)view + 0x3000, (unsigned long)seen.ExceptionInformation[2]);
    puts("shrunk"); fflush(stdout); getchar();
    return EXCEPTION_CONTINUE_EXECUTION; }
int main(void) {
    HANDLE file = CreateFileA("data", GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE section = CreateFileMappingA(file, NULL, PAGE_READONLY, 0, 0, NULL);
    view = MapViewOfFile(section, FILE_MAP_READ, 0, 0, 0);
    AddVectoredExceptionHandler(1, handler);
    puts("mapped"); fflush(stdout); getchar();
    printf("%c\\n", view[0x3000]);
    return 0; }""")
    with open("data", "wb") as file:
        file.write(b"x" * 0x4000)
    process = subprocess.Popen([DECANT, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    check(process.stdout.readline() == "mapped\n", "not mapped")
    os.truncate("data", 0x1000)
    process.stdin.write("\n")
    process.stdin.flush()
    seen = process.stdout.readline()
    check(re.match("c0000006 3 0 1 c", seen), "the record: %r" % seen)
    check(process.stdout.readline() == "shrunk\n", "the handler")
    os.truncate("data", 0x4000)
    out, errors = process.communicate("\n", timeout=30)
    check(process.returncode == 0 and out == "\0\n" and not errors, "going on: %r %r" % (out, errors))


def shrunk_image():
    """A program whose own file loses what was not read yet: an in-page error where it is used."""
    program = compile_program(r"""#include <windows.h>
#include <stdio.h>
__asm__(".section .large,\"dr\"\ntable: .rept 0x100000\n.byte 7\n.endr\n.text\n");
extern const volatile char table[];
static LONG CALLBACK handler(EXCEPTION_POINTERS *p) {
    EXCEPTION_RECORD *seen = p->ExceptionRecord;
    ExitProcess(seen->ExceptionCode == EXCEPTION_IN_PAGE_ERROR && seen->NumberParameters == 3 &&
                seen->ExceptionInformation[1] == (ULONG_PTR)table + 0xF0000 ? 6 : 7); }
int main(void) {
    AddVectoredExceptionHandler(1, handler);
    puts(table[0x10] == 7 ? "ready" : "wrong"); fflush(stdout); getchar();
    return table[0xF0000]; }""", "shrinks.exe")
    for size, code in ((None, 7), (0x80000, 6)):
        process = subprocess.Popen([DECANT, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(process.stdout.readline() == "ready\n", "not ready")
        if size:
            os.truncate(program, size)
        out, errors = process.communicate("\n", timeout=30)
        check(process.returncode == code and not out and not errors, "%s: %d %r %r" % (size, process.returncode, out, errors))


def missing_import():
    """A function that nothing provides stops the program only when it is called."""
    with open("ghost.def", "w", encoding="utf-8") as file:
        file.write("LIBRARY ghost.dll\nEXPORTS\nHaunt\n")
    subprocess.run(["x86_64-w64-mingw32-dlltool", "-d", "ghost.def", "-l", "libghost.a"], check=True)
    program = compile_program("#include <stdio.h>\n__declspec(dllimport) void Haunt(void);\nint main(int c, char **v) "
                              "{ puts(\"started\"); fflush(stdout); if (c > 1) Haunt(); return 3; }", "a.exe", "-L.", "-lghost")
    done = decant(program)
    check(done.returncode == 3 and done.stdout.strip() == "started", "it does not start: %r" % done)
    done = decant(program, "call")
    check(done.stdout.strip() == "started" and done.returncode not in (0, 3), "the call succeeded: %r" % done)
    check(re.search(r"ghost\.dll!?.*Haunt.*a\.exe\+0x", done.stderr), "the call is not named: %r" % done.stderr)
    done = decant("check", program)
    check(done.returncode == 1 and re.search("missing +ghost.dll", done.stdout), "check does not list it: " + done.stdout)
    with open("GHOST.Dll", "wb"):  # beside the program, in other letters
        done = decant("check", program)
    check(done.returncode == 0 and re.search("native +ghost.dll", done.stdout), "check does not find it: " + done.stdout)


def runtime_pair():
    """vcruntime140 and vcruntime140_1 are both native or both built in, whatever is asked for one of them."""
    names = ("vcruntime140", "vcruntime140_1")
    for name, function in zip(names, ("__current_exception", "__NLG_Return2")):
        with open(name + ".def", "w", encoding="utf-8") as file:
            file.write("LIBRARY %s.dll\nEXPORTS\n%s\n" % (name, function))
        compile_program("int %s(void) { return 1; }" % function, name + ".dll", name + ".def", "-shared", "-nostdlib", "-fno-builtin",
                        "-Wl,-e,0")
        subprocess.run(["x86_64-w64-mingw32-dlltool", "-d", name + ".def", "-l", "lib%s.a" % name], check=True)
    program = compile_program("""#include <windows.h>
#include <stdio.h>
__declspec(dllimport) int __current_exception(void), __NLG_Return2(void);
void *volatile imported[] = {__current_exception, __NLG_Return2};
static const char *kind(const char *name) { char path[300] = ""; HMODULE module = GetModuleHandleA(name);
    if (!module) return "none";
    GetModuleFileNameA(module, path, sizeof(path));
    return strstr(path, "system32") ? "built-in" : "native"; }
int main(void) { printf("%s %s", kind("vcruntime140"), kind("vcruntime140_1")); return 0; }""",
                              "a.exe", "-L.", *("-l" + name for name in names))

    def kinds(expected, said, *words):
        done = decant(*words, program)
        check(done.stdout == expected, "%s: %r" % (words, done))
        check(re.search(said, done.stderr) if said else not done.stderr, "%s: %r" % (words, done.stderr))
        check(done.stderr.count("\n") == bool(said), "%s: %r" % (words, done.stderr))
    one = "are one runtime: both are taken built in"
    kinds("built-in built-in", "")
    kinds("native native", "", "--native", names[0])
    kinds("native native", "", "--native", names[1])
    kinds("native native", "are one runtime: both are taken natively", "--builtin", names[0], "--native", names[1])
    kinds("built-in built-in", one, "--native", names[0], "--builtin", names[1])
    os.rename("vcruntime140_1.dll", "away.dll")
    kinds("native none", "vcruntime140_1.dll: not found.*native vcruntime140.dll", "--native", names[0])
    kinds("built-in built-in", "", "--builtin", names[0])
    os.rename("away.dll", "vcruntime140_1.dll")
    os.remove("vcruntime140.dll")
    kinds("built-in built-in", one, "--native", names[1])


def stubs():
    """A function that only fails is named once on stderr, however often, in which order and on how many threads it is called."""
    program = compile_program("""#include <windows.h>
static DWORD WINAPI calls(LPVOID gate) {
    WaitForSingleObject(gate, INFINITE);
    for (int i = 0; i < 1000; i++) {
        SetLastError(0);
        if (DebugActiveProcess(1) || GetLastError() != ERROR_ACCESS_DENIED) return 1;
        SetLastError(0);
        if (DebugActiveProcessStop(1) || GetLastError() != ERROR_ACCESS_DENIED) return 1;
    }
    return 0; }
int main(void) {
    HANDLE gate = CreateEventA(NULL, TRUE, FALSE, NULL), threads[4]; DWORD code, sum = 0;
    for (int i = 0; i < 4; i++) threads[i] = CreateThread(NULL, 0, calls, gate, 0, NULL);
    SetEvent(gate);
    WaitForMultipleObjects(4, threads, TRUE, INFINITE);
    for (int i = 0; i < 4; i++) { GetExitCodeThread(threads[i], &code); sum += code; }
    return (int)sum; }""")
    done = decant(program)
    check(done.returncode == 0, "exit code %d: %s" % (done.returncode, done.stderr))
    for name in ("DebugActiveProcess", "DebugActiveProcessStop"):
        count = done.stderr.count("decant: kernel32.dll: %s is not implemented\n" % name)
        check(count == 1, "%s is named %d times: %r" % (name, count, done.stderr))
    check(done.stderr.count("\n") == 2, "more is said: %r" % done.stderr)


class Image:
    """A PE32+ file's bytes, to be changed: sections appended, directories set, words written by RVA."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = bytearray(file.read())
        self.pe = self.word(0x3C)
        self.optional = self.pe + 24
        self.table = self.optional + struct.unpack_from("<H", self.data, self.pe + 20)[0]

    def word(self, at, form="<I"):
        return struct.unpack_from(form, self.data, at)[0]

    def put(self, at, value, form="<I"):
        struct.pack_into(form, self.data, at, value)

    def sections(self):
        return [struct.unpack_from("<8sIIII", self.data, self.table + 40 * i) for i in range(self.word(self.pe + 6, "<H"))]

    def offset(self, rva):
        return next(rva - start + raw for _, _, start, size, raw in self.sections() if start <= rva < start + size)

    def add_section(self, name, virtual, raw, data, pointer=None):
        """Behind the last one, of sizes and with a file offset that may say anything; returns its RVA."""
        rva, count = self.word(self.optional + 56), self.word(self.pe + 6, "<H")
        if data:
            self.data += bytes(-len(self.data) % 512)
            pointer = len(self.data)
            self.data += data + bytes(-len(data) % 512)
        struct.pack_into("<8sIIIIIIHHI", self.data, self.table + 40 * count, name, virtual, rva, raw, pointer or 0, 0, 0, 0, 0, 0xC0000040)
        self.put(self.pe + 6, count + 1, "<H")
        self.put(self.optional + 56, rva + ((virtual or raw) + 0xFFF & ~0xFFF))
        return rva

    def imports(self):
        """(descriptor's offset, library, look-up table, address table) of each DLL."""
        at = self.offset(self.word(self.optional + 112 + 8))
        while self.word(at + 12):
            name = self.offset(self.word(at + 12))
            yield at, self.data[name:self.data.index(0, name)].decode().lower(), self.word(at), self.word(at + 16)
            at += 20

    def write(self, name):
        with open(name, "wb") as file:
            file.write(self.data)
        return "./" + name


def odd_sections():
    """Sections without data, without a size in memory, or without either; what the file lacks is zero."""
    source = """#include <windows.h>
int main(void) {
    BYTE *base = (BYTE *)GetModuleHandleA(NULL);
    IMAGE_NT_HEADERS *nt = (IMAGE_NT_HEADERS *)(base + ((IMAGE_DOS_HEADER *)base)->e_lfanew);
    IMAGE_SECTION_HEADER *s = IMAGE_FIRST_SECTION(nt);
    int found = 0;
    for (int i = 0; i < nt->FileHeader.NumberOfSections; i++) {
        BYTE *at = base + s[i].VirtualAddress;
        if (!memcmp(s[i].Name, ".void", 6)) for (int j = 0; j < 0x3000; j++) if (at[j]) return 1;
        if (!memcmp(s[i].Name, ".raw", 5)) { if (memcmp(at, "raw", 4)) return 2; at[0] = 1; }
        if (!memcmp(s[i].Name, ".tail", 6)) { if (memcmp(at, "tail", 5) || at[0x1800]) return 3; at[0x1800] = 1; }
        found += s[i].Name[0] == '.' && (s[i].Name[1] == 'v' || !memcmp(s[i].Name, ".raw", 5) || !memcmp(s[i].Name, ".tail", 6));
    }
    return found == 3 ? 42 : 4; }"""
    image = Image(compile_program(source, "plain.exe", "-s"))
    image.add_section(b".void", 0x3000, 0, b"", pointer=0x7FFFFFF0)
    image.add_section(b".raw", 0, 512, b"raw")
    image.add_section(b".tail", 0x2000, 512, b"tail")
    done = decant(image.write("odd.exe"))
    check(done.returncode == 42 and not done.stderr, "odd sections: %r" % done)
    image.add_section(b".none", 0, 0, b"")
    done = decant(image.write("none.exe"))
    check(done.returncode == 42 and not done.stderr, "a section of no size: %r" % done)
    image.add_section(b".lost", 0x1000, 512, b"", pointer=0x7FFFFE00)
    one_line(decant(image.write("lost.exe")), 126, "truncated")


def bound_imports():
    """Addresses that a linker bound beforehand do no harm, whether they hold or not."""
    with open("giver.c", "w", encoding="utf-8") as file:
        file.write("__declspec(dllexport) int give(void) { return 42; }\nint DllMainCRTStartup(void) { return 1; }\n")
    subprocess.run([MINGW, "-shared", "-nostdlib", "-Wl,--image-base=0x61000000", "giver.c", "-o", "giver.dll"], check=True)
    plain = compile_program("__declspec(dllimport) int give(void);\nint main(void) { return give(); }", "taker.exe", "-s", "giver.dll")
    check(decant(plain).returncode == 42, "the program does not run as it is")
    giver = Image("giver.dll")
    stamp = giver.word(giver.pe + 8)
    exports = giver.offset(giver.word(giver.optional + 112))
    address = 0x61000000 + giver.word(giver.offset(giver.word(exports + 28)))
    for what, shown, value in (("valid", stamp, address), ("stale", stamp ^ 0x5A5A, 0x1234567890)):
        for directory in (False, True):  # the stamp in the descriptor itself, or in a directory of bound imports
            image = Image(plain)
            names, rows, tables = b"", [], list(image.imports())
            for at, library, lookup, slots in tables:
                if library == "giver.dll":
                    image.put(image.offset(slots), value, "<Q")
                elif what == "stale":
                    for i in range(1000):
                        if not image.word(image.offset(lookup + 8 * i), "<Q"):
                            break
                        image.put(image.offset(slots + 8 * i), 0x666, "<Q")
                image.put(at + 4, 0xFFFFFFFF if directory else shown)
                image.put(at + 8, 0xFFFFFFFF)
                rows.append((shown if library == "giver.dll" else 1, 8 * (len(tables) + 1) + len(names)))
                names += library.encode() + b"\0"
            if directory:
                table = b"".join(struct.pack("<IHH", *row, 0) for row in rows) + bytes(8) + names
                rva = image.add_section(b".bound", len(table), 512, table)
                image.put(image.optional + 112 + 8 * 11, rva)
                image.put(image.optional + 116 + 8 * 11, len(table))
            done = decant(image.write("bound.exe"))
            check(done.returncode == 42 and not done.stderr, "%s stamp, directory %s: %r" % (what, directory, done))


def plain_run():
    """No file is created, no process stays, stdout holds the program's bytes alone; closed descriptors do no harm."""
    program = compile_program("#include <stdio.h>\nint main(void) { printf(\"hello\\n\"); return 0; }")
    home = os.path.abspath("home")
    os.mkdir(home)
    environment = {"HOME": home, "PATH": os.environ["PATH"], "XDG_DATA_HOME": home, "TMPDIR": home}
    before = set(os.listdir("/dev/shm"))
    done = decant(program, env=environment)
    check(done.returncode == 0 and done.stdout.split() == ["hello"], "output %r" % done.stdout)
    check(not os.listdir(home), "a plain run created %s" % os.listdir(home))
    check(set(os.listdir("/dev/shm")) <= before, "a plain run left something in /dev/shm")
    done = subprocess.run(["sh", "-c", '"$0" "$1" <&- >&- 2>&-; echo $?', DECANT, program], capture_output=True, text=True)
    check(done.stdout.strip() in ("0", "1"), "with closed descriptors: %r" % done.stdout)


def arguments():
    """What the shell passed arrives as it was, and comes out as the same bytes."""
    program = compile_program("#include <stdio.h>\nint main(int c, char **v) { for (int i = 1; i < c; i++) "
                              "printf(\"%s|\", v[i]); return 0; }", "a.exe")
    words = ["plain", "two words", 'quo"te', "back\\slash", "trailing\\", 'both\\"', "", "grüße 日本", "tab\there", "%PATH%", "a'b"]
    done = decant(program, *words)
    check(done.stdout == "".join(word + "|" for word in words), "arguments arrive as %r" % done.stdout)
    long = decant(program, "x" * 40000)
    one_line(long, 126, "32,?767|too long")


def path_words():
    done = decant("path", "-w", "/home/me/x.txt")
    check(done.stdout.strip().lower() == "z:\\home\\me\\x.txt", "path -w: %r" % done.stdout)
    done = decant("path", "-u", "Z:\\home\\me\\x.txt")
    check(done.stdout.strip() == "/home/me/x.txt", "path -u: %r" % done.stdout)


def interrupt():
    """Ctrl+C runs the program's handlers on a thread of their own; a program without any ends as Linux ends it."""
    program = compile_program("""#include <stdio.h>
#include <string.h>
#include <windows.h>
static volatile LONG stop;
static BOOL WINAPI handler(DWORD event) { stop = 1; Sleep(10000); return TRUE; }
static BOOL WINAPI cleaner(DWORD event) { printf("event %lu\\n", event); fflush(stdout); stop = 1; return TRUE; }
int main(int c, char **v) {
    if (c > 1) SetConsoleCtrlHandler(v[1][0] == 'h' ? handler : cleaner, TRUE);
    puts("ready"); fflush(stdout);
    while (!stop) { char *p = malloc(1000); memset(p, 1, 1000); free(p); }
    puts("stopped"); fflush(stdout);
    if (v[1][0] == 'c') Sleep(10000);
    return 255; }
""".replace("#include <string.h>", "#include <string.h>\n#include <stdlib.h>"))
    for words, number, code, text in ((["h"], signal.SIGINT, 255, "stopped\n"), (["c"], signal.SIGTERM, -signal.SIGTERM, "event 2\n"),
                                      (["c"], signal.SIGHUP, -signal.SIGHUP, "event 2\n"), ([], signal.SIGINT, -signal.SIGINT, "")):
        process = subprocess.Popen([DECANT, program, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        check(process.stdout.readline() == "ready\n", "not started")
        process.send_signal(number)
        out, errors = process.communicate(timeout=30)
        check(process.returncode == code, "%s: exit code %d, not %d: %s" % (words, process.returncode, code, errors))
        check(text in out and not errors, "%s: said %r and %r" % (words, out, errors))


def mutated():
    """A program with random bytes in its headers runs, crashes with a report, or is refused in one line."""
    with open("plain.c", "w", encoding="utf-8") as file:
        file.write("#include <windows.h>\nvoid mainCRTStartup(void) { DWORD n; WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "
                   "\"hello\\n\", 6, &n, NULL); ExitProcess(0); }")
    subprocess.run([MINGW, "-s", "-nostdlib", "plain.c", "-o", "plain.exe", "-lkernel32"], check=True)
    with open("plain.exe", "rb") as file:
        image = file.read()
    chance = random.Random(20240601)
    for number in range(300):
        data, changes = bytearray(image), []
        for _ in range(chance.choice((1, 1, 2, 3, 8))):
            size = chance.choice((1, 2, 4))
            value = chance.choice((bytes(size), b"\xff" * size, chance.randbytes(size), (1 << chance.randrange(8 * size)).to_bytes(size, "little")))
            at = chance.randrange(0, 1024 - size)
            data[at:at + size] = value
            changes.append((at, value.hex()))
        with open("mutated.exe", "wb") as file:
            file.write(data)
        try:
            done = decant("./mutated.exe", stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            sys.exit("%r: no end" % changes)
        check(done.returncode >= 0 and "internal error" not in done.stderr, "%r: %r" % (changes, done))
        if done.returncode == 126:
            one_line(done, 126, "^decant: ")
        elif done.returncode:
            check(re.search("^decant: .*(unhandled exception|is missing)", done.stderr), "%r: no report: %r" % (changes, done))


def console_bytes():
    """ReadConsoleA gives every byte of a line, however little room its caller has."""
    reader = compile_program("""#include <windows.h>
int main(int c, char **v) {
    static const DWORD sizes[] = {1, 2, 3, 4, 64};
    DWORD n, w; char b[64]; HANDLE in = GetStdHandle(STD_INPUT_HANDLE), out = GetStdHandle(STD_OUTPUT_HANDLE);
    for (int i = 0; i < 5; i++)
        do {
            if (!ReadConsoleA(in, b, sizes[i], &n, NULL) || !n || n > sizes[i]) return 7;
            WriteFile(out, b, n, &w, NULL);
        } while (b[n - 1] != '\\n');
    return 0; }""", "reader.exe")
    line = "h\u00e9 \u4e00\U0001f600 end".encode()
    master, slave = pty.openpty()
    os.write(master, (line + b"\n") * 5)
    done = subprocess.run([DECANT, reader], stdin=slave, stdout=subprocess.PIPE, timeout=60)
    check(done.returncode == 0 and done.stdout == (line + b"\r\n") * 5, "%r" % done)


def message_boxes():
    """A message box is a line on stderr, and its default button is the answer."""
    boxes = compile_program("""#include <windows.h>
int main(int c, char **v) {
    if (MessageBoxW(NULL, L"wide", L"one", MB_OK) != IDOK) return 1;
    if (MessageBoxA(NULL, "narrow", "two", MB_YESNO) != IDYES) return 2;
    if (MessageBoxExW(NULL, L"second", NULL, MB_OKCANCEL | MB_DEFBUTTON2, 0) != IDCANCEL) return 3;
    if (MessageBoxExA(NULL, "third", "four", MB_ABORTRETRYIGNORE | MB_DEFBUTTON3, 0) != IDIGNORE) return 4;
    return MessageBoxA(NULL, "x", "y", 15) || GetLastError() != ERROR_INVALID_PARAMETER ? 5 : 0; }""", "boxes.exe", "-luser32")
    done = decant(boxes)
    check(done.returncode == 0 and done.stdout == "", "%r" % done)
    check(done.stderr == "one: wide\ntwo: narrow\nError: second\nfour: third\n", "%r" % done.stderr)


CASES = {"message_boxes": message_boxes, "bound_imports": bound_imports, "odd_sections": odd_sections, "console_bytes": console_bytes, "interrupt": interrupt, "usage": usage, "not_started": not_started, "exit_codes": exit_codes, "crash": crash, "crash_codes": crash_codes, "shrunk_file": shrunk_file, "shrunk_image": shrunk_image, "missing_import": missing_import, "runtime_pair": runtime_pair,
         "mutated": mutated,
         "plain_run": plain_run, "stubs": stubs, "arguments": arguments, "path": path_words}


def main(cases, usage_text):
    if len(sys.argv) != 2 or sys.argv[1] not in cases:
        sys.exit(usage_text)
    with tempfile.TemporaryDirectory(prefix="decant-cli-") as folder:
        os.chdir(folder)
        cases[sys.argv[1]]()


if __name__ == "__main__":
    main(CASES, __doc__)
