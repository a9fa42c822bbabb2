"""The report: verdicts, offsets on the text as given, determinism, and the closed gate."""

import json
import shutil
import subprocess
import sys
import time
from hashlib import sha256
from importlib import metadata, resources
from pathlib import Path

import pytest

from avvikelse import deid
from avvikelse.deid.detector import Detector
from avvikelse.deid.lists import REQUIRED


def words_of(text: str) -> list[tuple[str, str]]:
    return [(f.kind.value, text[f.start : f.end]) for f in deid.check(text).findings]


def test_clean_text_is_clear() -> None:
    report = deid.check("Försäkringskassan begärde komplettering men gav ingen motivering.")
    assert report.findings == ()
    assert report.verdict is deid.Verdict.CLEAR


def test_finding_blocks_and_is_bound_to_text_and_detector() -> None:
    text = "Patienten Anna Karlsson uteblev."
    report = deid.check(text)
    assert report.verdict is deid.Verdict.BLOCKED
    assert report.text_sha256 == sha256(text.encode()).hexdigest()
    assert report.detector == deid.detector_version()
    assert report.detector.startswith(f"{deid.DETECTOR_VERSION}+lists.")
    assert report.detector.endswith(f".sv.{metadata.version('hunspell-sv')}")


def test_why_never_repeats_what_was_found() -> None:
    for finding in deid.check("Karin Lindqvist, 811228-9874, bor i Karlstad.").findings:
        assert finding.why.endswith(".")
        assert not {"Karin", "Lindqvist", "9874", "Karlstad"} & set(finding.why.replace(".", "").split())


def test_offsets_survive_what_normalising_takes_away() -> None:
    number = "\uff18\uff11\uff11\uff12\uff12\uff18\u2013\uff19\uff18\uff17\uff14"
    text = f"😀 Underlaget för An\u200bna Karls\u00adson kom\r\nbort; A\u030ake ringde {number}."
    assert words_of(text) == [
        ("person", "An\u200bna Karls\u00adson"),
        ("person", "A\u030ake"),
        ("personal_number", number),
    ]


def test_invisible_character_between_a_letter_and_its_mark() -> None:
    assert words_of("Vi väntar på A\u00ad\u030asa.") == [("person", "A\u00ad\u030asa")]


@pytest.mark.parametrize("more", ["", " \x08"])
def test_a_fraction_before_a_number_does_not_join_it(more: str) -> None:
    assert ("personal_number", "811228-9874") in words_of(f"¼811228-9874{more}")


def test_name_broken_at_the_end_of_a_line() -> None:
    assert words_of("Vi väntar på Karls-\nson och Gun-\nBritt.") == [
        ("person", "Karls-\nson"),
        ("person", "Gun-\nBritt"),
    ]


def test_look_alike_letters_do_not_hide_a_name() -> None:
    assert words_of("Vi väntar på K\u0430rin.") == [("person", "K\u0430rin")]


def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(str(resources.files("avvikelse.deid") / "data"), folder)
    return folder


def assert_blocked(detector: Detector) -> None:
    text = "Helt ren text."
    report = detector.check(text)
    assert report.verdict is deid.Verdict.BLOCKED
    (finding,) = report.findings
    assert (finding.start, finding.end) == (0, len(text))
    assert finding.why.startswith("Kontrollen kunde inte genomföras.")
    assert detector.check("").verdict is deid.Verdict.BLOCKED


def test_whole_copy_of_the_lists_works(tmp_path: Path) -> None:
    detector = Detector(broken(tmp_path))
    assert detector.check("Helt ren text.").verdict is deid.Verdict.CLEAR
    assert detector.version == deid.detector_version()


@pytest.mark.parametrize("name", REQUIRED)
def test_shortened_list_blocks(name: str, tmp_path: Path) -> None:
    folder = broken(tmp_path)
    file = folder / f"{name}.txt"
    file.write_text("\n".join(file.read_text("utf-8").splitlines()[:-1]) + "\n", "utf-8", newline="\n")
    assert_blocked(Detector(folder))


@pytest.mark.parametrize("name", ["manifest.json", "first_common.txt"])
def test_missing_file_blocks(name: str, tmp_path: Path) -> None:
    folder = broken(tmp_path)
    (folder / name).unlink()
    assert_blocked(Detector(folder))


def test_manifest_with_another_count_blocks(tmp_path: Path) -> None:
    folder = broken(tmp_path)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["lists"]["allow.txt"]["count"] += 1
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    assert_blocked(Detector(folder))


def test_failing_layer_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr("avvikelse.deid.detector._PATTERNS", (fail,))
    assert_blocked(Detector(resources.files("avvikelse.deid") / "data"))


def test_self_test_passes_and_tells_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    assert deid.self_test() == ()
    clean = deid.check("Helt ren text.")
    monkeypatch.setattr("avvikelse.deid.canaries.check", lambda text: clean)
    assert len(deid.self_test()) == 20


def test_public_values_are_frozen() -> None:
    report = deid.check("Karin ringde.")
    with pytest.raises(AttributeError):
        report.findings[0].start = 0  # type: ignore[misc]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1-1-1-",
        "@",
        "A.A.A.",
        "von ",
        "1 ",
        "Aa ",
        "(at)",
        "AB ",
        "A-",
        "- \n",
        "a\u0301",
        "Zq\u202e ",
        "\u0414ves ",
    ],
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    text = (unit * 50_000)[:50_000]
    started = time.process_time()
    deid.check(text)
    assert time.process_time() - started < 5


def test_opens_no_connection_and_uses_nothing_else_of_avvikelse() -> None:
    probe = (
        "import sys; import avvikelse.deid as d\n"
        "def refuse(event, arguments):\n"
        "    if event.startswith('socket.'): raise SystemExit(f'network: {event}')\n"
        "sys.addaudithook(refuse); d.check('Hej, Karin!')\n"
        "print(sorted(m for m in sys.modules if m.startswith('avvikelse.') and not m.startswith('avvikelse.deid')), "
        "[m for m in ('sqlalchemy', 'pydantic', 'ssl') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[] []"
