"""An agenda as a document: the same content in every format, and no text that breaks out of it."""

import json
from datetime import date
from html.parser import HTMLParser

from avvikelse.core.agenda import Agenda, AgendaLine, Withheld
from avvikelse.core.vocabulary import Purpose, Section
from avvikelse.outbound.agenda import agenda_html, agenda_json, agenda_markdown

HOSTILE = "<script>alert('x')</script>\n\n# Rubrik\n- punkt & **fet** [länk](http://example.se)"


def agenda(text: str) -> Agenda:
    line = AgendaLine(
        position=1,
        kind=Section.POSITIONS,
        heading="Avvikelser för ställningstagande",
        number="AVV-2026-0042",
        purpose=Purpose.POSITION,
        category="Intygsrelaterad brist",
        reporting="Försäkringskassan",
        concerned="Region Värmland",
        text=text,
        tried="Adresslistan rättad en gång.",
        question="Vem äger listan?",
    )
    other = AgendaLine(2, Section.OTHER, "Övriga frågor")
    withheld = (Withheld("AVV-2026-0043", "Texten klarar inte kontrollen."),)
    return Agenda("avvikelseforum", "Avvikelseforum", date(2026, 11, 10), "frozen", (line, other), withheld)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def test_json_has_the_keys_of_the_contract() -> None:
    data = json.loads(json.dumps(agenda_json(agenda("Text."))))
    assert (data["forum"], data["date"], data["state"]) == ("avvikelseforum", "2026-11-10", "frozen")
    assert {
        "position": 1,
        "kind": "positions",
        "number": "AVV-2026-0042",
        "purpose": "position",
        "text": "Text.",
    }.items() <= (data["items"][0].items())
    assert data["withheld"] == [{"number": "AVV-2026-0043", "reason": "Texten klarar inte kontrollen."}]


def test_a_hostile_text_stays_text() -> None:
    page = Page(agenda_html(agenda(HOSTILE)))
    assert "script" not in page.tags
    assert "a" not in page.tags
    assert "<script>alert('x')</script>" in " ".join(page.words)
    markdown = agenda_markdown(agenda(HOSTILE))
    assert "\n# Rubrik" not in markdown
    assert "<script>" not in markdown.replace("\\<script\\>", "")
    assert "[länk]" not in markdown


def test_every_format_says_the_same() -> None:
    whole = agenda("Kompletteringar har skickats till fel enhet.")
    for document in (agenda_markdown(whole), " ".join(Page(agenda_html(whole)).words)):
        for words in (
            "Avvikelseforum",
            "tisdag 10 november 2026",
            "AVV-2026-0042",
            "Intygsrelaterad brist · från Försäkringskassan, gäller Region Värmland · för ställningstagande",
            "Kompletteringar har skickats till fel enhet.",
            "Vem äger listan?",
            "2. Övriga frågor",
            "AVV-2026-0043",
            "Texten klarar inte kontrollen.",
        ):
            assert words.casefold() in document.casefold()
