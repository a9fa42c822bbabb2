"""Long words that no dictionary has though their parts are plain: 'hyrpsykolog', 'kortisoninj'."""

from avvikelse.deid import vocabulary as v
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Token
from avvikelse.deid.wordbook import Shape

_LEAST_HEAD, _LEAST_TAIL = 3, 5
_LONGEST = 40
_NOUNS = ("ning", "ningen", "ningar", "het", "heten", "else", "elsen", "enheten", "teamet", "samtal", "tion", "tionen")
_MEDICAL = tuple(
    sorted(
        v.words(
            "algi algin artros bedömning behandling blankett cele desi dystrofi ektomi emi fobi formulär fråga "
            "frågan genes grafi grafisk grupp handläggare iater iatri iatrisk index inj intyg itis kemi kemisk "
            "kinesi koordinator kurs logi logisk läkare metri metrisk mottagning möte neuros olog ologen ologi op "
            "pares pati patin patisk pedagog plan plastik plegi psykolog psykos rafi rehab remiss samordnare "
            "samtal score sjuka sjukdom skala skalan skleros skopi skopisk sköterska smärta stenos stöd syndrom "
            "hab råd kod koden brev svar krav mall mallen listan syndromet terapeut terapi terapin test testet "
            "tomi antia oidit ginit dyni "
            "plastisk istisk serologi lysen lys toxisk trofi undersökning uri utredning ärende"
        )
    )
)
_MEDICAL_LONG = tuple(ending for ending in _MEDICAL if len(ending) > _LEAST_HEAD)
_ACTIVITIES = ("ning", "ningen", "het", "heten", "else", "elsen", "tion", "tionen")
_BEFORE_A_UNIT = (
    v.FACILITIES
    | v.GENERIC
    | v.CARE_UNITS
    | v.NAMED_UNITS
    | v.EMPLOYER_NOUNS
    | v.words("på hos åt från i till vid utanför huset gruppen centrum rehabcentrum läkarhuset rehabhuset")
)
_UNITS = v.FACILITIES | v.GENERIC | v.FACILITY_WORDS
_CAMEL_LEAST = 4
_LONGEST_ABBREVIATION = 5
_LEADS = ("Mc", "Mac", "De", "Di", "Le", "La", "Van", "Von", "Fitz", "El", "Al", "Da", "O")


def is_compound(scene: Scene, i: int) -> bool:
    """Tell whether an unknown word is put together of ordinary ones, none of them a name."""
    token = scene.tokens[i]
    if not scene.nameless(token.lower) or len(token.lower) > _LONGEST:
        return False
    if token.shape is Shape.MIXED:
        return _is_brand(scene, token) or _tied_to_abbreviation(scene, token)
    if token.shape is Shape.TITLE and not token.begins:
        return False
    lower = token.lower
    if lower.endswith(_MEDICAL) and len(lower) > _LEAST_HEAD + _LEAST_TAIL:
        return True
    if lower.endswith(_MEDICAL_LONG) and token.shape is Shape.LOWER and len(lower) > _LEAST_HEAD + _LEAST_HEAD:
        return True
    if lower.endswith(_ACTIVITIES) and any(_plain(scene, lower, k) for k in range(2, len(lower) - _LEAST_TAIL + 1)):
        return True
    if scene.grader.is_place(lower) or lower.endswith(v.PLACE_SUFFIXES) or _names_a_unit(scene, i):
        return False
    least = _LEAST_HEAD - lower.endswith(_NOUNS)
    return any(_plain(scene, lower, cut) for cut in range(least, len(lower) - _LEAST_TAIL + 1))


def _names_a_unit(scene: Scene, i: int) -> bool:
    """'kafé morgonrodnad', 'på svetsmekano', 'solrosens förskola': where a unit, a firm or a place may be named."""
    before, after = scene.before(i), scene.after(i)
    if (
        after is not None
        and scene.tokens[i].lower.endswith("s")
        and (after.lower in _UNITS or after.lower.endswith(v.FACILITY_ENDINGS))
    ):
        return True
    if before is None:
        return False
    return before.lower in _BEFORE_A_UNIT or before.lower.endswith(v.FACILITY_ENDINGS)


def _plain(scene: Scene, lower: str, cut: int) -> bool:
    if not scene.answers():
        return False
    head, tail = lower[:cut], lower[cut:]
    nameless = scene.nameless(head) or tail.endswith(_NOUNS)  # 'krankörning', though somebody is called Kran
    if not (nameless and scene.nameless(tail) and scene.knows(tail)):
        return False
    return scene.knows(head) or head in v.SHORTENED or (head.endswith("s") and scene.knows(head[:-1]))


def _tied_to_abbreviation(scene: Scene, token: Token) -> bool:
    """'LUH-utlåtande', 'TRIS-mallen': an abbreviation and an ordinary word."""
    head, _, tail = token.text.partition("-")
    short = head.isupper() and 1 < len(head) <= _LONGEST_ABBREVIATION and tail.islower() and len(tail) > _LEAST_HEAD
    return short and head.casefold() not in v.NO_SIGNS and scene.nameless(tail) and scene.known(tail)


def _is_brand(scene: Scene, token: Token) -> bool:
    """'ExorLive', 'QlikSense': two capitals in one word, and nobody's surname ('McCarthy')."""
    cut = next((k for k in range(1, len(token.text)) if token.text[k].isupper()), 0)
    head, tail = token.text[:cut], token.text[cut:]
    if len(head) < _CAMEL_LEAST or len(tail) < _CAMEL_LEAST or head in _LEADS or not token.text.isalpha():
        return False
    return scene.nameless(head.casefold()) and scene.nameless(tail.casefold())
