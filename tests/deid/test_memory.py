"""What is remembered of words from one text to the next makes the check quicker and never changes an answer."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from avvikelse.deid import detector, dictionary, starts
from avvikelse.deid.detector import default_detector
from avvikelse.deid.wordbook import Nature, Wordbook

DATA = Path(__file__).with_name("data")
TEXTS = [
    json.loads(line)["text"]
    for name in ("held-out-1", "held-out-2")
    for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines()
]
SENTENCES = [sentence for text in TEXTS for sentence in text.split(". ")]


def mixed(seed: int) -> list[str]:
    """Texts in their own and in other letter case, and sentences put together anew."""
    rng = random.Random(seed)  # noqa: S311 -- mixes sentences, no secrets
    texts = [change(text) for text in rng.sample(TEXTS, 25) for change in (str, str.lower, str.upper)]
    texts += [
        rng.choice((". ", "\n", ", ", " ")).join(rng.choices(SENTENCES, k=rng.randrange(1, 6))) for _ in range(80)
    ]
    rng.shuffle(texts)
    return texts


def forget() -> None:
    default_detector().forget()
    dictionary.installed().forget()


@pytest.mark.parametrize("seed", range(2))
def test_a_word_seen_before_is_judged_as_if_it_were_new(seed: int) -> None:
    texts = mixed(seed)
    starts.of_all().prepare(1_000)  # so that more is learnt of each word
    anew = []
    for text in texts:
        forget()
        anew.append(detector.check(text))
    assert [detector.check(text) for text in texts] == anew
    assert [detector.check(text) for text in reversed(texts)] == anew[::-1]


def test_only_ordinary_words_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    keep = Wordbook.keep

    def spy(self: Wordbook, forms: object) -> None:
        keep(self, forms)  # type: ignore[arg-type]  # the very forms that were handed in
        kept.extend(self.kept)

    monkeypatch.setattr(Wordbook, "keep", spy)
    forget()
    detector.check("Patienten Karin Zmorgqvist och handläggaren Olle Ek väntade på intyget i Säffle.")
    assert {"Patienten", "handläggaren", "väntade", "intyget", "och"} <= set(kept)
    assert not {"Karin", "Zmorgqvist", "Olle", "Säffle"} & set(kept)
    assert "zmorgqvist" not in vars(dictionary.installed())["_known"]


def strings(value: object) -> Iterator[str]:
    """Every string that is held, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from strings(one)
    elif isinstance(value, Nature):
        yield from strings([getattr(value, slot) for slot in Nature.__slots__])


def test_of_other_words_and_of_numbers_only_what_tells_nobody_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    books: list[Wordbook] = []
    keep = Wordbook.keep

    def spy(self: Wordbook, forms: object) -> None:
        keep(self, forms)  # type: ignore[arg-type]  # the very forms that were handed in
        books.append(self)

    monkeypatch.setattr(Wordbook, "keep", spy)
    starts.of_all().prepare(1_000)
    forget()
    for _ in range(4):
        detector.check("Karin Zmorgqvist 811228-9874 ringde Olle Ek. Zmorgqvist 070-174 06 12, kl 12.30.")
    held = vars(books[-1])
    natures = list(strings(held["_natures"]))
    assert natures
    assert all(len(text) <= 3 and not any(map(str.isdigit, text)) for text in natures)
    figures = list(strings([held["_figures"], held["_figure"]]))
    assert figures
    assert all(sum(map(str.isdigit, text)) <= 1 and sum(map(str.isalpha, text)) <= 3 for text in figures)


def test_a_text_of_nonsense_is_not_helped_by_what_was_known() -> None:
    """After four hundred unknown words the dictionary answers no more, whatever is remembered."""
    rng = random.Random(1)  # noqa: S311
    words = ["".join(rng.choices("bcdfgklmnrstvxåäö", k=7)) for _ in range(450)]
    text = " ".join([*words, "Patienten väntade på intyget. Läkaren skrev det till slut."])
    forget()
    anew = detector.check(text)
    detector.check("Patienten väntade på intyget. Läkaren skrev det till slut.")
    assert detector.check(text) == anew
