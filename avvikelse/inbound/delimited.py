"""CSV as it is found: from Swedish Excel (semicolon; cp1252 or UTF-8 with a mark) or elsewhere, with any line ends."""

import csv
import io
import re
from collections.abc import Iterator

from avvikelse.errors import BadInput
from avvikelse.inbound.model import Table, gather

DELIMITERS = ";\t,"
"""In the order of trust when a heading row says nothing else: Swedish Excel writes semicolons."""

LOOK_AHEAD = 100_000
_TOLD = re.compile(r"sep=([;,\t|])(?:\r\n|\n|\r)", re.IGNORECASE)
"""Excel's own first line on what the cells are parted by."""

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(content: bytes) -> Table | None:
    """The table of a CSV file. Raises BadInput."""
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadInput("filen är en Excel-fil fast den heter .csv. Döp om den, eller spara den som CSV.")
    text = _decoded(content)
    if told := _TOLD.match(text):
        return gather(_records(text[told.end() :], told[1], line=1))
    return gather(_records(text, _delimiter(text)))


def _decoded(content: bytes) -> str:
    encodings = ["utf-16"] if content.startswith(_UTF16) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("filen har tecken som inte går att läsa. Spara om den som CSV UTF-8.")


def _delimiter(text: str) -> str:
    """What parts the first record that has anything in it: the mark that occurs most, quoted text not counted."""
    counts = dict.fromkeys(DELIMITERS, 0)
    quoted, begun = False, False
    for sign in text[:LOOK_AHEAD]:
        if sign == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif sign in counts:
            counts[sign] += 1
        elif sign in "\r\n" and (begun or any(counts.values())):
            break
        begun = begun or not sign.isspace()
    return max(DELIMITERS, key=lambda mark: counts[mark])


def _records(text: str, delimiter: str, line: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on: a quoted cell may hold many lines."""
    start = line + 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadInput(f"rad {start}: {_reason(str(error))}") from None
        yield start, cells
        start = line + reader.line_num + 1


def _reason(error: str) -> str:
    if "field larger" in error:
        return "en cell är för lång. Kontrollera att citattecken står i par."
    if "unexpected end" in error:
        return "ett citattecken öppnas men stängs aldrig. Rätta det, eller skriv två i följd."
    return "citattecken står på fel ställe. En cell som har citattecken ska stå inom citattecken, och de inre dubblas."
