"""Words and their surroundings: capital, place in the sentence, whether another layer has claimed them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from avvikelse.deid import vocabulary as v
from avvikelse.deid.lists import Phrases

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*(?::[a-zåäö]{1,4}(?!\w))?")
_STARTERS = frozenset('\n\t"»”“*•·>|;')  # a word behind one of these begins something
_INNER = frozenset("'_-")
_OPENERS = _STARTERS | _INNER | frozenset("([")  # a parenthesis begins something only where its sentence does
_WINDOW = 24
_WIDEST_GAP = 3
_CAPS_SHARE, _CAPS_WORDS = 0.7, 3


class Shape(Enum):
    """How a word is written."""

    LOWER = auto()
    TITLE = auto()
    UPPER = auto()
    INITIAL = auto()
    MIXED = auto()


@dataclass(slots=True)
class Token:
    """One word of the normalised text. `lower` is casefolded, `base` also without a genitive -s."""

    start: int
    end: int
    text: str
    lower: str
    base: str
    shape: Shape
    begins: bool
    caps: bool = False
    free: bool = True


def shape_of(word: str) -> Shape:
    """Say how a word is written; 'Gun-Britt' and 'al-Hassan' count as capitalised, 'FK-utredaren' doesn't."""
    if len(word) == 1:
        return Shape.INITIAL if word.isupper() else Shape.LOWER
    if word.islower():
        return Shape.LOWER
    if word.isupper():
        return Shape.UPPER
    parts = [p for p in re.split("[-':]", word) if p]
    if any(len(p) > 1 and p.isupper() for p in parts[:1]):
        return Shape.MIXED
    if any(p[0].isupper() and p[1:2].islower() for p in parts):
        return Shape.TITLE
    return Shape.MIXED


def base_of(lower: str) -> str:
    """Take off a genitive -s, with or without apostrophe or colon."""
    lower = lower.split(":", maxsplit=1)[0] if ":" in lower else lower
    if lower.endswith("'s"):
        return lower[:-2]
    return lower[:-1] if lower.endswith("s") and len(lower) > 3 else lower  # noqa: PLR2004


def tokenise(text: str) -> list[Token]:
    """Cut the text into words and look at the surroundings of each."""
    tokens = [_token(match, text) for match in _WORD.finditer(text)]
    _mark_caps(tokens, text)
    return tokens


def _token(match: re.Match[str], text: str) -> Token:
    word, (start, end) = match[0], match.span()
    lower, base, shape = _remembered(word) if end - start <= _WINDOW else _forms(word)
    return Token(start, end, word, lower, base, shape, _begins(text, start))


def _forms(word: str) -> tuple[str, str, Shape]:
    lower = word.casefold().replace("ß", "ss")
    return lower, base_of(lower), shape_of(word)


_remembered = lru_cache(maxsize=8192)(_forms)


def _begins(text: str, start: int) -> bool:
    """Tell whether a word starts a sentence, a line, a quotation or a parenthesis."""
    if start > 1 and text[start - 1] == " " and text[start - 2].isalpha():
        return False
    k, least, dashed = start - 1, max(0, start - _WINDOW), False
    while k >= least and (text[k].isspace() or text[k] in _OPENERS):
        if text[k] in _STARTERS:
            return True
        dashed = dashed or text[k] in _INNER
        k -= 1
    if k < 0:
        return True
    if dashed:
        return False
    if text[k] == ")":  # '1) Ring'
        return text[max(0, k - 1) : k].isdigit()
    return text[k] in "!?:…" or (text[k] == "." and not _abbreviated(text, k))


def _abbreviated(text: str, stop: int) -> bool:
    """Tell whether the full stop at `stop` ends an abbreviation ('enl.') and not a sentence ('… av B.')."""
    k = stop
    while k > 0 and stop - k < _WINDOW and text[k - 1].isalpha():
        k -= 1
    word = text[k:stop]
    if word.casefold() not in v.ABBREVIATIONS:
        return False
    return len(word) > 1 or word.islower() or not k or text[k - 1] in " .\n"


def _mark_caps(tokens: Sequence[Token], text: str) -> None:
    """Mark words in lines where nearly everything is in capitals: there a capital says nothing."""
    line: list[Token] = []
    for i, token in enumerate(tokens):
        line.append(token)
        last = i + 1 == len(tokens)
        if last or "\n" in text[token.end : tokens[i + 1].start]:
            long = [t for t in line if len(t.text) > 1]
            upper = sum(t.shape is Shape.UPPER for t in long)
            if len(long) >= _CAPS_WORDS and upper >= _CAPS_SHARE * len(long):
                for t in line:
                    t.caps = True
            line = []


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Tell whether only blanks on one line stand between two words."""
    gap = right.start - left.end
    return 0 < gap <= _WIDEST_GAP and not text[left.end : right.start].strip(" \t")


def phrase_at(tokens: Sequence[Token], i: int, text: str, phrases: Phrases) -> int:
    """Count the words of the longest phrase that starts at token i, 0 where none does.

    The last word may have a genitive -s.
    """
    lower, base = tokens[i].lower, tokens[i].base
    for form in (lower, base) if base != lower else (lower,):
        if form in phrases:
            for words in phrases[form]:
                if _same(tokens, i, text, words):
                    return len(words)
    return 0


def _same(tokens: Sequence[Token], i: int, text: str, words: tuple[str, ...]) -> bool:
    if i + len(words) > len(tokens) or (len(words) > 1 and tokens[i].lower != words[0]):
        return False
    for k, word in enumerate(words[1:], 1):
        token = tokens[i + k]
        if not adjacent(text, tokens[i + k - 1], token):
            return False
        if token.lower != word and (k + 1 < len(words) or token.base != word):
            return False
    return True


def claim(tokens: Sequence[Token], spans: Iterable[tuple[int, int]]) -> None:
    """Take the words inside spans out of the later layers' hands."""
    ordered = sorted(spans)
    at = 0
    for token in tokens:
        while at < len(ordered) and ordered[at][1] <= token.start:
            at += 1
        token.free = token.free and not (at < len(ordered) and ordered[at][0] < token.end)
