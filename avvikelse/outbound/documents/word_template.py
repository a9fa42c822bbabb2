"""The built-in Word templates, made by code so that they can be read, and given to the secretary to change."""

from functools import lru_cache
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.run import Run

from avvikelse.outbound.documents import words

_WHEN = "{{ when[:1]|upper }}{{ when[1:] }}"
_QUIET = RGBColor(0x51, 0x60, 0x6F)
_FONT = "Arial"  # what every reader has


@lru_cache(maxsize=8)
def default_template(kind: str) -> bytes:
    """The built-in template for a kind of document. Raises KeyError for another kind."""
    build = {
        "agenda": _agenda,
        "minutes": _minutes,
        "extract": _extract,
        "weekly": _weekly,
        "learning": _learning,
    }[kind]
    document = _sheet(wide=kind == "weekly")
    build(document)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _sheet(*, wide: bool) -> Any:
    """An empty A4 sheet in Swedish, with styles and page numbers."""
    document: Any = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18 if wide else 24)
    section.top_margin, section.bottom_margin = Mm(22), Mm(22)
    for name, size in (("Normal", 11), ("Title", 20), ("Heading 1", 14), ("Heading 2", 11.5)):
        style = document.styles[name]
        style.font.name, style.font.size = _FONT, Pt(size)
        style.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24)
        style.font.bold = name != "Normal"
        _every_script(style)
    document.styles["Normal"].paragraph_format.space_after = Pt(5)
    _swedish(document)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word shows the document as one from 2010
    _page_number(section.footer.paragraphs[0])
    return document


def _every_script(style: Any) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), _FONT)
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        fonts.attrib.pop(qn(theme), None)


def _swedish(document: Any) -> None:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "sv-SE")
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _page_number(paragraph: Any) -> None:
    paragraph.add_run("{{ title }}   Sida ")
    for code in ("PAGE", None, "NUMPAGES"):
        if code is None:
            paragraph.add_run(" av ")
            continue
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        field.append(paragraph.add_run("1")._r)  # noqa: SLF001 (python-docx has no way to add a field)
        paragraph._p.append(field)  # noqa: SLF001
    for run in paragraph._p.iter(qn("w:r")):  # noqa: SLF001
        said = Run(run, paragraph)
        said.font.size, said.font.color.rgb = Pt(9), _QUIET


def _say(document: Any, text: str, *, label: str = "", style: str | None = None, quiet: bool = False) -> None:
    """A paragraph: a bold label and a text."""
    paragraph = document.add_paragraph(style=style)
    if label:
        paragraph.add_run(f"{label} ").bold = True
    run = paragraph.add_run(text)
    if quiet:
        run.font.color.rgb = _QUIET
        paragraph.paragraph_format.keep_with_next = True  # facts stay with the text that they are about


def _code(document: Any, code: str) -> None:
    """A paragraph that is code alone and leaves nothing behind."""
    document.add_paragraph(f"{{%p {code} %}}")


def _when(document: Any, name: str, label: str) -> None:
    """A labelled line, left out when there is nothing to say."""
    _code(document, f"if {name}")
    _say(document, f"{{{{ {name} }}}}", label=label)
    _code(document, "endif")


def _table(
    document: Any, columns: tuple[str, ...], loop: str, cells: tuple[str, ...], shares: tuple[float, ...]
) -> None:
    """A table with a heading that is repeated on each page, and a row for each turn of the loop.

    `shares` are the columns' widths in relation to each other.
    """
    table = document.add_table(rows=4, cols=len(columns))
    table.style, table.autofit = "Table Grid", False
    section = document.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(whole * share / sum(shares))  # LibreOffice reads the column's width, Word the cells'
        for cell in column.cells:
            cell.width = column.width
    for cell, text in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
        _shaded(cell)
    table.rows[1].cells[0].text = f"{{%tr for {loop} %}}"
    for cell, text in zip(table.rows[2].cells, cells, strict=True):
        cell.text = f"{{{{ {text} }}}}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    _set_table(table)
    after = document.add_paragraph().paragraph_format  # Word wants a paragraph between a table and what follows
    after.space_after, after.line_spacing = Pt(0), Pt(6)


def _set_table(table: Any) -> None:
    """Thin grey lines, air in the cells, smaller text; the heading is repeated, and no row is split over two pages."""
    properties = table._tbl.tblPr  # noqa: SLF001 (python-docx shows no borders and margins)
    borders, margins = OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(side, val="single", sz="4", space="0", color="B4BEC8"))
    for side, width in (("top", 40), ("left", 90), ("bottom", 40), ("right", 90)):  # twentieths of a point
        margins.append(_element(side, w=str(width), type="dxa"))
    layout = properties.find(qn("w:tblLayout"))
    layout.addprevious(borders)
    layout.addnext(margins)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def _shaded(cell: Any) -> None:
    cell._tc.get_or_add_tcPr().append(_element("shd", val="clear", color="auto", fill="F2F5F8"))  # noqa: SLF001


def _element(name: str, **attributes: str) -> Any:
    """An element of Word's own with its attributes."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _head(document: Any) -> None:
    document.add_paragraph("{{ title }}", style="Title")


def _meeting(document: Any) -> None:
    for name, label in (
        ("joint", words.JOINT), ("time", words.TIME), ("place", words.PLACE), ("link", words.LINK),
    ):  # fmt: skip
        _when(document, name, label)


def _sections(document: Any, *, held: bool, late: bool = True) -> None:
    _code(document, "if not sections and not late" if late else "if not sections")
    _say(document, words.NO_LINES)
    _code(document, "endif")
    _code(document, "for section in sections")
    first = "section.lines[0]"  # a heading that is a line of its own shows that line's time
    time = f"{{% if not {first}.head and {first}.minutes %}} · {{{{ {first}.minutes }}}}{{% endif %}}"
    document.add_paragraph("{{ section.head }}" + time, style="Heading 1")
    _code(document, "for line in section.lines")
    _line(document, held=held)
    _code(document, "endfor")
    _code(document, "endfor")


def _late(document: Any, *, held: bool) -> None:
    _code(document, "if late")
    document.add_paragraph(words.LATE, style="Heading 1")
    _code(document, "for line in late")
    _line(document, held=held)
    _code(document, "endfor")
    _code(document, "endif")


def _line(document: Any, *, held: bool) -> None:
    _code(document, "if line.head")
    document.add_paragraph("{{ line.head }}{% if line.minutes %} · {{ line.minutes }}{% endif %}", style="Heading 2")
    _code(document, "endif")
    _code(document, "if line.facts")
    _say(document, "{{ line.facts }}", quiet=True)
    _code(document, "endif")
    _when(document, "line.withheld", words.NOT_SHOWN)
    _code(document, "if line.text")
    _say(document, "{{ line.text }}")
    _code(document, "endif")
    _when(document, "line.tried", words.TRIED)
    _when(document, "line.earlier", words.EARLIER)
    _when(document, "line.question", words.QUESTION)
    _when(document, "line.similar", words.SIMILAR)
    if held:
        _when(document, "line.outcome", words.OUTCOME)
        _when(document, "line.position", words.POSITION)
        _measures(document, "line.measures")
        _when(document, "line.notes", words.NOTES)


def _measures(document: Any, name: str) -> None:
    _code(document, f"if {name}")
    cells = ("measure.what", "measure.organisation", "measure.due", "measure.follow_up")
    _table(document, words.MEASURE_COLUMNS, f"measure in {name}", cells, (3.6, 3, 2.7, 2.7))
    _code(document, "endif")


def _agenda(document: Any) -> None:
    _head(document)
    _say(document, f"{_WHEN} · {{{{ state }}}}", quiet=True)
    _meeting(document)
    _code(document, "if organisations")
    document.add_paragraph(words.INVITED, style="Heading 1")
    _code(document, "for group in organisations")
    paragraph = document.add_paragraph()
    paragraph.add_run("{{ group.name }}: ").bold = True
    paragraph.add_run("{{ group.names }}")
    _code(document, "endfor")
    _code(document, "endif")
    _sections(document, held=False)
    _late(document, held=False)
    _code(document, "if withheld")
    document.add_paragraph(words.WITHHELD, style="Heading 1")
    _code(document, "for item in withheld")
    document.add_paragraph("{{ item.number }}: {{ item.reason }}", style="List Bullet")
    _code(document, "endfor")
    _code(document, "endif")


def _minutes(document: Any) -> None:
    _head(document)
    _say(document, f"{_WHEN} · {{{{ state }}}}", quiet=True)
    _meeting(document)
    _code(document, "if people")
    document.add_paragraph(words.ATTENDANCE, style="Heading 1")
    cells = ("person.organisation", "person.name", "person.part", "person.presence")
    _table(document, words.ATTENDANCE_COLUMNS, "person in people", cells, (3, 3, 2, 2))
    _code(document, "endif")
    _sections(document, held=True)
    _late(document, held=True)
    document.add_paragraph(words.NEXT_MEETING, style="Heading 1")
    _say(document, "{{ next_meeting }}")
    document.add_paragraph(words.ADJUSTMENT, style="Heading 1")
    _code(document, "if adjusters")
    signed = ("person.name", "person.organisation", "person.approved")
    _table(document, words.ADJUSTMENT_COLUMNS, "person in adjusters", signed, (3, 3, 3))
    _code(document, "else")
    _say(document, "{{ state[:1]|upper }}{{ state[1:] }}.")
    _code(document, "endif")


def _extract(document: Any) -> None:
    _head(document)
    _say(document, _WHEN, quiet=True)
    _say(document, "{{ organisation }}", label=words.RECEIVER)
    _say(document, "{{ approved }}", label=words.APPROVED)
    _sections(document, held=True, late=False)


def _weekly(document: Any) -> None:
    _head(document)
    _say(document, _WHEN, quiet=True)
    _code(document, "if lines")
    names = ("number", "category", "between", "label", "owner", "days", "text")
    cells = tuple(f"line.{name}" for name in names)
    _table(document, words.WEEKLY_COLUMNS, "line in lines", cells, words.WEEKLY_SHARES)
    _code(document, "else")
    _say(document, words.NO_WEEKLY)
    _code(document, "endif")


def _learning(document: Any) -> None:
    _head(document)
    _say(document, "{{ period }}", quiet=True)
    _code(document, "for entry in entries")
    document.add_paragraph("{{ entry.number }}", style="Heading 1")
    _say(document, "{{ entry.facts }}", quiet=True)
    _say(document, "{{ entry.text }}")
    _when(document, "entry.position", words.CONCLUSION)
    _measures(document, "entry.measures")
    _when(document, "entry.effect", words.EFFECT)
    _say(document, "{{ entry.decided }}", label=words.DECIDED)
    _code(document, "endfor")
    _code(document, "if not entries")
    _say(document, words.NO_LEARNING)
    _code(document, "endif")
