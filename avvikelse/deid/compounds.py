"""Long words that no dictionary has though their parts are plain: 'hyrpsykolog', 'kortisoninj', 'interkostalneuralgi'."""

from avvikelse.deid import vocabulary as v
from avvikelse.deid.scene import Scene
from avvikelse.deid.tokens import Shape, Token

_LEAST_HEAD, _LEAST_TAIL = 3, 5
_LONGEST = 40
_MEDICAL = tuple(
    "algi algin itis ektomi skopi plastik tomi pati patin patisk terapi terapin emi uri logi logisk grafi metri stenos artros "
    "skleros cele rafi desi plegi pares dystrofi fobi psykos neuros syndrom syndromet kinesi trofi kemi kemisk genes "
    "toxisk skopisk grafisk metrisk ologi ologen olog iater iatri iatrisk remiss smärta sjukdom sjuka rehab inj op utredning "
    "undersökning behandling mottagning bedömning blankett intyg ärende fråga frågan möte samtal plan stöd kurs grupp test testet "
    "skala skalan formulär index score koordinator samordnare handläggare läkare psykolog sköterska terapeut pedagog".split()
)
_CAMEL_LEAST = 4
_LEADS = ("Mc", "Mac", "De", "Di", "Le", "La", "Van", "Von", "Fitz", "El", "Al", "Da", "O")


def is_compound(scene: Scene, i: int) -> bool:
    """Tell whether an unknown word is put together of ordinary ones, none of them a name."""
    token = scene.tokens[i]
    if not scene.nameless(token.lower) or len(token.lower) > _LONGEST:
        return False
    if token.shape is Shape.MIXED:
        return _is_brand(scene, token)
    if token.shape is Shape.TITLE and not token.begins:
        return False
    lower = token.lower
    ends = lower.endswith(_MEDICAL) and len(lower) > _LEAST_HEAD + _LEAST_TAIL
    return ends or any(_plain(scene, lower, cut) for cut in range(_LEAST_HEAD, len(lower) - _LEAST_TAIL + 1))


def _plain(scene: Scene, lower: str, cut: int) -> bool:
    head, tail = lower[:cut], lower[cut:]
    if not (scene.nameless(head) and scene.nameless(tail) and scene.knows(tail)):
        return False
    return scene.knows(head) or head in v.SHORTENED or (head.endswith("s") and scene.knows(head[:-1]))


def _is_brand(scene: Scene, token: Token) -> bool:
    """'ExorLive', 'QlikSense': two capitals in one word, and nobody's surname ('McCarthy')."""
    cut = next((k for k in range(1, len(token.text)) if token.text[k].isupper()), 0)
    head, tail = token.text[:cut], token.text[cut:]
    if len(head) < _CAMEL_LEAST or len(tail) < _CAMEL_LEAST or head in _LEADS or not token.text.isalpha():
        return False
    return scene.nameless(head.casefold()) and scene.nameless(tail.casefold())
