"""Words and their surroundings: capital, place in the sentence, whether another layer has claimed them."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, auto

from avvikelse.deid import vocabulary as v
from avvikelse.deid.lists import Phrases

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*(?::[a-zåäö]{1,4}(?!\w))?")
_STARTERS = frozenset('\n\t"»”“*•·>|;')  # a word behind one of these begins something
_INNER = frozenset("'_-")
_OPENERS = _STARTERS | _INNER | frozenset("([")  # a parenthesis begins something only where its sentence does
_ODD_LETTERS = str.maketrans("İıſ", "iis")
_WINDOW = 24
_WIDEST_GAP = 3
_CAPS_SHARE, _CAPS_WORDS = 0.7, 3
_LEAST_UPPER = 3  # as many capital words as the share of the fewest words comes to


class Shape(Enum):
    """How a word is written."""

    LOWER = auto()
    TITLE = auto()
    UPPER = auto()
    INITIAL = auto()
    MIXED = auto()


def plainly(text: str) -> str:
    """Write in lower case, letter for letter, as patterns that don't mind letter case compare."""
    return text.translate(_ODD_LETTERS).lower()


class Form:
    """One way of writing a word in one text. `lower` is casefolded, `base` also without a genitive -s.

    `places` are the indexes of the words written so. A rule that looks at every word looks at the forms first, which
    are fewer, and then only at the places of those that may matter to it.
    """

    __slots__ = ("base", "lower", "places", "plain", "shape", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = text.casefold().replace("ß", "ss")
        self.base = base_of(self.lower)
        self.plain = plainly(text)
        self.shape = shape_of(text)
        self.places: list[int] = []


class Token:
    """One word of the normalised text, with the letter case and letters of its form."""

    __slots__ = ("_begins", "_page", "base", "caps", "end", "free", "lower", "shape", "start", "text")

    def __init__(self, page: str, start: int, form: Form) -> None:
        self.start = start
        self.end = start + len(form.text)
        self.text = form.text
        self.lower = form.lower
        self.base = form.base
        self.shape = form.shape
        self.caps = False
        self.free = True
        self._page = page
        self._begins: bool | None = None

    @property
    def begins(self) -> bool:
        """Whether the word starts a sentence, a line, a quotation or a parenthesis."""
        if self._begins is None:
            self._begins = _begins(self._page, self.start)
        return self._begins


class Tokens:
    """The words of one text in order; lines of capitals are marked.

    A word becomes a `Token` when a rule first looks at it; most never do.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        found = [(match[0], match.start()) for match in _WORD.finditer(text)]
        known = {word: Form(word) for word in {word: None for word, _ in found}}
        self.starts: list[int] = [start for _, start in found]
        self.forms: list[Form] = [known[word] for word, _ in found]
        for i, form in enumerate(self.forms):
            form.places.append(i)
        self.distinct: tuple[Form, ...] = tuple(known.values())
        self._made: list[Token | None] = [None] * len(self.forms)
        _mark_caps(self, text)

    def __len__(self) -> int:
        return len(self.forms)

    def __getitem__(self, i: int) -> Token:
        token = self._made[i]
        if token is None:
            token = self._made[i] = Token(self.text, self.starts[i], self.forms[i])
        return token

    def __iter__(self) -> Iterator[Token]:
        return map(self.__getitem__, range(len(self.forms)))

    def between(self, first: int, stop: int) -> list[Token]:
        """Give the words from `first` up to `stop`."""
        return [self[i] for i in range(first, min(stop, len(self.forms)))]

    def where(self, may_matter: Callable[[Form], object]) -> list[int]:
        """Give the indexes of the words whose form may matter, in order of place."""
        return sorted(i for form in self.distinct if may_matter(form) for i in form.places)

    def at(self, place: int) -> int | None:
        """Give the index of the word that begins at a place in the text."""
        i = bisect_left(self.starts, place)
        return i if i < len(self.starts) and self.starts[i] == place else None

    def beginnings(self) -> list[int]:
        """Give the words that start a sentence, a line, a quotation or a parenthesis."""
        text = self.text
        return [
            i
            for i, start in enumerate(self.starts)
            if not (text[start - 1 : start] == " " and text[start - 2 : start - 1].isalpha()) and self[i].begins
        ]

    def is_free(self, i: int) -> bool:
        """Tell whether no layer has claimed a word."""
        token = self._made[i]
        return token is None or token.free


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


def _mark_caps(tokens: Tokens, text: str) -> None:
    """Mark words in lines where nearly everything is in capitals: there a capital says nothing."""
    upper = [tokens.starts[i] for i in tokens.where(lambda form: form.shape is Shape.UPPER)]
    at = 0
    while at < len(upper):
        start, end = text.rfind("\n", 0, upper[at]) + 1, text.find("\n", upper[at])
        first = bisect_left(tokens.starts, start)
        stop = bisect_left(tokens.starts, end) if end >= 0 else len(tokens)
        behind = bisect_left(upper, end) if end >= 0 else len(upper)
        if behind - at >= _LEAST_UPPER:
            long = sum(len(form.text) > 1 for form in tokens.forms[first:stop])
            if long >= _CAPS_WORDS and behind - at >= _CAPS_SHARE * long:
                for token in tokens.between(first, stop):
                    token.caps = True
        at = behind


def adjacent(text: str, left: Token, right: Token) -> bool:
    """Tell whether only blanks on one line stand between two words."""
    gap = right.start - left.end
    return 0 < gap <= _WIDEST_GAP and not text[left.end : right.start].strip(" \t")


def phrase_at(tokens: Tokens, i: int, text: str, phrases: Phrases) -> int:
    """Count the words of the longest phrase that starts at token i, 0 where none does.

    The last word may have a genitive -s.
    """
    lower, base = tokens.forms[i].lower, tokens.forms[i].base
    for form in (lower, base) if base != lower else (lower,):
        if form in phrases:
            for words in phrases[form]:
                if _same(tokens, i, text, words):
                    return len(words)
    return 0


def _same(tokens: Tokens, i: int, text: str, words: tuple[str, ...]) -> bool:
    if i + len(words) > len(tokens) or (len(words) > 1 and tokens[i].lower != words[0]):
        return False
    for k, word in enumerate(words[1:], 1):
        token = tokens[i + k]
        if not adjacent(text, tokens[i + k - 1], token):
            return False
        if token.lower != word and (k + 1 < len(words) or token.base != word):
            return False
    return True


def claim(tokens: Tokens, spans: Iterable[tuple[int, int]]) -> None:
    """Take the words inside spans out of the later layers' hands."""
    starts = tokens.starts
    for start, end in spans:
        i = bisect_left(starts, start)
        if i and tokens[i - 1].end > start:
            i -= 1
        while i < len(starts) and starts[i] < end:
            tokens[i].free = False
            i += 1
