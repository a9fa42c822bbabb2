"""A Word file as its parts: read with limits, rid of what tells about people, written the same way every time."""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

LARGEST = 20_000_000
"""Bytes of a template, unpacked. A letterhead with pictures has a few hundred thousand."""

MAIN = "word/document.xml"
_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_CORE, _APP = "docProps/core.xml", "docProps/app.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FIXED = (1980, 1, 1, 0, 0, 0)

# Parts that name people or the machine a template was made on, and that a document reads as well without.
_TELLING = re.compile(
    r"docProps/|customXml/|word/(comments|people|glossary/|vbaProject|vbaData)|.*/thumbnail\.", re.IGNORECASE
)
_TELLING_LINK = re.compile(r"/(comments\w*|people|attachedTemplate|customXml|thumbnail|glossaryDocument|mailMerge\w*)$")
_COMMENT_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "moveFromRangeStart",
    "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd")  # fmt: skip
_TAKEN_AWAY, _LET_STAND = ("del", "moveFrom"), ("ins", "moveTo")


class NotWord(Exception):
    """The file can't be used as a template. Carries the Swedish sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Package:
    """The parts of a Word file by their name inside it."""

    parts: dict[str, bytes]


def read(content: bytes) -> Package:
    """The parts of a Word file, without people's names. Raises NotWord."""
    parts = _unpacked(content)
    if not {MAIN, _TYPES, _ROOT} <= set(parts):
        raise NotWord("Filen är inget Word-dokument. Spara den som .docx.")
    if b"macroEnabled" in parts[_TYPES] or any("vbaProject" in name for name in parts):
        raise NotWord("Mallen innehåller makron. Spara den som .docx utan makron.")
    kept = {name: content for name, content in parts.items() if not _TELLING.match(name)}
    for name, part in list(kept.items()):
        if name.endswith(".rels"):
            kept[name] = _without_links(part)
        elif name.endswith(".xml"):
            kept[name] = _without_people(part)
    kept[_TYPES] = _content_types(kept[_TYPES], kept)
    return Package(kept)


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            if sum(entry.file_size for entry in file.infolist()) > LARGEST:
                raise NotWord(f"Mallen är större än {LARGEST // 1_000_000} MB. Ta bort bilder.")
            return {entry.filename: file.read(entry) for entry in file.infolist() if not entry.is_dir()}
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError):
        raise NotWord("Filen är inget Word-dokument. Spara den som .docx.") from None


def tree(content: bytes) -> Any:
    """The XML of a part. Fetches nothing and resolves nothing. Raises NotWord."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        raise NotWord("Dokumentet i filen är trasigt. Öppna mallen i Word och spara om den.") from None
    if root.getroottree().docinfo.doctype:  # names entities, which can fetch and can grow without end
        raise NotWord("Mallen innehåller något som inte hör hemma i Word. Spara om den i Word.")
    return root


def _text(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _without_links(content: bytes) -> bytes:
    root = tree(content)
    for link in list(root):
        target = link.get("Target", "")
        told = _TELLING_LINK.search(link.get("Type", "")) or _TELLING.match(target.lstrip("/"))
        fetched = link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")
        if told or fetched or "docProps/" in target:
            root.remove(link)
    return _text(root)


def _without_people(content: bytes) -> bytes:
    """Comments gone and tracked changes accepted, as both name their author. Settings forget whom they are tied to."""
    root = tree(content)
    for mark in list(root.iter(*(_W + name for name in (*_COMMENT_MARKS, "attachedTemplate", "mailMerge", "rsids")))):
        _drop(mark)
    for name in _TAKEN_AWAY:
        for change in list(root.iter(_W + name)):
            _drop(change)
    for name in _LET_STAND:
        for change in list(root.iter(_W + name)):
            _unwrap(change)
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element.tag.startswith(_W) and element.tag.endswith("Change"):
            _drop(element)
        else:
            for key in [key for key in element.attrib if key in (_W + "author", _W + "initials") or "}rsid" in key]:
                del element.attrib[key]
    return _text(root)


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Any) -> None:
    parent = element.getparent()
    if parent is not None:
        place = parent.index(element)
        for inner in reversed(list(element)):
            parent.insert(place, inner)
        parent.remove(element)


def _content_types(content: bytes, parts: dict[str, bytes]) -> bytes:
    """Names only what is there; a Word template (.dotx) becomes a document."""
    root = tree(content)
    for entry in list(root):
        name = entry.get("PartName", "").lstrip("/")
        if name == MAIN:
            entry.set("ContentType", _MAIN_TYPE)
        elif name and name not in parts:
            root.remove(entry)
    for name, kind in ((_CORE, "package.core-properties"), (_APP, "officedocument.extended-properties")):
        entry = etree.SubElement(root, "{http://schemas.openxmlformats.org/package/2006/content-types}Override")
        entry.set("PartName", f"/{name}")
        entry.set("ContentType", f"application/vnd.openxmlformats-{kind}+xml")
    return _text(root)


def write(package: Package, filled: dict[str, bytes], title: str, day: date) -> bytes:
    """A Word file of the parts, `filled` before the package's own, with a title and a date and nobody's name."""
    parts = package.parts | filled | {_CORE: _core(title, day), _APP: _APP_XML}
    parts[_ROOT] = _root_links(package.parts[_ROOT])
    names = sorted(parts, key=lambda name: (name != _TYPES, name != _ROOT, name))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as file:
        for name in names:
            entry = zipfile.ZipInfo(name, _FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, parts[name])
    return buffer.getvalue()


def _root_links(content: bytes) -> bytes:
    links = (
        '<Relationship Id="rIdCore" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/'
        f'core-properties" Target="{_CORE}"/><Relationship Id="rIdApp" Type="http://schemas.openxmlformats.org/'
        f'officeDocument/2006/relationships/extended-properties" Target="{_APP}"/>'
    )
    return content.replace(b"</Relationships>", links.encode() + b"</Relationships>")


_APP_XML = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.openxmlformats.org/'
    b'officeDocument/2006/extended-properties"><Application>avvikelse</Application></Properties>'
)


def _core(title: str, day: date) -> bytes:
    moment = f"{day.isoformat()}T00:00:00Z"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator></dc:creator><dc:language>sv-SE</dc:language>"
        "<cp:lastModifiedBy></cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified></cp:coreProperties>'
    ).encode()
