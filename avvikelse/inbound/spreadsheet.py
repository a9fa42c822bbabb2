"""XLSX: the first visible sheet that has anything in it, with the values that Excel last worked out for formulas.

A spreadsheet is a zip of XML from a stranger. What it unpacks to is bounded first (`bounds`), rows are read as a
stream, and what the library stumbles on becomes one sentence.
"""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import openpyxl

from avvikelse.errors import BadInput
from avvikelse.inbound.bounds import check_bounds
from avvikelse.inbound.model import MOST_COLUMNS, Table, gather

LAST_ROW = 1_048_576
"""The last row that Excel itself can have."""

_EMPTY = (None,) * (MOST_COLUMNS + 1)
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_RETURN = "_x000D_"
"""How Excel keeps a carriage return within a cell."""


def read(content: bytes) -> Table | None:
    """The table of an XLSX file. Raises BadInput."""
    if content.startswith(_OLD_OR_LOCKED):
        raise BadInput("filen är en äldre Excel-fil, eller har lösenord. Spara om den som .xlsx utan lösenord.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library's remarks on styles and extensions are nothing to a reader
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                check_bounds(packed)
            return _first_with_content(content)
    except BadInput:
        raise
    except Exception:  # noqa: BLE001 (the library answers a broken file with whatever it stumbles on)
        raise BadInput("filen går inte att läsa som Excel-fil. Öppna den i Excel och spara om den som .xlsx.") from None


def _first_with_content(content: bytes) -> Table | None:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            found = gather(_records(sheet), sheet=sheet.title)
            if found is not None:
                return found
    finally:
        book.close()
    return None


def _records(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    # One column more than allowed, so that too many are seen and not cut off in silence.
    for line, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
        if line > LAST_ROW:
            raise BadInput(f"bladet har fler än {LAST_ROW} rader. Spara om filen i Excel.")
        if cells != _EMPTY:  # a cell far down comes after a million of these
            yield line, [_text(cell) for cell in cells]


def _text(value: Any) -> str:
    """A cell's value as a person would have typed it."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case _:
            return str(value).replace(_RETURN, "")
