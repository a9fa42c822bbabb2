"""The fuzzer's own inputs, a few seconds of them, and that it sees what it is there to see."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from avvikelse.deid import detector
from tools.fuzz_deid import LONGEST, PIECES, inspect, seeds, text_of


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
@example(b"\1\x00\xd8\xff\xdf")
@example(b"\1\x00")
@example(b"\xff\x00")
def test_whatever_the_bytes_the_answers_hold(data: bytes) -> None:
    text = text_of(data)
    if len(text) < LONGEST:
        inspect(text)


def test_one_byte_picks_a_piece_and_the_seeds_are_texts() -> None:
    assert len(PIECES) <= 256
    assert all(text_of(bytes([2, number])) == piece for number, piece in enumerate(PIECES))
    assert len({text_of(seed) for seed in seeds()}) > 500


def test_a_failing_layer_is_not_hidden_by_the_closed_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(detector, "find_unknown", fail)
    with pytest.raises(RuntimeError):
        inspect("Karin ringde.")
