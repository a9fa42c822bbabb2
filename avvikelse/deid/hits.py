"""What the layers hand to each other: stretches of the normalised text, and how overlaps are settled."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from avvikelse.deid.model import Kind


class Hit(NamedTuple):
    """A stretch of the normalised text that a rule has marked."""

    start: int
    end: int
    kind: Kind


# When two rules mark the same characters the more telling kind keeps them. A direct identifier comes before an
# indirect one, and a pattern before a word list, because an address or e-mail is made of names and places.
_RANK = {
    kind: rank
    for rank, kind in enumerate(
        (
            Kind.EMAIL,
            Kind.URL,
            Kind.ACCOUNT,
            Kind.PERSONAL_NUMBER,
            Kind.CASE_NUMBER,
            Kind.PHONE,
            Kind.ADDRESS,
            Kind.POSTCODE,
            Kind.BIRTH_DATE,
            Kind.DATE,
            Kind.VEHICLE,
            Kind.AGE,
            Kind.WORKPLACE,
            Kind.PERSON,
            Kind.PLACE,
            Kind.RARE,
            Kind.UNKNOWN_NAME,
            Kind.UNKNOWN_WORD,
        )
    )
}


def settle(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Choose among overlapping hits, in order of place.

    The longer of two pattern hits usually understood more; otherwise rank decides. What is left over of a losing hit is
    kept when it holds a letter or digit: a character that any rule marked stays marked.
    """
    held: list[Hit] = []  # in order of place, never overlapping
    whole = set(hits)
    for hit in sorted(whole, key=lambda h: (_RANK[h.kind], h.start - h.end, h.start)):
        _take(hit, held)
    return [
        piece if piece in whole else _trimmed(text, piece)
        for piece in held
        if piece in whole or _worth_keeping(text, piece)
    ]


def _take(hit: Hit, held: list[Hit]) -> None:
    """Give a hit the characters that nobody holds."""
    at, i = hit.start, bisect_left(held, hit.start, key=_end)
    while i < len(held) and held[i].end <= hit.start:
        i += 1
    while at < hit.end:
        stop = min(hit.end, held[i].start) if i < len(held) else hit.end
        if at < stop:
            held.insert(i, Hit(at, stop, hit.kind))
            i += 1
        at = held[i].end if i < len(held) else hit.end
        i += 1


def _end(hit: Hit) -> int:
    return hit.end


def _trimmed(text: str, piece: Hit) -> Hit:
    """Take the blanks off a remainder."""
    rest = text[piece.start : piece.end]
    start = piece.start + len(rest) - len(rest.lstrip())
    return Hit(start, start + len(rest.strip()), piece.kind)


def _worth_keeping(text: str, piece: Hit) -> bool:
    """Keep a remainder with a letter or figure in it."""
    return any(c.isalnum() for c in text[piece.start : piece.end])
