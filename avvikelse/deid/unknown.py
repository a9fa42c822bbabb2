"""Layer 4, default deny: a word that nobody can explain is asked about.

Runs last, over the words that no other layer has claimed and the allow-list doesn't know. A capital inside a sentence is
asked about unless the word is one that is often honoured with a capital; at a sentence's start and in lower case the
dictionary decides. What is found here may be cleared by a person with a reason.
"""

import re
from collections.abc import Iterator, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.dictionary import Dictionary
from avvikelse.deid.grades import Grade, Grader, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.tokens import Shape, Token

# Long ordinary words are no surnames: 'Omprövningsenheten', 'Rehabteamet'.
_LEAST_HONOURED = 8
_LONGEST_UNIT = 4  # 'mg', 'kap', 'tabl' right behind a figure
_LEAST_LOWER = 2

_LATIN = "A-Za-z\u00c0-\u024f"
_FOREIGN = "\u0370-\u03ff\u0400-\u052f\u0530-\u058f\u13a0-\u13ff"
_MIXED_SCRIPT = re.compile(
    rf"(?<![{_LATIN}{_FOREIGN}])(?:[{_LATIN}]+[{_FOREIGN}]|[{_FOREIGN}]+[{_LATIN}])[{_LATIN}{_FOREIGN}]*"
)
_CONTROL = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    r"\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]+"
    r"|(?<=\w)[\u200c\u200d\ufeff]+"
)


def odd_characters(original: str) -> Iterator[tuple[int, int]]:
    """Give words of mixed alphabets and runs of invisible characters, as places in the text as it was given."""
    if original.isascii() and original.isprintable():
        return
    for pattern in (_MIXED_SCRIPT, _CONTROL):
        yield from (match.span() for match in pattern.finditer(original))


def find_unknown(tokens: Sequence[Token], text: str, grader: Grader, dictionary: Dictionary) -> Iterator[Hit]:
    """Mark capitalised words that may be names and lower-case words that are no Swedish ones."""
    for i, token in enumerate(tokens):
        if not token.free:
            continue
        kind = _asked_as(tokens, i, text, grader, dictionary)
        if kind is not None:
            yield Hit(token.start, token.end, kind)


def _asked_as(
    tokens: Sequence[Token], i: int, text: str, grader: Grader, dictionary: Dictionary
) -> Kind | None:
    token = tokens[i]
    if _beside_figure(token, text):
        return None
    if token.shape is Shape.LOWER:
        ordinary = len(token.lower) < _LEAST_LOWER or token.lower in v.ABBREVIATIONS or dictionary.knows(token.lower)
        return None if ordinary else Kind.UNKNOWN_WORD
    if token.shape is Shape.INITIAL:
        return None
    if token.caps or token.begins:
        return None if _ordinary_start(token, grader, dictionary) else Kind.UNKNOWN_NAME
    return None if _honoured(token, grader, dictionary) else Kind.UNKNOWN_NAME


def _beside_figure(token: Token, text: str) -> bool:
    """'F43', '10mg', 'v12': part of a code or a unit."""
    touching = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
    return len(token.text) <= _LONGEST_UNIT and any(c.isdigit() or c == "_" for c in touching)


def _ordinary_start(token: Token, grader: Grader, dictionary: Dictionary) -> bool:
    """Tell whether a word whose capital says nothing is an ordinary one."""
    if not dictionary.knows(token.lower):
        return False
    return token.caps or token.lower in v.COMMON_WORDS or grader.grade(token.lower) is Grade.NONE


def _honoured(token: Token, grader: Grader, dictionary: Dictionary) -> bool:
    """Tell whether a capital inside a sentence is only politeness: a role, a kind of unit, a long ordinary word."""
    if token.lower in v.ROLE_CUES or token.lower in v.FACILITIES or token.lower in v.GENERIC:
        return True
    if len(token.lower) < _LEAST_HONOURED or made_like_a_surname(token.lower):
        return False
    return grader.grade(token.lower) is Grade.NONE and dictionary.knows(token.lower)
