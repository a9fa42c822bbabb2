"""Words and their surroundings: capital, place in the sentence, whether another layer has claimed them."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import accumulate, product, repeat

from avvikelse.deid import vocabulary as v
from avvikelse.deid.lazily import lazily
from avvikelse.deid.lists import Phrases
from avvikelse.deid.wordbook import Form, Shape, Trait, Wordbook

_LETTER = r"[^\W\d_]"
_LATIN, _LAST_LATIN = "[A-Za-zª²-³µ¹-º¼-¾À-ÖØ-öø-ɏ]", "\u024f"


def _words(letter: str) -> re.Pattern[str]:
    return re.compile(rf"({letter}+(?:['-]{letter}+)*(?::[a-zåäö]{{1,4}}(?!\w))?)")


# Nearly every text has letters of the Latin alphabet alone, and a set of those is sooner searched than all letters.
_WORD, _LATIN_WORD = _words(_LETTER), _words(_LATIN)
_STARTERS = frozenset('\n\t"»”“*•·>|;')  # a word behind one of these begins something
_STOP = " punkt "  # as somebody says it who dictates
_INNER = frozenset("'_-")
_OPENERS = _STARTERS | _INNER | frozenset("([")  # a parenthesis begins something only where its sentence does
_WINDOW = 24
WIDEST_GAP = 3
BLANKS = frozenset("".join(gap) for width in range(1, WIDEST_GAP + 1) for gap in product(" \t", repeat=width))
_CAPS_SHARE, _CAPS_WORDS = 0.7, 3
_LEAST_UPPER = 3  # as many capital words as the share of the fewest words comes to


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


class Tokens(list[Token]):
    """The words of one text in order; lines of capitals are marked.

    A rule that looks at every word looks at the forms first, which are fewer, and then only at the places of those that
    may matter to it: `places` are the indexes of the words written so.
    """

    def __init__(self, text: str, book: Wordbook, signs: Iterable[str]) -> None:
        self.text = text
        self._book = book
        foreign = any(sign > _LAST_LATIN and sign.isalnum() for sign in signs)
        pieces = (_WORD if foreign else _LATIN_WORD).split(text)
        kept, new = book.kept.get, _New(book)
        self.gaps = pieces[::2]  # what stands before each word, and behind the last
        self.starts = list(accumulate(map(len, pieces)))[:-1:2]
        self.forms: list[Form] = [kept(word) or new[word] for word in pieces[1::2]]
        self.places: dict[Form, list[int]] = {}
        places = self.places
        for i, form in enumerate(self.forms):
            if form in places:
                places[form].append(i)
            else:
                places[form] = [i]
        super().__init__(map(Token, repeat(text), self.starts, self.forms))
        _mark_caps(self, text)

    def between(self, first: int, stop: int) -> list[Token]:
        """Give the words from `first` up to `stop`."""
        return self[first : max(first, stop)]

    def where(self, may_matter: Trait) -> list[int]:
        """Give the indexes of the words whose form may matter, in order of place."""
        return self._by_trait[may_matter.number]

    def saying(self, words: AbstractSet[str]) -> list[int]:
        """Give the indexes of some casefolded words, also in the genitive or without its -s, in order of place."""
        forms = {form for word in words for form in self._by_word.get(word, ())}
        return sorted(i for form in forms for i in self.places[form])

    @lazily
    def _by_word(self) -> dict[str, list[Form]]:
        found: dict[str, list[Form]] = {}
        for form in self.places:
            found.setdefault(form.lower, []).append(form)
            if form.base != form.lower:
                found.setdefault(form.base, []).append(form)
        return found

    @lazily
    def _by_trait(self) -> list[list[int]]:
        found: list[list[int]] = [[] for _ in range(self._book.traits())]
        for form, places in self.places.items():
            for number in form.nature.traits:
                found[number] += places
        for indexes in found:
            indexes.sort()
        return found

    def joined(self, i: int) -> bool:
        """Tell whether only blanks on one line stand between a word and the one before."""
        return i > 0 and self.gaps[i] in BLANKS

    def at(self, place: int) -> int | None:
        """Give the index of the word that begins at a place in the text."""
        i = bisect_left(self.starts, place)
        return i if i < len(self.starts) and self.starts[i] == place else None

    def beginnings(self) -> list[int]:
        """Give the words that start a sentence, a line, a quotation or a parenthesis."""
        found = [i for i, gap in enumerate(self.gaps) if gap != " " or not i or not self.forms[i - 1].ends_in_letter]
        return [i for i in found if i < len(self.starts) and self[i].begins]

    def is_free(self, i: int) -> bool:
        """Tell whether no layer has claimed a word."""
        return self[i].free


class _New(dict[str, Form]):
    """The forms of one text that aren't kept from earlier ones."""

    def __init__(self, book: Wordbook) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, word: str) -> Form:
        form = self[word] = self._book.new(word)
        return form


def _begins(text: str, start: int) -> bool:
    """Tell whether a word starts a sentence, a line, a quotation or a parenthesis."""
    if start > 1 and text[start - 1] == " " and text[start - 2].isalpha():
        return text[max(0, start - len(_STOP)) : start] == _STOP
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
    capitals = Shape.UPPER
    upper = sorted(tokens.starts[i] for form, at in tokens.places.items() if form.shape is capitals for i in at)
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
    return 0 < gap <= WIDEST_GAP and text[left.end : right.start] in BLANKS


def phrase_at(tokens: Tokens, i: int, phrases: Phrases) -> int:
    """Count the words of the longest phrase that starts at token i, 0 where none does.

    The last word may have a genitive -s.
    """
    lower, base = tokens.forms[i].lower, tokens.forms[i].base
    for form in (lower, base) if base != lower else (lower,):
        if form in phrases:
            for words in phrases[form]:
                if _same(tokens, i, words):
                    return len(words)
    return 0


def _same(tokens: Tokens, i: int, words: tuple[str, ...]) -> bool:
    if i + len(words) > len(tokens) or (len(words) > 1 and tokens[i].lower != words[0]):
        return False
    for k, word in enumerate(words[1:], 1):
        token = tokens[i + k]
        if not tokens.joined(i + k):
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
