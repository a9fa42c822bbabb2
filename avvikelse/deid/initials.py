"""Layer 2: initials and signatures, which need no list: 'A.K.', 'P-O', 'K. Öhrn', '/Jenny', 'mvh SÖ'."""

import re
from collections.abc import Callable, Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Pattern
from avvikelse.deid.tokens import Tokens
from avvikelse.deid.wordbook import Shape

_INITIALS = Pattern(r"(?<![\w.])(?<!\d[ -])[A-ZÅÄÖ]\.[ ]?(?:[A-ZÅÄÖ]\.)?(?:[ ]?-[ ]?[A-ZÅÄÖ]\.)?")
_PAIR = Pattern(
    r"(?<![\w.-])(?!N\.[ ]?N|P\.[ ]?S|O\.[ ]?S|X\.[ ]?X|[A-Z]-[ÖZ])(?:[A-ZÅÄÖ]\.[ ]?[A-ZÅÄÖ]\."
    r"|[A-ZÅÄÖ]\.[A-ZÅÄÖ]|[A-ZÅÄÖ]-[A-ZÅÄÖ])(?![\w-])"
)
_DOUBLE_BARRELLED = Pattern(
    r"(?<![\w.-])[A-ZÅÄÖ]\.[ ]?[A-ZÅÄÖ]\.?-[A-ZÅÄÖ](?:\.|(?![\w-]))"  # 'K.B-L.'
)
_SIGNED = Pattern(
    r"(?:(?<=\s)|(?<=[.!?,)])|^)/{1,2}[ ]{0,2}([A-ZÅÄÖ]{1,3}|[A-ZÅÄÖ][a-zåäö]{1,2}|[a-zåäö]{2,3}"
    r"|[A-ZÅÄÖ]\.[ ]?[A-ZÅÄÖ]\.?)(?=[ ]{0,3}(?:$|[,\n\"”)]))",
    re.MULTILINE,
)
_SIGN_CUE = Pattern(
    r"(?:(?i:mvh|hälsn(?:ingar|ing)?|vh|sign(?:erat|erad|atur)?|vid pennan|undertecknat)[.:,]{0,2}(?:[ ]"
    r"|\n){1,3}(?:av[ ])?)([A-ZÅÄÖ]{2,3})(?=[ ]{0,3}(?:$|[,.;\n]))"
)
_SIGNED_NAME = Pattern(r"(?:(?<=\s)|(?<=[.!?,)])|^)/{1,2}[ ]{0,2}([^\W\d_]{3,20})", re.MULTILINE)


_NOBODY = v.words("FK AF VC HC BUP IVO SSK USK AT ST IT HR REG OBS PS OK TF EJ NN XX AG FM EM KL NR")

# 'F-e-r-e-s-h-t-e-h': spelt out over the phone
_LETTER_ALONE = Pattern(r"-[^\W\d_]-")
_SPELT = Pattern(r"(?<![\w-])[^\W\d_](?:-[^\W\d_]){3,20}(?![\w-])")


def find_initials(tokens: Tokens, text: str, is_word: Callable[[str], bool]) -> Iterator[Hit]:
    """Mark initials alone, in pairs, before a surname and as a signature; `is_word` tells what is no surname."""
    if _LETTER_ALONE.search(text):
        yield from (Hit(match.start(), match.end(), Kind.PERSON) for match in _SPELT.finditer(text))
    yield from (Hit(match.start(), match.end(), Kind.PERSON) for match in _DOUBLE_BARRELLED.finditer(text))
    for match in _INITIALS.finditer(text):
        i = tokens.at(match.end() + text.startswith(" ", match.end()))
        if i is not None and _takes_initial(tokens, match.start(), i, is_word):
            # 'bilaga F. Sökanden …' is the end of a sentence and 'L. Flod' a name: asked about.
            kind = Kind.UNKNOWN_NAME if is_word(tokens[i].lower) else Kind.PERSON
            yield Hit(match.start(), tokens[i].end, kind)
    for pattern in (_PAIR, _SIGNED, _SIGN_CUE):
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            i = tokens.at(start)
            if i is None or tokens[i].free or (pattern is not _PAIR and _may_sign(text[start:end])):
                yield Hit(start, end, Kind.PERSON)


def _may_sign(letters: str) -> bool:
    """Tell whether an abbreviation may be somebody's initials where somebody signs; '/FK' is the authority."""
    return letters.upper() not in _NOBODY and (letters.isupper() or letters not in v.SHORTENED)


def _takes_initial(tokens: Tokens, start: int, i: int, is_word: Callable[[str], bool]) -> bool:
    """Tell 'K. Öhrn' from 'vitamin B. Patienten …'."""
    surname, k = tokens[i], tokens.at(start)
    graded = bool(k) and tokens[k - 1].lower in v.NOT_BEFORE_INITIAL if k is not None else False
    graded = graded and not tokens.text[tokens[k - 1].end : start].strip() if k else False
    graded = graded and is_word(surname.lower)  # not 'Handläggaren R. Dahlman'
    return surname.free and surname.shape is Shape.TITLE and surname.lower not in v.STARTERS and not graded


def signed(tokens: Tokens, text: str) -> set[int]:
    """Give the words that stand as a signature after a slash ('/Jenny, utredare')."""
    found = {i for m in _SIGNED_NAME.finditer(text) if (i := tokens.at(m.start(1))) is not None}
    return {
        i
        for i in found
        if tokens[i].free and tokens[i].shape in (Shape.TITLE, Shape.UPPER) and tokens[i].lower not in v.ROLE_CUES
    }
