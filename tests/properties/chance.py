"""What happens to be chosen and written when people work at random."""

from random import Random
from typing import Any

from tests.world import CLEAN_TEXT

RAW = [
    "Karin Lindqvist, 19811228-9874, fick fel besked",
    "Utredaren på team 1 svarade inte, nås på 070-174 06 12",
    "Ordet fjällvråk står bara i den egna registreringen",
]
"""Raw texts, as a registration may hold them: they must never be seen outside it."""
ODD = [
    "",
    "   ",
    "x" * 150,
    "y" * 201,
    "nul\x00tecken",
    "\ud800",
    "å" * 20_001,
    "'; DROP TABLE event; --",
    "{{ 7 * 7 }}",
]
CLEAN = [
    CLEAN_TEXT,
    "Läkarutlåtandet saknade uppgift om aktivitetsbegränsning och fick kompletteras.",
    "Beslutet skickades till fel mottagare. Rutinen för adresser behöver bli tydligare.",
]
ASKED = "Det kallas zmorgigt hos oss."
NOT_CLEAN = ["Karin Lindqvist fick vänta.", "Pat 19811228-9874 uteblev.", "Ring 070-174 06 12 för mer."]


class Chance:
    """What happens to be chosen in one act, from one number."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (chance, not secrecy)

    def of(self, words: list[Any]) -> Any:
        """One of the words."""
        return self.random.choice(words)

    def seldom(self, one_in: int = 6) -> bool:
        """True once in so many times."""
        return self.random.randrange(one_in) == 0

    def raw(self) -> str:
        """What people write in their own registration; now and then something odd."""
        return str(self.of(ODD if self.seldom() else RAW))

    def clean(self) -> str:
        """A text without identifiers; now and then with."""
        return str(self.of(NOT_CLEAN if self.seldom() else CLEAN))

    def shared(self) -> str:
        """A text that other parties read, with what people come to write there."""
        return str(self.of(ODD if self.seldom() else [self.clean()]))
