"""The one way in: bytes and a file name become a table."""

from collections.abc import Callable
from importlib import import_module

from avvikelse.errors import BadInput
from avvikelse.inbound.model import MOST_BYTES, Table

READERS = {".csv": "delimited", ".xlsx": "spreadsheet", ".jsonl": "json_lines"}
"""A file name's ending and the module that reads it, imported only when it is to read."""


def read_table(content: bytes, name: str) -> Table:
    """The rows of a file, read by its name's ending. Raises BadInput, naming the file, when it can't be read."""
    try:
        return _reader(name)(content)
    except BadInput as error:
        raise BadInput(f"{name}: {error.message}") from None


def _reader(name: str) -> Callable[[bytes], Table]:
    ending = f".{name.rpartition('.')[2]}".lower()
    if ending == ".xls":
        raise BadInput("äldre Excel-filer går inte att läsa. Spara om den som .xlsx.")
    if ending not in READERS:
        raise BadInput("filen ska heta något på .csv, .xlsx eller .jsonl.")
    module = import_module(f"avvikelse.inbound.{READERS[ending]}")

    def read(content: bytes) -> Table:
        if len(content) > MOST_BYTES:
            raise BadInput(f"filen är större än {MOST_BYTES // 1_000_000} MB. Dela upp den.")
        found: Table | None = module.read(content)
        if found is None:
            raise BadInput("filen är tom. Första raden ska ha kolumnernas rubriker.")
        return found

    return read
