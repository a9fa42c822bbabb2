"""Which characters a font can show, read from its own table: a PDF for everyone may not hold a sign without a shape."""

import struct
from pathlib import Path

_SEGMENTS, _GROUPS = 4, 12  # the two forms of the table that today's fonts use


def characters(font: Path) -> frozenset[int]:
    """The code points that the OpenType font has a shape for. Raises ValueError for a file that is no such font."""
    data = font.read_bytes()
    try:
        start = _table(data, b"cmap")
        count = struct.unpack_from(">H", data, start + 2)[0]
        records = [struct.unpack_from(">HHI", data, start + 4 + 8 * index) for index in range(count)]
        places = {start + offset for _, _, offset in records}
        found = frozenset(code for place in places for code in _codes(data, place))
    except struct.error as error:
        raise ValueError(f"{font.name} is no OpenType font") from error
    if not found:
        raise ValueError(f"{font.name} says nothing about its characters")
    return found


def _table(data: bytes, name: bytes) -> int:
    for index in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, 12 + 16 * index)
        if tag == name:
            return int(offset)
    raise ValueError("the font has no such table")


def _codes(data: bytes, place: int) -> set[int]:
    form = struct.unpack_from(">H", data, place)[0]
    if form == _GROUPS:
        count = struct.unpack_from(">I", data, place + 12)[0]
        groups = (struct.unpack_from(">II", data, place + 16 + 12 * index) for index in range(count))
        return {code for first, last in groups for code in range(first, last + 1)}
    if form == _SEGMENTS:
        size = struct.unpack_from(">H", data, place + 6)[0] // 2
        lasts = struct.unpack_from(f">{size}H", data, place + 14)
        firsts = struct.unpack_from(f">{size}H", data, place + 16 + 2 * size)
        spans = zip(firsts, lasts, strict=True)
        return {code for first, last in spans for code in range(first, last + 1) if code != 0xFFFF}  # noqa: PLR2004 (ends the table)
    return set()
