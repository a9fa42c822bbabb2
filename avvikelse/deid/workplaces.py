"""Layer 3: named employers, schools and care units."""

import re
from collections.abc import Iterator

from avvikelse.deid import vocabulary as v
from avvikelse.deid.hits import Hit
from avvikelse.deid.lists import Lists
from avvikelse.deid.model import Kind
from avvikelse.deid.tokens import Token, Tokens, adjacent, phrase_at
from avvikelse.deid.wordbook import Form, Shape, Trait

_CAPITAL = (Shape.TITLE, Shape.UPPER)
_MAX_WORDS = 5
_AT = frozenset({"på", "hos", "från", "åt"})
_PARTNER = re.compile(
    r"[ ](?:&|\+)[ ][A-ZÅÄÖ][\w-]{1,25}|[ ](?:och|o)[ ](?:Rör|Transport(?:er)?|Plåt|Tak|Bygg|El|Trä|Mark|Golv|Glas"
    r"|Service|Smide|Målare"
    r"|Måleri|VVS|Montage"
    r"|Mekanik|Mekaniska|Kakel|Städ|Trädgård|Söner|Co|Maskin|Transport|Förvaltning|Design|Form|Café|Konditori"
    r"|Bageri|Blommor|Fiber|Smide|Kabel|Mekano|Fönster|Vvs|Sten|Betong|Asfalt|Rehab|Hälsa|Omsorg|Vård|Hud)(?!\w)"
    r"|[ ](?:vård|hälsa|omsorg)[ ](?:och|&)[ ](?:rehab|omsorg|hälsa|vård|behandling)(?!\w)"
)  # 'Perssons Plåt & Tak'
_TOWN = re.compile(r"[ ]i[ ](?!SFB|SoL)[A-ZÅÄÖ][a-zåäö]{2,25}(?:-[A-ZÅÄÖ][a-zåäö]{2,25})?(?!\w)")
_CALLED_FIRST = v.words(
    "bröderna systrarna gebrüder bolaget firma firman stall café cafe kafé hotell restaurang pizzeria salong studio "
    "frisör hårstudio nagelstudio brasserie bistro krog gasthaus bageri åkeri taxi gård handelsträdgård "
    "second secondhand stiftelsen föreningen kooperativet"
)
_UNITS_FIRST = ("enheten", "mottagningen", "teamet", "kliniken", "centrum", "centret", "klubben", "förskolan", "kåren")
_BEFORE_NAME = v.words("s:t s:ta sankt sankta norra södra östra västra nya gamla stora lilla gröna röda vita blå")
# in lower case behind a name in the genitive: 'Tallbackens smärtklinik'
_OWNED_ENDINGS = (
    *("klinik", "mottagning", "garnison", "camping", "kår", "museum", "teater", "orkester", "bryggeri", "badhus"),
    *("simhall", "ishall", "bageri", "åkeri", "sågverk", "mejeri", "fabrik", "verkstad", "lager"),
)
_PLAIN_UNITS = (v.GENERIC - v.FACILITY_WORDS) | v.FACILITIES


def find_workplaces(tokens: Tokens, text: str, lists: Lists) -> Iterator[Hit]:
    """Mark workplaces by a telling word beside a name, by legal form, by what is said of work, and listed chains."""
    for hit in _found(tokens, text, lists):
        partner = _PARTNER.match(text, hit.end)
        end = partner.end() if partner else hit.end
        first = tokens.at(hit.start)
        unit = first is not None and tokens[first].lower in v.FACILITIES  # 'Vårdcentralen Granåsen' and a place
        town = None if unit else _TOWN.match(text, end)
        yield Hit(_led_by(tokens, hit.start), town.end() if town else end, hit.kind)


def _led_by(tokens: Tokens, start: int) -> int:
    """'Bröderna Hallgrens Såg', 'Smärtenheten Norrgården': take in what a firm or unit is called before its name."""
    i = tokens.at(start)
    if not i or not tokens.joined(i):
        return start
    before = tokens[i - 1]
    led = before.lower in _CALLED_FIRST | _BEFORE_NAME or before.lower.endswith(_UNITS_FIRST)
    return before.start if led and before.shape is Shape.TITLE and before.free else start


def _found(tokens: Tokens, text: str, lists: Lists) -> Iterator[Hit]:
    for i in _worth_reading(tokens):
        token = tokens[i]
        if length := phrase_at(tokens, i, lists.employers):
            yield from _chain(tokens, i, i + length - 1, text)
            continue
        if token.text in v.LEGAL_FORMS:
            yield from _company(tokens, i, text)
        if token.lower in v.FACILITIES and (last := _onwards(tokens, i, text)) > i:
            if not token.caps or _listed(tokens[last], lists):
                yield Hit(token.start, tokens[last].end, Kind.WORKPLACE)
        elif token.shape in _CAPITAL and not token.caps and (token.free or token.lower.endswith("s")):
            yield from _named(tokens, i, text)
        if token.free and _at_work(tokens, i, text):
            name = _onwards(tokens, i, text)
            last = _with_place(tokens, name, text) if token.caps or name > i else name
            if not token.caps or (last > i and _listed(tokens[last], lists)):
                yield Hit(token.start, tokens[last].end, Kind.WORKPLACE)


def _worth_reading(tokens: Tokens) -> list[int]:
    """Find the words that tell a workplace themselves, and capitals before such a word or behind a word of work."""
    before = {i - 1 for i in tokens.where(_FACILITY)}
    behind = {i + 1 for i in tokens.where(_AT_WORK)}
    return sorted((before | behind).intersection(tokens.where(_CAPITALISED)).union(tokens.where(_TELLING)))


def _tells(form: Form, lists: Lists) -> bool:
    """Tell whether a word may begin a workplace whatever stands beside it."""
    listed = form.lower in v.FACILITIES or form.lower in lists.employers or form.base in lists.employers
    proper = form.shape is not Shape.LOWER and form.lower.endswith(v.PROPER_ENDINGS)
    return listed or proper or form.text in v.LEGAL_FORMS


_TELLING = Trait(lambda form, grader: _tells(form, grader.lists))
_CAPITALISED = Trait(lambda form, _: form.shape is not Shape.LOWER)
_FACILITY = Trait(lambda form, _: _is_facility(form.lower))
_AT_WORK = Trait(lambda form, _: form.lower in v.EMPLOYER_NOUNS or form.lower in v.WORK_PREPOSITIONS)


def _chain(tokens: Tokens, i: int, last: int, text: str) -> Iterator[Hit]:
    """A listed employer; in lower case a question behind 'på' or 'hos' ('jobbar på konsum')."""
    token = tokens[i]
    if token.shape is not Shape.LOWER and token.text != token.text.lower():
        last = _onwards(tokens, last, text)
        yield Hit(token.start, tokens[_with_place(tokens, last, text)].end, Kind.WORKPLACE)
    elif i and tokens[i - 1].lower in _AT:
        yield Hit(token.start, tokens[last].end, Kind.UNKNOWN_NAME)


def _listed(token: Token, lists: Lists) -> bool:
    """In a line of capitals a neighbour is part of the name only if it can be a place or a surname."""
    place = (token.lower,) in (*lists.places.get(token.lower, ()), *lists.places_words.get(token.lower, ()))
    return place or token.lower in lists.last_common or token.lower in lists.last_words


def _onwards(tokens: Tokens, i: int, text: str) -> int:
    """Follow the capitalised words after i.

    In a line of capitals one word only: nothing there tells where the name ends.
    """
    k = i
    while (
        k + 1 < len(tokens) and k - i < _MAX_WORDS and tokens[k + 1].free and adjacent(text, tokens[k], tokens[k + 1])
    ):
        following = tokens[k + 1]
        if following.shape not in _CAPITAL or following.begins or following.lower in v.NEVER_A_NAME:
            break
        if following.caps and (k > i or not tokens[i].caps):
            break
        k += 1
    return k


def _with_place(tokens: Tokens, i: int, text: str) -> int:
    """Take in 'i Bengtsfors' behind a name."""
    if (
        i + 2 < len(tokens)
        and tokens[i + 1].lower == "i"
        and adjacent(text, tokens[i], tokens[i + 1])
        and adjacent(text, tokens[i + 1], tokens[i + 2])
    ):
        town = tokens[i + 2]
        if town.free and town.shape in _CAPITAL:
            return i + 2
    return i


def _company(tokens: Tokens, i: int, text: str) -> Iterator[Hit]:
    """Walk from 'AB' back over capitals and small words between them, or forward from a leading 'AB'."""
    start, k = i, i
    while k > 0 and i - k < _MAX_WORDS:
        between = text[tokens[k - 1].end : tokens[k].start]
        before = tokens[k - 1]
        if between.strip(" &+") or "\n" in between or before.lower in v.NEVER_A_NAME - {"i", "och", "på"}:
            break
        if before.shape in _CAPITAL or before.shape is Shape.INITIAL or before.shape is Shape.MIXED:
            if before.lower in v.NEVER_A_NAME or before.lower in v.WORK_CUES:
                break
            start = k - 1
        elif before.lower not in {"i", "och", "på"}:
            break
        k -= 1
    if start < i:
        yield Hit(tokens[start].start, tokens[i].end, Kind.WORKPLACE)
    elif tokens[i].text in {"AB", "Brf", "BRF"} and (last := _onwards(tokens, i, text)) > i:
        yield Hit(tokens[i].start, tokens[last].end, Kind.WORKPLACE)


def _is_facility(lower: str) -> bool:
    return lower in v.FACILITY_WORDS or lower.endswith(v.FACILITY_ENDINGS)


def _named(tokens: Tokens, i: int, text: str) -> Iterator[Hit]:
    """'Brunskogs Bageri', 'Torsby sjukhus', 'Strandskolan', 'Centralsjukhuset i Karlstad'."""
    token = tokens[i]
    if _before_facility(tokens, i, text):
        last = _with_place(tokens, _onwards(tokens, i + 1, text), text)
        saint = i and tokens[i - 1].lower in _BEFORE_NAME and adjacent(text, tokens[i - 1], token)
        yield Hit(tokens[i - 1].start if saint else token.start, tokens[last].end, Kind.WORKPLACE)
    elif token.free and token.lower.endswith(v.PROPER_ENDINGS) and token.lower not in v.FACILITIES:
        last = _with_place(tokens, _onwards(tokens, i, text), text)
        one_of_its_kind = not {token.base, token.lower} & v.GENERIC and (not token.begins or "-" in token.lower)
        if last > i or one_of_its_kind:
            yield Hit(token.start, tokens[last].end, Kind.WORKPLACE)


def _before_facility(tokens: Tokens, i: int, text: str) -> bool:
    """Tell whether a word that says 'business' or 'care unit' follows a name."""
    token = tokens[i]
    following = tokens[i + 1] if i + 1 < len(tokens) and adjacent(text, token, tokens[i + 1]) else None
    if following is None or not _is_facility(following.lower) or following.lower in {"kommun", "församling"}:
        return False
    if following.shape is Shape.TITLE and following.free:
        labelled = text[max(0, token.start - 2) : token.start] == ": " and not following.lower.endswith("eri")
        return token.lower.endswith("s") or not token.begins or labelled
    plain = following.lower in _PLAIN_UNITS or (token.lower.endswith("s") and following.lower.endswith(_OWNED_ENDINGS))
    return plain and token.free and not token.begins


def _at_work(tokens: Tokens, i: int, text: str) -> bool:
    """Tell whether the word names where somebody works: 'jobbar på X', 'arbetsgivaren X', 'på Xx Yy'."""
    token = tokens[i]
    if token.shape not in _CAPITAL or token.begins or not i or token.lower in v.NEVER_A_NAME:
        return False
    before = tokens[i - 1]
    if not adjacent(text, before, token):
        return False
    if before.lower in v.EMPLOYER_NOUNS:
        return not token.caps
    if before.lower not in v.WORK_PREPOSITIONS:
        return False
    told = any(
        (t.lower in v.WORK_CUES or t.lower.endswith(v.WORKER_ENDINGS))
        and not any(c in text[t.end + 1 : token.start] for c in ".!?\n")
        for t in tokens.between(max(0, i - 5), i - 1)
    )
    if told:
        return before.lower != "för"
    return before.lower in {"på", "vid"} and not token.caps and _onwards(tokens, i, text) > i
