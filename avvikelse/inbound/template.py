"""An empty file with headings, to fill in: CSV as Swedish Excel opens it, or XLSX with lists to choose from."""

import csv
import io
from collections.abc import Mapping, Sequence

from avvikelse.errors import BadInput

FIRST, LAST = 2, 1_000
"""The rows that the lists to choose from are laid over."""


def write_template(headings: Mapping[str, Sequence[str]], name: str) -> bytes:
    """The file's bytes, made by the name's ending. `headings` gives each heading the values to choose from, if any.

    Raises BadInput for another ending than .csv and .xlsx.
    """
    match name.rpartition(".")[2].lower():
        case "csv":
            return _csv(headings)
        case "xlsx":
            return _xlsx(headings)
        case _:
            raise BadInput(f"{name}: mallen ska heta något på .csv eller .xlsx.")


def _csv(headings: Mapping[str, Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerow(headings)
    return written.getvalue().encode("utf-8-sig")


def _xlsx(headings: Mapping[str, Sequence[str]]) -> bytes:
    import openpyxl  # noqa: PLC0415 (only this kind of template needs it)
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Avvikelser"
    sheet.freeze_panes = "A2"
    for place, (heading, choices) in enumerate(headings.items(), start=1):
        cell = sheet.cell(1, place, heading)
        cell.font = Font(bold=True)
        letter = cell.column_letter
        sheet.column_dimensions[letter].width = max(14, len(heading) + 4)
        sheet.column_dimensions[letter].number_format = "@"  # text: Excel must not make a number of a reference
        if choices:
            listed = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            sheet.add_data_validation(listed)
            listed.add(f"{letter}{FIRST}:{letter}{LAST}")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
