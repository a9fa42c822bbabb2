"""The command line as scripts and operators meet it: what it prints, and how it says no."""

import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from avvikelse.cli import COMMANDS
from avvikelse.settings import builtin_folder
from tests.cli.answers import Answer, Run, answer_to
from tests.once import made_once

VARMLAND = builtin_folder("workflows") / "varmland.yaml"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs a command in an empty folder, with no setting but the given ones."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("AVVIKELSE_")]:
        monkeypatch.delenv(name)

    def run(*arguments: str, **environment: str) -> Answer:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return answer_to(capfd, *arguments)

    return run


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo, made once by the real command; each worker has a copy to write in."""
    folder = tmp_path_factory.mktemp("demo")
    shutil.copytree(made_once(tmp_path_factory, "commanded", _demo), folder, dirs_exist_ok=True)
    return folder


def _demo(folder: Path) -> None:
    command = [sys.executable, "-m", "avvikelse", "demo", "--no-serve", "--path", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=folder)
    (folder / "demo.json").write_bytes(done.stdout)


@pytest.fixture
def in_demo(run: Run, demo_folder: Path) -> Run:
    """Runs a command on the demo's database."""

    def in_demo(*arguments: str) -> Answer:
        return run(*arguments, AVVIKELSE_DATABASE_URL=f"sqlite:///{demo_folder / 'avvikelse.db'}")

    return in_demo


def test_a_secretary_is_told_where_the_forum_s_cases_are(in_demo: Run) -> None:
    """Theirs is what lies on a forum's table (access.md), so their own list is empty."""
    found = in_demo("deviation", "list", "--as", "eva.sekreterare")
    assert "Forumets ärenden finns på dagordningen:\n  avvikelse agenda avvikelseforum next" in found.out
    assert in_demo("agenda", "avvikelseforum", "next", "--as", "eva.sekreterare").code == 0


def test_help_lists_every_command_and_imports_none() -> None:
    code = "import sys; from avvikelse.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "heavy = {'sqlalchemy', 'sqlmodel', 'pydantic', 'transitions', 'jinja2', 'structlog'} & set(sys.modules)\n"
    code += "assert not heavy, heavy"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help(run: Run, name: str) -> None:
    answer = run(name, "--help")
    assert answer.code == 0
    assert f"Usage: avvikelse {name}" in answer.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("agendaa",), "Kommandot finns inte"),
        (("agenda",), "FORUM saknas"),
        (("agenda", "avvikelseforum", "next", "--format", "docm"), "format"),
        (("agenda", "avvikelseforum", "next", "--fromat", "md"), "Menade du --format?"),
        (("deviation", "list"), "--as"),
        (("routine", "check", "finns-inte.yaml"), "finns-inte.yaml: filen går inte att läsa"),
        (("deid", "check", "finns-inte.txt"), "finns-inte.txt: filen går inte att läsa"),
        (("deviation", "list", "--as", "maria.chef"), "Databasen är tom. Kör avvikelse migrate."),
    ],
)
def test_wrong_use_is_one_swedish_line_and_exit_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    answer = run(*arguments)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"AVVIKELSE_DATABASE_URL": "mysql://x"}, "AVVIKELSE_DATABASE_URL"),
        ({"AVVIKELSE_DATABASE_URL": "nonsense"}, "AVVIKELSE_DATABASE_URL"),
        ({"AVVIKELSE_DATABASE_URL": "postgresql://nobody:hemligt@127.0.0.1:1/none"}, "går inte att nå"),
        ({"AVVIKELSE_DATABASE_URL": "sqlite:////finns/inte/alls.db"}, "går inte att nå"),
        ({"AVVIKELSE_TIMEZONE": "Mars/Olympus"}, "AVVIKELSE_TIMEZONE"),
        ({"AVVIKELSE_LOG_FORMAT": "xml"}, "AVVIKELSE_LOG_FORMAT"),
        ({"AVVIKELSE_ROUTINES": "/finns/inte"}, "AVVIKELSE_ROUTINES"),
    ],
)
def test_faulty_settings_are_named(run: Run, settings: dict[str, str], words: str) -> None:
    answer = run("migrate", **settings)
    assert answer.code == 2
    assert words in answer.err
    assert "hemligt" not in answer.err
    assert len(answer.err.splitlines()) == 1


def test_routine_check_names_file_line_and_key(run: Run, tmp_path: Path) -> None:
    text = VARMLAND.read_text("utf-8")
    bad = tmp_path / "egen.yaml"
    bad.write_text(text.replace("    owner: reporting.reporter", "    ovner: reporting.reporter", 1), "utf-8")
    answer = run("routine", "check", str(bad))
    assert answer.code == 1
    line = text.splitlines().index("    owner: reporting.reporter") + 1
    assert f"{bad}:{line}: states.raised.ovner: Okänd nyckel. Menade du owner?" in answer.out
    found = json.loads(run("routine", "check", str(bad), "--json").out)
    assert {"file": str(bad), "line": line, "key": "states.raised.ovner"}.items() <= found[0].items()


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"states: [", 1), (b"\xff\xfe\x00bad", 1), (b"", 1), (b"a: 1\na: 2\n", 1), (b"x" * 600_000, 1)],
)
def test_an_unreadable_routine_is_said_with_its_line(run: Run, tmp_path: Path, content: bytes, code: int) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(content)
    for command in (("check",), ("diagram",), ("text",)):
        answer = run("routine", *command, str(bad))
        assert answer.code == code
        assert f"{bad}:" in answer.out + answer.err
        assert "Traceback" not in answer.err


def test_routine_commands_on_both_routines(run: Run) -> None:
    orebro = builtin_folder("workflows") / "orebro.yaml"
    assert run("routine", "check", str(VARMLAND), str(orebro)).code == 0
    assert run("routine", "diagram", str(VARMLAND)).out.startswith("stateDiagram-v2")
    assert "<svg" in run("routine", "diagram", str(orebro), "--format", "svg").out
    assert "Chef till chef" in run("routine", "text", str(VARMLAND)).out
    assert run("routine", "diff", str(VARMLAND), str(VARMLAND)).code == 0
    assert run("routine", "diff", str(VARMLAND), str(orebro)).code == 1
    assert {line["routine"] for line in json.loads(run("routine", "list", "--json").out)} == {"varmland", "orebro"}


def test_deid_check_answers_as_the_contract_says(run: Run, tmp_path: Path) -> None:
    text = "Intyget för 19680423-9819 saknas."
    (tmp_path / "text.txt").write_text(text, "utf-8")
    answer = run("deid", "check", "text.txt", "--json")
    [found] = json.loads(answer.out)["findings"]
    assert answer.code == 1
    assert (found["kind"], found["text"]) == ("personal_number", "19680423-9819")
    assert text[found["start"] : found["end"]] == found["text"]
    (tmp_path / "clean.txt").write_text("Intyget kom för sent.", "utf-8")
    assert run("deid", "check", "clean.txt").code == 0
    lines = [{"id": "a", "text": text}, {"id": "b", "text": "Intyget kom för sent."}]
    (tmp_path / "many.jsonl").write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    out = [json.loads(line) for line in run("deid", "check", "--jsonl", "many.jsonl").out.splitlines()]
    assert [(line["id"], len(line["findings"])) for line in out] == [("a", 1), ("b", 0)]


def test_deid_check_refuses_what_it_cannot_read(run: Run, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes("Intyget för Åke".encode("latin-1"))
    (tmp_path / "large.txt").write_text("a" * 2_000_000, "utf-8")
    (tmp_path / "bad.jsonl").write_text('{"id": 1, "text": "ja"}\n{"id": 2}\n', "utf-8")
    for arguments, words in (
        (("latin.txt",), "latin.txt:1: texten är inte UTF-8"),
        (("large.txt",), "större än"),
        (("--jsonl", "bad.jsonl"), 'bad.jsonl:2: raden saknar "text"'),
    ):
        answer = run("deid", "check", *arguments)
        assert answer.code == 2
        assert words in answer.err


def test_demo_plays_every_case_to_the_level_it_names(demo_folder: Path) -> None:
    played = json.loads((demo_folder / "demo.json").read_text("utf-8"))
    source = Path(__file__).parents[2] / "avvikelse" / "demo" / "cases.jsonl"
    reach = {case["id"]: case["reach"] for case in map(json.loads, source.read_text("utf-8").splitlines())}
    state = {
        "raised": "resolved",
        "registered": "registered",
        "managers": "manager_dialogue",
        "forum": "forum",
        "forum-learning": "forum",
        "samverkansgrupp": "steering",
    }
    assert {case["id"]: case["state"] for case in played["cases"]} == {key: state[to] for key, to in reach.items()}
    purposes = [item["purpose"] for item in played["agenda"]["items"] if item["purpose"]]
    assert (purposes.count("position"), purposes.count("good_example")) == (10, 8)
    assert played["agenda"]["withheld"] == []
    assert any(item["similar"] for item in played["agenda"]["items"]), "earlier cases that the forum concluded"


def test_demo_is_made_anew_but_never_over_a_real_database(run: Run, tmp_path: Path) -> None:
    assert run("migrate").code == 0
    with closing(sqlite3.connect(tmp_path / "avvikelse.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # or whoever closes it last writes to the file
    real = (tmp_path / "avvikelse.db").read_bytes()
    answer = run("demo", "--no-serve", "--path", str(tmp_path))
    assert answer.code == 2
    assert "är ingen demo" in answer.err
    assert (tmp_path / "avvikelse.db").read_bytes() == real


def test_the_agenda_in_every_format(in_demo: Run, tmp_path: Path) -> None:
    data = json.loads(in_demo("agenda", "avvikelseforum", "next", "--format", "json").out)
    assert set(data) >= {"forum", "date", "state", "items", "withheld"}
    assert [item["position"] for item in data["items"]] == list(range(1, len(data["items"]) + 1))
    numbers = [item["number"] for item in data["items"] if item["number"]]
    markdown = in_demo("agenda", "avvikelseforum", "next").out
    page = in_demo("agenda", "avvikelseforum", "next", "--format", "html", "-o", "ut.html")
    assert page.out == ""
    html = (tmp_path / "ut.html").read_text("utf-8")
    assert all(number in markdown and number in html for number in numbers)
    assert in_demo("agenda", "samverkansgrupp", "next", "-o", "ut.json").code == 0
    assert json.loads((tmp_path / "ut.json").read_text())["forum"] == "samverkansgrupp", "as the file's name says"
    past = json.loads(in_demo("agenda", "avvikelseforum", "2026-11-10", "--format", "json").out)
    assert past["state"] == "approved"


def test_no_conduct_matter_and_no_private_text_leaves_by_agenda_or_weekly_list(in_demo: Run) -> None:
    source = Path(__file__).parents[2] / "avvikelse" / "demo" / "cases.jsonl"
    cases = [json.loads(line) for line in source.read_text("utf-8").splitlines()]
    everything = in_demo("weekly", "--json").out
    for forum in ("avvikelseforum", "samverkansgrupp"):
        everything += in_demo("agenda", forum, "next", "--format", "json").out
    for case in cases:
        assert case["title"] not in everything
        assert case["description"][:60] not in everything
        if case["conduct_matter"]:
            assert case["deidentified"][:60] not in everything


def test_agenda_says_no_in_one_line(in_demo: Run) -> None:
    for arguments, code, words in (
        (("finnsinte", "next"), 1, "Forumet finnsinte finns inte. Välj något av"),
        (("avvikelseforum", "i-morgon"), 2, "inget datum"),
        (("avvikelseforum", "2026-01-01"), 1, "inget möte 2026-01-01"),
        (("avvikelseforum", "next", "--as", "maria.chef"), 1, "finns inte bland dina forum"),
    ):
        answer = in_demo("agenda", *arguments)
        assert (answer.code, answer.out) == (code, "")
        assert words in answer.err


def test_a_deviation_from_report_to_managers(in_demo: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Intyget för Anna Berg saknar uppgifter.", "utf-8")
    answers = ["title=Intyg utan uppgifter", "description=@text.txt", "occurred_on=2026-10-01", "category=kvalitet"]
    answers += ["concerned=region-varmland", "concerned_unit=Vårdcentralen Granåsen"]
    pairs = [part for answer in answers for part in ("--set", answer)]
    report = json.loads(in_demo("deviation", "report", "--as", "jenny.wall", *pairs, "--json").out)
    number = report["number"]
    refused = in_demo("deviation", "move", number, "register", "--as", "jenny.wall")
    assert refused.code == 1
    assert "eget avvikelsehanteringssystem" in refused.err
    assert "den andra parten" in refused.err
    told = ("--set", "own_reference=FK 12", "--set", "other_party_told=Rehabkoordinator, telefon i dag")
    assert in_demo("deviation", "move", number, "register", "--as", "jenny.wall", *told).code == 0
    shown = json.loads(in_demo("deviation", "show", number.lower(), "--as", "maria.chef", "--json").out)
    assert shown["state"] == "registered"
    assert shown["registration"]["own_reference"] == "FK 12"
    [contact] = [option for option in shown["moves"] if option["trigger"] == "contact_manager"]
    assert contact["allowed"]
    assert in_demo("deviation", "show", number, "--as", "peter.hall").code == 1
    stale = in_demo(
        "deviation", "move", number, "withdraw", "--as", "jenny.wall", "--rev", "1", "--set", "why_withdrawn=x"
    )
    assert stale.code == 1
    assert "Någon annan hann ändra" in stale.err
    assert in_demo("audit", "verify").code == 0


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["description="], "Beskrivningen saknas"),
        (["occurred_on=2999-01-01"], "Datumet ligger i framtiden"),
        (["occurred_on=i går"], "inget datum"),
        (["category=nonsens"], "Kategorin nonsens finns inte"),
        (["concerned=skatteverket"], "Parten skatteverket finns inte"),
        (["description=@stor.txt"], "större än"),
        (["description=@latin.txt"], "inte UTF-8"),
        (["nonsens=1"], "Fältet nonsens finns inte"),
        (["titel"], "skriv nyckel=värde"),
    ],
)
def test_a_faulty_report_writes_nothing(in_demo: Run, tmp_path: Path, answers: list[str], words: str) -> None:
    (tmp_path / "stor.txt").write_text("a" * 2_000_000, "utf-8")
    (tmp_path / "latin.txt").write_bytes("Åke".encode("latin-1"))
    good = [
        "title=Rubrik",
        "description=Text",
        "occurred_on=2026-10-01",
        "category=kvalitet",
        "concerned=region-varmland",
    ]
    before = in_demo("audit", "verify", "--json").out
    pairs = [part for answer in good + answers for part in ("--set", answer)]
    answer = in_demo("deviation", "report", "--as", "jenny.wall", *pairs)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err
    assert len(answer.err.splitlines()) == 1
    assert in_demo("audit", "verify", "--json").out == before


def test_what_is_outside_ones_view_looks_like_what_does_not_exist(in_demo: Run, demo_folder: Path) -> None:
    played = json.loads((demo_folder / "demo.json").read_text("utf-8"))
    hidden = next(case["number"] for case in played["cases"] if case["id"] == "case-010")  # a conduct matter
    for username in ("pia.samverkan", "bo.sektion", "eva.sekreterare", "dag.ombud", "ida.admin"):
        real = in_demo("deviation", "show", hidden, "--as", username)
        none = in_demo("deviation", "show", "AVV-2025-9999", "--as", username)
        assert (real.code, real.out) == (none.code, none.out) == (1, "")
        assert real.err.replace(hidden, "N") == none.err.replace("AVV-2025-9999", "N")


def test_setup_by_hand(run: Run, tmp_path: Path) -> None:
    assert run("init").code == 0
    (tmp_path / "liten.yaml").write_text("routine: orebro\n", "utf-8")
    assert run("setup", "liten.yaml").code == 0
    assert "forsakringskassan" in run("organisation", "list").out
    assert run("organisation", "add", "kommunen", "Kommunen").code == 0
    assert run("unit", "add", "forsakringskassan", "Sjukpenning").code == 0
    added = run("user", "add", "a.b", "--name", "A B", "--email", "a@example.se", "--organisation", "forsakringskassan")
    assert added.code == 0
    assert run("user", "role", "a.b", "manager", "--unit", "Sjukpenning").code == 0
    assert "chef (Sjukpenning)" in run("user", "list").out
    assert run("user", "role", "a.b", "manager", "--unit", "Sjukpenning", "--remove").code == 0
    assert run("user", "role", "a.b", "chef").code == 2
    assert (
        run("user", "add", "a.b", "--name", "A", "--email", "b@example.se", "--organisation", "forsakringskassan").code
        == 2
    )
    assert run("setup", "liten.yaml").code == 0
    (tmp_path / "trasig.yaml").write_text("routine: orebro\npeople:\n  - username: x\n", "utf-8")
    broken = run("setup", "trasig.yaml")
    assert broken.code == 2
    assert "trasig.yaml: people.0" in broken.err


def test_a_swede_says_ja(in_demo: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for answer, code in (("nej\n", 1), ("\n", 1), ("ja\n", 0)):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        frozen = in_demo("meeting", "freeze", "samverkansgrupp", "next", "--as", "eva.sekreterare")
        assert frozen.code == code
    again = in_demo("meeting", "freeze", "samverkansgrupp", "next", "--yes", "--as", "eva.sekreterare")
    assert (again.code, again.err) == (1, "Dagordningen är redan spikad.\n")


def test_what_the_machine_refuses_is_one_line_too(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("det här är ingen databas " * 100, "utf-8")
    for command in (("doctor",), ("user", "list"), ("init",)):
        answer = run(*command, AVVIKELSE_DATABASE_URL=f"sqlite:///{tmp_path / 'text.db'}")
        assert answer.code in (1, 2)
        assert "går inte att nå" in answer.out + answer.err
        assert len(answer.err.splitlines()) <= 1
