"""The evaluation counts what it says it counts."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avvikelse.cli import main
from avvikelse.deid import Finding, Kind, Level, Report, Verdict
from avvikelse.deid.evaluate import BadGold, Evaluation, Marked, Share, read_gold

TEXT = "Karin Ek ringde Bo."


def report(*spans: tuple[int, int, Kind, int]) -> Report:
    findings = tuple(Finding(s, e, k, Level.ASK, layer, "Därför.") for s, e, k, layer in spans)
    return Report(findings, Verdict.BLOCKED, "1", "0")


def test_wilson_interval_of_known_shares() -> None:
    assert Share(0, 0).interval() == (0.0, 1.0)
    assert Share(0, 0).value is None
    assert Share(9, 10).interval() == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert Share(150, 150).interval() == pytest.approx((0.9750, 1.0), abs=1e-4)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_interval_holds_the_share(counts: tuple[int, int]) -> None:
    share = Share(*counts)
    low, high = share.interval()
    assert 0 <= low <= counts[0] / counts[1] + 1e-9
    assert counts[0] / counts[1] - 1e-9 <= high <= 1


def test_touched_whole_precision_and_leak() -> None:
    found = Evaluation()
    marks = (Marked(0, 8, Kind.PERSON), Marked(16, 19, Kind.PERSON))
    found.add(TEXT, marks, report((0, 5, Kind.PERSON, 2), (16, 18, Kind.UNKNOWN_NAME, 4), (9, 15, Kind.PLACE, 3)))
    assert found.share("touched person") == Share(2, 2)
    assert found.share("whole person") == Share(1, 2)
    assert found.share("whole 1-3 person") == Share(0, 2)
    assert found.share("precision person") == Share(1, 1)
    assert found.share("precision place") == Share(0, 1)
    assert found.share("characters") == Share(5, 11)
    assert found.share("leak") == found.share("leak 1-3") == Share(1, 1)
    assert found.clean == 0


def test_question_is_no_leak_but_layers_one_to_three_alone_leak() -> None:
    found = Evaluation()
    found.add(TEXT, (Marked(16, 18, Kind.PERSON),), report((16, 18, Kind.UNKNOWN_NAME, 4)))
    assert found.share("leak") == Share(0, 1)
    assert found.share("leak 1-3") == Share(1, 1)


def test_clean_text_counts_false_alarms_and_questions_per_word() -> None:
    found = Evaluation()
    found.add("Ett två tre fyra.", (), report((0, 3, Kind.UNKNOWN_WORD, 4)))
    found.add("Ett två tre fyra.", (), report((0, 3, Kind.PERSON, 2)))
    assert found.summary()["undecided_per_100_words"]["value"] == 12.5
    assert found.share("false alarm") == Share(1, 2)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({}, 'saknar "text"'),
        ({"text": "a"}, 'saknar "findings"'),
        ({"text": "a", "findings": [3]}, "märkning 1 saknar"),
        ({"text": "a", "findings": [{"start": 0, "end": True, "kind": "person"}]}, "heltal"),
        ({"text": "a", "findings": [{"start": 0, "end": 1, "kind": "häst"}]}, "okänt"),
        ({"text": "a", "findings": [{"start": 0, "end": 2, "kind": "person"}]}, "stämmer inte"),
        ({"text": "ab", "findings": [{"start": 0, "end": 1, "kind": "person", "text": "b"}]}, "stämmer inte"),
    ],
)
def test_badly_marked_line_is_refused(entry: dict[str, Any], message: str) -> None:
    with pytest.raises(BadGold, match=message):
        read_gold(entry)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stopped:
        main(list(arguments))
    captured = capsys.readouterr()
    return int(stopped.value.code or 0), captured.out, captured.err


def write(path: Path, *lines: object) -> str:
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return str(path)


def test_command_prints_figures_as_json_and_as_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mark = {"start": 0, "end": 8, "kind": "person", "text": "Karin Ek"}
    gold = write(tmp_path / "gold.jsonl", {"id": 1, "text": TEXT, "findings": [mark]}, {"text": "Nej.", "findings": []})
    code, out, err = run(capsys, "deid", "evaluate", gold, "--json")
    figures = json.loads(out)
    assert (code, err) == (0, "")
    assert (figures["texts"], figures["clean_texts"]) == (2, 1)
    assert figures["kinds"]["person"]["whole"] | {"low": 0} == {"hits": 1, "of": 1, "share": 1.0, "low": 0, "high": 1.0}
    code, out, err = run(capsys, "deid", "evaluate", gold)
    assert code == 0
    assert "person" in out
    assert "100,0 %" in out
    assert "lager 1–3" in out


def test_bad_line_is_one_swedish_line_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = write(tmp_path / "gold.jsonl", {"text": "Nej.", "findings": []}, {"text": "Nej."})
    code, out, err = run(capsys, "deid", "evaluate", gold)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert f'{gold}:2: raden saknar "findings"' in err


def test_held_out_texts_are_well_marked() -> None:
    lines = (Path(__file__).parent / "data" / "held-out-1.jsonl").read_text("utf-8").splitlines()
    marked = [read_gold(json.loads(line)) for line in lines]
    assert len(marked) == 60
    assert sum(not marks for _, marks in marked) == 18
