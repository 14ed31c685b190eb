"""Streams within an OLE compound file, which old Excel workbooks are ([MS-CFB] 2)."""

import struct

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_SECTOR = 0xFFFFFFFA  # greater numbers are marks, not sectors
STREAM, ROOT = 2, 5
ENTRY = 128  # bytes of an entry of the directory


def stream(content: bytes, names: tuple[str, ...]) -> bytes:
    """The first stream that has one of the names; raises ValueError when it is not there or cut off."""
    try:
        return _Compound(content).stream(names)
    except (struct.error, IndexError):
        raise ValueError("cut off") from None


class _Compound:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.size = 1 << _bounded(struct.unpack_from("<H", content, 30)[0])
        self.small_size = 1 << _bounded(struct.unpack_from("<H", content, 32)[0])
        directory, self.cutoff, small = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60))
        self.next = self._numbers(self._listed())
        self.next_small = self._numbers(self._chain(small))
        self.directory = b"".join(map(self._sector, self._chain(directory)))

    def stream(self, names: tuple[str, ...]) -> bytes:
        """The content of the first entry with one of the names."""
        entries = [self.directory[at : at + ENTRY] for at in range(0, len(self.directory), ENTRY)]
        root = next((entry for entry in entries if entry[66] == ROOT), b"")
        for name in names:
            for entry in entries:
                if entry[66] == STREAM and _name(entry) == name:
                    return self._read(entry, root)
        raise ValueError("no such stream")

    def _read(self, entry: bytes, root: bytes) -> bytes:
        """A stream's sectors; a small one's lie within the root's stream."""
        start, size = struct.unpack_from("<II", entry, 116)
        if size >= self.cutoff:
            read = b"".join(map(self._sector, self._chain(start)))
        else:
            (within,) = struct.unpack_from("<I", root, 116)
            small = b"".join(map(self._sector, self._chain(within)))
            steps = _chained(self.next_small, start)
            read = b"".join(small[at * self.small_size : (at + 1) * self.small_size] for at in steps)
        if len(read) < size:
            raise ValueError("cut off")
        return read[:size]

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size
        if start >= len(self.content):
            raise ValueError("a sector beyond the end")
        return self.content[start : start + self.size]

    def _listed(self) -> list[int]:
        """The sectors of the table of sectors: 109 in the header, further ones in a chain of their own."""
        numbers = list(struct.unpack_from("<109I", self.content, 76))
        further, seen = struct.unpack_from("<I", self.content, 68)[0], set()
        while further < LAST_SECTOR and further not in seen:
            seen.add(further)
            *more, further = struct.unpack(f"<{self.size // 4}I", self._sector(further))
            numbers += more
        return [number for number in numbers if number < LAST_SECTOR]

    def _numbers(self, sectors: list[int]) -> list[int]:
        content = b"".join(map(self._sector, sectors))
        return list(struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4]))

    def _chain(self, start: int) -> list[int]:
        return _chained(self.next, start)


def _chained(following: list[int], start: int) -> list[int]:
    """The numbers from a first one on; raises ValueError on a ring."""
    steps: list[int] = []
    while start < LAST_SECTOR:
        if len(steps) > len(following):
            raise ValueError("a chain without end")
        steps.append(start)
        start = following[start]
    return steps


def _bounded(shift: int) -> int:
    """Sectors have 64, 512 or 4096 bytes."""
    if shift not in (6, 9, 12):
        raise ValueError("no compound file")
    return shift


def _name(entry: bytes) -> str:
    (size,) = struct.unpack_from("<H", entry, 64)
    return entry[: min(max(size - 2, 0), 64)].decode("utf-16-le", errors="replace")
