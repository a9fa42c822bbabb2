"""What the questions of layer 4 are asked against: the words, the names among them, and how the text is written."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, product

from avvikelse.deid import vocabulary as v
from avvikelse.deid.dictionary import Lookup
from avvikelse.deid.grades import Grade, Grader, made_like_a_surname
from avvikelse.deid.hits import Hit
from avvikelse.deid.tokens import BLANKS, Token, Tokens
from avvikelse.deid.wordbook import Shape

_LOWER_SHARE = 0.4  # of the words that begin something
_MISREAD = (
    *(("rn", "m"), ("m", "rn"), ("i", "l"), ("l", "i"), ("ii", "n"), ("vv", "w"), ("cl", "d"), ("0", "o")),
    *(("q", "g"), ("à", "å"), ("ô", "ö"), ("ln", "in"), ("ii", "ll")),
)
_DOTTED = re.compile("[åäöÅÄÖ]")
_LEAST_BARE, _MOST_SPELLINGS = 15, 48
_SPELT = {"a": "aäå", "o": "oö", "A": "AÄÅ"}
_SHORTEST_REPAIRED, _LONGEST_REPAIRED = 5, 30


class Scene:
    """One text under question. `persons` are the names that the earlier layers found."""

    def __init__(self, tokens: Tokens, text: str, grader: Grader, lookup: Lookup, persons: Sequence[Hit]) -> None:
        self.tokens, self.text, self.grader, self.knows = tokens, text, grader, lookup.knows
        self._gaps = tokens.gaps
        self.person_starts = {hit.start for hit in persons}
        self.person_ends = {hit.end for hit in persons}
        self.person_words = {word.casefold() for hit in persons for word in text[hit.start : hit.end].split()}
        self.answers, self.knew = lookup.answers, lookup.knew
        # 'begransat': a keyboard without å, ä and ö
        self._bare_letters = len(tokens) >= _LEAST_BARE and not _DOTTED.search(text)
        self.in_lower_case = _written_in_lower_case(tokens)

    def first_words(self) -> list[int]:
        """Give the first word of each found name."""
        return [i for start in sorted(self.person_starts) if (i := self.tokens.at(start)) is not None]

    def last_words(self) -> list[int]:
        """Give the last word of each found name."""
        ends = ((end, bisect_left(self.tokens.starts, end) - 1) for end in sorted(self.person_ends))
        return [i for end, i in ends if i >= 0 and self.tokens[i].end == end]

    def before(self, i: int) -> Token | None:
        """Give the word right before, on the same line."""
        return self.tokens[i - 1] if i > 0 and self._gaps[i] in BLANKS else None

    def after(self, i: int) -> Token | None:
        """Give the word right behind, on the same line."""
        k = i + 1
        return self.tokens[k] if k < len(self.tokens) and self._gaps[k] in BLANKS else None

    def over_line(self, i: int) -> Token | None:
        """Give the word right behind, also first on the next line."""
        if i + 1 >= len(self.tokens) or self.text[self.tokens[i].end : self.tokens[i + 1].start].strip():
            return None
        return self.tokens[i + 1]

    def cue_before(self, i: int) -> str:
        """Give the word before, also over a full stop or colon ('adv. stark')."""
        if not i or self.text[self.tokens[i - 1].end : self.tokens[i].start].strip(" \t") not in {"", ".", ":"}:
            return ""
        return self.tokens[i - 1].lower

    def marked_off(self, i: int) -> bool:
        """Tell whether a colon, bar, quotation mark or parenthesis stands before a word."""
        return self.text[max(0, self.tokens[i].start - 2) : self.tokens[i].start].strip(" ")[-1:] in tuple(':|"”(\t/')

    def alone_in_cell(self, i: int) -> bool:
        """Tell whether a word is all that a cell of a table holds."""
        token = self.tokens[i]
        before = self.text[max(0, token.start - 2) : token.start].strip(" ")
        after = self.text[token.end : token.end + 2].strip(" ")
        return before[-1:] in {"|", "\t", ";"} and after[:1] in {"|", "\t", ";", "\n"}

    def person_at(self, i: int) -> bool:
        """Tell whether a found name ends or starts with this word."""
        token = self.tokens[i]
        return token.start in self.person_starts or token.end in self.person_ends

    def ends_clause(self, i: int) -> bool:
        """Tell whether nothing or a mark of punctuation follows the word."""
        k = self.tokens[i].end
        while k < len(self.text) and self.text[k] in " \t":
            k += 1
        return k >= len(self.text) or self.text[k] in '.,;:!?()\n|/"”\t'

    def nameless(self, lower: str) -> bool:
        """Tell whether a word is in no list of names and not made like a surname."""
        return self.grader.grade(lower) is Grade.NONE and not made_like_a_surname(lower)

    def known(self, lower: str) -> bool:
        """Tell whether a word is ordinary Swedish, also as a reading machine spoils it ('bedörnning')."""
        if lower in v.SHORTENED or self.knows(lower):
            return True
        least = _SHORTEST_REPAIRED - ("rn" in lower)  # 'rned'
        if not least <= len(lower) <= _LONGEST_REPAIRED or not self.answers():
            return False
        if self._bare_letters and any(map(self.knows, islice(_with_dots(lower), _MOST_SPELLINGS))):
            return True
        for wrong, right in _MISREAD:  # noqa: SIM110 -- asked of nearly every unknown word
            if wrong in lower and self.knows(lower.replace(wrong, right)):
                return True
        return False


def _with_dots(lower: str) -> Iterator[str]:
    """Give the spellings with dots and rings that a word without any may stand for."""
    return map("".join, product(*(_SPELT.get(letter, letter) for letter in lower)))


def _written_in_lower_case(tokens: Tokens) -> bool:
    """Tell whether sentences begin in lower case, so that a name would have no capital either."""
    begins = [token for token in map(tokens.__getitem__, tokens.beginnings()) if not token.caps]
    lower = sum(token.shape is Shape.LOWER for token in begins)
    return lower > _LOWER_SHARE * len(begins) or not any(form.shape is Shape.TITLE for form in tokens.places)
