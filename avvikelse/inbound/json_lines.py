"""JSON Lines: an object a line, its keys the columns. A line that isn't one is that row's fault, not the file's."""

import json
from collections.abc import Iterable
from typing import Any

from avvikelse.errors import BadInput
from avvikelse.inbound.model import MOST_COLUMNS, MOST_ROWS, Row, Table

Pairs = list[tuple[str, Any]]


class _Twice(ValueError):
    """A key stands twice in one object."""


def read(content: bytes) -> Table | None:
    """The table of a JSON Lines file. Raises BadInput when it isn't UTF-8 or is too large."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(f"rad {line}: texten är inte UTF-8. Spara om den som UTF-8.") from None
    table = Table({})
    for line, source in enumerate(text.split("\n"), start=1):
        if not source.strip():
            continue
        if len(table.rows) == MOST_ROWS:
            raise BadInput(f"filen har fler än {MOST_ROWS} rader. Dela upp den.")
        row = _row(line, source)
        if not row.fault and not any(text.strip() for text in row.cells.values()):
            continue
        table.rows.append(row)
        for name in row.cells:
            table.headings.setdefault(name, line)
        if len(table.headings) > MOST_COLUMNS:
            raise BadInput(f"rad {line}: filen har fler än {MOST_COLUMNS} olika nycklar.")
    return table if table.rows else None


def _row(line: int, source: str) -> Row:
    try:
        found = json.loads(source, object_pairs_hook=_once, parse_constant=_refuse)
    except _Twice:
        return Row(line, {}, "En nyckel står två gånger. Ta bort den ena.")
    except (ValueError, RecursionError):
        return Row(line, {}, "Raden är inte JSON. Skriv ett objekt per rad.")
    if not isinstance(found, dict):
        return Row(line, {}, "Raden är inget objekt. Skriv den som {nyckel: värde}.")
    cells = {name: _text(value) for name, value in found.items()}
    nested = [name for name, value in cells.items() if value is None]
    plain = {name: value for name, value in cells.items() if value is not None}
    return Row(line, plain, "Ett värde är ett objekt. Skriv text, tal, ja eller nej, eller en lista." if nested else "")


def _once(pairs: Pairs) -> dict[str, Any]:
    found = {" ".join(name.split()): value for name, value in pairs}
    if len(found) != len(pairs):
        raise _Twice
    return found


def _refuse(_: str) -> None:
    raise ValueError("NaN and Infinity are no JSON")


def _text(value: Any) -> str | None:
    """A value as a cell has it, or None for what no cell can hold. A list is parted by semicolons."""
    match value:
        case None:
            return ""
        case bool():
            return "ja" if value else "nej"
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n")
        case int() | float():
            return _number(value)
        case list():
            return _joined(None if isinstance(part, list) else _text(part) for part in value)
        case _:
            return None


def _number(value: float) -> str | None:
    try:
        return str(int(value) if value == int(value) else value)
    except (OverflowError, ValueError):
        return None


def _joined(parts: Iterable[str | None]) -> str | None:
    known = list(parts)
    return None if None in known else "; ".join(part for part in known if part)
