"""Layer 4: businesses and units of ordinary words, by what stands right beside a word."""

from avvikelse.deid import vocabulary as v
from avvikelse.deid.scene import Scene
from avvikelse.deid.wordbook import Shape
from avvikelse.deid.wordclasses import SMALL, may_be_surname

BEFORE_BUSINESS = frozenset({"på", "hos", "vid", "från", "till", "åt", *v.EMPLOYER_NOUNS})
_NAMED_FACILITIES = v.FACILITIES & v.NAMED_UNITS


def business(scene: Scene, i: int) -> bool:
    """'på bruksgårdens kök', 'PÅ NORRSKENETS REHAB': a genitive before a word for a business, behind 'på'."""
    token = scene.tokens[i]
    before, after = scene.before(i), scene.after(i)
    if before is None or after is None or token.shape is Shape.TITLE or not token.lower.endswith("s"):
        return False
    if before.lower not in BEFORE_BUSINESS or token.base in v.ROLE_CUES or token.lower in SMALL:
        return False
    kind = (
        after.lower
        in (v.FACILITY_WORDS | v.GENERIC | v.FACILITIES | {"rehab", "lager", "butik", "verkstad", "lada", "kontor"})
        - v.ANYBODYS
    )
    return (kind or after.lower.endswith(v.FACILITY_ENDINGS)) and token.base not in v.OWNERS


def after_facility(scene: Scene, i: int) -> bool:
    """'vårdcentralen tussilago', 'VÅRDCENTRALEN SMULTRONET': a unit whose name is a word."""
    before = scene.before(i)
    if before is None or before.shape is Shape.TITLE or scene.tokens[i].shape is Shape.TITLE:
        return False
    unit = before.lower in v.CARE_UNITS or before.lower in _NAMED_FACILITIES
    return unit and may_be_surname(scene.tokens[i].lower, scene.knows)
