"""How large a spreadsheet may be once unpacked, found out without building anything of it.

A few kilobytes of zip can hold millions of elements, and a reader that builds a tree of them takes gigabytes. So each
part is first run through the bare XML parser, which keeps nothing, and counted. A part that declares entities is
refused: no spreadsheet needs them.
"""

import zipfile
from typing import Any, NoReturn
from xml.parsers import expat

from avvikelse.errors import BadInput

MOST_UNPACKED = 60_000_000
MOST_PARTS = 2_000
MOST_ELEMENTS = 2_000_000
MOST_TOGETHER = 100_000
"""The most elements that the reader builds at once: a row, a shared text, or a part that isn't read as a stream."""

STREAMED = {"worksheet": 3, "sst": 2}
"""Parts read as a stream, by their outermost element, and the depth of what is built and let go: a row, a text."""

PIECE = 65_536
NAMED_AS_XML = (".xml", ".rels", ".vml")


def check_bounds(packed: zipfile.ZipFile) -> None:
    """Raises BadInput for a workbook that would take too much to read, has entities, or isn't well-formed."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadInput(f"filen är större än {MOST_UNPACKED // 1_000_000} MB uppackad. Dela upp den.")
    counted = 0
    for part in parts:
        counter = _Counter(MOST_ELEMENTS - counted)
        with packed.open(part) as opened:  # gives no more than the size the part is said to have
            counter.run(opened, part.filename)
        counted += counter.elements


class _Counter:
    """Counts a part's elements, all of them and those that are built together."""

    def __init__(self, left: int) -> None:
        self.elements = 0
        self._left, self._depth, self._together, self._let_go = left, 0, 0, 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def run(self, opened: Any, name: str) -> None:
        """Reads the part to its end, or as far as it is XML: a picture stops at its first byte."""
        try:
            while piece := opened.read(PIECE):
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError:
            if self.elements or name.lower().endswith(NAMED_AS_XML):
                raise

    def _start(self, name: str, _: Any) -> None:
        self._depth += 1
        self.elements += 1
        if self._depth == 1:
            self._let_go = STREAMED.get(name.rpartition(" ")[2], 0)
        self._together = 1 if self._depth == self._let_go else self._together + 1
        if self.elements > self._left or self._together > MOST_TOGETHER:
            raise BadInput("filen har fler celler än programmet läser. Spara bara bladet med avvikelserna i en ny fil.")

    def _end(self, _: str) -> None:
        self._depth -= 1


def _refuse_doctype(*_: Any) -> NoReturn:
    raise BadInput("filen går inte att läsa som Excel-fil. Öppna den i Excel och spara om den som .xlsx.")
