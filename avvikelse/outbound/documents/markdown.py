"""A document as Markdown: texts stay texts, whatever they are made of."""

import re
from collections.abc import Iterator

from avvikelse.outbound.documents.paper import Block, Bullets, Heading, Paper, Rows, Table, Text

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|&$~])")
_LEADING = re.compile(r"^(\d{0,9})([-+=.)])")


def markdown(paper: Paper) -> str:
    """The whole document, one empty line between blocks, ending in a line break."""
    parts = [f"# {_inline(paper.title)}", _paragraph(paper.subtitle)]
    parts += [part for block in paper.blocks for part in _block(block)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(level=2):
            yield f"## {_inline(block.text)}{_note(block)}"
        case Heading():
            yield f"**{_inline(block.text)}**{_note(block)}"
        case Text():
            yield f"*{_inline(block.label)}* {_inline(block.text)}" if block.label else _paragraph(block.text)
        case Rows():
            yield "\n".join(f"- {_inline(label)} {_inline(text)}" for label, text in block.rows)
        case Bullets():
            yield "\n".join(f"- {_inline(name)}: {_inline(text)}" for name, text in block.items)
        case Table():
            lines = [block.columns, tuple("---" for _ in block.columns), *block.rows]
            yield "\n".join(f"| {' | '.join(map(_inline, cells))} |" for cells in lines)


def _note(heading: Heading) -> str:
    return f" · {_inline(heading.note)}" if heading.note else ""


def _inline(text: str) -> str:
    """The text on one line, without what Markdown would read as a mark or as HTML."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def _paragraph(text: str) -> str:
    """The same at the start of a line, where a dash would begin a list and '1.' a numbered one."""
    return _LEADING.sub(r"\1\\\2", _inline(text))
