"""Layer 0: one way of writing for everything that looks the same, with a map back to the text as given.

The patterns are written for plain hyphens, plain spaces and ASCII digits. Texts pasted from journals, PDF files and
mails hold en dashes, full-width digits, soft hyphens, zero-width characters and decomposed letters; each of them
would let an identifier through unseen.
"""

import re
import unicodedata
from itertools import pairwise
from typing import NamedTuple

_DASHES = dict.fromkeys(
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d\u00ad\u05be\u1806\u30fc", "-"
)
_DASHES["\u00ad"] = ""  # a soft hyphen is only a place to break the line
_HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u02bc": "'", "\u00b4": "'", "\uff07": "'"}
_BREAKS = {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"}
LONGEST_SPELLING = 4
"""What one sign may become: Ⅷ is spelled VIII."""
_SIMPLE = _DASHES | _QUOTES | _BREAKS
# Cyrillic and Greek letters drawn like Latin ones; mixed into a Latin word they hide a name from every list.
_LOOKALIKES = dict(
    zip("аеорсухіјѕАВЕКМНОРСТУХІЈЅοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcyxijsABEKMHOPCTYXIJSoABEZHIKMNOPTYX", strict=True)
)
_BLANKS = dict.fromkeys(
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
# Where every exchange is one character for one, offsets stay as they are and nothing needs to be mapped.
_ONE_FOR_ONE = {k: v for k, v in (_SIMPLE | _BLANKS).items() if v}
_ORDINARY = re.compile(
    r"[\t\n -~\u00a1-\u00a7\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b5-\u00b7\u00bb-\u0233\u2018-\u2022"
    r"\u2190-\u21ff\u2300-\u27bf\U0001f300-\U0001faff]*"
)
_LINE_END = re.compile(r"-[ \t]{0,3}\n")
_LINE_END_HYPHEN = re.compile(
    r"(?<=[a-zåäöéü])(-[ \t]{0,3}\n{1,2}[ \t>]{0,3})(?=[a-zåäöéü])"
    r"|(?<=[^\W\d_])-([ \t]{0,3}\n{1,2}[ \t>]{0,3})(?=[A-ZÅÄÖ])"
)


class Normalised(NamedTuple):
    """A text in plain spelling. Character i stands for `original[starts[i]:ends[i]]`.

    `used` are the different characters of the original.
    """

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None
    used: frozenset[str]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original text that text[start:end] stands for."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(original: str) -> Normalised:
    """Write the text plainly, in linear time; every plain character knows which original ones it stands for."""
    simple, used = original, frozenset(original)
    for char in used & _ONE_FOR_ONE.keys():
        simple = simple.replace(char, _ONE_FOR_ONE[char])
    ordinary = _ORDINARY.fullmatch("".join(used - _ONE_FOR_ONE.keys()))
    if ordinary and not (_LINE_END.search(simple) and _LINE_END_HYPHEN.search(simple)):
        return Normalised(simple, None, None, used)
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(original):
        for char in _plain(original[start:end]):
            chars.append(char)
            starts.append(start)
            ends.append(end)
    _unmask(chars)
    return _join_lines(Normalised("".join(chars), tuple(starts), tuple(ends), used))


def _clusters(text: str) -> list[tuple[int, int]]:
    """Split into base characters with the combining marks that follow them, also behind an invisible character."""
    cuts = [i for i, char in enumerate(text) if not i or not (unicodedata.combining(char) or _hides_mark(text, i))]
    return list(pairwise([*cuts, len(text)])) if text else []


def _hides_mark(text: str, i: int) -> bool:
    """Tell whether an invisible character stands right before a combining mark, between it and its letter."""
    return text[i] in _HIDDEN and bool(unicodedata.combining(text[i + 1 : i + 2] or " "))


def _plain(cluster: str) -> str:
    """Spell one cluster plainly; an empty answer drops it."""
    if len(cluster) > 1:
        cluster = cluster[0] + "".join(char for char in cluster[1:] if char not in _HIDDEN)
    if cluster in _SIMPLE:
        return _SIMPLE[cluster]
    plain = unicodedata.normalize("NFKC", cluster)
    # A half or a quarter: its figures must not join those of a number behind it. Or a whole phrase in one character,
    # which would make a text many times longer.
    if "\u2044" in plain or len(plain) > LONGEST_SPELLING:
        return cluster
    if len(plain) == 1 and not plain.isascii():
        category = unicodedata.category(plain)
        if category in {"Cf", "Cc", "Cs", "Co", "Mn"}:
            return ""
        if category == "Zs":
            return " "
        if category == "Nd":
            return str(unicodedata.digit(plain))
        if category == "Pd":
            return "-"
    elif plain < " " and plain not in "\t\n":
        return ""
    # A spacing accent decomposes to blank + mark; it must not tear a word in two.
    return plain.strip() or plain[:1] if len(plain) > 1 else plain


def _unmask(chars: list[str]) -> None:
    """Exchange look-alike letters that stand beside Latin ones, in place."""
    for i, char in enumerate(chars):
        if char in _LOOKALIKES and any(
            "a" <= c.lower() <= "ö" for c in (*chars[max(0, i - 3) : i], *chars[i + 1 : i + 4])
        ):
            chars[i] = _LOOKALIKES[char]


def _join_lines(found: Normalised) -> Normalised:
    """Put together words broken at the end of a line; a hyphen before a capital is part of the name and stays."""
    drop: set[int] = set()
    for match in _LINE_END_HYPHEN.finditer(found.text):
        drop.update(range(*match.span(1 if match[1] else 2)))
    if not drop or found.starts is None or found.ends is None:
        return found
    keep = [i for i in range(len(found.text)) if i not in drop]
    return Normalised(
        "".join(found.text[i] for i in keep),
        tuple(found.starts[i] for i in keep),
        tuple(found.ends[i] for i in keep),
        found.used,
    )
