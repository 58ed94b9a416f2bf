#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reads libs/<dll>/exports.def, the single source of what a built-in DLL exports.

    exports.py sources DEF...         the C files that the DLL is made of, or the DLLs that are built together
    exports.py face DEF OUT.S         the DLL's face: a PE image in assembly (see docs/loader.md)
    exports.py table OUT.c DEF...     every export with its support level, for `decant check` and `decant exports`
    exports.py page OUT.md DEF...     docs/compatibility.md
    exports.py implib DEF OUT.def     the module definition of the DLL, for llvm-dlltool to make an import library of
    exports.py untested BUILD DEF...  the full and partial exports that no guest test or sample under BUILD imports or names
    exports.py check DEF...           complains about malformed rows, duplicates and missing home files

A definition is made of directives, sections and rows:

    library kernel32.dll              the DLL's name (default: the folder's name with .dll)
    prefix msvcrt_                    the C name of an export is this prefix and its public name
    entry msvcrt_DllMain              the C function that is the DLL's entry point
    reexport ../kernel32/exports.def  exports whatever that DLL exports, too
    like ../msvcrt/exports.def        where rows of level LIKE are described
    base 1                            the lowest ordinal
    internal part.c ...               sources that export nothing of their own

    [fileapi.c]                       the home file of the rows below; [] for rows that need no C code;
                                      kernel/… and common/… are built there, and count from the project's root
    CreateFileW  FULL
    GetFileType  PARTIAL              with a note: what is missing
    memcpy       FULL =ntdll_memcpy   the C name, where it differs
    strlen       LIKE                 the same function as another DLL's, of the same level
    _o_strlen    LIKE strlen          the same as a row above, or as another DLL's, under a further name
    _iob         DATA 960             writable data of so many bytes, inside the face
    HeapAlloc    FORWARD ntdll.RtlAllocateHeap
    DefWindow    STUB args=4 ret=0 err=120   logs its name once, sets the last error, returns `ret`
    __CxxFrameHandler3 FULL/x64       on one architecture only (x64 or x86)
    #5 or Name@5                      a fixed ordinal (`#5` alone has no name: `#5 FULL =symbol`)
"""
import copy
import glob
import os
import re
import sys

import pe_names
import services

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# What ntdll exports of the kernel side and of the code that both sides share.
ELSEWHERE = ("kernel/", "common/")
SERVICES = services.numbers()
LEVELS = ("FULL", "PARTIAL", "STUB", "FORWARD", "DATA")


class Export:
    def __init__(self, name, ordinal, level, arch, home):
        self.name, self.ordinal, self.level, self.arch, self.home = name, ordinal, level, arch, home
        self.symbol = self.target = None
        self.size = 0
        self.args = self.err = 0
        self.ret = None
        self.note = ""
        self.alias = False

    @property
    def public(self):
        return self.name or "#%d" % self.ordinal


class Dll:
    def __init__(self, path):
        self.path = path
        self.folder = os.path.dirname(os.path.abspath(path))
        self.id = os.path.basename(self.folder)
        self.library, self.prefix, self.entry, self.base = self.id + ".dll", "", None, 1
        self.homes, self.exports, self.errors = [], [], []
        self.reexported = []
        self.like, self.models = {}, {}
        home = None
        for number, line in enumerate(open(path, encoding="utf-8"), 1):
            line = line.split("//")[0].strip()
            if not line or line.startswith("# ") or line == "#":
                continue
            section = re.fullmatch(r"\[([\w./]*)\]", line)
            if section:
                home = section[1]
                if home and home not in self.homes:
                    self.homes.append(home)
                continue
            words = line.split()
            if words[0] == "internal":
                self.homes += words[1:]
                continue
            if words[0] in ("library", "prefix", "entry", "base", "reexport", "like") and len(words) == 2 and words[1] not in LEVELS:
                other = Dll(os.path.join(self.folder, words[1])) if words[0] in ("reexport", "like") else None
                if words[0] == "reexport":
                    self.reexported.append(other)
                elif words[0] == "like":
                    self.like = {export.name: export for export in other.exports if export.name}
                    self.like_folder = os.path.relpath(other.folder, self.folder)
                else:
                    setattr(self, words[0], int(words[1]) if words[0] == "base" else words[1])
                continue
            try:
                self.add(self.like_row(*words[:1], *words[2:]) if words[1:2] == ["LIKE"] else self.row(words, home))
            except ValueError as error:
                self.errors.append("%s:%d: %s" % (path, number, error))
        known = {export.public for export in self.exports}
        for other in self.reexported:
            for export in other.exports:
                if export.name and export.name not in known and export.level != "DATA":
                    known.add(export.name)
                    export.ordinal = None
                    self.exports.append(export)

    def home_path(self, home):
        return os.path.normpath(os.path.join(ROOT if home.startswith(ELSEWHERE) else self.folder, home))

    def sources(self):
        return [self.home_path(home) for home in self.homes if not home.startswith(ELSEWHERE)]

    def add(self, export):
        self.exports.append(export)
        self.models.setdefault(export.name, export)

    def like_row(self, name, model=None):
        own = self.models.get(model)
        if not own and (model or name) not in self.like:
            raise ValueError(name + ": nothing to be like")
        export = copy.copy(own or self.like[model or name])
        export.ordinal = None
        if not own:
            export.home = os.path.join(self.like_folder, export.home)
        if model:
            export.name, export.alias = name, True
        return export

    def row(self, words, home):
        match = re.fullmatch(r"(?:#(\d+)|([^#\s][^\s]*?)(?:@(\d+))?)", words[0])
        if not match or len(words) < 2:
            raise ValueError("not a row: " + " ".join(words))
        level, _, arch = words[1].partition("/")
        if level not in LEVELS or arch not in ("", "x64", "x86"):
            raise ValueError("unknown level " + words[1])
        name = match[2]
        ordinal = int(match[1] or match[3] or 0) or None
        if match[3] and name.startswith("?"):  # a C++ name ends in @-something of its own
            name, ordinal = words[0], None
        export = Export(name, ordinal, level, arch, home)
        rest = words[2:]
        if level == "DATA":
            export.size = int(rest.pop(0), 0)
        if level == "FORWARD":
            export.target = rest.pop(0)
        while rest:
            if rest[0].startswith("=") and len(rest[0]) > 1:
                export.symbol = rest.pop(0)[1:]
            elif re.match(r"(args|ret|err)=", rest[0]):
                key, value = rest.pop(0).split("=")
                setattr(export, key, int(value, 0))
            else:
                break
        export.note = " ".join(rest)
        if level in ("PARTIAL",) and not export.note:
            raise ValueError(export.public + ": PARTIAL needs a note")
        if not export.symbol and name:
            export.symbol = self.prefix + name
        return export

    def for_arch(self, arch):
        return [export for export in self.exports if export.arch in ("", arch)]

    def with_ordinals(self, arch):
        """The exports in the order of their ordinals; rows without one get the free ones, sorted by name."""
        rows = self.for_arch(arch)
        taken = {export.ordinal for export in rows if export.ordinal}
        following = max(taken) + 1 if taken else self.base
        for export in sorted((e for e in rows if not e.ordinal), key=lambda e: e.name):
            export.ordinal = following
            following += 1
        return sorted(rows, key=lambda e: e.ordinal)


def asm_string(text):
    return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')


def is_generated_stub(export):
    return export.level == "STUB" and export.ret is not None


# Whose place in the face our own code tells the guest.
KNOWN_THUNKS = {"RtlUserThreadStart"}


def emit_service(out, service, arch):
    """A system service begins as Windows' own stubs do, and its name in C is this address."""
    name = service.name if arch == "x64" else "%s@%d" % (service.name, 4 * service.args)
    out('    .globl "%s"\n    .hidden "%s"\n"%s":' % (3 * (name,)))
    if arch == "x64":
        out("    mov %%rcx, %%r10\n    mov $0x%X, %%eax\n    jmp border_entry\n    ret" % service.number)
    else:
        out("    mov $0x%X, %%eax\n    call border_entry\n    ret $%d" % (service.number, 4 * service.args))


def emit_thunk(out, dll, export, arch):
    """A stub hands dll_stub_called a byte of its own, which remembers that its name was logged."""
    out("    .balign 16")
    out("t_%d:" % export.ordinal)
    if export.name in KNOWN_THUNKS:
        out("    .globl thunk_%s\n    .hidden thunk_%s\nthunk_%s:" % (3 * (export.name,)))
    service = SERVICES.get(export.symbol) if dll.id == "ntdll" else None
    if service and export.name == export.symbol:
        emit_service(out, service, arch)
        return
    if not is_generated_stub(export):
        out("    jmp %s" % export.symbol)
        return
    if arch == "x64":
        out("    sub $40, %rsp")
        out("    lea s_%d(%%rip), %%rcx" % export.ordinal)
        out("    lea s_library(%rip), %rdx")
        out("    mov $%d, %%r8d" % export.err)
        out("    lea logged_%d(%%rip), %%r9" % export.ordinal)
        out("    call dll_stub_called")
        out("    mov $%d, %%rax" % export.ret)
        out("    add $40, %rsp")
        out("    ret")
    else:
        out("    call 1f\n1:  pop %eax")
        out("    lea logged_%d-1b(%%eax), %%ecx\n    push %%ecx" % export.ordinal)
        out("    push $%d" % export.err)
        out("    lea s_library-1b(%eax), %ecx\n    push %ecx")
        out("    lea s_%d-1b(%%eax), %%ecx\n    push %%ecx" % export.ordinal)
        out("    call dll_stub_called")
        out("    mov $%d, %%eax" % export.ret)
        out("    ret $%d" % (4 * export.args))


def emit_face(dll, path, arch):
    rows = dll.with_ordinals(arch)
    named = sorted((e for e in rows if e.name), key=lambda e: e.name.encode())
    lines = []
    out = lines.append
    low = rows[0].ordinal if rows else 1
    high = rows[-1].ordinal if rows else 0
    by_ordinal = {export.ordinal: export for export in rows}
    wide = arch == "x64"

    def rva(symbol):
        return "%s - face" % symbol

    out("# Generated by tools/exports.py from libs/%s/exports.def." % dll.id)
    out('    .section .faces, "ax", @progbits')
    out("    .balign 65536")
    out("face:")
    # DOS header, then NT headers at 0x80.
    out("    .short 0x5A4D\n    .zero 58\n    .long 0x80\n    .zero 64")
    out("    .long 0x4550")
    out("    .short %s, 3\n    .long 0, 0, 0\n    .short %d, %s"
        % ("0x8664" if wide else "0x14C", 240 if wide else 224, "0x2022" if wide else "0x2102"))
    entry = "%s" % rva("t_entry") if dll.entry else "0"
    out("    .short %s\n    .byte 14, 0" % ("0x20B" if wide else "0x10B"))
    out("    .long text_end - text, rdata_end - rdata, 0, %s, 0x1000" % entry)
    if not wide:
        out("    .long %s" % rva("rdata"))
    out("    .quad 0x180000000" if wide else "    .long 0x10000000")
    out("    .long 0x1000, 0x1000\n    .short 10, 0, 10, 0, 10, 0\n    .long 0")
    out("    .long %s, 0x1000, 0\n    .short 3, 0x%x" % (rva("end"), 0x160 if wide else 0x140))
    word = ".quad" if wide else ".long"
    out("    %s 0x40000, 0x1000, 0x100000, 0x1000\n    .long 0, 16" % word)
    out("    .long %s, rdata_end - rdata" % rva("rdata"))
    out("    .zero %d" % (15 * 8))
    for name, start, end, flags in ((".text", "text", "text_end", 0x60000020),
                                    (".rdata", "rdata", "rdata_end", 0x40000040),
                                    (".data", "data", "end", 0xC0000040)):
        out("    .ascii %s\n    .zero %d" % (asm_string(name), 8 - len(name)))
        out("    .long %s - %s, %s, %s - %s, %s\n    .long 0, 0, 0, 0x%X"
            % (end, start, rva(start), end, start, rva(start), flags))
    out("    .balign 4096\ntext:")
    if dll.entry:
        out("t_entry:\n    jmp %s" % dll.entry)
    for export in rows:
        if export.level not in ("FORWARD", "DATA"):
            emit_thunk(out, dll, export, arch)
    out("text_end:\n    .balign 4096\nrdata:")
    # Export directory.
    out("    .long 0, 0, 0, %s, %d, %d, %d, %s, %s, %s"
        % (rva("s_library"), low, high - low + 1 if rows else 0, len(named), rva("functions"), rva("names"), rva("ordinals")))
    out("functions:")
    for ordinal in range(low, high + 1):
        export = by_ordinal.get(ordinal)
        if not export:
            out("    .long 0")
        elif export.level == "FORWARD":
            out("    .long %s" % rva("f_%d" % ordinal))
        elif export.level == "DATA":
            out("    .long %s" % rva(export.symbol))
        else:
            out("    .long %s" % rva("t_%d" % ordinal))
    out("names:")
    for export in named:
        out("    .long %s" % rva("s_%d" % export.ordinal))
    out("ordinals:")
    for export in named:
        out("    .short %d" % (export.ordinal - low))
    out("s_library:\n    .asciz %s" % asm_string(dll.library))
    for export in rows:
        if export.name or export.level == "STUB":
            out("s_%d:\n    .asciz %s" % (export.ordinal, asm_string(export.public)))
        if export.level == "FORWARD":
            out("f_%d:\n    .asciz %s" % (export.ordinal, asm_string(export.target)))
    out("rdata_end:\n    .balign 4096\ndata:")
    for export in rows:
        if export.level == "DATA":
            out("    .balign 16\n    .globl %s\n    .hidden %s\n%s:\n    .zero %d"
                % (export.symbol, export.symbol, export.symbol, export.size))
    out("data_end:\n    .balign 4096\nend:")
    out("    .bss")
    for export in rows:
        if is_generated_stub(export):
            out("logged_%d:\n    .zero 1" % export.ordinal)
    # The descriptor (struct dll_face in libs/ntdll/ldr/ldr.h); its addresses are relative to themselves.
    # The name stands outside the face: looking for a DLL must not touch the pages of all others.
    out('    .section .rodata.dll_names, "a", @progbits\nl_library:\n    .asciz %s' % asm_string(dll.library))
    out('    .section dll_faces, "a", @progbits\n    .balign 4')
    out("    .long l_library - .\n    .long face - .\n    .long end - face, data - face, data_end - data")
    out('    .section .note.GNU-stack, "", @progbits')
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def emit_table(path, dlls):
    def c_string(text):
        return '"%s"' % text.replace("\\", "\\\\").replace('"', '\\"')
    with open(path, "w", encoding="utf-8") as file:
        file.write('/* Generated by tools/exports.py. */\n#include "export_table.h"\n')
        for dll in dlls:
            file.write("static const struct export_row %s_rows[] = {\n" % dll.id)
            for export in sorted(dll.for_arch("x64"), key=lambda e: e.public):
                file.write("    {%s, %d, EXPORT_%s, %s, %s},\n" % (
                    c_string(export.public), export.ordinal or 0, export.level,
                    c_string(export.target or export.note), c_string(export.home or "")))
            file.write("    {0, 0, 0, 0, 0},\n};\n")
        file.write("const struct export_dll export_table[] = {\n")
        for dll in sorted(dlls, key=lambda d: d.library):
            file.write("    {%s, %s_rows},\n" % (c_string(dll.library), dll.id))
        file.write("    {0, 0},\n};\n")


def emit_page(path, dlls):
    out = ["# Compatibility", "",
           "Generated by `tools/exports.py page` from the `exports.def` of every DLL: do not edit. A full function does all",
           "that its documentation says; a partial one says what is missing; a stub fails as its documentation allows, and",
           "names itself once on stderr. `decant check PROGRAM.EXE` applies this table to a program.", "",
           "| DLL | full | partial | stub | forwarded | data |", "|---|---|---|---|---|---|"]
    dlls = sorted(dlls, key=lambda dll: dll.library)
    for dll in dlls:
        counts = [sum(export.level == level for export in dll.for_arch("x64") if not export.alias) for level in LEVELS]
        out.append("| %s | %s |" % (dll.library, " | ".join(str(count) for count in counts)))
    for dll in dlls:
        if dll.reexported:
            continue
        rows = sorted((e for e in dll.for_arch("x64") if not e.alias), key=lambda export: export.public)
        out += ["", "## %s" % dll.library]
        aliases = sum(export.alias for export in dll.for_arch("x64"))
        full = ["`%s`" % export.public for export in rows if export.level == "FULL"]
        if full:
            out += ["", "Full: " + ", ".join(full) + "."]
        if aliases:
            out += ["", "%d of these functions have a further name each." % aliases]
        rest = [export for export in rows if export.level in ("PARTIAL", "STUB")]
        if rest:
            out += ["", "| function | level | what is missing |", "|---|---|---|"]
            out += ["| `%s` | %s | %s |" % (export.public, export.level.lower(), export.note.replace("|", "\\|")) for export in rest]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(out) + "\n")


def emit_implib(dll, path, arch):
    with open(path, "w", encoding="utf-8") as file:
        file.write("LIBRARY %s\nEXPORTS\n" % dll.library)
        for export in dll.for_arch(arch):
            if export.name:
                file.write('    %s%s\n' % (export.name, " DATA" if export.level == "DATA" else ""))


def untested(build, dlls):
    """Prints each DLL's exports that nothing under `build` reaches, and how many there are. A name that some program
    holds as a text counts, because GetProcAddress may be given it; an export that forwards counts for its target."""
    programs = [path for folder in ("tests/guest", "tests/guest/msvc", "samples")
                for path in sorted(glob.glob(os.path.join(build, folder, "*.exe")))]
    if not programs:
        print("exports.py: no programs under %s (./dev build makes them)" % build, file=sys.stderr)
        return 1
    imported, texts = set(), set()
    for path in programs:
        found, held = pe_names.names(path)
        imported |= found
        texts |= held | {name for library, name in found if library.startswith(("api-ms-", "ext-ms-"))}
    for dll in dlls:
        for export in dll.exports:
            if export.target and (export.public in texts or (dll.library.lower(), export.public) in imported):
                library, _, name = export.target.partition(".")
                imported.add((library.lower() + ".dll", name))
    for dll in sorted(dlls, key=lambda dll: dll.library):
        own = {export.public for export in dll.exports
               if export.level in ("FULL", "PARTIAL") and not export.alias and not any(export in other.exports for other in dll.reexported)}
        missing = sorted(name for name in own if name not in texts and (dll.library.lower(), name) not in imported)
        print("%s: %d of %d" % (dll.library, len(missing), len(own)))
        for name in missing:
            print("    " + name)
    return 0


def check(dlls):
    errors = []
    for dll in dlls:
        errors += dll.errors
        seen = set()
        for export in dll.exports:
            if export.public in seen and not export.arch:
                errors.append("%s: %s stands twice" % (dll.path, export.public))
            seen.add(export.public)
        for home in dll.homes:
            if not os.path.exists(dll.home_path(home)):
                errors.append("%s: no home file %s" % (dll.path, home))
    for error in errors:
        print(error, file=sys.stderr)
    return 1 if errors else 0


def main(argv):
    verb = argv[1] if len(argv) > 1 else ""
    if verb == "sources":
        dlls = [Dll(path) for path in argv[2:]]
        folder = os.path.join(os.environ.get("MESON_SOURCE_ROOT", ROOT), os.environ.get("MESON_SUBDIR", ""))
        print("\n".join(dict.fromkeys(os.path.relpath(home, folder) for dll in dlls for home in dll.sources())))
        return check(dlls)
    if verb == "face":
        dll = Dll(argv[2])
        emit_face(dll, argv[3], argv[4] if len(argv) > 4 else "x64")
        return check([dll])
    if verb == "implib":
        dll = Dll(argv[2])
        emit_implib(dll, argv[3], argv[4] if len(argv) > 4 else "x64")
        return check([dll])
    if verb == "table":
        emit_table(argv[2], [Dll(path) for path in argv[3:]])
        return 0
    if verb == "page":
        emit_page(argv[2], [Dll(path) for path in argv[3:]])
        return 0
    if verb == "untested":
        return untested(argv[2], [Dll(path) for path in argv[3:]])
    if verb == "check":
        return check([Dll(path) for path in argv[2:]])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
