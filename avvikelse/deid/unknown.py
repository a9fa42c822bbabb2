"""Layer 4, default deny: a word that nobody can explain is asked about.

Runs last, over the words that no other layer has claimed and the allow-list doesn't know. A capital inside a sentence
is asked about unless the word is one that is often honoured with a capital; at a sentence's start and in lower case
the dictionary decides. What is found here may be cleared by a person with a reason.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.dictionary import Lookup
from avvikelse.deid.grades import Grade, Grader, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.tokens import Form, Shape, Token, Tokens, adjacent

# Long ordinary words are no surnames: 'Omprövningsenheten', 'Rehabteamet'.
_LEAST_HONOURED = 8
_LONGEST_UNIT = 4  # 'mg', 'kap', 'tabl' right behind a figure
_LEAST_LOWER = 2
_LONGEST_SIGN = 3  # three capitals may be a signature
_SHORT = 3

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


def find_unknown(
    tokens: Tokens, text: str, grader: Grader, lookup: Lookup, persons: Sequence[Hit]
) -> Iterator[Hit]:
    """Mark capitalised words that may be names and lower-case words that are no Swedish ones.

    `persons` are the names that were found: what stands beside one, or is written like one, is asked about too.
    """
    yield from _Asking(tokens, text, grader, lookup, persons).hits()


class _Asking:
    """One text being read for what is unexplained."""

    def __init__(
        self, tokens: Tokens, text: str, grader: Grader, lookup: Lookup, persons: Sequence[Hit]
    ) -> None:
        self.tokens, self.text, self.grader, self.lookup = tokens, text, grader, lookup
        self.person_starts = {hit.start for hit in persons}
        self.person_words = {word.casefold() for hit in persons for word in text[hit.start : hit.end].split()}

    def hits(self) -> Iterator[Hit]:
        """Give the questions, in order of place."""
        asked = self._questions()
        people = (self.tokens.at(start) for start in sorted(self.person_starts))
        for k in (*asked, *(k for k in people if k is not None)):
            i = k - 1
            while i >= 0 and i not in asked and self.tokens[i].free and self._leads_name(i, asked):
                asked[i] = Kind.UNKNOWN_NAME
                i -= 1
        for i in sorted(asked):
            yield Hit(self.tokens[i].start, self.tokens[i].end, asked[i])

    def _questions(self) -> dict[int, Kind]:
        """Give the words that are asked about of themselves.

        An ordinary word in lower case raises no question wherever it stands, so that it is looked at once – as long as
        the dictionary answers.
        """
        asked: dict[int, Kind] = {}
        explained: set[Form] = set()
        for i, form in enumerate(self.tokens.forms):
            if (form in explained and self.lookup.answers) or not self.tokens.is_free(i):
                continue
            kind = self._asked_as(i)
            if kind is not None:
                asked[i] = kind
            elif form.shape is Shape.LOWER and self._is_plain(form.lower):
                explained.add(form)
        return asked

    def _is_plain(self, lower: str) -> bool:
        """Tell whether a word that was not asked about would not be elsewhere either."""
        if self.grader.hardly_a_word(lower) or self.grader.is_word(lower):
            return False
        return len(lower) < _LEAST_LOWER or lower in v.ABBREVIATIONS or self.lookup.knew(lower)

    def _before(self, i: int) -> Token | None:
        return self.tokens[i - 1] if i and adjacent(self.text, self.tokens[i - 1], self.tokens[i]) else None

    def _asked_as(self, i: int) -> Kind | None:
        """Give the question that a word raises, None where it is explained."""
        token = self.tokens[i]
        lower = token.lower
        if token.shape is Shape.INITIAL:
            return Kind.UNKNOWN_NAME if self._lone_initial(i) else None
        if lower in v.ABBREVIATIONS or _beside_figure(token, self.text):
            return None
        if token.shape is Shape.LOWER:
            return self._asked_in_lower_case(i)
        # A full stop after an abbreviation may end the sentence as well.
        begins = token.caps or token.begins or self.text[max(0, token.start - 2) : token.start] == ". "
        if begins or (token.shape is Shape.UPPER and (len(lower) > _LONGEST_SIGN or lower in v.STARTERS)):
            return None if self._ordinary_start(lower) else Kind.UNKNOWN_NAME
        return None if self._honoured(lower) else Kind.UNKNOWN_NAME

    def _asked_in_lower_case(self, i: int) -> Kind | None:
        lower, before = self.tokens[i].lower, self._before(i)
        if self.grader.hardly_a_word(lower):
            return Kind.UNKNOWN_NAME
        if self.grader.is_word(lower) and self._may_be_person(i, before):
            return Kind.UNKNOWN_NAME
        ordinary = len(lower) < _LEAST_LOWER or self.lookup.knows(lower)
        return None if ordinary else Kind.UNKNOWN_WORD

    def _lone_initial(self, i: int) -> bool:
        """'eleven E.', 'hos B': a capital letter alone where a person is expected; 'patient A' is a placeholder."""
        before = self._before(i)
        if before is None or before.lower in v.NOT_BEFORE_INITIAL or _beside_figure(self.tokens[i], self.text):
            return False
        return before.lower in v.ROLE_CUES or before.lower in v.ASKS_FOR_PERSON

    def _beside_person(self, i: int) -> bool:
        """'lena och mats': joined to a name."""
        if i < 2 or self.tokens[i - 1].lower not in {"och", "eller", "samt"}:  # noqa: PLR2004
            return False
        other = self.tokens[i - 2]
        return other.start in self.person_starts or self.grader.hardly_a_word(other.lower)

    def _may_be_person(self, i: int, before: Token | None) -> bool:
        """'frågar lind', 'björn söder': a name that is a word as well, where a person is expected."""
        lower = self.tokens[i].lower
        if self.grader.is_first(lower) and self._beside_person(i):
            return True
        if before is not None and (before.lower in v.ASKS_FOR_PERSON or self._full_name(before.lower, lower)):
            return True
        if i + 1 < len(self.tokens) and self._before(i + 1) and self._full_name(lower, self.tokens[i + 1].lower):
            return True
        return lower not in v.COMMON_WORDS and bool(self.person_words & {lower, lower.removesuffix("s")})

    def _full_name(self, first: str, last: str) -> bool:
        doubtful = first in v.FUNCTION_WORDS and last in v.COMMON_WORDS
        return not doubtful and self.grader.is_first(first) and self.grader.is_last(last)

    def _ordinary_start(self, lower: str) -> bool:
        """Tell whether a word whose capital says nothing is an ordinary one and no name."""
        if lower in v.FUNCTION_WORDS and lower in self.person_words:
            return False
        nameless = lower in v.FUNCTION_WORDS or self.grader.grade(lower) is Grade.NONE
        return nameless and self.lookup.knows(lower)

    def _honoured(self, lower: str) -> bool:
        """Tell whether a capital inside a sentence is only politeness: a role, a kind of unit, a long word."""
        if lower in v.ROLE_CUES or lower in v.FACILITIES or lower in v.GENERIC:
            return True
        if len(lower) < _LEAST_HONOURED or made_like_a_surname(lower):
            return False
        return self.grader.grade(lower) is Grade.NONE and self.lookup.knows(lower)

    def _leads_name(self, i: int, asked: Mapping[int, Kind]) -> bool:
        """Tell whether a small or ambiguous word belongs to a name or a question right behind it."""
        k = i + 1
        if k >= len(self.tokens) or not self._before(k):
            return False
        token, following = self.tokens[i], self.tokens[k]
        named = following.start in self.person_starts or asked.get(k) is Kind.UNKNOWN_NAME
        if token.shape is Shape.LOWER:
            return (named or k in asked) and self._leads_in_lower_case(token.lower, following.lower)
        # 'C G Jung', 'Mo Yan'
        if token.shape not in (Shape.INITIAL, Shape.TITLE) or len(token.text) > _SHORT:
            return False
        small = v.STARTERS | v.NEVER_A_NAME | v.PERSON_PREPOSITIONS | v.PLACE_PREPOSITIONS | v.ROLE_CUES
        return named and following.shape is not Shape.LOWER and token.lower not in small

    def _leads_in_lower_case(self, lower: str, following: str) -> bool:
        """'mats zmorg', 'per wästberg', 'von zmorg': a first name that is a word as well, a particle."""
        if lower in v.LONE_PARTICLES:
            return True
        surname = self.grader.is_last(following) or made_like_a_surname(following)
        return self.grader.is_first(lower) and (surname or lower not in v.FUNCTION_WORDS | v.COMMON_WORDS)


def _beside_figure(token: Token, text: str) -> bool:
    """'F43', '10mg', 'v12': part of a code or a unit."""
    if len(token.text) > _LONGEST_UNIT:
        return False
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    return before.isdigit() or after.isdigit() or "_" in (before, after)
