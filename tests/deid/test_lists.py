"""The word lists: reviewed, sorted, licensed, and at peace with each other."""

import json
from importlib import resources

import pytest

from avvikelse.deid.lists import REQUIRED, load, packaged

DATA = resources.files("avvikelse.deid") / "data"
MANIFEST = json.loads((DATA / "manifest.json").read_text("utf-8"))["lists"]


def entries(name: str) -> list[str]:
    lines = (DATA / f"{name}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def test_lists_load_and_agree_with_the_manifest() -> None:
    assert len(load(packaged()).version) == 8
    assert {f"{name}.txt" for name in REQUIRED} <= set(MANIFEST)


@pytest.mark.parametrize("file", sorted(MANIFEST))
def test_every_list_states_source_and_licence_and_is_tidy(file: str) -> None:
    assert all(source["name"] and source["licence"] for source in MANIFEST[file]["sources"])
    lines = entries(file.removesuffix(".txt"))
    assert len(lines) == len(set(lines)) == MANIFEST[file]["count"]
    assert all(line == line.casefold().strip() for line in lines)


def test_no_list_file_is_outside_the_manifest() -> None:
    assert {f.name for f in DATA.iterdir() if f.name.endswith(".txt")} == set(MANIFEST)


def test_allowed_words_are_no_names() -> None:
    names = {n for name in REQUIRED if name.startswith(("first", "last", "names")) for n in entries(name)}
    assert {word for word in entries("allow") if " " not in word} & names == set()


def test_allowed_words_are_no_places() -> None:
    assert set(entries("allow")) & (set(entries("places")) | set(entries("places_words"))) == set()
