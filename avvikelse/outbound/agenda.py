"""An agenda as a document: JSON for other systems, Markdown and HTML for people."""

import re
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from avvikelse.core.agenda import Agenda, AgendaLine
from avvikelse.core.dates import swedish_date
from avvikelse.core.vocabulary import Section

STATES = {"draft": "Utkast", "frozen": "Spikad", "closed": "Mötet är hållet"}


def agenda_json(agenda: Agenda) -> dict[str, Any]:
    """The agenda as plain values, with the keys that the contract names. Dates are ISO days."""
    return {
        "forum": agenda.forum,
        "name": agenda.name,
        "date": agenda.held_on.isoformat(),
        "state": agenda.state,
        "items": [
            {
                "position": line.position,
                "kind": line.kind.value,
                "heading": line.heading,
                "number": line.number,
                "purpose": line.purpose.value if line.purpose else None,
                "category": line.category,
                "reporting": line.reporting,
                "concerned": line.concerned,
                "text": line.text,
                "tried": line.tried,
                "question": line.question,
            }
            for line in agenda.lines
        ],
        "withheld": [{"number": item.number, "reason": item.reason} for item in agenda.withheld],
    }


def agenda_markdown(agenda: Agenda) -> str:
    """The agenda as a Markdown document."""
    return re.sub(r"\n{3,}", "\n\n", _render("agenda.md.j2", agenda)).rstrip() + "\n"


def agenda_html(agenda: Agenda) -> str:
    """The agenda as one self-contained HTML page, fit for a screen, a phone and paper."""
    return _render("agenda.html.j2", agenda)


def _render(template: str, agenda: Agenda) -> str:
    environment = Environment(
        loader=PackageLoader("avvikelse.outbound"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inline"] = _one_paragraph
    return environment.get_template(template).render(
        agenda=agenda,
        sections=_sections(agenda.lines),
        when=swedish_date(agenda.held_on, weekday=True),
        state=STATES[agenda.state],
    )


def _sections(lines: tuple[AgendaLine, ...]) -> list[tuple[Section, str, list[AgendaLine]]]:
    """The lines under their headings, in order."""
    grouped = groupby(lines, key=lambda line: (line.kind, line.heading))
    return [(kind, heading, list(group)) for (kind, heading), group in grouped]


def _one_paragraph(text: str) -> str:
    """The text without line breaks, and without what Markdown would read as a heading, a list or HTML."""
    flat = " ".join(text.split())
    for mark in "\\`*_{}[]<>#|":
        flat = flat.replace(mark, f"\\{mark}")
    return flat
