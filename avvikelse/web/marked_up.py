"""A document in the little Markdown that we write ourselves, as a page's own headings, lists and paragraphs."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

HEADING = re.compile(r"(#{1,3}) (.*)")
ITEM = re.compile(r"( *)(-|\d+\.) (.*)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
ESCAPED = re.compile(r"\\([\\`*_\[\]<>|#~-])")
LOWEST = 6


def marked_up(text: str, level: int = 2) -> Markup:
    """Headings (the first kind at `level`), lists in two depths, bold words and paragraphs; all else is text."""
    return Markup("\n").join(_parts(text, level))


def _parts(text: str, level: int) -> Iterator[Markup]:
    lists: list[str] = []
    for line in text.splitlines():
        item = ITEM.fullmatch(line)
        depth = 0 if item is None else 2 if item[1] else 1
        kind = "ul" if item is None or item[2] == "-" else "ol"
        while len(lists) > depth or (depth and len(lists) == depth and lists[-1] != kind):
            yield Markup("</li></{}>").format(lists.pop())
        if item is not None:
            yield Markup("</li>") if len(lists) == depth else Markup("<{}>").format(kind)
            lists += [kind] * (depth - len(lists))
            yield Markup("<li>{}").format(_words(item[3]))
        elif heading := HEADING.fullmatch(line):
            name = f"h{min(level + len(heading[1]) - 1, LOWEST)}"
            yield Markup("<{0}>{1}</{0}>").format(name, _words(heading[2]))
        elif line.strip():
            yield Markup("<p>{}</p>").format(_words(line))
    for kind in reversed(lists):
        yield Markup("</li></{}>").format(kind)


def _words(text: str) -> Markup:
    bold = BOLD.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(ESCAPED.sub(r"\1", bold))  # noqa: S704 (escaped before the marks were put in)
