"""`avvikelse import`: what it prints, its exit codes, and that nothing is half done."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from avvikelse.cli import main
from avvikelse.cli.imports import MOST_FAULTS
from avvikelse.inbound import read_table
from tests.databases import hasty_engine
from tests.inbound.files import csv_file, xlsx_file
from tests.services.steps import counts
from tests.world import World

HEADINGS = ["Eget nummer", "Rubrik", "Beskrivning", "Datum", "Berörd organisation", "Enhet", "Kategori", "Kön"]
Run = Callable[..., tuple[int, str, str]]
SAMPLE = Path(__file__).parents[2] / "docs" / "import-exempel.csv"


def line(number: int, gender: str = "kvinna") -> list[str]:
    told = "Intyget för Anna Berg saknas."
    return [f"FK-{number}", "Intyg", told, "2026-02-26", "Region Värmland", "Sjukpenning team 1", "kvalitet", gender]


@pytest.fixture
def world(built_sqlite: Path, tmp_path: Path) -> Iterator[World]:
    """The world in a file of its own, as an installation has it; the stories in services run on both databases."""
    path = tmp_path / "world.db"
    shutil.copy(built_sqlite, path)
    engine = hasty_engine(f"sqlite:///{path}")
    yield World(engine)
    engine.dispose()


@pytest.fixture
def run(world: World, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs the command in an empty folder, in the world."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AVVIKELSE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AVVIKELSE_DATABASE_URL", str(world.engine.url))

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as stopped:
            main(["import", *arguments])
        captured = capfd.readouterr()
        return int(stopped.value.code or 0), captured.out, captured.err

    return run


AS_FK = ("--organisation", "forsakringskassan", "--as", "fk.samordnare")


@pytest.mark.parametrize("name", ["fil.csv", "fil.xlsx", "fil.jsonl"])
def test_a_file_is_tried_imported_and_left_alone_the_second_time(
    world: World, run: Run, tmp_path: Path, name: str
) -> None:
    rows = [line(1), line(2)]
    written = {
        "fil.csv": csv_file([HEADINGS, *rows], encoding="cp1252"),
        "fil.xlsx": xlsx_file([HEADINGS, *rows]),
        "fil.jsonl": "\n".join(json.dumps(dict(zip(HEADINGS, row, strict=True))) for row in rows).encode(),
    }
    (tmp_path / name).write_bytes(written[name])
    before = counts(world)
    code, out, _ = run(name, *AS_FK, "--dry-run")
    assert (code, counts(world)) == (0, before)
    assert "2 rader kan importeras. Inget är ändrat." in out
    code, out, _ = run(name, *AS_FK)
    assert code == 0
    assert "2 rader är importerade." in out
    assert "AVV-20" in out
    assert ("Bladet Blad1:" in out) == (name == "fil.xlsx")
    after = counts(world)
    code, out, _ = run(name, *AS_FK)
    assert (code, counts(world)) == (0, after)
    assert "Inget nytt att importera. 2 rader fanns redan och är orörda." in out
    code, out, _ = run(name, *AS_FK, "--json")
    data = json.loads(out)
    assert (code, data["created"], [row["own_reference"] for row in data["skipped"]]) == (0, [], ["FK-1", "FK-2"])


def test_bad_rows_are_listed_and_nothing_is_imported(world: World, run: Run, tmp_path: Path) -> None:
    bad = [line(number, gender="kvina") for number in range(MOST_FAULTS + 37)]
    (tmp_path / "fil.csv").write_bytes(csv_file([HEADINGS, *bad]))
    before = counts(world)
    code, out, err = run("fil.csv", *AS_FK)
    assert (code, err, counts(world)) == (1, "", before)
    assert out.splitlines()[0] == "Rad 2, Kön: ”kvina” går inte att använda här. Menade du kvinna?"
    assert out.splitlines()[MOST_FAULTS:] == [
        "och 37 till.",
        "Inget är importerat: 137 fel i filen. Rätta dem och importera igen.",
    ]
    assert "Anna" not in out
    code, out, _ = run("fil.csv", *AS_FK, "--json", "--dry-run")
    data = json.loads(out)
    assert (code, len(data["faults"]), data["more"]) == (1, MOST_FAULTS, 37)
    assert (data["faults"][0]["line"], data["faults"][0]["column"]) == (2, "Kön")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "FIL saknas"),
        (("fil.csv",), 2, "--organisation saknas"),
        (("fil.csv", "--organisation", "forsakringskassan"), 2, "--as saknas"),
        (("finns-inte.csv", *AS_FK), 2, "finns-inte.csv: filen går inte att läsa"),
        ((".", *AS_FK), 2, "filen går inte att läsa"),
        (("fil.txt", *AS_FK), 2, "fil.txt: filen ska heta något på .csv, .xlsx eller .jsonl"),
        (("fil.xlsx", *AS_FK), 2, "fil.xlsx: filen går inte att läsa som Excel-fil"),
        (("fil.csv", "--organisation", "region-varmland", "--as", "fk.samordnare"), 1, "hör inte till"),
        (("fil.csv", "--organisation", "forsakringskassan", "--as", "fk.chef"), 1, "samordnare"),
        (("fil.csv", "--organisation", "forsakringskassan", "--as", "ingen"), 1, "ingen användare ingen"),
        (("fil.csv", *AS_FK, "-o", "x.csv"), 2, "--template"),
        (("--template",), 2, "avvikelse import --template -o mall.csv"),
        (("--template", "-o", "mall.pdf"), 2, ".csv eller .xlsx"),
        (("--template", "-o", "ingen/mapp/mall.csv"), 2, "går inte att skriva"),
    ],
)
def test_no_is_one_swedish_line(
    world: World, run: Run, tmp_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    for name in ("fil.csv", "fil.txt", "fil.xlsx"):
        (tmp_path / name).write_bytes(csv_file([HEADINGS, line(1)]))
    before = counts(world)
    answer, out, err = run(*arguments)
    assert (answer, out, counts(world)) == (code, "", before)
    assert words in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("name", ["mall.csv", "mall.xlsx"])
def test_the_template_can_be_filled_in_and_imported(run: Run, tmp_path: Path, name: str) -> None:
    code, out, _ = run("--template", "-o", name)
    assert (code, out) == (0, f"{name} har rubrikerna. Fyll i en rad per avvikelse.\n")
    headings = list(read_table((tmp_path / name).read_bytes(), name).headings)
    filled = dict(zip(HEADINGS, line(1), strict=True))
    assert set(HEADINGS) < set(headings)
    (tmp_path / "fil.csv").write_bytes(csv_file([headings, [filled.get(heading, "") for heading in headings]]))
    assert run("fil.csv", *AS_FK)[0] == 0


def test_the_sample_of_the_documentation_is_in_order(run: Run) -> None:
    code, out, _ = run(str(SAMPLE), *AS_FK, "--dry-run", "--json")
    assert (code, len(json.loads(out)["created"])) == (0, 3), out
