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
from avvikelse.deid.tokens import Shape, Token, adjacent

# Long ordinary words are no surnames: 'Omprövningsenheten', 'Rehabteamet'.
_LEAST_HONOURED = 8
_LONGEST_UNIT = 4  # 'mg', 'kap', 'tabl' right behind a figure
_LEAST_LOWER = 2
_MOST_UNKNOWN = 400  # distinct ones in a text; the rest of such a text is asked about without looking up

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
    words = _Words(dictionary, grader)
    for i, token in enumerate(tokens):
        if token.free:
            before = tokens[i - 1] if i and adjacent(text, tokens[i - 1], token) else None
            if (kind := _asked_as(token, before, text, words)) is not None:
                yield Hit(token.start, token.end, kind)


class _Words:
    """What is known of words, with a bound on how long a text of nonsense may keep the speller busy."""

    def __init__(self, dictionary: Dictionary, grader: Grader) -> None:
        self._dictionary = dictionary
        self._unknown: set[str] = set()
        self.grade = grader.grade
        self.named = grader.hardly_a_word

    def knows(self, lower: str) -> bool:
        """Tell whether a word is an ordinary Swedish one."""
        if lower in self._unknown or len(self._unknown) >= _MOST_UNKNOWN:
            return False
        if self._dictionary.knows(lower):
            return True
        self._unknown.add(lower)
        return False


def _asked_as(token: Token, before: Token | None, text: str, words: _Words) -> Kind | None:
    """Give the question that a word raises, None where it is explained."""
    lower = token.lower
    if token.shape is Shape.INITIAL or lower in v.ABBREVIATIONS or _beside_figure(token, text):
        return None
    if token.shape is Shape.LOWER:
        if words.named(lower) or (before is not None and _asks_for_person(before, token, words)):
            return Kind.UNKNOWN_NAME
        ordinary = len(lower) < _LEAST_LOWER or words.knows(lower)
        return None if ordinary else Kind.UNKNOWN_WORD
    # A full stop after an abbreviation may end the sentence as well.
    begins = token.caps or token.begins or text[max(0, token.start - 2) : token.start] == ". "
    plain = begins or token.shape is Shape.UPPER
    ordinary = _ordinary_start(lower, words) if plain else _honoured(lower, words)
    return None if ordinary else Kind.UNKNOWN_NAME


def _asks_for_person(before: Token, token: Token, words: _Words) -> bool:
    """'frågar lind', 'enligt berg': a name that is a word as well, where a person is expected."""
    return before.lower in v.ASKS_FOR_PERSON and words.grade(token.lower) is Grade.WORD


def _beside_figure(token: Token, text: str) -> bool:
    """'F43', '10mg', 'v12': part of a code or a unit."""
    touching = text[max(0, token.start - 1) : token.start] + text[token.end : token.end + 1]
    return len(token.text) <= _LONGEST_UNIT and any(c.isdigit() or c == "_" for c in touching)


def _ordinary_start(lower: str, words: _Words) -> bool:
    """Tell whether a word whose capital says nothing is an ordinary one and no name."""
    nameless = lower in v.FUNCTION_WORDS or words.grade(lower) is Grade.NONE
    return nameless and words.knows(lower)


def _honoured(lower: str, words: _Words) -> bool:
    """Tell whether a capital inside a sentence is only politeness: a role, a kind of unit, a long ordinary word."""
    if lower in v.ROLE_CUES or lower in v.FACILITIES or lower in v.GENERIC:
        return True
    if len(lower) < _LEAST_HONOURED or made_like_a_surname(lower):
        return False
    return words.grade(lower) is Grade.NONE and words.knows(lower)
