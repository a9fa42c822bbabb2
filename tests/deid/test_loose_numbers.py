"""Personal numbers out of shape: enumerated, not sampled. Each is found wherever a person or a machine may spoil it."""

import time
from itertools import product

import pytest

from avvikelse.deid import Kind, check

Y, M, D, LAST = "64", "03", "12", "9804"
CENTURIES = ("", "19")
JOINS = [*"-+ –—./_~=*·;\\\t\n", "  ", " - ", "--", ", ", " | "]
INNER = ("", "-", ".", "/", " ", "_", ":", ", ")
PLACES = ("{}", "Pat {} uteblev.", "({})", "intyg för {} saknas", "| {} |", "Pat{}", "/{}/", "{}:s intyg", "<{}>")
CUES = ("personnummer {} saknas", "pnr {}", "Pnr: {} ring", "p.nr {}", "samordningsnr {}", "Personnummer\n{}")
LIKE = [("0", x) for x in "OoQDøÖ"] + [("1", x) for x in "lI|!iJ"] + [("4", "A"), ("6", "b"), ("6", "G"), ("9", "g")]
LIKE += [("8", "B"), ("9", "q"), ("2", "Z"), ("2", "z")]


def spoilt() -> list[str]:
    whole = [f"{c}{Y}{M}{D}-{LAST}" for c in CENTURIES]
    misread = [number.replace(a, b, n) for number in whole for a, b in LIKE for n in (1, -1)]
    torn = [f"{n[:k]} {n[k:]}" for n in whole for k in range(2, len(n))]
    # '10:12:31.4412' is a clock.
    pairs = [(s, j) for s, j in product(INNER, JOINS) if not (s in {", ", ":", "_"} and j == ".")]
    joined = [f"{c}{Y}{s}{M}{s}{D}{j}{LAST}" for c in CENTURIES for s, j in pairs]
    one_by_one = [sign.join(f"{c}{Y}{M}{D}{LAST}") for c in CENTURIES for sign in " .-"]
    return [*misread, *torn, *joined, *one_by_one]


def cued() -> list[str]:
    whole = [f"{c}{Y}{M}{D}-{LAST}" for c in CENTURIES]
    at = [(n, k) for n in whole for k in range(1, len(n))]
    lost = [n[:k] + n[k + 1 :] for n, k in at]
    doubled = [n[:k] + n[k] + n[k:] for n, k in at]
    hidden = [n[:k] + sign + n[k + 1 :] for n, k in at for sign in "?_*x"]
    broken = [n[:k] + sign + n[k:] for n, k in at for sign in ("\n", ". ", "-")]
    return [*lost, *doubled, *hidden, *broken]


def uncovered(form: str, place: str) -> bool:
    text, start = place.replace("{}", form), place.index("{}")
    covered = {i for f in check(text).findings for i in range(f.start, f.end)}
    return not all(i in covered for i in range(start, start + len(form)) if text[i].isalnum())


@pytest.mark.parametrize("place", PLACES)
def test_spoilt_number_is_wholly_covered(place: str) -> None:
    assert [form for form in spoilt() if uncovered(form, place)] == []


@pytest.mark.parametrize("cue", CUES)
def test_number_behind_its_name_is_wholly_covered(cue: str) -> None:
    assert [form for form in cued() if uncovered(form, cue)] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ola B (9804) ringde.", "9804"),
        ("O.B. 9804 ringde.", "9804"),
        ("Kunden 9804 ringde.", "9804"),
        ("Patienten med slutsiffrorna 9804.", "9804"),
        ("xxxxxx-9804 i ämnesraden", "9804"),
        ("Namn|4 sista|Svar\nO.B.|9804|nej", "9804"),
        ("Patient\tfyra sista i pnr\nOla\t9804", "9804"),
        ("Patient;Pnr-slut\nOla;9804", "9804"),
        ("12 mars 1964 9804", "9804"),
        ("19640312-••04 visas", "04"),
    ],
)
def test_last_four_alone(text: str, found: str) -> None:
    marked = [text[f.start : f.end] for f in check(text).findings if f.kind is Kind.PERSONAL_NUMBER]
    assert any(found in one for one in marked), marked


@pytest.mark.parametrize(
    "text",
    [
        "| 4 | 17 | 2 |\n| 6 | 15 | 2 |\n| 2 | 12 | 9 |",
        "Under 2025, 2026 och 2027 följs 1200 intyg.",
        "Patienten 1200 mg, kunden 2 av 3, sista 2 veckorna.",
        "Personnummer saknas i 12 av 40 intyg.",
        "1204\n1105\n12",
    ],
)
def test_other_figures_are_left_alone(text: str) -> None:
    assert check(text).findings == ()


@pytest.mark.parametrize("unit", ["1", "811228", "pnr 1 1 1 1 1 1 1 1 1 1 1 1 ", "personnummer *_*_*_*_*_*_*_*_*_a "])
def test_long_runs_are_cut_in_one_way_only(unit: str) -> None:
    # A rule that could cut a run of figures in countless ways took minutes on this.
    before = time.process_time()
    check((unit * 20_000)[:20_000])
    assert time.process_time() - before < 2
