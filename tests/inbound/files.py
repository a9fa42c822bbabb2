"""Files as people's programs write them."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import openpyxl

Lines = Sequence[Sequence[Any]]


def csv_file(lines: Lines, *, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    """As a spreadsheet program saves CSV."""
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows(lines)
    return written.getvalue().encode(encoding)


def xlsx_file(*sheets: Lines, hidden: int = 0) -> bytes:
    """A workbook of the sheets, named Blad1, Blad2 …, the first `hidden` of them hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, lines in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Blad{place}")
        for line in lines:
            sheet.append(list(line))
        if place <= hidden:
            sheet.sheet_state = "hidden"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def jsonl_file(lines: Lines) -> bytes:
    """An object a line, with the first line's headings as keys."""
    names, *rows = lines
    return "".join(json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in rows).encode()


def changed_part(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook with one of the files in its zip changed."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            kept = before.read(name)
            after.writestr(name, change(kept) if name == part else kept)
    return written.getvalue()
