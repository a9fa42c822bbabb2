"""Whatever file comes in, it is read as it was meant, or refused with one sentence that quotes nothing of it."""

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from avvikelse.errors import BadInput
from avvikelse.inbound import MOST_BYTES, MOST_ROWS, read_table, write_template
from avvikelse.inbound.bounds import MOST_ELEMENTS, MOST_TOGETHER, MOST_UNPACKED
from tests.inbound.files import changed_part, csv_file, jsonl_file, xlsx_file

HEADINGS = ["Eget nummer", "Rubrik", "Berörd enhet"]
ROWS = [["FK-1", "Intyg; utan ”allt”", "Vårdcentralen Åäö"], ["FK-2", 'Sa "nej"\ntvå gånger', ""]]
SHEET = "xl/worksheets/sheet1.xml"


def cells(content: bytes, name: str) -> list[list[str]]:
    """The rows' cells in the headings' order."""
    table = read_table(content, name)
    return [[row.cells.get(heading, "") for heading in table.headings] for row in table.rows]


def lines(content: bytes, name: str) -> list[int]:
    return [row.line for row in read_table(content, name).rows]


def said(content: bytes, name: str) -> str:
    with pytest.raises(BadInput) as error:
        read_table(content, name)
    return error.value.message


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_programs_write_it(delimiter: str, encoding: str) -> None:
    content = csv_file([HEADINGS, *ROWS], delimiter=delimiter, encoding=encoding)
    assert list(read_table(content, "a.CSV").headings) == HEADINGS
    assert cells(content, "a.csv") == ROWS


def test_csv_rows_are_named_by_the_line_they_start_on() -> None:
    content = b'Rubrik;Text\r\n\r\n1;"a\r\nb\r\n\r\nc"\r\n2;x\r\n;;\r\n3;"y"\r\n'
    assert lines(content, "a.csv") == [3, 7, 9]
    assert cells(content, "a.csv")[0] == ["1", "a\nb\n\nc"]
    assert lines(content.replace(b"\r\n", b"\n"), "a.csv") == [3, 7, 9]
    assert lines(content.replace(b"\r\n", b"\r"), "a.csv") == [3, 7, 9]


def test_excel_s_own_word_on_the_delimiter_is_heeded() -> None:
    assert cells(b"sep=,\r\nA,B\r\n1,2;3\r\n", "a.csv") == [["1", "2;3"]]
    assert lines(b"sep=,\r\nA,B\r\n1,2;3\r\n", "a.csv") == [3]


def test_a_heading_with_another_delimiter_in_it_does_not_mislead() -> None:
    assert cells(b'"Datum, dag, tid";A;B\n1;2;3\n', "a.csv") == [["1", "2", "3"]]
    assert cells(b"Datum, dag;A;B\n1;2;3\n", "a.csv") == [["1", "2", "3"]]


def test_cells_beyond_the_headings_are_that_row_s_fault() -> None:
    table = read_table(b"A;B\n1;2\n1;2;3\n1;2;;\n", "a.csv")
    assert [bool(row.fault) for row in table.rows] == [False, True, False]
    assert table.rows[1].line == 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "filen är tom"),
        (b"\n;;;\n \n", "filen är tom"),
        (b"A;A\n1;2\n", "rad 1: rubriken A står två gånger"),
        (b'A;B\n1;2\n3;"hemligt\n4;5\n', "rad 3: ett citattecken öppnas men stängs aldrig"),
        (b'A;B\n1;"hem"ligt\n', "rad 2: citattecken står på fel ställe"),
        (b"A;B\n1;hem\0ligt\n", "tecken som inte går att läsa"),
        (b"A;B\n1;\x81\n", "tecken som inte går att läsa"),
        (b"A\n" + b"x" * 200_000, "rad 2: en cell är för lång"),
        (b"A\n" + b"1\n" * (MOST_ROWS + 1), f"fler än {MOST_ROWS} rader"),
        (b";".join(b"k%d" % place for place in range(101)) + b"\n", "fler än 100 kolumner"),
        (b"x" * (MOST_BYTES + 1), "större än 20 MB"),
        (b"PK\x03\x04...", "är en Excel-fil fast den heter .csv"),
    ],
)  # fmt: skip
def test_csv_that_can_not_be_read(content: bytes, words: str) -> None:
    message = said(content, "fil.csv")
    assert message.startswith("fil.csv: ")
    assert words in message
    assert "hemligt" not in message


@pytest.mark.parametrize(("name", "words"), [("a.xls", "Spara om den som .xlsx"), ("a", ".csv"), ("a.pdf", ".jsonl")])
def test_other_kinds_of_files_are_named(name: str, words: str) -> None:
    assert words in said(b"A;B\n", name)


def test_xlsx_values_as_a_person_would_type_them() -> None:
    row: list[Any] = ["text", 17, 17.0, 0.5, True, False, None, date(2026, 3, 1), datetime(2026, 3, 1, 14, 30)]  # noqa: DTZ001 (a cell has no zone)
    content = xlsx_file([[f"k{place}" for place in range(len(row))], row])
    expected = ["text", "17", "17", "0.5", "ja", "nej", "", "2026-03-01", "2026-03-01 14:30:00"]
    assert cells(content, "a.xlsx") == [expected]


def test_xlsx_takes_the_first_visible_sheet_with_anything_in_it_and_names_it() -> None:
    table = read_table(xlsx_file([["dold"]], [], [[None], ["A"], [None], ["1"]], [["B"]], hidden=1), "a.xlsx")
    assert (table.sheet, table.headings, [row.line for row in table.rows]) == ("Blad3", {"A": 2}, [4])


def test_xlsx_formulas_give_the_value_last_worked_out() -> None:
    content = xlsx_file([["A", "B"], ["x", "=1+1"]])
    assert cells(content, "a.xlsx") == [["x", ""]]  # never worked out
    worked_out = changed_part(content, SHEET, lambda part: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", part))
    assert cells(worked_out, "a.xlsx") == [["x", "2"]]


def test_xlsx_that_lies_about_its_size_is_read_to_its_end() -> None:
    content = xlsx_file([["A"], ["1"], ["2"]])
    lying = changed_part(content, SHEET, lambda part: part.replace(b'ref="A1:A3"', b'ref="A1"'))
    assert lying != content
    assert cells(lying, "a.xlsx") == [["1"], ["2"]]


def far_away(row: str) -> bytes:
    cell = f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row></sheetData>'.encode()
    return changed_part(xlsx_file([["A"], ["1"]]), SHEET, lambda part: part.replace(b"</sheetData>", cell))


def test_xlsx_with_a_cell_far_away_is_neither_slow_nor_large() -> None:
    assert cells(far_away("1048576"), "a.xlsx") == [["1"]]
    assert "fler än 1048576 rader" in said(far_away("99999999999"), "a.xlsx")


def test_xlsx_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(SHEET, b" " * (MOST_UNPACKED + 1))
    assert len(bomb.getvalue()) < 200_000
    assert "MB uppackad" in said(bomb.getvalue(), "a.xlsx")


NO_END = b"</sheetData>"
STYLES = "xl/styles.xml"


@pytest.mark.parametrize(
    ("part", "place", "more"),
    [
        (SHEET, NO_END, b"<row>" + b"<c/>" * MOST_TOGETHER + b"</row>"),
        (SHEET, NO_END, b"<row><c><is>" + b"<r/>" * MOST_TOGETHER + b"</is></c></row>"),
        (SHEET, NO_END, b"<row/>" * MOST_ELEMENTS),
        (STYLES, b"<cellXfs", b"<fonts>" + b"<font/>" * MOST_TOGETHER + b"</fonts>"),
    ],
)
def test_xlsx_with_more_elements_than_can_be_built_is_not_built(part: str, place: bytes, more: bytes) -> None:
    content = changed_part(xlsx_file([["A"], ["1"]]), part, lambda whole: whole.replace(place, more + place, 1))
    assert len(content) < 200_000
    assert "fler celler än programmet läser" in said(content, "a.xlsx")


def test_a_picture_in_a_workbook_is_no_hindrance() -> None:
    content = io.BytesIO(xlsx_file([["A"], ["1"]]))
    with zipfile.ZipFile(content, "a") as packed:
        packed.writestr("xl/media/image1.png", b"\x89PNG\r\n\x1a\n....")
    assert cells(content.getvalue(), "a.xlsx") == [["1"]]


def test_xlsx_with_entities_is_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet>&b;'
    content = changed_part(xlsx_file([["A"], ["1"]]), SHEET, lambda part: laughs + part)
    assert "går inte att läsa som Excel-fil" in said(content, "a.xlsx")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "går inte att läsa som Excel-fil"),
        (b"A;B\n1;2\n", "går inte att läsa som Excel-fil"),
        (b"PK\x03\x04 hemligt", "går inte att läsa som Excel-fil"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "har lösenord"),
        (xlsx_file([]), "filen är tom"),
        (xlsx_file([["A"]], [], hidden=1), "filen är tom"),
        (xlsx_file([["A"], *[[1]] * (MOST_ROWS + 1)]), f"fler än {MOST_ROWS} rader"),
    ],
)
def test_xlsx_that_can_not_be_read(content: bytes, words: str) -> None:
    assert words in said(content, "fil.xlsx")


def test_json_lines() -> None:
    content = b'\xef\xbb\xbf{"a": "x", "b": [ "y", "z" ]}\r\n\r\n{"a": 17, "c": true}\n{"b": null, "a": 1.5}\n'
    table = read_table(content, "a.jsonl")
    assert table.headings == {"a": 1, "b": 1, "c": 3}
    assert cells(content, "a.jsonl") == [["x", "y; z", ""], ["17", "", "ja"], ["1.5", "", ""]]
    assert [row.line for row in table.rows] == [1, 3, 4]


@pytest.mark.parametrize(
    "line",
    [
        '{"a": "hemligt"', "[1, 2]", '"hemligt"', '{"a": 1, "a": 2}', '{"a": {"b": 1}}', '{"a": [[1]]}',
        '{"a": NaN}', '{"a": 1e999}', "[" * 50_000, '{"a": ' + "9" * 5_000 + "}",
    ],
)  # fmt: skip
def test_a_faulty_json_line_is_that_row_s_fault(line: str) -> None:
    table = read_table(f'{{"a": 1}}\n{line}\n'.encode(), "a.jsonl")
    assert [bool(row.fault) for row in table.rows] == [False, True]
    assert "hemligt" not in table.rows[1].fault


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\n \n", "filen är tom"),
        ('{"a": 1}\n{"a": "å"}'.encode("latin-1"), "rad 2: texten är inte UTF-8"),
        (b'{"a": 1}\n' * (MOST_ROWS + 1), f"fler än {MOST_ROWS} rader"),
        (b"".join(b'{"k%d": 1}\n' % place for place in range(101)), "fler än 100 olika nycklar"),
    ],
)
def test_json_lines_that_can_not_be_read(content: bytes, words: str) -> None:
    assert words in said(content, "fil.jsonl")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_template_is_read_back_as_its_headings(name: str) -> None:
    content = write_template({"Rubrik": (), "Kön": ("kvinna", "man")}, name)
    table = read_table(content, name)
    assert (list(table.headings), table.rows) == (["Rubrik", "Kön"], [])
    with pytest.raises(BadInput, match=r"\.csv eller \.xlsx"):
        write_template({}, "a.txt")


NAMES = ["a.csv", "a.xlsx", "a.jsonl"]
SEEDS = [csv_file([HEADINGS, *ROWS]), xlsx_file([HEADINGS, *ROWS]), jsonl_file([HEADINGS, *ROWS])]


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good file with a stretch of it replaced, doubled or cut away."""
    content = draw(st.sampled_from(SEEDS))
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 60)))
    return content[:start] + draw(st.binary(max_size=60)) + content[end:]


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=400), damaged()), st.sampled_from(NAMES))
@example(b"\xff\xfe\x00\xd8", "a.csv")
@example(b'"', "a.csv")
@example(b'sep="\nA\n', "a.csv")
def test_any_bytes_are_read_or_refused(content: bytes, name: str) -> None:
    try:
        table = read_table(content, name)
    except BadInput as error:
        assert len(error.message.splitlines()) == 1  # noqa: PT017 (either is right, and nothing else)
    else:
        assert all(set(row.cells) <= set(table.headings) for row in table.rows)


SIGNS = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), include_characters="\n\t")
TEXT = st.text(SIGNS, max_size=30).filter(lambda text: "_x000" not in text.lower())
FILLED = st.lists(st.lists(TEXT, min_size=3, max_size=3), max_size=6)


@settings(max_examples=100, deadline=None)
@given(FILLED, st.sampled_from([";", ",", "\t"]))
def test_rows_come_back_as_they_were_written(rows: list[list[str]], delimiter: str) -> None:
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert cells(csv_file([HEADINGS, *rows], delimiter=delimiter), "a.csv") == kept
    if kept:
        assert cells(jsonl_file([HEADINGS, *rows]), "a.jsonl") == kept
    as_text = [[cell if not cell.startswith("=") else f" {cell}" for cell in row] for row in rows]
    expected = [row for row in as_text if any(cell.strip() for cell in row)]
    assert cells(xlsx_file([HEADINGS, *as_text]), "a.xlsx") == expected
