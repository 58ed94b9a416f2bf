# SPDX-License-Identifier: MIT
"""What a PE file names: the functions that it imports, and the texts in its sections that could be names given to
GetProcAddress. Only for files that we built ourselves: a malformed one raises an exception.
"""
import struct


def u32(data, at):
    return struct.unpack_from("<I", data, at)[0]


def text(data, at):
    return data[at:data.index(b"\0", at)].decode("latin-1")


class Pe:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.data = data = file.read()
        nt = u32(data, 0x3C)
        if data[:2] != b"MZ" or data[nt:nt + 4] != b"PE\0\0":
            raise ValueError(path + ": not a PE file")
        count, optional_size = struct.unpack_from("<H12xH", data, nt + 6)
        wide = struct.unpack_from("<H", data, nt + 24)[0] == 0x20B
        self.thunk = "<Q" if wide else "<I"
        self.directories = nt + 24 + (112 if wide else 96)
        self.sections = []
        for at in range(nt + 24 + optional_size, nt + 24 + optional_size + 40 * count, 40):
            size, rva, raw_size, raw = struct.unpack_from("<4I", data, at + 8)
            self.sections.append((data[at:at + 8].rstrip(b"\0"), rva, max(size, raw_size), raw, min(raw_size, size or raw_size)))

    def offset(self, rva):
        for _, start, size, raw, _ in self.sections:
            if start <= rva < start + size:
                return rva - start + raw
        raise ValueError("address outside of all sections")

    def imports(self):
        """Pairs of a DLL's name in small letters and a function's name (or #ordinal)."""
        data, found, spots = self.data, set(), []
        descriptor = u32(data, self.directories + 8)
        at = self.offset(descriptor) if descriptor else None
        size = struct.calcsize(self.thunk)
        while at and u32(data, at + 12):
            library = text(data, self.offset(u32(data, at + 12))).lower()
            entry = self.offset(u32(data, at) or u32(data, at + 16))
            while True:
                value = struct.unpack_from(self.thunk, data, entry)[0]
                if not value:
                    break
                if value >> (8 * size - 1):
                    found.add((library, "#%d" % (value & 0xFFFF)))
                else:
                    spot = self.offset(value) + 2
                    spots.append(spot)
                    found.add((library, text(data, spot)))
                entry += size
            at += 20
        return found, spots

    def texts(self, spots):
        """All zero-ended texts of the sections, but the import names at `spots` and debug information."""
        data = bytearray(self.data)
        for spot in spots:
            end = data.index(b"\0", spot)
            data[spot:end] = bytes(end - spot)
        found = set()
        for name, _, _, raw, size in self.sections:
            if not name.startswith(b"/"):
                found.update(part.decode("latin-1") for part in bytes(data[raw:raw + size]).split(b"\0") if part)
        return found


def names(path):
    """The imports of a PE file, and the texts that it holds besides."""
    pe = Pe(path)
    found, spots = pe.imports()
    return found, pe.texts(spots)
