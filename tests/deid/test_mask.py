"""The proposal: consistent, less telling, and nothing of layers 1–3 left in it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avvikelse.cli import main
from avvikelse.deid import mask
from tests.deid.invariants import assert_masked_well

PIECES = (
    "811228-9874",
    "Anna Karlsson",
    "annas",
    "070-174 06 12",
    "den 3 mars 2026",
    "12/3",
    "2026-02-12",
    "Storgatan 12 B",
    "661 30 Säffle",
    "47 år",
    "38, ",
    "fyrtiosjuårig",
    "k.ek@example.se",
    "Säffle Mekaniska AB",
    "VC Gripen",
    "mars ",
    "12 ",
    "tel ",
    "dnr ",
    "född ",
    "dr ",
    "konto ",
    "😀",
    "\u00ad",
    "\r\n",
    " ",
    ", ",
)

EXAMPLES = [
    (
        "Karin Ek ringde. Ek fick svar av Karin och Bo Lind.",
        "[person 1] ringde. [person 1] fick svar av [person 1] och [person 2].",
    ),
    ("Hon bor i Säffle.", "Hon bor i [ort]."),
    ("Patienten är 47 år.", "Patienten är 45–49 år."),
    ("En 34-årig svetsare.", "En 30–34-årig svetsare."),
    ("En fyrtiosjuårig man.", "En 45–49-årig man."),
    ("Pat, åttioett år, kör inte.", "Pat, 80–84 år, kör inte."),
    ("Mamman är 93 år.", "Mamman är [ålder]."),
    ("Kom in 12 februari 2026.", "Kom in februari 2026."),
    ("Mötet hölls den 3 mars.", "Mötet hölls i mars."),
    ("Väntar sedan den 3 mars.", "Väntar sedan mars."),
    ("Kom 2026-02-12.", "Kom februari 2026."),
    ("Stämplat 250611, skannat.", "Stämplat juni 2025, skannat."),
    ("Daterat 12/3-24.", "Daterat mars 2024."),
    ("Kom på nyårsdagen.", "Kom på [dag]."),
    ("Hon går på Vårdcentralen Granåsen.", "Hon går på en vårdcentral."),
    ("Chefen på Säffle Mekaniska AB sa nej.", "Chefen på en arbetsplats sa nej."),
    ("Pnr 811228-9874, tel 070-174 06 12.", "Pnr [personnummer], tel [telefon]."),
    ("Svara till k.ek@example.se.", "Svara till [e-post]."),
    ("Bilen MLB 84A stod där.", "Bilen [registreringsnummer] stod där."),
    ("Ingen fick besked.", "Ingen fick besked."),
]


@pytest.mark.parametrize(("text", "proposal"), EXAMPLES)
def test_proposal(text: str, proposal: str) -> None:
    assert mask(text).text == proposal


@settings(max_examples=120, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=10).map("".join))
def test_nothing_certain_is_left_and_the_rest_is_untouched(text: str) -> None:
    assert_masked_well(text, mask(text))


def test_questions_are_left_for_a_person() -> None:
    masked = mask("Beslutet skickades till Zmorg.")
    assert masked.text == "Beslutet skickades till Zmorg."
    assert masked.exchanges == ()


def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text("Karin är 47 år.\n", "utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["deid", "mask", str(file)])
    assert not stopped.value.code
    captured = capsys.readouterr()
    assert captured.out == "[person 1] är 45–49 år.\n"
    assert captured.err.startswith("Ett förslag.")
    with pytest.raises(SystemExit):
        main(["deid", "mask", str(file), "--json"])
    answer = json.loads(capsys.readouterr().out)
    assert answer["masked"] == "[person 1] är 45–49 år.\n"
    assert answer["exchanges"][0] == {
        "start": 0,
        "end": 5,
        "new_start": 0,
        "new_end": 10,
        "kind": "person",
        "proposal": "[person 1]",
    }
    assert [f["kind"] for f in answer["findings"]] == ["person", "age"]
