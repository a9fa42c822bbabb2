"""A document as Word (DOCX), from the secretary's own template or from the built-in one.

A template is code that somebody has written: it runs in a sandbox, and a field it misspells is named.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields as fields_of
from datetime import UTC, datetime, time
from difflib import get_close_matches
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from avvikelse.errors import BadSetting
from avvikelse.outbound.documents.fields import Fields, Properties, described
from avvikelse.outbound.documents.word_template import default_template

_MOST_BYTES = 5_000_000
_UNKNOWN = re.compile(r"'(\w+)' is undefined|no attribute '(\w+)'|has no attribute '(\w+)'")
_PRIVATE_PARTS = re.compile(r"^(docProps/custom\.xml|word/comments[^/]*\.xml|word/people\.xml|customXml/.*)$")
_AUTHOR = re.compile(rb'(w:(?:author|initials|userId)=")[^"]*(")')
_NO_NAME = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)


def word(said: Fields, properties: Properties, folder: Path | None) -> bytes:
    """The whole document. Raises BadSetting that names the template, and what is wrong in it."""
    name, content = _template(properties.kind, folder)
    return render_template(name, content, said, properties)


def render_template(name: str, content: bytes, said: Fields, properties: Properties) -> bytes:
    """Fills a template. Raises BadSetting for what is no Word file, an unknown field or a fault in its code."""
    template = _opened(name, content)
    values = {field.name: getattr(said, field.name) for field in fields_of(said)}
    try:
        template.render(values, jinja_env=_environment(), autoescape=True)
    except SecurityError:
        raise BadSetting(f"{name}: mallen försöker göra något som inte är tillåtet. Ta bort det.") from None
    except UndefinedError as error:
        raise BadSetting(f"{name}: {_unknown(error, said)}") from None
    except TemplateSyntaxError as error:
        raise BadSetting(f"{name}: mallens kod går inte att läsa ({error.message}). Rätta fältet.") from None
    except (TemplateError, TypeError, ValueError):
        raise BadSetting(f"{name}: mallen går inte att fylla i. Jämför med den inbyggda mallen.") from None
    _set_properties(template, properties)
    out = BytesIO()
    template.save(out)
    return _without_names(out.getvalue(), properties)


def _template(kind: str, folder: Path | None) -> tuple[str, bytes]:
    """The operator's own template when there is one, else the built-in; with its name for messages."""
    if folder is not None and (own := folder / f"{kind}.docx").is_file():
        content = own.read_bytes()
        if len(content) > _MOST_BYTES:
            raise BadSetting(f"{own}: mallen är större än 5 MB. Ta bort bilder.")
        return str(own), content
    return f"den inbyggda mallen för {kind}", default_template(kind)


def _opened(name: str, content: bytes) -> DocxTemplate:
    try:
        template = DocxTemplate(BytesIO(content))
        template.init_docx()
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile):
        raise BadSetting(f"{name}: filen är inget Word-dokument. Spara den som .docx.") from None
    return template


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _unknown(error: UndefinedError, said: Fields) -> str:
    """'mallen använder fältet agnda, som inte finns. Kanske agenda?'"""
    found = _UNKNOWN.search(error.message or "")
    wrong = next((group for group in found.groups() if group), "") if found else ""
    near = get_close_matches(wrong, sorted(set(_names(type(said)))), n=1)
    hint = f" Kanske {near[0]}?" if near else ""
    return f"mallen använder fältet {wrong[:40] or '(okänt)'}, som inte finns.{hint}"


def _names(kind: type) -> Iterator[str]:
    """Every field that a document of this kind has, on any level."""
    return (name.rpartition(".")[2] for name, _ in described(kind))


def _set_properties(template: DocxTemplate, properties: Properties) -> None:
    """A title, the language and the meeting's day; no author, whoever made the template."""
    core: Any = template.docx.core_properties  # get_docx() would read the file anew
    moment = datetime.combine(properties.day, time(), tzinfo=UTC)
    core.title, core.language = properties.title[:250], "sv-SE"
    core.author = core.last_modified_by = core.comments = core.keywords = core.subject = core.category = ""
    core.created = core.modified = core.last_printed = moment
    core.revision = 1


def _without_names(content: bytes, properties: Properties) -> bytes:
    """The file without comments, custom properties and the names of editors; the same bytes for the same document."""
    out = BytesIO()
    day = properties.day
    with zipfile.ZipFile(BytesIO(content)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        gone = {name for name in before.namelist() if _PRIVATE_PARTS.match(name)}
        for name in before.namelist():
            if name in gone:
                continue
            data = before.read(name)
            if name == "docProps/app.xml":
                data = _NO_NAME
            elif name.endswith((".xml", ".rels")):
                data = _AUTHOR.sub(rb"\1\2", _without_links(data, gone))
            info = zipfile.ZipInfo(name, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(info, data)
    return out.getvalue()


def _without_links(data: bytes, gone: set[str]) -> bytes:
    """The part without references to parts that are taken out."""
    for name in gone:
        last = re.escape(name.rpartition("/")[2].encode())
        data = re.sub(rb"<Relationship [^>]*Target=\"[^\"]*" + last + rb"\"[^>]*/>", b"", data)
        data = re.sub(rb"<Override [^>]*PartName=\"/" + re.escape(name.encode()) + rb"\"[^>]*/>", b"", data)
    return re.sub(rb"<w:comment(?:RangeStart|RangeEnd|Reference) [^>]*/>", b"", data)
