"""Reads a routine file: YAML 1.2 where every scalar stays what it looks like, and every fault has a line.

Scalars are read as text and given their type by the routine's models, so `no`, `on` and `1.10` are never
reinterpreted. Anchors, aliases and tags are refused: a routine is read aloud, and they can't be.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from avvikelse.core.check import NEAR, check_routine, in_short, suggest
from avvikelse.core.findings import Finding, InvalidRoutine
from avvikelse.core.routine import Before, Deadline, Forum, Outcome, Routine, State, Transition

MAX_BYTES = 200_000
MAX_DEPTH = 12
NULLS = {"", "~", "null"}
UNREADABLE = "Filen går inte att läsa som YAML här. Kontrollera indrag, kolon och citattecken."
INVISIBLE = "Här står ett tecken som inte kan visas. Ta bort det."
NOT_CHARACTERS = {"\ufffe", "\uffff"}
Path = tuple[str | int, ...]
Lines = dict[Path, int]


def load_routine(content: bytes, file: str = "rutin.yaml") -> Routine:
    """The routine in `content`.

    Raises InvalidRoutine with every finding: first the file as such, then its keys and values, and when those
    are right whether the routine holds together (states reached, owners, guards, rules R1, R8 and R13).
    """
    tree, lines = _read(content, file)
    try:
        routine = Routine.model_validate(tree)
    except ValidationError as error:
        raise InvalidRoutine(_explain(error, tree, lines, file)) from None
    found = {_finding(lines, path, message, file): None for path, message in check_routine(routine)}
    if found:
        raise InvalidRoutine(list(found))
    return routine


def _read(content: bytes, file: str) -> tuple[dict[str, Any], Lines]:
    """The file as plain dicts, lists and texts, and the line of every key and item in it."""
    text = _decode(content, file)
    reading = _Reading(text, file)
    tree = reading.whole()
    if not isinstance(tree, dict):
        message = "Filen är tom eller saknar nycklar. Börja med routine:, version: och title:."
        reading.faults.append(Finding(1, "", message, file))
    if reading.faults:
        raise InvalidRoutine(reading.faults)
    return tree, reading.lines


def _decode(content: bytes, file: str) -> str:
    if len(content) > MAX_BYTES:
        raise InvalidRoutine(
            [Finding(1, "", f"Filen är större än {MAX_BYTES // 1000} kB. En rutin ryms på mindre.", file)]
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidRoutine([Finding(line, "", "Filen är inte UTF-8. Spara om den som UTF-8.", file)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


class _Reading:
    """One reading of a file, event by event, so that it stops at the first thing it won't have."""

    def __init__(self, text: str, file: str) -> None:
        self.lines: Lines = {(): 1}
        self.faults: list[Finding] = []
        self._text = text
        self._file = file
        self._events: Iterator[Event] = YAML(typ="safe", pure=True).parse(text)

    def whole(self) -> Any:
        """The document. Whatever the YAML library trips on becomes a finding on a line that the file has."""
        line, message = 1, "Filen går inte att läsa som YAML."
        try:
            return self._document()
        except InvalidRoutine:
            raise
        except MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, message = (mark.line + 1 if mark else 1), UNREADABLE
        except ReaderError as error:
            line, message = self._text.count("\n", 0, error.position) + 1, INVISIBLE
        except Exception:  # noqa: BLE001, S110 -- the library raises many kinds on odd input; the fault is the file's
            pass
        raise self._broken(line, message)

    def _broken(self, line: int, message: str) -> InvalidRoutine:
        # The library marks what is missing at the end on the line after the last.
        last = self._text.count("\n") + (not self._text.endswith("\n"))
        return InvalidRoutine([Finding(max(1, min(line, last)), "", message, self._file)])

    def _document(self) -> Any:
        tree, documents = None, 0
        for event in self._events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._broken(event.start_mark.line + 1, "Filen har två delar. Ta bort raden med ---.")
            elif isinstance(event, NodeEvent):
                tree = self._value(event, ())
        return tree

    def _value(self, event: Event, path: Path) -> Any:
        """The value that begins with `event`, as dict, list, text or None; notes the line of every part of it."""
        line = event.start_mark.line + 1
        self.lines.setdefault(path, line)
        if message := _too_clever(event, len(path)):
            raise self._broken(line, message)
        if isinstance(event, ScalarEvent):
            if not _can_be_shown(event.value):
                self._fault(line, path, INVISIBLE)
            is_null = event.style is None and event.value in NULLS
            return None if is_null else event.value
        if isinstance(event, SequenceStartEvent):
            return [self._value(item, (*path, n)) for n, item in enumerate(self._until(SequenceEndEvent))]
        return self._group(path)

    def _group(self, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for event in self._until(MappingEndEvent):
            line, key = event.start_mark.line + 1, self._key(event, path)
            here = (*path, key)
            if key in result:
                self._fault(line, here, f"Nyckeln står två gånger, först på rad {self.lines[here]}. Ta bort den ena.")
            else:
                self.lines[here] = line
            value = self._value(next(self._events), here)
            result.setdefault(key, value)
        return result

    def _key(self, event: Event, path: Path) -> str:
        key = self._value(event, path)
        if not isinstance(event, ScalarEvent):
            line = event.start_mark.line + 1
            self._fault(line, path, "En nyckel ska vara ett ord. Ta bort frågetecknet eller parentesen.")
        return key if isinstance(key, str) else ""

    def _until(self, end: type[Event]) -> Iterator[Event]:
        for event in self._events:
            if isinstance(event, end):
                return
            yield event

    def _fault(self, line: int, path: Path, message: str) -> None:
        self.faults.append(Finding(line, _dotted(path), message, self._file))


def _too_clever(event: Event, depth: int) -> str | None:
    """Why the routine can't be read aloud here, or is nested only to break the reading of it."""
    if isinstance(event, AliasEvent):
        return "Alias (*namn) går inte att använda. Skriv ut innehållet."
    if getattr(event, "anchor", None) is not None:
        return "Ankare (&namn) går inte att använda. Ta bort det."
    if getattr(event, "tag", None) is not None:
        return "Taggar (!namn) går inte att använda. Ta bort den, eller sätt texten inom citattecken."
    return "Här ligger för många grupper i varandra. En rutin har högst sex nivåer." if depth > MAX_DEPTH else None


def _can_be_shown(text: str) -> bool:
    """False for control characters and half characters, which no mail, page or drawing can carry."""
    return not any(
        char in NOT_CHARACTERS or (char not in "\n\t" and unicodedata.category(char) in {"Cc", "Cs"}) for char in text
    )


def _explain(error: ValidationError, tree: dict[str, Any], lines: Lines, file: str) -> list[Finding]:
    found: dict[tuple[int, str], Finding] = {}
    details = [(detail, _path_in_file(detail, lines)) for detail in error.errors()]
    misspelt = {(*path[:-1], _meant(path)) for detail, path in details if detail["type"] == "extra_forbidden"}
    for detail, path in details:
        if detail["type"] == "literal_error" and isinstance(_value_at(tree, path), dict):
            continue  # a deadline that is a group has already been told what is wrong in the group
        if detail["type"] == "missing" and path in misspelt:
            continue  # the key is there, under the name that is told to be wrong
        finding = _finding(lines, path, _sentence(detail, path), file)
        found.setdefault((finding.line, finding.key), finding)
    return list(found.values())


def _path_in_file(detail: ErrorDetails, lines: Lines) -> Path:
    """The part of the models' location that exists in the file (unions and `[key]` marks add parts of their own)."""
    path: Path = ()
    for part in detail["loc"]:
        if (*path, part) in lines:
            path = (*path, part)
    return (*path, detail["loc"][-1]) if detail["type"] == "missing" else path


def _value_at(tree: Any, path: Path) -> Any:
    for part in path:
        tree = tree[part]
    return tree


def _sentence(detail: ErrorDetails, path: Path) -> str:  # noqa: C901, PLR0912 -- a table of sentences
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "missing":
            return f"Nyckeln {path[-1]} saknas. Lägg till den."
        case "extra_forbidden":
            return f"Okänd nyckel. {suggest(str(path[-1]), _keys_of(_model_at(path[:-1])))}"
        case "int_parsing" | "int_parsing_size" | "int_type" | "int_from_float":
            return "Här ska ett heltal stå."
        case "greater_than_equal" | "less_than_equal":
            return "Talet ska vara 1–400."
        case "enum" | "literal_error":
            words = re.findall(r"'([^']+)'", str(context.get("expected", "")))
            return f"Okänt värde. {suggest(str(detail['input']), words)}"
        case "string_pattern_mismatch" if path == ("version",):
            return "Skriv versionen med siffror och bokstäver, till exempel 2023-04-01."
        case "string_pattern_mismatch":
            return "Skriv med små bokstäver a–z, siffror, bindestreck och understreck. Börja med en bokstav."
        case "string_too_short" | "string_type":
            return "Här ska en text stå."
        case "string_too_long":
            return f"Texten är för lång. Högst {context.get('max_length')} tecken."
        case "bool_parsing" | "bool_type":
            return "Skriv true eller false."
        case "value_error":
            return f"Fel värde: {context.get('error')}."
        case "too_short" if context.get("min_length", 1) > 1:
            return f"Här behövs minst {context['min_length']}."
        case "too_short":
            return "Här saknas innehåll."
        case "tuple_type" | "list_type":
            return "Här ska en lista stå, till exempel [a, b]."
        case _:
            return "Här ska en grupp med nycklar stå."


def _meant(path: Path) -> str | None:
    """The key that the unknown key at the end of `path` was meant to be, if it is near one."""
    return next(iter(difflib.get_close_matches(str(path[-1]), _keys_of(_model_at(path[:-1])), n=1, cutoff=NEAR)), None)


def _model_at(path: Path) -> type[BaseModel]:
    """The model that describes the group of keys at `path`."""
    match path:
        case ("states", _):
            return State
        case ("states", _, "deadline"):
            return Deadline
        case ("transitions", _):
            return Transition
        case ("forums", _):
            return Forum
        case ("forums", _, "prepare" | "freeze"):
            return Before
        case ("forums", _, "outcomes", _):
            return Outcome
        case _:
            return Routine


def _keys_of(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _finding(lines: Lines, path: Path, message: str, file: str) -> Finding:
    while path and isinstance(path[-1], int) and path not in lines:
        path = path[:-1]  # `who: a` is a list of one to the models, but has no first item in the file
    return Finding(_line(lines, path), _dotted(path), message, file)


def _line(lines: Lines, path: Path) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines[path]


def _dotted(path: Sequence[str | int]) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else in_short(part) for part in path)
