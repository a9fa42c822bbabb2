"""Layer 4: what nobody can explain is asked about, ordinary Swedish is not, and no dictionary means no check."""

import re
import shutil
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from avvikelse.deid import Kind, Level, Verdict, check, dictionary
from avvikelse.deid.distribution import Distribution, Recorded, find_distribution

ASKED = [
    ("Beslutet skickades till Zmorg i fredags.", "Zmorg", Kind.UNKNOWN_NAME),
    ("Qwelter var inte på plats.", "Qwelter", Kind.UNKNOWN_NAME),
    ("Ros kontaktas i morgon.", "Ros", Kind.UNKNOWN_NAME),
    ("beslutet gick till zmorgan i fredags", "zmorgan", Kind.UNKNOWN_WORD),
    ("mötet med sven ställdes in", "sven", Kind.UNKNOWN_NAME),
    ("sa att jag frågar lind först", "lind", Kind.UNKNOWN_NAME),
    ("sen kom björn söder tillbaka", "söder", Kind.UNKNOWN_NAME),
    ("Karin Lind ringde. Sedan gick lind hem.", "lind", Kind.UNKNOWN_NAME),
    ("Ed Zmorg väntade.", "Ed", Kind.UNKNOWN_NAME),
    ("jag har mejlat lena och mats om detta", "mats", Kind.UNKNOWN_NAME),
    ("Samordningen runt eleven E. brister.", "E", Kind.UNKNOWN_NAME),
    ("Det var FRIXAM som svarade.", "FRIXAM", Kind.UNKNOWN_NAME),
    ("RING ZMORG OM INTYGET NU", "ZMORG", Kind.UNKNOWN_NAME),
    ("Avdelningen \u0414vestra svarade.", "\u0414vestra", Kind.UNKNOWN_WORD),
    ("intyg\u202eet kom", "\u202e", Kind.UNKNOWN_WORD),
    ("intyg\x07et kom", "\x07", Kind.UNKNOWN_WORD),
]
EXPLAINED = [
    "Handläggaren begärde komplettering av läkarutlåtandet.",
    "Enligt Handläggaren saknades Rehabplanen. Det är VIKTIGT att alla får svar.",
    "pat har sgi och f-skatt, se dnr nedan. Svara gärna fm. Bor ensam.",
    "Kompletteringsbegäran låg kvar i Webcert, 10 mg x 2, F43.8A, v. 12.",
    "Försäkrings\u00adkassan och region\u00a0Värmland \U0001f469\u200d\u2695\ufe0f",
    "patient A och handläggare B, vitamin B, alternativ C",
    "MÖTET STÄLLDES IN OCH INGEN HADE FÅTT BESKED.",
]


@pytest.mark.parametrize(("text", "word", "kind"), ASKED)
def test_unexplained_word_is_asked_about(text: str, word: str, kind: Kind) -> None:
    report = check(text)
    found = [f for f in report.findings if text[f.start : f.end] == word]
    assert [(f.kind, f.level, f.layer) for f in found] == [(kind, Level.ASK, 4)], report.findings
    assert word not in found[0].why


@pytest.mark.parametrize("text", EXPLAINED)
def test_ordinary_swedish_is_not(text: str) -> None:
    assert [text[f.start : f.end] for f in check(text).findings] == []


def test_small_word_that_was_a_name_in_the_text_is_asked_about() -> None:
    text = "Hon kopplades till Karin och Per. Per telefon fick hon svar."
    assert [f.kind for f in check(text).findings] == [Kind.PERSON, Kind.PERSON, Kind.UNKNOWN_NAME]


def test_questions_alone_do_not_block() -> None:
    assert check("Beslutet skickades till Zmorg.").verdict is Verdict.NEEDS_REVIEW
    assert check("Beslutet skickades till Zmorg och Karin.").verdict is Verdict.BLOCKED


def test_text_of_nonsense_is_all_asked_about() -> None:
    text = " ".join(f"zq{chr(97 + i % 26)}{chr(97 + i // 26 % 26)}zq" for i in range(600))
    assert len(check(text).findings) == len(text.split())


@pytest.fixture
def fresh_dictionary() -> Iterator[None]:
    dictionary.installed.cache_clear()
    dictionary.version.cache_clear()
    yield
    dictionary.installed.cache_clear()
    dictionary.version.cache_clear()


@pytest.mark.usefixtures("fresh_dictionary")
@pytest.mark.parametrize("harm", ["cut short", "gone"])
def test_damaged_dictionary_blocks(harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = find_distribution("hunspell-sv")
    assert whole is not None
    files = [file for file in whole.files if file.name in {"sv_SE.aff", "sv_SE.dic"}]
    for file in files:
        shutil.copy(file.path, tmp_path)
    moved = tuple(Recorded(str(tmp_path / file.name), file.sum) for file in files)
    monkeypatch.setattr(dictionary, "find_distribution", lambda _: Distribution(whole.version, moved))
    assert check("Helt ren text.").verdict is Verdict.CLEAR
    dictionary.installed.cache_clear()
    damaged = tmp_path / "sv_SE.dic"
    if harm == "gone":
        damaged.unlink()
    else:
        damaged.write_bytes(damaged.read_bytes()[:-1000])
    report = check("Helt ren text.")
    assert report.verdict is Verdict.BLOCKED
    assert report.findings[0].why.startswith("Kontrollen kunde inte genomföras.")


@pytest.mark.usefixtures("fresh_dictionary")
def test_missing_dictionary_blocks_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary, "find_distribution", lambda _: None)
    report = check("Helt ren text.")
    assert report.verdict is Verdict.BLOCKED
    assert report.detector.endswith(".sv.missing")


@pytest.mark.parametrize("name", ["hunspell-sv", "chunspell", "pytest"])
def test_a_package_is_read_as_the_standard_library_reads_it(name: str) -> None:
    found = find_distribution(name)
    assert found is not None
    assert found.version == metadata.version(name)
    files = metadata.files(name) or []
    assert [Path(file.path).resolve() for file in found.files] == [Path(str(file.locate())).resolve() for file in files]
    sums = [f"{file.hash.mode}={file.hash.value}" if file.hash else "" for file in files]
    assert [file.sum for file in found.files] == sums


def test_no_package_and_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path), str(tmp_path / "none")])
    assert find_distribution("hunspell-sv") is None
    (tmp_path / "hunspell_sv-1.dist-info").mkdir()
    assert find_distribution("hunspell-sv") is None


def test_few_questions_in_ordinary_text() -> None:
    text = Path(__file__).with_name("test_kinds.py").read_text("utf-8")
    clean = re.findall(r'^    "(.*)",$', text[text.index("CLEAN = [") : text.index("def certain")], re.MULTILINE)
    words = sum(len(line.split()) for line in clean)
    asked = sum(len(check(line).findings) for line in clean)
    assert asked <= words / 20  # these lines are the hardest there are: names as words all over
