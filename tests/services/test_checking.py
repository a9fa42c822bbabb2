"""What was said of a text is said again without another check, and never by a check that no longer works (R13)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from avvikelse import deid
from avvikelse.services import checking
from avvikelse.services.checking import inspect
from tests.services.test_gate import BREAKS

CLEAN = "Kompletteringen begärdes två gånger, men ingen svarade på den förrän beslutet redan var fattat. " * 4
NAMED = CLEAN + "Det var Karin Lindqvist som ringde."


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(checking, "_reports", checking._Reports())  # noqa: SLF001 -- each test begins without memory
    checking._is_sound.cache_clear()  # noqa: SLF001 -- and with a new trial
    yield
    checking._is_sound.cache_clear()  # noqa: SLF001


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are really checked, in order."""
    seen: list[str] = []

    def check(text: str) -> deid.Report:
        seen.append(text)
        return deid.check(text)

    monkeypatch.setattr(checking, "check", check)
    return seen


@pytest.mark.parametrize("text", [CLEAN, NAMED])
def test_the_same_text_is_checked_once_and_answered_alike(text: str, checked: list[str]) -> None:
    first = inspect(text)
    assert first == deid.check(text)
    assert inspect(text) == first
    assert checked == [text, deid.TRIAL]


def test_another_text_is_checked_anew(checked: list[str]) -> None:
    inspect(CLEAN)
    assert inspect(NAMED).verdict == "blocked"
    assert inspect(CLEAN, "Karin Lindqvist ringde.").verdict == "blocked"
    assert checked == [CLEAN, NAMED, f"{CLEAN}\n\nKarin Lindqvist ringde."]


def test_another_version_checks_anew(checked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    inspect(CLEAN)
    monkeypatch.setattr(checking, "detector_version", lambda: "another")
    inspect(CLEAN)
    assert checked == [CLEAN, CLEAN]


def test_only_the_latest_texts_are_remembered(checked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "MOST_REMEMBERED", 2)
    texts = [f"{CLEAN} {word}." for word in ("Läkaren", "Handläggaren", "Sjuksköterskan")]
    for text in texts:
        inspect(text)
    checked.clear()
    inspect(texts[2])
    inspect(texts[0])
    assert checked == [deid.TRIAL, texts[0]]


@pytest.mark.parametrize("break_it", BREAKS.values(), ids=BREAKS)
def test_a_broken_check_says_nothing_again(
    break_it: Callable[[pytest.MonkeyPatch, Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert inspect(CLEAN).verdict == "clear"
    with monkeypatch.context() as patch:
        break_it(patch, tmp_path)
        checking._is_sound.cache_clear()  # noqa: SLF001 -- the trial is made once per process
        report = inspect(CLEAN)
        assert report.verdict == "blocked"
        assert report.text_sha256 == deid.check(CLEAN).text_sha256
        assert report.findings[0].why.startswith("Kontrollen ")
        assert (report.findings[0].start, report.findings[0].end) == (0, len(CLEAN))
    checking._is_sound.cache_clear()  # noqa: SLF001
    assert inspect(CLEAN).verdict == "clear"


def test_a_check_that_finds_nothing_any_more_says_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken without a sound: every text is clear to it."""
    clear = deid.check("Ordet är fritt.")
    assert inspect(CLEAN).verdict == "clear"
    monkeypatch.setattr(checking, "check", lambda _: clear)
    assert inspect(CLEAN).verdict == "blocked"


def test_what_could_not_be_checked_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    inspect("Ordet är fritt.")  # the trial that is made once has been made
    with monkeypatch.context() as patch:
        patch.setattr(deid.detector, "find_persons", lambda *_: 1 / 0)
        assert inspect(CLEAN).verdict == "blocked"
    assert inspect(CLEAN).verdict == "clear"
