"""Which earlier decisions a case is like: same kind, same parties, words in common that aren't everybody's."""

from hypothesis import given
from hypothesis import strategies as st

from avvikelse.core.similar import AT_MOST, LONGEST, Known, Similar, most_alike, parties_of

FK, REGION, AF = "Försäkringskassan", "Region Värmland", "Arbetsförmedlingen"
BOTH = frozenset({FK, REGION})


def known(number: str, text: str, category: str = "Intyg", parties: frozenset[str] = BOTH) -> Known:
    return Known(Similar(number, "Löst med åtgärder", "Gemensam funktionsbrevlåda."), category, parties, text)


def numbers(text: str, *earlier: Known) -> list[str]:
    return [one.number for one in most_alike("AVV-2026-0042", "Intyg", BOTH, text, earlier)]


TEXT = (
    "Kompletteringar av läkarintyg har vid flera tillfällen skickats till fel enhet efter en omorganisation. "
    "Patienter har fått vänta på beslut."
)


def test_the_one_with_most_words_in_common_stands_first() -> None:
    weak = known("AVV-2025-0001", "Begäran om kompletteringar kom sent, och läkarintyg saknades.")
    strong = known("AVV-2025-0002", "Kompletteringen skickades till en enhet som lagts ned vid en omorganisation.")
    other = known("AVV-2025-0003", "Mötet ställdes in utan att någon fick veta det.")
    assert numbers(TEXT, weak, strong, other) == ["AVV-2025-0002", "AVV-2025-0001"]


def test_another_kind_other_parties_and_the_case_itself_are_left_out() -> None:
    assert not numbers(
        TEXT,
        known("AVV-2025-0001", TEXT, category="Möten"),
        known("AVV-2025-0002", TEXT, parties=frozenset({FK, AF})),
        known("AVV-2026-0042", TEXT),
    )


def test_a_word_that_most_have_says_nothing() -> None:
    usual = [known(f"AVV-2025-{n:04}", f"Handläggaren väntade på {word}.") for n, word in enumerate("abcd")]
    assert not numbers("Handläggaren väntade på besked.", *usual)
    assert numbers("Handläggaren väntade på besked.", usual[0]) == ["AVV-2025-0000"]


def test_what_was_decided_is_said_in_short() -> None:
    assert known("AVV-2025-0117", "").case.said == "AVV-2025-0117 (Löst med åtgärder: Gemensam funktionsbrevlåda.)"
    long = Similar("AVV-2025-0117", "Noterat", "ord " * 100)
    assert len(long.said) < LONGEST + 40
    assert long.said.endswith("ord …)")
    assert Similar("AVV-2025-0117", "Noterat", "").said == "AVV-2025-0117 (Noterat)"


def test_parties_are_the_same_whoever_reported() -> None:
    assert parties_of(FK, REGION) == parties_of(REGION, FK) == BOTH
    assert parties_of(FK, f"{REGION} och {AF}") == {FK, REGION, AF}
    assert parties_of(FK, "") == {FK}


WORDS = st.lists(st.sampled_from(["intyget", "enheten", "beslut", "väntan", "mallen", "rutinen"]), max_size=6)


@given(WORDS, st.lists(st.tuples(st.integers(1, 6), WORDS, st.sampled_from(["Intyg", "Möten"])), max_size=12))
def test_few_are_shown_each_once_and_of_the_same_kind(
    own: list[str], earlier: list[tuple[int, list[str], str]]
) -> None:
    rows = [known(f"AVV-2025-{n:04}", " ".join(text), category) for n, text, category in earlier]
    found = numbers(" ".join(own), *rows)
    assert len(found) == len(set(found)) <= AT_MOST
    assert set(found) <= {row.case.number for row in rows if row.category == "Intyg"}
