"""A document as Word (DOCX), from the secretary's own template or from the built-in one.

docxtpl turns a template's marks into Jinja code. That is done once for each template; a document is then filled from
the compiled code. A template is code that somebody has written: it runs in a sandbox, and misspelt fields are named.
"""

import re
from dataclasses import dataclass
from dataclasses import fields as fields_of
from functools import lru_cache
from pathlib import Path
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Template, TemplateSyntaxError
from jinja2.exceptions import SecurityError, TemplateError
from lxml import etree

from avvikelse.errors import BadSetting
from avvikelse.outbound.documents import word_package as package
from avvikelse.outbound.documents.fields import Fields, Properties
from avvikelse.outbound.documents.word_check import faults
from avvikelse.outbound.documents.word_package import NotWord, Package
from avvikelse.outbound.documents.word_sandbox import sandbox
from avvikelse.outbound.documents.word_template import default_template

_FILLED = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml$")
_MORE_COLUMNS = re.compile(r"{%\s*(tc|colspan|hm)\b")

# What a faulty template can raise while it is filled. Anything else is a fault of the program.
_FAULTS = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template read, checked and compiled. `widening` names the parts whose tables may get more columns."""

    package: Package
    parts: dict[str, Template]
    widening: frozenset[str]
    wrong: tuple[str, ...]


def word(said: Fields, properties: Properties, folder: Path | None) -> bytes:
    """The whole document. Raises BadSetting that names the template, and what is wrong in it."""
    name, content = _template(properties.kind, folder)
    return render_template(name, content, said, properties)


def render_template(name: str, content: bytes, said: Fields, properties: Properties) -> bytes:
    """Fills a template. Raises BadSetting with everything that is wrong in it, `name` first."""
    try:
        prepared = _prepared(content, properties.kind)
        if prepared.wrong:
            raise BadSetting(f"{name}: {' '.join(prepared.wrong)}")
        return _filled(prepared, said, properties)
    except NotWord as error:
        raise BadSetting(f"{name}: {error}") from None


def template_faults(content: bytes, said: Fields, properties: Properties) -> list[str]:
    """Everything wrong with a template, tried on a document, as Swedish sentences. Empty when it can be used."""
    try:
        prepared = _prepared(content, properties.kind)
        if not prepared.wrong:
            _filled(prepared, said, properties)
    except NotWord as error:
        return [str(error)]
    return list(prepared.wrong)


def _template(kind: str, folder: Path | None) -> tuple[str, bytes]:
    """The operator's own template when there is one, else the built-in; with its name for messages."""
    if folder is not None and (own := folder / f"{kind}.docx").is_file():
        try:
            return str(own), own.read_bytes()
        except OSError:
            raise BadSetting(f"{own}: filen går inte att läsa. Kontrollera rättigheterna.") from None
    return f"den inbyggda mallen för {kind}", default_template(kind)


@lru_cache(maxsize=16)
def _prepared(content: bytes, kind: str) -> Prepared:
    """The template ready to be filled, by its content: a replaced file is read anew. Raises NotWord."""
    found = package.read(content)
    environment = sandbox()
    try:
        sources = {name: _jinja(found.parts[name]) for name in found.parts if _FILLED.match(name)}
        wrong = faults(environment, sources.values(), kind)
        parts = {name: environment.from_string(source) for name, source in sources.items()}
    except TemplateSyntaxError as error:
        raise NotWord(f"Mallens kod går inte att läsa ({error.message}). Rätta fältet.") from None
    except RecursionError:
        raise NotWord("Mallens kod har för många led i varandra. Gör den enklare.") from None
    widening = frozenset(name for name in sources if _MORE_COLUMNS.search(_text(found.parts[name])))
    return Prepared(found, parts, widening, tuple(wrong))


def _text(part: bytes) -> str:
    """A part's XML as text, without its declaration. Raises NotWord."""
    return str(etree.tostring(package.tree(part), encoding="unicode"))


def _jinja(part: bytes) -> str:
    """A part's XML with docxtpl's marks ({%p, {%tr …) made into Jinja's."""
    return str(DocxTemplate("").patch_xml(_text(part)))


def _filled(prepared: Prepared, said: Fields, properties: Properties) -> bytes:
    values = {field.name: getattr(said, field.name) for field in fields_of(said)}
    done = {name: _part(prepared, name, values) for name in prepared.parts}
    return package.write(prepared.package, done, properties.title, properties.day)


def _part(prepared: Prepared, name: str, values: dict[str, Any]) -> bytes:
    try:
        text = prepared.parts[name].render(values)
    except SecurityError:
        raise NotWord("Mallen försöker göra något som inte är tillåtet. Använd bara fälten.") from None
    except _FAULTS:
        raise NotWord("Mallen går inte att fylla i. Jämför med den inbyggda mallen.") from None
    if name in prepared.widening:
        text = str(etree.tostring(DocxTemplate("").fix_tables(text), encoding="unicode"))
    content = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()
    package.tree(content)  # a template can put its code where the file breaks
    return content
