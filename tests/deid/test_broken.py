"""A check that is broken anywhere, in a layer, a list or the dictionary, blocks everything and says so in Swedish."""

import json
import shutil
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from types import FunctionType

import pytest

from avvikelse.deid import Verdict, check, detector, dictionary, mask
from avvikelse.deid.detector import Detector

TEXT = "Karin Lindqvist, 811228-9874, ringde vårdcentralen Granåsen i Säffle om en zqvxa."
# Called when a detector is made or asked for, not when a text is checked.
_OUTSIDE = {"load", "packaged", "check", "unchecked", "detector_version", "default_detector"}
PATTERNS = detector._PATTERNS  # noqa: SLF001 -- each of them is to fail in turn
LAYERS = sorted(
    name
    for name, value in vars(detector).items()
    if isinstance(value, FunctionType) and value.__module__.startswith("avvikelse.deid") and name not in _OUTSIDE
    if not name.startswith("_") and value not in PATTERNS
)


def fail(*_: object, **__: object) -> None:
    raise RuntimeError("Karin Lindqvist")


def assert_says_that_it_could_not_check(text: str = TEXT) -> None:
    report = check(text)
    assert report.verdict is Verdict.BLOCKED
    (finding,) = report.findings
    assert (finding.start, finding.end, finding.layer) == (0, len(text), 0)
    assert finding.why == "Kontrollen kunde inte genomföras. Texten får inte användas förrän felet är rättat."


def test_the_layers_are_those_that_are_known() -> None:
    assert {"normalise", "find_persons", "find_places", "find_workplaces", "find_unknown"} <= set(LAYERS)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_fails_blocks(layer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, layer, fail)
    assert_says_that_it_could_not_check()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.__name__)
def test_a_pattern_that_fails_blocks(pattern: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [fail if one is pattern else one for one in PATTERNS]
    monkeypatch.setattr(detector, "_PATTERNS", tuple(kept))
    assert_says_that_it_could_not_check()


def test_a_dictionary_that_stops_answering_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary.Lookup, "knows", fail)
    assert_says_that_it_could_not_check()


@pytest.mark.parametrize("answer", [True, False])
def test_a_dictionary_that_knows_all_or_nothing_blocks(answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dictionary.Dictionary, "_spelt", lambda self, word: answer)
    dictionary.installed.cache_clear()
    try:
        assert_says_that_it_could_not_check()
    finally:
        dictionary.installed.cache_clear()


def test_no_memory_and_no_stack_block_too(monkeypatch: pytest.MonkeyPatch) -> None:
    for error in (MemoryError, RecursionError, UnicodeError):

        def run_out(*_: object, error: type[Exception] = error) -> None:
            raise error

        monkeypatch.setattr(detector, "find_persons", run_out)
        assert_says_that_it_could_not_check()


def test_a_proposal_from_a_broken_check_holds_nothing_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "find_unknown", fail)
    assert mask(TEXT).text == "[borttaget]"


def _other_word(folder: Path) -> None:
    file = folder / "first_common.txt"
    file.write_bytes(file.read_bytes().replace(b"karin\n", b"kirin\n"))


def _not_utf8(folder: Path) -> None:
    file = folder / "places.txt"
    file.write_bytes(file.read_bytes() + b"\xff\n")


def _empty(folder: Path) -> None:
    (folder / "last_words.txt").write_bytes(b"")


def _longer(folder: Path) -> None:
    file = folder / "allow.txt"
    file.write_bytes(file.read_bytes() + b"lindqvist\n")


def _manifest_not_json(folder: Path) -> None:
    file = folder / "manifest.json"
    file.write_bytes(file.read_bytes()[:-40])


def _manifest_without_a_list(folder: Path) -> None:
    file = folder / "manifest.json"
    manifest = json.loads(file.read_bytes())
    del manifest["lists"]["names_surely.txt"]
    file.write_text(json.dumps(manifest), "utf-8")


def _manifest_with_another_sum(folder: Path) -> None:
    file = folder / "manifest.json"
    manifest = json.loads(file.read_bytes())
    manifest["lists"]["places.txt"]["sha256"] = "0" * 64
    file.write_text(json.dumps(manifest), "utf-8")


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "harm",
    [
        _other_word,
        _not_utf8,
        _empty,
        _longer,
        _manifest_not_json,
        _manifest_without_a_list,
        _manifest_with_another_sum,
        _gone,
    ],
    ids=lambda harm: harm.__name__.strip("_"),
)
def test_harmed_lists_block(harm: Callable[[Path], None], tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(str(resources.files("avvikelse.deid") / "data"), folder)
    harm(folder)
    for text in (TEXT, "Helt ren text.", ""):
        report = Detector(folder).check(text)
        assert report.verdict is Verdict.BLOCKED
        assert [f.why.split(".")[0] for f in report.findings] == ["Kontrollen kunde inte genomföras"]
        assert "broken" in report.detector
