"""A text cut into pieces, so that a template can mark some of them. Nothing here makes HTML."""

from collections.abc import Iterable
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a text. `number` is 0 for what isn't marked; `kind` is how it is marked."""

    text: str
    number: int = 0
    kind: str = ""


def pieces(text: str, marks: Iterable[tuple[int, int, int, str]]) -> list[Piece]:
    """The text in pieces: `marks` are start, end (exclusive), number and kind, in order and not overlapping."""
    found: list[Piece] = []
    place = 0
    for start, end, number, kind in marks:
        if start < place:
            continue
        found += [Piece(text[place:start]), Piece(text[start:end], number, kind)]
        place = end
    return [piece for piece in [*found, Piece(text[place:])] if piece.text]
