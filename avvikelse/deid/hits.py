"""What the layers hand to each other: stretches of the normalised text, and how overlaps are settled."""

from collections.abc import Iterable, Sequence
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


_WORDED = {Kind.PERSON, Kind.PLACE, Kind.WORKPLACE, Kind.EMAIL, Kind.URL, Kind.ADDRESS, Kind.RARE}


def settle(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Choose among overlapping hits, in order of place.

    The longer of two pattern hits usually understood more; otherwise rank decides. What is left over of a losing hit is
    kept when it holds a letter or digit: a character that any rule marked stays marked.
    """
    owner: list[Hit | None] = [None] * len(text)
    for hit in sorted(set(hits), key=lambda h: (_RANK[h.kind], h.start - h.end, h.start)):
        for place in range(hit.start, hit.end):
            if owner[place] is None:
                owner[place] = hit
    whole = set(hits)
    return [
        piece if piece in whole else _trimmed(text, piece)
        for piece in _runs(owner)
        if piece in whole or _worth_keeping(text, piece)
    ]


def _trimmed(text: str, piece: Hit) -> Hit:
    """Take the blanks off a remainder."""
    rest = text[piece.start : piece.end]
    start = piece.start + len(rest) - len(rest.lstrip())
    return Hit(start, start + len(rest.strip()), piece.kind)


def _worth_keeping(text: str, piece: Hit) -> bool:
    """Keep a remainder with figures in it, or with letters where the rule was about words."""
    rest = text[piece.start : piece.end]
    return any(c.isdigit() for c in rest) or (piece.kind in _WORDED and any(c.isalpha() for c in rest))


def _runs(owner: list[Hit | None]) -> Iterable[Hit]:
    """Turn the map of owners back into stretches."""
    start = 0
    for place in range(1, len(owner) + 1):
        if place == len(owner) or owner[place] is not owner[start]:
            held = owner[start]
            if held is not None:
                yield Hit(start, place, held.kind)
            start = place
