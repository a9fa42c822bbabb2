"""Files from elsewhere: whatever they hold, they become rows or one sentence."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avvikelse.errors import BadInput
from avvikelse.inbound import read_table

CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
ENDINGS = ("fil.csv", "fil.xlsx", "fil.jsonl")


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(ENDINGS))
def test_any_bytes_are_rows_or_a_sentence(content: bytes, name: str) -> None:
    said = ""
    try:
        read_table(content, name)
    except BadInput as error:
        said = error.message
    assert "\n" not in said


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=5), st.sampled_from(";,\t"))
def test_a_delimited_file_gives_back_its_cells(cells: list[list[str]], sign: str) -> None:
    quoted = [sign.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [["Rubrik", "Datum"], *cells]]
    found = read_table("\r\n".join(quoted).encode("utf-8-sig"), "fil.csv")
    kept = [row for row in cells if any(cell.strip() for cell in row)]
    assert [list(row.cells.values()) for row in found.rows] == kept


def test_a_sheet_that_is_no_table_and_a_file_of_another_kind() -> None:
    book = openpyxl.Workbook()
    out = BytesIO()
    book.save(out)
    for content, name in ((out.getvalue(), "fil.xlsx"), (b"", "fil.csv"), (b"x", "fil.pdf")):
        with pytest.raises(BadInput):
            read_table(content, name)


def test_the_line_is_where_the_row_begins() -> None:
    content = b'Rubrik;Datum\r\n"en\r\ntv\xe5";2026-01-01\r\n\r\ntre;2026-01-02\r\n'
    assert [(row.line, row.cells["Rubrik"]) for row in read_table(content, "fil.csv").rows] == [
        (2, "en\ntvå"),
        (5, "tre"),
    ]
