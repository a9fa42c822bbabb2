"""The room in which a Word template of the operator's own is filled: it sees the document's fields and nothing else."""

from typing import Any

from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

_FILTERS = ("capitalize", "first", "join", "last", "length", "lower", "replace", "title", "trim", "upper")
_BREAK = Markup('</w:t><w:br/><w:t xml:space="preserve">')  # closes and opens the text that every field stands in


class Sandbox(ImmutableSandboxedEnvironment):
    """No calls but a loop's own and the template's macros, few filters, and no arithmetic that can fill the memory."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def is_safe_callable(self, obj: Any) -> bool:
        """Only what the template itself made."""
        return isinstance(obj, Macro | LoopContext) or isinstance(getattr(obj, "__self__", None), LoopContext)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 (Jinja's form)
        """Refuses: a template needs no products, and `'a' * 10**9` is no document."""
        raise SecurityError(operator)


def sandbox() -> Sandbox:
    """The environment: texts are escaped, a line break in a text becomes one in Word, an unknown field is an error."""
    environment = Sandbox(autoescape=True, undefined=StrictUndefined, finalize=_in_word)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


def _in_word(value: Any) -> Any:
    if isinstance(value, str) and "\n" in value:
        return _BREAK.join(escape(line) for line in value.split("\n"))
    return value
