"""Personal numbers in every form they are written."""

import random

import pytest

from avvikelse.deid import Kind, check
from tests.deid.numbers import SENTENCES, disguised, ordinary, reserve


@pytest.mark.parametrize("make", [ordinary, reserve, disguised])
def test_every_form_is_found_whole(make: object) -> None:
    seed = random.SystemRandom().randrange(2**32)
    rng = random.Random(seed)  # noqa: S311 -- makes examples, no secrets
    for _ in range(2000):
        number = make(rng)  # type: ignore[operator]
        sentence = rng.choice(SENTENCES)
        text = sentence.format(number)
        start = sentence.index("{}")
        wanted = {i for i in range(start, start + len(number)) if text[i].isalnum()}
        found = {i for f in check(text).findings for i in range(f.start, f.end)}
        assert wanted <= found, f"seed {seed}: {text!r}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Fel kontrollsiffra: 811228-9875 gick igenom.", "811228-9875"),
        ("Omöjligt datum 121212-1212 står kvar.", "121212-1212"),
        ("Numret 1962-03-12-9850 stämmer inte.", "1962-03-12-9850"),
        ("Pnr enl lappen: 62 03 12 - 98 35.", "62 03 12 - 98 35"),
        ("Sista fyra är 9874.", "9874"),
        ("Sista fyra är 9812 resp 9846.", "9846"),
        ("De fyra sista siffrorna: 98 74", "98 74"),
        ("Född 28/12 -81, sista fyra 9874.", "9874"),
        ("pat f. 62, -9874, ringde", "9874"),
        ("Skannat: 8l1228-98O4 enligt remissen", "8l1228-98O4"),
        ("Skrivet 8 1 1 2 2 8 - 9 8 7 4 för hand", "8 1 1 2 2 8 - 9 8 7 4"),
        ("811228-98XX i ämnesraden", "811228-98XX"),
        ("hundraåring 121212+9812", "121212+9812"),
        ("Numret 811228-\n9874 bröts av raden.", "811228-\n9874"),
    ],
)
def test_awkward_forms(text: str, number: str) -> None:
    assert number in [text[f.start : f.end] for f in check(text).findings if f.kind is Kind.PERSONAL_NUMBER]


@pytest.mark.parametrize(
    "text",
    [
        "Perioden är från vecka 12 till vecka 20 och beloppet 12 500 kronor.",
        "Lagen (2019:1297), SFS 2010:110 och 27 kap. 48 § SFB.",
        "BT 145/90, MADRS 24, FK 7804 och diagnos F43.8A.",
        "Under 2025-2026 följs 12/40 intyg upp kl 08.30.",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert check(text).findings == ()


def test_period_is_two_dates() -> None:
    text = "Perioden 2025-01-01 - 2025-03-31 gäller."
    assert [(f.kind, text[f.start : f.end]) for f in check(text).findings] == [
        (Kind.DATE, "2025-01-01"),
        (Kind.DATE, "2025-03-31"),
    ]
