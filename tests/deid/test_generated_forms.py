"""Every patterned kind in the forms that the code's documentation lists, freshly made: each is found whole."""

import random

import pytest

from avvikelse.deid import check
from tests.deid.forms import MAKERS, placed

FORMS = 200
LAST_CERTAIN_LAYER = 3


@pytest.mark.parametrize("kind", MAKERS)
def test_every_form_is_found_whole(kind: str) -> None:
    seed = random.SystemRandom().randrange(2**32)
    rng = random.Random(seed)  # noqa: S311 -- makes examples, no secrets
    missed = []
    for _ in range(FORMS):
        text, start, end = placed(rng, MAKERS[kind])
        certain = [f for f in check(text).findings if f.layer <= LAST_CERTAIN_LAYER]
        covered = {place for found in certain for place in range(found.start, found.end)}
        if not all(place in covered for place in range(start, end) if text[place].isalnum()):
            missed.append((text[start:end], text))
    assert not missed, f"seed {seed}"
