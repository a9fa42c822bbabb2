"""The schema that editors use says what the loader says, as far as a schema can."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from avvikelse.core.guards import GUARDS
from avvikelse.core.messages import MESSAGES
from avvikelse.core.schema import OUTCOMES, SECTIONS, routine_schema, schema_text
from avvikelse.core.vocabulary import (
    CASE_ROLE_LABELS,
    PURPOSE_LABELS,
    WAITS_FOR_LABELS,
    OutcomeKind,
    Purpose,
    Section,
    WaitsFor,
)

ROOT = Path(__file__).parents[2]
WORKFLOWS = ROOT / "workflows"
GUIDE = (ROOT / "docs" / "routine-language.md").read_text(encoding="utf-8")
VALIDATOR = Draft202012Validator(routine_schema())


def as_an_editor_reads(content: str) -> Any:
    """YAML 1.2 core has no dates; the library at hand has."""

    def undated(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: undated(item) for key, item in value.items()}
        if isinstance(value, list):
            return [undated(item) for item in value]
        return value.isoformat() if isinstance(value, date) else value

    return undated(YAML(typ="safe", pure=True).load(content))


def faults(*changes: tuple[str, str]) -> list[str]:
    content = (Path(__file__).parent / "routine.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    return [error.json_path for error in VALIDATOR.iter_errors(as_an_editor_reads(content))]


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(routine_schema())


def test_the_committed_schema_is_the_schema() -> None:
    committed = (WORKFLOWS / "routine.schema.json").read_text(encoding="utf-8")
    assert committed == schema_text(), "write schema_text() to workflows/routine.schema.json"
    assert json.loads(committed) == routine_schema()


@pytest.mark.parametrize("name", ["varmland", "orebro"])
def test_both_routines_follow_it(name: str) -> None:
    content = (WORKFLOWS / f"{name}.yaml").read_text(encoding="utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(as_an_editor_reads(content))] == []
    assert content.startswith("# yaml-language-server: $schema=routine.schema.json\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("start: raised", "strat: raised"),
        ("start: raised", "start: raised\nextra: ja"),
        ("    owner: reporting.reporter", "    onwer: reporting.reporter"),
        ("owner: reporting.reporter", "owner: reporting.boss"),
        ("owner: avvikelseforum.secretary", "owner: avvikelseforum.chair"),
        ("remind: [3, 5]", "reminder: [3, 5]"),
        ("working_days: 5", "working_days: fem"),
        ("working_days: 5", "working_days: 0"),
        ("remind: [3, 5]", "pauses: [lunch]"),
        ("deadline: next_meeting", "deadline: nästa möte"),
        ("needs: [not_yet_received]", "needs: [not_yet_recieved]"),
        ("who: reporting.reporter", "who: sjuksköterskan"),
        ("reporting.manager: received}", "reporting.manager: recieved}"),
        ("tell: {reporting.manager: received}", "tell: {reporting.boss: received}"),
        ("meets: 3 per term", "meets: ibland"),
        ("      positions: ", "      postions: "),
        ("kind: measures", "kind: beslut"),
        ("kind: keep}", "kind: keep, move: decide}"),
        ("kind: measures, move: decide}", "kind: measures}"),
        ("ends: closed", "ends: close"),
        ("  forsakringskassan: F", "  Försäkringskassan: F"),
        ("    label: Påtalad\n", ""),
    ],
)
def test_it_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    assert faults((old, new))


def test_it_takes_what_the_loader_takes() -> None:
    assert faults(("version: 2023-04-01", "version: 1.10")) == []
    assert faults(("from: [raised, registered]", "from: raised")) == []
    assert faults(("needs: [not_yet_received]", "needs: not_yet_received")) == []
    assert faults(("remind: [3, 5]", "pauses: [handed_over, agreed]")) == []
    assert faults(("remind: [3, 5]", "pauses: agreed")) == []
    assert faults(("tell: {reporting.manager: received}", "tell: {avvikelseforum.secretary: received}")) == []


def test_it_completes_the_words() -> None:
    parts = routine_schema()["$defs"]
    assert parts["Guard"]["enum"] == list(GUARDS)
    assert parts["Message"]["enum"] == list(MESSAGES)
    assert parts["Role"]["anyOf"][0]["enum"] == list(CASE_ROLE_LABELS)
    assert set(parts["Forum"]["properties"]["agenda"]["properties"]) == set(Section)
    for name, part in parts.items():
        if "enum" in part:
            assert len(part["enumDescriptions"]) == len(part["enum"]), name


def test_every_group_is_closed_and_described_in_swedish() -> None:
    def groups(part: Any) -> list[dict[str, Any]]:
        if isinstance(part, list):
            return [group for item in part for group in groups(item)]
        if not isinstance(part, dict):
            return []
        own = [part] if part.get("type") == "object" else []
        return own + [group for item in part.values() for group in groups(item)]

    found = groups(routine_schema())
    assert len(found) > 10
    for group in found:
        assert group["additionalProperties"] is False
        assert group["description"]
    for english in (" the ", " a step", "What ", "Where "):
        assert english not in schema_text()


def test_the_vocabularies_are_whole() -> None:
    assert set(SECTIONS) == set(Section)
    assert set(OUTCOMES) == set(OutcomeKind)
    assert set(PURPOSE_LABELS) == set(Purpose)
    assert set(WAITS_FOR_LABELS) == set(WaitsFor)


def test_the_guide_names_every_word() -> None:
    words = [*GUARDS, *MESSAGES, *CASE_ROLE_LABELS, *SECTIONS, *OUTCOMES, *PURPOSE_LABELS, *WaitsFor]
    for part in routine_schema()["$defs"].values():
        words += part.get("properties", {})
    words += routine_schema()["properties"]
    assert [word for word in words if not (f"`{word}`" in GUIDE or f"{word}:" in GUIDE)] == []
    for guard in GUARDS.values():
        assert f"| `{guard.name}` | {guard.means} | {'ja' if guard.answerable else ''} |" in GUIDE
