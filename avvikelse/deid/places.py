"""Layer 3: towns and villages, from lists and from what stands before them."""

from collections.abc import Iterator, Sequence

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.lists import Lists
from avvikelse.deid.model import Kind
from avvikelse.deid.patterns import Spot
from avvikelse.deid.tokens import Token, Tokens, adjacent, phrase_at
from avvikelse.deid.wordbook import Form, Shape, Trait
from avvikelse.deid.wordclasses import SMALL

_CAPITAL = (Shape.TITLE, Shape.UPPER)
_LEAST_WITH_SUFFIX = 5
_SURE_ENDINGS = ("torp", "arp", "hult", "fors", "köping", "boda", "måla", "sele", "träsk", "ryd", "rud", "hammar")
_VILLAGES = frozenset({"byn", "orten", "samhället", "tätorten"})
_PARISHES = frozenset({"kommun", "kommuns", "socken", "församling"})
# 'Näset 45', 'Västannor 218 B, 793 92': a house number and a postcode, if nothing is counted.
HOUSE = Spot(
    r"[ ](?:nr[ ])?\d{1,3}(?:[ ]?[A-Ha-h](?!\w))?(?![\w%]|[.,:/-]\d|[ ](?:%|procent|kr|år|mån|veck|dag|tim"
    r"|min|mg|ml|g\b|gång|ggr"
    r"|st\b|barn|pers|pat|jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec|av|och|eller|till|kl"
    r"|\d))(?:,?[ ]\d{3}[ ]?\d{2}(?!\d))?"
)
_NUMBERED = Spot(r"-\d")
_CODE, _LEAST_BEHIND_CODE = 5, 3
_FULL = 2  # words
_VILLAGE = Spot(r"[ ](?:by|kyrkby|fiskeläge)(?!\w)")
_CODE_BEFORE = Spot(r"(?<!\d)([1-9]\d{2}[ ]?\d{2})[ ]{1,2}\Z")


def find_places(tokens: Tokens, text: str, lists: Lists, postcode_ends: Sequence[int]) -> Iterator[Hit]:
    """Mark places: listed ones, those after a postcode or 'bor i', and names made like a place's after 'i', 'från'."""
    after_postcode = _after(tokens, text, postcode_ends)
    known: set[str] = set()
    for i in _worth_reading(tokens, after_postcode):
        token = tokens[i]
        allowed = not token.free and phrase_at(tokens, i, lists.places) < _FULL  # not 'Upplands Väsby'
        if allowed or (token.shape is Shape.UPPER and _NUMBERED.match(text, token.end)):
            continue  # 'ABAS-3'
        if token.shape is Shape.LOWER:
            yield from _in_lower_case(tokens, i, text, lists)
        if token.shape is Shape.TITLE and _initial_behind(tokens, i, text):
            continue
        if "-" in token.lower and _all_places(token, lists):
            yield from _ends(token)
        elif length := phrase_at(tokens, i, lists.places):
            code = _CODE_BEFORE.search(text, max(0, token.start - 8), token.start)
            if code:
                yield Hit(*code.span(1), Kind.POSTCODE)
            if code or token.shape in _CAPITAL or (length == 1 and _preposition(tokens, i, text)):
                yield _housed(text, token.start, tokens[i + length - 1].end)
        elif i in after_postcode or _is_place(tokens, i, text, lists):
            known.add(token.lower)
            yield _housed(text, token.start, tokens[_last(tokens, i, text)].end)
    yield from _lower_after(tokens, text, postcode_ends)
    # What was a place once is one in the rest of the text, also where it starts a sentence.
    again = (i for i in tokens.saying(known) if tokens[i].lower in known and tokens[i].shape is Shape.TITLE)
    yield from (_housed(text, tokens[i].start, tokens[i].end) for i in again if tokens[i].free)


def _worth_reading(tokens: Tokens, after_postcode: set[int]) -> list[int]:
    """Find the words that may be places themselves, and capitals beside a word that leads to one."""
    behind = {i + 1 for i in tokens.where(_LEADS)}
    before = {i - 1 for i in tokens.where(_PARISH)}
    capitals = (behind | before | after_postcode).intersection(tokens.where(_CAPITALISED))
    return sorted(capitals.union(tokens.where(_TELLING)))


def _like_a_place(form: Form, lists: Lists) -> bool:
    """Tell whether a word may be a place: listed, in lower case made like one, or tied together of some."""
    lower, base = form.lower, form.base
    if lower in lists.places or lower in lists.places_words or base in lists.places or base in lists.places_words:
        return True
    return lower.endswith(v.PLACE_SUFFIXES) if form.shape is Shape.LOWER else "-" in lower


_TELLING = Trait(lambda form, grader: _like_a_place(form, grader.lists))
_CAPITALISED = Trait(lambda form, _: form.shape is not Shape.LOWER)
_LEADS = Trait(lambda form, _: form.lower in v.PLACE_PREPOSITIONS or form.lower in _VILLAGES)
_PARISH = Trait(lambda form, _: form.lower in _PARISHES)


def _in_lower_case(tokens: Tokens, i: int, text: str, lists: Lists) -> Iterator[Hit]:
    """Mark a place that is a word behind five figures ('66592 kil'), ask about one behind a preposition."""
    token = tokens[i]
    if (token.lower,) in lists.places_words.get(token.lower, ()) and (
        code := _CODE_BEFORE.search(text, max(0, token.start - 8), token.start)
    ):
        yield Hit(*code.span(1), Kind.POSTCODE)
        yield Hit(token.start, token.end, Kind.PLACE)
    elif _asked_in_lower_case(tokens, i, text, lists):
        yield Hit(token.start, token.end, Kind.UNKNOWN_NAME)


def _asked_in_lower_case(tokens: Tokens, i: int, text: str, lists: Lists) -> bool:
    """'vc i kil', 'bor i gräsmark': a place that is a word as well, or is made of words; a question."""
    if (
        not i
        or tokens[i - 1].lower not in {"i", "från", "utanför", "byn"}
        or not adjacent(text, tokens[i - 1], tokens[i])
    ):
        return False
    lower = tokens[i].lower
    if (lower,) in lists.places_words.get(lower, ()):
        return lower not in v.NO_PLACE
    if len(lower) > _LEAST_WITH_SUFFIX and lower.endswith(_SURE_ENDINGS):
        return True  # 'en kund i ljustorp'
    return len(lower) > _LEAST_WITH_SUFFIX and lower.endswith(v.PLACE_SUFFIXES) and _lives(tokens, i, text)


def _initial_behind(tokens: Tokens, i: int, text: str) -> bool:
    """'Åsa Ö', 'Kil B.': a person."""
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    return following is not None and following.shape is Shape.INITIAL and adjacent(text, tokens[i], following)


def _housed(text: str, start: int, end: int) -> Hit:
    """'Näset 45': a village and a house number are an address."""
    if village := _VILLAGE.match(text, end):
        end = village.end()
    house = HOUSE.match(text, end)
    return Hit(start, house.end(), Kind.ADDRESS) if house else Hit(start, end, Kind.PLACE)


def _all_places(token: Token, lists: Lists) -> bool:
    """'Töcksfors–Karlstad' is a journey between two places."""
    parts = token.lower.split("-")
    listed = [
        any(words == (part,) for words in (*lists.places.get(part, ()), *lists.places_words.get(part, ())))
        for part in parts
    ]
    return token.shape in _CAPITAL and all(listed) and (token.lower,) not in lists.places.get(token.lower, ())


def _ends(token: Token) -> Iterator[Hit]:
    start = token.start
    for part in token.text.split("-"):
        yield Hit(start, start + len(part), Kind.PLACE)
        start += len(part) + 1


def _is_place(tokens: Tokens, i: int, text: str, lists: Lists) -> bool:
    token = tokens[i]
    if token.shape is not Shape.TITLE or token.caps:
        return token.caps and bool(phrase_at(tokens, i, lists.places_words)) and _lives(tokens, i, text)
    if token.begins and not (i and text[tokens[i - 1].end : token.start] == " "):
        return False
    followed = tokens[i + 1].lower if i + 1 < len(tokens) and adjacent(text, token, tokens[i + 1]) else ""
    if followed in _PARISHES:
        return True
    if not _preposition(tokens, i, text):
        return False
    if phrase_at(tokens, i, lists.places_words) or _lives(tokens, i, text):
        return True
    return (
        len(token.lower) >= _LEAST_WITH_SUFFIX
        and token.lower.endswith(v.PLACE_SUFFIXES)
        and tokens[i - 1].lower in {"i", "från", "till", "utanför", "mot"}
    )


def _preposition(tokens: Tokens, i: int, text: str) -> bool:
    if not i:
        return False
    before = tokens[i - 1]
    leads = before.lower in v.PLACE_PREPOSITIONS or before.lower in _VILLAGES
    return leads and adjacent(text, before, tokens[i])


def _lives(tokens: Tokens, i: int, text: str) -> bool:
    """Look a few words back for 'bor', 'flyttade', 'byn' before the preposition."""
    if (
        not i
        or not adjacent(text, tokens[i - 1], tokens[i])
        or tokens[i - 1].lower not in {"i", "till", "från", "utanför", "byn", "orten", "samhället", "nära"}
    ):
        return False
    window = tokens.between(max(0, i - 4), i)
    return any(t.lower in v.PLACE_CUES for t in window) and "." not in text[window[0].start : tokens[i].start]


def _after(tokens: Tokens, text: str, ends: Sequence[int]) -> set[int]:
    """Find the word right behind each postcode."""
    behind = {(end, tokens.at(end + gap)) for end in ends for gap in (1, 2, 3)}
    return {
        i
        for end, i in behind
        if i is not None
        and tokens[i].shape in _CAPITAL
        and not text[end : tokens[i].start].strip(" ,;|\n\t")
        and text[tokens[i].end : tokens[i].end + 1] != ":"
    }


def _lower_after(tokens: Tokens, text: str, ends: Sequence[int]) -> Iterator[Hit]:
    """'127 45 skärholmen': ask about the word behind a postcode in lower case."""
    for end in ends:
        i = tokens.at(end + 1) if text[end : end + 1] == " " and text[end - 1 : end].isdigit() else None
        if i is None or tokens[i].shape is not Shape.LOWER or not tokens[i].free or tokens[i].lower in SMALL:
            continue
        if len(tokens[i].lower) >= _LEAST_BEHIND_CODE and text[end - _CODE : end - _CODE + 1].isdigit():
            yield Hit(tokens[i].start, tokens[i].end, Kind.UNKNOWN_NAME)


def _last(tokens: Tokens, i: int, text: str) -> int:
    """Take in a second capitalised word ('Östra Ämtervik', 'Norra Råda')."""
    directions = {
        "östra",
        "västra",
        "norra",
        "södra",
        "övre",
        "nedre",
        "stora",
        "lilla",
        "gamla",
        "nya",
        "sankt",
        "s:t",
    }
    k = i + 1
    if (
        tokens[i].lower in directions
        and k < len(tokens)
        and tokens[k].shape in _CAPITAL
        and adjacent(text, tokens[i], tokens[k])
    ):
        return k
    return i
