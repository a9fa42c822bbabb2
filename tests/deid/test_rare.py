"""Layer 5: what fits few people is asked about; the same words about things and crowds are not."""

import pytest

from avvikelse.deid import Kind, Level, Verdict, check

ASKED = [
    ("Det rör den enda kvinnliga kranföraren på bruket.", "den enda kvinnliga kranföraren på bruket"),
    ("Hon är den äldsta i kören.", "den äldsta i kören"),
    ("Kommunens enda barnmorska slutade.", "Kommunens enda barnmorska"),
    ("Patienten är kommunalråd och vill vara anonym.", "kommunalråd"),
    ("Regiondirektören ringde själv.", "Regiondirektören"),
    ("Skadad vid en tågolycka som barn.", "tågolycka"),
    ("Den andre blev 93. Ingen sa något.", "93"),
]
CLEAN = [
    "Det enda underlaget var ett intyg. Den enda frågan gällde arbetsförmågan.",
    "Det första beslutet kom sent och det längsta samtalet tog en timme.",
    "Väntetiden blev 93 dagar. Kostnaden blev 95,50.",
    "Enhetschefen på kliniken svarade och chefen i länet tog över.",
]


@pytest.mark.parametrize(("text", "words"), ASKED)
def test_few_can_be_meant(text: str, words: str) -> None:
    report = check(text)
    found = [(text[f.start : f.end], f.level, f.layer) for f in report.findings if f.kind is Kind.RARE]
    assert found == [(words, Level.ASK, 5)]
    assert report.verdict is Verdict.NEEDS_REVIEW


@pytest.mark.parametrize("text", CLEAN)
def test_things_and_crowds_are_no_person(text: str) -> None:
    assert [text[f.start : f.end] for f in check(text).findings if f.kind is Kind.RARE] == []


def test_role_at_a_place_is_asked_about_round_the_place() -> None:
    text = "Ärendet gäller enhetschefen i Säffle som nyss opererats."
    found = [(f.kind, text[f.start : f.end]) for f in check(text).findings]
    assert found == [
        (Kind.RARE, "enhetschefen i"),
        (Kind.PLACE, "Säffle"),
        (Kind.RARE, "som nyss opererats"),
    ]
