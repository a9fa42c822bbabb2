"""A forum's papers: agenda, minutes, extract, weekly list, learning digest, each as JSON, Markdown, HTML, Word and PDF.

`render` is the one way in. It takes the core's plain values and gives bytes; it reads no database and no clock.
"""

import json
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.outbound.documents.contexts import Document, WeeklyList, fields
from avvikelse.outbound.documents.paper import paper
from avvikelse.outbound.documents.plain import plain

__all__ = ["BINARY", "FORMS", "MEDIA_TYPES", "Document", "Form", "WeeklyList", "plain", "render"]

Form = Literal["json", "md", "html", "docx", "pdf"]
FORMS: tuple[Form, ...] = get_args(Form)
BINARY: frozenset[str] = frozenset({"docx", "pdf"})
"""Forms that are no text, and belong in a file."""

MEDIA_TYPES: dict[Form, str] = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def render(document: Document, form: Form, *, templates: Path | None = None, zone: ZoneInfo = DEFAULT_ZONE) -> bytes:
    """The document in that form; texts are UTF-8. The same document gives the same bytes.

    `templates` is a folder of the operator's own Word templates (`agenda.docx` …), used before the built-in ones.
    Times are said in `zone`. Raises BadSetting for a Word template that can't be used, and ValueError for another form.
    """
    if form == "json":
        return (json.dumps(plain(document), ensure_ascii=False, indent=2) + "\n").encode()
    properties, said = fields(document, zone)
    match form:  # Word and PDF are imported when they are asked for: they are heavy
        case "md":
            from avvikelse.outbound.documents.markdown import markdown  # noqa: PLC0415

            return markdown(paper(said)).encode()
        case "html":
            from avvikelse.outbound.documents.html import html  # noqa: PLC0415

            return html(paper(said), properties).encode()
        case "pdf":
            from avvikelse.outbound.documents.pdf import pdf  # noqa: PLC0415

            return pdf(paper(said), properties)
        case "docx":
            from avvikelse.outbound.documents.word import word  # noqa: PLC0415

            return word(said, properties, templates)
        case _:
            raise ValueError(f"no form {form}")
