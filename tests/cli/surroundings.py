#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Wherever a program is put: closed descriptors, limits, old kernels, filters of system calls, nothing left of a resource.

    surroundings.py CASE      (DECANT, MINGW: the programs to use)
"""
import ctypes
import errno
import os
import resource
import struct
import subprocess
import sys

from cli import DECANT, check, compile_program, decant, main, one_line

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "stress"))
from session import environment  # noqa: E402

GUEST = os.environ.get("GUEST", os.path.join(os.path.dirname(DECANT), "tests", "guest"))  # the guest tests' programs


def refusing(*numbers, error=errno.ENOSYS):
    """For preexec_fn: the kernel has no such system calls, as far as the program can tell, or answers them with an error."""
    code = [(0x20, 0, 0, 0)]  # load the number
    for number in numbers:
        code += [(0x15, 0, 1, number), (0x06, 0, 0, 0x50000 | error)]
    code.append((0x06, 0, 0, 0x7FFF0000))
    text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *row) for row in code))
    head = ctypes.create_string_buffer(struct.pack("H6xQ", len(code), ctypes.addressof(text)))
    libc = ctypes.CDLL(None)

    def install(keep=(text, head)):
        if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, head, 0, 0):
            os._exit(77)
    return install


def environments():
    """A start is possible, or refused in one line, wherever a program is put."""
    hello = os.path.abspath(compile_program("#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }", "hello.exe"))

    def runs(done, what):
        check(done.returncode == 0 and done.stdout.split() == ["hello"] and not done.stderr, "%s: %r" % (what, done))

    # Closed descriptors: a file that the program opens takes none of their numbers, so no message goes there.
    writer = compile_program("""#include <windows.h>
int main(int c, char **v) {
    DWORD n; HANDLE f[4]; char name[] = "own0";
    for (int i = 0; i < 4; i++, name[3]++) f[i] = CreateFileA(name, GENERIC_WRITE, 0, 0, CREATE_ALWAYS, 0, 0);
    WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), "x", 1, &n, 0);
    WriteFile(GetStdHandle(STD_ERROR_HANDLE), "x", 1, &n, 0);
    return *(volatile int *)16; }""", "writer.exe")
    for closed in range(8):
        def close(closed=closed):
            for number in range(3):
                if closed >> number & 1:
                    os.close(number)
        done = subprocess.run([DECANT, writer], preexec_fn=close, timeout=60, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
        check(done.returncode == 139, "closed %d: %r" % (closed, done))
        for number in range(4):
            check(os.path.getsize("own%d" % number) == 0, "closed %d: something was written to own%d" % (closed, number))

    runs(decant(hello, env={}), "an empty environment")
    os.mkdir("gone")
    runs(decant(hello, preexec_fn=lambda: (os.chdir("gone"), os.rmdir("../gone"))), "no current folder")
    runs(decant(hello, env={"HOME": "/dev/null", "DECANT_ROOT": "/proc/decant"}), "no place for drive C")
    os.chmod(hello, 0o000)
    if os.geteuid():
        one_line(decant(hello), 126, "Permission denied")
    os.chmod(hello, 0o644)
    for what, limit, value in (("address space", resource.RLIMIT_AS, 4000000 << 10), ("descriptors", resource.RLIMIT_NOFILE, 16),
                               ("stack", resource.RLIMIT_STACK, 256 << 10), ("file size", resource.RLIMIT_FSIZE, 0),
                               ("processes", resource.RLIMIT_NPROC, 1), ("locked memory", resource.RLIMIT_MEMLOCK, 0)):
        runs(decant(hello, preexec_fn=lambda: resource.setrlimit(limit, (value, value))), what)

    for program in (hello, os.path.join(GUEST, "kernel32_threads.exe"), os.path.join(GUEST, "ntdll_exceptions.exe")):
        done = subprocess.run(["sh", "-c", 'ulimit -s 16; exec "$0" "$1"', DECANT, program], capture_output=True, text=True, timeout=60, env={})
        check(done.returncode == 0, "%s on a host stack of 16 KiB: %r" % (program, done))
    done = subprocess.run(["sh", "-c", 'ulimit -s 16; exec "$0" ./missing.exe', DECANT], capture_output=True, text=True, timeout=60, env={})
    one_line(done, 127, "missing.exe.*No such file")

    # What an old kernel or a filter of system calls lacks.
    waits = os.path.join(GUEST, "kernel32_waits.exe")
    newer = {"futex_waitv": 449, "memfd_create": 319, "statx": 332, "faccessat2": 439, "close_range": 436, "pidfd_open": 434,
             "openat2": 437, "membarrier": 324, "rseq": 334, "renameat2": 316, "clone3": 435}
    for name, number in newer.items():
        runs(decant(hello, preexec_fn=refusing(number)), name)
    large = os.path.join(GUEST, "kernel32_large_images.exe")
    done = decant(large, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 20, 2 << 20)))
    check(done.returncode == 0, "an image that is larger than a file may be: %r" % done)
    for program in (waits, large, os.path.join(GUEST, "kernel32_file_io.exe"), os.path.join(GUEST, "kernel32_mapping.exe")):
        done = decant(program, preexec_fn=refusing(*newer.values()))
        check(done.returncode == 0, "%s without new system calls: %r" % (program, done))
    starter = compile_program("""#include <windows.h>
int main(int c, char **v) {
    STARTUPINFOA s = {sizeof(s)}; PROCESS_INFORMATION p; DWORD code;
    if (!CreateProcessA("hello.exe", NULL, NULL, NULL, FALSE, 0, NULL, NULL, &s, &p)) return 5;
    WaitForSingleObject(p.hProcess, INFINITE); GetExitCodeProcess(p.hProcess, &code); return (int)code; }""", "starter.exe")
    runs(decant(starter, preexec_fn=refusing(newer["memfd_create"])), "a child without memfd_create")
    done = decant(starter, preexec_fn=refusing(newer["pidfd_open"]))
    one_line(done, 5, "pidfd_open")


# Named objects until there is no room for them; what has no name is made as before.
NAMED = r"""
#include <stdio.h>
#include <windows.h>
int main(void)
{
    char name[32];
    int count = 0;
    HANDLE event;
    do {
        snprintf(name, sizeof(name), "room-%d", count);
        event = CreateEventA(NULL, TRUE, TRUE, name);
    } while (event && ++count < 64 && WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    DWORD error = event ? 0 : GetLastError();
    event = CreateEventA(NULL, TRUE, TRUE, NULL);
    printf("%d %lu %d\n", count, error, event && WaitForSingleObject(event, 0) == WAIT_OBJECT_0);
    return 0;
}
"""


def no_shared_memory():
    program = compile_program(NAMED)

    def run(what, *words, **options):
        done = subprocess.run([*words, DECANT, program], capture_output=True, text=True, timeout=60, **options)
        check(done.returncode == 0, "%s: exit code %d: %s" % (what, done.returncode, done.stderr))
        count, error, private = (int(word) for word in done.stdout.split())
        check(private == 1, "no event without a name, %s" % what)
        check(error == (0 if count == 64 else 1450), "%s: error %d" % (what, error))  # ERROR_NO_SYSTEM_RESOURCES
        check(done.stderr.count("\n") == (count < 64) and (count == 64 or "no room left" in done.stderr), done.stderr)
        return count
    # As if it were full. A session of its own, or the room would be there already.
    fallocate = 285
    check(run("no room", preexec_fn=refusing(fallocate, error=errno.ENOSPC), env=environment("full")) == 0,
          "room where there is none")
    script = 'mount -t tmpfs -o mode=700,size=%s none "$XDG_RUNTIME_DIR" && exec "$@"'
    env = environment("room")
    if subprocess.run(["unshare", "-rm", "sh", "-c", script % "1m", "sh", "true"], capture_output=True, env=env).returncode:
        return  # a container that gives no name spaces: that much has to do
    counts = [run(size, "unshare", "-rm", "sh", "-c", script % size, "sh", env=env) for size in ("4k", "40k", "60k", "1m")]
    check(counts[0] == 0 < counts[2] < counts[3] == 64, "%r" % counts)


# With no descriptor left, what needs one fails with ERROR_TOO_MANY_OPEN_FILES or for want of resources; all else goes on.
DESCRIPTORS = r"""
#include <stdio.h>
#include <windows.h>
static DWORD WINAPI seven(void *unused) { return 7; }
static void said(const char *what, BOOL done) { printf("%s %d %lu\n", what, done, done ? 0 : GetLastError()); SetLastError(0); }
int main(int argc, char **argv)
{
    static HANDLE files[4096];
    int count = 0;
    HANDLE read, write;
    STARTUPINFOA startup = {sizeof(startup)};
    PROCESS_INFORMATION process;
    char command[] = "child and its words";
    DWORD code = 0;
    if (argc > 2)
        return 9;
    while ((files[count] = CreateFileA(argv[0], GENERIC_READ, 7, NULL, OPEN_EXISTING, 0, NULL)) != INVALID_HANDLE_VALUE)
        count++;
    said("file", FALSE);
    said("pipe", CreatePipe(&read, &write, NULL, 0));
    said("process", CreateProcessA("few.exe", command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
    said("named", CreateEventA(NULL, TRUE, TRUE, "few") != NULL);
    said("mapping", CreateFileMappingA(INVALID_HANDLE_VALUE, NULL, PAGE_READWRITE, 0, 65536, NULL) != NULL);
    said("event", CreateEventA(NULL, TRUE, TRUE, NULL) != NULL);
    said("attributes", GetFileAttributesA("few.exe") != INVALID_FILE_ATTRIBUTES);
    HANDLE thread = CreateThread(NULL, 0, seven, NULL, 0, NULL);
    said("thread", thread && WaitForSingleObject(thread, 10000) == WAIT_OBJECT_0);
    said("duplicate", DuplicateHandle((HANDLE)-1, files[0], (HANDLE)-1, &read, 0, FALSE, DUPLICATE_SAME_ACCESS));
    while (count)
        CloseHandle(files[--count]);
    said("again", CreateProcessA("few.exe", command, NULL, NULL, TRUE, 0, NULL, NULL, &startup, &process));
    WaitForSingleObject(process.hProcess, 20000);
    GetExitCodeProcess(process.hProcess, &code);
    printf("code %lu\n", code);
    return 0;
}
"""


def few_descriptors():
    program = compile_program(DESCRIPTORS, "few.exe")
    done = decant(program, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (48, 48)),
                  env=environment("few"))
    check(done.returncode == 0 and not done.stderr, "%r" % done)
    words = dict((line.split()[0], line.split()[1:]) for line in done.stdout.splitlines())
    for name, answer in (("file", "0 4"), ("pipe", "0 4"), ("process", "0 4"), ("named", "0 1450"), ("mapping", "0 1450"),
                         ("event", "1 0"), ("attributes", "1 0"), ("thread", "1 0"), ("duplicate", "1 0"), ("again", "1 0"),
                         ("code", "9")):
        check(words[name] == answer.split(), "%s: %s" % (name, done.stdout))


CASES = {"environments": environments, "few_descriptors": few_descriptors, "no_shared_memory": no_shared_memory}

if __name__ == "__main__":
    main(CASES, __doc__)
