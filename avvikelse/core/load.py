"""Reads a routine file: YAML 1.2 where every scalar stays what it looks like, and every fault has a line.

Scalars are read as text and given their type by the routine's models, so `no`, `on` and `1.10` are never
reinterpreted. Anchors are refused: a routine is read aloud, and an alias can't be.
"""

import difflib
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from avvikelse.core.check import check_routine
from avvikelse.core.findings import Finding, InvalidRoutine
from avvikelse.core.routine import Forum, Outcome, Routine, State, Transition

MAX_BYTES = 500_000
NULLS = {"", "~", "null"}
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
        findings: dict[tuple[int, str], Finding] = {}
        for detail in error.errors():
            finding = _explain(detail, lines, file)
            findings.setdefault((finding.line, finding.key), finding)
        raise InvalidRoutine(list(findings.values())) from None
    found = [Finding(_line(lines, path), _dotted(path), message, file) for path, message in check_routine(routine)]
    if found:
        raise InvalidRoutine(found)
    return routine


def _read(content: bytes, file: str) -> tuple[Any, Lines]:
    if len(content) > MAX_BYTES:
        raise InvalidRoutine([Finding(1, "", f"Filen är större än {MAX_BYTES // 1000} kB. En rutin ryms på mindre.", file)])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InvalidRoutine([Finding(line, "", "Filen är inte UTF-8. Spara om den som UTF-8.", file)]) from None
    lines: Lines = {(): 1}
    faults: list[Finding] = []
    try:
        for event in YAML().parse(text):
            if isinstance(event, AliasEvent):
                line = event.start_mark.line + 1
                message = "Alias (*namn) går inte att använda. Skriv ut innehållet."
                raise InvalidRoutine([Finding(line, "", message, file)])
        root = YAML().compose(text)
        tree = _plain(root, (), lines, faults, file) if root is not None else None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = "Filen går inte att läsa som YAML här. Kontrollera indrag, kolon och citattecken."
        raise InvalidRoutine([Finding(mark.line + 1 if mark else 1, "", message, file)]) from None
    except (YAMLError, RecursionError, ValueError):
        raise InvalidRoutine([Finding(1, "", "Filen går inte att läsa som YAML.", file)]) from None
    if not isinstance(tree, dict):
        faults.append(Finding(1, "", "Filen är tom eller saknar nycklar. Börja med routine:, version: och title:.", file))
    if faults:
        raise InvalidRoutine(faults)
    return tree, lines


def _plain(node: Node, path: Path, lines: Lines, faults: list[Finding], file: str) -> Any:
    """The node as dict, list, text or None; notes the line of every key and item on the way."""
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, ScalarNode):
        is_null = node.style is None and node.value in NULLS
        return None if is_null else node.value
    if isinstance(node, SequenceNode):
        return [_plain(item, (*path, n), lines, faults, file) for n, item in enumerate(node.value)]
    result: dict[str, Any] = {}
    if isinstance(node, MappingNode):
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            here = (*path, key)
            line = key_node.start_mark.line + 1
            if key in result:
                message = f"Nyckeln står två gånger, först på rad {lines[here]}. Ta bort den ena."
                faults.append(Finding(line, _dotted(here), message, file))
                continue
            lines[here] = line
            result[key] = _plain(value_node, here, lines, faults, file)
    return result


def _explain(detail: ErrorDetails, lines: Lines, file: str) -> Finding:
    path = _path_in_file(detail["loc"], lines)
    return Finding(_line(lines, path), _dotted(path), _sentence(detail, path), file)


def _path_in_file(location: Sequence[str | int], lines: Lines) -> Path:
    """The part of the models' location that exists in the file (unions and `[key]` marks add parts of their own)."""
    path: Path = ()
    for part in location:
        if part == "[key]":
            break
        if (*path, part) in lines:
            path = (*path, part)
    last = location[-1]
    is_missing = isinstance(last, str) and (not path or path[-1] != last) and last.isidentifier()
    known = {"Deadline", "literal", "str"}
    return (*path, last) if is_missing and last not in known else path


def _sentence(detail: ErrorDetails, path: Path) -> str:
    kind, context = detail["type"], detail.get("ctx", {})
    match kind:
        case "missing":
            return "Nyckeln saknas. Lägg till den."
        case "extra_forbidden":
            return "Okänd nyckel." + _nearest(str(path[-1]), _keys_beside(path))
        case "int_parsing" | "int_type" | "int_from_float":
            return "Här ska ett heltal stå."
        case "greater_than_equal" | "less_than_equal":
            return f"Talet ska vara {context.get('ge', '1')}–{context.get('le', '400')}."
        case "enum" | "literal_error":
            return f"Okänt värde. Välj något av: {str(context.get('expected', '')).replace(' or ', ', ')}."
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
        case "too_short":
            return "Här saknas innehåll."
        case "tuple_type" | "list_type":
            return "Här ska en lista stå, till exempel [a, b]."
        case _:
            return "Här ska en grupp med nycklar stå."


def _keys_beside(path: Path) -> Iterator[str]:
    """The keys that would have been right where the unknown key in `path` stands."""
    model = {"states": State, "transitions": Transition, "forums": Forum}.get(str(path[0]), Routine)
    if "outcomes" in path[1:-1]:
        model = Outcome
    for name, field in (model if len(path) > 1 else Routine).model_fields.items():
        yield field.alias or name


def _nearest(word: str, words: Iterator[str]) -> str:
    close = difflib.get_close_matches(word, list(words), n=1)
    return f" Menade du {close[0]}?" if close else ""


def _line(lines: Lines, path: Path) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines[path]


def _dotted(path: Path) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in path)
