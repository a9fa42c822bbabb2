"""Which fields a Word template uses that don't exist, and which it lacks: read from its Jinja code, never run."""

import difflib
from collections.abc import Iterable
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes

from avvikelse.outbound.documents.fields import DOCUMENTS

REQUIRED: dict[str, tuple[str, ...]] = {
    "agenda": ("sections", "late"),
    "minutes": ("sections", "late"),
    "extract": ("sections",),
    "weekly": ("lines",),
    "learning": ("entries",),
}
"""Fields that a template must use, or a document would hide something without anybody noticing."""

Shape = dict[str, Any]
"""A field's name to its shape: a dict for fields within it, a list of one for a list of them, None for plain text."""

_LOOP = dict.fromkeys(("index", "index0", "first", "last", "length", "revindex", "revindex0", "previtem", "nextitem",
    "depth", "depth0", "changed", "cycle"))  # fmt: skip
_OPEN = object()  # a value that isn't followed: whatever is said of it is let through


def shape(owner: type) -> Shape:
    """The fields of a class of fields, and of those within it."""
    return {name: _shape(hint) for name, hint in get_type_hints(owner).items()}


def _shape(hint: Any) -> Any:
    inner = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    return [shape(get_args(inner)[0])] if get_origin(inner) is tuple else None


def faults(environment: Environment, sources: Iterable[str], kind: str) -> list[str]:
    """Everything about the template's fields that is wrong, as Swedish sentences. Raises TemplateSyntaxError."""
    known = shape(DOCUMENTS[kind])
    reader = _Reader(known)
    for source in sources:
        reader.read(environment.parse(source))
    missing = [name for name in REQUIRED[kind] if name not in reader.used]
    return [*reader.unknown, *(f"Mallen saknar fältet {name}." for name in missing)]


class _Reader:
    """Follows the fields through loops and `set`, as far as they can be followed."""

    def __init__(self, known: Shape) -> None:
        self.known = known
        self.used: set[str] = set()
        self.unknown: list[str] = []

    def read(self, template: nodes.Template) -> None:
        """Notes every field that the template uses, and every one that doesn't exist."""
        self._walk(template, {})

    def _walk(self, node: nodes.Node, names: dict[str, Any]) -> None:
        match node:
            case nodes.For():
                self._loop(node, names)
            case nodes.Assign(target=nodes.Name(name=name)):
                names[name] = self._value(node.node, names)
            case nodes.Macro() | nodes.With() | nodes.CallBlock() | nodes.FilterBlock():
                inner = names | {
                    name.name: _OPEN for name in node.find_all(nodes.Name) if name.ctx in ("param", "store")
                }
                if isinstance(node, nodes.Macro):
                    names[node.name] = inner[node.name] = _OPEN
                for child in node.iter_child_nodes():
                    self._walk(child, inner)
            case nodes.Expr():
                self._value(node, names)
            case _:
                for child in node.iter_child_nodes():
                    self._walk(child, names)

    def _loop(self, node: nodes.For, names: dict[str, Any]) -> None:
        found = self._value(node.iter, names)
        one = found[0] if isinstance(found, list) else _OPEN
        inner = names | {"loop": _LOOP}
        match node.target:
            case nodes.Name(name=name):
                inner[name] = one
            case target:
                inner |= {name.name: _OPEN for name in target.find_all(nodes.Name)}
        if node.test is not None:
            self._value(node.test, inner)
        for child in node.body:
            self._walk(child, inner)
        for child in node.else_:
            self._walk(child, names)

    def _value(self, node: nodes.Node, names: dict[str, Any]) -> Any:
        """The shape of an expression; what is inside it is read on the way."""
        match node:
            case nodes.Name(name=name):
                return names[name] if name in names else self._field(name, self.known, top=True)
            case nodes.Getattr(attr=str(name)) | nodes.Getitem(arg=nodes.Const(value=str(name))):
                owner = self._value(node.node, names)
                if name.startswith("_"):
                    self._say("Mallen försöker göra något som inte är tillåtet. Använd bara fälten.")
                    return _OPEN
                return self._field(name, owner) if isinstance(owner, dict) else _OPEN
            case nodes.Filter(node=inner, name=name) if inner is not None and name in ("first", "last"):
                found = self._value(inner, names)
                return found[0] if isinstance(found, list) else _OPEN
            case nodes.Getitem(node=inner):
                found = self._value(inner, names)
                return found[0] if isinstance(found, list) else _OPEN
            case _:
                for child in node.iter_child_nodes():
                    self._value(child, names)
                return _OPEN

    def _field(self, name: str, owner: Shape, *, top: bool = False) -> Any:
        if name in owner:
            if top:
                self.used.add(name)
            return owner[name]
        close = difflib.get_close_matches(name, list(owner), n=1, cutoff=0.5)
        hint = f" Kanske {close[0]}?" if close else f" Här finns {', '.join(owner)}."
        self._say(f"Mallen använder fältet {name[:60]}, som inte finns.{hint}")
        return _OPEN

    def _say(self, sentence: str) -> None:
        if sentence not in self.unknown:
            self.unknown.append(sentence)
