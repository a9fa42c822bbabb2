"""What every file becomes: headings and rows of plain text, each with the line it stands on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from avvikelse.errors import BadInput

MOST_BYTES = 20_000_000
"""The largest file that is read."""

MOST_ROWS = 10_000
"""The most rows, headings not counted, that one file may have."""

MOST_COLUMNS = 100
LONGEST_HEADING = 40


@dataclass(frozen=True, slots=True)
class Row:
    """A row that isn't empty. `line` is the line (XLSX: the sheet's row) it starts on.

    `cells` holds heading → text; `fault` says what is wrong with the row as a whole, when something is.
    """

    line: int
    cells: dict[str, str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's content. `headings` are as written, with the line each was first seen on; `sheet` is XLSX's."""

    headings: dict[str, int]
    rows: list[Row] = field(default_factory=list)
    sheet: str = ""


def shown(heading: str) -> str:
    """A heading as a message may quote it: printable, on one line and short."""
    plain = "".join(sign if sign.isprintable() else " " for sign in " ".join(heading.split()))
    return plain if len(plain) <= LONGEST_HEADING else f"{plain[:LONGEST_HEADING]}…"


def gather(records: Iterable[tuple[int, Sequence[str]]], sheet: str = "") -> Table | None:
    """The table of records given as (line, cells): the first that isn't empty has the headings. None without any.

    Raises BadInput for headings that can't be told apart, cells under no heading, or too many rows or columns.
    """
    table: Table | None = None
    names: list[str] = []
    for line, cells in records:
        texts = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
        if not any(text.strip() for text in texts):
            continue
        if table is None:
            names = _names(line, texts)
            table = Table({name: line for name in names if name}, sheet=sheet)
            continue
        if len(table.rows) == MOST_ROWS:
            raise BadInput(f"filen har fler än {MOST_ROWS} rader. Dela upp den.")
        table.rows.append(_row(line, names, texts))
    return table


def _names(line: int, cells: Sequence[str]) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MOST_COLUMNS:
        raise BadInput(f"rad {line}: filen har fler än {MOST_COLUMNS} kolumner. Ta bort dem som inte ska med.")
    twice = [name for place, name in enumerate(names) if name and name in names[:place]]
    if twice:
        raise BadInput(f"rad {line}: rubriken {shown(twice[0])} står två gånger. Ta bort den ena kolumnen.")
    return names


def _row(line: int, names: Sequence[str], texts: Sequence[str]) -> Row:
    cells = {name: text for name, text in zip(names, texts, strict=False) if name}
    stray = [place for place, text in enumerate(texts) if text.strip() and (place >= len(names) or not names[place])]
    if not stray:
        return Row(line, cells)
    return Row(line, cells, f"Cell {stray[0] + 1} står i en kolumn utan rubrik. Kontrollera radens skiljetecken.")
