"""An agenda with forty cases as Word and as PDF, against each library doing the least for the same words."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO

import docx
import typst

from avvikelse.core.agenda import Agenda, AgendaLine
from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.core.vocabulary import Purpose, Section
from avvikelse.outbound.documents import Form, pdf, render
from avvikelse.outbound.documents.contexts import fields
from avvikelse.outbound.documents.paper import paper
from benchmarks.databases import Databases
from benchmarks.report import Line, at_most, medians, milliseconds

CASES, ROUNDS, CALLS = 40, 9, 2
MOST_MILLISECONDS = 60
MOST_OF_WORD, MOST_OF_TYPST = 1.0, 2.0

_TEXT = (
    "Kompletteringar av läkarintyg har vid flera tillfällen skickats till fel enhet efter en omorganisation. Patienter "
    "har fått vänta på beslut, och handläggare har ringt runt för att hitta rätt mottagare. Fall {number} av flera. "
)
_PLAIN = b"""#let doc = json(bytes(sys.inputs.data))
#set document(title: "Dagordning")
#set text(font: "Source Sans 3", lang: "sv")
= Dagordning
#for said in doc { par(said) }"""


def run(_databases: Databases) -> Iterator[Line]:
    """Word against python-docx saving the same paragraphs; PDF against typst setting them as plain text."""
    for form, floor, name, most in (
        ("docx", _bare_word, "python-docx, bare", MOST_OF_WORD),
        ("pdf", _bare_pdf, "typst, plain text", MOST_OF_TYPST),
    ):
        yield from _compare(form, floor, name, most)  # type: ignore[arg-type]


def _compare(form: Form, floor: Callable[[list[str]], object], name: str, most: float) -> Iterator[Line]:
    agendas = _fresh()
    started = time.perf_counter()
    render(next(agendas), form)
    first = time.perf_counter() - started
    spent = medians(
        {"ours": lambda: render(next(agendas), form), "floor": lambda: floor(_said(next(agendas)))},
        rounds=ROUNDS,
        calls=CALLS,
    )
    ours, bare = spent["ours"], spent["floor"]
    what = f"{CASES} cases as {form}"
    yield Line(f"{what}: the first, with its template", milliseconds(first))
    yield at_most(f"{what}: ms", milliseconds(ours), "", ours * 1000, MOST_MILLISECONDS)
    yield at_most(what, milliseconds(ours), f"{name} {milliseconds(bare)}", ours / bare, most)


def _fresh() -> Iterator[Agenda]:
    """Agendas of which no two are alike, as a PDF remembers what it has set before."""
    number = 0
    while True:
        number += 1
        yield Agenda("forum", "Avvikelseforum", date(2026, 11, 24), "frozen", tuple(_lines(number * CASES)))


def _lines(first: int) -> Iterator[AgendaLine]:
    for place in range(1, CASES + 1):
        yield AgendaLine(
            position=place,
            kind=Section.POSITIONS,
            heading="Avvikelser för ställningstagande",
            number=f"AVV-2026-{first + place:04}",
            purpose=Purpose.POSITION,
            category="Intygsrelaterad brist",
            reporting="Försäkringskassan",
            concerned="Region Värmland",
            text=_TEXT.format(number=first + place),
            tried=f"Adresslistan rättad {first + place} gånger.",
            question="Vem äger listan?",
            label=str(place),
            minutes=15,
        )


def _said(agenda: Agenda) -> list[str]:
    """The agenda's words, one entry for each paragraph."""
    _, said = fields(agenda, DEFAULT_ZONE)
    return [f"{getattr(block, 'label', '')} {block.text}" for block in paper(said).blocks if hasattr(block, "text")]


def _bare_word(said: list[str]) -> None:
    document = docx.Document()
    for text in said:
        document.add_paragraph(text)
    document.save(BytesIO())


def _bare_pdf(said: list[str]) -> None:
    typst.compile(_PLAIN, font_paths=pdf.own_fonts(), sys_inputs={"data": json.dumps(said)}, pdf_standards="ua-1")
