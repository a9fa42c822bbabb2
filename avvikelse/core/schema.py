"""The JSON Schema of a routine file, so that an editor completes the words and marks a wrong one while typing.

Made from the routine's models. What the models leave to the checks (guards, messages and roles are plain words to
them) is put in here. The loader has the last word: the schema can't know whether a routine holds together.
"""

import json
from typing import Any

from avvikelse.core.guards import GUARDS
from avvikelse.core.messages import MESSAGES
from avvikelse.core.routine import Routine
from avvikelse.core.routine_text import NEWS
from avvikelse.core.vocabulary import (
    CASE_ROLE_LABELS,
    PURPOSE_LABELS,
    SECRETARY,
    WAITS_FOR_LABELS,
    OutcomeKind,
    Section,
)

Schema = dict[str, Any]

SECTIONS = {
    Section.OPENING: "mötet öppnas",
    Section.PREVIOUS_MINUTES: "föregående protokoll",
    Section.FOLLOW_UP: "tidigare beslut och åtgärder följs upp",
    Section.POSITIONS: "avvikelser som forumet ska ta ställning till",
    Section.RETURNED: "avvikelser som kommer tillbaka till forumet, med vad det sade senast",
    Section.LEARNING: "lösta avvikelser att lära av",
    Section.GOOD_EXAMPLES: "sådant som gick bra",
    Section.WEEKLY_LIST: "listan över öppna avvikelser, avidentifierad",
    Section.OTHER: "övriga frågor",
    Section.NEXT_MEETING: "nästa möte",
}
"""What the software puts under each section of an agenda."""

OUTCOMES = {
    OutcomeKind.MEASURES: "forumet beslutar åtgärder med ansvarig och slutdatum",
    OutcomeKind.NOTED: "forumet noterar avvikelsen för att lära av den",
    OutcomeKind.BACK: "avvikelsen går tillbaka till cheferna",
    OutcomeKind.LIFT: "avvikelsen lyfts till ett annat forum eller en annan nivå",
    OutcomeKind.KEEP: "avvikelsen ligger kvar till nästa möte; har inget steg i move",
}
"""What each kind of outcome means."""

_DESCRIPTIONS = {
    "Before": "Hur långt före mötet.",
    "Deadline": "Tid för läget. Lokalt val, i svenska arbetsdagar från den dag då avvikelsen kom till läget.",
    "Forum": "En mötesserie.",
    "Outcome": "Något som forumet kan besluta om en avvikelse.",
    "OutcomeKind": "Vad beslutet gör med avvikelsen.",
    "Purpose": "Varför avvikelsen tas upp i forumet.",
    "State": "Ett läge: var avvikelsen kan vara.",
    "Transition": "Ett steg som någon får ta. Utan to: en handling som lämnar avvikelsen där den är.",
    "WaitsFor": "Vad som väntas in från den andra parten medan klockan står.",
}
_KEY = "^[a-z][a-z0-9_-]{0,62}$"
_SECRETARY = rf"^[a-z][a-z0-9_-]{{0,62}}\.{SECRETARY}$"


def routine_schema() -> Schema:
    """The schema (draft 2020-12), with Swedish descriptions."""
    made = Routine.model_json_schema(by_alias=True)
    _tidy(made)
    parts: dict[str, Schema] = made.pop("$defs")
    for name, description in _DESCRIPTIONS.items():
        parts[name]["description"] = description
    parts |= {"Role": _role(), "Guard": _words(GUARDS, "Ett villkor."), "Message": _words(MESSAGES, "Ett meddelande.")}
    parts["Guard"]["enumDescriptions"] = [guard.means for guard in GUARDS.values()]
    parts["Message"]["enumDescriptions"] = [NEWS.get(name, text) for name, text in MESSAGES.items()]
    parts["Purpose"]["enumDescriptions"] = list(PURPOSE_LABELS.values())
    parts["WaitsFor"]["enumDescriptions"] = list(WAITS_FOR_LABELS.values())
    parts["OutcomeKind"]["enumDescriptions"] = list(OUTCOMES.values())
    _use_the_words(parts)
    # An editor reads `1.10` as a number; the loader keeps it as it is written.
    made["properties"]["version"]["type"] = ["string", "number"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rutinfil för avvikelse",
        **made,
        "description": "En rutin för avvikelser mellan myndigheter. Vägledning: docs/routine-language.md.",
        "$defs": dict(sorted(parts.items())),
    }


def schema_text() -> str:
    """The schema as `workflows/routine.schema.json` holds it."""
    return json.dumps(routine_schema(), ensure_ascii=False, indent=2) + "\n"


def _tidy(part: Any) -> None:
    """Takes away the models' English titles, and closes every group whose keys follow a pattern."""
    if isinstance(part, list):
        for item in part:
            _tidy(item)
    elif isinstance(part, dict):
        if isinstance(part.get("title"), str):
            del part["title"]
        if "patternProperties" in part:
            part["additionalProperties"] = False
        for item in part.values():
            _tidy(item)


def _words(known: dict[str, Any], description: str) -> Schema:
    return {"description": description, "type": "string", "enum": list(known)}


def _role() -> Schema:
    roles: Schema = {"enum": list(CASE_ROLE_LABELS), "enumDescriptions": list(CASE_ROLE_LABELS.values())}
    secretary: Schema = {"pattern": _SECRETARY, "description": "Forumets sekreterare: <forum>.secretary."}
    return {"description": "Vem: sida.roll eller <forum>.secretary.", "type": "string", "anyOf": [roles, secretary]}


def _use_the_words(parts: dict[str, Schema]) -> None:
    state, step = parts["State"]["properties"], parts["Transition"]["properties"]
    forum, outcome = parts["Forum"]["properties"], parts["Outcome"]
    _point(state, "owner", "Role")
    deadline = parts["Deadline"]["properties"]
    _point(deadline, "then", "Role")
    deadline["pauses"] = _one_or_many(deadline["pauses"], {"$ref": "#/$defs/WaitsFor"})
    step["from"] = _one_or_many(step["from"], {"type": "string", "pattern": _KEY})
    step["who"] = _one_or_many(step["who"], {"$ref": "#/$defs/Role"})
    step["needs"] = _one_or_many(step["needs"], {"$ref": "#/$defs/Guard"})
    message = {"$ref": "#/$defs/Message"}
    step["tell"] = {
        "description": step["tell"]["description"],
        "type": "object",
        "properties": {role: {**message, "description": label} for role, label in CASE_ROLE_LABELS.items()},
        "patternProperties": {_SECRETARY: message},
        "additionalProperties": False,
    }
    forum["meets"]["pattern"] = "^(weekly|[1-9][0-9]? per (year|term))$"
    heading = forum["agenda"].pop("additionalProperties")
    del forum["agenda"]["propertyNames"], parts["Section"]
    forum["agenda"]["properties"] = {str(name): {**heading, "description": text} for name, text in SECTIONS.items()}
    forum["agenda"]["additionalProperties"] = False
    outcome["if"] = {"properties": {"kind": {"const": "keep"}}}
    outcome["then"] = {"properties": {"move": {"type": "null"}}}
    outcome["else"] = {"required": ["move"], "properties": {"move": {"type": "string"}}}


def _point(properties: Schema, key: str, part: str) -> None:
    properties[key] = {"description": properties[key]["description"], "$ref": f"#/$defs/{part}"}


def _one_or_many(many: Schema, item: Schema) -> Schema:
    """The loader takes one word where a list is meant."""
    rest = {key: value for key, value in many.items() if key not in {"type", "items", "minItems"}}
    several = {"type": "array", "items": item, **({"minItems": many["minItems"]} if "minItems" in many else {})}
    return {**rest, "anyOf": [item, several]}
