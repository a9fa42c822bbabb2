"""What is known to be harmless: authorities, systems, laws, forms, drugs, and diagnoses named after people.

The allow-list takes words out of the hands of layers 2–3 only. No pattern of layer 1 is ever softened by it.
"""

import re

from avvikelse.deid import vocabulary as v
from avvikelse.deid.lists import Lists
from avvikelse.deid.tokens import Token, Tokens, adjacent, phrase_at
from avvikelse.deid.wordbook import Form, Shape, Trait

# 'Sjögrens syndrom', 'Parkinsons sjukdom', 'Trendelenburgs test': the person has been dead for long.
# 'Trafikverket', 'Socialnämnden': authorities are public, and a register of them would never be complete.
_AUTHORITY = re.compile(
    r"(?:(?:\w{0,4}skatte|arbetsmiljö|trafik|pensions|livsmedels|bo|väg|ban|migrations|läkemedels|patent|fortifikations"
    r"|jordbruks|tull|luftfarts|sjöfarts|statens?|skol|högskole|invandrar|energi|konsument|riksgälds|premie\w*|social"
    r"|fiskeri|naturvårds|tele|kriminalvårds|studiestöds|arbetsgivar|domstols|general\w*|fastighets)verket"
    r"|\w{2,}(?:myndigheten|styrelsen|nämnden|domstolen|inspektionen|departementet|ministeriet"
    r"|balken|lagen"
    r"|förordningen))s?"
)
# 'Hawkins + Neer pos, Jobe neg', 'Schober 10 cm': what an examination is called.
_EXAMINED = re.compile(
    r"[ ]?(?:[|:][ ]?)?(?:(?:[+/][ ]?[A-ZÅÄÖ][a-zåäöé-]{2,14}[ ]?){1,3})?(?:pos|neg|positiv[at]?|negativ[at]?"
    r"|ua|u\.a|utan[ ]anm|bilat\w{0,5}"
    r"|dig|vä|hö|dx|sin|test(?:et)?|-test|tecken|\d{1,3}[ ]?(?:cm|mm|grader|°)"
    r"|\d{1,2}[-+/][ ]?\d{1,2}[ ]?cm)(?![a-zåäö])"
)
_OUTCOMES = ("pos", "neg", "ua", "u", "utan", "bilat", "dig", "vä", "hö", "dx", "sin", "test", "tecken")
_SOL = {"SoL", "SOL"}  # the law; 'Sol' is a name
_SHORT = 4
_FIRST_NAMES = {"kela", "diva", "moca", "sara"}
_ORGANISATIONS = v.words("fk af vc hc bup ivo rk mb lex dr icd ft bvc abf sip sgi kbt ekg")
_GENITIVES = v.words("fks afs vcs hcs bups ivos sgis imys jos skrs csns avas")
_EXAMINATIONS = v.words("hawkins neer jobe schober lachman tinel phalen spurling romberg")
_EPONYM_BEFORE = {"morbus", "mb", "lex", "m."}
_EPONYM_HEADS = tuple(v.EPONYM_HEADS)


def allow(tokens: Tokens, text: str, lists: Lists) -> None:
    """Take allowed words and phrases, in place, out of the candidates."""
    for i in _worth_reading(tokens):
        token = tokens[i]
        length = phrase_at(tokens, i, lists.allow)
        if token.text == "Jo":  # the ombudsman is written 'JO'
            continue
        alone = length == 1 and (_only_looks_genitive(token, lists) or _opens_name(tokens, i, text))
        if length and not alone:
            for t in tokens.between(i, i + length):
                t.free = t.text == "af" and _between_capitals(tokens, i)  # 'Mona af Ugglas'
        elif _AUTHORITY.fullmatch(token.lower):
            token.free = False
        # Also 'AF-handläggare', 'Webcert-svar': a known word with something tied on.
        elif "-" in token.lower and _allowed_head(token, lists) and not token.text[-1:].isupper():
            token.free = token.text.split("-")[-1][:1].isupper() or _first_names(token, lists) or _two_short(token)
        elif _law_or_eponym(tokens, i, text, lists):
            token.free = False
        if i + 1 < len(tokens) and adjacent(text, token, tokens[i + 1]):
            _allow_eponym(tokens, i)


def _first_names(token: Token, lists: Lists) -> bool:
    """'per-arne': tied together of first names."""
    parts = token.base.split("-")
    return all(part in lists.first_common or part in lists.first_words for part in parts)


def _allowed_head(token: Token, lists: Lists) -> bool:
    """Tell whether what stands before the hyphen is allowed by itself; 'per' is so in 'per rectum' only."""
    head = token.lower.split("-")[0]
    return (head,) in lists.allow.get(head, ())


def _two_short(token: Token) -> bool:
    """'Min-jun': a name in two short parts, not 'AF-hus' or 'fk-svar'."""
    head, _, tail = token.text.partition("-")
    return token.shape is Shape.TITLE and head.istitle() and len(head) <= _SHORT and len(tail) <= _SHORT


def _only_looks_genitive(token: Token, lists: Lists) -> bool:
    """'Vass', 'tens', 'Lass': a word, and no 'VAS' or 'LAS' in the genitive."""
    short = len(token.base) <= _SHORT and token.lower not in lists.allow
    return short and token.shape in (Shape.TITLE, Shape.LOWER) and token.lower not in _GENITIVES


def _opens_name(tokens: Tokens, i: int, text: str) -> bool:
    """'Jo Wik', 'Do Thi Mai': an abbreviation isn't written so before another capital."""
    token = tokens[i]
    long = len(token.text) >= _SHORT and token.lower not in _FIRST_NAMES
    if token.shape is not Shape.TITLE or long or i + 1 >= len(tokens):
        return False
    after = tokens[i + 1]
    return token.lower not in _ORGANISATIONS and after.shape is Shape.TITLE and adjacent(text, token, after)


def _law_or_eponym(tokens: Tokens, i: int, text: str, lists: Lists) -> bool:
    """'SoL', 'Parkinson', 'Hawkins neg'."""
    token = tokens[i]
    if token.text in _SOL and not token.caps:
        return True
    if token.lower in v.NAMES_OF_ILLNESS and _as_illness(tokens, i, text):
        return True
    if token.lower in _EXAMINATIONS and _EXAMINED.match(text, token.end):
        return True
    if token.lower in v.EPONYMS and not _named_so(tokens, i, text):
        return True
    return token.shape is Shape.TITLE and _examination(token, text, lists)


def _as_illness(tokens: Tokens, i: int, text: str) -> bool:
    """'patient med Sjögren och …', 'misstänkt Graves': an illness, in the middle of a sentence and no full name."""
    if not i or not adjacent(text, tokens[i - 1], tokens[i]):
        return False
    after = tokens[i + 1] if i + 1 < len(tokens) and adjacent(text, tokens[i], tokens[i + 1]) else None
    if after is not None and (after.shape is not Shape.LOWER or after.lower in v.PERSON_VERBS):
        return False
    before, lead = tokens[i - 1].lower, tokens[i - 2].lower if i > 1 else ""
    return before in v.ILL or (before in {"med", "har"} and lead in v.HAVE_ILLNESS)


def _allow_eponym(tokens: Tokens, i: int) -> None:
    """'Lex Maria', 'Sjögrens syndrom'."""
    token, following = tokens[i], tokens[i + 1]
    if token.lower in _EPONYM_BEFORE and following.shape is not Shape.LOWER:
        following.free = False
    if token.lower.endswith("s") and following.lower.startswith(_EPONYM_HEADS):
        _free_backwards(tokens, i)


def _between_capitals(tokens: Tokens, i: int) -> bool:
    if not 0 < i < len(tokens) - 1:
        return False
    return tokens[i - 1].shape is Shape.TITLE and tokens[i + 1].shape is Shape.TITLE


def _named_so(tokens: Tokens, i: int, text: str) -> bool:
    """Tell whether a capital or a role before an eponym makes a person of it."""
    if not i or not adjacent(text, tokens[i - 1], tokens[i]):
        return False
    before = tokens[i - 1]
    return before.lower in v.ROLE_CUES or (before.shape is not Shape.LOWER and not before.caps and not before.begins)


def _examination(token: Token, text: str, lists: Lists) -> bool:
    """Tell whether a capital is the name of a test; nobody's whose name is common in Sweden."""
    if token.lower in lists.first_common or token.lower in lists.last_common or token.lower in lists.first_words:
        return False
    return bool(_EXAMINED.match(text, token.end))


def _worth_reading(tokens: Tokens) -> list[int]:
    """Find the words that the allow-list or their own form may allow, and those before 'syndrom' and the like."""
    heads = tokens.where(_HEAD)
    eponyms = {i - 1 for i in heads if i and tokens.forms[i - 1].lower.endswith("s")}
    tested = {i for i in tokens.where(_TITLE) if _may_be_tested(tokens, i)}
    return sorted(eponyms.union(tested, tokens.where(_ALLOWED)))


def _may_be_tested(tokens: Tokens, i: int) -> bool:
    """Tell at a glance whether what follows a capital may be the outcome of a test."""
    plain = tokens.gaps[i + 1] == " " and i + 1 < len(tokens)
    return not plain or tokens.forms[i + 1].text.startswith(_OUTCOMES)


def _may_allow(form: Form, lists: Lists) -> bool:
    lower = form.lower
    listed = lower in lists.allow or form.base in lists.allow
    listed = listed or lower in _TELLING
    return listed or form.text in _SOL or "-" in lower or bool(_AUTHORITY.fullmatch(lower))


_TELLING = _EPONYM_BEFORE | v.EPONYMS | v.NAMES_OF_ILLNESS | _EXAMINATIONS
_TITLE = Trait(lambda form, _: form.shape is Shape.TITLE)
_HEAD = Trait(lambda form, _: form.lower.startswith(_EPONYM_HEADS))
_ALLOWED = Trait(lambda form, grader: _may_allow(form, grader.lists))


def _free_backwards(tokens: Tokens, i: int) -> None:
    """Allow the eponym, also a double one ('Ehlers Danlos syndrom')."""
    tokens[i].free = False
    if (
        i
        and tokens[i - 1].shape is Shape.TITLE
        and not tokens[i - 1].begins
        and tokens[i - 1].end + 1 == tokens[i].start
    ):
        tokens[i - 1].free = False
