"""A Word template is a file that somebody else has made: it is checked, it is confined, and it tells of nobody."""

import re
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest

from avvikelse.core.dates import DEFAULT_ZONE
from avvikelse.errors import BadSetting
from avvikelse.outbound.documents import render
from avvikelse.outbound.documents.contexts import fields
from avvikelse.outbound.documents.examples import EXAMPLES
from avvikelse.outbound.documents.fields import DOCUMENTS
from avvikelse.outbound.documents.word import template_faults
from avvikelse.outbound.documents.word_template import default_template
from tests.outbound.samples import agenda, weekly

KINDS = tuple(DOCUMENTS)
WHOLE = (
    "{% for s in sections %}{{ s.head }}{% for line in s.lines %}{{ line.text }}{% endfor %}{% endfor %}"
    "{% for line in late %}{{ line.text }}{% endfor %}"
)
Change = Callable[[dict[str, bytes]], None]


def template(*texts: str, change: Change | None = None) -> bytes:
    """A template with these paragraphs, whose parts may be changed."""
    document = docx.Document()
    for text in texts:
        document.add_paragraph(text)
    made = BytesIO()
    document.save(made)
    if change is None:
        return made.getvalue()
    out = BytesIO()
    with zipfile.ZipFile(made) as before, zipfile.ZipFile(out, "w") as after:
        parts = {name: before.read(name) for name in before.namelist()}
        change(parts)
        for name, content in parts.items():
            after.writestr(name, content)
    return out.getvalue()


def faults(content: bytes, kind: str = "agenda") -> list[str]:
    properties, said = fields(EXAMPLES[kind], DEFAULT_ZONE)
    return template_faults(content, said, properties)


def filled(folder: Path, content: bytes, *texts: str) -> dict[str, bytes]:
    """The parts of an agenda made from the template."""
    (folder / "agenda.docx").write_bytes(content)
    with zipfile.ZipFile(BytesIO(render(agenda(*texts), "docx", templates=folder))) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


@pytest.mark.parametrize("kind", KINDS)
def test_the_built_in_template_can_be_used_as_one_s_own(kind: str) -> None:
    assert faults(default_template(kind), kind) == []


def test_every_unknown_field_is_named_also_where_no_example_comes() -> None:
    found = faults(
        template(
            WHOLE, "{{ wen }} {% if false %}{{ plce }}{% endif %}", "{% for x in withheld %}{{ x.nmber }}{% endfor %}"
        )
    )
    for wrong, right in (("wen", "when"), ("plce", "place"), ("nmber", "number")):
        assert f"Mallen använder fältet {wrong}, som inte finns. Kanske {right}?" in found
    assert len(found) == 3


def test_a_template_that_would_leave_out_the_cases_is_told(tmp_path: Path) -> None:
    assert faults(template("{{ title }}")) == ["Mallen saknar fältet sections.", "Mallen saknar fältet late."]
    (tmp_path / "agenda.docx").write_bytes(template("{{ title }}"))
    with pytest.raises(BadSetting, match="saknar fältet sections"):
        render(agenda("Text."), "docx", templates=tmp_path)


@pytest.mark.parametrize(
    "code",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ title['__class__'] }}",
        "{{ title|attr('__class__') }}",
        "{{ ('a' * 900000000)|length }}",
        "{{ '%0900000000d' % 1 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ 'a'.ljust(900000000)|length }}",
        "{{ '{0.__class__}'.format(title) }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ 1 / 0 }}",
        "{{ sections[99].head }}",
        "{{ sections.append(1) }}",
        "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
    ],
)
def test_code_that_does_more_than_tell_fields_is_refused_at_once(tmp_path: Path, code: str) -> None:
    started = time.monotonic()
    content = template(WHOLE, code)
    assert faults(content)
    (tmp_path / "agenda.docx").write_bytes(content)
    with pytest.raises(BadSetting, match=re.escape(str(tmp_path))):
        render(agenda("Text."), "docx", templates=tmp_path)
    assert time.monotonic() - started < 5


def test_what_a_template_may_do(tmp_path: Path) -> None:
    code = (
        "{% set first = sections|first %}{{ first.head|upper }}{% for s in sections if s.lines %}{{ loop.index }}"
        "{{ loop.cycle('a', 'b') }}{% endfor %}{% macro row(x) %}<{{ x }}>{% endmacro %}{{ row(name) }}"
        "{{ when[:1]|upper }}{% if not withheld %}inget{% endif %}"
    )
    assert faults(template(WHOLE, code)) == []
    text = filled(tmp_path, template(WHOLE, code), "Text.")["word/document.xml"].decode()
    assert "1. MÖTET ÖPPNAS" in text


def with_people(parts: dict[str, bytes]) -> None:
    """What Word leaves of people: tracked changes, comments, the template's own place, properties."""
    who = b"Anna Mallmakare"
    change = (
        b'<w:p><w:ins w:id="1" w:author="%s" w:date="2026-01-01T00:00:00Z"><w:r><w:t>Tillagt</w:t></w:r></w:ins>'
        b"<w:del w:id='2' w:author='%s'><w:r><w:delText>Struket</w:delText></w:r></w:del>"
        b'<w:commentRangeStart w:id="0"/><w:r><w:t>Kommenterat</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        b'<w:r><w:commentReference w:id="0"/></w:r></w:p><w:sectPr'
    ) % (who, who)
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"<w:sectPr", change, 1)
    parts["word/comments.xml"] = b'<x author="%s"/>' % who
    parts["customXml/item1.xml"] = parts["docProps/custom.xml"] = b"<x>%s</x>" % who
    head = "http://schemas.openxmlformats.org"
    place = "file:///C:/Users/Anna%20Mallmakare/m.dotx"
    parts["word/_rels/settings.xml.rels"] = (
        f'<Relationships xmlns="{head}/package/2006/relationships"><Relationship Id="rId1" Type="{head}/officeDocument/'
        f'2006/relationships/attachedTemplate" Target="{place}" TargetMode="External"/>'
        f'<Relationship Id="rId2" Type="{head}/officeDocument/2006/relationships/image" '
        'Target="https://spår.example.se/Mallmakare.png" TargetMode="External"/></Relationships>'
    ).encode()


def test_a_document_tells_nothing_of_whoever_made_its_template(tmp_path: Path) -> None:
    parts = filled(tmp_path, template(WHOLE, change=with_people), "Text.")
    for name, content in parts.items():
        assert b"Mallmakare" not in content, name
        assert b"Struket" not in content, name
        assert b"python-docx" not in content, name
    text = parts["word/document.xml"]
    assert b"Tillagt" in text
    assert b"Kommenterat" in text
    assert b"comment" not in text
    types = parts["[Content_Types].xml"].decode()
    assert set(re.findall(r'PartName="/([^"]+)"', types)) <= set(parts)


def macro(parts: dict[str, bytes]) -> None:
    parts["word/vbaProject.bin"] = b"x"


def entities(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'


def utf_16_entities(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x []><x/>'.encode("utf-16")


def broken(parts: dict[str, bytes]) -> None:
    parts["word/document.xml"] = b"<w:document"


def huge(parts: dict[str, bytes]) -> None:
    parts["word/media/x.bin"] = bytes(30_000_000)


def no_relations(parts: dict[str, bytes]) -> None:
    del parts["_rels/.rels"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (macro, "makron"),
        (entities, "inte hör hemma"),
        (utf_16_entities, "inte hör hemma"),
        (broken, "trasigt"),
        (huge, "20 MB"),
        (no_relations, "inget Word-dokument"),
    ],
)
def test_a_file_that_is_more_or_less_than_a_template_is_told(change: Change, says: str) -> None:
    [fault] = faults(template(WHOLE, change=change))
    assert says in fault


def test_code_in_headers_and_rows_is_filled_and_a_replaced_file_is_read_anew(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ title }} & Co"
    table = document.add_table(rows=3, cols=2)
    table.rows[0].cells[0].text = "{%tr for line in lines %}"
    table.rows[1].cells[0].text, table.rows[1].cells[1].text = "{{ line.number }}", "{{ line.text }}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    document.save(str(tmp_path / "weekly.docx"))
    made = docx.Document(BytesIO(render(weekly("Rad ett.\nRad två & <b>", "Andra."), "docx", templates=tmp_path)))
    assert made.sections[0].header.paragraphs[0].text == "Veckolista & Co"
    assert [row.cells[1].text for row in made.tables[0].rows] == ["Rad ett.\nRad två & <b>", "Andra."]
    (tmp_path / "weekly.docx").write_bytes(template("Ny: {% for line in lines %}{{ line.text }}{% endfor %}"))
    made = docx.Document(BytesIO(render(weekly("Text."), "docx", templates=tmp_path)))
    assert made.paragraphs[0].text == "Ny: Text."
