"""A document as PDF/UA-1: tagged, in Swedish, with its font in it, and the same bytes for the same document."""

import json
import re
from functools import lru_cache
from pathlib import Path

import fontpkg_source_sans_3
import typst

from avvikelse.outbound.documents import glyphs
from avvikelse.outbound.documents.fields import Properties
from avvikelse.outbound.documents.paper import Paper

_TEMPLATE = Path(__file__).parent / "templates" / "page.typ"
_FONTS = Path(fontpkg_source_sans_3.ROOT) / "files"
_NO_SHAPE = "□"
_LONGEST_WORD = 28
"""Signs. Longer words may break anywhere, as a cell of a table is no wider."""


def pdf(paper: Paper, properties: Properties) -> bytes:
    """The whole document. A sign that the font has no shape for is shown as an empty square."""
    day = properties.day
    data = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "wide": paper.wide,
        "blocks": [{name: getattr(block, name) for name in block.__slots__} for block in paper.blocks],
        "properties": {"title": properties.title, "year": day.year, "month": day.month, "day": day.day},
    }
    return typst.compile(
        _source(),
        font_paths=own_fonts(),
        sys_inputs={"data": _shown(json.dumps(data, ensure_ascii=False))},
        pdf_standards="ua-1",
    )


@lru_cache(maxsize=1)
def _source() -> bytes:
    return _TEMPLATE.read_bytes()


@lru_cache(maxsize=1)
def own_fonts() -> typst.Fonts:
    """Our own font alone: the machine's fonts would make documents differ."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    """What every style of the font has a shape for."""
    return frozenset.intersection(*(glyphs.characters(path) for path in sorted(_FONTS.glob("*.ttf"))))


def _shown(text: str) -> str:
    missing = {ord(sign) for sign in set(text)} - _known() - {ord("\n")}
    shown = re.sub(f"{_NO_SHAPE}+", _NO_SHAPE, text.translate(dict.fromkeys(missing, _NO_SHAPE))) if missing else text
    return re.sub(rf"[^\s\"\\]{{{_LONGEST_WORD},}}", lambda word: "\u200b".join(word[0]), shown)
